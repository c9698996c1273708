//! Groups.

use crate::GroupId;
use portcullis_core::Extra;
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A group representation.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct Group {
    /// The UUID.
    #[record(id)]
    pub id: GroupId,
    /// The name. Unique.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// /parent/child. Set by the server.
    #[record(server)]
    pub path: Option<String>,
    /// The parentId.
    #[record(name = "parentId")]
    pub parent_id: Option<GroupId>,
    /// Newer. Set by the server.
    #[record(server, name = "subGroupCount")]
    pub sub_group_count: Option<i64>,
    /// Empty in newer lists.
    #[record(name = "subGroups")]
    pub sub_groups: Option<Vec<Group>>,
    /// The attributes.
    pub attributes: Option<BTreeMap<String, Vec<String>>>,
    /// The realmRoles.
    #[record(name = "realmRoles")]
    pub realm_roles: Option<Vec<String>>,
    /// The clientRoles.
    #[record(name = "clientRoles")]
    pub client_roles: Option<BTreeMap<String, Vec<String>>>,
    /// The access. Set by the server.
    #[record(server)]
    pub access: BTreeMap<String, bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
