//! Keys without their material, and the data that they encrypt.

use crate::{KeyVersion, ObjectId, encoded, php};
use portcullis_core::{Secret, SecretBytes, lenient};
use portcullis_macros::Reply;
use serde::Deserialize;

portcullis_core::open_enum! {
    /// The algorithm of a key. The known copies of the vendor's list are incomplete.
    KeyType {
        /// AES-128 in GCM with nonces of 96 bits: the server's default.
        Aes128Gcm96 = "aes128-gcm96",
        /// AES-128 in OFB, which does not detect changes.
        Aes128Ofb = "aes128-ofb",
        /// AES-256 in OFB, which does not detect changes.
        Aes256Ofb = "aes256-ofb",
    }
}

portcullis_core::id! {
    /// Encrypted data, as text: `storedsafe:v`, the version of the key, a colon, and base64. Text of
    /// another form is not changed.
    Ciphertext
}

impl Ciphertext {
    /// Returns the version of the key that encrypted it, if the text contains it.
    pub fn key_version(&self) -> Option<KeyVersion> {
        let (version, _) = self.as_str().strip_prefix("storedsafe:v")?.split_once(':')?;
        (!version.is_empty()).then(|| version.into())
    }
}

/// A reply about keys.
// By serde: a reply without `KEYS` is an error, where `Reply` would read an empty list.
#[derive(Deserialize)]
pub(super) struct KeysReply {
    #[serde(rename = "CALLINFO")]
    pub(super) info: Info,
    #[serde(rename = "KEYS", deserialize_with = "lenient::list")]
    pub(super) keys: Vec<TransparentKey>,
}

#[derive(Reply)]
pub(super) struct Info {
    #[reply(with = php::opt)]
    pub(super) version: Option<String>,
    #[reply(name = "objectid", with = php::opt_as)]
    pub(super) object_id: Option<ObjectId>,
}

/// The keys of a vault.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "KeysReply")]
#[non_exhaustive]
pub struct KeyListing {
    /// The keys.
    pub keys: Vec<TransparentKey>,
    /// A version; the page does not name the thing that has it.
    pub version: Option<String>,
    /// The id of an object; the page does not name it.
    pub object_id: Option<ObjectId>,
}

impl From<KeysReply> for KeyListing {
    fn from(reply: KeysReply) -> Self {
        Self { keys: reply.keys, version: reply.info.version, object_id: reply.info.object_id }
    }
}

/// One key.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "KeysReply")]
#[non_exhaustive]
pub struct KeyInfo {
    /// The key.
    pub key: TransparentKey,
    /// A version; the page does not name the thing that has it.
    pub version: Option<String>,
    /// The id of an object; the page does not name it.
    pub object_id: Option<ObjectId>,
}

impl TryFrom<KeysReply> for KeyInfo {
    type Error = &'static str;
    fn try_from(reply: KeysReply) -> Result<Self, Self::Error> {
        let mut keys = reply.keys.into_iter();
        match (keys.next(), keys.next()) {
            (Some(key), None) => {
                Ok(Self { key, version: reply.info.version, object_id: reply.info.object_id })
            }
            _ => Err("expected one key"),
        }
    }
}

/// A key, without its material.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct TransparentKey {
    /// Its name.
    #[reply(with = php::opt)]
    pub name: Option<String>,
    /// Its version.
    #[reply(with = php::opt_as)]
    pub key_version: Option<KeyVersion>,
    /// Its algorithm.
    #[reply(name = "type", with = php::opt_as)]
    pub key_type: Option<KeyType>,
    /// The note of its creator.
    #[reply(with = php::opt)]
    pub info: Option<String>,
    /// Whether it may be backed up.
    pub allow_backup: Option<bool>,
    /// Whether it may be exported.
    pub allow_export: Option<bool>,
    /// Whether it may be deleted.
    pub allow_delete: Option<bool>,
    /// Whether it can sign; no operation that does is known.
    pub supports_signing: Option<bool>,
    /// Only in the reply of a backup, which moves it to [`KeyBackup`](crate::KeyBackup).
    pub(super) backup: Option<Secret>,
}

/// A key that was created or has a new version.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SavedKey {
    /// Its latest version.
    #[reply(with = php::opt_as)]
    pub key_version: Option<KeyVersion>,
    /// The id of the object that contains it.
    #[reply(name = "objectid", with = php::opt_as)]
    pub object_id: Option<ObjectId>,
}

/// Encrypted bytes.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct Encrypted {
    /// The argument of [`decrypt`](crate::Transparent::decrypt).
    pub ciphertext: Ciphertext,
    /// The version of the key that encrypted it.
    #[reply(with = php::opt_as)]
    pub key_version: Option<KeyVersion>,
}

/// Decrypted bytes.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct Decrypted {
    /// The bytes themselves, not base64.
    #[reply(with = encoded::read)]
    pub plaintext: SecretBytes,
    /// The version of the key that encrypted them.
    #[reply(with = php::opt_as)]
    pub key_version: Option<KeyVersion>,
    /// The name of the key.
    #[reply(with = php::opt)]
    pub name: Option<String>,
}

/// Data that was encrypted with another version of the key.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct Rewrapped {
    /// Replaces the old ciphertext.
    pub ciphertext: Ciphertext,
    /// The version of the key that encrypted it.
    #[reply(with = php::opt_as)]
    pub key_version: Option<KeyVersion>,
    /// The id of the object that contains the key.
    #[reply(name = "objectid", with = php::opt_as)]
    pub object_id: Option<ObjectId>,
}

/// An encrypted data key.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct WrappedDataKey {
    /// The data key, as the argument of [`decrypt`](crate::Transparent::decrypt).
    pub ciphertext: Ciphertext,
    /// The version of the key that encrypted it.
    #[reply(with = php::opt_as)]
    pub key_version: Option<KeyVersion>,
    /// The id of the object that contains the key.
    #[reply(name = "objectid", with = php::opt_as)]
    pub object_id: Option<ObjectId>,
}

/// A data key, encrypted and in plaintext.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct DataKey {
    /// The data key itself.
    #[reply(with = encoded::read)]
    pub plaintext: SecretBytes,
    /// The data key, as the argument of [`decrypt`](crate::Transparent::decrypt).
    pub ciphertext: Ciphertext,
    /// The version of the key that encrypted it.
    #[reply(with = php::opt_as)]
    pub key_version: Option<KeyVersion>,
    /// The id of the object that contains the key.
    #[reply(name = "objectid", with = php::opt_as)]
    pub object_id: Option<ObjectId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ciphertext_has_a_version_or_none() {
        for (text, version) in [
            ("storedsafe:v1:AAAA", Some("1")),
            ("storedsafe:v12:", Some("12")),
            ("storedsafe:v:AAAA", None),
            ("storedsafe:v1", None),
            ("vault:v1:AAAA", None),
            ("", None),
        ] {
            let ciphertext = Ciphertext::from(text);
            assert_eq!(ciphertext.key_version().as_ref().map(KeyVersion::as_str), version, "{text}");
            assert_eq!(ciphertext.as_str(), text);
        }
    }
}
