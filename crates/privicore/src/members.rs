//! The members of objects whose form is not documented.

use portcullis_core::{Error, Extra, Request, Timestamp};
use serde::{Deserialize as _, Deserializer};
use serde_json::{Map, Value};

/// Takes out the first of these members that holds a text or a number; what else there is stays.
pub(crate) fn take(members: &mut Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let text = text(members.get(*name)?)?;
        members.remove(*name);
        Some(text)
    })
}

/// A text that says something, or a number.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What is left.
pub(crate) fn rest(members: Map<String, Value>) -> Extra {
    members.into_iter().fold(Extra::default(), |mut extra, (name, value)| {
        extra.insert(name, value);
        extra
    })
}

/// No added field has the name of one that is sent anyway: a server would take either of the two.
pub(crate) fn added<'a>(
    names: impl IntoIterator<Item = &'a str>,
    own: &[&str],
) -> portcullis_core::Result<()> {
    match names.into_iter().find(|name| own.contains(name)) {
        Some(name) => Err(Error::input(name, "is set by itself, not as an added field")),
        None => Ok(()),
    }
}

/// The names of members.
pub(crate) fn names(members: &Extra) -> impl Iterator<Item = &str> {
    members.iter().map(|(name, _)| name)
}

/// A point in time, and `None` for whatever else: PHP writes one as an object, too.
pub(crate) fn when<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(Timestamp::deserialize(Value::deserialize(from)?).ok())
}

/// Adds members as fields of a form; a list repeats its name.
pub(crate) fn fields<'a>(
    request: Request,
    members: impl IntoIterator<Item = (&'a str, &'a Value)>,
) -> Request {
    members.into_iter().fold(request, |request, (name, value)| field(request, name, value))
}

/// Adds one field of a form.
pub(crate) fn field(request: Request, name: &str, value: &Value) -> Request {
    match value {
        Value::Null => request,
        Value::String(text) => request.field(name, text),
        Value::Bool(_) | Value::Number(_) => request.field(name, value.to_string()),
        Value::Array(items) if !items.iter().any(|item| item.is_array() || item.is_object()) => {
            items.iter().fold(request, |request, item| field(request, name, item))
        }
        Value::Array(_) | Value::Object(_) => request.require(Err(Error::input(
            name,
            "must be a plain value or a list of them: it is sent in a form",
        ))),
    }
}
