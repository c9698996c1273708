//! Data tokens: what they hold, and what commands do to them.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::payload::Payload;
use super::store::{Store, date_time, time_ordered_id};
use super::wire::Refusal;
use crate::{clock, random};

/// How long a download waits to be fetched.
const DOWNLOAD_LIFE: Duration = Duration::from_secs(300);

// Keys of our own; the vendor publishes none.
const GONE: &str = "data_token.not_found";
const FULL: &str = "data_token.already_exchanged";
const LOST: &str = "data_token.content_lost";

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
    stream_used: bool,
    pub(super) context: String,
    pub(super) meta: Meta,
    content: Option<Content>,
    created: Duration,
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
    expires: Duration,
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
    fn replace(&mut self, members: &Map<String, Value>) -> bool {
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
    fn lives(&self) -> bool {
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

impl Store {
    /// The living data token of this profile.
    pub(super) fn space(&self, profile: &str, token: &str) -> Result<&Space, Refusal> {
        let mut own = self.spaces.values().filter(|space| space.profile == profile && space.lives());
        own.find(|space| space.token == token).ok_or(Refusal::NotFound)
    }

    pub(super) fn space_mut(&mut self, profile: &str, token: &str) -> Option<&mut Space> {
        let mut own = self.spaces.values_mut().filter(|space| space.profile == profile && space.lives());
        own.find(|space| space.token == token)
    }

    /// What a reservation brought, while it is temporary.
    pub(super) fn reserved(&self, profile: &str, reservation: &str) -> Result<&Space, Refusal> {
        let space = self.spaces.get(reservation).filter(|space| space.profile == profile);
        space.filter(|space| !space.is_permanent() && space.lives()).ok_or(Refusal::NotFound)
    }

    /// Takes the credential of an upload, which works once, and returns the reservation.
    pub(super) fn open_upload(&mut self, credential: &str) -> Result<String, Refusal> {
        let mut open = self.spaces.iter_mut().filter(|(_, space)| space.lives() && !space.stream_used);
        let found = open.find(|(_, space)| space.stream == credential);
        let (id, space) = found.ok_or(Refusal::InvalidToken)?;
        space.stream_used = true;
        if space.has_content() {
            return Err(Refusal::Rule(FULL));
        }
        Ok(id.clone())
    }

    /// Ends an upload, if its reservation lived so long.
    pub(super) fn end_upload(&mut self, reservation: &str, payload: Payload) -> Result<(), Refusal> {
        let space = self.spaces.get_mut(reservation).filter(|space| space.lives() && !space.has_content());
        space.ok_or(Refusal::NotFound)?.content = Some(Content { payload, text: false });
        Ok(())
    }

    /// Notes a download and returns its credential.
    pub(super) fn add_download(&mut self, payload: Payload, ready: bool) -> String {
        let credential = credential();
        let expires = clock::unix().saturating_add(DOWNLOAD_LIFE);
        self.downloads.insert(credential.clone(), Download { payload, ready, expires });
        credential
    }

    /// Takes a download, which works once. One that is not ready stays.
    pub(super) fn take_download(&mut self, credential: &str) -> Result<Payload, Refusal> {
        let download = self.downloads.get(credential).ok_or(Refusal::InvalidToken)?;
        if download.expires <= clock::unix() {
            return Err(Refusal::InvalidToken);
        }
        if !download.ready {
            return Err(Refusal::NotFound);
        }
        self.downloads.remove(credential).map(|download| download.payload).ok_or(Refusal::InvalidToken)
    }

    pub(super) fn data_work(&mut self, id: &str, profile: &str, work: DataWork) -> Result<(), &'static str> {
        match work {
            DataWork::Reserve { context, minutes, meta } => {
                let created = clock::unix();
                let space = Space {
                    profile: profile.to_owned(),
                    token: format!("tmp-{}", time_ordered_id()),
                    expires: Some(created.saturating_add(Duration::from_secs(minutes * 60))),
                    stream: credential(),
                    stream_used: false,
                    context,
                    meta,
                    content: None,
                    created,
                };
                self.spaces.insert(id.to_owned(), space);
            }
            DataWork::Exchange { token, content } => {
                let space = self.space_mut(profile, &token).ok_or(GONE)?;
                if space.has_content() {
                    return Err(FULL);
                }
                space.content = content;
            }
            DataWork::Request { token, .. } => {
                let space = self.space_mut(profile, &token).ok_or(GONE)?;
                if let Some(Content { payload: Payload::Lost(_), .. }) | None = space.content {
                    return Err(LOST);
                }
            }
            DataWork::Risk { token, risk } => {
                self.space_mut(profile, &token).ok_or(GONE)?.meta.information_security_risk = risk;
            }
            DataWork::Update { token, content, meta } => {
                let space = self.space_mut(profile, &token).ok_or(GONE)?;
                space.content = content;
                space.meta.replace(&meta);
            }
            DataWork::UpdateMetadata { token, file, context } => {
                let space = self.space_mut(profile, &token).ok_or(GONE)?;
                space.meta.file.extend(file);
                space.context = context.unwrap_or_else(|| std::mem::take(&mut space.context));
            }
            DataWork::Delete { token } => {
                self.space_mut(profile, &token).ok_or(GONE)?;
                self.spaces.retain(|_, space| space.profile != profile || space.token != token);
            }
        }
        Ok(())
    }
}

/// A single-use credential of a stream server. It begins with a plus sign, so that a client that does not encode it
/// for the query is found out.
fn credential() -> String {
    let mut bytes = random::bytes::<32>();
    if let Some(first) = bytes.first_mut() {
        *first = 0xf8 | (*first & 3);
    }
    BASE64_STANDARD.encode(bytes)
}
