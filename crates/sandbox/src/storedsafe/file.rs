//! What a file is.

use axum::body::Bytes;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::mime;

/// The largest content that is saved: a larger one would be encoded, written and read again as one line of JSON.
const MOST_SAVED: usize = 1024 * 1024;

/// What is known of a file beside its content.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct FileInfo {
    pub(super) name: String,
    pub(super) size: usize,
    pub(super) kind: String,
    pub(super) created: String,
}

impl FileInfo {
    pub(super) fn view(&self, object: u64) -> Value {
        let ext = mime::extension(&self.name);
        json!({
            "objectid": object.to_string(),
            "name": self.name,
            "size": self.size.to_string(),
            "type": self.kind,
            "filepath": "",
            "created": self.created,
            "ext": ext,
            "iconpath": format!("ico_{}", if ext.is_empty() { "file" } else { ext }),
        })
    }
}

/// The content of a file, or a certificate. It is saved in base64 if it is small, and not at all if it is large.
pub(super) struct Content(pub(super) Bytes);

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let small = Some(&self.0).filter(|content| content.len() <= MOST_SAVED);
        small.map(|content| BASE64_STANDARD.encode(content)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64_STANDARD.decode(text).map(|content| Self(content.into())).map_err(D::Error::custom)
    }
}
