//! Secrets out of replies: without a copy that is not wiped, and never quoted in an error.

use super::{Secret, SecretUrl, unescape};
use crate::decode::key::KeyIs;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, Visitor},
};
use std::fmt;
use zeroize::Zeroizing;

/// The name under which serde_json gives a value as it stands in the input, in the shape of an object with this one
/// member. It is the same for all of its `RawValue`; a version with another name reads a secret like any other
/// text, and an escaped one then stays behind in a block of serde_json's own.
const AS_WRITTEN: &str = "$serde_json::private::RawValue";

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(AS_WRITTEN, Reader::Asking)
    }
}

impl<'de> Deserialize<'de> for SecretUrl {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Secret::deserialize(from).map(Self)
    }
}

/// A visitor of our own, so that a value of another type is never quoted in the error.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// The value as written was asked for; what comes instead, from other readers, is the text.
    Asking,
    /// A text.
    Text,
    /// A text that holds a value as written.
    Written,
}

fn wrong<T, E: Error>() -> Result<T, E> {
    Err(E::custom("expected a string"))
}

impl<'de> Visitor<'de> for Reader {
    type Value = Secret;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Secret, E> {
        if self == Self::Written { unescape::secret(text).map_err(E::custom) } else { Ok(text.into()) }
    }
    fn visit_string<E: Error>(self, text: String) -> Result<Secret, E> {
        if self == Self::Written { self.visit_str(&Zeroizing::new(text)) } else { Ok(text.into()) }
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Secret, A::Error> {
        if self == Self::Asking && map.next_key_seed(KeyIs(AS_WRITTEN))? == Some(true) {
            return map.next_value_seed(Self::Written);
        }
        wrong()
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Secret, D::Error> {
        if self == Self::Asking { Self::Text.deserialize(from) } else { wrong() }
    }
    fn visit_u64<E: Error>(self, _: u64) -> Result<Secret, E> {
        wrong()
    }
    fn visit_i64<E: Error>(self, _: i64) -> Result<Secret, E> {
        wrong()
    }
    fn visit_f64<E: Error>(self, _: f64) -> Result<Secret, E> {
        wrong()
    }
    fn visit_bool<E: Error>(self, _: bool) -> Result<Secret, E> {
        wrong()
    }
}

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Secret;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Secret, D::Error> {
        // `deserialize_str` would have serde_json write the error, with the value in it.
        from.deserialize_any(self)
    }
}

/// As a [`Secret`], and a value of another type is `None`; what is no JSON stays an error.
pub(crate) fn perhaps<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    struct Perhaps;
    impl<'de> Visitor<'de> for Perhaps {
        type Value = Option<Secret>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value")
        }
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<Secret>, A::Error> {
            // The value has been read to its end before it is given.
            Ok(Reader::Asking.visit_map(map).ok())
        }
        fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Option<Secret>, D::Error> {
            Ok(Reader::Text.deserialize(from).ok())
        }
    }
    from.deserialize_newtype_struct(AS_WRITTEN, Perhaps)
}

/// As a [`Secret`], and a number or a boolean is read as its text; nothing is `None`.
pub(crate) fn scalar<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    from.deserialize_newtype_struct(AS_WRITTEN, Scalar::Asking)
}

/// As [`Reader`], for all scalars.
enum Scalar {
    Asking,
    Value,
    Written,
}

