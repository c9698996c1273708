//! Logging in and out by hand. A client does both by itself; this is for tools that keep sessions of their own.

pub(crate) mod keep_alive;
pub(crate) mod session;
mod token;
#[cfg(feature = "totp")]
pub(crate) mod totp;

use crate::{Capabilities, UserId, dialect, texts, users};
use portcullis_core::{Call, Client, Origin, Result, Secret, input, lenient, secret};
use portcullis_macros::Setters;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

/// The server whose TLS asks for a client certificate.
pub(crate) const MTLS: Origin = Origin::beside(0);

/// Login, check and logout.
///
/// The four logins give a token and leave this client's own session as it is; a second client resumes from it
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
    /// - Retried: only when the request was provably not sent; a code counts once
    /// - Permission: none; it needs no session
    /// - Source: vendor page "Login"
    pub fn login_totp(&self, login: &Login, otp: &Secret) -> Call<LoginInfo> {
        let body = WithOtp::new(login, otp, "totp");
        self.0
            .post("/auth")
            .without_credential()
            .checks_credential()
            .check(login.check_with(otp))
            .json(&body)
            .within("CALLINFO")
            .call()
    }

    /// Logs in with a passphrase and one press of a Yubikey.
    ///
    /// `POST /auth`
    ///
    /// Needs server 2.3.0 or later; older ones take [`login_yubikey`](Self::login_yubikey). Sends no token.
    ///
    /// - Operation: `auth.login_yubikey_otp`
    /// - Retried: only when the request was provably not sent; a press counts once
    /// - Permission: none; it needs no session
    /// - Source: the vendor's JavaScript client
    pub fn login_yubikey_otp(&self, login: &Login, otp: &Secret) -> Call<LoginInfo> {
        let body = WithOtp::new(login, otp, "yubikey_otp");
        self.0
            .post("/auth")
            .without_credential()
            .checks_credential()
            .check(login.check_with(otp))
            .json(&body)
            .within("CALLINFO")
            .call()
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
    /// - Retried: only when the request was provably not sent; a press counts once
    /// - Permission: none; it needs no session
    /// - Source: vendor page "Login"
    pub fn login_yubikey(&self, login: &Login, otp: &Secret) -> Call<LoginInfo> {
        let keys = run_together([&login.passphrase, &login.apikey, otp]);
        let body = Legacy { username: &login.username, keys, apikey: login.apikey.clone() };
        // The reply may repeat the parts one by one.
        let request = self
            .0
            .post("/auth")
            .without_credential()
            .checks_credential()
            .redact(&login.passphrase)
            .redact(otp);
        request.check(login.check_with(otp)).json(&body).within("CALLINFO").call()
    }

    /// Logs in with a passphrase and the certificate of the TLS connection.
    ///
    /// `POST /auth`
    ///
    /// Goes to the server of [`ClientBuilder::mtls_url`](crate::ClientBuilder::mtls_url), with the
    /// certificate of [`ClientBuilder::identity`](crate::ClientBuilder::identity), which must be registered
    /// for the user. Without that URL it is an [`ErrorKind::Config`](crate::ErrorKind::Config). The type is
    /// called `smartcard` by the vendor's clients and `smc_rest` by its documentation: see
    /// [`Login::logintype`]. Sends no token.
    ///
    /// - Operation: `auth.login_smartcard`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; it needs no session
    /// - Source: vendor page "Login" and the Python client
    pub fn login_smartcard(&self, login: &Login) -> Call<LoginInfo> {
        let body = Smartcard {
            username: &login.username,
            passphrase: login.passphrase.clone(),
            apikey: login.apikey.clone(),
            logintype: login.logintype.as_deref().unwrap_or("smartcard"),
        };
        let request = self.0.post("/auth").at(MTLS).without_credential().checks_credential();
        request.check(login.check()).json(&body).within("CALLINFO").call()
    }

    /// Asks whether the session is alive, and renews its idle time.
    ///
    /// `POST /auth/check`
    ///
    /// On a session that has ended the client logs in again before it asks again, where it can; where it
    /// cannot, the answer is an [`ErrorKind::Auth`](crate::ErrorKind::Auth). For a session that would idle
    /// too long, call this when three quarters of [`LoginInfo::idle_timeout`] have passed.
    ///
    /// - Operation: `auth.check`
    /// - Retried: also when the reply is lost
    /// - Permission: a session; no other is documented
    /// - Source: vendor page "Check"
    pub fn check(&self) -> Call<()> {
        self.0.post("/auth/check").checks_credential().idempotent().done()
    }

    /// Ends this client's session and gives the server's farewell, if it sends one.
    ///
    /// `GET /auth/logout`
    ///
    /// The client forgets the token whatever the answer, and its next call logs in again. Without an open
    /// session it would log in first: at the end of a program call
    /// [`Client::close_and_logout`](crate::Client::close_and_logout), which does not.
    ///
    /// - Operation: `auth.logout`
    /// - Retried: only when the request was provably not sent; a GET that changes something
    /// - Permission: a session; no other is documented
    /// - Source: vendor page "Logout"
    pub fn logout(&self) -> Call<Option<String>> {
        self.0.get("/auth/logout").once().ends_session().read_with(dialect::logout_text).call()
    }
}

