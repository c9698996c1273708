//! What the tests share.

pub use portcullis_testkit::{
    Server, Step,
    wire::{Plain, Scripted, body_in, client, header, lost, reply, reply_with, unsent},
};

use serde_json::{Value, json};

/// A JSON reply, byte for byte.
pub fn http(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub fn ok() -> Value {
    json!({"id": 1})
}
