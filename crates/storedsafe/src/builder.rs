//! The builder of a client.

#[cfg(feature = "totp")]
use crate::auth::totp;
use crate::{
    Client, Error, ErrorKind, Login, Result, Secret, SessionStore,
    auth::{
        Auth, MTLS,
        keep_alive::IdleTimeout,
        session::{LogIn, Nothing, Otp, OtpSource, Protocol, Smartcard, Token},
    },
    dialect::{Envelopes, VENDOR},
};
use portcullis_core::{auth::Authenticate, auth::session::Session};
use std::{
    fmt,
    sync::{Arc, atomic::AtomicBool},
};

/// Builds a [`Client`]: one login, and options.
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    core: portcullis_core::ClientBuilder,
    credentials: Vec<Box<dyn LogIn>>,
    logintype: Option<String>,
    mtls_url: Option<String>,
    store: Option<Arc<dyn SessionStore>>,
    lanes: usize,
    problem: Option<Error>,
}

impl ClientBuilder {
    pub(crate) fn new(base_url: impl Into<String>) -> Self {
        Self {
            core: portcullis_core::ClientBuilder::new(base_url),
            credentials: Vec::new(),
            logintype: None,
            mtls_url: None,
            store: None,
            lanes: 1,
            problem: None,
        }
    }

    fn login(
        &mut self,
        username: impl Into<String>,
        passphrase: impl Into<Secret>,
        apikey: impl Into<Secret>,
    ) -> Login {
        let login = Login::new(username, passphrase, apikey);
        self.core.check_secret("passphrase", &login.passphrase);
        self.core.check_secret("apikey", &login.apikey);
        login
    }

    fn log_in_with(mut self, credentials: impl LogIn + 'static) -> Self {
        self.credentials.push(Box::new(credentials));
        self
    }

    /// Logs in with the codes of an authenticator app, which the function returns.
    ///
    /// It is called once per login, must not return the same code twice, and all calls wait for it: set a timeout in
    /// it. After it has failed with [`ErrorKind::Auth`](crate::ErrorKind::Auth) it is not called again.
    pub fn totp<F, Fut>(
        mut self,
        username: impl Into<String>,
        passphrase: impl Into<Secret>,
        apikey: impl Into<Secret>,
        otp: F,
    ) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Secret>> + Send + 'static,
    {
        let login = self.login(username, passphrase, apikey);
        self.log_in_with(Otp { login, code: source(otp), by: Auth::login_totp })
    }

    /// Logs in with the codes of an authenticator app, computed from the app's secret (base32): SHA-1, steps of 30
    /// seconds, six digits. This client sends no code twice; a login that needs the next one waits for it,
    /// up to 30 seconds.
    #[cfg(feature = "totp")]
    #[cfg_attr(docsrs, doc(cfg(feature = "totp")))]
    pub fn totp_secret(
        mut self,
        username: impl Into<String>,
        passphrase: impl Into<Secret>,
        apikey: impl Into<Secret>,
        base32_secret: impl Into<Secret>,
    ) -> Self {
        let seed = base32_secret.into();
        self.core.check_secret("base32_secret", &seed);
        match totp::Generator::new(&seed) {
            Ok(generator) => {
                let generator = Arc::new(generator);
                self.totp(username, passphrase, apikey, move || generator.clone().next())
            }
            Err(error) => {
                self.problem.get_or_insert(error);
                self
            }
        }
    }

    /// Logs in with a Yubikey; server 2.3.0 or later. The function returns the text of one press of the key; it is
    /// called as that of [`totp`](Self::totp).
    pub fn yubikey_otp<F, Fut>(
        mut self,
        username: impl Into<String>,
        passphrase: impl Into<Secret>,
        apikey: impl Into<Secret>,
        otp: F,
    ) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Secret>> + Send + 'static,
    {
        let login = self.login(username, passphrase, apikey);
        self.log_in_with(Otp { login, code: source(otp), by: Auth::login_yubikey_otp })
    }

    /// Logs in with a Yubikey in the older form, the only one before server 2.3.0.
    pub fn yubikey_legacy<F, Fut>(
        mut self,
        username: impl Into<String>,
        passphrase: impl Into<Secret>,
        apikey: impl Into<Secret>,
        otp: F,
    ) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Secret>> + Send + 'static,
    {
        let login = self.login(username, passphrase, apikey);
        self.log_in_with(Otp { login, code: source(otp), by: Auth::login_yubikey })
    }

