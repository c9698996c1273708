//! Operations that need no profile.

use crate::{Command, CommandStatus, dialect};
use portcullis_core::{Call, Client};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// The engine's health and the state of commands.
///
/// ```no_run
/// # async fn example(client: privicore::Client) -> privicore::Result<()> {
/// let health = client.utility().health().await?;
/// println!("{:?}", health.status);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Utility(pub(crate) Client);

impl Utility {
    /// Checks whether the engine runs. Any success status means yes, with or without a body; only an HTML page and
    /// truncated JSON are errors, because they may come from another server.
    ///
    /// `GET /health`
    ///
    /// - Operation: `utility.health`
    /// - Retried: also when the reply is lost
    /// - Permission: none, no token is sent
    /// - Source: a client that talks to a live engine; the vendor's page list names it
    #[inline]
    pub fn health(&self) -> Call<Health> {
        self.0.get("/health").without_credential().bare().read_with(dialect::health).call()
    }

    /// Returns the current state of a command. [`Commands::status`](crate::Commands::status) does the same and supports
    /// engines that require the other form; [`Commands::wait`](crate::Commands::wait) waits for the outcome.
    ///
    /// `GET /request-status/{command_id}`
    ///
    /// Engines return a word, a number, or the status alone; all are read. A 404 is the state
    /// [`NotFound`](crate::CommandState::NotFound), not an error: the command is unknown, or failed on old engines.
    /// A 405 means that the engine requires [`command_status_post`](Self::command_status_post).
    ///
    /// - Operation: `utility.command_status`
    /// - Retried: also when the reply is lost
    /// - Permission: none, no token is sent: the id authorizes the call
    /// - Source: vendor page "Register new profile" (docs.privicore.com) for the path; the replies are known
    ///   from clients
    #[inline]
    pub fn command_status(&self, command: &Command) -> Call<CommandStatus> {
        self.0
            .get("/request-status/{command_id}")
            .path(&command.command_id)
            .without_credential()
            .accept(404)
            .bare()
            .read_with(dialect::command_state)
            .call()
    }

    /// As [`command_status`](Self::command_status), for engines that return 405 for a GET.
    ///
    /// `POST /request-status/{command_id}`
    ///
    /// - Operation: `utility.command_status_post`
    /// - Retried: also when the reply is lost; it only reads
    /// - Permission: none, no token is sent
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn command_status_post(&self, command: &Command) -> Call<CommandStatus> {
        self.0
            .post("/request-status/{command_id}")
            .path(&command.command_id)
            .json(&Map::new())
            .without_credential()
            .accept(404)
            .read_only()
            .bare()
            .read_with(dialect::command_state)
            .call()
    }
}

/// The health of an engine.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Health {
    /// A word such as `ok`, if the engine sends one.
    pub status: Option<String>,
}

// By hand: an object, a text, or anything else.
impl<'de> Deserialize<'de> for Health {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let status = match Value::deserialize(from)? {
            Value::String(word) => Some(word),
            Value::Object(object) => object.get("status").and_then(Value::as_str).map(str::to_owned),
            _ => None,
        };
        Ok(Self { status: status.filter(|word| !word.is_empty()) })
    }
}
