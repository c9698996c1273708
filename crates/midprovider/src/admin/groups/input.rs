//! Searches for groups, and the move of one.

use super::model::Group;
use portcullis_core::{Error, Input, Result};
use portcullis_macros::Body;
use serde::{Serialize, Serializer};

/// Which groups to list; what is not set is not sent.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct GroupSearch {
    /// Whether attributes and other large members are left out; the server's default is yes.
    #[body(name = "briefRepresentation")]
    pub brief_representation: Option<bool>,
    /// Whether a filter must match the whole text; the server's default is no.
    pub exact: Option<bool>,
    /// Whether the groups above a group that was found are listed too, so that it stands in its tree; the server's
    /// default is yes.
    #[body(name = "populateHierarchy")]
    pub populate_hierarchy: Option<bool>,
    /// Attributes that a group must have: pairs `key:value`, separated by blanks.
    #[body(name = "q")]
    pub attributes: Option<String>,
    /// A text to find: the beginning of a name, `*text*` for a part of it, the whole name in quotation marks.
    pub search: Option<String>,
    /// Whether [`Group::sub_group_count`] is filled; the server's default is yes. Servers before Keycloak 24 do not
    /// have the switch.
    #[body(name = "subGroupsCount")]
    pub sub_groups_count: Option<bool>,
}

/// Which groups to count; what is not set is not sent.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct GroupCount {
    /// A text to find, as in [`GroupSearch::search`].
    pub search: Option<String>,
    /// Whether groups of the top level alone are counted; the server's default is no.
    pub top: Option<bool>,
}

/// Which groups below a group to list; what is not set is not sent.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct ChildSearch {
    /// Whether attributes and other large members are left out; the server's default is no, unlike that of
    /// [`GroupSearch::brief_representation`].
    #[body(name = "briefRepresentation")]
    pub brief_representation: Option<bool>,
    /// Whether a filter must match the whole text. Servers before Keycloak 24 do not have the switch.
    pub exact: Option<bool>,
    /// A text to find, as in [`GroupSearch::search`]. Servers before Keycloak 24 do not have the filter.
    pub search: Option<String>,
    /// Whether [`Group::sub_group_count`] is filled; the server's default is yes. Servers before Keycloak 24 do not
    /// have the switch.
    #[body(name = "subGroupsCount")]
    pub sub_groups_count: Option<bool>,
}

/// How the members of a group are listed.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct MemberSearch {
    /// Whether attributes and other large members are left out; the server's default is not documented.
    #[body(name = "briefRepresentation")]
    pub brief_representation: Option<bool>,
}

/// A group that exists, as it is moved to another place.
pub(super) struct Moved<'a>(pub(super) &'a Group);

impl Input for Moved<'_> {
    fn check(&self) -> Result<()> {
        self.0.check()
    }

    fn check_always(&self) -> Result<()> {
        if self.0.id.as_str().is_empty() {
            return Err(Error::input("id", "must be set: the server would create another group"));
        }
        self.0.check_always()
    }
}

impl Serialize for Moved<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}
