//! Users as they are sent.

use super::{Capabilities, Capability};
use portcullis_core::{Result, Secret, input};
use portcullis_macros::Body;

/// A user to be created.
#[derive(Debug, Clone, Body)]
#[body(check)]
#[non_exhaustive]
pub struct NewUser {
    /// The login name: 5 to 32 characters.
    pub username: String,
    /// The full name: 5 to 64 characters.
    pub fullname: String,
    /// The e-mail address: 5 to 128 characters.
    pub email: String,
    /// The first passphrase; the appliance's policy applies.
    pub passphrase: Secret,
    /// The user's capabilities. Without [`Capability::Active`] the user cannot log in.
    #[body(name = "status")]
    pub capabilities: Capabilities,
    /// One press of the user's Yubikey, exactly 44 characters: it registers the key for the user.
    pub yubikey: Option<Secret>,
    /// Whether the user logs in with an authenticator app. Sent as a JSON boolean; the vendor's sample sends a
    /// text, and how servers read that is not known.
    pub totp: Option<bool>,
}

impl NewUser {
    // By hand: not everything that is not set is empty.
    /// An active user without further capabilities; [`with`](Self::with) adds more.
    pub fn new(
        username: impl Into<String>,
        fullname: impl Into<String>,
        email: impl Into<String>,
        passphrase: Secret,
    ) -> Self {
        Self {
            username: username.into(),
            fullname: fullname.into(),
            email: email.into(),
            passphrase,
            capabilities: Capabilities::from([Capability::Active]),
            yubikey: None,
            totp: None,
        }
    }

    /// Adds a capability.
    #[must_use]
    pub fn with(mut self, capability: Capability) -> Self {
        self.capabilities.insert(capability);
        self
    }

    /// Sets all capabilities, and removes all others.
    #[must_use]
    pub fn capabilities(mut self, capabilities: impl Into<Capabilities>) -> Self {
        self.capabilities = capabilities.into();
        self
    }

    fn check(&self) -> Result<()> {
        input::length("username", &self.username, 5..=32)?;
        input::length("fullname", &self.fullname, 5..=64)?;
        input::length("email", &self.email, 5..=128)?;
        input::required("passphrase", self.passphrase.expose_secret())?;
        match &self.yubikey {
            Some(otp) => input::length("yubikey", otp.expose_secret(), 44..=44),
            None => Ok(()),
        }
    }
}

/// A change of a user: what is not set stays as it is.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct UserUpdate {
    /// The login name: 5 to 32 characters.
    pub username: Option<String>,
    /// The full name: 5 to 64 characters.
    pub fullname: Option<String>,
    /// The e-mail address: 5 to 128 characters.
    pub email: Option<String>,
    /// All capabilities of the user: replaces the whole set, [`Capability::Active`] included.
    #[body(name = "status")]
    pub capabilities: Option<Capabilities>,
    /// The public id of a Yubikey to be added, exactly 12 characters; a user has three at most.
    pub otpprefix: Option<String>,
}

impl UserUpdate {
    fn check(&self) -> Result<()> {
        let limits = [
            ("username", &self.username, 5..=32),
            ("fullname", &self.fullname, 5..=64),
            ("email", &self.email, 5..=128),
            ("otpprefix", &self.otpprefix, 12..=12),
        ];
        limits.into_iter().try_for_each(|(field, value, range)| match value {
            Some(value) => input::length(field, value, range),
            None => Ok(()),
        })
    }
}
