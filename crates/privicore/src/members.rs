//! Fields of requests, and members of objects whose form is not documented.

use portcullis_core::{Error, Extra, FieldValue, Request, Result, Timestamp, input, lenient};
use serde::{
    Deserializer, Serialize,
    de::{self, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Map, Value, value::RawValue};
use std::{borrow::Cow, fmt};

/// Removes and returns the first of these members that is a text or a number; the others stay.
pub(crate) fn take(members: &mut Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let text = text(members.get(*name)?)?;
        members.remove(*name);
        Some(text)
    })
}

/// The members of an object that have these names, unread and in the order of the names; `null` is none. Unlike
/// [`Members`](portcullis_core::Members) it keeps nothing of the others. A repeated name is an error.
pub(crate) fn located<'a, const N: usize>(
    text: &'a str,
    names: [&str; N],
) -> serde_json::Result<[Option<&'a RawValue>; N]> {
    let mut found = [None; N];
    serde_json::Deserializer::from_str(text).deserialize_map(Located(&names, &mut found))?;
    Ok(found)
}

struct Located<'s, 'a>(&'s [&'s str], &'s mut [Option<&'a RawValue>]);

impl<'a> Visitor<'a> for Located<'_, 'a> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'a>>(self, mut members: A) -> std::result::Result<(), A::Error> {
        while let Some(name) = members.next_key::<Cow<'_, str>>()? {
            let place = self.0.iter().position(|known| *known == name).and_then(|at| self.1.get_mut(at));
            let Some(place) = place else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            if place.is_some() {
                return Err(de::Error::custom("a member is repeated"));
            }
            *place = members.next_value()?;
        }
        Ok(())
    }
}

/// A text that is not empty, or a number.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An id that must not be empty.
pub(crate) fn id<'de, D: Deserializer<'de>, T: From<String>>(from: D) -> Result<T, D::Error> {
    let text = lenient::text(from)?;
    if text.is_empty() { Err(de::Error::custom("the id is empty")) } else { Ok(text.into()) }
}

/// A timestamp, and `None` for any other value: PHP also writes one as an object.
pub(crate) fn opt_timestamp<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(lenient::text_or_none(from)?.map(Timestamp::from))
}

/// Refuses an added field that duplicates one which is sent anyway: a server would use either of the two.
pub(crate) fn distinct<'a>(added: impl IntoIterator<Item = &'a str>, own: &[&str]) -> Result<()> {
    match added.into_iter().find(|name| own.contains(name)) {
        Some(name) => Err(Error::input(name, "is sent already: it cannot be an added field")),
        None => Ok(()),
    }
}

/// Fields that the caller added to an input, because this version does not know them.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct AddedFields(Extra);

impl AddedFields {
    pub(crate) fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name, value);
    }

    /// See [`distinct`].
    pub(crate) fn distinct(&self, own: &[&str]) -> Result<()> {
        distinct(self.0.iter().map(|(name, _)| name), own)
    }
}

/// What forms of this vendor need.
pub(crate) trait Form: Sized {
    /// Adds a field whose value must not be empty.
    fn required(self, name: &str, value: &(impl FieldValue + ?Sized)) -> Self;
    /// Adds one field; a list repeats its name.
    fn value(self, name: &str, value: &Value) -> Self;
    /// Adds the fields that the caller added.
    fn added(self, fields: &AddedFields) -> Self;
    /// Adds unknown members as fields.
    fn extra(self, members: &Extra) -> Self;
}

impl Form for Request {
    fn required(self, name: &str, value: &(impl FieldValue + ?Sized)) -> Self {
        let mut checked = None;
        value.each(&mut |text, _| {
            if !matches!(checked, Some(Err(_))) {
                checked = Some(input::required(name, text));
            }
        });
        self.check(checked.unwrap_or_else(|| input::required(name, ""))).field(name, value)
    }

    fn value(self, name: &str, value: &Value) -> Self {
        match value {
            Value::Null => self,
            Value::String(text) => self.field(name, text),
            Value::Bool(_) | Value::Number(_) => self.field(name, value.to_string()),
            Value::Array(items) if !items.iter().any(|item| item.is_array() || item.is_object()) => {
                items.iter().fold(self, |request, item| request.value(name, item))
            }
            Value::Array(_) | Value::Object(_) => self.require(Err(Error::input(
                name,
                "must be a plain value or a list of plain values: it is sent in a form",
            ))),
        }
    }

    fn added(self, fields: &AddedFields) -> Self {
        self.extra(&fields.0)
    }

    fn extra(self, members: &Extra) -> Self {
        members.iter().fold(self, |request, (name, value)| request.value(name, value))
    }
}
