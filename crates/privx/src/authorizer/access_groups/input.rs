//! What is sent beside an access group.

use crate::Sort;
use portcullis_core::{Result, input};
use portcullis_macros::Body;

/// Which access groups to find; without keywords, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct AccessGroupSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// The order of the groups.
    #[body(skip)]
    pub sort: Sort,
}

impl AccessGroupSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

/// The kind of a new key.
#[derive(Body)]
#[body(check)]
pub(super) struct CaRenewal {
    pub(super) key_type: String,
}

impl CaRenewal {
    fn check(&self) -> Result<()> {
        input::required("key_type", &self.key_type)
    }
}
