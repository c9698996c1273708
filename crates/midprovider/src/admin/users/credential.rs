//! Credentials of a user.

use crate::CredentialId;
use portcullis_core::{Extra, Secret};
use portcullis_macros::Record;

/// A credential representation.
// No field: `device`: deprecated.
// No field: `hashedSaltedValue`: deprecated.
// No field: `salt`: deprecated.
// No field: `hashIterations`: deprecated.
// No field: `counter`: deprecated.
// No field: `algorithm`: deprecated.
// No field: `digits`: deprecated.
// No field: `period`: deprecated.
// No field: `config`: deprecated.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Credential {
    /// The id.
    #[record(id)]
    pub id: CredentialId,
    /// The type.
    #[record(name = "type")]
    pub kind: Option<CredentialType>,
    /// The userLabel.
    #[record(name = "userLabel")]
    pub user_label: Option<String>,
    /// Epoch ms.
    #[record(name = "createdDate")]
    pub created_date: Option<i64>,
    /// JSON as text; never in replies. Not returned.
    #[record(name = "secretData")]
    pub secret_data: Option<Secret>,
    /// JSON as text; stays in replies.
    #[record(name = "credentialData")]
    pub credential_data: Option<Secret>,
    /// The priority.
    pub priority: Option<i64>,
    /// Password in requests; client secret in the replies of admin_clients.secret_get and secret_regenerate.
    pub value: Option<Secret>,
    /// The temporary. Not returned.
    pub temporary: Option<bool>,
    /// The federationLink.
    #[record(name = "federationLink")]
    pub federation_link: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The credential representation type.
    CredentialType {
        /// <What `password` means>.
        Password = "password",
        /// <What `otp` means>.
        Otp = "otp",
        /// <What `webauthn` means>.
        Webauthn = "webauthn",
        /// <What `webauthn-passwordless` means>.
        WebauthnPasswordless = "webauthn-passwordless",
        /// <What `recovery-authn-codes` means>.
        RecoveryAuthnCodes = "recovery-authn-codes",
        /// <What `secret` means>.
        Secret = "secret",
        /// <What `ACTIVATION_CODE` means>.
        ActivationCode = "ACTIVATION_CODE",
    }
}