impl<'de> Visitor<'de> for Scalar {
    type Value = Option<Secret>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number or a boolean")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Option<Secret>, E> {
        match (self, text.as_bytes()) {
            (Self::Written, b"null" | b"[]") => Ok(None),
            (Self::Written, [b'"', ..]) => unescape::secret(text).map(Some).map_err(E::custom),
            (Self::Written, [b'[' | b'{', ..]) => wrong(),
            _ => Ok(Some(text.into())),
        }
    }
    fn visit_string<E: Error>(self, text: String) -> Result<Option<Secret>, E> {
        self.visit_str(&Zeroizing::new(text))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Secret>, A::Error> {
        if matches!(self, Self::Asking) && map.next_key_seed(KeyIs(AS_WRITTEN))? == Some(true) {
            return map.next_value_seed(Self::Written);
        }
        wrong()
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Option<Secret>, D::Error> {
        Self::Value.deserialize(from)
    }
    fn visit_unit<E>(self) -> Result<Option<Secret>, E> {
        Ok(None)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Option<Secret>, E> {
        Ok(Some(value.to_string().into()))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Option<Secret>, E> {
        Ok(Some(value.to_string().into()))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Option<Secret>, E> {
        Ok(Some(value.to_string().into()))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Option<Secret>, E> {
        Ok(Some(value.to_string().into()))
    }
}

impl<'de> DeserializeSeed<'de> for Scalar {
    type Value = Option<Secret>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<Secret>, D::Error> {
        from.deserialize_any(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::IntoDeserializer as _;
    use serde_json::{Value, json};

    #[derive(Debug, Deserialize)]
    struct Plain {
        token: Secret,
        #[serde(default)]
        more: Option<Secret>,
        #[serde(default)]
        list: Vec<Secret>,
        url: Option<SecretUrl>,
    }

    #[derive(Debug, Deserialize)]
    struct Flat {
        #[serde(flatten)]
        inner: Plain,
    }

    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(Secret),
        Whole(Plain),
    }

    impl Plain {
        fn shown(&self) -> Vec<&str> {
            let url = self.url.iter().map(SecretUrl::expose_secret);
            [&self.token]
                .into_iter()
                .chain(&self.more)
                .chain(&self.list)
                .map(Secret::expose_secret)
                .chain(url)
                .collect()
        }
    }

    const JSON: &str =
        r#" { "token" : "a\/\u00fc" , "more" : null, "list":["\ud83d\ude00","b"],"url":"https:\/\/x\/"} "#;
    const SHOWN: [&str; 4] = ["a/ü", "😀", "b", "https://x/"];

    #[test]
    fn every_reader_gives_the_same_secrets() {
        let value: Value = serde_json::from_str(JSON).unwrap();
        let mut json = serde_json::Deserializer::from_str(JSON);
        let mut track = serde_path_to_error::Track::new();
        let tracked = Plain::deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track));
        let Either::Whole(either) = serde_json::from_str(JSON).unwrap() else { panic!("the whole") };
        for read in [
            serde_json::from_str::<Plain>(JSON).unwrap(),
            serde_json::from_slice(JSON.as_bytes()).unwrap(),
            serde_json::from_reader(JSON.as_bytes()).unwrap(),
            Plain::deserialize(&value).unwrap(),
            serde_json::from_value(value).unwrap(),
            serde_json::from_str::<Flat>(JSON).unwrap().inner,
            either,
            tracked.unwrap(),
        ] {
            assert_eq!(read.shown(), SHOWN);
        }
        let Either::Text(text) = serde_json::from_str(r#""\u00fc""#).unwrap() else { panic!("a text") };
        assert_eq!(text.expose_secret(), "ü");
    }

    #[test]
    fn any_scalar_can_be_a_secret() {
        #[derive(Deserialize)]
        struct Loose(#[serde(deserialize_with = "scalar")] Option<Secret>);
        for (json, found) in [
            (r#""a\/\u00fc""#, Some("a/ü")),
            (r#""""#, Some("")),
            ("-7", Some("-7")),
            ("7", Some("7")),
            ("1.5", Some("1.5")),
            ("true", Some("true")),
            (r#""null""#, Some("null")),
            ("null", None),
            ("[]", None),
        ] {
            let read = serde_json::from_str::<Loose>(json).unwrap().0;
            assert_eq!(read.as_ref().map(Secret::expose_secret), found, "{json}");
        }
        for json in ["[7654321]", r#"{"a":7654321}"#] {
            let error = serde_json::from_str::<Loose>(json).err().unwrap().to_string();
            assert!(!error.contains("7654321"), "{error}");
        }
    }

    #[test]
    fn readers_that_keep_no_text_give_the_same_scalars() {
        type Plain = serde::de::value::Error;
        #[derive(Deserialize)]
        struct Inner {
            #[serde(deserialize_with = "scalar")]
            any: Option<Secret>,
            #[serde(deserialize_with = "perhaps")]
            text: Option<Secret>,
        }
        #[derive(Deserialize)]
        struct Outer {
            #[serde(flatten)]
            inner: Inner,
        }
        let text = |read: Result<Option<Secret>, Plain>| read.unwrap().map(|s| s.expose_secret().to_owned());
        assert_eq!(text(scalar(7_u64.into_deserializer())).as_deref(), Some("7"));
        assert_eq!(text(scalar((-7_i64).into_deserializer())).as_deref(), Some("-7"));
        assert_eq!(text(scalar(1.5_f64.into_deserializer())).as_deref(), Some("1.5"));
        assert_eq!(text(scalar(true.into_deserializer())).as_deref(), Some("true"));
        assert_eq!(text(scalar("[]".into_deserializer())).as_deref(), Some("[]"));
        assert_eq!(text(scalar("7".to_owned().into_deserializer())).as_deref(), Some("7"));
        assert_eq!(text(scalar(().into_deserializer())), None);
        let outer: Outer = serde_json::from_str(r#"{"any":7,"text":"t\u00fc"}"#).unwrap();
        assert_eq!(outer.inner.any.unwrap().expose_secret(), "7");
        assert_eq!(outer.inner.text.unwrap().expose_secret(), "tü");
    }

    #[test]
    fn the_text_comes_as_it_was_written_and_is_not_copied() {
        struct Borrowed;
        impl<'de> Visitor<'de> for Borrowed {
            type Value = &'de str;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the text as written")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<&'de str, A::Error> {
                assert_eq!(map.next_key_seed(KeyIs(AS_WRITTEN))?, Some(true));
                map.next_value()
            }
        }
        let json = r#""\u00fc""#;
        let mut from = serde_json::Deserializer::from_str(json);
        let written = from.deserialize_newtype_struct(AS_WRITTEN, Borrowed).unwrap();
        assert!(std::ptr::eq(written, json));
    }

    #[test]
    fn what_is_no_string_is_an_error_that_does_not_quote_it() {
        let values = [
            json!(null),
            json!(7_654_321),
            json!(-7_654_321),
            json!(7_654_321.5),
            json!(true),
            json!(["7654321"]),
            json!({"k7654321": "7654321"}),
            json!({ AS_WRITTEN: 7_654_321 }),
        ];
        let odd = [
            r#""7654321\x""#,
            r#""7654321\ud83d""#,
            r#""7654321\ude00!""#,
            r#""7654321\u00g0""#,
            "\"7654321\n\"",
        ];
        let odd: Vec<String> = odd.into_iter().map(str::to_owned).collect();
        let texts: Vec<String> = values.iter().map(Value::to_string).chain(odd).collect();
        let mut errors: Vec<String> = Vec::new();
        for text in &texts {
            let whole = format!(r#"{{"token":{text}}}"#);
            errors.push(serde_json::from_str::<Secret>(text).unwrap_err().to_string());
            errors.push(serde_json::from_reader::<_, Secret>(text.as_bytes()).unwrap_err().to_string());
            errors.push(serde_json::from_str::<Plain>(&whole).unwrap_err().to_string());
            errors.push(serde_json::from_str::<Flat>(&whole).unwrap_err().to_string());
        }
        errors.extend(values.iter().map(|v| Secret::deserialize(v).unwrap_err().to_string()));
        errors.extend(values.map(|v| serde_json::from_value::<Secret>(v).unwrap_err().to_string()));
        for error in errors {
            assert!(!error.contains("7654321") && !error.contains("RawValue"), "{error}");
        }
        assert!(
            serde_json::from_str::<Plain>("{}").unwrap_err().to_string().contains("missing field `token`")
        );
    }
}
