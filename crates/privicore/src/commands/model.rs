//! Commands and their states.

use crate::{CommandId, RequestId, dialect};
use portcullis_core::{ApiError, Error, Members, Secret, http::StatusCode, lenient};
use portcullis_macros::Reply;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Value, value::RawValue};
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
        from.deserialize_any(IdVisitor)
    }
}

/// The names of a command's id; the first takes precedence.
const ID_NAMES: [&str; 3] = ["command_id", "commandId", "id"];

/// Reads without a `Value`, whose reader would take 12 kB more of a program.
struct IdVisitor;

/// A text; any other value is `None`.
#[derive(Deserialize)]
struct Text(#[serde(deserialize_with = "lenient::opt_secret")] Option<Secret>);

impl Text {
    fn id<T: for<'a> From<&'a str>>(&self) -> Option<T> {
        self.0.as_ref().and_then(|text| id_text(text.expose_secret())).map(T::from)
    }
}

impl<'de> Visitor<'de> for IdVisitor {
    type Value = Command;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a command id")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Command, E> {
        id_text(text).map(Command::new).ok_or_else(no_id)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Command, A::Error> {
        let first = items.next_element::<Text>()?.and_then(|text| text.id());
        while items.next_element::<IgnoredAny>()?.is_some() {}
        first.map(|id: CommandId| Command::new(id)).ok_or_else(no_id)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Command, A::Error> {
        let (mut found, mut request_id) = (None, None);
        while let Some(name) = members.next_key::<String>()? {
            let value: Text = members.next_value()?;
            if name == "request_id" {
                request_id = value.id();
            } else if let Some(rank) = ID_NAMES.iter().position(|known| *known == name)
                && found.as_ref().is_none_or(|(best, _)| rank <= *best)
            {
                found = Some((rank, value.id()));
            }
        }
        let command_id = found.and_then(|(_, id)| id).ok_or_else(no_id)?;
        Ok(Command { command_id, request_id })
    }
}

fn no_id<E: de::Error>() -> E {
    E::custom("there is no command id")
}

/// The command id in a body: a text, a list that begins with one, or an object's member.
pub(crate) fn id_in(body: &RawValue) -> Option<CommandId> {
    serde_json::from_str::<Command>(body.get()).ok().map(|command| command.command_id)
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
    pub(crate) fn from_message(
        id: &RawValue,
        command_status: &RawValue,
        body: Option<Value>,
    ) -> Option<Self> {
        let command_id = id_in(id)?;
        let state = CommandState::known(&word(command_status)?)?;
        Some(Self { state, command_id: Some(command_id), body })
    }

    /// The error of a rejected command.
    pub(crate) fn rejection(self, command: &Command) -> Error {
        let mut api = reason_of(self.body.as_ref());
        if api.message.is_empty() {
            "the command was rejected without a reason".clone_into(&mut api.message);
        }
        api.request_id = Some(command.command_id.to_string());
        Error::refused(api).with_vendor(dialect::VENDOR)
    }
}

/// The reason of a rejection.
pub(crate) fn reason_of(body: Option<&Value>) -> ApiError {
    body.map(dialect::reason).unwrap_or_default()
}

/// A word or a number.
pub(crate) fn word(value: &RawValue) -> Option<String> {
    let json = value.get();
    match json.as_bytes() {
        [b'"', ..] => {
            let word: String = serde_json::from_str(json).ok()?;
            Some(word.trim().chars().take(LONGEST).collect()).filter(|word: &String| !word.is_empty())
        }
        [b'-' | b'0'..=b'9', ..] => Some(json.to_owned()),
        _ => None,
    }
}

/// The one form in which [`CommandStatus`] is read.
#[derive(Serialize)]
pub(crate) struct NormalState<'a> {
    state: String,
    command_id: Option<CommandId>,
    body: Option<&'a RawValue>,
}

/// Converts the replies of all engines into one form. The body takes precedence; the HTTP status decides if the body has
/// no known state, except that an unknown word in a 200 is kept.
pub(crate) fn normalise(status: StatusCode, reply: &RawValue) -> NormalState<'_> {
    let reply = dialect::unwrap(reply);
    let object = Some(reply.get()).filter(|json| json.starts_with('{')).and_then(Members::parse);
    let (found, command_id, body) = match object {
        Some(object) => {
            let found = object.get("command_status").or_else(|| object.get("status"));
            (found, id_in(reply), object.get("body"))
        }
        None => (Some(reply), None, None),
    };
    let word = found.and_then(word);
    let known = word.as_deref().and_then(CommandState::known);
    let state = match (known, status.as_u16(), word) {
        (Some(state), _, _) => state,
        (None, 200, Some(word)) => CommandState::Unknown(word),
        (None, 200, None) => CommandState::Succeeded,
        (None, 202, _) => CommandState::Pending,
        (None, 404, _) => CommandState::NotFound,
        (None, other, word) => CommandState::Unknown(word.unwrap_or_else(|| other.to_string())),
    };
    NormalState { state: state.as_str().to_owned(), command_id, body }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{json, value::to_raw_value};

    fn state(status: u16, reply: &Value) -> CommandState {
        let reply = to_raw_value(reply).unwrap();
        let json = serde_json::to_string(&normalise(StatusCode::from_u16(status).unwrap(), &reply)).unwrap();
        serde_json::from_str::<CommandStatus>(&json).unwrap().state
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
            assert_eq!(state(status, &reply), expected, "{status} {reply}");
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
            json!({"id": "no", "commandId": "019-a", "more": [{"id": 7}]}),
        ] {
            assert_eq!(id_in(&to_raw_value(&body).unwrap()).unwrap().as_str(), "019-a", "{body}");
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
            json!({"id": "019-a", "commandId": 7}),
        ] {
            assert!(id_in(&to_raw_value(&body).unwrap()).is_none(), "{body}");
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
