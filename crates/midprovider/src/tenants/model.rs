//! What the server returns about tenants.

use crate::TenantName;
use portcullis_core::Extra;
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::value::RawValue;

portcullis_core::open_enum! {
    /// The back end of a tenant's second-factor devices.
    TenantType {
        /// mID Server.
        Ssms = "SSMS",
        /// KOBIL Shift.
        Ast = "AST",
    }
}

portcullis_core::open_enum! {
    /// How far the creation of a tenant is. The vendor names the words and does not explain them.
    TenantStatus {
        /// Created.
        Active = "ACTIVE",
        /// Blocked. Whether it can still become active is not documented.
        Blocked = "BLOCKED",
        /// Requested, and not done.
        Requested = "REQUESTED",
    }
}

/// A tenant as a listing has it.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct TenantSummary {
    /// The name, which is also that of the realm.
    #[reply(default)]
    pub name: TenantName,
    /// The back end of its second-factor devices.
    #[reply(name = "type")]
    pub kind: Option<TenantType>,
    /// Whether it is enabled.
    pub enabled: Option<bool>,
    /// Whether users may choose to be remembered.
    #[reply(name = "rememberMe")]
    pub remember_me: Option<bool>,
    /// Whether users may reset their password.
    #[reply(name = "resetPassword")]
    pub reset_password: Option<bool>,
    /// Whether users may register themselves.
    #[reply(name = "registrationAllowed")]
    pub registration_allowed: Option<bool>,
    /// The login name of the first administrator.
    #[reply(name = "adminUsername")]
    pub admin_username: Option<String>,
    /// The number of its users.
    #[reply(name = "userCount")]
    pub user_count: Option<i64>,
    /// How far its creation is: the state alone, or with its parts.
    #[reply(name = "realmCreationStatus", with = creation)]
    pub creation: Option<TenantCreationStatus>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// One word, or the whole status.
fn creation<'de, D: Deserializer<'de>>(from: D) -> Result<Option<TenantCreationStatus>, D::Error> {
    let from = Box::<RawValue>::deserialize(from)?;
    if from.get().starts_with('{') {
        return serde_json::from_str(from.get()).map(Some).map_err(D::Error::custom);
    }
    let word: Option<TenantStatus> = serde_json::from_str(from.get()).map_err(D::Error::custom)?;
    Ok(word.map(|status| TenantCreationStatus { status: Some(status), ..Default::default() }))
}

/// How far the creation of a tenant is.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct TenantCreationStatus {
    /// The state of the whole.
    pub status: Option<TenantStatus>,
    /// The state of its part in mID Provider, such as `ACTIVE`. The words are not documented.
    #[reply(name = "iamStatus")]
    pub iam_status: Option<String>,
    /// The state of the signer's certificate, such as `ACTIVE`. The words are not documented.
    #[reply(name = "signerCertStatus")]
    pub signer_cert_status: Option<String>,
    /// The states of the certificates of the identity users.
    #[reply(name = "identityUserCertStatus")]
    pub identity_user_cert_status: Option<IdentityUserCertStatus>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The states of the certificates of the two identity users of a tenant.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct IdentityUserCertStatus {
    /// Those of the external one.
    #[reply(name = "externalIdentityUser")]
    pub external_identity_user: Option<CertificateStates>,
    /// Those of the internal one.
    #[reply(name = "internalIdentityUser")]
    pub internal_identity_user: Option<CertificateStates>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The states of the certificates of one user, such as `ACTIVE`. The words are not documented.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CertificateStates {
    /// That of the certificate for authentication.
    pub authentication: Option<String>,
    /// That of the certificate for encryption.
    pub encryption: Option<String>,
    /// That of the certificate for signatures.
    pub signature: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
