//! Groups.

use crate::{GroupId, RoleName};
use portcullis_core::Extra;
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A group: users with attributes and roles in common. Groups form trees.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name))]
#[non_exhaustive]
pub struct Group {
    /// The UUID.
    #[record(id)]
    pub id: GroupId,
    /// The name; unique among the groups with the same parent.
    pub name: Option<String>,
    /// A text for administrators. Servers before Keycloak 24 do not have it.
    pub description: Option<String>,
    /// The names of the groups above it and its own, such as `/parent/child`.
    #[record(server)]
    pub path: Option<String>,
    /// The group above it; none at the top level. Servers before Keycloak 23 leave it out.
    #[record(name = "parentId")]
    pub parent_id: Option<GroupId>,
    /// How many groups are directly below it. Servers before Keycloak 23 leave it out.
    #[record(server, name = "subGroupCount")]
    pub sub_group_count: Option<i64>,
    /// The groups directly below it. From Keycloak 23 on they are left out unless a search found one of them:
    /// [`children`](super::Groups::children) returns them.
    #[record(name = "subGroups")]
    pub sub_groups: Option<Vec<Group>>,
    /// Attributes, each with its values. A brief representation leaves them out.
    pub attributes: Option<BTreeMap<String, Vec<String>>>,
    /// The names of the realm roles that the group gives its members.
    #[record(name = "realmRoles")]
    pub realm_roles: Option<Vec<RoleName>>,
    /// The names of the client roles that the group gives its members, by client id.
    #[record(name = "clientRoles")]
    pub client_roles: Option<BTreeMap<String, Vec<RoleName>>>,
    /// What the caller may do with the group.
    #[record(server)]
    pub access: Option<BTreeMap<String, bool>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
