//! The memory for what one reply becomes. An entry of two bytes, `{}`, may become a record of a thousand: without a
//! bound, a reply of 8 MiB would take 3 GiB.

use super::begins;
use crate::{Delivery, Error, Result, decode::fail};
use serde::de;
use std::cell::Cell;

/// The least room of one reply, in bytes.
const LEAST: usize = 48 << 20;

/// The room of a long reply is so many times what it took itself.
const TIMES: usize = 6;

/// What one value takes, whatever its type.
const VALUE: usize = 64;

/// The error of a reply without room.
const FULL: &str = "the reply holds so many small values that they take too much memory";

thread_local! {
    /// `None` where no reply is read: what a program reads itself is not bounded.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The room of one reply, until it is dropped. Reading a reply never leaves its thread.
pub(super) struct Room(Option<usize>);

impl Room {
    pub(super) fn of(reply: &str) -> Result<Self> {
        let room = reply.len().saturating_mul(TIMES).max(LEAST);
        // A value takes two bytes at least, its comma included.
        let values = if reply.len() / 2 > room / VALUE { values(reply) } else { 0 };
        let left = room.checked_sub(values.saturating_mul(VALUE)).ok_or_else(full)?;
        Ok(Self(LEFT.replace(Some(left))))
    }
}

#[cold]
fn full() -> Error {
    fail(FULL).with_delivery(Delivery::Unknown)
}

impl Drop for Room {
    fn drop(&mut self) {
        LEFT.set(self.0);
    }
}

/// How many values a text of JSON separates or begins.
#[cold]
fn values(json: &str) -> usize {
    let (mut values, mut inside, mut bytes) = (0, false, json.bytes());
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => inside = !inside,
            b'\\' => drop(bytes.next()),
            b',' | b'[' | b'{' if !inside => values += 1,
            _ => {}
        }
    }
    values
}

/// The reason if reading ended for want of room.
pub(crate) fn reason(error: &serde_json::Error) -> Option<&'static str> {
    begins(error, &[FULL]).then_some(FULL)
}

/// Takes room for a record or for an entry of a list.
// Apart from their readers, which are compiled for each type.
#[inline(never)]
pub(crate) fn take<E: de::Error>(bytes: usize) -> Result<(), E> {
    if let Some(left) = LEFT.get() {
        LEFT.set(Some(left.checked_sub(bytes).ok_or_else(|| E::custom(FULL))?));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ErrorKind,
        decode::{decode, decode_items},
        record::{Reply, one_reply, value},
    };
    use serde::{
        Deserialize, Deserializer,
        de::{DeserializeOwned, IgnoredAny, MapAccess},
    };
    use serde_json::Value;
    use std::collections::BTreeMap;

    struct Large {
        list: Vec<Self>,
        _size: [u64; 96],
    }

    impl Reply for Large {
        fn members<'de, A: MapAccess<'de>>(mut members: A) -> Result<Self, A::Error> {
            let mut list = Vec::new();
            while let Some(name) = members.next_key::<String>()? {
                if name == "list" {
                    list = value(&mut members)?.unwrap_or_default();
                } else {
                    members.next_value::<IgnoredAny>()?;
                }
            }
            Ok(Self { list, _size: [0; 96] })
        }
    }

    impl<'de> Deserialize<'de> for Large {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            one_reply(from)
        }
    }

    fn many(entry: &str, count: usize) -> String {
        vec![entry; count].join(",")
    }

    fn full<T>(outcome: crate::Result<T>) {
        let error = outcome.err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("too much memory"), "{error}");
    }

    fn decodes<T: DeserializeOwned>(json: &str) -> crate::Result<T> {
        decode(None, json.as_bytes())
    }

    #[test]
    fn a_reply_of_small_objects_ends_before_they_fill_the_memory() {
        let list = many("{}", 70_000);
        let map = (0..70_000).map(|n| format!("\"{n}\":{{}}")).collect::<Vec<_>>().join(",");
        for (path, json) in [
            ("", format!("[{list}]")),
            ("list", format!(r#"{{"list":[{list}]}}"#)),
            ("list", format!(r#"{{"list":{{{map}}}}}"#)),
            ("", format!("[{}]", many(r#"{"list":[{}]}"#, 35_000))),
        ] {
            full(decode_items::<Large>(path, json.as_bytes(), None));
        }
        full(decodes::<Vec<Large>>(&format!("[{list}]")));
        full(decodes::<BTreeMap<String, Large>>(&format!("{{{map}}}")));
        full(decodes::<Large>(&format!(r#"{{"list":[{list}]}}"#)));
    }

    #[test]
    fn a_reply_of_small_values_ends_before_they_are_read() {
        for entry in ["{}", "1", "\"\"", "[]", "null", r#"{"a":1}"#] {
            full(decodes::<Value>(&format!("[{}]", many(entry, 900_000))));
            full(decode_items::<Value>("", format!("[{}]", many(entry, 900_000)).as_bytes(), None));
        }
        // What a text holds is no value.
        let text = format!(r#"["{}\"{}"]"#, many("{}", 2_000_000), many("[]", 1000));
        assert_eq!(decodes::<Vec<String>>(&text).unwrap().len(), 1);
    }

    #[test]
    fn the_room_is_that_of_one_reply_and_what_no_reply_holds_has_no_bound() {
        let few = format!("[{}]", many(r#"{"list":[{}]}"#, 20_000));
        for _ in 0..3 {
            let read = decode_items::<Large>("", few.as_bytes(), None).ok().unwrap();
            assert_eq!(read.iter().map(|large| large.list.len()).sum::<usize>(), 20_000);
            full(decodes::<Vec<Large>>(&format!("[{}]", many("{}", 70_000))));
        }
        let own = format!("[{}]", many("{}", 70_000));
        assert_eq!(serde_json::from_str::<Vec<Large>>(&own).ok().unwrap().len(), 70_000);
        // A long reply may become more.
        let long = format!(r#"["{}",{}]"#, "x".repeat(20 << 20), many("1", 1_000_000));
        assert_eq!(decodes::<Vec<Value>>(&long).unwrap().len(), 1_000_001);
    }
}
