//! Exported keys and backups: key material in plaintext.

use super::model::{KeysReply, TransparentKey};
use crate::ObjectId;
use portcullis_core::Secret;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::fmt;
use zeroize::Zeroize as _;

/// Key material in plaintext, in a format that the vendor does not document. It prints as `ExportedKeys(..)`, has no
/// `Serialize`, and is wiped when it is dropped; copies of it are not.
pub struct ExportedKeys(Value);

impl ExportedKeys {
    /// Returns the whole reply, without the members that repeat the request. The material is presumably in `KEYS`.
    pub fn expose_secret(&self) -> &Value {
        &self.0
    }
}

impl Drop for ExportedKeys {
    fn drop(&mut self) {
        wipe(std::mem::take(&mut self.0));
    }
}

fn wipe(value: Value) {
    match value {
        Value::String(mut text) => text.zeroize(),
        Value::Array(items) => items.into_iter().for_each(wipe),
        Value::Object(members) => members.into_iter().for_each(|(mut name, value)| {
            name.zeroize();
            wipe(value);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl fmt::Debug for ExportedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExportedKeys(..)")
    }
}

impl<'de> Deserialize<'de> for ExportedKeys {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Value::deserialize(from).map(Self)
    }
}

/// The backup of a key: at least one entry.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "KeysReply")]
#[non_exhaustive]
pub struct KeyBackups {
    /// The entries: one, according to the vendor's page.
    pub backups: Vec<KeyBackup>,
    /// A version; the page does not name the thing that has it.
    pub version: Option<String>,
    /// The id of an object; the page does not name it.
    pub object_id: Option<ObjectId>,
}

/// A key and its backup.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct KeyBackup {
    /// The argument of [`restore_key`](crate::Transparent::restore_key). It is not protected.
    pub backup: Secret,
    /// The key.
    pub key: TransparentKey,
}

impl TryFrom<KeysReply> for KeyBackups {
    type Error = &'static str;
    fn try_from(reply: KeysReply) -> Result<Self, Self::Error> {
        let entries = reply.keys.into_iter().map(|mut key| {
            let backup = key.backup.take().filter(|backup| !backup.is_empty())?;
            Some(KeyBackup { backup, key })
        });
        match entries.collect::<Option<Vec<_>>>() {
            Some(backups) if !backups.is_empty() => {
                Ok(Self { backups, version: reply.info.version, object_id: reply.info.object_id })
            }
            _ => Err("expected a backup in each entry"),
        }
    }
}
