//! What a data token is: its metadata, its content, and the work on it that commands carry.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::ids::date_time;
use super::payload::Payload;
use crate::clock;

/// A data token, from its reservation to its end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Space {
    pub(super) profile: String,
    /// The temporary token, and from the file's metadata on the permanent one.
    pub(super) token: String,
    /// The end of a temporary token; a permanent one has none.
    pub(super) expires: Option<Duration>,
    /// The credential of an upload.
    pub(super) stream: String,
    pub(super) stream_used: bool,
    pub(super) context: String,
    pub(super) meta: Meta,
    pub(super) content: Option<Content>,
    pub(super) created: Duration,
}

/// What was stored, and whether it came as text that is no base64: the engine takes any string.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Content {
    pub(super) payload: Payload,
    pub(super) text: bool,
}

/// The three parts of a token's metadata.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Meta {
    pub(super) information_security_risk: Map<String, Value>,
    pub(super) file: Map<String, Value>,
    pub(super) data: Map<String, Value>,
}

/// A download that was announced.
#[derive(Debug)]
pub(super) struct Download {
    pub(super) payload: Payload,
    pub(super) ready: bool,
    pub(super) expires: Duration,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum DataWork {
    Reserve { context: String, minutes: u64, meta: Meta },
    Exchange { token: String, content: Option<Content> },
    Request { token: String, request: String },
    Risk { token: String, risk: Map<String, Value> },
    Update { token: String, content: Option<Content>, meta: Map<String, Value> },
    UpdateMetadata { token: String, file: Map<String, Value>, context: Option<String> },
    Delete { token: String },
}

impl DataWork {
    /// Whether it hands data to the storage devices.
    pub(super) fn stores(&self) -> bool {
        matches!(self, Self::Exchange { .. } | Self::Update { .. })
    }

    /// Forgets what a settled command needs no more: payloads are large.
    pub(super) fn let_go(&mut self) {
        if let Self::Exchange { content, .. } | Self::Update { content, .. } = self {
            *content = None;
        }
    }
}

/// An empty object is an empty array to PHP.
fn php(members: &Map<String, Value>) -> Value {
    if members.is_empty() { json!([]) } else { Value::Object(members.clone()) }
}

impl Meta {
    /// The parts that `members` names, all others empty. `None` if it is no such object.
    pub(super) fn read(members: &Map<String, Value>) -> Option<Self> {
        let mut meta = Self::default();
        meta.replace(members).then_some(meta)
    }

    /// Replaces the parts that `members` names. The sources disagree on the others; here they stay.
    pub(super) fn replace(&mut self, members: &Map<String, Value>) -> bool {
        members.iter().all(|(name, value)| {
            let part = match name.as_str() {
                "information_security_risk" => &mut self.information_security_risk,
                "file" => &mut self.file,
                "data" => &mut self.data,
                _ => return false,
            };
            *part = match value {
                Value::Object(members) => members.clone(),
                Value::Array(none) if none.is_empty() => Map::new(),
                _ => return false,
            };
            true
        })
    }

    fn json(&self) -> Value {
        json!({
            "information_security_risk": php(&self.information_security_risk),
            "file": php(&self.file),
            "data": php(&self.data),
        })
    }
}

impl Space {
    pub(super) fn lives(&self) -> bool {
        self.expires.is_none_or(|expires| expires > clock::unix())
    }

    pub(super) fn is_permanent(&self) -> bool {
        self.expires.is_none()
    }

    pub(super) fn has_content(&self) -> bool {
        self.content.is_some()
    }

    pub(super) fn content(&self) -> Option<Content> {
        self.content.clone()
    }

    /// How lists show it.
    pub(super) fn json(&self) -> Value {
        let file = |name: &str| self.meta.file.get(name).cloned().unwrap_or_default();
        json!({
            "token": self.token,
            "context": self.context,
            "fileName": file("fileName"),
            "extension": file("extension"),
            "size": file("size"),
            "createdAt": date_time(self.created),
            "meta": self.meta.json(),
        })
    }

    pub(super) fn created(&self) -> Duration {
        self.created
    }
}
