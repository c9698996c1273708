//! Reply bytes to typed values; an error names the place and never quotes the value.

pub(crate) mod key;
mod locate;
pub(crate) mod room;

use crate::{Delivery, Error, ErrorKind, Result, lenient, reply::is_nothing};
use key::KeyIs;
use room::Room;
use serde::{
    Deserializer,
    de::{self, DeserializeOwned, DeserializeSeed, IgnoredAny, IntoDeserializer as _, MapAccess, Visitor},
};
use serde_json::value::RawValue;
use std::{any::type_name, borrow::Cow, fmt, marker::PhantomData};

/// Reads the reply, or its member at a dotted path.
pub(crate) fn decode<T: DeserializeOwned>(path: Option<&str>, body: &[u8]) -> Result<T> {
    let expected = type_name::<T>();
    let text = text(body)?;
    let found = find(text, path, expected)?;
    let _room = Room::of(text)?;
    serde_json::from_str(found).map_err(|error| describe(text, found, &error, expected))
}

/// The member at this path. Apart from its reader, so that it is compiled once for all types: 1.2 kB for each.
fn find<'a>(text: &'a str, path: Option<&str>, expected: &'static str) -> Result<&'a str> {
    let Some(path) = path else { return Ok(text) };
    read_at(text, At { path, absent: false, value: PhantomData::<&RawValue> })
        .map(RawValue::get)
        .map_err(|error| describe(text, text, &error, expected))
}

fn read_at<'a, S: DeserializeSeed<'a>>(text: &'a str, at: At<'_, S>) -> serde_json::Result<S::Value> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = at.deserialize(&mut json)?;
    json.end().map(|()| value)
}

fn fail(text: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Decode, text).with_delivery(Delivery::Applied)
}

fn text(body: &[u8]) -> Result<&str> {
    let text = std::str::from_utf8(body)
        .map_err(|_| fail("the reply is not UTF-8").with_delivery(Delivery::Unknown))?;
    Ok(if text.trim_ascii().is_empty() { "null" } else { text })
}

/// Describes an error of reading this part of a text.
#[cold]
fn describe(text: &str, part: &str, error: &serde_json::Error, expected: &str) -> Error {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "the reply ends too early",
        serde_json::error::Category::Syntax => "the reply is not JSON",
        _ if text == "null" => "the reply is empty",
        _ => room::reason(error).unwrap_or("the reply does not have the expected form"),
    };
    let before = text.get(..part.as_ptr().addr().saturating_sub(text.as_ptr().addr())).unwrap_or_default();
    let (above, beside) = before.rsplit_once('\n').map_or((0, before), |(above, beside)| {
        (above.bytes().filter(|byte| *byte == b'\n').count() + 1, beside)
    });
    let line = above + error.line();
    let column = if error.line() == 1 { beside.len() + error.column() } else { error.column() };
    let place = locate::locate(text, line, column);
    // A reply that does not begin in the vendor's form may come from a proxy; one that is cut off or empty does not
    // contradict its status.
    let root = matches!(&*place, "." | locate::NOT_SOUGHT)
        || (begins(error, &["missing field `", MISSING]) && !place.contains(['.', '[']));
    let foreign = error.is_syntax() || (error.is_data() && root && !is_nothing(text.as_bytes()));
    let delivery = if foreign { Delivery::Unknown } else { Delivery::Applied };
    fail(format!("{what}: expected {expected} at `{place}`, line {line}, column {column}"))
        .with_delivery(delivery)
}

/// Whether the text of an error begins like one of these. Behind its beginning a value of the reply may be quoted, of any
/// length.
fn begins(error: &serde_json::Error, with: &[&str]) -> bool {
    struct Head<'a>(&'a [&'a str], bool);
    impl fmt::Write for Head<'_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.1 = self.0.iter().any(|beginning| text.starts_with(beginning));
            // The message comes in one piece, and before the place.
            Err(fmt::Error)
        }
    }
    let mut head = Head(with, false);
    let _ = fmt::Write::write_fmt(&mut head, format_args!("{error}"));
    head.1
}

/// The text of a path's member that is not there.
const MISSING: &str = "a member is missing";

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
        let (found, others) = seek(&mut map, wanted)?;
        if found {
            let found = map.next_value_seed(At { path: rest, absent: self.absent, value: self.value })?;
            if seek(&mut map, wanted)?.0 {
                return Err(de::Error::custom("a member comes twice"));
            }
            return Ok(found);
        }
        if self.absent && !others {
            return self.value.deserialize(().into_deserializer());
        }
        Err(de::Error::custom(MISSING))
    }
}

/// Skips to the value of this key; whether it came, and whether others came before it. Apart, so that it is compiled once for all types.
#[inline(never)]
fn seek<'de, A: MapAccess<'de>>(map: &mut A, wanted: &str) -> Result<(bool, bool), A::Error> {
    let mut others = false;
    while let Some(matches) = map.next_key_seed(KeyIs(wanted))? {
        if matches {
            return Ok((true, others));
        }
        others = true;
        map.next_value::<IgnoredAny>()?;
    }
    Ok((false, others))
}

