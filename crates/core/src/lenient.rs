//! Readers for what vendors send in several types: for `#[serde(deserialize_with = "lenient::…")]`.
//!
//! All of them keep the error free of the value that was read.

mod items;
mod tokens;

pub use items::list;
pub(crate) use items::{Items, list_of};
pub use tokens::{int_or_none, opt_token, seconds, text_or_none, token};

use crate::Secret;
use serde::{
    Deserialize, Deserializer,
    de::{
        self, DeserializeOwned, DeserializeSeed as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::MapAccessDeserializer,
    },
};
use std::{collections::BTreeMap, fmt, marker::PhantomData};

/// A scalar in any of the types that JSON has for one.
enum Scalar {
    Nothing,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(String),
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number or a boolean")
            }
            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar::Nothing)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar::Signed(value))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar::Unsigned(value))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar::Float(value))
            }
            fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(value.to_owned()))
            }
            fn visit_string<E>(self, value: String) -> Result<Scalar, E> {
                Ok(Scalar::Text(value))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Scalar, A::Error> {
                nothing(seq).map(|()| Scalar::Nothing)
            }
        }
        from.deserialize_any(Any)
    }
}

impl Scalar {
    fn text(self) -> Option<String> {
        Some(match self {
            Self::Nothing => return None,
            Self::Bool(value) => value.to_string(),
            Self::Signed(value) => value.to_string(),
            Self::Unsigned(value) => value.to_string(),
            Self::Float(value) => value.to_string(),
            Self::Text(value) => value,
        })
    }
}

/// A text that may come as a number or a boolean. `null` is an error: see [`opt_text`].
pub fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Scalar::deserialize(from)?.text().ok_or_else(|| de::Error::custom("expected a text, found nothing"))
}

/// As [`text`], and `null`, `[]` or absence is `None`; so is `false`, which PHP servers send for "none".
// Apart: inlined, it took 1.4 kB in each reader of an id or of an open enumeration.
#[inline(never)]
pub fn opt_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    /// Most come as texts: straight from the input, with no [`Scalar`] between.
    struct Text;
    impl<'de> Visitor<'de> for Text {
        type Value = Option<String>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text, a number or a boolean")
        }
        fn visit_unit<E>(self) -> Result<Option<String>, E> {
            Ok(None)
        }
        fn visit_bool<E>(self, value: bool) -> Result<Option<String>, E> {
            Ok(value.then(|| "true".to_owned()))
        }
        fn visit_i64<E>(self, value: i64) -> Result<Option<String>, E> {
            Ok(Some(value.to_string()))
        }
        fn visit_u64<E>(self, value: u64) -> Result<Option<String>, E> {
            Ok(Some(value.to_string()))
        }
        fn visit_f64<E>(self, value: f64) -> Result<Option<String>, E> {
            Ok(Some(value.to_string()))
        }
        fn visit_str<E>(self, value: &str) -> Result<Option<String>, E> {
            Ok(Some(value.to_owned()))
        }
        fn visit_string<E>(self, value: String) -> Result<Option<String>, E> {
            Ok(Some(value))
        }
        fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Option<String>, A::Error> {
            nothing(seq).map(|()| None)
        }
    }
    from.deserialize_any(Text)
}

/// PHP writes "nothing" as an empty list.
fn nothing<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<(), A::Error> {
    match seq.next_element::<IgnoredAny>()? {
        None => Ok(()),
        Some(_) => Err(de::Error::custom("expected one value, found a list")),
    }
}

/// A secret text; whatever else stands in its place is `None`. An untagged enum would do the same, but keeps the
/// text in a block that is not wiped.
pub fn opt_secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    crate::secret::perhaps(from)
}

/// A secret text that may come as a number or a boolean; `null` and `[]` are `None`.
pub fn secret_scalar<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    crate::secret::scalar(from)
}

/// An integer that may come as a text holding one; `null`, `""` or `[]` is `None`.
pub fn opt_int<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    let wrong = || de::Error::custom("expected a whole number");
    match Scalar::deserialize(from)? {
        Scalar::Nothing => Ok(None),
        Scalar::Signed(value) => Ok(Some(value)),
        Scalar::Unsigned(value) => i64::try_from(value).map(Some).map_err(|_| wrong()),
        Scalar::Text(value) if value.trim().is_empty() => Ok(None),
        Scalar::Text(value) => value.trim().parse().map(Some).map_err(|_| wrong()),
        Scalar::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 =>
        {
            #[allow(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            Ok(Some(value as i64))
        }
        Scalar::Bool(_) | Scalar::Float(_) => Err(wrong()),
    }
}

/// An integer that may come as a text holding one.
pub fn int<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    opt_int(from)?.ok_or_else(|| de::Error::custom("expected a whole number, found nothing"))
}

