//! Where a page of a listing begins.

use crate::{Operation, Result, parts::Parts};
use std::fmt;

/// Where a page begins: plain and storable, so that a job can go on tomorrow.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cursor {
    /// The first page.
    Start,
    /// After this many items.
    Offset(u64),
    /// The page of this number.
    Page(u64),
    /// What the server called the next page.
    Token(String),
}

/// The request for one page, into which a [`Dialect`](crate::Dialect) writes the page's position.
pub struct PageRequest<'a> {
    parts: &'a mut Parts,
    checks_input: bool,
}

impl<'a> PageRequest<'a> {
    pub(crate) fn new(parts: &'a mut Parts, checks_input: bool) -> Self {
        Self { parts, checks_input }
    }

    /// Which operation lists.
    pub fn operation(&self) -> &Operation {
        &self.parts.operation
    }

    /// Adds a query pair.
    pub fn query(&mut self, key: &str, value: impl fmt::Display) {
        self.parts.query(key, &value.to_string());
    }

    /// Keeps the outcome of a check of documented limits, unless the client leaves them to the server.
    pub fn check(&mut self, checked: Result<()>) {
        if self.checks_input {
            self.require(checked);
        }
    }

    /// Keeps the outcome of a check without which no page can be requested.
    pub fn require(&mut self, checked: Result<()>) {
        if let Err(error) = checked {
            self.parts.fail(error);
        }
    }
}

impl fmt::Debug for PageRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PageRequest").field(&self.parts.operation).finish()
    }
}
