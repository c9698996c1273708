//! Users of every directory.

use crate::{
    ids::{SessionId, SourceId, UserId},
    local_user_store::UserAttribute,
    role_store::{AuthorizedKey, Permission, Role, SourceType},
};
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::Reply;
use serde_json::Value;

/// A user of any directory, or an API client.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The user's id in the directory.
    pub source_user_id: Option<String>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    pub author: Option<String>,
    /// Who changed it last: an id, or the name of a built-in actor.
    pub updatedby: Option<String>,
    /// The name that the user logs in with.
    pub principal: Option<String>,
    /// The directory that the user belongs to.
    pub source: Option<SourceId>,
    /// The kind of the user's directory.
    pub source_type: Option<SourceType>,
    /// A note.
    pub comment: Option<String>,
    /// Tags.
    pub tags: Option<Vec<String>>,
    /// The roles; a search may leave them out.
    pub roles: Option<Vec<Role>>,
    /// Named values that the user carries.
    pub attributes: Option<Vec<UserAttribute>>,
    /// What the user may do in PrivX itself; a search may leave it out.
    pub permissions: Option<Vec<Permission>>,
    /// The given name.
    pub first_name: Option<String>,
    /// The family name.
    pub last_name: Option<String>,
    /// The full name.
    pub full_name: Option<String>,
    /// The job title.
    pub job_title: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// The department.
    pub department: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number.
    pub telephone: Option<String>,
    /// The distinguished name in the directory.
    pub distinguished_name: Option<String>,
    /// Language and country, such as `fi_FI`.
    pub locale: Option<String>,
    /// The `sAMAccountName` of Active Directory.
    pub samaccountname: Option<String>,
    /// The account on Windows hosts.
    pub windows_account: Option<String>,
    /// The account on Unix hosts.
    pub unix_account: Option<String>,
    /// No value is ever expected here.
    pub password: Option<Secret>,
    /// The state of multi-factor authentication.
    pub mfa: Option<MfaStatus>,
    /// Settings of the user interface, in a form that is not known.
    pub settings: Option<Value>,
    /// The id in the store that the user comes from.
    pub external_id: Option<String>,
    /// The SSH public keys registered for the user.
    pub authorized_keys: Option<Vec<AuthorizedKey>>,
    /// The WebAuthn credentials.
    pub webauthn_credentials: Option<Vec<WebauthnCredential>>,
    /// Whether session passwords are on.
    pub session_password_enabled: Option<bool>,
    /// Whether the roles changed after the caller's token was issued.
    pub stale_access_token: Option<bool>,
    /// The caller's session.
    pub current_session_id: Option<SessionId>,
    /// When the directory was read last: seconds since 1970, as text.
    #[reply(name = "RefreshTimestamp")]
    pub refresh_timestamp: Option<String>,
    /// Whether the roles that rules gave to a user of an OIDC directory have expired.
    pub implicit_roles_expired: Option<bool>,
    /// Whether roles that rules give to users of the OIDC directory expire.
    pub oidc_expire_implicit_roles: Option<bool>,
    /// The given name, as the documentation calls it.
    pub given_name: Option<String>,
    /// The name to be shown.
    pub display_name: Option<String>,
    /// Members that this version does not know; kept.
    pub extra: Extra,
}

/// The state of multi-factor authentication.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct MfaStatus {
    /// The state for the user.
    pub user_mfa_status: Option<String>,
    /// The state of one-time codes, such as `ENABLED`.
    pub status: Option<String>,
    /// The seed of one-time codes.
    pub seed: Option<MfaSeed>,
    /// The state of the mobile app; may be empty.
    pub mobile_mfa_status: Option<String>,
    /// Members that this version does not know; kept.
    pub extra: Extra,
}

/// The seed of one-time codes.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct MfaSeed {
    /// The seed as text.
    pub seed_string: Option<Secret>,
    /// The seed as an image of a QR code.
    pub seed_qr_code: Option<Secret>,
    /// Members that this version does not know; kept.
    pub extra: Extra,
}

/// A WebAuthn credential.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct WebauthnCredential {
    /// The credential's id in PrivX.
    pub id: Option<String>,
    /// The id that the authenticator gave.
    pub credential_id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// When it was last used, approximately.
    pub last_used: Option<Timestamp>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    pub author: Option<String>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    pub updated_by: Option<String>,
    /// Members that this version does not know; kept.
    pub extra: Extra,
}
