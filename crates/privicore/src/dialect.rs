//! How Privicore writes results, command ids and errors: in several forms, so everything is read leniently.

mod errors;
mod pages;

pub(crate) use errors::reason;

use crate::commands;
use portcullis_core::{
    Cursor, Dialect, Error, ErrorKind, Json, Operation, PageRequest, Refusal, Reply, Result, bytes::Bytes,
    from_json, http::StatusCode, secret,
};
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use std::borrow::Cow;

/// The header with the id of the command.
const COMMAND_ID: &str = "x-dpt-cab-id";
/// The header with the id under which requested data arrives.
const REQUEST_ID: &str = "x-dpt-cab-request-id";

/// The names of a device's identifier.
const DEVICE_NAMES: [&str; 3] = ["deviceIdentifier", "deviceUniqueIdentifier", "deviceId"];

#[derive(Debug)]
pub(crate) struct Privicore;

/// The name in errors and spans.
pub(crate) const VENDOR: &str = "Privicore";

/// An error that no single call returns.
pub(crate) fn failure(kind: ErrorKind, text: impl Into<Cow<'static, str>>) -> Error {
    Error::new(kind, text).with_vendor(VENDOR)
}

/// Checks that this is a tokio runtime with timers.
pub(crate) fn runtime() -> Result<()> {
    portcullis_core::runtime::check().map_err(|error| error.with_vendor(VENDOR))
}

impl Dialect for Privicore {
    fn vendor(&self) -> &'static str {
        VENDOR
    }

    fn credential_headers(&self) -> &'static [&'static str] {
        &["x-dpt-authorization"]
    }

    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        let accepted = reply.operation().accepts(StatusCode::NOT_FOUND);
        let refused = if reply.status().is_success() {
            // The state of a command may hold the reason of its rejection.
            !accepted && reply.reports(&["error", "errors"])
        } else {
            !reply.is_success() || reply.is_html()
        };
        if refused { Err(Refusal::Api(errors::error(reply))) } else { Ok(()) }
    }

    /// The ids of a command.
    fn is_own(&self, reply: &Reply<'_>) -> bool {
        reply.header(COMMAND_ID).is_some() || reply.header(REQUEST_ID).is_some()
    }

    /// What the engine sends here is not documented: nothing, JSON, or one word.
    fn acknowledges(&self, reply: &Reply<'_>) -> bool {
        match reply.json() {
            Json::Invalid => text(reply.body()).is_ok(),
            Json::Other(value) => reply.is_acknowledgement() || single_text(value).is_some(),
            _ => !reply.is_notice(),
        }
    }

    /// For a write: the ids in the headers, with the body.
    fn payload(&self, reply: &Reply<'_>) -> Result<Bytes, Refusal> {
        if reply.operation().is_bare() { as_json(reply) } else { accepted(reply, None) }
    }

    fn page(&self, request: &mut PageRequest<'_>, at: &Cursor, size: Option<u32>) {
        pages::page(request, at, size);
    }

    fn next(
        &self,
        _: &Operation,
        at: &Cursor,
        size: Option<u32>,
        items: usize,
        reply: &[u8],
    ) -> Option<Cursor> {
        pages::next(at, size, items, reply)
    }
}

type Found = Result<Bytes, Refusal>;

const UNREADABLE: Refusal = Refusal::Unreadable("the reply cannot be read");

fn encode<T: Serialize + ?Sized>(value: &T) -> Found {
    secret::wiped_json(value).map_err(|_| UNREADABLE)
}

/// JSON that stays in its block, which is wiped: a copy would not be.
fn raw(json: &Bytes) -> Result<&RawValue, Refusal> {
    from_json(json).map_err(|_| UNREADABLE)
}

/// A body that is not JSON, as a text: an id, a token, a word. A body that starts like JSON and is not was truncated or
/// corrupted; a sentence or a script is of a proxy.
fn text(body: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let body = body.trim_ascii();
    if matches!(body.first(), Some(b'{' | b'[' | b'"')) {
        return Err(Refusal::Unreadable("the reply is incomplete JSON"));
    }
    if !body.iter().copied().all(is_of_word) {
        return Err(SENTENCE);
    }
    Ok(String::from_utf8_lossy(body))
}

