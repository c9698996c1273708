//! Readers that more than one area needs.

use serde::{
    Deserialize,
    de::{DeserializeOwned, Deserializer, Error as _},
};
use serde_json::Value;

/// Reads an object that is also sent; the service writes `[]` for an empty one.
pub(crate) fn object<'de, T: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    match Value::deserialize(from)? {
        Value::Null | Value::Bool(false) => Ok(None),
        Value::Array(items) if items.is_empty() => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        object => T::deserialize(object).map(Some).map_err(D::Error::custom),
    }
}
