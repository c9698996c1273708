//! Which secrets to find.

use crate::{Sort, ids::UserId};
use portcullis_macros::Body;

/// Which secrets to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct SecretSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// A filter; its values are not documented.
    pub filter: Option<String>,
    /// Only secrets of these owners.
    pub owner_id: Option<Vec<UserId>>,
    /// The order of the secrets.
    #[body(skip)]
    pub sort: Sort,
}

impl SecretSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}
