//! What is sent beside a role.

use crate::Sort;
use portcullis_core::{Error, Result, Secret};
use portcullis_macros::Body;

/// Which roles to find.
#[derive(Debug, Clone, Default, Body)]
#[body(new(name))]
#[non_exhaustive]
pub struct RoleSearch {
    /// The names to look for.
    pub name: Vec<String>,
    /// The order of the roles.
    #[body(skip)]
    pub sort: Sort,
}

impl RoleSearch {
    /// Sets the order.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }
}

/// Options of temporary credentials for AWS.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs, check)]
#[non_exhaustive]
pub struct AwsTokenOptions {
    /// The lifetime in seconds: 900 to 129,600; the kind of token may allow less.
    pub ttl: Option<i64>,
    /// The code of the AWS role's second factor.
    pub tokencode: Option<Secret>,
}

impl AwsTokenOptions {
    fn check(&self) -> Result<()> {
        match self.ttl {
            Some(ttl) if !(900..=129_600).contains(&ttl) => {
                Err(Error::input("ttl", "must be 900 to 129600 seconds"))
            }
            _ => Ok(()),
        }
    }
}
