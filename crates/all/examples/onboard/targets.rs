//! Where people go: the tenants that the environment names, or the sandbox.

use crate::{systems::System, trust};
use portcullis::{Error, ErrorKind, Result, Secret, Trust};
use portcullis_sandbox::Sandbox;
use std::{collections::BTreeMap, env};

/// The settings of one vendor, by the last part of the variable's name.
type Settings = BTreeMap<&'static str, String>;

/// A vendor: its name and its variables; those in the second list may be missing.
struct Vendor {
    name: &'static str,
    prefix: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
    server: &'static str,
}

const VENDORS: [Vendor; 5] = [
    Vendor {
        name: "Privicore",
        prefix: "PORTCULLIS_PRIVICORE_",
        required: &["API_URL", "USERNAME", "PASSWORD", "DIRECTORY_ID"],
        optional: &["WS_URL"],
        server: "API_URL",
    },
    Vendor {
        name: "StoredSafe",
        prefix: "PORTCULLIS_STOREDSAFE_",
        required: &["BASE_URL", "USERNAME", "PASSPHRASE", "APIKEY", "TOTP_SECRET"],
        optional: &[],
        server: "BASE_URL",
    },
    Vendor {
        name: "DigiCert",
        prefix: "PORTCULLIS_DIGICERT_",
        required: &["BASE_URL", "API_KEY"],
        optional: &[],
        server: "BASE_URL",
    },
    Vendor {
        name: "PrivX",
        prefix: "PORTCULLIS_PRIVX_",
        required: &[
            "BASE_URL",
            "OAUTH_CLIENT_ID",
            "OAUTH_CLIENT_SECRET",
            "API_CLIENT_ID",
            "API_CLIENT_SECRET",
        ],
        optional: &[],
        server: "BASE_URL",
    },
    Vendor {
        name: "mID Provider",
        prefix: "PORTCULLIS_MIDPROVIDER_",
        required: &["FLAVOUR", "BASE_URL", "TENANT", "CLIENT_ID", "CLIENT_SECRET"],
        optional: &[],
        server: "BASE_URL",
    },
];

