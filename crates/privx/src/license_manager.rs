//! The service `license-manager`: the license, and the registration of the mobile gateway.

use portcullis_core::Client;

/// The service `license-manager`; made by [`Client::license_manager`](crate::Client::license_manager).
#[derive(Debug, Clone)]
pub struct LicenseManager(pub(crate) Client);

impl LicenseManager {}