/// Who logs in, and from which application.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct Login {
    /// The login name.
    pub username: String,
    /// The user's passphrase.
    pub passphrase: Secret,
    /// The key of the application, which an administrator makes on the appliance.
    pub apikey: Secret,
    /// What the server calls a login by certificate; used by that login only, and `smartcard` unless set.
    pub logintype: Option<String>,
}

impl Login {
    /// The three parts that every login has.
    pub fn new(
        username: impl Into<String>,
        passphrase: impl Into<Secret>,
        apikey: impl Into<Secret>,
    ) -> Self {
        let (username, passphrase, apikey) = (username.into(), passphrase.into(), apikey.into());
        Self { username, passphrase, apikey, logintype: None }
    }

    fn check(&self) -> Result<()> {
        input::required("username", &self.username)?;
        input::required("passphrase", self.passphrase.expose_secret())?;
        input::required("apikey", self.apikey.expose_secret())
    }

    fn check_with(&self, otp: &Secret) -> Result<()> {
        self.check()?;
        input::required("otp", otp.expose_secret())
    }
}

#[derive(Serialize)]
struct WithOtp<'a> {
    username: &'a str,
    #[serde(serialize_with = "secret::expose")]
    passphrase: Secret,
    #[serde(serialize_with = "secret::expose")]
    otp: Secret,
    #[serde(serialize_with = "secret::expose")]
    apikey: Secret,
    logintype: &'static str,
}
impl portcullis_core::Input for WithOtp<'_> {}

impl<'a> WithOtp<'a> {
    fn new(login: &'a Login, otp: &Secret, logintype: &'static str) -> Self {
        let (passphrase, otp, apikey) = (login.passphrase.clone(), otp.clone(), login.apikey.clone());
        Self { username: &login.username, passphrase, otp, apikey, logintype }
    }
}

#[derive(Serialize)]
struct Legacy<'a> {
    username: &'a str,
    #[serde(serialize_with = "secret::expose")]
    keys: Secret,
    #[serde(serialize_with = "secret::expose")]
    apikey: Secret,
}
impl portcullis_core::Input for Legacy<'_> {}

fn run_together(parts: [&Secret; 3]) -> Secret {
    // Sized beforehand, so that no piece is left behind by a growing text.
    let mut whole = String::with_capacity(parts.iter().map(|part| part.expose_secret().len()).sum());
    whole.extend(parts.map(Secret::expose_secret));
    whole.into()
}

#[derive(Serialize)]
struct Smartcard<'a> {
    username: &'a str,
    #[serde(serialize_with = "secret::expose")]
    passphrase: Secret,
    #[serde(serialize_with = "secret::expose")]
    apikey: Secret,
    logintype: &'a str,
}
impl portcullis_core::Input for Smartcard<'_> {}

/// What a login brings.
///
/// The server repeats the passphrase in its reply; it is not taken over.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct LoginInfo {
    /// The token of the new session.
    pub token: Secret,
    /// The user's id.
    #[serde(default, rename = "userid")]
    pub user_id: Option<UserId>,
    /// The login name as the server keeps it, which may differ from what was sent.
    #[serde(default, deserialize_with = "texts::opt")]
    pub username: Option<String>,
    /// The user's full name.
    #[serde(default, deserialize_with = "texts::opt")]
    pub fullname: Option<String>,
    /// The fingerprint of the user's PGP key.
    #[serde(default, deserialize_with = "texts::opt")]
    pub fingerprint: Option<String>,
    #[serde(default, deserialize_with = "texts::opt")]
    userstatus: Option<String>,
    #[serde(default, deserialize_with = "texts::opt")]
    timeout: Option<String>,
    /// How many templates take files; 0 means that files are not supported.
    #[serde(default, rename = "filesupport", deserialize_with = "lenient::opt_int")]
    pub file_templates: Option<i64>,
    /// The version of the server; one entry, or none.
    #[serde(default, deserialize_with = "texts::list")]
    pub version: Vec<String>,
    /// Notices of the system.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub audit: Audit,
    /// Notices about this login, such as one that the passphrase is weak.
    #[serde(default, rename = "general", deserialize_with = "texts::list")]
    pub notices: Vec<String>,
}

impl LoginInfo {
    /// What the user may do, if the server says so.
    pub fn capabilities(&self) -> Option<Capabilities> {
        users::from_mask(self.userstatus.as_deref())
    }

    /// How long the session lives without a call. The server counts in milliseconds, whatever the vendor's page
    /// says: its own clients read it so.
    pub fn idle_timeout(&self) -> Option<Duration> {
        self.timeout.as_deref()?.trim().parse().ok().map(Duration::from_millis)
    }
}

/// Notices of the system about policies, by name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Audit {
    /// What breaks a policy.
    #[serde(deserialize_with = "texts::map")]
    pub violations: BTreeMap<String, String>,
    /// What is about to.
    #[serde(deserialize_with = "texts::map")]
    pub warnings: BTreeMap<String, String>,
}
