//! Users, as Keycloak represents them.

use crate::{ClientId, ProviderAlias, UserId, admin::users::Credential, users::RequiredAction};
use portcullis_core::Extra;
use portcullis_macros::Record;
use serde_json::Value;
use std::collections::BTreeMap;

/// A user representation.
// No field: `applicationRoles`: deprecated.
// No field: `socialLinks`: deprecated.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct User {
    /// The UUID.
    #[record(id)]
    pub id: UserId,
    /// Lower case. Unique.
    pub username: Option<String>,
    /// The firstName.
    #[record(name = "firstName")]
    pub first_name: Option<String>,
    /// The lastName.
    #[record(name = "lastName")]
    pub last_name: Option<String>,
    /// The email. Unique.
    pub email: Option<String>,
    /// The emailVerified.
    #[record(name = "emailVerified")]
    pub email_verified: Option<bool>,
    /// Arrays in replies, scalars are taken too; a request replaces the whole map.
    pub attributes: Option<BTreeMap<String, Vec<String>>>,
    /// Only when asked. Set by the server.
    #[record(server, name = "userProfileMetadata")]
    pub user_profile_metadata: Option<ProfileMetadata>,
    /// False when left out on create.
    pub enabled: Option<bool>,
    /// The self. Set by the server.
    #[record(server, name = "self")]
    pub self_link: Option<String>,
    /// The origin. Set by the server.
    #[record(server)]
    pub origin: Option<String>,
    /// Epoch ms. Set by the server.
    #[record(server, name = "createdTimestamp")]
    pub created_timestamp: Option<i64>,
    /// Has a one-time-password credential. Set by the server.
    #[record(server)]
    pub totp: Option<bool>,
    /// Id of the user store.
    #[record(name = "federationLink")]
    pub federation_link: Option<String>,
    /// Set on service accounts. Set by the server.
    #[record(server, name = "serviceAccountClientId")]
    pub service_account_client_id: Option<ClientId>,
    /// The credentials. Not returned.
    pub credentials: Option<Vec<Credential>>,
    /// The disableableCredentialTypes. Set by the server.
    #[record(server, name = "disableableCredentialTypes")]
    pub disableable_credential_types: Vec<String>,
    /// The requiredActions.
    #[record(name = "requiredActions")]
    pub required_actions: Option<Vec<RequiredAction>>,
    /// The federatedIdentities.
    #[record(name = "federatedIdentities")]
    pub federated_identities: Option<Vec<FederatedIdentity>>,
    /// Not filled by GET, ignored by PUT.
    #[record(name = "realmRoles")]
    pub realm_roles: Option<Vec<String>>,
    /// As realmRoles.
    #[record(name = "clientRoles")]
    pub client_roles: Option<BTreeMap<String, Vec<String>>>,
    /// The clientConsents.
    #[record(name = "clientConsents")]
    pub client_consents: Option<Vec<ConsentRecord>>,
    /// Epoch s.
    #[record(name = "notBefore")]
    pub not_before: Option<i64>,
    /// Group paths; create only. Not returned.
    pub groups: Option<Vec<String>>,
    /// What the caller may do. Set by the server.
    #[record(server)]
    pub access: BTreeMap<String, bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A user profile metadata.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ProfileMetadata {
    /// The attributes.
    pub attributes: Option<Vec<ProfileAttributeMetadata>>,
    /// The groups.
    pub groups: Option<Vec<ProfileGroupMetadata>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A user profile attribute metadata.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ProfileAttributeMetadata {
    /// The name.
    pub name: Option<String>,
    /// The displayName.
    #[record(name = "displayName")]
    pub display_name: Option<String>,
    /// The required.
    pub required: Option<bool>,
    /// The readOnly.
    #[record(name = "readOnly")]
    pub read_only: Option<bool>,
    /// The annotations.
    pub annotations: Option<BTreeMap<String, Value>>,
    /// The validators.
    pub validators: Option<BTreeMap<String, BTreeMap<String, Value>>>,
    /// The group.
    pub group: Option<String>,
    /// The multivalued.
    pub multivalued: Option<bool>,
    /// The defaultValue.
    #[record(name = "defaultValue")]
    pub default_value: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A user profile attribute group metadata.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ProfileGroupMetadata {
    /// The name.
    pub name: Option<String>,
    /// The displayHeader.
    #[record(name = "displayHeader")]
    pub display_header: Option<String>,
    /// The displayDescription.
    #[record(name = "displayDescription")]
    pub display_description: Option<String>,
    /// The annotations.
    pub annotations: Option<BTreeMap<String, Value>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A federated identity representation.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct FederatedIdentity {
    /// Alias. Unique.
    #[record(name = "identityProvider")]
    pub identity_provider: Option<ProviderAlias>,
    /// Id there.
    #[record(name = "userId")]
    pub user_id: Option<String>,
    /// Name there.
    #[record(name = "userName")]
    pub user_name: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A user consent representation.
// No field: `grantedRealmRoles`: deprecated.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ConsentRecord {
    /// The clientId.
    #[record(name = "clientId")]
    pub client_id: Option<ClientId>,
    /// The grantedClientScopes.
    #[record(name = "grantedClientScopes")]
    pub granted_client_scopes: Option<Vec<String>>,
    /// Epoch ms.
    #[record(name = "createdDate")]
    pub created_date: Option<i64>,
    /// Epoch ms.
    #[record(name = "lastUpdatedDate")]
    pub last_updated_date: Option<i64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
