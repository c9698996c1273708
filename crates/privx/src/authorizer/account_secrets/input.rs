//! Which account secrets to find, and which one to check out.

use crate::Sort;
use crate::ids::{AccountSecretPath, HostId};
use portcullis_core::{Result, input};
use portcullis_macros::Body;

/// Which account secrets to find; without conditions, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct AccountSecretSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// Only secrets of accounts on this host.
    pub host_id: Option<HostId>,
    /// Only secrets of accounts with this name.
    pub username: Option<String>,
    /// The order of the secrets.
    #[body(skip)]
    pub sort: Sort,
}

impl AccountSecretSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

/// Which secret to check out, as its own request carries it.
#[derive(Body)]
#[body(check_always)]
pub(super) struct CheckoutRequest {
    pub(super) path: AccountSecretPath,
}

impl CheckoutRequest {
    fn check_always(&self) -> Result<()> {
        input::required("path", self.path.as_str())
    }
}
