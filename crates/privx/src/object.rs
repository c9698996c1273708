//! Objects that are read, changed and written back whole: nothing in them may get lost on the way.

use portcullis_core::{Extra, Secret, Timestamp};
use serde::{
    Serialize,
    de::{
        Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
    ser::{SerializeMap, Serializer},
};
use serde_json::{Map, Value};
use std::fmt;

/// What a type can be read from without loss. Read straight from the reply into its place, which is empty: a page of
/// users that takes the way over [`Value`] costs two and a half times as much.
pub(crate) trait Member: Sized {
    fn empty() -> Self;
    fn text(_: &str) -> Option<Self> {
        None
    }
    fn flag(_: bool) -> Option<Self> {
        None
    }
    /// What came, if it does not fit.
    fn list<'de, A: SeqAccess<'de>>(&mut self, items: A) -> Result<Option<Value>, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(items)).map(Some)
    }
    /// What came, if it does not fit.
    fn object<'de, A: MapAccess<'de>>(&mut self, members: A) -> Result<Option<Value>, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(members)).map(Some)
    }
}

impl<T: Member> Member for Option<T> {
    #[inline]
    fn empty() -> Self {
        None
    }
    #[inline]
    fn text(text: &str) -> Option<Self> {
        T::text(text).map(Some)
    }
    fn flag(flag: bool) -> Option<Self> {
        T::flag(flag).map(Some)
    }
    fn list<'de, A: SeqAccess<'de>>(&mut self, items: A) -> Result<Option<Value>, A::Error> {
        self.insert(T::empty()).list(items)
    }
    fn object<'de, A: MapAccess<'de>>(&mut self, members: A) -> Result<Option<Value>, A::Error> {
        self.insert(T::empty()).object(members)
    }
}

impl Member for bool {
    fn empty() -> Self {
        false
    }
    fn flag(flag: bool) -> Option<Self> {
        Some(flag)
    }
}

/// Reads a type from a text of any content.
macro_rules! text {
    ($($type:ty),+) => {$(
        impl $crate::object::Member for $type {
            #[inline]
            fn empty() -> Self {
                "".into()
            }
            #[inline]
            fn text(text: &str) -> Option<Self> {
                Some(text.into())
            }
        }
    )+};
}
pub(crate) use text;

text!(String, Timestamp, Secret);

impl<T: Member + Serialize> Member for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }
    fn list<'de, A: SeqAccess<'de>>(&mut self, mut items: A) -> Result<Option<Value>, A::Error> {
        self.clear();
        let mut odd = None;
        loop {
            let mut item = T::empty();
            if items.next_element_seed(Put(&mut item, &mut odd))?.is_none() {
                return Ok(None);
            }
            let Some(odd) = odd.take() else {
                self.push(item);
                continue;
            };
            let before = self.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>();
            let mut all = before.map_err(|_| A::Error::custom("a list cannot be kept"))?;
            all.push(odd);
            while let Some(item) = items.next_element()? {
                all.push(item);
            }
            return Ok(Some(Value::Array(all)));
        }
    }
}

/// Reads a member into its place; what does not fit goes beside it, and the place is left empty.
pub(crate) struct Put<'a, T>(pub(crate) &'a mut T, pub(crate) &'a mut Option<Value>);

impl<T: Member> Put<'_, T> {
    #[cold]
    fn aside(self, odd: Value) {
        *self.0 = T::empty();
        *self.1 = Some(odd);
    }
}

impl<'de, T: Member> DeserializeSeed<'de> for Put<'_, T> {
    type Value = ();
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de, T: Member> Visitor<'de> for Put<'_, T> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match T::text(text) {
            Some(value) => *self.0 = value,
            None => self.aside(text.into()),
        }
        Ok(())
    }
    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        match T::flag(flag) {
            Some(value) => *self.0 = value,
            None => self.aside(flag.into()),
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        if let Some(odd) = self.0.list(items)? {
            self.aside(odd);
        }
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        if let Some(odd) = self.0.object(members)? {
            self.aside(odd);
        }
        Ok(())
    }
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.aside(Value::Null);
        Ok(())
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.aside(number.into());
        Ok(())
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.aside(number.into());
        Ok(())
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.aside(number.into());
        Ok(())
    }
}

/// Reads a member's name as its position among the known ones; an unknown one is kept.
pub(crate) struct Name<'a> {
    pub(crate) known: &'static [&'static str],
    /// Behind the member that came last. A server writes its members in one order: the next is most often there.
    pub(crate) next: &'a mut usize,
    pub(crate) unknown: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = usize;
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
        if self.known.get(*self.next).is_some_and(|known| *known == name) {
            *self.next += 1;
            return Ok(*self.next - 1);
        }
        Ok(self.search(name))
    }
}

