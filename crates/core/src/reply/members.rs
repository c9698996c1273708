//! The members of a JSON object, in their order and unread.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt};

/// No object of a vendor has so many members: those of 8 MiB of small ones would take 80 MiB.
const MOST: usize = 100_000;

/// Names and unread values of a JSON object, borrowed from its text. A list counts as an object without members: PHP
/// servers write an empty object that way, and one of more than 100,000 members does not count as one.
pub struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Parses a text; `None` if it is neither an object nor an empty list.
    pub fn parse(text: &'a str) -> Option<Self> {
        Self::read(text).ok()
    }

    /// As [`parse`](Self::parse), from a body.
    pub fn of(body: &'a [u8]) -> Option<Self> {
        std::str::from_utf8(body).ok().and_then(Self::parse)
    }

    /// As [`parse`](Self::parse), with the parser's error.
    ///
    /// # Errors
    /// The parser's, if the text is neither an object nor an empty list.
    // Not generic, so that it is compiled in this crate alone: this saves 3 kB of a program.
    pub fn read(text: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The member of this name, if there is exactly one: to take one of two would be a guess.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// The member at a path of names with dots between them.
    pub fn at(&self, path: &str) -> Option<&'a RawValue> {
        match path.split_once('.') {
            None => self.get(path),
            Some((name, rest)) => Members::parse(self.get(name)?.get())?.at(rest),
        }
    }

    /// All members, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), *value))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Drops the members of which this is not true.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|(name, _)| keep(name));
    }

    /// The members whose values have at most so many bytes.
    pub(super) fn short(&self, most: usize) -> Self {
        let mut short = Vec::new();
        for (name, value) in &self.0 {
            if value.get().len() <= most {
                short.push((name.clone(), *value));
            }
        }
        Self(short)
    }

    /// Puts a value in the place of the member of this name, or behind all others.
    pub fn set(&mut self, name: &'a str, value: &'a RawValue) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => self.0.push((Cow::Borrowed(name), value)),
        }
    }
}

/// Shows names only: a value may be a secret.
impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// A name, borrowed where it holds no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }
            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        from.deserialize_str(Text)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
                Ok(Vec::new())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Name(name), value)) = map.next_entry()? {
                    if members.len() == MOST {
                        return Err(de::Error::custom("an object of too many members"));
                    }
                    members.push((name, value));
                }
                Ok(members)
            }
        }
        from.deserialize_any(Object).map(Members)
    }
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
