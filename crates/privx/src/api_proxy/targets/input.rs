//! Which API targets to find.

use crate::{Sort, ids::AccessGroupId};
use portcullis_macros::Body;

/// Which API targets to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct ApiTargetSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Only targets of this access group.
    pub access_group_id: Option<AccessGroupId>,
    /// Only targets with these tags; whether with one or all of them is not documented.
    pub tags: Option<Vec<String>>,
    /// A filter; its values are not documented.
    #[body(skip)]
    pub filter: Option<String>,
    /// The order of the targets.
    #[body(skip)]
    pub sort: Sort,
}

impl ApiTargetSearch {
    /// Sets the filter, whose values are not documented.
    pub fn filter(mut self, filter: impl Into<String>) -> Self {
        self.filter = Some(filter.into());
        self
    }

    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}
