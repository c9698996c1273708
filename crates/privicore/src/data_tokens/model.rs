//! What comes out of the operations on data tokens.

use super::{RiskMeta, StreamAccess};
use crate::{Command, DataToken, TemporaryToken, members};
use portcullis_core::{Extra, Secret, Timestamp, lenient};
use portcullis_macros::Setters;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{
        self, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::Value;
use std::{fmt, marker::PhantomData};

/// A reserved token, to be filled.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct TemporaryDataToken {
    /// The temporary token.
    pub token: TemporaryToken,
    /// What opens the upload of a large payload.
    #[serde(default, deserialize_with = "stream")]
    pub stream: Option<StreamAccess>,
    /// Everything else that the engine sent; treat it as secret too. Some engines name a stream server here.
    #[serde(flatten)]
    pub extra: Extra,
}

fn stream<'de, D: Deserializer<'de>>(from: D) -> Result<Option<StreamAccess>, D::Error> {
    let stream: Option<Secret> = lenient::opt_secret(from)?;
    Ok(stream.filter(|stream| !stream.is_empty()).map(StreamAccess::from))
}

/// What the engine says when a payload has been described.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct FileMetaReply {
    /// The permanent token. Where the engine names none, the temporary token's text is the permanent one from now on
    /// (vendor page; a guide says that there always is a new one).
    pub token: Option<DataToken>,
    /// The command that does it, where the engine did not do it at once.
    pub command: Option<Command>,
}

impl<'de> Deserialize<'de> for FileMetaReply {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        let token = value.get("token").and_then(Value::as_str).filter(|token| !token.is_empty());
        Ok(Self { token: token.map(DataToken::from), command: Command::deserialize(&value).ok() })
    }
}

/// A token of the caller's, as a listing shows it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DataTokenRecord {
    /// The token.
    pub token: DataToken,
    /// The label under which it was reserved.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub context: Option<String>,
    /// The file's name.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub file_name: Option<String>,
    /// The file's extension, without a dot.
    #[serde(default, deserialize_with = "lenient::opt_text")]
    pub extension: Option<String>,
    /// The payload's length in bytes before encryption, as its owner said.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub size: Option<i64>,
    /// Since when it is there.
    #[serde(default, deserialize_with = "members::when")]
    pub created_at: Option<Timestamp>,
    /// What is known about the payload.
    #[serde(default, deserialize_with = "object")]
    pub meta: Option<DataTokenMeta>,
    /// Everything else that the engine sent.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What is known about a payload.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Setters)]
#[serde(default)]
#[non_exhaustive]
pub struct DataTokenMeta {
    /// How the data is to be treated.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub information_security_risk: Option<RiskMeta>,
    /// The file.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub file: Option<FileDetails>,
    /// The content.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub data: Option<ContentKind>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Extra,
}

impl DataTokenMeta {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
}

/// The file that a payload is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Setters)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct FileDetails {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_text")]
    pub file_name: Option<String>,
    /// The extension, without a dot.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_text")]
    pub extension: Option<String>,
    /// The length in bytes before encryption (that it is here is inferred).
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_int")]
    pub size: Option<i64>,
    /// The virtual path, such as `/` (that it is here is inferred).
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::opt_text")]
    pub path: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Extra,
}

impl FileDetails {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
}

/// What kind of content a payload has.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Setters)]
#[serde(default)]
#[non_exhaustive]
pub struct ContentKind {
    /// The type, a free text.
    #[serde(
        rename = "type",
        skip_serializing_if = "Option::is_none",
        deserialize_with = "lenient::opt_text"
    )]
    pub kind: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ContentKind {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
}

/// An object that PHP writes as a list when it is empty.
fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    struct Object<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
        type Value = Option<T>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_unit<E>(self) -> Result<Option<T>, E> {
            Ok(None)
        }
        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Option<T>, A::Error> {
            if Vec::<Value>::deserialize(SeqAccessDeserializer::new(items))?.is_empty() {
                Ok(None)
            } else {
                Err(de::Error::custom("expected an object, found a list"))
            }
        }
        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Option<T>, A::Error> {
            T::deserialize(MapAccessDeserializer::new(members)).map(Some)
        }
    }
    from.deserialize_any(Object(PhantomData))
}
