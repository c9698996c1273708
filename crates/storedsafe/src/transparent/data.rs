//! What keys encrypt.

use crate::{KeyType, KeyVersion, ObjectId, encoded, texts};
use portcullis_core::{Request, Result, Secret, SecretBytes, input, secret};
use portcullis_macros::Setters;
use serde::{Deserialize, Serialize, Serializer};

portcullis_core::id! {
    /// What a key has encrypted, as text: `storedsafe:v`, the version of the key, a colon, and base64. Text of
    /// another form is kept as it is.
    Ciphertext
}

impl Ciphertext {
    /// The version of the key that encrypted it, if the text says so.
    pub fn key_version(&self) -> Option<KeyVersion> {
        let (version, _) = self.as_str().strip_prefix("storedsafe:v")?.split_once(':')?;
        (!version.is_empty()).then(|| version.into())
    }
}

/// Bytes to be encrypted.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct NewEncryption {
    /// The bytes themselves, not base64.
    pub plaintext: SecretBytes,
    /// The version of the key; the latest unless set.
    pub key_version: Option<KeyVersion>,
    /// The type of the key **that is created if there is none of this name**; [`KeyType::Aes128Gcm96`] unless set.
    pub key_type: Option<KeyType>,
}

impl NewEncryption {
    /// Encrypts these bytes, given as they are and not as base64.
    pub fn new(plaintext: impl Into<SecretBytes>) -> Self {
        Self { plaintext: plaintext.into(), key_version: None, key_type: None }
    }

    /// Puts them into a request.
    pub(super) fn fill(&self, request: Request) -> Request {
        let bytes = self.plaintext.expose_secret();
        let body = Plain {
            plaintext: encoded::encode(bytes),
            key_version: self.key_version.as_ref(),
            key_type: self.key_type.as_ref(),
        };
        let request = request.json(&body);
        // A server that quotes what it was given may have decoded it.
        match std::str::from_utf8(bytes) {
            Ok(text) => request.redact(&text.into()),
            Err(_) => request,
        }
    }
}

#[derive(Serialize)]
struct Plain<'a> {
    #[serde(serialize_with = "secret::expose")]
    plaintext: Secret,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_version: Option<&'a KeyVersion>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    key_type: Option<&'a KeyType>,
}
impl portcullis_core::Input for Plain<'_> {}

/// What was encrypted.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Encrypted {
    /// What [`decrypt`](crate::Transparent::decrypt) takes.
    pub ciphertext: Ciphertext,
    /// The version of the key that encrypted it.
    #[serde(default, deserialize_with = "texts::opt_as")]
    pub key_version: Option<KeyVersion>,
}

#[derive(Serialize)]
pub(super) struct Sealed<'a> {
    pub(super) ciphertext: &'a Ciphertext,
}
impl portcullis_core::Input for Sealed<'_> {}

/// What was decrypted.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Decrypted {
    /// The bytes themselves, not base64.
    #[serde(deserialize_with = "encoded::decode")]
    pub plaintext: SecretBytes,
    /// The version of the key that encrypted them.
    #[serde(default, deserialize_with = "texts::opt_as")]
    pub key_version: Option<KeyVersion>,
    /// The name of the key.
    #[serde(default, deserialize_with = "texts::opt")]
    pub name: Option<String>,
}

/// A ciphertext to be encrypted anew.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Rewrap {
    /// What was encrypted.
    pub ciphertext: Ciphertext,
    /// The version of the key that shall have encrypted it.
    pub to_version: KeyVersion,
}
impl portcullis_core::Input for Rewrap {}

impl Rewrap {
    /// Encrypts this anew with this version of the key.
    pub fn new(ciphertext: impl Into<Ciphertext>, to_version: impl Into<KeyVersion>) -> Self {
        Self { ciphertext: ciphertext.into(), to_version: to_version.into() }
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("ciphertext", self.ciphertext.as_str())?;
        input::required("to_version", self.to_version.as_str())
    }
}

/// What was encrypted anew.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Rewrapped {
    /// What takes the place of the old one.
    pub ciphertext: Ciphertext,
    /// The version of the key that encrypted it.
    #[serde(default, deserialize_with = "texts::opt_as")]
    pub key_version: Option<KeyVersion>,
    /// The id of the object that holds the key.
    #[serde(default, rename = "objectid", deserialize_with = "texts::opt_as")]
    pub object_id: Option<ObjectId>,
}

/// How large a data key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DataKeySize {
    /// 128 bits.
    Bits128,
    /// 256 bits: what servers use unless told otherwise.
    Bits256,
    /// 512 bits.
    Bits512,
}

impl DataKeySize {
    /// The number of bits.
    pub fn bits(self) -> u16 {
        match self {
            Self::Bits128 => 128,
            Self::Bits256 => 256,
            Self::Bits512 => 512,
        }
    }
}

impl Serialize for DataKeySize {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u16(self.bits())
    }
}

/// A data key to be made up.
#[derive(Debug, Clone, Default, Serialize, Setters)]
#[non_exhaustive]
pub struct NewDataKey {
    /// How large it is; 256 bits unless set.
    #[serde(rename = "bits", skip_serializing_if = "Option::is_none")]
    pub size: Option<DataKeySize>,
    /// The version of the key that encrypts it; the latest unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_version: Option<KeyVersion>,
}
impl portcullis_core::Input for NewDataKey {}

impl NewDataKey {
    /// A data key as the server makes it unless told otherwise.
    pub fn new() -> Self {
        Self::default()
    }
}

/// A data key, encrypted.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct WrappedDataKey {
    /// The data key, as [`decrypt`](crate::Transparent::decrypt) takes it.
    pub ciphertext: Ciphertext,
    /// The version of the key that encrypted it.
    #[serde(default, deserialize_with = "texts::opt_as")]
    pub key_version: Option<KeyVersion>,
    /// The id of the object that holds the key.
    #[serde(default, rename = "objectid", deserialize_with = "texts::opt_as")]
    pub object_id: Option<ObjectId>,
}

/// A data key, encrypted and in clear.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct DataKey {
    /// The data key itself.
    #[serde(deserialize_with = "encoded::decode")]
    pub plaintext: SecretBytes,
    /// The data key, as [`decrypt`](crate::Transparent::decrypt) takes it.
    pub ciphertext: Ciphertext,
    /// The version of the key that encrypted it.
    #[serde(default, deserialize_with = "texts::opt_as")]
    pub key_version: Option<KeyVersion>,
    /// The id of the object that holds the key.
    #[serde(default, rename = "objectid", deserialize_with = "texts::opt_as")]
    pub object_id: Option<ObjectId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ciphertext_says_its_version_or_nothing() {
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
