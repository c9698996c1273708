//! Key material in clear.

use super::keys::{Envelope, TransparentKey};
use crate::ObjectId;
use portcullis_core::{Secret, secret};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;
use zeroize::Zeroize as _;

/// Key material in clear, in a form that the vendor does not document. It prints as `ExportedKeys(..)`, has no
/// `Serialize`, and is wiped when it is dropped; what is copied out of it is not.
pub struct ExportedKeys(Value);

impl ExportedKeys {
    /// The whole reply, without what repeats the request. Presumably the material is in `KEYS`.
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
#[serde(try_from = "Envelope")]
#[non_exhaustive]
pub struct KeyBackups {
    /// The entries: one, as far as the vendor says.
    pub backups: Vec<KeyBackup>,
    /// A version: documented, but not of what.
    pub version: Option<String>,
    /// The id of an object: documented, but not of which.
    pub object_id: Option<ObjectId>,
}

/// A key and its backup.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct KeyBackup {
    /// What [`restore_key`](crate::Transparent::restore_key) takes. It is not protected.
    pub backup: Secret,
    /// The key.
    pub key: TransparentKey,
}

impl TryFrom<Envelope> for KeyBackups {
    type Error = &'static str;
    fn try_from(reply: Envelope) -> Result<Self, Self::Error> {
        let entries = reply.keys.into_iter().map(|mut key| {
            let backup = key.backup.take().filter(|backup| !backup.is_empty())?;
            Some(KeyBackup { backup, key })
        });
        match entries.collect::<Option<Vec<_>>>() {
            Some(backups) if !backups.is_empty() => {
                Ok(Self { backups, version: reply.info.version, object_id: reply.info.objectid })
            }
            _ => Err("expected a backup in each entry"),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Restore {
    #[serde(serialize_with = "secret::expose")]
    pub(super) backup: Secret,
}
impl portcullis_core::Input for Restore {}
