//! Explicit logins and logouts. A client logs in and out by itself; this is for tools with sessions of their own.

mod input;
pub(crate) mod keep_alive;
mod model;
pub(crate) mod session;
mod token;
#[cfg(feature = "totp")]
pub(crate) mod totp;

pub use input::Login;
pub use model::{Audit, LoginInfo};

use crate::dialect;
use input::{LegacyLogin, OtpLogin};
use portcullis_core::{Call, Client, Origin, Secret};

/// The origin that requires a client certificate.
pub(crate) const MTLS: Origin = Origin::beside(0);

/// Login, check and logout.
///
/// The four logins return a token and do not change this client's own session; a second client continues the new one
/// with [`ClientBuilder::token`](crate::ClientBuilder::token). A wrong login is an
/// [`ErrorKind::Auth`](crate::ErrorKind::Auth).
///
/// ```no_run
/// # async fn example(otp: storedsafe::Secret) -> storedsafe::Result<()> {
/// use storedsafe::{Client, Login};
///
/// let url = "https://vault.example.com/api/1.0";
/// let login = Login::new("alice", "a long passphrase", "my-app-key");
/// let info = Client::builder(url).anonymous().build()?.auth().login_totp(&login, &otp).await?;
/// let client = Client::builder(url).token(info.token).build()?;
/// # drop(client);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Auth(pub(crate) Client);

impl Auth {
    /// Logs in with a passphrase and a code of an authenticator app.
    ///
    /// `POST /auth`
    ///
    /// Sends no token.
    ///
    /// - Operation: `auth.login_totp`
    /// - Retried: only when the request was provably not sent; a code is valid once
    /// - Permission: none; it needs no session
    /// - Source: vendor page "Login"
    #[inline]
    pub fn login_totp(&self, login: &Login, otp: &Secret) -> Call<LoginInfo> {
        let body = OtpLogin::new(login, otp, "totp");
        self.0.post("/auth").without_credential().checks_credential().json(&body).within("CALLINFO").call()
    }

    /// Logs in with a passphrase and one press of a Yubikey.
    ///
    /// `POST /auth`
    ///
    /// Needs server 2.3.0 or later; older ones accept [`login_yubikey`](Self::login_yubikey). Sends no token.
    ///
    /// - Operation: `auth.login_yubikey_otp`
    /// - Retried: only when the request was provably not sent; a press is valid once
    /// - Permission: none; it needs no session
    /// - Source: the vendor's JavaScript client
    #[inline]
    pub fn login_yubikey_otp(&self, login: &Login, otp: &Secret) -> Call<LoginInfo> {
        let body = OtpLogin::new(login, otp, "yubikey_otp");
        self.0.post("/auth").without_credential().checks_credential().json(&body).within("CALLINFO").call()
    }

    /// Logs in with a passphrase and one press of a Yubikey, in the older form: one text of passphrase, API key
    /// and press.
    ///
    /// `POST /auth`
    ///
    /// The only form before server 2.3.0. Sends no token. The API key is sent a second time by itself, as the
    /// vendor's Python and Ruby clients do.
    ///
    /// - Operation: `auth.login_yubikey`
    /// - Retried: only when the request was provably not sent; a press is valid once
    /// - Permission: none; it needs no session
    /// - Source: vendor page "Login"
    #[inline]
    pub fn login_yubikey(&self, login: &Login, otp: &Secret) -> Call<LoginInfo> {
        // The reply may repeat the parts of the text.
        let request = self.0.post("/auth").without_credential().checks_credential();
        let request = request.redact(&login.passphrase).redact(otp);
        request.json(&LegacyLogin::new(login, otp)).within("CALLINFO").call()
    }

    /// Logs in with a passphrase and the certificate of the TLS connection.
    ///
    /// `POST /auth`
    ///
    /// Is sent to the server of [`ClientBuilder::mtls_url`](crate::ClientBuilder::mtls_url), with the
    /// certificate of [`ClientBuilder::identity`](crate::ClientBuilder::identity), which must be registered
    /// for the user. Without that URL it is an [`ErrorKind::Config`](crate::ErrorKind::Config). The type is
    /// `smartcard` in the vendor's clients and `smc_rest` in its documentation: see
    /// [`Login::logintype`]. Sends no token.
    ///
    /// - Operation: `auth.login_smartcard`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; it needs no session
    /// - Source: vendor page "Login" and the Python client
    #[inline]
    pub fn login_smartcard(&self, login: &Login) -> Call<LoginInfo> {
        let mut login = login.clone();
        login.logintype.get_or_insert_with(|| "smartcard".into());
        let request = self.0.post("/auth").at(MTLS).without_credential().checks_credential();
        request.json(&login).within("CALLINFO").call()
    }

    /// Probes whether the session is valid, and restarts its idle timeout.
    ///
    /// `POST /auth/check`
    ///
    /// If the session has ended, the client logs in again and repeats the probe; a client that cannot log in
    /// returns an [`ErrorKind::Auth`](crate::ErrorKind::Auth). To keep an idle session, call this after three
    /// quarters of [`LoginInfo::idle_timeout`].
    ///
    /// - Operation: `auth.check`
    /// - Retried: also when the reply is lost
    /// - Permission: a session; no other is documented
    /// - Source: vendor page "Check"
    #[inline]
    pub fn check(&self) -> Call<()> {
        self.0.post("/auth/check").checks_credential().idempotent().done()
    }

    /// Ends this client's session and returns the text that the server sends, if any.
    ///
    /// `GET /auth/logout`
    ///
    /// The client drops the token whatever the reply is, and its next call logs in again. Without an open
    /// session this method logs in first: at the end of a program call
    /// [`Client::close_and_logout`](crate::Client::close_and_logout), which does not.
    ///
    /// - Operation: `auth.logout`
    /// - Retried: only when the request was provably not sent; a GET that changes something
    /// - Permission: a session; no other is documented
    /// - Source: vendor page "Logout"
    #[inline]
    pub fn logout(&self) -> Call<Option<String>> {
        self.0.get("/auth/logout").once().ends_session().read_with(dialect::logout_text).call()
    }
}
