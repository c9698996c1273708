//! How Privicore writes results, command ids and errors: loosely, so everything is read leniently.

mod pages;

use crate::{commands, data_token};
use http::{HeaderMap, StatusCode};
use portcullis_core::{
    ApiError, Cursor, Dialect, Operation, Refusal, Request, bytes::Bytes, from_json, http, is_html, secret,
};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};
use std::collections::BTreeMap;

/// An error's text is cut here.
const MESSAGE_CAP: usize = 1000;

/// The header with the id under which requested data arrives.
const REQUEST_ID: &str = "x-dpt-cab-request-id";

/// What a bare text stands for where an object is usual.
const BARE: &[(&str, &str)] = &[
    ("/profile/retrieve-profile-id", "profileId"),
    ("/profile/authorization-token/expiry", "expiresAt"),
    ("/profile/generate-token-qr", "qrToken"),
    ("/profile/retrieve-temp-token", "token"),
    ("/profile/retrieve-authorization-token", "token"),
    (data_token::TEMPORARY, "token"),
    (data_token::FILE_META, "token"),
    ("/public-key/retrieve-public-key", "publicKey"),
    ("/dptcab/public-key", "publicKey"),
    (DEVICE, "deviceIdentifier"),
];

/// The template that answers with a device's identifier, under one of these names.
const DEVICE: &str = "/device/retrieve-unique-identifier";
const DEVICE_NAMES: [&str; 3] = ["deviceIdentifier", "deviceUniqueIdentifier", "deviceId"];

/// What answers with a list, or with an object whose `items` are one.
const LISTS: [&str; 3] = [
    "/device/retrieve-profile-devices",
    "/storage/list-storage-devices",
    "/profile/retrieve-oauth-application-list",
];

#[derive(Debug)]
pub(crate) struct Privicore;

impl Dialect for Privicore {
    fn reply(
        &self,
        operation: &Operation,
        status: StatusCode,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Result<Bytes, Refusal> {
        if !operation.accepts(status) {
            return Err(Refusal::Api(error(headers, body)));
        }
        if is_html(body) {
            return Err(if status.is_success() {
                Refusal::Unreadable("expected JSON, found a page for people")
            } else {
                Refusal::Api(error(headers, body))
            });
        }
        // Nobody knows what a stream server says of success.
        if operation.template() == data_token::STREAM && status.is_success() {
            return Ok(Bytes::from_static(b"null"));
        }
        if operation.template() == commands::STATUS {
            let json = as_json(body)?;
            let value = from_json(&json).unwrap_or_else(|_| text(body));
            return encode(&commands::normalise(status, value));
        }
        let json = as_json(body)?;
        if LISTS.contains(&operation.template()) {
            return items(&json);
        }
        if operation.is_bare() {
            return named(operation, json);
        }
        // A lone text is a command's id, except here: a token, unless there is a command.
        let json = if operation.template() == data_token::FILE_META && status != StatusCode::ACCEPTED {
            named(operation, json)?
        } else {
            json
        };
        if operation.template() == data_token::REQUEST_DATA && !headers.contains_key(REQUEST_ID) {
            return Err(Refusal::Unreadable("accepted, but the reply holds no request id"));
        }
        accepted(status, headers, json)
    }

    fn page(&self, request: Request, at: &Cursor, size: Option<u32>) -> Request {
        pages::page(request, at, size)
    }

    fn next(&self, at: &Cursor, size: Option<u32>, items: usize, reply: &[u8]) -> Option<Cursor> {
        pages::next(at, size, items, reply)
    }
}

const UNREADABLE: Refusal = Refusal::Unreadable("the reply cannot be read");

fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Bytes, Refusal> {
    secret::wiped_json(value).map_err(|_| UNREADABLE)
}

fn text(body: &[u8]) -> Value {
    Value::String(String::from_utf8_lossy(body).trim().to_owned())
}

/// The body as JSON; a text that is not becomes a JSON string.
fn as_json(body: &Bytes) -> Result<Bytes, Refusal> {
    let trimmed = body.trim_ascii();
    if trimmed.is_empty() || from_json::<serde::de::IgnoredAny>(trimmed).is_ok() {
        return Ok(body.clone());
    }
    // What begins like JSON and is none was cut off or garbled, and no text.
    if matches!(trimmed.first(), Some(b'{' | b'[' | b'"')) {
        return Err(Refusal::Unreadable("the reply is not whole JSON"));
    }
    encode(String::from_utf8_lossy(body).trim())
}

/// Gives a lone text the name that its operation's result has.
fn named(operation: &Operation, json: Bytes) -> Result<Bytes, Refusal> {
    let Some((_, name)) = BARE.iter().find(|(template, _)| *template == operation.template()) else {
        return Ok(json);
    };
    // As it stands in the body: it may be a token, and a copy would not be wiped.
    let text = match json.trim_ascii().first() {
        Some(b'"') => from_json(&json).ok(),
        Some(b'[') => from_json(&json).ok().and_then(|[text]: [&RawValue; 1]| is_text(text)),
        Some(b'{') if operation.template() == DEVICE => device_in(&json),
        _ => None,
    };
    match text {
        Some(text) => encode(&Named(name, text)),
        None => Ok(json),
    }
}

/// An object of one member.
struct Named<'a>(&'a str, &'a RawValue);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map([(self.0, self.1)])
    }
}

