//! The values of an attribute.

use portcullis_core::{Input, record::Member};
use serde::{
    Deserialize, Serialize, Serializer,
    de::{SeqAccess, value::SeqAccessDeserializer},
};
use serde_json::Value;

/// The values of one attribute: a list of texts, of which an item may be absent (`null`).
///
/// ```
/// use midprovider::admin::users::AttributeValues;
///
/// assert_eq!(AttributeValues::from("4711").first(), Some("4711"));
/// let two: AttributeValues = ["a", "b"].into_iter().collect();
/// assert_eq!(two.as_slice().len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttributeValues(Vec<Option<String>>);

impl AttributeValues {
    /// Returns all values.
    pub fn as_slice(&self) -> &[Option<String>] {
        &self.0
    }

    /// Returns the first value; `None` also if it is absent.
    pub fn first(&self) -> Option<&str> {
        self.0.first()?.as_deref()
    }
}

impl From<Vec<Option<String>>> for AttributeValues {
    fn from(values: Vec<Option<String>>) -> Self {
        Self(values)
    }
}

impl From<&str> for AttributeValues {
    fn from(value: &str) -> Self {
        Self(vec![Some(value.to_owned())])
    }
}

impl From<String> for AttributeValues {
    fn from(value: String) -> Self {
        Self(vec![Some(value)])
    }
}

impl<S: Into<String>> FromIterator<S> for AttributeValues {
    fn from_iter<I: IntoIterator<Item = S>>(values: I) -> Self {
        Self(values.into_iter().map(|value| Some(value.into())).collect())
    }
}

impl Input for AttributeValues {}

// By hand: in the records' own lists, an item that is `null` does not fit, and then the whole map would have no type.
impl Member for AttributeValues {
    fn empty() -> Self {
        Self::default()
    }

    // A scalar is written back as a list of one, which the server stores for a scalar as well.
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }

    fn flag(flag: bool) -> Option<Self> {
        Some(flag.to_string().into())
    }

    fn list<'de, A: SeqAccess<'de>>(&mut self, items: A) -> Result<Option<Value>, A::Error> {
        let items = Vec::<Value>::deserialize(SeqAccessDeserializer::new(items))?;
        if !items.iter().all(|item| item.is_string() || item.is_null()) {
            return Ok(Some(Value::Array(items)));
        }
        let text = |item| if let Value::String(text) = item { Some(text) } else { None };
        self.0 = items.into_iter().map(text).collect();
        Ok(None)
    }

    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
}
