//! Commands and their states.

use crate::{CommandId, RequestId, dialect};
use portcullis_core::{ApiError, Error, http::StatusCode};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::{Value, json};
use std::fmt;

/// The maximum length of words and ids.
const LONGEST: usize = 256;

/// An accepted write. A plain value: store it, and wait for its outcome in this process or another.
///
/// Its id only allows to fetch the state of the command.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Command {
    /// The id of the command.
    pub command_id: CommandId,
    /// The id of requested data in the channel, if the operation has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
}

impl Command {
    /// Makes the command with this stored id.
    pub fn new(command_id: impl Into<CommandId>) -> Self {
        Self { command_id: command_id.into(), request_id: None }
    }
}

impl<'de> Deserialize<'de> for Command {
    /// Reads the form that this type writes, and every form of a command's id that the vendor sends.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        let command_id = id_in(&value).ok_or_else(|| de::Error::custom("there is no command id"))?;
        let request_id =
            value.get("request_id").and_then(Value::as_str).and_then(id_text).map(RequestId::from);
        Ok(Self { command_id, request_id })
    }
}

/// The command id in a body: a text, a list that begins with one, or an object's member.
pub(crate) fn id_in(body: &Value) -> Option<CommandId> {
    let text = match body {
        Value::String(text) => Some(text.as_str()),
        Value::Array(items) => items.first().and_then(Value::as_str),
        Value::Object(object) => ["command_id", "commandId", "id"]
            .iter()
            .find_map(|name| object.get(*name))
            .and_then(Value::as_str),
        _ => None,
    };
    text.and_then(id_text).map(CommandId::from)
}

/// An id, which has no blanks: a sentence is not an id.
pub(crate) fn id_text(text: &str) -> Option<&str> {
    let text = text.trim().trim_matches('"');
    let fits = !text.is_empty()
        && text.len() <= LONGEST
        && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    fits.then_some(text)
}

/// The state of a command.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CommandState {
    /// Accepted and not settled; a policy may hold it for long.
    Pending,
    /// Done. Its result may be invisible to reads for some seconds.
    Succeeded,
    /// Refused or failed; the reason is in [`CommandStatus::body`].
    Rejected,
    /// The engine has no command with this id: it never existed, expired, or (old engines) failed.
    NotFound,
    /// A word that this version does not know, as the engine wrote it.
    Unknown(String),
}

impl CommandState {
    /// Returns whether the state is final.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Succeeded | Self::Rejected)
    }

    /// The state of a word or a number.
    fn known(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "1" | "started" | "pending" | "submitted" | "processing" => Some(Self::Pending),
            "2" | "succeeded" | "success" | "completed" | "accepted" | "done" | "ok" => Some(Self::Succeeded),
            "3" | "rejected" | "failed" | "failure" | "error" => Some(Self::Rejected),
            _ => None,
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Rejected => "rejected",
            Self::NotFound => "not_found",
            Self::Unknown(word) => word,
        }
    }
}

impl fmt::Display for CommandState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CommandState {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = portcullis_core::lenient::text(from)?;
        Ok(Self::known(&word).unwrap_or(match word.as_str() {
            "not_found" => Self::NotFound,
            _ => Self::Unknown(word),
        }))
    }
}

/// The state of a command. `Debug` does not show the body, which may contain anything.
#[derive(Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct CommandStatus {
    /// The state.
    #[reply(with = Deserialize::deserialize)]
    pub state: CommandState,
    /// The command's id, if the reply repeats it.
    pub command_id: Option<CommandId>,
    /// More about the state: for a rejection the reason, a text or a key.
    pub body: Option<Value>,
}

impl fmt::Debug for CommandStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandStatus")
            .field("state", &self.state)
            .field("command_id", &self.command_id)
            .field("has_body", &self.body.is_some())
            .finish_non_exhaustive()
    }
}

impl CommandStatus {
    /// Reads a message of the channel: `command_status` is a number, a numeric text or a word.
    #[cfg(feature = "websocket")]
    pub(crate) fn from_message(id: &Value, command_status: &Value, body: Option<Value>) -> Option<Self> {
        let command_id = id_in(id)?;
        let state = CommandState::known(&word(command_status)?)?;
        Some(Self { state, command_id: Some(command_id), body })
    }