fn is_text(value: &RawValue) -> Option<&RawValue> {
    value.get().starts_with('"').then_some(value)
}

fn device_in(json: &Bytes) -> Option<&RawValue> {
    let members: BTreeMap<String, &RawValue> = from_json(json).ok()?;
    DEVICE_NAMES.iter().filter_map(|name| members.get(*name).copied()).find(|id| id.get() != "null")
}

/// A list as it stands in the body. An object without one is no empty list: its form may be another.
fn items(json: &Bytes) -> Result<Bytes, Refusal> {
    #[derive(Deserialize)]
    struct Wrapped<'a> {
        #[serde(borrow)]
        items: &'a RawValue,
    }
    match json.trim_ascii() {
        b"{}" => Ok(Bytes::from_static(b"[]")),
        [b'[', ..] => Ok(json.clone()),
        body => match from_json::<Wrapped<'_>>(body) {
            Ok(Wrapped { items }) if matches!(items.get(), "null" | "{}") => Ok(Bytes::from_static(b"[]")),
            Ok(Wrapped { items }) => Ok(json.slice_ref(items.get().as_bytes())),
            Err(_) => Err(Refusal::Unreadable("expected a list, or an object whose items are one")),
        },
    }
}

/// A write: the ids in the headers join what the body says.
fn accepted(status: StatusCode, headers: &HeaderMap, json: Bytes) -> Result<Bytes, Refusal> {
    let header =
        |name| headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim).filter(|v| !v.is_empty());
    let (command, request) = (header("x-dpt-cab-id"), header(REQUEST_ID));
    if command.is_none() && request.is_none() {
        // 202 says that there is a command; without its id nobody can ever learn its outcome.
        let nothing = matches!(json.trim_ascii(), b"" | b"null" | b"[]" | b"{}" | b"\"\"");
        return if status == StatusCode::ACCEPTED && nothing {
            Err(Refusal::Unreadable("accepted, but the reply holds no command id"))
        } else {
            Ok(json)
        };
    }
    let written = |id: &str| to_raw_value(id).map_err(|_| UNREADABLE);
    let (mut ids, mut object) = (Vec::new(), BTreeMap::new());
    match from_json(&json) {
        Ok(members) => object = members,
        Err(_) => match from_json(&json) {
            Ok(Value::Null) | Err(_) => {}
            Ok(body) => match commands::id_in(&body) {
                // A header wins over a body, and a body's id stands where only the other header came.
                Some(id) if command.is_none() => ids.push(("command_id", written(id.as_str())?)),
                // As it stands, for it may be a secret.
                _ => drop(object.insert("body".to_owned(), from_json(&json).map_err(|_| UNREADABLE)?)),
            },
        },
    }
    for (name, id) in [("command_id", command), ("request_id", request)] {
        if let Some(id) = id {
            ids.push((name, written(id)?));
        }
    }
    object.extend(ids.iter().map(|(name, id)| ((*name).to_owned(), &**id)));
    encode(&object)
}

/// A list of one is what is in it.
pub(crate) fn unwrap(value: Value) -> Value {
    match value {
        Value::Array(mut items) if items.len() == 1 => items.pop().unwrap_or_default(),
        other => other,
    }
}

