//! Objects that are read, changed and written back whole: nothing in them may get lost on the way.

use portcullis_core::Extra;
use serde::{
    Serialize,
    de::DeserializeOwned,
    ser::{SerializeMap, Serializer},
};
use serde_json::{Map, Value};

/// The members of an object, from which its type takes those that it knows.
///
/// What does not fit the type, `null` included, is left: it goes back the way it came.
pub(crate) struct Members(pub(crate) Map<String, Value>);

impl Members {
    /// A member that must be a JSON string.
    pub(crate) fn text<T: From<String>>(&mut self, key: &str) -> Option<T> {
        self.0.get(key)?.as_str()?;
        match self.0.remove(key)? {
            Value::String(text) => Some(text.into()),
            _ => None,
        }
    }

    /// A member of another type, which must read without loss.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        T::deserialize(self.0.get(key)?).ok()?;
        serde_json::from_value(self.0.remove(key)?).ok()
    }

    /// All that was not taken.
    pub(crate) fn rest(self) -> Extra {
        let mut extra = Extra::default();
        for (key, value) in self.0 {
            extra.insert(key, value);
        }
        extra
    }
}

/// Writes an object: the members that are set, then the unknown ones.
pub(crate) struct Writer<M> {
    map: M,
    written: Vec<&'static str>,
}

impl<M: SerializeMap> Writer<M> {
    pub(crate) fn new<S: Serializer<SerializeMap = M>>(to: S) -> Result<Self, S::Error> {
        Ok(Self { map: to.serialize_map(None)?, written: Vec::new() })
    }

    pub(crate) fn member(
        mut self,
        key: &'static str,
        value: Option<&impl Serialize>,
    ) -> Result<Self, M::Error> {
        if let Some(value) = value {
            self.map.serialize_entry(key, value)?;
            self.written.push(key);
        }
        Ok(self)
    }

    pub(crate) fn end(mut self, extra: &Extra) -> Result<M::Ok, M::Error> {
        for (key, value) in extra.iter().filter(|(key, _)| !self.written.contains(key)) {
            self.map.serialize_entry(key, value)?;
        }
        self.map.end()
    }
}

/// PrivX shows a secret as a run of asterisks.
pub(crate) fn is_mask(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|byte| byte == b'*')
}

/// Whether there is a mask anywhere in the value.
pub(crate) fn has_mask(value: &Value) -> bool {
    match value {
        Value::String(text) => is_mask(text),
        Value::Array(items) => items.iter().any(has_mask),
        Value::Object(members) => members.values().any(has_mask),
        _ => false,
    }
}

/// The unknown members without masks.
pub(crate) fn without_masks(extra: &Extra) -> Extra {
    let mut clean = Extra::default();
    for (key, value) in extra.iter() {
        if let Some(value) = unmasked(value) {
            clean.insert(key, value);
        }
    }
    clean
}

fn unmasked(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) if is_mask(text) => None,
        Value::Array(items) => Some(items.iter().filter_map(unmasked).collect()),
        Value::Object(members) => {
            Some(members.iter().filter_map(|(key, value)| Some((key.clone(), unmasked(value)?))).collect())
        }
        other => Some(other.clone()),
    }
}
