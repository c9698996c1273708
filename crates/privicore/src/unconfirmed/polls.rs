//! Guessed operations on polls.

use super::{Guess, Guesses};
use crate::{Command, PollId};

/// Guessed operations on polls.
#[derive(Debug, Clone)]
pub struct Polls(pub(super) Guesses);

impl Polls {
    /// Ends a poll without a result, presumably by a command.
    ///
    /// `POST /voting/cancel-pool`
    ///
    /// The path is unconfirmed: it is from one sentence of a guide whose other paths were
    /// partly wrong, and the vendor's table of contents does not have the operation; the field `poolId` is
    /// guessed too.
    ///
    /// - Operation: `voting.cancel_pool`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: one sentence of a guide
    #[inline]
    pub fn cancel_pool(&self, poll: &PollId) -> Guess<Command> {
        self.0.post("/voting/cancel-pool").required("poolId", poll.as_str())
    }
}
