//! The content of a secret: JSON of any form, kept as its text.
//!
//! A [`serde_json::Value`] would leave copies of every text that are not wiped. The text is one [`Secret`] instead: it is
//! taken from the reply as it stands there, and read only into the types of the program.

use portcullis_core::{Delivery, Error, ErrorKind, Input, Members, Result, Secret, record::Member, secret};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, DeserializeOwned, MapAccess, SeqAccess, Visitor},
    ser,
};
use serde_json::{Number, Value, value::RawValue};
use std::{fmt, io};

/// The name under which serde_json hands out a value as it stands in the text, as for a [`Secret`].
const AS_WRITTEN: &str = "$serde_json::private::RawValue";
/// Values that are nested deeper are not sent: they would be searched by recursion.
const DEEPEST: usize = 64;

/// The content of a secret: a JSON object, kept as a [`Secret`] text.
///
/// It prints as `SecretData(..)`, is wiped when the last copy is dropped, and is serialized only while a request is being
/// sent. [`parse`](Self::parse) reads it into a type of the program's own, [`get`](Self::get) one text of it;
/// [`of`](Self::of) writes such a type, and texts are collected from pairs of name and [`Secret`].
///
/// ```
/// use privx::{Secret, vault::SecretData};
///
/// #[derive(serde::Deserialize)]
/// struct Login {
///     username: String,
///     password: Secret,
/// }
///
/// let data = SecretData::from_iter([("username", "asa".into()), ("password", Secret::from("hunter2"))]);
/// let login: Login = data.parse()?;
/// assert_eq!((login.username.as_str(), login.password.expose_secret()), ("asa", "hunter2"));
/// assert_eq!(data.get("password").map(|text| text.expose_secret().len()), Some(7));
/// # Ok::<(), privx::Error>(())
/// ```
#[derive(Clone)]
pub struct SecretData(Secret);

impl SecretData {
    /// Writes a value of the program's own as the content. What the value itself holds is not wiped: for texts,
    /// [`from_iter`](Self::from_iter) takes each as a [`Secret`].
    ///
    /// # Errors
    /// [`ErrorKind::Input`] if the value is no JSON object, or cannot be written as JSON: a [`Secret`] inside cannot.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        json(value).map(Self).filter(Self::is_object).ok_or_else(no_object)
    }

    /// Takes JSON text as the content.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] if the text is no JSON object.
    pub fn from_json(text: impl Into<Secret>) -> Result<Self> {
        let text = Self(text.into());
        if text.is_object() && text.raw().is_ok() { Ok(text) } else { Err(no_object()) }
    }

    /// Reads the content. Fields that are a [`Secret`] are wiped when dropped, and others are not.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] if the content has another form. The text of the error holds nothing of it.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(self.0.expose_secret()).map_err(|_| {
            let text = "the data of the secret does not have the expected form";
            Error::new(ErrorKind::Decode, text).with_delivery(Delivery::Applied)
        })
    }

    /// One text of the content, by the name of its member. `None` if there is none, two, or one of another type.
    pub fn get(&self, name: &str) -> Option<Secret> {
        let value = Members::parse(self.0.expose_secret())?.get(name)?;
        serde_json::from_str(value.get()).ok()
    }

    /// The names of the members, in their order; none if the content is no object.
    pub fn names(&self) -> Vec<String> {
        let members = Members::parse(self.0.expose_secret());
        members.iter().flat_map(Members::iter).map(|(name, _)| name.to_owned()).collect()
    }

    /// The content as JSON text.
    pub fn json(&self) -> &Secret {
        &self.0
    }

    fn is_object(&self) -> bool {
        self.0.expose_secret().trim_ascii_start().starts_with('{')
    }

    fn raw(&self) -> serde_json::Result<&RawValue> {
        serde_json::from_str(self.0.expose_secret())
    }
}

/// Pairs of name and text become an object of texts.
impl<N: AsRef<str>> FromIterator<(N, Secret)> for SecretData {
    fn from_iter<I: IntoIterator<Item = (N, Secret)>>(pairs: I) -> Self {
        /// Texts that are written outside of a request, into a block that is wiped.
        struct Texts<N>(Vec<(N, Secret)>);
        impl<N: AsRef<str>> Serialize for Texts<N> {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_map(self.0.iter().map(|(name, text)| (name.as_ref(), text.expose_secret())))
            }
        }
        let text = json(&Texts(pairs.into_iter().collect()));
        Self(text.unwrap_or_else(|| "{}".into()))
    }
}

impl fmt::Debug for SecretData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretData(..)")
    }
}

fn no_object() -> Error {
    Error::input("data", "must be a JSON object")
}

/// A value as JSON text, without a copy that is not wiped.
fn json<T: Serialize + ?Sized>(value: &T) -> Option<Secret> {
    let text = secret::wiped_json(value).ok()?;
    std::str::from_utf8(&text).ok().map(Secret::from)
}

impl Input for SecretData {
    fn check(&self) -> Result<()> {
        if self.is_object() { Ok(()) } else { Err(no_object()) }
    }
}

