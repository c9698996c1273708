//! The messages of the channel.

use super::super::model::{self, CommandStatus, id_text};
use crate::{RequestId, members::located};
use portcullis_core::Secret;
use serde_json::{Value, value::RawValue};
use std::borrow::Cow;

/// The maximum length of the body of an outcome, and of a message of an unknown type.
pub(super) const BODY_CAP: usize = 64 * 1024;
/// The same for bodies that are no texts, which need much more memory when parsed.
const TREE_CAP: usize = 8 * 1024;
const COMMAND: &str = "X-DPT-CAB-ID";
const DATA: &str = "X-DPT-CAB-REQUEST-ID";
const STREAM_READY: &str = "STREAM-READY";
/// The memory of a message besides its texts: its entry, and the counters of shared values.
const OVERHEAD: usize = 256;
/// The maximum depth of values.
const DEEPEST: usize = 127;
/// Ids, numbers and type names are short.
const WORD_CAP: usize = 1024;

/// A message of the channel.
///
/// Source: the vendor's page on its websocket server, and for [`StreamReady`] the guides of a client that talks
/// to a live engine.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Message {
    /// The state of a command (`X-DPT-CAB-ID`). [`Pending`](crate::CommandState::Pending) may arrive several times.
    /// A body over 64 KiB is left out, and over 8 KiB if it is no text.
    Command(CommandStatus),
    /// Requested data (`X-DPT-CAB-REQUEST-ID`).
    Data(DataMessage),
    /// A streamed download is ready (`STREAM-READY`).
    StreamReady(StreamReady),
    /// A type that this version does not know.
    #[non_exhaustive]
    Other {
        /// The type, as the engine writes it.
        kind: String,
        /// The message's `data` as JSON, unless it is over 64 KiB. It may contain secrets.
        data: Option<Secret>,
    },
    /// The channel was joined. Messages between the end of the last connection and this one are lost: none is sent
    /// twice.
    Joined,
    /// This number of messages was dropped, because they arrived faster than they were read.
    Missed(u64),
}

/// Requested data, or the place to fetch it. `Debug` does not show the body.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DataMessage {
    /// The id of the request: [`Command::request_id`](crate::Command::request_id).
    pub request_id: RequestId,
    /// The context of the data token, if the engine repeats it.
    pub data_context: Option<String>,
    /// The form of the body.
    pub output_type: OutputType,
    /// Inline: the payload as it was stored, mostly ciphertext in base64, or a text about the request's state.
    /// Link: a URL or a token for the download, valid once and for a short time. Empty if there is none.
    pub body: Secret,
}

/// The form of the body of a [`DataMessage`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OutputType {
    /// `0`: the data itself, or a text about the request's state.
    Inline,
    /// `1`: the URL or the token of the download.
    Link,
    /// A number or word that this version does not know, as the engine writes it; empty if there is none.
    Other(String),
}

/// A streamed download that is ready. Sources disagree on its members, so all are optional.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StreamReady {
    /// The id of the request: `requestId`, or else `id`.
    pub request_id: Option<RequestId>,
    /// The URL of the data, which authorizes the download.
    pub stream_url: Option<Secret>,
}

/// The members of a frame, not parsed: none is copied before it is known to be needed and short enough.
pub(super) struct Frame<'a> {
    correlation_id: Option<&'a RawValue>,
    status: Option<&'a RawValue>,
    data: Option<&'a RawValue>,
}

struct Data<'a> {
    id: Option<&'a RawValue>,
    command_status: Option<&'a RawValue>,
    body: Option<&'a RawValue>,
    context: Option<&'a RawValue>,
    output_type: Option<&'a RawValue>,
    request_id: Option<&'a RawValue>,
    stream_url: Option<&'a RawValue>,
}

impl<'a> Frame<'a> {
    pub(super) fn read(text: &'a str) -> Option<Self> {
        // Skipped values cost memory per bracket: as much as the whole text if it consists of brackets.
        if is_deep(text) {
            return None;
        }
        let [correlation_id, status, data] = located(text, ["correlationId", "status", "data"]).ok()?;
        Some(Self { correlation_id, status, data })
    }

    /// The status of a reply.
    pub(super) fn status(&self) -> Option<u64> {
        word(self.status)?.parse().ok()
    }

    /// The tag of the request.
    pub(super) fn correlation_id(&self) -> Option<Cow<'a, str>> {
        short(self.correlation_id?).map(Cow::Owned)
    }

    /// The message in it, if it has one, not parsed.
    pub(super) fn unparsed(&self) -> Option<UnparsedMessage<'a>> {
        let whole = self.data?.get();
        let names =
            ["type", "id", "command_status", "body", "data_context", "output_type", "requestId", "streamUrl"];
        let [kind, id, command_status, body, context, output_type, request_id, stream_url] =
            located(whole, names).ok()?;
        let data = Data { id, command_status, body, context, output_type, request_id, stream_url };
        Some(UnparsedMessage { kind: short(kind?)?, data, whole })
    }
}