/// Whether this can be in an id, a token, a key or a time.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_=+/.:~,|@%".contains(&byte)
}

/// The body as JSON; a text that is not becomes a JSON string.
pub(crate) fn as_json(reply: &Reply<'_>) -> Found {
    match reply.json() {
        Json::Invalid => encode(&text(reply.body())?),
        Json::Other(value) if value.get().starts_with('"') && value.get().contains(' ') => Err(SENTENCE),
        _ => Ok(reply.body().clone()),
    }
}

const SENTENCE: Refusal = Refusal::Foreign("expected JSON or one word, got a text");

/// The result as an object with this member; the server may send the text alone, or in a list.
fn named(reply: &Reply<'_>, name: &str) -> Found {
    // The bytes of the body: it may be a token, and a copy would not be wiped.
    match reply.json() {
        Json::Other(value) => match single_text(value) {
            Some(value) => encode(&Object(&[(name, value)])),
            None => Ok(reply.body().clone()),
        },
        Json::Invalid => {
            let plain = encode(&text(reply.body())?)?;
            encode(&Object(&[(name, raw(&plain)?)]))
        }
        _ if reply.is_notice() => Err(SENTENCE),
        _ => Ok(reply.body().clone()),
    }
}

/// The word of this value: the value itself, or the only item of a list.
fn single_text(value: &RawValue) -> Option<&RawValue> {
    let value = unwrap(value);
    let text = value.get().strip_prefix('"')?.strip_suffix('"')?;
    // Escapes included: PHP writes a slash as one.
    text.bytes().all(|byte| is_of_word(byte) || byte == b'\\').then_some(value)
}

/// An object of these members.
struct Object<'a>(&'a [(&'a str, &'a RawValue)]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().copied())
    }
}

pub(crate) fn token(reply: &Reply<'_>) -> Found {
    named(reply, "token")
}

pub(crate) fn profile_id(reply: &Reply<'_>) -> Found {
    named(reply, "profileId")
}

pub(crate) fn expiry(reply: &Reply<'_>) -> Found {
    named(reply, "expiresAt")
}

pub(crate) fn qr_token(reply: &Reply<'_>) -> Found {
    named(reply, "qrToken")
}

pub(crate) fn public_key(reply: &Reply<'_>) -> Found {
    named(reply, "publicKey")
}

/// A device's identifier, under one of its names.
pub(crate) fn device(reply: &Reply<'_>) -> Found {
    const NAME: &str = "deviceIdentifier";
    let ids = DEVICE_NAMES.iter().filter_map(|name| reply.member(name));
    match ids.into_iter().find(|id| id.get() != "null") {
        Some(id) => encode(&Object(&[(NAME, id)])),
        None => named(reply, NAME),
    }
}

/// A token, a command, or both. A lone text is the token, except in a 202, where it is the command's id as elsewhere.
pub(crate) fn token_or_command(reply: &Reply<'_>) -> Found {
    let lone = Some("token").filter(|_| reply.status() != StatusCode::ACCEPTED);
    accepted(reply, lone)
}

/// A command whose result arrives under a request id, which must be there.
pub(crate) fn requested(reply: &Reply<'_>) -> Found {
    if reply.header(REQUEST_ID).is_none() {
        return Err(Refusal::Unreadable("accepted, but the reply holds no request id"));
    }
    accepted(reply, None)
}

/// Refuses what cannot be a state: a sentence, and a notice without a word for the state.
fn is_state(reply: &Reply<'_>) -> Result<(), Refusal> {
    let word = || {
        let word = reply.member("command_status").or_else(|| reply.member("status"));
        word.is_some_and(|word| word.get().starts_with('"'))
    };
    let sentence = matches!(reply.json(), Json::Other(value) if value.get().contains(' '));
    if reply.status().is_success() && (sentence || (reply.is_notice() && !word())) {
        return Err(Refusal::Foreign("expected a state, got a text"));
    }
    Ok(())
}