/// Every value is accepted: a refused one would be kept in `extra` as a [`Value`], which is not wiped.
impl Member for SecretData {
    fn empty() -> Self {
        Self("null".into())
    }
    fn text(text: &str) -> Option<Self> {
        json(text).map(Self)
    }
    fn flag(flag: bool) -> Option<Self> {
        json(&flag).map(Self)
    }
    fn number(number: &Number) -> Option<Self> {
        json(number).map(Self)
    }
    fn list<'de, A: SeqAccess<'de>>(&mut self, items: A) -> Result<Option<Value>, A::Error> {
        self.0 = list(items)?;
        Ok(None)
    }
    fn object<'de, A: MapAccess<'de>>(&mut self, members: A) -> Result<Option<Value>, A::Error> {
        self.0 = object(members)?;
        Ok(None)
    }
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        const UNWRITABLE: &str = "the data of a secret cannot be written";
        let mut texts = vec![Secret::from("")];
        let found = texts_of(self.0.expose_secret(), 0, &mut texts);
        found.ok_or_else(|| ser::Error::custom(UNWRITABLE))?;
        for text in &texts {
            // It fails outside of a request, and marks the text for redaction: a server may repeat it in an error.
            secret::expose(text, &mut serde_json::Serializer::new(io::sink())).map_err(ser::Error::custom)?;
        }
        self.raw().map_err(|_| ser::Error::custom(UNWRITABLE))?.serialize(to)
    }
    /// A server masks the whole content. Asterisks inside are data.
    fn has_mask(&self, _texts: bool) -> bool {
        let text = self.0.expose_secret().strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        text.is_some_and(portcullis_core::record::is_mask)
    }
    fn drop_masks(&mut self, texts: bool) -> bool {
        self.has_mask(texts)
    }
}

impl<'de> Deserialize<'de> for SecretData {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Text::deserialize(from).map(|text| Self(text.as_str().into()))
    }
}

/// Every text in a value, at any depth.
fn texts_of(json: &str, depth: usize, texts: &mut Vec<Secret>) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    match json.trim_ascii_start().as_bytes().first()? {
        b'"' => texts.push(serde_json::from_str(json).ok()?),
        b'{' => {
            for (_, value) in Members::parse(json)?.iter() {
                texts_of(value.get(), depth + 1, texts)?;
            }
        }
        b'[' => {
            for value in serde_json::from_str::<Vec<&RawValue>>(json).ok()? {
                texts_of(value.get(), depth + 1, texts)?;
            }
        }
        _ => {}
    }
    Some(())
}

/// JSON text: a part of what is read, or made for a reader that keeps no text.
enum Text<'de> {
    Part(&'de str),
    Made(Secret),
}

impl Text<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::Part(text) => text,
            Self::Made(text) => text.expose_secret(),
        }
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(AS_WRITTEN, AsWritten)
    }
}

/// Pieces in one text of the right size from the start: one that grew would leave copies.
fn joined<'a>(open: &str, pieces: impl Iterator<Item = &'a str> + Clone, close: &str) -> Secret {
    let length = pieces.clone().map(str::len).sum::<usize>() + open.len() + close.len();
    let mut text = String::with_capacity(length);
    text.push_str(open);
    pieces.for_each(|piece| text.push_str(piece));
    text.push_str(close);
    text.into()
}

fn list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Secret, A::Error> {
    let mut texts: Vec<Text<'de>> = Vec::new();
    while let Some(text) = items.next_element()? {
        texts.push(text);
    }
    let pieces = texts.iter().enumerate().flat_map(|(at, text)| [comma(at), text.as_str()]);
    Ok(joined("[", pieces, "]"))
}

fn object<'de, A: MapAccess<'de>>(mut members: A) -> Result<Secret, A::Error> {
    let mut texts: Vec<(Text<'de>, Text<'de>)> = Vec::new();
    while let Some(member) = members.next_entry()? {
        texts.push(member);
    }
    let pieces = texts.iter().enumerate();
    let pieces = pieces.flat_map(|(at, (name, text))| [comma(at), name.as_str(), ":", text.as_str()]);
    Ok(joined("{", pieces, "}"))
}

fn comma(at: usize) -> &'static str {
    if at == 0 { "" } else { "," }
}

/// Receives the value as it is written from serde_json, and the value itself from other readers.
struct AsWritten;

impl<'de> Visitor<'de> for AsWritten {
    type Value = Text<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Text<'de>, A::Error> {
        match members.next_key::<&str>()? {
            Some(AS_WRITTEN) => members.next_value_seed(Written),
            _ => Err(de::Error::custom("the data of a secret cannot be read")),
        }
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Text<'de>, D::Error> {
        from.deserialize_any(Plain).map(Text::Made)
    }
    // The name of a member, from a reader that keeps no text.
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
        Plain.visit_str(text).map(Text::Made)
    }
}

/// The text of a value as it is written.
struct Written;

impl<'de> de::DeserializeSeed<'de> for Written {
    type Value = Text<'de>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Text<'de>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Written {
    type Value = Text<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text::Part(text))
    }
    fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text::Made(text.into()))
    }
    fn visit_string<E>(self, text: String) -> Result<Text<'de>, E> {
        Ok(Text::Made(text.into()))
    }
}

/// Serializes a value that a reader gives without its text.
struct Plain;

fn made<T: Serialize + ?Sized, E: de::Error>(value: &T) -> Result<Secret, E> {
    json(value).ok_or_else(|| E::custom("the data of a secret cannot be read"))
}

impl<'de> Visitor<'de> for Plain {
    type Value = Secret;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E: de::Error>(self) -> Result<Secret, E> {
        made(&())
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Secret, E> {
        made(&value)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Secret, E> {
        made(&value)
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Secret, E> {
        made(&value)
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Secret, E> {
        made(&value)
    }
    fn visit_str<E: de::Error>(self, value: &str) -> Result<Secret, E> {
        made(value)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Secret, A::Error> {
        list(items)
    }
    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Secret, A::Error> {
        object(members)
    }
}
