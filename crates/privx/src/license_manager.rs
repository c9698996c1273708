//! The service `license-manager`: the license, and the registration of the mobile gateway.

mod license;
mod mobile_gateway;

pub use license::{License, LicenseStatus};
pub use mobile_gateway::{MobileGateway, MobileGatewayStatus};

use crate::{Confirmed, ServiceStatus};
use license::{Code, Statistics};
use portcullis_core::{Call, Client, Download, Secret};

/// The service `license-manager`; made by [`Client::license_manager`](crate::Client::license_manager).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// let license = privx.license_manager().license().await?;
/// println!("{:?} of {:?} hosts", license.hosts_in_use, license.max_hosts);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct LicenseManager(pub(crate) Client);

impl LicenseManager {
    /// Returns the operations on the registration at the mobile gateway.
    pub fn mobile_gateway(&self) -> MobileGateway {
        MobileGateway(self.0.clone())
    }

    /// Returns the license.
    ///
    /// `GET /license-manager/api/v1/license`
    ///
    /// - Operation: `license.get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), internal services, `licenses-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn license(&self) -> Call<License> {
        self.0.get("/license-manager/api/v1/license").call()
    }

    /// Installs a license code and returns the license, unless the server returns nothing.
    ///
    /// `POST /license-manager/api/v1/license`
    ///
    /// Limits: not empty.
    ///
    /// - Operation: `license.set`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), internal services, `licenses-manage`
    /// - Source: vendor's documentation (its SDK for Python sends the bare text)
    #[inline]
    pub fn set_license(&self, code: &Secret) -> Call<Option<License>> {
        self.0.post("/license-manager/api/v1/license").idempotent().json(&Code(code)).call()
    }

    /// Fetches the license from the license server again and returns it, unless the server returns nothing.
    ///
    /// `POST /license-manager/api/v1/license/refresh`
    ///
    /// Works only where PrivX reaches the license server.
    ///
    /// - Operation: `license.refresh`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), internal services, `licenses-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn refresh_license(&self) -> Call<Option<License>> {
        self.0.post("/license-manager/api/v1/license/refresh").idempotent().call()
    }

    /// Sets whether PrivX sends usage statistics to its vendor.
    ///
    /// `POST /license-manager/api/v1/license/optin`
    ///
    /// - Operation: `license.set_statistics`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), internal services, `licenses-manage`
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn set_statistics(&self, send: bool) -> Call<()> {
        self.0
            .post("/license-manager/api/v1/license/optin")
            .idempotent()
            .json(&Statistics { optin: send })
            .done()
    }

    /// Deactivates the license: the deployment is without one until another code is installed.
    ///
    /// `POST /license-manager/api/v1/license/deactivate`
    ///
    /// The activation is free again; a license has a limited number of them. Hence the argument: it has no other
    /// use than to be written down.
    ///
    /// - Operation: `license.deactivate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), internal services, `licenses-manage`
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn deactivate_license(&self, _: Confirmed) -> Call<()> {
        self.0.post("/license-manager/api/v1/license/deactivate").done()
    }

    /// Downloads the license as the JavaScript that the user interface loads, which is not JSON.
    ///
    /// `GET /license-manager/api/v1/license.js`
    ///
    /// - Operation: `license.js`
    /// - Retried: also when the reply is lost
    /// - Permission: none (inferred: the login page loads it); the client's credential is sent
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn license_script(&self) -> Download {
        self.0.get("/license-manager/api/v1/license.js").download()
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /license-manager/api/v1/status`
    ///
    /// - Operation: `license.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/license-manager/api/v1/status").without_credential().call()
    }
}
