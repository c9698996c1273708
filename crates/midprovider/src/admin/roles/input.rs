//! What is only sent about roles.

use super::Role;
use crate::{RoleId, RoleName};
use portcullis_core::{Error, Input, Result};
use portcullis_macros::Body;
use serde::{Serialize, Serializer};

/// Which roles to list, and with what.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct RoleSearch {
    /// A text that the name begins with; `*text*` for one inside it, `"text"` for the whole name.
    pub search: Option<String>,
    /// Whether attributes and other bulky members are left out; the server's default is yes.
    #[body(name = "briefRepresentation")]
    pub brief_representation: Option<bool>,
}

/// With what to list the users or groups that have a role.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct RoleHolderQuery {
    /// Whether attributes and other bulky members are left out. The server's default is yes for groups; for users it is
    /// not documented.
    #[body(name = "briefRepresentation")]
    pub brief_representation: Option<bool>,
}

/// Roles that are added or removed: the id and the name of each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RoleRefs<'a>(pub(crate) &'a [Role]);

/// The members of a role that identify it.
#[derive(Serialize)]
struct RoleRef<'a> {
    id: &'a RoleId,
    name: Option<&'a RoleName>,
}

impl RoleRefs<'_> {
    /// Refuses a list without roles: a server may take a removal of nothing as one of everything.
    pub(crate) fn some(self) -> Result<()> {
        if self.0.is_empty() {
            return Err(Error::input("roles", "must not be empty"));
        }
        Ok(())
    }
}

impl Input for RoleRefs<'_> {
    fn check_always(&self) -> Result<()> {
        self.0.iter().try_for_each(|role| {
            if role.id.as_str().trim().is_empty() {
                return Err(Error::input("roles", "must each have an id: use roles that were read"));
            }
            role.named("roles")
        })
    }
}

impl Serialize for RoleRefs<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(|role| RoleRef { id: &role.id, name: role.name.as_ref() }))
    }
}