/// Vendors and how to reach them.
pub(crate) struct Targets {
    vendors: Vec<(&'static Vendor, Settings)>,
    trust: Trust,
}

impl Targets {
    /// The vendors whose variables are complete; `None` without any variable.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] for a vendor that has only some of its variables.
    pub(crate) fn from_environment() -> Result<Option<Self>> {
        let mut vendors = Vec::new();
        for vendor in &VENDORS {
            let names = vendor.required.iter().chain(vendor.optional);
            let value = |name: &&'static str| {
                let value = env::var([vendor.prefix, *name].concat()).ok()?;
                (!value.is_empty()).then_some((*name, value))
            };
            let settings: Settings = names.filter_map(value).collect();
            if settings.is_empty() {
                continue;
            }
            let missing = vendor.required.iter().find(|name| !settings.contains_key(*name));
            if let Some(name) = missing {
                let text = format!("{} is set up by half: {}{name} is missing", vendor.name, vendor.prefix);
                return Err(Error::new(ErrorKind::Config, text));
            }
            vendors.push((vendor, settings));
        }
        if vendors.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self { vendors, trust: trust::from_environment()? }))
    }

    /// All five vendors, in the sandbox.
    pub(crate) fn of_sandbox(sandbox: &Sandbox) -> Result<Self> {
        let details = sandbox.details();
        let (safe, privx, mid) = (&details.storedsafe, &details.privx, &details.midprovider);
        let settings = [
            Settings::from([
                ("API_URL", details.privicore.api_url.clone()),
                ("WS_URL", details.privicore.ws_url.clone()),
                ("USERNAME", details.privicore.username.clone()),
                ("PASSWORD", details.privicore.password.clone()),
                ("DIRECTORY_ID", details.privicore.directory_id.clone()),
            ]),
            Settings::from([
                ("BASE_URL", safe.base_url.clone()),
                ("USERNAME", safe.username.clone()),
                ("PASSPHRASE", safe.passphrase.clone()),
                ("APIKEY", safe.apikey.clone()),
                ("TOTP_SECRET", safe.totp_secret.clone()),
            ]),
            Settings::from([
                ("BASE_URL", details.digicert.base_url.clone()),
                ("API_KEY", details.digicert.api_key.clone()),
            ]),
            Settings::from([
                ("BASE_URL", privx.base_url.clone()),
                ("OAUTH_CLIENT_ID", privx.oauth_client_id.clone()),
                ("OAUTH_CLIENT_SECRET", privx.oauth_client_secret.clone()),
                ("API_CLIENT_ID", privx.api_client_id.clone()),
                ("API_CLIENT_SECRET", privx.api_client_secret.clone()),
            ]),
            Settings::from([
                ("FLAVOUR", "ssms".into()),
                ("BASE_URL", mid.ssms_base_url.clone()),
                ("TENANT", mid.tenant.clone()),
                ("CLIENT_ID", mid.client_id.clone()),
                ("CLIENT_SECRET", mid.client_secret.clone()),
            ]),
        ];
        Ok(Self {
            vendors: VENDORS.iter().zip(settings).collect(),
            trust: Trust::only_pem(sandbox.ca_pem())?,
        })
    }

    /// Name and server of each.
    pub(crate) fn servers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.vendors.iter().map(|(vendor, settings)| (vendor.name, get(settings, vendor.server)))
    }

    /// A client for each; nothing is sent yet.
    pub(crate) fn connect(&self) -> Result<Vec<System>> {
        self.vendors.iter().map(|(vendor, settings)| self.client(vendor.name, settings)).collect()
    }

    fn client(&self, name: &str, settings: &Settings) -> Result<System> {
        let text = |key| get(settings, key);
        let secret = |key| Secret::from(get(settings, key));
        Ok(match name {
            "Privicore" => {
                let builder = portcullis::privicore::Client::builder(text("API_URL"))
                    .login(text("USERNAME"), secret("PASSWORD"))
                    .trust(self.trust.clone());
                let client = match settings.get("WS_URL") {
                    Some(url) => builder.ws_url(url).build()?,
                    None => builder.build()?,
                };
                System::Privicore { client, directory: text("DIRECTORY_ID").into() }
            }
            "StoredSafe" => System::StoredSafe(
                portcullis::storedsafe::Client::builder(text("BASE_URL"))
                    .totp_secret(
                        text("USERNAME"),
                        secret("PASSPHRASE"),
                        secret("APIKEY"),
                        secret("TOTP_SECRET"),
                    )
                    .trust(self.trust.clone())
                    .build()?,
            ),
            "DigiCert" => System::DigiCert(
                portcullis::digicert::Client::builder(text("BASE_URL"))
                    .api_key(secret("API_KEY"))
                    .trust(self.trust.clone())
                    .build()?,
            ),
            "PrivX" => System::PrivX(
                portcullis::privx::Client::builder(text("BASE_URL"))
                    .api_client(
                        text("OAUTH_CLIENT_ID"),
                        secret("OAUTH_CLIENT_SECRET"),
                        text("API_CLIENT_ID"),
                        secret("API_CLIENT_SECRET"),
                    )
                    .trust(self.trust.clone())
                    .build()?,
            ),
            _ => {
                let (url, tenant) = (text("BASE_URL"), text("TENANT"));
                let builder = match text("FLAVOUR") {
                    "ssms" => portcullis::midprovider::Client::ssms(url, tenant),
                    "shift" => portcullis::midprovider::Client::shift(url, tenant),
                    _ => {
                        let text = "PORTCULLIS_MIDPROVIDER_FLAVOUR is neither `ssms` nor `shift`";
                        return Err(Error::new(ErrorKind::Config, text));
                    }
                };
                let builder = builder.client_credentials(text("CLIENT_ID"), secret("CLIENT_SECRET"));
                System::MidProvider(builder.trust(self.trust.clone()).build()?)
            }
        })
    }
}

fn get<'a>(settings: &'a Settings, key: &str) -> &'a str {
    settings.get(key).map_or("", String::as_str)
}
