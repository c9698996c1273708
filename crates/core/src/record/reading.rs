//! The members of an object: in their places, or kept.

use crate::Extra;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// The members of an object, while they are read.
pub struct Reading {
    known: &'static [&'static str],
    /// Behind the member that came last. A server writes its members in one order: the next is most often there.
    next: usize,
    unknown: Option<String>,
    /// What did not fit the member that was read.
    pub odd: Option<Value>,
    rest: Option<Map<String, Value>>,
}

impl Reading {
    /// For an object with these names.
    #[inline]
    pub fn new(known: &'static [&'static str]) -> Self {
        Self { known, next: 0, unknown: None, odd: None, rest: None }
    }

    /// Reads the next name as its position among the known ones.
    #[inline]
    pub fn name<'de, A: MapAccess<'de>>(&mut self, members: &mut A) -> Result<Option<usize>, A::Error> {
        members.next_key_seed(Name(self))
    }

    /// A known member was read: the last of several of one name counts.
    #[inline]
    pub fn known(&mut self, at: usize) {
        if self.odd.is_some() || self.rest.is_some() {
            self.replace(at);
        }
    }

    #[cold]
    fn replace(&mut self, at: usize) {
        let Some(name) = self.known.get(at) else { return };
        match (self.odd.take(), &mut self.rest) {
            (Some(odd), rest) => drop(rest.get_or_insert_default().insert((*name).to_owned(), odd)),
            (None, Some(rest)) => drop(rest.remove(*name)),
            (None, None) => {}
        }
    }

    /// Keeps a member that is not known.
    pub fn keep<'de, A: MapAccess<'de>>(&mut self, members: &mut A) -> Result<(), A::Error> {
        let value = members.next_value()?;
        if let Some(name) = self.unknown.take() {
            self.rest.get_or_insert_default().insert(name, value);
        }
        Ok(())
    }

    /// Drops a member that is not known.
    #[inline]
    pub fn ignore<'de, A: MapAccess<'de>>(&mut self, members: &mut A) -> Result<(), A::Error> {
        members.next_value::<IgnoredAny>().map(drop)
    }

    /// What is not in its place.
    #[inline]
    pub fn extra(self, extra: &mut Extra) {
        if let Some(rest) = self.rest {
            *extra = rest.into();
        }
    }
}

/// A member's name as its position among the known ones; an unknown one is kept.
struct Name<'a>(&'a mut Reading);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = usize;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = usize;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }
    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let next = self.0.next;
        if self.0.known.get(next).is_some_and(|known| *known == name) {
            self.0.next = next + 1;
            return Ok(next);
        }
        Ok(self.0.search(name))
    }
}

impl Reading {
    #[inline(never)]
    fn search(&mut self, name: &str) -> usize {
        let found = self.known.iter().position(|known| *known == name);
        match found {
            Some(at) => self.next = at + 1,
            None => self.unknown = Some(name.to_owned()),
        }
        found.unwrap_or(self.known.len())
    }
}
