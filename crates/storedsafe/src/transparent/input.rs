//! Keys to be created, and data to be encrypted and decrypted.

use crate::{Ciphertext, KeyType, KeyVersion, encoded};
use portcullis_core::{Input, Result, Secret, SecretBytes, input};
use portcullis_macros::Body;
use serde::{Serialize, Serializer};

/// A key to be created. **What is not set is allowed**: the server's default is `true` for all three.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct NewKey {
    /// Its algorithm; [`KeyType::Aes128Gcm96`] by default.
    #[body(name = "type")]
    pub key_type: Option<KeyType>,
    /// Whether it may be exported in plaintext.
    pub allow_export: Option<bool>,
    /// Whether it may be backed up in plaintext.
    pub allow_backup: Option<bool>,
    /// Whether it may be deleted.
    pub allow_delete: Option<bool>,
    /// A note.
    pub info: Option<String>,
}

/// Bytes to be encrypted.
#[derive(Debug, Clone, Body)]
#[body(new(plaintext))]
#[non_exhaustive]
pub struct NewEncryption {
    /// The bytes themselves, not base64.
    #[body(with = encoded::write)]
    pub plaintext: SecretBytes,
    /// The version of the key; the latest by default.
    pub key_version: Option<KeyVersion>,
    /// The type of the key **that is created if there is none of this name**; [`KeyType::Aes128Gcm96`] by default.
    #[body(name = "type")]
    pub key_type: Option<KeyType>,
}

/// Data to be decrypted.
#[derive(Body)]
#[body(check)]
pub(super) struct Decryption<'a> {
    pub(super) ciphertext: &'a Ciphertext,
}

impl Decryption<'_> {
    fn check(&self) -> Result<()> {
        input::required("ciphertext", self.ciphertext.as_str())
    }
}

/// Data to be encrypted with another version of the key.
#[derive(Debug, Clone, Body)]
#[body(new(ciphertext, to_version), check)]
#[non_exhaustive]
pub struct Rewrap {
    /// The encrypted data.
    pub ciphertext: Ciphertext,
    /// The version of the key to encrypt it with.
    pub to_version: KeyVersion,
}

impl Rewrap {
    fn check(&self) -> Result<()> {
        input::required("ciphertext", self.ciphertext.as_str())?;
        input::required("to_version", self.to_version.as_str())
    }
}

/// The length of a data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DataKeySize {
    /// 128 bits.
    Bits128,
    /// 256 bits: the server's default.
    Bits256,
    /// 512 bits.
    Bits512,
}

impl DataKeySize {
    /// Returns the number of bits.
    pub fn bits(self) -> u16 {
        match self {
            Self::Bits128 => 128,
            Self::Bits256 => 256,
            Self::Bits512 => 512,
        }
    }
}

impl Input for DataKeySize {}

impl Serialize for DataKeySize {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.serialize_u16(self.bits())
    }
}

/// A data key to be generated.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct NewDataKey {
    /// Its length; 256 bits by default.
    #[body(name = "bits")]
    pub size: Option<DataKeySize>,
    /// The version of the key that encrypts it; the latest by default.
    pub key_version: Option<KeyVersion>,
}

/// A backup to be restored.
#[derive(Body)]
#[body(check)]
pub(super) struct Restore {
    pub(super) backup: Secret,
}

impl Restore {
    fn check(&self) -> Result<()> {
        input::required("backup", self.backup.expose_secret())
    }
}
