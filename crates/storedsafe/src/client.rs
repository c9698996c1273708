//! The client and what hangs on it.

use crate::auth::keep_alive::{IdleTimeout, KeepAlive};
use crate::{
    Auth, AuthInfo, ClientBuilder, Error, Files, Objects, Request, Result, Templates, Transparent,
    UserCertificates, Users, Utils, VaultMembers, Vaults,
};
use portcullis_core::{auth::session::Session, http::Method};
use std::{borrow::Cow, sync::Arc, time::Duration};

/// A client of one StoredSafe appliance: cheap to clone, and all clones share one session.
///
/// The session is opened by the first call that needs it and opened again when it has ended.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) core: portcullis_core::Client,
    pub(crate) session: Arc<Session>,
    pub(crate) idle: IdleTimeout,
}

impl Client {
    /// Begins a client of the API at this URL, given whole: `https://vault.example.com/api/1.0`.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(base_url)
    }

    /// Login, check and logout by hand.
    pub fn auth(&self) -> Auth {
        Auth(self.core.clone())
    }

    /// How one may log in.
    pub fn auth_info(&self) -> AuthInfo {
        AuthInfo(self.core.clone())
    }

    /// Vaults.
    pub fn vaults(&self) -> Vaults {
        Vaults(self.core.clone())
    }

    /// Members of vaults.
    pub fn vault_members(&self) -> VaultMembers {
        VaultMembers(self.core.clone())
    }

    /// Objects.
    pub fn objects(&self) -> Objects {
        Objects(self.core.clone())
    }

    /// Files.
    pub fn files(&self) -> Files {
        Files(self.core.clone())
    }

    /// Templates.
    pub fn templates(&self) -> Templates {
        Templates(self.core.clone())
    }

    /// Users.
    pub fn users(&self) -> Users {
        Users(self.core.clone())
    }

    /// The certificates that users log in with.
    pub fn user_certificates(&self) -> UserCertificates {
        UserCertificates(self.core.clone())
    }

    /// Keys that never leave the appliance, and what they encrypt.
    pub fn transparent(&self) -> Transparent {
        Transparent(self.core.clone())
    }

    /// What the appliance says about itself, and what it generates and checks.
    pub fn utils(&self) -> Utils {
        Utils(self.core.clone())
    }

    /// Begins a request that this crate has no method for.
    ///
    /// The reply is checked as all others are and comes without `DATA`, `HEADERS`, and the token and passphrase in
    /// `CALLINFO`, which repeat secrets; [`Request::bare`] leaves them in. With the verb and path of one of this
    /// crate's methods it comes as that method reads it, which may be a part of the envelope.
    pub fn request(&self, method: Method, template: impl Into<Cow<'static, str>>) -> Request {
        self.core.request(method, template)
    }

    /// Ends the client's work: waits for exchanges that callers have left. The session stays open. Call it, or
    /// [`close_and_logout`](Self::close_and_logout), before the process ends: a reply under way may hold the only
    /// copy of the session's next token.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) if the work does not end within the bound.
    pub async fn close(&self, bound: Duration) -> Result<()> {
        self.core.close(bound, false).await
    }

    /// As [`close`](Self::close), and ends the session at the server if this client has opened or used one.
    ///
    /// # Errors
    /// As [`close`](Self::close), or what the logout says. The token is forgotten in any case.
    pub async fn close_and_logout(&self, bound: Duration) -> Result<()> {
        self.core.close(bound, true).await
    }

    /// Keeps the session alive while nobody uses it: asks for it after three quarters of the time that it may idle, as
    /// its login told (45 minutes where no login of this client did). It ends when it is dropped. It opens no session
    /// where there is none, and one that the server has ended is opened again as for any call.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn keep_alive(&self) -> KeepAlive {
        KeepAlive::start(self.clone(), self.idle.clone())
    }

    /// Presents the credentials again although the server refused them: after they were mended there.
    pub fn reset_credentials(&self) {
        self.core.reset_credentials();
    }

    /// Why the session's token could not be stored the last time, if it could not. Calls do not fail for that.
    pub fn unsaved_session(&self) -> Option<Error> {
        self.session.unsaved()
    }
}
