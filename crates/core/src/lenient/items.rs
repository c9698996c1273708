//! Readers for lists in the forms in which vendors send them.

use crate::decode::room;
use serde::{
    Deserializer,
    de::{self, DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use std::{fmt, marker::PhantomData};
use zeroize::Zeroizing;

/// A list that may come as `null`, as one bare object, or as an object keyed by id (its values are taken
/// in their order).
pub fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    Items::with_room(0).deserialize(from)
}

/// As [`list`], with room for so many items from the first on.
pub(crate) struct Items<T>(usize, PhantomData<T>);

impl<T> Items<T> {
    pub(crate) fn with_room(items: usize) -> Self {
        Self(items, PhantomData)
    }
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for Items<T> {
    type Value = Vec<T>;
    // Apart from its callers, one of which is the visitor: inlined, it took 1.4 kB more for each type.
    #[inline(never)]
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Vec<T>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Items<T> {
    type Value = Vec<T>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_unit<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }
    fn visit_none<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Vec<T>, E> {
        if value { Err(E::custom("expected a list")) } else { Ok(Vec::new()) }
    }
    fn visit_str<E: de::Error>(self, value: &str) -> Result<Vec<T>, E> {
        if value.is_empty() { Ok(Vec::new()) } else { Err(E::custom("expected a list")) }
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            if items.is_empty() {
                items.reserve(self.0);
            }
            items.push(item);
        }
        Ok(items)
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        // Read again as a list by the same reader: reading each item here took 2.5 kB for each type.
        let text = listed(map)?;
        self.deserialize(&mut serde_json::Deserializer::from_str(&text)).map_err(|error| {
            de::Error::custom(room::reason(&error).unwrap_or("an item of the list does not fit"))
        })
    }
}

/// The members of an object as the text of a list. Apart from its caller, in which it takes 1.5 kB for each type.
#[inline(never)]
fn listed<'de, A: MapAccess<'de>>(mut map: A) -> Result<Zeroizing<String>, A::Error> {
    let mut members: Vec<(String, Box<RawValue>)> = Vec::new();
    while let Some(member) = map.next_entry()? {
        // And what the allocator needs for two short texts.
        room::take(size_of_val(&member) + 64)?;
        members.push(member);
    }
    let members: Vec<(&str, &str)> =
        members.iter().map(|(name, value)| (name.as_str(), value.get())).collect();
    Ok(list_of(&members))
}

/// The text of a list: of the values if each is an object, which is keyed by its id; else of the one object that
/// has these members.
pub(crate) fn list_of(members: &[(&str, &str)]) -> Zeroizing<String> {
    let keyed = members.iter().all(|(_, value)| value.starts_with('{'));
    let name = |(name, _): &(&str, &str)| serde_json::to_string(name).unwrap_or_default() + ":";
    let names: Vec<String> = if keyed { Vec::new() } else { members.iter().map(name).collect() };
    let mut pieces = vec![if keyed { "[" } else { "[{" }];
    for (at, (_, value)) in members.iter().enumerate() {
        if at > 0 {
            pieces.push(",");
        }
        pieces.extend([names.get(at).map_or("", String::as_str), value]);
    }
    pieces.push(if keyed { "]" } else { "}]" });
    // In one block, which does not grow: a block that grows leaves a copy that is not wiped.
    Zeroizing::new(pieces.concat())
}
