//! The client.

use crate::auth::keep_alive::{IdleTimeout, KeepAlive};
use crate::{
    Auth, AuthInfo, ClientBuilder, Error, Files, Objects, Request, Result, Templates, Transparent,
    UserCertificates, Users, Utils, VaultMembers, Vaults,
};
use portcullis_core::{auth::session::Session, http::Method};
use std::{borrow::Cow, sync::Arc, time::Duration};

/// A client of one StoredSafe appliance: cheap to clone, and all clones share one session.
///
/// The first call that needs a session opens it; a new one is opened after it has ended.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) core: portcullis_core::Client,
    pub(crate) session: Arc<Session>,
    pub(crate) idle: IdleTimeout,
}

impl Client {
    /// Returns a builder of a client for the API at this URL, with its version: `https://vault.example.com/api/1.0`.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(base_url)
    }

    /// Returns the handle for explicit logins, checks and logouts.
    pub fn auth(&self) -> Auth {
        Auth(self.core.clone())
    }

    /// Returns the handle for the available login types.
    pub fn auth_info(&self) -> AuthInfo {
        AuthInfo(self.core.clone())
    }

    /// Returns the handle for vaults.
    pub fn vaults(&self) -> Vaults {
        Vaults(self.core.clone())
    }

    /// Returns the handle for members of vaults.
    pub fn vault_members(&self) -> VaultMembers {
        VaultMembers(self.core.clone())
    }

    /// Returns the handle for objects.
    pub fn objects(&self) -> Objects {
        Objects(self.core.clone())
    }

    /// Returns the handle for files.
    pub fn files(&self) -> Files {
        Files(self.core.clone())
    }

    /// Returns the handle for templates.
    pub fn templates(&self) -> Templates {
        Templates(self.core.clone())
    }

    /// Returns the handle for users.
    pub fn users(&self) -> Users {
        Users(self.core.clone())
    }

    /// Returns the handle for the certificates that users log in with.
    pub fn user_certificates(&self) -> UserCertificates {
        UserCertificates(self.core.clone())
    }

    /// Returns the handle for encryption as a service.
    pub fn transparent(&self) -> Transparent {
        Transparent(self.core.clone())
    }

    /// Returns the handle for information about the appliance, generated passwords, and checks.
    pub fn utils(&self) -> Utils {
        Utils(self.core.clone())
    }

    /// Returns a request for which this crate has no method.
    ///
    /// The reply is judged as all others. It has no `DATA`, no `HEADERS`, and no token and passphrase in `CALLINFO`,
    /// which repeat secrets; [`Request::bare`] keeps them.
    pub fn request(&self, method: Method, template: impl Into<Cow<'static, str>>) -> Request {
        self.core.request(method, template)
    }

    /// Closes the client: [`Client::close`](portcullis_core::Client::close) states what that means. The session stays
    /// open. Call it, or [`close_and_logout`](Self::close_and_logout), before the process ends: a reply under way may
    /// contain the only copy of the session's next token. The lock on a session file ends, too.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) if an exchange does not end in time.
    pub async fn close(&self, timeout: Duration) -> Result<()> {
        self.core.close(timeout, false).await
    }

    /// As [`close`](Self::close), and at last ends the session at the server if this client has opened or used one.
    ///
    /// # Errors
    /// As [`close`](Self::close), or the error of the logout. The token is dropped in any case.
    pub async fn close_and_logout(&self, timeout: Duration) -> Result<()> {
        self.core.close(timeout, true).await
    }

    /// Keeps an idle session valid: probes it after three quarters of the idle timeout in the reply to its login (45
    /// minutes if this client has not logged in). It ends when it is dropped or the client is closed. It does not open a first session; a
    /// session that the server has ended is opened again as for any call.
    ///
    /// # Errors
    /// [`ErrorKind::Interrupted`](crate::ErrorKind::Interrupted) outside of a tokio runtime, and in one without timers.
    pub fn keep_alive(&self) -> Result<KeepAlive> {
        KeepAlive::start(self.clone(), self.idle.clone())
    }

    /// Permits another login with credentials that the server rejected: after they were corrected there.
    pub fn reset_credentials(&self) {
        self.core.reset_credentials();
    }

    /// Returns the error of the last attempt to store the session's token, if it failed. Calls do not fail for that.
    pub fn unsaved_session(&self) -> Option<Error> {
        self.session.unsaved()
    }
}
