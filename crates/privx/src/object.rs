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

/// A value read as its type, or kept as it came if it does not fit. `null` fits nothing.
pub(crate) enum Fit<T> {
    Yes(T),
    No(Value),
}

impl<T> Fit<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Fit<U> {
        match self {
            Self::Yes(value) => Fit::Yes(change(value)),
            Self::No(value) => Fit::No(value),
        }
    }
}

/// What a type can be read from without loss. Read straight from the reply: a page of users that takes the way over
/// [`Value`] costs two and a half times as much.
pub(crate) trait Member: Sized {
    fn text(_: &str) -> Option<Self> {
        None
    }
    fn flag(_: bool) -> Option<Self> {
        None
    }
    fn list<'de, A: SeqAccess<'de>>(items: A) -> Result<Fit<Self>, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(items)).map(Fit::No)
    }
    fn object<'de, A: MapAccess<'de>>(members: A) -> Result<Fit<Self>, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(members)).map(Fit::No)
    }
}

impl<T: Member> Member for Option<T> {
    #[inline]
    fn text(text: &str) -> Option<Self> {
        T::text(text).map(Some)
    }
    fn flag(flag: bool) -> Option<Self> {
        T::flag(flag).map(Some)
    }
    fn list<'de, A: SeqAccess<'de>>(items: A) -> Result<Fit<Self>, A::Error> {
        T::list(items).map(|fit| fit.map(Some))
    }
    fn object<'de, A: MapAccess<'de>>(members: A) -> Result<Fit<Self>, A::Error> {
        T::object(members).map(|fit| fit.map(Some))
    }
}

impl Member for bool {
    fn flag(flag: bool) -> Option<Self> {
        Some(flag)
    }
}

impl Member for String {
    #[inline]
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

impl Member for Timestamp {
    #[inline]
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

impl Member for Secret {
    #[inline]
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

impl<T: Member + Default + Serialize> Member for Vec<T> {
    fn list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Fit<Self>, A::Error> {
        let mut read = Self::new();
        let mut item = T::default();
        while let Some(odd) = items.next_element_seed(Put(&mut item))? {
            let Some(odd) = odd else {
                read.push(std::mem::take(&mut item));
                continue;
            };
            let before = read.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>();
            let mut all = before.map_err(|_| A::Error::custom("a list cannot be kept"))?;
            all.push(odd);
            while let Some(item) = items.next_element()? {
                all.push(item);
            }
            return Ok(Fit::No(Value::Array(all)));
        }
        Ok(Fit::Yes(read))
    }
}

/// Reads a member into its place; gives it back if it does not fit, and leaves the place empty.
pub(crate) struct Put<'a, T>(pub(crate) &'a mut T);

impl<T: Default> Put<'_, T> {
    #[inline]
    fn put(self, fit: Fit<T>) -> Option<Value> {
        let (value, odd) = match fit {
            Fit::Yes(value) => (value, None),
            Fit::No(odd) => (T::default(), Some(odd)),
        };
        *self.0 = value;
        odd
    }
}

impl<'de, T: Member + Default> DeserializeSeed<'de> for Put<'_, T> {
    type Value = Option<Value>;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<Value>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de, T: Member + Default> Visitor<'de> for Put<'_, T> {
    type Value = Option<Value>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<Option<Value>, E> {
        Ok(self.put(T::text(text).map_or_else(|| Fit::No(text.into()), Fit::Yes)))
    }
    fn visit_bool<E: Error>(self, flag: bool) -> Result<Option<Value>, E> {
        Ok(self.put(T::flag(flag).map_or_else(|| Fit::No(flag.into()), Fit::Yes)))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Option<Value>, A::Error> {
        T::list(items).map(|fit| self.put(fit))
    }
    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Option<Value>, A::Error> {
        T::object(members).map(|fit| self.put(fit))
    }
    fn visit_unit<E: Error>(self) -> Result<Option<Value>, E> {
        Ok(self.put(Fit::No(Value::Null)))
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Option<Value>, E> {
        Ok(self.put(Fit::No(number.into())))
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Option<Value>, E> {
        Ok(self.put(Fit::No(number.into())))
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Option<Value>, E> {
        Ok(self.put(Fit::No(number.into())))
    }
}

/// Reads a type with these members; what it does not know and what does not fit is in its `extra`. The last of several
/// members of one name counts.
macro_rules! object {
    ($type:ident { $($member:ident),+ $(,)? }) => {
        impl $crate::object::Member for $type {
            fn object<'de, A: ::serde::de::MapAccess<'de>>(
                mut members: A,
            ) -> Result<$crate::object::Fit<Self>, A::Error> {
                #[derive(::serde::Deserialize)]
                #[serde(field_identifier)]
                #[allow(non_camel_case_types, reason = "named as the members are")]
                enum Key { $($member,)+ Unknown(String) }

                let mut read = Self::default();
                let mut rest: Option<::serde_json::Map<String, ::serde_json::Value>> = None;
                while let Some(found) = members.next_key()? {
                    match found {
                        $(Key::$member => {
                            let odd = members.next_value_seed($crate::object::Put(&mut read.$member))?;
                            match (odd, &mut rest) {
                                (None, None) => {}
                                (None, Some(rest)) => drop(rest.remove(stringify!($member))),
                                (Some(odd), rest) => {
                                    rest.get_or_insert_default().insert(stringify!($member).to_owned(), odd);
                                }
                            }
                        })+
                        Key::Unknown(name) => {
                            rest.get_or_insert_default().insert(name, members.next_value()?);
                        }
                    }
                }
                if let Some(rest) = rest {
                    read.extra = $crate::object::extra(rest);
                }
                Ok($crate::object::Fit::Yes(read))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let mut read = Self::default();
                match ::serde::de::DeserializeSeed::deserialize($crate::object::Put(&mut read), from)? {
                    None => Ok(read),
                    Some(_) => Err(::serde::de::Error::custom("expected an object")),
                }
            }
        }
    };
}
pub(crate) use object;

/// The members that are left.
pub(crate) fn extra(rest: Map<String, Value>) -> Extra {
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
