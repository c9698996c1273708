//! The texts of an error, in each of the forms in which engines write them.

use super::COMMAND_ID;
use portcullis_core::{ApiError, Json, Reply};
use serde_json::{Value, value::RawValue};

/// An error's text is cut here.
pub(super) const MESSAGE_CAP: usize = 1000;

/// More texts of one error than this are left out.
const MOST_TEXTS: usize = 200;

pub(super) fn error(reply: &Reply<'_>) -> ApiError {
    if reply.is_html() {
        return ApiError::new("an HTML page, not a reply of the API");
    }
    let mut api = match reply.json() {
        Json::Object(members) => {
            let mut words = serde_json::Map::new();
            for name in WORDS {
                if let Some(value) = members.get(name) {
                    words.insert(name.to_owned(), read(value));
                }
            }
            reason(&Value::Object(words))
        }
        Json::Other(value) => reason(&read(value)),
        // It may be of anybody, and repeat anything.
        _ => ApiError::default(),
    };
    api.request_id = reply.header(COMMAND_ID).map(str::to_owned);
    api
}

/// A value that is no longer than the body of a failure may be.
fn read(value: &RawValue) -> Value {
    let json = Some(value.get()).filter(|json| json.len() <= 64 << 10);
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// The members that hold texts of an error.
const WORDS: [&str; 5] = ["message", "error", "detail", "title", "errors"];

/// The vendor's message, and its key if there is one: for refused requests and rejected commands.
pub(crate) fn reason(value: &Value) -> ApiError {
    let mut texts = Vec::new();
    let value = match value {
        Value::Array(items) if items.len() == 1 => items.first().unwrap_or(value),
        other => other,
    };
    match value {
        Value::Object(object) => {
            for key in WORDS {
                if let Some(value) = object.get(key) {
                    collect(value, "", &mut texts);
                }
            }
        }
        other => collect(other, "", &mut texts),
    }
    texts.dedup();
    let code = texts.iter().map(|(_, text)| *text).find(|text| is_key(text)).unwrap_or_default();
    let mut message = String::new();
    for (field, text) in texts {
        if message.len() > 4 * MESSAGE_CAP {
            break;
        }
        // The key is shown besides the message.
        if field.is_empty() && !code.is_empty() && text == code {
            continue;
        }
        let (colon, blank) =
            (if message.is_empty() { "" } else { ": " }, if field.is_empty() { "" } else { " " });
        message.extend([colon, field, blank, text]);
    }
    if message.is_empty() {
        message.push_str(code);
    }
    if let Some((cut, _)) = message.char_indices().nth(MESSAGE_CAP) {
        message.truncate(cut);
    }
    ApiError::new(message).code(code)
}

/// Texts, wherever they are, the first of many; those of a map with the name of their field.
fn collect<'a>(value: &'a Value, field: &'a str, texts: &mut Vec<(&'a str, &'a str)>) {
    match value {
        _ if texts.len() >= MOST_TEXTS => {}
        Value::String(text) => texts.push((field, text)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, field, texts)),
        Value::Object(object) => object.iter().for_each(|(key, value)| collect(value, key, texts)),
        _ => {}
    }
}

/// `area.reason`, in small letters.
fn is_key(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    text.len() <= 100 && text.contains('.') && text.split('.').all(part)
}
