//! Network targets: what is read, created and written back.

use super::NetworkDestinations;
use crate::{RoleHandle, host_store::Disabled, ids::NetworkTargetId};
use portcullis_core::{Error, Extra, Result, Timestamp, input};
use portcullis_macros::Record;

/// A network target: addresses and ports, and the roles whose members reach them.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, dst, roles), check)]
#[non_exhaustive]
pub struct NetworkTarget {
    /// The target's id; set by PrivX.
    #[record(id)]
    pub id: NetworkTargetId,
    /// The name; unique (inferred).
    pub name: Option<String>,
    /// The destinations.
    pub dst: Option<NetworkDestinations>,
    /// Whether source NAT is on.
    pub src_nat: Option<bool>,
    /// A JSON object inside a text; its members are not documented.
    pub static_config: Option<String>,
    /// The roles whose members reach the destinations.
    pub roles: Option<Vec<RoleHandle>>,
    /// Tags; their order may change between a write and a read.
    pub tags: Option<Vec<String>>,
    /// A note.
    pub comment: Option<String>,
    /// The text that users see.
    pub user_instructions: Option<String>,
    /// The router that is integrated; empty for none.
    pub integration_type: Option<String>,
    /// Whether only one session at a time is allowed.
    pub exclusive_access: Option<bool>,
    /// Whether the target is disabled, and by whom. Changed by [`set_disabled`](super::NetworkTargets::set_disabled). A
    /// boolean, which some servers send, is in `extra`.
    pub disabled: Option<Disabled>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id, or the name of a built-in actor.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl NetworkTarget {
    fn check(&self) -> Result<()> {
        let lacks = |name: &str| self.extra.get(name).is_none();
        if lacks("name") {
            input::required("name", self.name.as_deref().unwrap_or_default())?;
        }
        if self.dst.is_none() && lacks("dst") {
            return Err(Error::input("dst", "must be set"));
        }
        if self.roles.is_none() && lacks("roles") {
            return Err(Error::input("roles", "must be set"));
        }
        Ok(())
    }
}
