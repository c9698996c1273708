//! Readers for the forms in which PHP writes texts, lists and maps.

use portcullis_core::{Members, Secret, lenient};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error as _},
};
use serde_json::value::RawValue;
use std::{collections::BTreeMap, marker::PhantomData};

/// A type that any scalar can be read into: a text or a secret.
pub trait Value: Sized {
    /// Reads it; `null` and `[]` are `None`.
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

/// Texts in one of the forms in which PHP writes them.
pub(crate) enum TextForm {
    List(Vec<String>),
    Map(Vec<(String, String)>),
    One(String),
    None,
}

impl TextForm {
    /// Reads a value from its JSON: a visitor would be compiled into each crate that reads one, 4.5 kB each.
    pub(crate) fn read(value: &RawValue) -> serde_json::Result<Self> {
        let json = value.get();
        match json.as_bytes() {
            [b'[', ..] => {
                let mut list = Vec::new();
                for item in serde_json::from_str::<Vec<&RawValue>>(json)? {
                    let Some(text) = scalar(item)? else { return Ok(Self::None) };
                    list.push(text);
                }
                Ok(Self::List(list))
            }
            [b'{', ..] => {
                let mut map = Vec::new();
                for (name, value) in Members::read(json)?.iter() {
                    let Some(text) = scalar(value)? else { return Ok(Self::None) };
                    map.push((name.to_owned(), text));
                }
                Ok(Self::Map(map))
            }
            _ => Ok(scalar(value)?.map_or(Self::None, Self::One)),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::read(&Box::<RawValue>::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// A text, a number or a boolean; `None` for any other value.
fn scalar(value: &RawValue) -> serde_json::Result<Option<String>> {
    let json = value.get();
    match json.as_bytes() {
        [b'"', ..] => serde_json::from_str(json).map(Some),
        [b'[' | b'{' | b'n', ..] => Ok(None),
        _ => Ok(Some(json.to_owned())),
    }
}

/// Reads one text; the empty one is `None`, as are `false`, `null`, `[]` and absence.
pub(crate) fn opt<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(lenient::opt_text(from)?.filter(|text| !text.is_empty()))
}

/// As [`opt_as`], and a list or an object is `None`: for a member that must not cost those beside it.
pub(crate) fn or_none<'de, D: Deserializer<'de>, T: From<String>>(from: D) -> Result<Option<T>, D::Error> {
    Ok(lenient::text_or_none(from)?.filter(|text| !text.is_empty()).map(T::from))
}

/// Reads a part that must not cost what stands beside it.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    from: D,
) -> Result<T, D::Error> {
    let value = Box::<RawValue>::deserialize(from)?;
    Ok(serde_json::from_str(value.get()).unwrap_or_default())
}

/// Reads one secret text; the empty one is `None`, as are `false`, `null`, `[]` and absence.
pub(crate) fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    Ok(lenient::secret_scalar(from)?.filter(|secret| !matches!(secret.expose_secret(), "" | "false")))
}

/// Reads a mark that is `false`, or any other value if it is set.
pub(crate) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    let text = opt(from)?.unwrap_or_default().to_ascii_lowercase();
    Ok(!matches!(text.as_str(), "" | "0" | "false"))
}

/// Reads an object; `[]`, `false`, `""`, `null` and absence are `None`.
pub(crate) fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(lenient::list::<D, T>(from)?.into_iter().next())
}

/// As [`opt`], for an id or an open enumeration.
pub(crate) fn opt_as<'de, D: Deserializer<'de>, T: From<String>>(from: D) -> Result<Option<T>, D::Error> {
    Ok(opt(from)?.map(T::from))
}

/// Reads a list of texts: a list, a map with the texts as values, or one text. Any other value is an empty list.
pub(crate) fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    texts(&Box::<RawValue>::deserialize(from)?).map_err(D::Error::custom)
}

/// As [`list`], from the value's JSON.
pub(crate) fn texts(value: &RawValue) -> serde_json::Result<Vec<String>> {
    let mut texts: Vec<String> = match TextForm::read(value)? {
        TextForm::List(list) => list,
        TextForm::Map(map) => map.into_iter().map(|(_, text)| text).collect(),
        TextForm::One(text) if text != "false" => vec![text],
        TextForm::One(_) | TextForm::None => Vec::new(),
    };
    texts.retain(|text| !text.is_empty());
    Ok(texts)
}

/// Reads a map of texts, `[]` if empty. Any other value is an empty map.
pub(crate) fn map<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    let mut map = BTreeMap::new();
    if let TextForm::Map(texts) = TextForm::deserialize(from)? {
        // One by one: `collect` sorts first, which adds 4.8 kB to a program.
        for (name, text) in texts {
            map.insert(name, text);
        }
    }
    Ok(map)
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
