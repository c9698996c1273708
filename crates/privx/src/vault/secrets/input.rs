//! Which secrets to find.

use crate::Sort;
use portcullis_macros::Body;

/// Which secrets to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct SecretSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// A filter; its words are not documented.
    pub filter: Option<String>,
    /// Only secrets of these owners, by id.
    pub owner_id: Option<Vec<String>>,
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
