//! Reply bytes to typed values; an error names the place and never quotes the value.

pub(crate) mod key;
mod locate;

use crate::{Delivery, Error, ErrorKind, Result, lenient};
use key::KeyIs;
use serde::{
    Deserializer,
    de::{self, DeserializeOwned, DeserializeSeed, IgnoredAny, IntoDeserializer as _, MapAccess, Visitor},
};
use std::{fmt, marker::PhantomData};

/// Where in the reply the value is.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// The whole reply.
    Whole,
    /// The member at this dotted path; absent is an error.
    Member(&'static str),
    /// The member at this dotted path; absent counts as `null`.
    Optional(&'static str),
}

pub(crate) fn decode<T: DeserializeOwned>(shape: Shape, body: &[u8]) -> Result<T> {
    decode_seed(shape, body, PhantomData::<T>)
}

fn decode_seed<S: for<'de> DeserializeSeed<'de, Value = T>, T>(
    shape: Shape,
    body: &[u8],
    value: S,
) -> Result<T> {
    let text = text(body)?;
    let absent = matches!(shape, Shape::Optional(_));
    let mut json = serde_json::Deserializer::from_str(text);
    At { path: shape.path(), absent, value }
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value))
        .map_err(|error| describe(text, &error, std::any::type_name::<T>()))
}

fn fail(text: impl Into<String>) -> Error {
    Error::new(ErrorKind::Decode, text).with_delivery(Delivery::Applied)
}

fn text(body: &[u8]) -> Result<&str> {
    let text = std::str::from_utf8(body).map_err(|_| fail("the reply is not UTF-8"))?;
    Ok(if text.trim_ascii().is_empty() { "null" } else { text })
}

#[cold]
fn describe(text: &str, error: &serde_json::Error, expected: &str) -> Error {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "the reply ends too early",
        serde_json::error::Category::Syntax => "the reply is not JSON",
        _ if text == "null" => "the reply is empty",
        _ => "the reply does not have the expected form",
    };
    let (line, column) = (error.line(), error.column());
    let place = locate::locate(text, line, column);
    fail(format!("{what}: expected {expected} at `{place}`, line {line}, column {column}"))
}

impl Shape {
    fn path(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Member(path) | Self::Optional(path) => path,
        }
    }
}

/// Reads the value at a dotted path in one pass and skips everything else. A key that comes twice is
/// an error: taking one of the two silently would be a guess.
struct At<'a, S> {
    path: &'a str,
    absent: bool,
    value: S,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for At<'_, S> {
    type Value = S::Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<S::Value, D::Error> {
        if self.path.is_empty() { self.value.deserialize(from) } else { from.deserialize_map(self) }
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for At<'_, S> {
    type Value = S::Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<S::Value, A::Error> {
        let (wanted, rest) = self.path.split_once('.').unwrap_or((self.path, ""));
        if seek(&mut map, wanted)? {
            let found = map.next_value_seed(At { path: rest, absent: self.absent, value: self.value })?;
            if seek(&mut map, wanted)? {
                return Err(de::Error::custom("a member comes twice"));
            }
            return Ok(found);
        }
        if self.absent {
            return self.value.deserialize(().into_deserializer());
        }
        Err(de::Error::custom("a member is missing"))
    }
}

/// Skips to the value of this key, if it comes. Apart, so that it is compiled once for all types.
#[inline(never)]
fn seek<'de, A: MapAccess<'de>>(map: &mut A, wanted: &str) -> Result<bool, A::Error> {
    while let Some(matches) = map.next_key_seed(KeyIs(wanted))? {
        if matches {
            return Ok(true);
        }
        map.next_value::<IgnoredAny>()?;
    }
    Ok(false)
}

/// The items of one page: absent, `null` and every other spelling of an empty list are accepted.
pub(crate) fn decode_items<T: DeserializeOwned>(
    shape: Shape,
    body: &[u8],
    asked: Option<u32>,
) -> Result<Vec<T>> {
    // Never more room than the reply itself took.
    let most = body.len() / size_of::<T>().max(1);
    let asked = asked.and_then(|asked| usize::try_from(asked).ok()).unwrap_or_default();
    decode_seed(shape, body, lenient::Items::with_room(asked.min(most)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    struct User {
        name: String,
        age: u8,
    }

    #[test]
    fn a_member_is_found_at_any_depth_and_with_escaped_keys() {
        let at = |json: &str| decode::<u8>(Shape::Member("a.b"), json.as_bytes());
        assert_eq!(at(r#"{"x":{"a":9},"a":{"c":[],"b":3}}"#).unwrap(), 3);
        assert_eq!(at(r#"{"\u0061":{"b":3}}"#).unwrap(), 3);
        for json in
            ["{}", r#"{"a":{}}"#, r#"{"a":{"b":1,"b":2}}"#, r#"{"a":{"b":1},"a":{"b":1}}"#, r#"{"a":[]}"#, ""]
        {
            let error = at(json).unwrap_err();
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied), "{json}");
        }
    }

    #[test]
    fn an_error_names_the_place_and_no_value() {
        let json = r#"{"users":[{"name":"a","age":1},{"name":"b","age":"hunter2"}]}"#;
        let text = decode::<Vec<User>>(Shape::Member("users"), json.as_bytes()).unwrap_err().to_string();
        assert!(text.contains("users[1].age") && text.contains("line 1"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
        let json = r#"{"tok-hunter2":"x"}"#;
        let text = decode::<std::collections::BTreeMap<String, u8>>(Shape::Whole, json.as_bytes())
            .unwrap_err()
            .to_string();
        assert!(text.contains("`*`") && !text.contains("hunter2"), "{text}");
    }

    #[test]
    fn odd_bodies_have_odd_names() {
        for (body, what) in [
            ("", "empty"),
            ("<html></html>", "not JSON"),
            (r#"{"name":"a""#, "too early"),
            (r#"{"name":"a","age":1} x"#, "not JSON"),
            ("[]", "expected form"),
        ] {
            let text = decode::<User>(Shape::Whole, body.as_bytes()).unwrap_err().to_string();
            assert!(text.contains(what), "{body}: {text}");
        }
        assert!(decode::<User>(Shape::Whole, b"\xff\xfe").unwrap_err().to_string().contains("UTF-8"));
        assert_eq!(decode::<Option<User>>(Shape::Whole, b"  ").unwrap(), None);
    }
}
