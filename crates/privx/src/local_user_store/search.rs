//! What to look for.

use super::LocalUserId;
use portcullis_macros::Setters;

/// Which local users to find. Both together find users to whom both apply.
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct LocalUserSearch {
    /// Only the user with this name.
    pub username: Option<String>,
    /// Only the user with this id.
    pub id: Option<LocalUserId>,
}

impl LocalUserSearch {
    /// All of them, until a setter narrows it.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Which tags to find.
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct TagSearch {
    /// A text that the tags must match; how, is not documented.
    pub query: Option<String>,
    /// The order; ascending unless set.
    pub sort: Option<SortDirection>,
}

impl TagSearch {
    /// All of them, until a setter narrows it.
    pub fn new() -> Self {
        Self::default()
    }
}

/// The order of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SortDirection {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl SortDirection {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ascending => "ASC",
            Self::Descending => "DESC",
        }
    }
}
