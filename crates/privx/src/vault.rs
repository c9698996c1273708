//! The service `vault`: secrets that programs and users keep in PrivX.

mod data;
mod secrets;
mod user_secrets;

pub use data::SecretData;
pub use secrets::{SecretSearch, VaultSecret, VaultSecrets};
pub use user_secrets::UserSecrets;

use crate::ServiceStatus;
use portcullis_core::{Call, Client};
use serde_json::Value;

/// The service `vault`; made by [`Client::vault`](crate::Client::vault).
#[derive(Debug, Clone)]
pub struct Vault(pub(crate) Client);

impl Vault {
    /// Returns the operations on secrets that roles share.
    pub fn secrets(&self) -> VaultSecrets {
        VaultSecrets(self.0.clone())
    }

    /// Returns the operations on secrets that belong to one user.
    pub fn user_secrets(&self) -> UserSecrets {
        UserSecrets(self.0.clone())
    }

    /// Returns the JSON schemas of the known kinds of secrets.
    ///
    /// `GET /vault/api/v1/schemas`
    ///
    /// The form of the reply is not known.
    ///
    /// - Operation: `vault.schemas`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn schemas(&self) -> Call<Value> {
        self.0.get("/vault/api/v1/schemas").call()
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /vault/api/v1/status`
    ///
    /// - Operation: `vault.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/vault/api/v1/status").without_credential().call()
    }
}
