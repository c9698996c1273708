//! Roles.

use crate::{RoleId, RoleName};
use portcullis_core::{Error, Extra, Result};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A role of the realm or of a client.
///
/// Must have a name when it is sent.
// No field: `scopeParamRequired`: deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name), check_always)]
#[non_exhaustive]
pub struct Role {
    /// The UUID.
    #[record(id)]
    pub id: RoleId,
    /// The name: unique among the realm's roles, or among those of one client. Another name in an update renames the
    /// role.
    pub name: Option<RoleName>,
    /// What the role is for.
    pub description: Option<String>,
    /// Whether it contains other roles.
    pub composite: Option<bool>,
    /// The names of the roles that it contains.
    pub composites: Option<Composites>,
    /// Whether it is a role of a client, and not of the realm.
    #[record(name = "clientRole")]
    pub client_role: Option<bool>,
    /// The id of the realm, or the UUID of the client, to which it belongs.
    #[record(name = "containerId")]
    pub container_id: Option<String>,
    /// Attributes of your own, each a list of texts. Most listings leave them out unless they are requested
    /// ([`brief_representation`](super::RoleSearch::brief_representation)). An update replaces all of them.
    pub attributes: Option<BTreeMap<String, Vec<String>>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl Role {
    /// Adds a value to an attribute.
    #[must_use]
    pub fn attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let attributes = self.attributes.get_or_insert_default();
        attributes.entry(key.into()).or_default().push(value.into());
        self
    }

    /// Refuses a role without a name.
    pub(super) fn named(&self, field: &str) -> Result<()> {
        if self.name.as_ref().is_none_or(|name| name.as_str().trim().is_empty()) {
            return Err(Error::input(field, "must have a name"));
        }
        Ok(())
    }

    /// The name is also the role's address.
    fn check_always(&self) -> Result<()> {
        self.named("role")
    }
}

/// The names of the roles that a role contains.
// No field: `application`: deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct Composites {
    /// Names of roles of the realm.
    pub realm: Option<Vec<String>>,
    /// Names of roles of clients, by the client id of OpenID Connect.
    pub client: Option<BTreeMap<String, Vec<String>>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