/// A message whose members are located, but not parsed.
pub(super) struct UnparsedMessage<'a> {
    kind: String,
    data: Data<'a>,
    whole: &'a str,
}

impl UnparsedMessage<'_> {
    /// Its approximate memory when it is kept for waiters.
    pub(super) fn weight(&self) -> usize {
        let length = self.whole.len();
        OVERHEAD
            + match self.kind.as_str() {
                DATA | STREAM_READY => length,
                COMMAND => length.min(BODY_CAP),
                _ => 0,
            }
    }

    pub(super) fn parse(self) -> Message {
        let known = match self.kind.as_str() {
            COMMAND => self.data.command().map(Message::Command),
            DATA => self.data.data().map(Message::Data),
            STREAM_READY => Some(Message::StreamReady(self.data.stream_ready())),
            _ => None,
        };
        known.unwrap_or_else(|| {
            let data = (self.whole.len() <= BODY_CAP).then(|| self.whole.into());
            Message::Other { kind: self.kind, data }
        })
    }
}

impl Data<'_> {
    fn command(&self) -> Option<CommandStatus> {
        let cap = |raw: &RawValue| if raw.get().starts_with('"') { BODY_CAP } else { TREE_CAP };
        let body = self.body.filter(|raw| raw.get().len() <= cap(raw));
        let body = body.and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok());
        let body = body.filter(|body| !body.is_null() && weight(body) <= BODY_CAP);
        CommandStatus::from_message(capped(self.id?)?, capped(self.command_status?)?, body)
    }

    fn data(&self) -> Option<DataMessage> {
        Some(DataMessage {
            request_id: id(self.id)?,
            data_context: self.context.and_then(|raw| serde_json::from_str(raw.get()).ok()),
            output_type: match word(self.output_type).unwrap_or_default() {
                number if number == "0" => OutputType::Inline,
                number if number == "1" => OutputType::Link,
                other => OutputType::Other(other),
            },
            body: self.body.and_then(secret).unwrap_or_else(|| "".into()),
        })
    }

    fn stream_ready(&self) -> StreamReady {
        StreamReady {
            request_id: id(self.request_id).or_else(|| id(self.id)),
            stream_url: self.stream_url.and_then(secret).filter(|url| !url.is_empty()),
        }
    }
}

/// Whether JSON is nested more deeply than serde_json parses.
fn is_deep(text: &str) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    text.bytes().any(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

fn capped(raw: &RawValue) -> Option<&RawValue> {
    Some(raw).filter(|raw| raw.get().len() <= WORD_CAP)
}

/// A short text, or `None`.
fn short(raw: &RawValue) -> Option<String> {
    serde_json::from_str(capped(raw)?.get()).ok()
}

/// A word or a number.
fn word(raw: Option<&RawValue>) -> Option<String> {
    model::word(capped(raw?)?)
}

fn id(raw: Option<&RawValue>) -> Option<RequestId> {
    word(raw).as_deref().and_then(id_text).map(RequestId::from)
}

/// A text, or the JSON of another value.
fn secret(raw: &RawValue) -> Option<Secret> {
    match raw.get() {
        "null" => None,
        text => Some(serde_json::from_str(text).unwrap_or_else(|_| text.into())),
    }
}

/// The approximate memory of a value in bytes, never less than the real one.
pub(super) fn weight(value: &Value) -> usize {
    let inner = match value {
        Value::String(text) => text.capacity(),
        Value::Array(items) => {
            let spare = items.capacity().saturating_sub(items.len());
            spare * size_of::<Value>() + items.iter().map(weight).sum::<usize>()
        }
        // A node of a map has room for eleven members.
        Value::Object(members) => {
            let room = 12 * (size_of::<Value>() + size_of::<String>());
            members.iter().map(|(name, value)| room + name.capacity() + weight(value)).sum()
        }
        _ => 0,
    };
    size_of::<Value>() + inner
}

impl Message {
    /// The approximate memory of the message in bytes, never less than the real one.
    pub(super) fn weight(&self) -> usize {
        let inner = match self {
            Self::Command(status) => {
                let id = status.command_id.as_ref().map_or(0, |id| id.as_str().len());
                id + status.body.as_ref().map_or(0, weight)
            }
            Self::Data(data) => {
                let context = data.data_context.as_ref().map_or(0, String::capacity);
                data.request_id.as_str().len() + context + data.body.expose_secret().len()
            }
            Self::StreamReady(ready) => {
                let id = ready.request_id.as_ref().map_or(0, |id| id.as_str().len());
                id + ready.stream_url.as_ref().map_or(0, |url| url.expose_secret().len())
            }
            Self::Other { kind, data } => {
                kind.capacity() + data.as_ref().map_or(0, |data| data.expose_secret().len())
            }
            Self::Joined | Self::Missed(_) => 0,
        };
        OVERHEAD + inner
    }

    /// The id of its request.
    pub(super) fn request_id(&self) -> Option<&RequestId> {
        match self {
            Self::Data(data) => Some(&data.request_id),
            Self::StreamReady(ready) => ready.request_id.as_ref(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
