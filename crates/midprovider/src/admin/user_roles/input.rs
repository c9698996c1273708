//! Roles to give and to take, of users and of groups.

use crate::admin::roles::Role;
use portcullis_core::{Error, Input, Result};
use portcullis_macros::Body;
use serde::{Serialize, Serializer};

/// How effective roles are listed; what is not set is not sent.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct EffectiveRoles {
    /// Whether the attributes of the roles are left out; the server's default is yes.
    #[body(name = "briefRepresentation")]
    pub brief_representation: Option<bool>,
}

/// Roles to give. The server finds each by its id and its name.
pub(crate) struct Given<'a>(pub(crate) &'a [Role]);

/// Roles to take. **A request without any would take all roles.**
pub(crate) struct Taken<'a>(pub(crate) &'a [Role]);

impl Input for Given<'_> {
    fn check(&self) -> Result<()> {
        self.0.check()
    }

    fn check_always(&self) -> Result<()> {
        for role in self.0 {
            let no_id = role.id.as_str().is_empty();
            let no_name = role.name.as_ref().is_none_or(|name| name.as_str().is_empty());
            for (field, missing) in [("id", no_id), ("name", no_name)] {
                if missing {
                    return Err(Error::input(field, "must be set in each role, as the server returned it"));
                }
            }
        }
        self.0.check_always()
    }
}

impl Input for Taken<'_> {
    fn check(&self) -> Result<()> {
        Given(self.0).check()
    }

    fn check_always(&self) -> Result<()> {
        if self.0.is_empty() {
            return Err(Error::input("roles", "must not be empty: the server would take all roles"));
        }
        Given(self.0).check_always()
    }
}

impl Serialize for Given<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl Serialize for Taken<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}
