//! The service `auth`: sessions, devices of the mobile app, and clients of identity providers.

mod devices;
mod idp_clients;
mod password;
mod sessions;

pub use devices::{Device, Devices};
pub use idp_clients::{IdpClient, IdpClientConfig, IdpClients, IdpType, OidcAuthMethod, OidcScope};
pub use password::PasswordChange;
pub use sessions::{Session, SessionDomain, SessionSearch, Sessions, SessionsEnd};

use crate::ServiceStatus;
use portcullis_core::{Call, Client};

/// The service `auth`; made by [`Client::auth`](crate::Client::auth).
#[derive(Debug, Clone)]
pub struct Auth(pub(crate) Client);

impl Auth {
    /// Returns the operations on login sessions.
    pub fn sessions(&self) -> Sessions {
        Sessions(self.0.clone())
    }

    /// Returns the operations on paired devices, with which users confirm logins.
    pub fn devices(&self) -> Devices {
        Devices(self.0.clone())
    }

    /// Returns the operations on programs whose users log in at PrivX by OpenID Connect.
    pub fn idp_clients(&self) -> IdpClients {
        IdpClients(self.0.clone())
    }

    /// Ends the session of the token that the call is made with.
    ///
    /// `POST /auth/api/v1/logout`
    ///
    /// The client keeps the token until the server refuses it: the next call logs in again, except with
    /// [`bearer`](crate::ClientBuilder::bearer). Call [`Client::close`](crate::Client::close) afterwards if
    /// nothing more is to be sent.
    ///
    /// - Operation: `auth.logout`
    /// - Retried: only when the request was provably not sent
    /// - Permission: any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn logout(&self) -> Call<()> {
        self.0.post("/auth/api/v1/logout").done()
    }

    /// Changes the password of the caller, a user of the built-in directory.
    ///
    /// `PUT /auth/api/v1/password`
    ///
    /// Fails with [`FEATURE_DISABLED`](crate::code::FEATURE_DISABLED) where users may not do so, and with
    /// [`UNSUPPORTED_SESSION_TYPE`](crate::code::UNSUPPORTED_SESSION_TYPE) in a session of another kind.
    /// If the first reply is lost, the repetition still names the former password: its refusal does not
    /// prove that the password was not changed. Administrators set passwords with
    /// [`LocalUsers::set_password`](crate::local_user_store::LocalUsers::set_password).
    ///
    /// - Operation: `auth.change_password`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn change_password(&self, change: &PasswordChange) -> Call<()> {
        self.0.put("/auth/api/v1/password").idempotent().json(change).done()
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /auth/api/v1/status`
    ///
    /// - Operation: `auth.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/auth/api/v1/status").without_credential().call()
    }
}
