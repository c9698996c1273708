//! How waiting for a command ended.

use super::{CommandState, CommandStatus};
use portcullis_core::{Error, Result};

/// How waiting for a command ended, from [`Commands::outcome`](crate::Commands::outcome). All but [`Done`](Self::Done)
/// have the error that [`Commands::wait`](crate::Commands::wait) returns.
#[derive(Debug)]
#[non_exhaustive]
pub enum CommandOutcome {
    /// The command succeeded.
    Done(CommandStatus),
    /// The engine refused the command, or the command failed. A retry changes nothing.
    #[non_exhaustive]
    Rejected {
        /// The vendor's reason key, such as `profile.not_an_owner`, if there is one.
        code: Option<String>,
        /// The error, with the vendor's message.
        error: Error,
    },
    /// The command did not settle within the timeout; for example a policy holds it for a vote. Wait again.
    #[non_exhaustive]
    Held {
        /// The state in the last poll, if there was one.
        state: Option<CommandState>,
        /// The error, a timeout.
        error: Error,
    },
    /// The engine does not know the command in three consecutive polls: it expired, or belongs to another engine. Old
    /// engines return this for a rejected command.
    #[non_exhaustive]
    Lost {
        /// The error, with status 404.
        error: Error,
    },
    /// The last poll failed, and the channel had sent nothing within the timeout. Wait again.
    #[non_exhaustive]
    NotKnown {
        /// The error, with the failure of the poll as source.
        error: Error,
    },
}

impl CommandOutcome {
    /// Returns the status of a command that succeeded, or else the error.
    ///
    /// # Errors
    /// Those of [`Commands::wait`](crate::Commands::wait).
    pub fn into_result(self) -> Result<CommandStatus> {
        match self {
            Self::Done(status) => Ok(status),
            Self::Rejected { error, .. }
            | Self::Held { error, .. }
            | Self::Lost { error }
            | Self::NotKnown { error } => Err(error),
        }
    }
}
