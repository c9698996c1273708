//! Guessed operations on data tokens.

use super::{Guess, Guesses};
use serde_json::Value;

/// Guessed operations on data tokens.
#[derive(Debug, Clone)]
pub struct DataTokens(pub(super) Guesses);

impl DataTokens {
    /// Counts the transactions of data tokens, in a form that is not known.
    ///
    /// `GET /data-token/transaction-count-statistics`
    ///
    /// The path follows the vendor's naming and is unconfirmed; parameters and reply
    /// are not known.
    ///
    /// - Operation: `data_token.transaction_stats`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: one version of the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn transaction_stats(&self) -> Guess<Value> {
        self.0.get("/data-token/transaction-count-statistics")
    }
}
