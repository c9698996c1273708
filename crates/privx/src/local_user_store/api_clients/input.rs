//! Which API clients to find.

use crate::{Sort, SortDirection};
use portcullis_macros::Body;

/// Which API clients to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct ApiClientSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// The direction of the order.
    #[body(name = "sortdir")]
    pub sort_direction: Option<SortDirection>,
    /// The name of the member to sort by.
    #[body(name = "sortkey")]
    pub sort_key: Option<String>,
    /// How many clients to return, for a server that reads it from the body only.
    pub limit: Option<i64>,
    /// How many clients to skip, for a server that reads it from the body only.
    pub offset: Option<i64>,
}

impl ApiClientSearch {
    /// Sets the order.
    pub fn sort(self, sort: Sort) -> Self {
        Self { sort_key: sort.key, sort_direction: sort.direction, ..self }
    }
}