fn error(headers: &HeaderMap, body: &[u8]) -> ApiError {
    if is_html(body) {
        return ApiError::new("a page for people, not an answer of the API");
    }
    let value = from_json(body).unwrap_or_else(|_| text(body));
    let mut api = reason(value);
    api.request_id = headers.get("x-dpt-cab-id").and_then(|v| v.to_str().ok()).map(str::to_owned);
    api
}

/// The vendor's words, and its key if one of them is one: for refused requests and rejected commands.
pub(crate) fn reason(value: Value) -> ApiError {
    let mut words = Vec::new();
    match unwrap(value) {
        Value::Object(mut object) => {
            for key in ["message", "error", "detail", "errors"] {
                collect(object.remove(key).unwrap_or_default(), "", &mut words);
            }
        }
        other => collect(other, "", &mut words),
    }
    words.dedup();
    let code = words.iter().map(|(_, word)| word).find(|word| is_key(word)).cloned();
    let mut message = String::new();
    for (field, word) in &words {
        // The key is shown beside the message already.
        if field.is_empty() && Some(word) == code.as_ref() {
            continue;
        }
        let (colon, blank) =
            (if message.is_empty() { "" } else { ": " }, if field.is_empty() { "" } else { " " });
        message.extend([colon, field, blank, word]);
    }
    if message.is_empty() {
        message = code.clone().unwrap_or_default();
    }
    if let Some((cut, _)) = message.char_indices().nth(MESSAGE_CAP) {
        message.truncate(cut);
    }
    match code {
        Some(code) => ApiError::new(message).code(code),
        None => ApiError::new(message),
    }
}

/// Texts, wherever they are; those of a map with the name of their field.
fn collect(value: Value, field: &str, words: &mut Vec<(String, String)>) {
    match value {
        Value::String(word) => words.push((field.to_owned(), word)),
        Value::Array(items) => items.into_iter().for_each(|item| collect(item, field, words)),
        Value::Object(object) => object.into_iter().for_each(|(key, value)| collect(value, &key, words)),
        _ => {}
    }
}

/// `area.reason`, in small letters.
fn is_key(word: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    word.len() <= 100 && word.contains('.') && word.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_shape_of_an_error_is_read() {
        for (body, message, code) in [
            (json!("invalid token"), "invalid token", None),
            (json!(["invalid token"]), "invalid token", None),
            (json!({"message": "no", "detail": "way"}), "no: way", None),
            (
                json!({"error": "oauth.already_retrieved"}),
                "oauth.already_retrieved",
                Some("oauth.already_retrieved"),
            ),
            (
                json!({"message": "gone", "error": "oauth.already_retrieved"}),
                "gone",
                Some("oauth.already_retrieved"),
            ),
            (json!({"errors": ["a", "b"]}), "a: b", None),
            (
                json!({"message": "Parameter Error", "errors": {"username": ["is required"]}}),
                "Parameter Error: username is required",
                None,
            ),
            (
                json!({"message": "Parameter Error", "errors": {"id": ["oauth.already_retrieved"]}}),
                "Parameter Error: id oauth.already_retrieved",
                Some("oauth.already_retrieved"),
            ),
            (json!({"detail": "profile.not_an_owner"}), "profile.not_an_owner", Some("profile.not_an_owner")),
            (json!("Profile.Not"), "Profile.Not", None),
            (json!(["a.", "b"]), "a.: b", None),
            (json!([]), "", None),
            (json!(7), "", None),
        ] {
            let api = reason(body.clone());
            assert_eq!((api.message.as_str(), api.code.as_deref()), (message, code), "{body}");
        }
        assert_eq!(reason(json!("ä".repeat(5000))).message.chars().count(), MESSAGE_CAP);
    }

    #[test]
    fn a_text_becomes_json_and_a_cut_body_does_not() {
        let read = |body: &'static str| as_json(&Bytes::from_static(body.as_bytes()));
        assert_eq!(&read(" 019-abc \n").unwrap()[..], b"\"019-abc\"");
        assert_eq!(&read("[\"a\"]").unwrap()[..], b"[\"a\"]");
        assert_eq!(&read("").unwrap()[..], b"");
        for cut in ["[\"a", "{\"commandId\":", "\"a"] {
            assert!(matches!(read(cut), Err(Refusal::Unreadable(_))), "{cut}");
        }
    }
}