/// A boolean that may come as `"True"`, `"false"`, `0`, `1`, `"0"`, `"1"`; nothing is `None`.
pub fn opt_bool<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    let wrong = || de::Error::custom("expected true or false");
    match Scalar::deserialize(from)? {
        Scalar::Nothing => Ok(None),
        Scalar::Bool(value) => Ok(Some(value)),
        Scalar::Signed(0) | Scalar::Unsigned(0) => Ok(Some(false)),
        Scalar::Signed(1) | Scalar::Unsigned(1) => Ok(Some(true)),
        Scalar::Text(value) => match value.trim().to_ascii_lowercase().as_str() {
            "" => Ok(None),
            "true" | "1" => Ok(Some(true)),
            "false" | "0" => Ok(Some(false)),
            _ => Err(wrong()),
        },
        Scalar::Signed(_) | Scalar::Unsigned(_) | Scalar::Float(_) => Err(wrong()),
    }
}

/// As [`opt_bool`], and nothing is `false`.
pub fn bool<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    opt_bool(from).map(Option::unwrap_or_default)
}

/// `null` counts as the type's default: for fields that vendors send as `null` when empty.
pub fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

/// A map that may come as `[]` or `null` when empty.
pub fn map<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<BTreeMap<String, T>, D::Error> {
    struct Any<T>(PhantomData<T>);
    impl<'de, T: DeserializeOwned> Visitor<'de> for Any<T> {
        type Value = BTreeMap<String, T>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(BTreeMap::new())
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            match seq.next_element::<IgnoredAny>()? {
                None => Ok(BTreeMap::new()),
                Some(_) => Err(de::Error::custom("expected an object, found a list")),
            }
        }
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            PhantomData::<BTreeMap<String, T>>.deserialize(MapAccessDeserializer::new(map))
        }
    }
    from.deserialize_any(Any(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Loose {
        #[serde(deserialize_with = "opt_text")]
        text: Option<String>,
        #[serde(deserialize_with = "opt_int")]
        int: Option<i64>,
        #[serde(deserialize_with = "opt_bool")]
        on: Option<bool>,
        #[serde(deserialize_with = "list")]
        items: Vec<Item>,
        #[serde(deserialize_with = "map")]
        map: BTreeMap<String, String>,
    }

    #[derive(Debug, Default, PartialEq, Deserialize)]
    struct Item {
        id: i64,
    }

    fn read(json: &str) -> Loose {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn every_documented_variant_is_accepted() {
        assert_eq!(read("{}"), Loose::default());
        assert_eq!(read(r#"{"text":7}"#).text.as_deref(), Some("7"));
        for nothing in ["null", "false", "[]"] {
            assert_eq!(read(&format!(r#"{{"text":{nothing}}}"#)).text, None);
        }
        for (json, value) in
            [("5", Some(5)), (r#""5""#, Some(5)), (r#""""#, None), ("null", None), ("5.0", Some(5))]
        {
            assert_eq!(read(&format!(r#"{{"int":{json}}}"#)).int, value);
        }
        for (json, value) in [("true", true), (r#""True""#, true), ("0", false), (r#""1""#, true)] {
            assert_eq!(read(&format!(r#"{{"on":{json}}}"#)).on, Some(value));
        }
        let two = vec![Item { id: 9 }, Item { id: 1 }];
        assert_eq!(read(r#"{"items":[{"id":9},{"id":1}]}"#).items, two);
        assert_eq!(read(r#"{"items":{"b":{"id":9},"a":{"id":1}}}"#).items, two);
        assert_eq!(read(r#"{"items":{"id":9}}"#).items, [Item { id: 9 }]);
        for nothing in ["null", "[]", "false", r#""""#] {
            assert_eq!(read(&format!(r#"{{"items":{nothing}}}"#)).items, []);
        }
        assert_eq!(read(r#"{"map":{"a":"b"}}"#).map.len(), 1);
        assert_eq!(read(r#"{"map":[]}"#).map.len(), 0);
    }

    #[test]
    fn a_secret_of_another_type_is_none_and_takes_nothing_else_with_it() {
        #[derive(Deserialize)]
        struct Reply {
            #[serde(default, deserialize_with = "opt_secret")]
            token: Option<Secret>,
            id: i64,
        }
        for (json, found) in [
            (r#"{"token":"t\u00fc","id":1}"#, Some("tü")),
            (r#"{"token":null,"id":1}"#, None),
            (r#"{"token":[["a"],{"b":"c"}],"id":1}"#, None),
            (r#"{"token":{"a":1},"id":1}"#, None),
            (r#"{"token":7,"id":1}"#, None),
            (r#"{"token":"\ud800","id":1}"#, None),
            (r#"{"id":1}"#, None),
        ] {
            let reply: Reply = serde_json::from_str(json).unwrap();
            assert_eq!((reply.token.as_ref().map(Secret::expose_secret), reply.id), (found, 1), "{json}");
        }
        for json in [r#"{"token":[1,"id":1}"#, r#"{"token":tru,"id":1}"#, r#"{"token":"\x,"id":1}"#] {
            assert!(serde_json::from_str::<Reply>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn errors_do_not_quote_the_value() {
        for json in [
            r#"{"int":"hunter2"}"#,
            r#"{"on":"hunter2"}"#,
            r#"{"items":"hunter2"}"#,
            r#"{"text":["hunter2"]}"#,
        ] {
            let text = serde_json::from_str::<Loose>(json).unwrap_err().to_string();
            assert!(!text.contains("hunter2"), "{text}");
        }
    }
}
