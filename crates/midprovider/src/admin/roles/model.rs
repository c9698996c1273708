//! Roles.

use crate::{RoleId, RoleName};
use portcullis_core::Extra;
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A role representation.
// No field: `scopeParamRequired`: deprecated.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Role {
    /// The UUID.
    #[record(id)]
    pub id: RoleId,
    /// The name. Unique.
    pub name: Option<RoleName>,
    /// The description.
    pub description: Option<String>,
    /// Contains other roles.
    pub composite: Option<bool>,
    /// The composites.
    pub composites: Option<Composites>,
    /// The clientRole.
    #[record(name = "clientRole")]
    pub client_role: Option<bool>,
    /// Realm id or client UUID.
    #[record(name = "containerId")]
    pub container_id: Option<String>,
    /// Only without briefRepresentation.
    pub attributes: Option<BTreeMap<String, Vec<String>>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A composites.
// No field: `application`: deprecated.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Composites {
    /// The realm.
    pub realm: Option<Vec<String>>,
    /// The client.
    pub client: Option<BTreeMap<String, Vec<String>>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