impl Name<'_> {
    #[inline(never)]
    fn search(self, name: &str) -> usize {
        let found = self.known.iter().position(|known| *known == name);
        match found {
            Some(at) => *self.next = at + 1,
            None => *self.unknown = Some(name.to_owned()),
        }
        found.unwrap_or(self.known.len())
    }
}

/// The members that are not in their place.
#[derive(Default)]
pub(crate) struct Rest(Option<Map<String, Value>>);

impl Rest {
    /// A known member was read: the last of several of one name counts.
    #[inline]
    pub(crate) fn known(&mut self, name: &str, odd: &mut Option<Value>) {
        if odd.is_some() || self.0.is_some() {
            self.replace(name, odd.take());
        }
    }

    #[cold]
    fn replace(&mut self, name: &str, odd: Option<Value>) {
        let members = self.0.get_or_insert_default();
        match odd {
            Some(odd) => drop(members.insert(name.to_owned(), odd)),
            None => drop(members.remove(name)),
        }
    }

    pub(crate) fn unknown(&mut self, name: String, value: Value) {
        self.0.get_or_insert_default().insert(name, value);
    }

    pub(crate) fn extra(self) -> Option<Extra> {
        self.0.map(extra)
    }
}

/// Reads a type with these members; what it does not know and what does not fit is in its `extra`.
macro_rules! object {
    ($type:ident { $($member:ident),+ $(,)? }) => {
        impl $crate::object::Member for $type {
            fn empty() -> Self {
                Self::default()
            }
            fn object<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                mut members: A,
            ) -> Result<Option<::serde_json::Value>, A::Error> {
                #[allow(non_camel_case_types, reason = "named as the members are")]
                enum Key { $($member),+ }
                const KNOWN: &[&str] = &[$(stringify!($member)),+];

                let (mut next, mut unknown, mut odd) = (0, None, None);
                let mut rest = $crate::object::Rest::default();
                while let Some(found) = members.next_key_seed($crate::object::Name {
                    known: KNOWN,
                    next: &mut next,
                    unknown: &mut unknown,
                })? {
                    $(if found == Key::$member as usize {
                        members.next_value_seed($crate::object::Put(&mut self.$member, &mut odd))?;
                        rest.known(stringify!($member), &mut odd);
                    } else)+
                    if let Some(name) = unknown.take() {
                        rest.unknown(name, members.next_value()?);
                    }
                }
                if let Some(extra) = rest.extra() {
                    self.extra = extra;
                }
                Ok(None)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let (mut read, mut odd) = (Self::default(), None);
                ::serde::de::DeserializeSeed::deserialize($crate::object::Put(&mut read, &mut odd), from)?;
                match odd {
                    None => Ok(read),
                    Some(_) => Err(::serde::de::Error::custom("expected an object")),
                }
            }
        }
    };
}
pub(crate) use object;

fn extra(rest: Map<String, Value>) -> Extra {
    let mut extra = Extra::default();
    for (key, value) in rest {
        extra.insert(key, value);
    }
    extra
}

/// Writes an object: the members that are set, then the unknown ones.
pub(crate) struct Writer<M> {
    map: M,
    written: Vec<&'static str>,
}

impl<M: SerializeMap> Writer<M> {
    pub(crate) fn new<S: Serializer<SerializeMap = M>>(to: S) -> Result<Self, S::Error> {
        Ok(Self { map: to.serialize_map(None)?, written: Vec::new() })
    }

    pub(crate) fn member(
        mut self,
        key: &'static str,
        value: Option<&impl Serialize>,
    ) -> Result<Self, M::Error> {
        if let Some(value) = value {
            self.map.serialize_entry(key, value)?;
            self.written.push(key);
        }
        Ok(self)
    }

    pub(crate) fn end(mut self, extra: &Extra) -> Result<M::Ok, M::Error> {
        for (key, value) in extra.iter().filter(|(key, _)| !self.written.contains(key)) {
            self.map.serialize_entry(key, value)?;
        }
        self.map.end()
    }
}

/// PrivX shows a secret as a run of asterisks.
pub(crate) fn is_mask(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|byte| byte == b'*')
}

/// Whether there is a mask anywhere in the value.
pub(crate) fn has_mask(value: &Value) -> bool {
    match value {
        Value::String(text) => is_mask(text),
        Value::Array(items) => items.iter().any(has_mask),
        Value::Object(members) => members.values().any(has_mask),
        _ => false,
    }
}

/// The unknown members without masks.
pub(crate) fn without_masks(extra: &Extra) -> Extra {
    let mut clean = Extra::default();
    for (key, value) in extra.iter() {
        if let Some(value) = unmasked(value) {
            clean.insert(key, value);
        }
    }
    clean
}

fn unmasked(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) if is_mask(text) => None,
        Value::Array(items) => Some(items.iter().filter_map(unmasked).collect()),
        Value::Object(members) => {
            Some(members.iter().filter_map(|(key, value)| Some((key.clone(), unmasked(value)?))).collect())
        }
        other => Some(other.clone()),
    }
}
