//! Readers for texts that PHP may send one by one, in a list, or in a map.

use portcullis_core::{Secret, lenient};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, DeserializeSeed, IgnoredAny},
};
use std::{collections::BTreeMap, marker::PhantomData};

/// What any scalar can be read into: a text, or one that opens something.
pub trait Value: Sized {
    /// Reads it; nothing is none.
    #[doc(hidden)]
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error>;
}

impl Value for String {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        Ok(Option::<Text>::deserialize(from)?.map(|text| text.0))
    }
}

impl Value for Secret {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        lenient::secret_scalar(from)
    }
}

/// As a seed, for the values of a map.
pub(crate) struct Any<V>(pub(crate) PhantomData<V>);

impl<'de, V: Value> DeserializeSeed<'de> for Any<V> {
    type Value = Option<V>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<V>, D::Error> {
        V::read(from)
    }
}

/// A text, a number or a boolean.
#[derive(Deserialize)]
struct Text(#[serde(deserialize_with = "lenient::text")] String);

#[derive(Deserialize)]
#[serde(untagged)]
enum Texts {
    List(Vec<Text>),
    Map(BTreeMap<String, Text>),
    One(Text),
    None(IgnoredAny),
}

/// One text; the empty one is none, as are `false`, `null`, `[]` and absence.
pub(crate) fn opt<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(lenient::opt_text(from)?.filter(|text| !text.is_empty()))
}

/// One secret text; the empty one is none, as are `false`, `null`, `[]` and absence.
pub(crate) fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    Ok(lenient::secret_scalar(from)?.filter(|secret| !matches!(secret.expose_secret(), "" | "false")))
}

/// A mark that is `false`, or anything else when it is set.
pub(crate) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    let text = opt(from)?.unwrap_or_default().to_ascii_lowercase();
    Ok(!matches!(text.as_str(), "" | "0" | "false"))
}

/// An object; `[]`, `false`, `""`, `null` and absence are none.
pub(crate) fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(lenient::list::<D, T>(from)?.into_iter().next())
}

/// As [`opt`], for an id or an open word.
pub(crate) fn opt_as<'de, D: Deserializer<'de>, T: From<String>>(from: D) -> Result<Option<T>, D::Error> {
    Ok(opt(from)?.map(T::from))
}

/// A list of texts: as a list, as a map whose values they are, or as one alone. Anything else is none.
pub(crate) fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let mut texts: Vec<String> = match Texts::deserialize(from)? {
        Texts::List(list) => list.into_iter().map(|text| text.0).collect(),
        Texts::Map(map) => map.into_values().map(|text| text.0).collect(),
        Texts::One(Text(text)) if text != "false" => vec![text],
        Texts::One(_) | Texts::None(IgnoredAny) => Vec::new(),
    };
    texts.retain(|text| !text.is_empty());
    Ok(texts)
}

/// A map of texts, `[]` when empty. Anything else is an empty one.
pub(crate) fn map<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    Ok(match Texts::deserialize(from)? {
        Texts::Map(map) => map.into_iter().map(|(key, text)| (key, text.0)).collect(),
        _ => BTreeMap::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Loose {
        #[serde(deserialize_with = "list")]
        list: Vec<String>,
        #[serde(deserialize_with = "map")]
        map: BTreeMap<String, String>,
    }

    fn read(list: &str, map: &str) -> Loose {
        serde_json::from_str(&format!(r#"{{"list":{list},"map":{map}}}"#)).unwrap()
    }

    #[test]
    fn every_spelling_of_a_list_is_read() {
        for (json, texts) in [
            (r#"["a","b"]"#, &["a", "b"][..]),
            (r#"{"0":"a","1":"b"}"#, &["a", "b"]),
            (r#""2.5.0""#, &["2.5.0"]),
            ("[1,true]", &["1", "true"]),
            ("[]", &[]),
            ("null", &[]),
            ("false", &[]),
            (r#""""#, &[]),
            (r#"[{"a":1}]"#, &[]),
        ] {
            assert_eq!(read(json, "[]").list, texts, "{json}");
        }
    }

    #[test]
    fn every_spelling_of_a_map_is_read() {
        assert_eq!(read("[]", r#"{"7":"Active"}"#).map.len(), 1);
        for nothing in ["[]", "null", "{}", r#"[["a"]]"#] {
            assert_eq!(read("[]", nothing).map.len(), 0, "{nothing}");
        }
    }
}
