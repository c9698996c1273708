//! Credentials of a user.

use crate::CredentialId;
use portcullis_core::{Error, Extra, Result, Secret, Timestamp, input};
use portcullis_macros::Record;

/// A credential of a user: a password, a generator of one-time passwords, a security key, an activation code.
// No field: `device`, `hashedSaltedValue`, `salt`, `hashIterations`, `counter`, `algorithm`, `digits`, `period` and
// `config`, which are deprecated.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Credential {
    /// The UUID.
    #[record(id)]
    pub id: CredentialId,
    /// What it is.
    #[record(name = "type")]
    pub kind: Option<CredentialType>,
    /// The name by which the user distinguishes it from others.
    #[record(name = "userLabel")]
    pub user_label: Option<String>,
    /// When it was created, in milliseconds since 1970.
    #[record(name = "createdDate")]
    pub created_date: Option<i64>,
    /// The secret part: JSON as a text. Never returned.
    #[record(name = "secretData")]
    pub secret_data: Option<Secret>,
    /// The other part: JSON as a text.
    #[record(name = "credentialData")]
    pub credential_data: Option<Secret>,
    /// Its place in the order of preference; the documentation has no more.
    pub priority: Option<i64>,
    /// The password to be set. Where a client's secret is read, that secret.
    pub value: Option<Secret>,
    /// Whether the user must change the password at the next login; no unless set. Never returned.
    pub temporary: Option<bool>,
    /// The id of the user store that holds it, if it is not the realm's own.
    #[record(name = "federationLink")]
    pub federation_link: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl Credential {
    /// Creates a password that the user may keep.
    pub fn password(password: impl Into<Secret>) -> Self {
        Self::default().kind(CredentialType::Password).value(password).temporary(false)
    }

    /// Creates a password that the user must change at the next login.
    pub fn temporary_password(password: impl Into<Secret>) -> Self {
        Self::password(password).temporary(true)
    }

    /// Returns when it was created.
    pub fn created(&self) -> Option<Timestamp> {
        self.created_date.map(Timestamp::from_unix_millis)
    }

    pub(super) fn is_password(&self) -> Result<()> {
        if self.kind != Some(CredentialType::Password) {
            return Err(Error::input("type", "must be `password`"));
        }
        input::required("value", self.value.as_ref().map_or("", Secret::expose_secret))
    }
}

portcullis_core::open_enum! {
    /// What a credential is.
    CredentialType {
        /// A password.
        Password = "password",
        /// A generator of one-time passwords.
        Otp = "otp",
        /// A security key as the second factor.
        Webauthn = "webauthn",
        /// A passkey, which replaces the password.
        WebauthnPasswordless = "webauthn-passwordless",
        /// Recovery codes.
        RecoveryAuthnCodes = "recovery-authn-codes",
        /// The secret of a client, not of a user.
        Secret = "secret",
        /// KOBIL: an activation code, with which a user registers an app.
        ActivationCode = "ACTIVATION_CODE",
    }
}