    /// Logs in with the certificate of [`identity`](Self::identity) at the server of [`mtls_url`](Self::mtls_url).
    /// Both are needed.
    pub fn smartcard(
        mut self,
        username: impl Into<String>,
        passphrase: impl Into<Secret>,
        apikey: impl Into<Secret>,
    ) -> Self {
        let login = self.login(username, passphrase, apikey);
        self.log_in_with(Smartcard(login))
    }

    /// Sets the server's name for a login by certificate: `smartcard` by default, `smc_rest` in the vendor's
    /// documentation.
    pub fn smartcard_logintype(mut self, logintype: impl Into<String>) -> Self {
        self.logintype = Some(logintype.into());
        self
    }

    /// Continues the session of this token. There is no other credential: after that session has ended, calls fail with
    /// [`ErrorKind::Auth`](crate::ErrorKind::Auth). A token in the [`session_store`](Self::session_store) is used
    /// first, since it is the newer one after a restart.
    /// An empty token is no token: only the store's is used.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        let token = token.into();
        if !token.is_empty() {
            self.core.check_secret("token", &token);
        }
        self.log_in_with(Token(token, AtomicBool::default()))
    }

    /// Sets that there is no session: for [`Client::auth_info`] and for explicit logins. All other calls fail with
    /// [`ErrorKind::Auth`](crate::ErrorKind::Auth).
    pub fn anonymous(self) -> Self {
        self.log_in_with(Nothing)
    }

    /// Stores the session's token between runs; see [`FileStore`](crate::FileStore).
    pub fn session_store(mut self, store: impl SessionStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Sets the number of concurrent calls (1). Only for servers that do not replace tokens: on others a call may
    /// invalidate the token of another one. After the first replaced token there is one call at a time.
    pub fn lanes(mut self, lanes: usize) -> Self {
        self.lanes = lanes;
        self
    }

    /// Sets the URL of the port that requires client certificates, with its version:
    /// `https://vault.example.com:8443/api/1.0`. Only logins by certificate are sent there.
    pub fn mtls_url(mut self, url: impl Into<String>) -> Self {
        self.mtls_url = Some(url.into());
        self
    }

    /// Sets the length of the longest reply that is read (8 MiB).
    pub fn reply_cap(mut self, bytes: usize) -> Self {
        self.core = self.core.reply_cap(bytes);
        self
    }

    /// Builds the client. No runtime is needed and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for no login or more than one, for a login by
    /// certificate without certificate or [`mtls_url`](Self::mtls_url), for an unreadable TOTP secret, for a secret
    /// that is empty, ends in a line break or holds other control characters, for a URL that is not `https` (loopback
    /// excepted), or for TLS settings that cannot work.
    pub fn build(self) -> Result<Client> {
        self.assemble().map_err(|error| error.with_vendor(VENDOR))
    }

    fn assemble(mut self) -> Result<Client> {
        self.core.checked_secrets()?;
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        let mut credentials = self.only_login()?;
        if let Some(login) = credentials.smartcard() {
            if self.mtls_url.is_none() {
                return Err(config("a login by certificate needs `mtls_url`"));
            }
            if !self.core.has_identity() {
                return Err(config("a login by certificate needs `identity`"));
            }
            login.logintype = self.logintype;
        }
        let idle = IdleTimeout::default();
        let protocol = Protocol { credentials, idle: idle.clone() };
        let session = Arc::new(Session::with_lanes(protocol, self.store, self.lanes));
        let auth: Arc<dyn Authenticate> = session.clone();
        let core = self.core.origin(MTLS, self.mtls_url).build(Envelopes, Some(auth))?;
        Ok(Client { core, session, idle })
    }

    fn only_login(&mut self) -> Result<Box<dyn LogIn>> {
        match (self.credentials.pop(), self.credentials.is_empty()) {
            (Some(credentials), true) => Ok(credentials),
            (Some(_), false) => Err(config("more than one login is set")),
            (None, _) => Err(config("no login is set; `anonymous` needs none")),
        }
    }
}

fn config(text: &'static str) -> Error {
    Error::new(ErrorKind::Config, text)
}

fn source<F, Fut>(otp: F) -> OtpSource
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Secret>> + Send + 'static,
{
    Arc::new(move || Box::pin(otp()))
}

portcullis_core::client_options!(ClientBuilder);
portcullis_core::connection_options!(ClientBuilder);

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("core", &self.core)
            .field("lanes", &self.lanes)
            .finish_non_exhaustive()
    }
}
