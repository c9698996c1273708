//! Keys, without their material.

use crate::{KeyVersion, ObjectId, texts};
use portcullis_core::{Secret, lenient};
use portcullis_macros::Setters;
use serde::{Deserialize, Serialize};

portcullis_core::open_enum! {
    /// What a key encrypts with. The vendor's list goes on where no copy of it was seen.
    KeyType {
        /// AES-128 in GCM with nonces of 96 bits: what servers use unless told otherwise.
        Aes128Gcm96 = "aes128-gcm96",
        /// AES-128 in OFB, which does not notice changes.
        Aes128Ofb = "aes128-ofb",
        /// AES-256 in OFB, which does not notice changes.
        Aes256Ofb = "aes256-ofb",
    }
}

/// A reply about keys.
#[derive(Deserialize)]
pub(super) struct Envelope {
    #[serde(rename = "CALLINFO")]
    pub(super) info: Info,
    #[serde(rename = "KEYS", deserialize_with = "lenient::list")]
    pub(super) keys: Vec<TransparentKey>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Info {
    #[serde(deserialize_with = "texts::opt")]
    pub(super) version: Option<String>,
    #[serde(deserialize_with = "texts::opt_as")]
    pub(super) objectid: Option<ObjectId>,
}

/// The keys of a vault.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Envelope")]
#[non_exhaustive]
pub struct KeyListing {
    /// The keys.
    pub keys: Vec<TransparentKey>,
    /// A version: documented, but not of what.
    pub version: Option<String>,
    /// The id of an object: documented, but not of which.
    pub object_id: Option<ObjectId>,
}

impl From<Envelope> for KeyListing {
    fn from(reply: Envelope) -> Self {
        Self { keys: reply.keys, version: reply.info.version, object_id: reply.info.objectid }
    }
}

/// One key that was read.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Envelope")]
#[non_exhaustive]
pub struct KeyInfo {
    /// The key.
    pub key: TransparentKey,
    /// A version: documented, but not of what.
    pub version: Option<String>,
    /// The id of an object: documented, but not of which.
    pub object_id: Option<ObjectId>,
}

impl TryFrom<Envelope> for KeyInfo {
    type Error = &'static str;
    fn try_from(reply: Envelope) -> Result<Self, Self::Error> {
        let mut keys = reply.keys.into_iter();
        match (keys.next(), keys.next()) {
            (Some(key), None) => {
                Ok(Self { key, version: reply.info.version, object_id: reply.info.objectid })
            }
            _ => Err("expected one key"),
        }
    }
}

/// A key, without its material.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TransparentKey {
    /// Its name.
    #[serde(deserialize_with = "texts::opt")]
    pub name: Option<String>,
    /// Its version.
    #[serde(deserialize_with = "texts::opt_as")]
    pub key_version: Option<KeyVersion>,
    /// What it encrypts with.
    #[serde(rename = "type", deserialize_with = "texts::opt_as")]
    pub key_type: Option<KeyType>,
    /// What its maker noted.
    #[serde(deserialize_with = "texts::opt")]
    pub info: Option<String>,
    /// Whether it may be backed up.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub allow_backup: Option<bool>,
    /// Whether it may be exported.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub allow_export: Option<bool>,
    /// Whether it may be deleted.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub allow_delete: Option<bool>,
    /// Whether it can sign; no operation that does is known.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub supports_signing: Option<bool>,
    /// In the reply of a backup only, where it is taken out.
    pub(super) backup: Option<Secret>,
}

/// A key to be created. **What is not set is allowed**: the server's own choice is `true` for all three.
#[derive(Debug, Clone, Default, Serialize, Setters)]
#[non_exhaustive]
pub struct NewKey {
    /// What it encrypts with; [`KeyType::Aes128Gcm96`] unless set.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub key_type: Option<KeyType>,
    /// Whether it may be exported in clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_export: Option<bool>,
    /// Whether it may be backed up in clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_backup: Option<bool>,
    /// Whether it may be deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_delete: Option<bool>,
    /// A note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub info: Option<String>,
}
impl portcullis_core::Input for NewKey {}

impl NewKey {
    /// A key as the server makes it unless told otherwise.
    pub fn new() -> Self {
        Self::default()
    }
}

/// A key that was created or has a new version.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct SavedKey {
    /// Its latest version.
    #[serde(deserialize_with = "texts::opt_as")]
    pub key_version: Option<KeyVersion>,
    /// The id of the object that holds it.
    #[serde(rename = "objectid", deserialize_with = "texts::opt_as")]
    pub object_id: Option<ObjectId>,
}
