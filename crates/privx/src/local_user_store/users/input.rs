//! What to look for.

use crate::{SortDirection, ids::LocalUserId};
use portcullis_macros::Body;

/// Which local users to find. Both together find users to whom both apply.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct LocalUserSearch {
    /// Only the user with this name.
    pub username: Option<String>,
    /// Only the user with this id.
    pub id: Option<LocalUserId>,
}

/// Which tags to find.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct TagSearch {
    /// The order; ascending unless set.
    #[body(name = "sortdir")]
    pub sort: Option<SortDirection>,
    /// A text that the tags must match; how, is not documented.
    pub query: Option<String>,
}
