//! Polls.

use crate::{Command, PollId, members};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::fmt;

/// A requested poll. The reply is not documented, except that it contains the poll's id. `Debug` does not show the
/// reply, which may contain anything.
#[derive(Clone)]
#[non_exhaustive]
pub struct Poll {
    /// The command, if there is an id of one: from the header, else from the body.
    pub command: Option<Command>,
    /// The poll's id, a guess: the member `poolId`, `pollId` or `id`, else the id that is the whole reply, else the
    /// command's.
    pub id: Option<PollId>,
    /// The whole reply. Ids from the headers are its members `command_id` and `request_id`; if it has such an id, a text
    /// or a list in the body is its member `body`.
    pub reply: Value,
}

// By hand: the form is not documented.
impl<'de> Deserialize<'de> for Poll {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let reply = Value::deserialize(from)?;
        let named = ["poolId", "pollId", "id"].iter().find_map(|name| members::text(reply.get(name)?));
        let id_in = |value| Command::deserialize(value).ok().map(|command| command.command_id);
        let in_body = || id_in(reply.get("body")?).map(|id| id.to_string());
        let command = id_in(&reply);
        let id = named.or_else(in_body).or_else(|| command.as_ref().map(ToString::to_string));
        Ok(Self { command: command.map(Command::new), id: id.map(PollId::from), reply })
    }
}

impl fmt::Debug for Poll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poll").field("command", &self.command).field("id", &self.id).finish_non_exhaustive()
    }
}
