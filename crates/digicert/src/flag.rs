//! Flags that the service writes as digits.

use portcullis_core::{
    FieldValue, Input, Secret,
    record::{Lenient, Member},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Number, Value};
use std::fmt;

/// A flag that the service writes as `1` or `0`; made from a `bool`.
///
/// Texts, numbers and booleans are read; the texts are sent.
///
/// ```
/// use digicert::Flag;
/// assert_eq!((Flag::from(true), Flag::from("0")), (Flag::Set, Flag::Unset));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Flag {
    /// The flag is set.
    Set,
    /// The flag is not set.
    Unset,
    /// A word that this version does not know, as the server writes it.
    Other(String),
}

impl Flag {
    /// Whether the flag is set.
    pub fn is_set(&self) -> bool {
        *self == Self::Set
    }

    /// The word as the server writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Set => "1",
            Self::Unset => "0",
            Self::Other(text) => text,
        }
    }
}

impl From<bool> for Flag {
    fn from(set: bool) -> Self {
        if set { Self::Set } else { Self::Unset }
    }
}

impl From<&str> for Flag {
    fn from(text: &str) -> Self {
        match text {
            "1" | "true" => Self::Set,
            "0" | "false" => Self::Unset,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<String> for Flag {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Flag {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::read(from)?.ok_or_else(|| D::Error::custom("expected a flag, found nothing"))
    }
}

impl Input for Flag {}

impl FieldValue for Flag {
    fn each(&self, put: &mut dyn FnMut(&str, Option<&Secret>)) {
        put(self.as_str(), None);
    }
}

// By hand: `open_enum!` makes members of records that are texts only.
impl Member for Flag {
    const SCALAR: bool = true;
    fn empty() -> Self {
        Self::Unset
    }
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }
    fn flag(flag: bool) -> Option<Self> {
        Some(flag.into())
    }
    fn number(number: &Number) -> Option<Self> {
        match number.as_i64() {
            Some(1) => Some(Self::Set),
            Some(0) => Some(Self::Unset),
            _ => None,
        }
    }
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
}

impl Lenient for Flag {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        Ok(match Value::deserialize(from)? {
            Value::Bool(set) => Some(set.into()),
            Value::Number(number) => Some(number.to_string().into()),
            Value::String(text) => Some(text.trim().into()).filter(|flag: &Self| !flag.as_str().is_empty()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        })
    }
}
