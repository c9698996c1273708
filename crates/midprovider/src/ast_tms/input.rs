//! Transactions to be started at the AST services.

use crate::{UserId, tms::NewTms};
use portcullis_core::{Result, input};
use portcullis_macros::Body;

/// A transaction to be started at the AST services.
#[derive(Debug, Clone, Body)]
#[body(new(user_id, tms), check_always)]
#[non_exhaustive]
pub struct NewAstTms {
    /// The user.
    #[body(name = "userId")]
    pub user_id: UserId,
    /// The transaction.
    #[body(flatten)]
    pub tms: NewTms,
    /// How the app is notified.
    pub push: Option<TmsPush>,
}

impl NewAstTms {
    fn check_always(&self) -> Result<()> {
        input::required("userId", self.user_id.as_str())
    }
}

/// How the app is notified of a transaction.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct TmsPush {
    /// Whether no push notification is sent: the app finds the transaction when it is opened.
    pub skip: Option<bool>,
}
