//! Which sessions to find.

use crate::{Sort, ids::UserId};
use portcullis_macros::Body;

/// Which sessions to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct SessionSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// Only sessions of this user.
    pub user_id: Option<UserId>,
    /// Only sessions of this kind, such as `login`.
    #[body(name = "type")]
    pub kind: Option<String>,
    /// The order of the sessions: by `expires` unless set.
    #[body(skip)]
    pub sort: Sort,
}

impl SessionSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}
