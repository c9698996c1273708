//! API keys as replies contain them.

use crate::{
    ApiKeyId, OrganizationId, ProductId, Secret, Timestamp,
    users::{KeyRole, UserRef},
};
use portcullis_core::Extra;
use portcullis_macros::Reply;

portcullis_core::open_enum! {
    /// The status of an API key.
    ApiKeyStatus {
        /// The key is accepted.
        Active = "active",
        /// The key is refused; it can be made active again.
        Revoked = "revoked",
    }
}

/// An API key, as an item of a list; without its text.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ApiKey {
    /// The key's id.
    pub id: ApiKeyId,
    /// The owner.
    pub user: Option<UserRef>,
    /// Status.
    pub status: Option<ApiKeyStatus>,
    /// Creation.
    pub create_date: Option<Timestamp>,
    /// Last use; absent before the first.
    pub last_used_date: Option<Timestamp>,
    /// The name.
    pub name: Option<String>,
    /// Whether the key is of an older kind.
    pub is_legacy: Option<bool>,
    /// The role that restricts the owner's permissions.
    #[reply(name = "restricted_to_role_id")]
    pub key_role: Option<KeyRole>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An API key with all details; without its text.
///
/// The fields from `acme_directory_url` on are those of ACME credentials.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct ApiKeyDetail {
    /// The key's id.
    pub id: ApiKeyId,
    /// The owner.
    pub user: Option<UserRef>,
    /// Status.
    pub status: Option<ApiKeyStatus>,
    /// Creation.
    pub create_date: Option<Timestamp>,
    /// Last use; absent before the first.
    pub last_used_date: Option<Timestamp>,
    /// The name.
    pub name: Option<String>,
    /// Whether the key is of an older kind.
    pub is_legacy: Option<bool>,
    /// The role that restricts the owner's permissions.
    #[reply(name = "restricted_to_role_id")]
    pub key_role: Option<KeyRole>,
    /// The URL of the ACME directory; the server hides a part of it.
    pub acme_directory_url: Option<Secret>,
    /// The product that the credentials order.
    pub product_name_id: Option<ProductId>,
    /// The product's name.
    pub product_name: Option<String>,
    /// The organization that the certificates are for.
    pub organization_id: Option<OrganizationId>,
    /// The organization's name.
    pub organization_name: Option<String>,
    /// How many days the certificates are valid.
    pub validity_days: Option<String>,
    /// How many years the certificates are valid.
    pub validity_years: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An API key that was created.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct CreatedApiKey {
    /// The key's id.
    pub id: ApiKeyId,
    /// The key's text. The server returns it once: store it now.
    pub api_key: Secret,
}

/// Credentials with which an ACME client registers.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct AcmeEab {
    /// The URL of the ACME directory.
    pub acme_directory_url: Secret,
    /// The identifier of the HMAC key, `kid` in ACME clients.
    pub ext_act_kid: String,
    /// The HMAC key, in base64url. The server returns it once: store it now.
    pub ext_act_hmac: Secret,
}
