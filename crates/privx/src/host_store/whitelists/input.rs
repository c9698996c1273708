//! What is sent beside a whitelist.

use super::{ShellVariant, Whitelist};
use crate::Sort;
use portcullis_macros::Body;

/// Which whitelists to find; without words, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct WhitelistSearch {
    /// Words to look for, separated by commas or blanks.
    pub keywords: Option<String>,
    /// The order of the whitelists.
    #[body(skip)]
    pub sort: Sort,
}

impl WhitelistSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

/// Commands to be tested against a whitelist.
#[derive(Debug, Clone, Body)]
#[body(new(whitelist, rshell_variant, commands))]
#[non_exhaustive]
pub struct WhitelistEvaluate {
    /// The whitelist; it need not be stored.
    pub whitelist: Whitelist,
    /// The restricted shell.
    pub rshell_variant: ShellVariant,
    /// The commands.
    pub commands: Vec<String>,
}
