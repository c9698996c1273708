//! What a vendor sent and this version does not know.

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap as _};
use serde_json::{Map, Value};
use std::fmt;

/// The members of an object that its type does not know, kept so that they can be sent back.
///
/// For `#[serde(flatten)] pub extra: Extra`. `Debug` shows the keys only: it is not known whether a value is
/// a secret.
#[derive(Clone, Default, PartialEq)]
pub struct Extra(
    // Never of an empty map: most objects have nothing here, and a page has thousands of them.
    Option<Box<Map<String, Value>>>,
);

impl Extra {
    /// The value of one unknown member.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.as_ref()?.get(key)
    }

    /// Sets a member: for fields of a newer server that this version does not type.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        self.0.get_or_insert_default().insert(key.into(), value.into());
    }

    /// All unknown members.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().flat_map(|members| members.iter()).map(|(key, value)| (key.as_str(), value))
    }

    /// Keeps only the members whose value passes.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&mut Value) -> bool) {
        if let Some(members) = &mut self.0 {
            members.retain(|_, value| keep(value));
        }
        self.0.take_if(|members| members.is_empty());
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl Extra {
    /// These members; the last of several of one name counts.
    // In the crate that reads the record, which has the code of maps already: here it would be a second copy, 5 kB.
    #[inline]
    pub(crate) fn of(members: Vec<(String, Value)>) -> Self {
        let mut map = Map::new();
        for (name, value) in members {
            map.insert(name, value);
        }
        map.into()
    }
}

impl From<Map<String, Value>> for Extra {
    fn from(members: Map<String, Value>) -> Self {
        Self((!members.is_empty()).then(|| Box::new(members)))
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(members) => members.serialize(to),
            None => to.serialize_map(Some(0))?.end(),
        }
    }
}

impl<'de> Deserialize<'de> for Extra {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Map::deserialize(from).map(Self::from)
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|(key, _)| key)).finish()
    }
}