/// The health of an engine: an object, a word, or anything else.
pub(crate) fn health(reply: &Reply<'_>) -> Found {
    is_state(reply)?;
    as_json(reply)
}

/// The state of a command, in the one form that is read.
pub(crate) fn command_state(reply: &Reply<'_>) -> Found {
    is_state(reply)?;
    let plain;
    let value = if let Ok(value) = from_json(reply.body()) {
        value
    } else {
        plain = encode(&text(reply.body())?)?;
        raw(&plain)?
    };
    encode(&commands::normalise(reply.status(), value))
}

/// A list, as the bytes of the body. An object without a list is an error: its form may be another.
pub(crate) fn items(reply: &Reply<'_>) -> Found {
    const NOTHING: Bytes = Bytes::from_static(b"[]");
    match reply.json() {
        Json::Object(members) if members.is_empty() => Ok(NOTHING),
        Json::Object(members) => match members.get("items") {
            Some(items) if matches!(items.get(), "null" | "{}") => Ok(NOTHING),
            Some(items) => Ok(reply.share(items)),
            None => Err(NO_LIST),
        },
        Json::Other(list) if list.get().starts_with('[') => Ok(reply.share(list)),
        Json::Invalid => text(reply.body()).and(Err(NO_LIST)),
        _ => Err(NO_LIST),
    }
}

const NO_LIST: Refusal = Refusal::Foreign("expected a list, or an object whose items are one");

/// For a write: the ids in the headers, with the body. A text alone is the member of this name, or a command's id.
fn accepted(reply: &Reply<'_>, lone: Option<&'static str>) -> Found {
    let (command, request) = (reply.header(COMMAND_ID), reply.header(REQUEST_ID));
    if command.is_none() && request.is_none() {
        // 202 means that there is a command; without its id the outcome cannot be fetched.
        let nothing = matches!(reply.body().trim_ascii(), b"" | b"null" | b"[]" | b"{}" | b"\"\"");
        return if reply.status() == StatusCode::ACCEPTED && nothing {
            Err(Refusal::Foreign("accepted, but the reply holds no command id"))
        } else {
            lone.map_or_else(|| as_json(reply), |name| named(reply, name))
        };
    }
    let written = |text: &str| to_raw_value(text).map_err(|_| UNREADABLE);
    let (mut ids, mut object) = (Vec::new(), Vec::new());
    let plain;
    let body = match reply.json() {
        Json::Object(members) => {
            object.extend(members.iter());
            None
        }
        Json::Other(value) => Some(*value).filter(|value| value.get() != "null"),
        Json::Invalid => {
            plain = encode(&text(reply.body())?)?;
            Some(raw(&plain)?)
        }
        _ => None,
    };
    if let (Some(name), Some(text)) = (lone, body.and_then(single_text)) {
        object.push((name, text));
    } else if let Some(body) = body {
        match commands::id_in(body) {
            // A header takes precedence; the id of the body is used if only the other header is there.
            Some(id) if command.is_none() => ids.push(("command_id", written(id.as_str())?)),
            // The bytes of the body: it may be a secret.
            _ => object.push(("body", body)),
        }
    }
    for (name, id) in [("command_id", command), ("request_id", request)] {
        if let Some(id) = id {
            ids.push((name, written(id)?));
        }
    }
    object.retain(|(name, _)| !ids.iter().any(|(id, _)| id == name));
    object.extend(ids.iter().map(|(name, id)| (*name, &**id)));
    encode(&Object(&object))
}

/// Returns the item of a list of one, and any other value unchanged.
pub(crate) fn unwrap(value: &RawValue) -> &RawValue {
    let list = Some(value.get()).filter(|json| json.starts_with('['));
    list.and_then(|json| serde_json::from_str(json).ok()).map_or(value, |[only]: [&RawValue; 1]| only)
}

#[cfg(test)]
mod tests;
