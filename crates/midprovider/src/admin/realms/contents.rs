//! Roles, their use, and templates of clients in a realm.

use crate::{
    RoleName,
    admin::{client_scopes::ProtocolMapper, roles::Role},
};
use portcullis_core::{Extra, Secret};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// The roles of a realm and of its clients. **Partly guessed**: its members, which are known by name and type only.
// No field: `application`, which is deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct RealmRoles {
    /// The roles of the realm.
    pub realm: Option<Vec<Role>>,
    /// The roles of clients, by client id.
    pub client: Option<BTreeMap<String, Vec<Role>>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// Which roles a client or a client scope may use. **Partly guessed**: its members, which are known by name and type
/// only.
// No field: `clientTemplate`, which is deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new(roles))]
#[non_exhaustive]
pub struct ScopeMapping {
    /// The member `self`, which has no description.
    #[record(server, name = "self")]
    pub self_link: Option<String>,
    /// The client.
    pub client: Option<String>,
    /// The client scope.
    #[record(name = "clientScope")]
    pub client_scope: Option<String>,
    /// The names of the roles.
    pub roles: Option<Vec<RoleName>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A template of clients, of old servers. **Partly guessed**: its members, which are known by name and type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name))]
#[non_exhaustive]
pub struct ClientTemplate {
    /// The id.
    #[record(server)]
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// A text for administrators.
    pub description: Option<String>,
    /// The protocol of the clients.
    pub protocol: Option<String>,
    /// Whether tokens have all roles of the user.
    #[record(name = "fullScopeAllowed")]
    pub full_scope_allowed: Option<bool>,
    /// Whether the clients only check tokens.
    #[record(name = "bearerOnly")]
    pub bearer_only: Option<bool>,
    /// Whether users must consent.
    #[record(name = "consentRequired")]
    pub consent_required: Option<bool>,
    /// Whether the clients may use the authorization code flow.
    #[record(name = "standardFlowEnabled")]
    pub standard_flow_enabled: Option<bool>,
    /// Whether the clients may use the implicit flow.
    #[record(name = "implicitFlowEnabled")]
    pub implicit_flow_enabled: Option<bool>,
    /// Whether the clients may use the password grant.
    #[record(name = "directAccessGrantsEnabled")]
    pub direct_access_grants_enabled: Option<bool>,
    /// Whether the clients have a service account.
    #[record(name = "serviceAccountsEnabled")]
    pub service_accounts_enabled: Option<bool>,
    /// Whether the clients have no secret.
    #[record(name = "publicClient")]
    pub public_client: Option<bool>,
    /// Whether the clients are logged out through the browser.
    #[record(name = "frontchannelLogout")]
    pub frontchannel_logout: Option<bool>,
    /// Attributes, which may hold secrets.
    pub attributes: Option<BTreeMap<String, Secret>>,
    /// Protocol mappers.
    #[record(name = "protocolMappers")]
    pub protocol_mappers: Option<Vec<ProtocolMapper>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
