//! Which identity providers to find.

use crate::Sort;
use portcullis_macros::Body;

/// Which identity providers to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct IdentityProviderSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// The order of the providers.
    #[body(skip)]
    pub sort: Sort,
}

impl IdentityProviderSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}
