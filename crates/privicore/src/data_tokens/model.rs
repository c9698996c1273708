//! Data tokens and their metadata.

use super::StreamAccess;
use crate::{Command, DataToken, TemporaryToken, members};
use portcullis_core::{Extra, Secret, Timestamp, lenient};
use portcullis_macros::{Record, Reply};
use serde::{
    Deserialize, Deserializer,
    de::{
        self, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::Value;
use std::{fmt, marker::PhantomData};

/// A reserved token without a payload.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct TemporaryDataToken {
    /// The temporary token.
    pub token: TemporaryToken,
    /// The credential for the upload of a large payload.
    #[reply(with = stream)]
    pub stream: Option<StreamAccess>,
    /// All other members; treat them as secrets. Some engines name a stream server here.
    pub extra: Extra,
}

fn stream<'de, D: Deserializer<'de>>(from: D) -> Result<Option<StreamAccess>, D::Error> {
    let stream: Option<Secret> = lenient::opt_secret(from)?;
    Ok(stream.filter(|stream| !stream.is_empty()).map(StreamAccess::from))
}

/// The reply to the description of a payload.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct FileMetaReply {
    /// The permanent token. If the reply has none, the temporary token becomes the permanent one (vendor page; according
    /// to a guide there always is a new one).
    pub token: Option<DataToken>,
    /// The command, if the engine did not apply the description at once.
    pub command: Option<Command>,
}

// By hand: a token, a command in any of its forms, or both.
impl<'de> Deserialize<'de> for FileMetaReply {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        let token = value.get("token").and_then(Value::as_str).filter(|token| !token.is_empty());
        Ok(Self { token: token.map(DataToken::from), command: Command::deserialize(&value).ok() })
    }
}

/// A token in a list.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct DataTokenRecord {
    /// The token.
    pub token: DataToken,
    /// The context of its reservation.
    pub context: Option<String>,
    /// The file's name.
    #[reply(name = "fileName")]
    pub file_name: Option<String>,
    /// The file's extension, without a dot.
    pub extension: Option<String>,
    /// The payload's length in bytes before encryption, as its owner set it.
    pub size: Option<i64>,
    /// When it was created.
    #[reply(name = "createdAt", with = members::opt_timestamp)]
    pub created_at: Option<Timestamp>,
    /// The payload's metadata.
    #[reply(with = object)]
    pub meta: Option<DataTokenMeta>,
    /// All other members.
    pub extra: Extra,
}

/// The metadata of a payload.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct DataTokenMeta {
    /// The classification of the data.
    pub information_security_risk: Option<RiskMeta>,
    /// The file.
    pub file: Option<FileDetails>,
    /// The content.
    pub data: Option<ContentKind>,
    /// All other members.
    pub extra: Extra,
}

/// The classification of data. All values are free texts; policies may filter on them.
#[derive(Debug, Clone, Default, Record)]
#[record(new(classification, label, handling))]
#[non_exhaustive]
pub struct RiskMeta {
    /// The sensitivity, such as `confidential`.
    pub classification: Option<String>,
    /// The category.
    pub label: Option<String>,
    /// How to handle the data.
    pub handling: Option<String>,
    /// Other fields, which are allowed according to a guide and are not on the vendor's page.
    pub extra: Extra,
}

/// The file of a payload.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct FileDetails {
    /// The name.
    #[record(name = "fileName")]
    pub file_name: Option<String>,
    /// The extension, without a dot.
    pub extension: Option<String>,
    /// The length in bytes before encryption (its place is inferred).
    pub size: Option<i64>,
    /// The virtual path, such as `/` (its place is inferred).
    pub path: Option<String>,
    /// All other members.
    pub extra: Extra,
}

/// The kind of a payload's content.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct ContentKind {
    /// The type, a free text.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// All other members.
    pub extra: Extra,
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
                Err(de::Error::custom("expected an object, got a list"))
            }
        }
        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Option<T>, A::Error> {
            T::deserialize(MapAccessDeserializer::new(members)).map(Some)
        }
    }
    from.deserialize_any(Object(PhantomData))
}
