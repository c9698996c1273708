//! The roles that a user or a group was given.

use crate::{ClientId, ClientUuid, admin::roles::Role};
use portcullis_core::Extra;
use portcullis_macros::Reply;
use std::collections::BTreeMap;

/// The roles that a user or a group was given directly.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct RoleMappings {
    /// Roles of the realm.
    #[reply(name = "realmMappings")]
    pub realm: Vec<Role>,
    /// Roles of clients, by client id.
    #[reply(name = "clientMappings")]
    pub clients: BTreeMap<String, ClientRoleMappings>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The roles of one client that a user or a group was given directly.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ClientRoleMappings {
    /// The UUID of the client.
    pub id: Option<ClientUuid>,
    /// The client id.
    pub client: Option<ClientId>,
    /// The roles.
    #[reply(name = "mappings")]
    pub roles: Vec<Role>,
    /// Members that this version does not know.
    pub extra: Extra,
}
