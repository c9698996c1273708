//! Logins as they are sent.

use portcullis_core::{Result, Secret, input};
use portcullis_macros::Body;

/// A user and an application.
#[derive(Debug, Clone, Body)]
#[body(new(username, passphrase, apikey), check)]
#[non_exhaustive]
pub struct Login {
    /// The login name.
    pub username: String,
    /// The user's passphrase.
    pub passphrase: Secret,
    /// The key of the application, which an administrator creates on the appliance.
    pub apikey: Secret,
    /// The server's name for a login by certificate; only that login sends it; `smartcard` by default.
    pub logintype: Option<String>,
}

impl Login {
    fn check(&self) -> Result<()> {
        input::required("username", &self.username)?;
        input::required("passphrase", self.passphrase.expose_secret())?;
        input::required("apikey", self.apikey.expose_secret())
    }
}

/// A login with a one-time password.
#[derive(Body)]
#[body(check)]
pub(super) struct OtpLogin<'a> {
    username: &'a str,
    passphrase: Secret,
    otp: Secret,
    apikey: Secret,
    logintype: &'static str,
    #[body(skip)]
    login: &'a Login,
}

impl<'a> OtpLogin<'a> {
    pub(super) fn new(login: &'a Login, otp: &Secret, logintype: &'static str) -> Self {
        let (passphrase, otp, apikey) = (login.passphrase.clone(), otp.clone(), login.apikey.clone());
        Self { username: &login.username, passphrase, otp, apikey, logintype, login }
    }

    fn check(&self) -> Result<()> {
        self.login.check()?;
        input::required("otp", self.otp.expose_secret())
    }
}

/// The older form of a login with a Yubikey: all secrets in one text.
#[derive(Body)]
#[body(check)]
pub(super) struct LegacyLogin<'a> {
    username: &'a str,
    keys: Secret,
    apikey: Secret,
    #[body(skip)]
    login: &'a Login,
    #[body(skip)]
    otp: &'a Secret,
}

impl<'a> LegacyLogin<'a> {
    pub(super) fn new(login: &'a Login, otp: &'a Secret) -> Self {
        let keys = joined([&login.passphrase, &login.apikey, otp]);
        Self { username: &login.username, keys, apikey: login.apikey.clone(), login, otp }
    }

    fn check(&self) -> Result<()> {
        self.login.check()?;
        input::required("otp", self.otp.expose_secret())
    }
}

fn joined(parts: [&Secret; 3]) -> Secret {
    // With its final capacity, so that growing leaves no copy behind.
    let mut whole = String::with_capacity(parts.iter().map(|part| part.expose_secret().len()).sum());
    whole.extend(parts.map(Secret::expose_secret));
    whole.into()
}
