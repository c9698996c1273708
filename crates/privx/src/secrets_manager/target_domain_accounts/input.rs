//! Which scanned accounts to find, and what to change of them.

use super::AccountState;
use crate::Sort;
use portcullis_core::Timestamp;
use portcullis_macros::Body;

/// Which scanned accounts to find; without conditions, all of the domain.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct ScannedAccountSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// Only accounts that were created after this.
    pub created_after: Option<Timestamp>,
    /// Only accounts that were created before this.
    pub created_before: Option<Timestamp>,
    /// Only accounts that were changed after this.
    pub updated_after: Option<Timestamp>,
    /// Only accounts that were changed before this.
    pub updated_before: Option<Timestamp>,
    /// Only accounts in this state.
    pub state: Option<AccountState>,
    /// Only accounts that are marked as ignored, or only those that are not.
    pub ignored: Option<bool>,
    /// The order of the accounts.
    #[body(skip)]
    pub sort: Sort,
}

impl ScannedAccountSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

/// What to change of a scanned account. What is unset is kept.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct ScannedAccountChangeSet {
    /// Whether the account is marked as ignored.
    pub ignored: Option<bool>,
    /// A note.
    pub comment: Option<String>,
}
