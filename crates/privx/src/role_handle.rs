//! A role as other objects refer to it.

use crate::ids::RoleId;
use portcullis_core::Extra;
use portcullis_macros::Record;

/// A role as other objects refer to it: the server goes by the id.
#[derive(Debug, Clone, Default, Record)]
#[record(new(id))]
#[non_exhaustive]
pub struct RoleHandle {
    /// The id of the role.
    pub id: Option<RoleId>,
    /// The name of the role; ignored in requests.
    pub name: Option<String>,
    /// Whether the role no longer exists; set by the server.
    #[record(server)]
    pub deleted: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
