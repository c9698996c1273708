//! The service `api-proxy`: targets that programs reach through PrivX, and the credentials for them.

mod client_credentials;
mod conf;
mod targets;
mod user_client_credentials;

pub use client_credentials::{
    ApiTargetHandle, ClientCredential, ClientCredentialType, ClientCredentials, CredentialSecret, Kubeconfig,
    LoginSessionRequirement,
};
pub use conf::ApiProxyConf;
pub use targets::{
    ApiTarget, ApiTargetDisabled, ApiTargetEndpoint, ApiTargetSearch, ApiTargets, EndpointMethod,
    EndpointProtocol, TargetCredential, TargetCredentialType,
};
pub use user_client_credentials::UserClientCredentials;

use crate::ServiceStatus;
use portcullis_core::{Call, Client};

/// The service `api-proxy`; made by [`Client::api_proxy`](crate::Client::api_proxy).
#[derive(Debug, Clone)]
pub struct ApiProxy(pub(crate) Client);

impl ApiProxy {
    /// Returns the operations on HTTP APIs that are reached through PrivX.
    pub fn targets(&self) -> ApiTargets {
        ApiTargets(self.0.clone())
    }

    /// Returns the operations on the caller's own credentials for API targets.
    pub fn client_credentials(&self) -> ClientCredentials {
        ClientCredentials(self.0.clone())
    }

    /// Returns the operations on any user's credentials for API targets.
    pub fn user_client_credentials(&self) -> UserClientCredentials {
        UserClientCredentials(self.0.clone())
    }

    /// Returns the addresses of the proxy and its CA.
    ///
    /// `GET /api-proxy/api/v1/conf`
    ///
    /// - Operation: `api_proxy.conf`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn conf(&self) -> Call<ApiProxyConf> {
        self.0.get("/api-proxy/api/v1/conf").call()
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /api-proxy/api/v1/status`
    ///
    /// - Operation: `api_proxy.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/api-proxy/api/v1/status").without_credential().call()
    }
}
