//! The fields of an object: names and values, as in its template.

use crate::php::Value;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::{fmt, marker::PhantomData};

/// Fields by name, in the server's order. `V` is `String` for plaintext fields and
/// [`Secret`](crate::Secret) for encrypted ones.
#[derive(Clone, PartialEq, Eq)]
pub struct Fields<V = String>(Vec<(String, V)>);

impl<V> Fields<V> {
    /// Returns the value of the field of this name.
    pub fn get(&self, name: &str) -> Option<&V> {
        self.iter().find_map(|(known, value)| (known == name).then_some(value))
    }

    /// Returns all of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<V> Default for Fields<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V: fmt::Debug> fmt::Debug for Fields<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<'de, V: Value> Deserialize<'de> for Fields<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Object<V>(PhantomData<V>);
        impl<'de, V: Value> Visitor<'de> for Object<V> {
            type Value = Fields<V>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_unit<E>(self) -> Result<Fields<V>, E> {
                Ok(Fields::default())
            }
            // PHP's empty map.
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Fields<V>, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Fields::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<V>, A::Error> {
                let mut fields = Vec::new();
                while let Some(name) = map.next_key()? {
                    if let Some(value) = map.next_value_seed(crate::php::Any(PhantomData))? {
                        fields.push((name, value));
                    }
                }
                Ok(Fields(fields))
            }
        }
        from.deserialize_any(Object(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_core::Secret;

    #[test]
    fn fields_keep_their_order_and_any_scalar() {
        let json = r#"{"b":"x\u00fc","a":7,"c":true,"d":null,"e":1.5}"#;
        let fields: Fields = serde_json::from_str(json).unwrap();
        let all: Vec<_> = fields.iter().map(|(name, value)| (name, value.as_str())).collect();
        assert_eq!(all, [("b", "xü"), ("a", "7"), ("c", "true"), ("e", "1.5")]);
        let secrets: Fields<Secret> = serde_json::from_str(json).unwrap();
        assert_eq!((secrets.len(), secrets.get("b").unwrap().expose_secret()), (4, "xü"));
        assert_eq!(secrets.get("a").unwrap().expose_secret(), "7");
        assert!(!format!("{secrets:?}").contains('ü'));
        for nothing in ["[]", "null", "{}"] {
            assert!(serde_json::from_str::<Fields>(nothing).unwrap().is_empty());
        }
        let error = serde_json::from_str::<Fields<Secret>>(r#"{"a":["hunter2"]}"#).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
