//! The two flavours of the product: the same functions below different paths.

use portcullis_core::{Error, ErrorKind, Origin, Request, Result, http::Method, url::Url};
use std::{fmt, sync::Arc};

/// The back end that holds the second-factor devices, on which the paths depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Flavour {
    /// mID Server (SSMS). The tenant is a sub-domain of the base URL.
    Ssms,
    /// KOBIL Shift (AST). The tenant is a segment of the path.
    Shift,
}

impl fmt::Display for Flavour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ssms => "SSMS",
            Self::Shift => "SHIFT",
        })
    }
}

/// The AST services.
pub(crate) const AST: Origin = Origin::beside(0);
/// The server for chat messages, if it is not the client's own.
pub(crate) const MPOWER: Origin = Origin::beside(1);
/// The server that files of chats are fetched from.
pub(crate) const MEDIA: Origin = Origin::beside(2);

/// Other operations of SHIFT have these words in the place of the user name: `DELETE …/otp-brute-force` unlocks all
/// users.
const ROUTES: [&str; 4] = ["getusers", "devices", "tms", "otp-brute-force"];

/// The shared state of every handle: the engine, the flavour and the tenant.
#[derive(Clone)]
pub(crate) struct Core {
    engine: portcullis_core::Client,
    flavour: Flavour,
    tenant: Arc<str>,
    absent: &'static str,
}

impl Core {
    pub(crate) fn new(engine: portcullis_core::Client, flavour: Flavour, tenant: Arc<str>) -> Self {
        Self { engine, flavour, tenant, absent: "the vendor documents it for the other flavour only" }
    }

    /// The same client at another realm.
    pub(crate) fn of_realm(&self, realm: &str) -> Self {
        Self { tenant: realm.into(), ..self.clone() }
    }

    pub(crate) fn engine(&self) -> &portcullis_core::Client {
        &self.engine
    }

    pub(crate) fn flavour(&self) -> Flavour {
        self.flavour
    }

    pub(crate) fn tenant(&self) -> &str {
        &self.tenant
    }

    /// Sets the reason in the error of an operation that the flavour lacks.
    pub(crate) fn absent(&self, why: &'static str) -> Self {
        Self { absent: why, ..self.clone() }
    }

    /// A GET whose path is the same in both flavours.
    pub(crate) fn get(&self, template: &'static str) -> Request {
        self.open(Method::GET, template)
    }

    /// A POST whose path is the same in both flavours.
    pub(crate) fn post(&self, template: &'static str) -> Request {
        self.open(Method::POST, template)
    }

    /// A PUT whose path is the same in both flavours.
    pub(crate) fn put(&self, template: &'static str) -> Request {
        self.open(Method::PUT, template)
    }

    /// A DELETE whose path is the same in both flavours.
    pub(crate) fn delete(&self, template: &'static str) -> Request {
        self.open(Method::DELETE, template)
    }

    /// A request to the AST services, with the client's token. SHIFT only.
    pub(crate) fn ast(&self, method: Method, template: &'static str) -> Request {
        self.absent("the AST services belong to SHIFT; use `devices` for app instances")
            .flavoured(method, None, template)
            .bare()
            .at_trusted(AST)
    }

    /// The server for chat messages.
    pub(crate) fn mpower(&self) -> Origin {
        if self.engine.url(MPOWER).is_ok() { MPOWER } else { Origin::MAIN }
    }

    /// A request with a path per flavour. If this client's flavour has none, the call fails and nothing is sent.
    pub(crate) fn flavoured(
        &self,
        method: Method,
        ssms: impl Into<Option<&'static str>>,
        shift: impl Into<Option<&'static str>>,
    ) -> Request {
        let (own, other) = match self.flavour {
            Flavour::Ssms => (ssms.into(), shift.into()),
            Flavour::Shift => (shift.into(), ssms.into()),
        };
        if let Some(template) = own {
            return self.open(method, template);
        }
        let text = format!("not available in the flavour {}: {}", self.flavour, self.absent);
        self.open(method, other.unwrap_or("/")).require(Err(Error::new(ErrorKind::Input, text)))
    }

    /// The tenant fills the first placeholder of a path below a realm.
    fn open(&self, method: Method, template: &'static str) -> Request {
        let request = self.engine.request(method, template);
        // Keycloak's own API has no envelope.
        let request = if template.starts_with("/auth/admin/") { request.bare() } else { request };
        let has_tenant = [
            "/auth/realms/{tenant_id}",
            "/auth/realms/{master_realm}",
            "/auth/admin/realms/{realm}",
            "/v1/tenants/{tenant_id}",
            "/v1/mpower/tenants/{tenant_id}",
        ];
        if has_tenant.iter().any(|start| template.starts_with(start)) {
            request.path(&*self.tenant)
        } else {
            request
        }
    }

    /// Refuses names with which the path would be that of another operation.
    pub(crate) fn addressable(&self, field: &str, name: impl AsRef<str>) -> Result<()> {
        let text = name.as_ref().trim();
        if matches!(text, "" | "." | "..") || text.contains(|c: char| "/%\\;".contains(c) || c.is_control()) {
            return Err(Error::input(
                field,
                "must not be empty, `.` or `..`, and must not hold `/`, `%`, `\\` or `;`",
            ));
        }
        if self.flavour == Flavour::Shift && ROUTES.iter().any(|route| text.eq_ignore_ascii_case(route)) {
            return Err(Error::input(
                field,
                "must not be `getusers`, `devices`, `tms` or `otp-brute-force`: SHIFT has other operations at these paths",
            ));
        }
        Ok(())
    }

    /// A URL below the tenant's realm, for a browser.
    pub(crate) fn realm_url(&self, below: &[&str]) -> Result<Url> {
        let mut url = self.engine.url(portcullis_core::Origin::MAIN)?.clone();
        url.path_segments_mut()
            .map_err(|()| Error::new(ErrorKind::Config, "the base URL cannot have a path"))?
            .pop_if_empty()
            .extend(["auth", "realms", &*self.tenant])
            .extend(below);
        Ok(url)
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("engine", &self.engine)
            .field("flavour", &self.flavour)
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}
