//! Which target domains to find.

use crate::Sort;
use portcullis_macros::Body;

/// Which target domains to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct TargetDomainSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// Only domains that are enabled, or only those that are not.
    pub enabled: Option<bool>,
    /// Only domains that are scanned periodically, or only those that are not.
    pub periodic_scan: Option<bool>,
    /// Only domains whose scanned accounts become managed automatically, or only the others.
    pub auto_onboarding: Option<bool>,
    /// The order of the domains.
    #[body(skip)]
    pub sort: Sort,
}

impl TargetDomainSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}
