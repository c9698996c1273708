//! Which users to find.

use crate::{
    Sort,
    ids::{SourceId, UserId},
};
use portcullis_macros::Body;

/// Which users to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct UserSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// Only users of this directory.
    pub source: Option<SourceId>,
    /// Only these users.
    pub user_id: Option<Vec<UserId>>,
    /// The order of the users.
    #[body(skip)]
    pub sort: Sort,
}

impl UserSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}