    /// The error of a rejected command.
    pub(crate) fn rejection(self, command: &Command) -> Error {
        let mut api = reason_of(self.body);
        if api.message.is_empty() {
            "the command was rejected without a reason".clone_into(&mut api.message);
        }
        api.request_id = Some(command.command_id.to_string());
        Error::refused(api).with_vendor(dialect::VENDOR)
    }
}

/// The reason of a rejection.
pub(crate) fn reason_of(body: Option<Value>) -> ApiError {
    body.map(dialect::reason).unwrap_or_default()
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(word) if !word.trim().is_empty() => Some(word.trim().chars().take(LONGEST).collect()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Converts the replies of all engines into one form. The body takes precedence; the HTTP status decides if the body has
/// no known state, except that an unknown word in a 200 is kept.
pub(crate) fn normalise(status: StatusCode, reply: Value) -> Value {
    let (found, command_id, body) = match dialect::unwrap(reply) {
        Value::Object(mut object) => {
            let found = object.remove("command_status").or_else(|| object.remove("status"));
            (found, id_in(&Value::Object(object.clone())), object.remove("body"))
        }
        other => (Some(other), None, None),
    };
    let word = found.as_ref().and_then(word);
    let known = word.as_deref().and_then(CommandState::known);
    let state = match (known, status.as_u16(), word) {
        (Some(state), _, _) => state,
        (None, 200, Some(word)) => CommandState::Unknown(word),
        (None, 200, None) => CommandState::Succeeded,
        (None, 202, _) => CommandState::Pending,
        (None, 404, _) => CommandState::NotFound,
        (None, other, word) => CommandState::Unknown(word.unwrap_or_else(|| other.to_string())),
    };
    json!({ "state": state.as_str(), "command_id": command_id, "body": body })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(status: u16, reply: Value) -> CommandState {
        let json = normalise(StatusCode::from_u16(status).unwrap(), reply);
        serde_json::from_value::<CommandStatus>(json).unwrap().state
    }

    #[test]
    fn both_dialects_and_the_bare_status_give_one_state() {
        use CommandState::{NotFound, Pending, Rejected, Succeeded, Unknown};
        for (status, reply, expected) in [
            (200, json!("started"), Pending),
            (200, json!(["Succeeded"]), Succeeded),
            (200, json!(["rejected"]), Rejected),
            (200, json!(2), Succeeded),
            (200, json!("3"), Rejected),
            (200, json!({"commandId": "a", "command_status": 1, "body": null}), Pending),
            (200, json!({"status": "done"}), Succeeded),
            (200, json!({"command_status": "2"}), Succeeded),
            (200, json!(["queued"]), Unknown("queued".into())),
            (200, json!(7), Unknown("7".into())),
            (200, json!(""), Succeeded),
            (200, json!(null), Succeeded),
            (202, json!(""), Pending),
            (202, json!(["succeeded"]), Succeeded),
            (404, json!(""), NotFound),
            (404, json!({"message": "record not found"}), NotFound),
            (404, json!(["rejected"]), Rejected),
            (204, json!(""), Unknown("204".into())),
        ] {
            assert_eq!(state(status, reply.clone()), expected, "{status} {reply}");
        }
    }

    #[test]
    fn the_id_is_found_in_every_shape_and_a_sentence_is_no_id() {
        for body in [
            json!("019-a"),
            json!([" 019-a "]),
            json!({"commandId": "019-a"}),
            json!({"id": "019-a"}),
            json!("\"019-a\""),
        ] {
            assert_eq!(id_in(&body).unwrap().as_str(), "019-a", "{body}");
        }
        for body in [
            json!(""),
            json!([]),
            json!([7]),
            json!({}),
            json!(null),
            json!(7),
            json!("not an id"),
            json!("x".repeat(300)),
        ] {
            assert!(id_in(&body).is_none(), "{body}");
        }
    }

    #[test]
    fn a_stored_command_comes_back() {
        let mut command = Command::new("019-a");
        command.request_id = Some("r-1".into());
        let stored = serde_json::to_string(&command).unwrap();
        assert_eq!(stored, r#"{"command_id":"019-a","request_id":"r-1"}"#);
        assert_eq!(serde_json::from_str::<Command>(&stored).unwrap(), command);
    }
}
