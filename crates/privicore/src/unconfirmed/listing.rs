//! Lists whose form is not documented.

use portcullis_core::{Extra, lenient};
use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned},
};
use serde_json::Value;

/// A list: bare, as the `items` of an object, or as an object with the items by id.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Listing<T> {
    /// The items.
    pub items: Vec<T>,
    /// The other members.
    pub extra: Extra,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Listing<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (items, extra) = match Value::deserialize(from)? {
            Value::Object(mut members) => match members.remove("items") {
                Some(items) => (items, members.into()),
                // An object of another form is an error, not a list of one.
                None if !members.values().all(Value::is_object) => {
                    return Err(de::Error::custom("expected a list"));
                }
                None => (Value::Array(members.into_iter().map(|(_, item)| item).collect()), Extra::default()),
            },
            other => (other, Extra::default()),
        };
        let items =
            lenient::list(items).map_err(|_| de::Error::custom("an item of the list does not fit"))?;
        Ok(Self { items, extra })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Device;
    use serde_json::json;

    fn read(body: Value) -> Option<(Vec<String>, usize)> {
        let list: Listing<Device> = serde_json::from_value(body).ok()?;
        let ids =
            list.items.iter().filter_map(|device| device.device_identifier.as_ref()).map(ToString::to_string);
        Some((ids.collect(), list.extra.iter().count()))
    }

    #[test]
    fn a_list_is_read_in_every_form_and_nothing_else_is_one() {
        let (one, two) = (json!({"deviceIdentifier": "1"}), json!({"deviceIdentifier": "2"}));
        let both = || vec!["1".to_owned(), "2".to_owned()];
        assert_eq!(read(json!([one, two])), Some((both(), 0)));
        assert_eq!(read(json!({"items": [one, two], "meta": {"count": 2}})), Some((both(), 1)));
        assert_eq!(read(json!({"items": {"a": one, "b": two}})), Some((both(), 0)));
        assert_eq!(read(json!({"a": one, "b": two})), Some((both(), 0)));
        for nothing in [json!([]), json!({}), json!({"items": []}), json!({"items": null}), Value::Null] {
            assert_eq!(read(nothing), Some((vec![], 0)));
        }
        for other in [one, json!("1"), json!(7), json!([1]), json!({"items": "1"})] {
            assert_eq!(read(other.clone()), None, "{other}");
        }
        assert!(serde_json::from_value::<Listing<Value>>(json!({"error": "gone"})).is_err());
    }
}
