//! The members of an object: in their places, or kept.

use crate::Extra;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// The names of an object's members, while they are read: enough where nothing is kept of what is not known.
pub struct Names {
    known: &'static [&'static str],
    /// Behind the member that came last. A server writes its members in one order: the next is most often there.
    next: usize,
    unknown: Option<String>,
}

impl Names {
    /// For an object with these names.
    #[inline]
    pub fn new(known: &'static [&'static str]) -> Self {
        Self { known, next: 0, unknown: None }
    }

    /// Reads the next name as its position among the known ones.
    #[inline]
    pub fn name<'de, A: MapAccess<'de>>(&mut self, members: &mut A) -> Result<Option<usize>, A::Error> {
        members.next_key_seed(Name(self))
    }

    /// Drops a member that is not known.
    #[inline]
    pub fn ignore<'de, A: MapAccess<'de>>(&mut self, members: &mut A) -> Result<(), A::Error> {
        members.next_value::<IgnoredAny>().map(drop)
    }
}

/// The members of an object, while they are read.
pub struct Reading {
    names: Names,
    /// What did not fit the member that was read.
    pub odd: Option<Value>,
    /// In the order in which they came. A map of them would add 6 kB to a program for taking members out.
    rest: Vec<(String, Value)>,
}

impl Reading {
    /// For an object with these names.
    #[inline]
    pub fn new(known: &'static [&'static str]) -> Self {
        Self { names: Names::new(known), odd: None, rest: Vec::new() }
    }

    /// Reads the next name as its position among the known ones.
    #[inline]
    pub fn name<'de, A: MapAccess<'de>>(&mut self, members: &mut A) -> Result<Option<usize>, A::Error> {
        self.names.name(members)
    }

    /// A known member was read: the last of several of one name counts.
    #[inline]
    pub fn known(&mut self, at: usize) {
        if self.odd.is_some() || !self.rest.is_empty() {
            self.replace(at);
        }
    }

    #[cold]
    fn replace(&mut self, at: usize) {
        let Some(name) = self.names.known.get(at) else { return };
        match self.odd.take() {
            Some(odd) => self.rest.push(((*name).to_owned(), odd)),
            None => self.rest.retain(|(kept, _)| kept != name),
        }
    }

    /// Keeps a member that is not known.
    pub fn keep<'de, A: MapAccess<'de>>(&mut self, members: &mut A) -> Result<(), A::Error> {
        let value = members.next_value()?;
        self.rest.extend(self.names.unknown.take().map(|name| (name, value)));
        Ok(())
    }

    /// What is not in its place; the last of several of one name counts.
    #[inline]
    pub fn extra(self, extra: &mut Extra) {
        if !self.rest.is_empty() {
            *extra = Extra::of(self.rest);
        }
    }
}

/// A member's name as its position among the known ones; an unknown one is kept.
struct Name<'a>(&'a mut Names);

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

impl Names {
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
