//! R1: errors whose words are as long as a reply may be, through the five vendors' clients.

use crate::{
    dialects::{self, VENDORS},
    promise::Measured,
    routing::server::{Answer, json},
};
use portcullis_core::{Delivery, Error, Retry, http::Method};
use serde_json::Value;

/// Bytes of a reply, below the cap.
const SIZE: usize = 8_000_000;

/// What is repeated in the place of an error's words.
const KINDS: [&str; 6] = ["words", "objects", "texts", "members", "nested", "list"];

/// The replies, by path: `/vendor/kind`.
pub(super) fn paths() -> Vec<String> {
    VENDORS.iter().flat_map(|vendor| KINDS.map(|kind| format!("/{vendor}/{kind}"))).collect()
}

/// The reply of this path.
pub(super) fn answer(path: &str) -> Option<Answer> {
    let (vendor, kind) = path.strip_prefix('/')?.split_once('/')?;
    let many = |one: &str| one.repeat(SIZE / one.len());
    let words = match kind.split('/').next()? {
        "words" => format!("\"{}\"", many("a\\u202e")),
        "objects" => format!("[{}{{}}]", many("{},")),
        "texts" => format!("[{}\"\"]", many("\"\",")),
        "members" => format!("{{{}\"z\":1}}", many("\"a\":1,")),
        "nested" => format!("{}{}", "{\"details\":[".repeat(SIZE / 14), "]}".repeat(SIZE / 14)),
        "list" => return Some(json(&format!("[{}{{}}]", many("{},")))),
        _ => return None,
    };
    let body = match vendor {
        "storedsafe" => format!(r#"{{"CALLINFO":{{"status":"FAIL"}},"ERRORS":{words}}}"#),
        "privx" => format!(r#"{{"error_code":"X","details":{words}}}"#),
        "midprovider" => format!(r#"{{"errorMessage":"x","errors":{words}}}"#),
        _ => format!(r#"{{"errors":{words}}}"#),
    };
    Some(json(&body))
}

/// One call of this vendor's client.
pub(super) async fn call(vendor: &str, base: &str, path: &str) -> Result<(), Error> {
    let path = path.to_owned();
    let request = dialects::client(vendor, &format!("{base}{path}"), Retry::none(), None);
    request(Method::POST, "a").pick("no.such.member").call::<Value>().await.map(drop)
}

/// Whether an error of [`call`] is short.
pub(super) fn judge(outcome: Result<(), Error>, cost: u64) -> Measured {
    match outcome {
        Ok(()) => Measured::new(false, format!("{cost} KiB, and a value")),
        Err(error) => {
            let text = error.to_string();
            let held = text.chars().count() < 700 && error.delivery() >= Delivery::Rejected;
            Measured::new(held, format!("{cost} KiB: {text}"))
        }
    }
}
