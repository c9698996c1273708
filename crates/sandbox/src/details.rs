//! The addresses of the servers, and credentials for them.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

/// Addresses and credentials of all five vendors: the one line of JSON that the binary prints.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct Details {
    /// A file that holds the certificate of the sandbox's CA.
    pub ca_pem_file: PathBuf,
    /// Privicore.
    pub privicore: Privicore,
    /// StoredSafe.
    pub storedsafe: StoredSafe,
    /// DigiCert CertCentral.
    pub digicert: DigiCert,
    /// SSH PrivX.
    pub privx: PrivX,
    /// KOBIL mID Provider.
    pub midprovider: MidProvider,
}

/// Privicore's addresses and its seeded user.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct Privicore {
    /// The address of the API.
    pub api_url: String,
    /// The address of the websocket.
    pub ws_url: String,
    /// The address of the stream server for uploads.
    pub upstream_url: String,
    /// The address of the stream server for downloads.
    pub downstream_url: String,
    /// The user's name.
    pub username: String,
    /// The user's password.
    pub password: String,
    /// The directory that the seeded user administers.
    pub directory_id: String,
}

/// StoredSafe's addresses and its seeded administrator.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct StoredSafe {
    /// The address of the API, with its version.
    pub base_url: String,
    /// The administrator's name.
    pub username: String,
    /// The administrator's passphrase.
    pub passphrase: String,
    /// The key of the application.
    pub apikey: String,
    /// The administrator's TOTP secret in base32.
    pub totp_secret: String,
    /// The address that asks for a TLS client certificate.
    pub mtls_base_url: String,
    /// A file that holds the administrator's client certificate.
    pub client_cert_pem_file: PathBuf,
    /// A file that holds the key of the client certificate.
    pub client_key_pem_file: PathBuf,
}

/// DigiCert CertCentral's address and its seeded key.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct DigiCert {
    /// The address of the API, with its version.
    pub base_url: String,
    /// The address of the Report Library, with its version.
    pub report_library_url: String,
    /// The key for `X-DC-DEVKEY`.
    pub api_key: String,
    /// The account's root container.
    pub container_id: u64,
}

/// SSH PrivX's address and its seeded API client.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct PrivX {
    /// The address of the server.
    pub base_url: String,
    /// The OAuth client of the pair for the `Authorization` header.
    pub oauth_client_id: String,
    /// Its secret.
    pub oauth_client_secret: String,
    /// The API client of the pair for the password grant.
    pub api_client_id: String,
    /// Its secret.
    pub api_client_secret: String,
}

/// KOBIL mID Provider's addresses, one for each flavour, and its seeded client.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct MidProvider {
    /// The address of the SSMS flavour.
    pub ssms_base_url: String,
    /// The address of the SHIFT flavour.
    pub shift_base_url: String,
    /// The tenant.
    pub tenant: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: String,
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Details")
            .field("ca_pem_file", &self.ca_pem_file)
            .field("privicore", &self.privicore)
            .field("storedsafe", &self.storedsafe)
            .field("digicert", &self.digicert)
            .field("privx", &self.privx)
            .field("midprovider", &self.midprovider)
            .finish()
    }
}

impl fmt::Debug for Privicore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Privicore")
            .field("api_url", &self.api_url)
            .field("ws_url", &self.ws_url)
            .field("upstream_url", &self.upstream_url)
            .field("downstream_url", &self.downstream_url)
            .field("username", &self.username)
            .field("directory_id", &self.directory_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for StoredSafe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredSafe")
            .field("base_url", &self.base_url)
            .field("mtls_base_url", &self.mtls_base_url)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for DigiCert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DigiCert")
            .field("base_url", &self.base_url)
            .field("report_library_url", &self.report_library_url)
            .field("container_id", &self.container_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PrivX {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivX")
            .field("base_url", &self.base_url)
            .field("oauth_client_id", &self.oauth_client_id)
            .field("api_client_id", &self.api_client_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for MidProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MidProvider")
            .field("ssms_base_url", &self.ssms_base_url)
            .field("shift_base_url", &self.shift_base_url)
            .field("tenant", &self.tenant)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}