/// The items of one page, at this path or in place of the whole reply: `null`, an object without members and every other
/// spelling of an empty list are accepted.
pub(crate) fn decode_items<T: DeserializeOwned>(
    path: &str,
    body: &[u8],
    asked: Option<u32>,
) -> Result<Vec<T>> {
    // Never more room than the reply itself took.
    let most = body.len() / size_of::<T>().max(1);
    let asked = asked.and_then(|asked| usize::try_from(asked).ok()).unwrap_or_default();
    let text = text(body)?;
    let _room = Room::of(text)?;
    read_at(text, At { path, absent: true, value: lenient::Items::with_room(asked.min(most)) })
        .map_err(|error| describe(text, text, &error, type_name::<Vec<T>>()))
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
        let at = |json: &str| decode::<u8>(Some("a.b"), json.as_bytes());
        assert_eq!(at(r#"{"x":{"a":9},"a":{"c":[],"b":3}}"#).unwrap(), 3);
        assert_eq!(at(r#"{"\u0061":{"b":3}}"#).unwrap(), 3);
        for json in
            ["{}", r#"{"a":{}}"#, r#"{"a":{"b":1,"b":2}}"#, r#"{"a":{"b":1},"a":{"b":1}}"#, r#"{"a":[]}"#, ""]
        {
            let error = at(json).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{json}");
        }
    }

    #[test]
    fn an_error_names_the_place_and_no_value() {
        let json = r#"{"users":[{"name":"a","age":1},{"name":"b","age":"hunter2"}]}"#;
        let text = decode::<Vec<User>>(Some("users"), json.as_bytes()).unwrap_err().to_string();
        assert!(text.contains("users[1].age") && text.contains("line 1"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
        let json = "{\n\"x\": 1, \"users\": [\n  {\"name\": 1}]}";
        let text = decode::<Vec<User>>(Some("users"), json.as_bytes()).unwrap_err().to_string();
        assert!(text.contains("`users[0].name`, line 3, column 12"), "{text}");
        let text = decode::<u8>(Some("users"), json.as_bytes()).unwrap_err().to_string();
        assert!(text.contains("line 2, column 17"), "{text}");
        let json = r#"{"tok-hunter2":"x"}"#;
        let text =
            decode::<std::collections::BTreeMap<String, u8>>(None, json.as_bytes()).unwrap_err().to_string();
        assert!(text.contains("`*`") && !text.contains("hunter2"), "{text}");
    }

    #[test]
    fn what_does_not_begin_in_the_vendors_form_may_not_have_been_applied() {
        for (body, delivery) in [
            ("", Delivery::Applied),
            ("{}", Delivery::Applied),
            (r#"{"name":"a""#, Delivery::Applied),
            (r#"{"name":"a","age":256}"#, Delivery::Applied),
            (r#"{"name":{"x":[1]},"age":1}"#, Delivery::Applied),
            (r#"{"message":"later"}"#, Delivery::Unknown),
            (r#"{"name":"a"}"#, Delivery::Unknown),
            ("later", Delivery::Unknown),
            ("not now", Delivery::Unknown),
            (r#""later""#, Delivery::Unknown),
            ("503", Delivery::Unknown),
            ("true", Delivery::Unknown),
        ] {
            assert_eq!(decode::<User>(None, body.as_bytes()).unwrap_err().delivery(), delivery, "{body}");
        }
        assert_eq!(decode::<User>(None, b"\xff").unwrap_err().delivery(), Delivery::Unknown);
    }

    #[test]
    fn a_list_may_be_missing_where_nothing_else_is_there() {
        let items = |json: &str| decode_items::<u8>("data.list", json.as_bytes(), None);
        for none in
            ["{}", r#"{"data":{}}"#, r#"{"x":1,"data":{"y":2,"list":null}}"#, r#"{"data":{"list":[]}}"#]
        {
            assert!(items(none).unwrap().is_empty(), "{none}");
        }
        for other in [r#"{"x":1}"#, r#"{"data":{"y":2}}"#, r#"{"x":1,"data":[]}"#, "7", r#""list""#] {
            assert_eq!(items(other).unwrap_err().kind(), ErrorKind::Decode, "{other}");
        }
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
            let text = decode::<User>(None, body.as_bytes()).unwrap_err().to_string();
            assert!(text.contains(what), "{body}: {text}");
        }
        assert!(decode::<User>(None, b"\xff\xfe").unwrap_err().to_string().contains("UTF-8"));
        assert_eq!(decode::<Option<User>>(None, b"  ").unwrap(), None);
    }

    #[test]
    fn a_text_of_the_server_does_not_decide_what_became_of_the_request() {
        for text in ["missing", "a member is missing", "missing field `age`"] {
            let json = serde_json::json!({"name": "a", "age": text}).to_string();
            let error = decode::<User>(None, json.as_bytes()).unwrap_err();
            assert_eq!(error.delivery(), Delivery::Applied, "{text}");
        }
    }

    #[test]
    fn an_error_is_short_whatever_the_reply_is() {
        let deep = format!("{{\"x\":{}", "[".repeat(8 << 20));
        let keys = format!("{{\"{}\":1}}", "k".repeat(8 << 20));
        let value = format!("{{\"name\":\"a\",\"age\":\"{}\"}}", "v".repeat(8 << 20));
        let lines = format!("{}x", "\n".repeat(8 << 20));
        for json in [deep, keys, value, lines] {
            for path in [None, Some("a.b")] {
                let error = decode::<User>(path, json.as_bytes()).unwrap_err();
                assert!(error.message().chars().count() <= 501, "{}", error.message().len());
                let holds = |text| error.message().contains(text);
                assert!(holds("column") || holds("too much memory"), "{error}");
            }
        }
    }
}
