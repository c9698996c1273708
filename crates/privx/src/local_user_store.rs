//! The service `local-user-store`: users of PrivX's built-in directory, API clients and trusted clients.

mod api_clients;
mod extender_clients;
mod trusted_clients;
mod users;

pub use crate::ids::LocalUserId;
pub use api_clients::{ApiClient, ApiClientSearch, ApiClients};
pub use extender_clients::ExtenderClient;
pub use trusted_clients::{TrustedClient, TrustedClientType, TrustedClients};
pub use users::{LocalUser, LocalUserPassword, LocalUserSearch, LocalUsers, TagSearch, UserAttribute};

use crate::ServiceStatus;
use portcullis_core::{Call, Client, List};

/// The service `local-user-store`; made by [`Client::local_user_store`](crate::Client::local_user_store).
#[derive(Debug, Clone)]
pub struct LocalUserStore(pub(crate) Client);

impl LocalUserStore {
    /// Returns the operations on users of the built-in directory.
    pub fn users(&self) -> LocalUsers {
        LocalUsers(self.0.clone())
    }

    /// Returns the operations on programs that call the API.
    pub fn api_clients(&self) -> ApiClients {
        ApiClients(self.0.clone())
    }

    /// Returns the operations on extenders, carriers and web proxies.
    pub fn trusted_clients(&self) -> TrustedClients {
        TrustedClients(self.0.clone())
    }

    /// Lists the extenders that are visible to the caller, for routes to hosts. They are trusted clients without their
    /// secrets.
    ///
    /// `GET /local-user-store/api/v1/extender-clients`
    ///
    /// - Operation: `extender_clients.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn extender_clients(&self) -> List<ExtenderClient> {
        self.0.get("/local-user-store/api/v1/extender-clients").list_whole("items")
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /local-user-store/api/v1/status`
    ///
    /// - Operation: `local_user_store.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/local-user-store/api/v1/status").without_credential().call()
    }
}
