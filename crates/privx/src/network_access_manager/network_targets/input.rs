//! What is sent beside a network target.

use crate::{Sort, ids::NetworkTargetId};
use portcullis_macros::Body;

/// Which network targets to list. Both conditions together list the targets to which both apply.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct NetworkTargetQuery {
    /// Only the target with exactly this name.
    pub name: Option<String>,
    /// Only this target.
    pub id: Option<NetworkTargetId>,
    /// The order of the targets.
    #[body(skip)]
    pub sort: Sort,
}

impl NetworkTargetQuery {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

/// Which network targets to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct NetworkTargetSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// Tags.
    pub tags: Option<Vec<String>>,
    /// A filter, whose form is not documented. Sent in the query and in the body: the vendor's SDKs differ.
    pub filter: Option<String>,
    /// The order of the targets.
    #[body(skip)]
    pub sort: Sort,
}

impl NetworkTargetSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}
