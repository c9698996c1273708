//! What a field of a record can hold: one value.

use super::is_mask;
use crate::{Secret, Timestamp, secret};
use serde::{
    Serialize as _, Serializer,
    de::{
        Deserialize, MapAccess, SeqAccess,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::{Number, Value};

/// What a field of a record can hold. Read straight from the reply into its place, which is empty: a page of users that
/// takes the way over [`Value`] costs two and a half times as much.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a record",
    label = "cannot be read without loss",
    note = "a field is an `Option` of a text, `bool`, `i64`, `u64`, `f64`, `Timestamp`, `Secret`, `serde_json::Value`, a `Vec` of these, \
            a `BTreeMap` of them by text, a type of `id!` or `open_enum!`, or a struct that derives `Record`"
)]
pub trait Member: Sized {
    /// Whether neither a list nor an object fits, and one reader for all such types may read it.
    const SCALAR: bool = false;
    /// The value that stands for nothing.
    fn empty() -> Self;
    /// From a text.
    fn text(_: &str) -> Option<Self> {
        None
    }
    /// From `true` or `false`.
    fn flag(_: bool) -> Option<Self> {
        None
    }
    /// From a number.
    fn number(_: &Number) -> Option<Self> {
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
    /// Writes it; into a `new` object without what the server sets.
    fn write<S: Serializer>(&self, to: S, new: bool) -> Result<S::Ok, S::Error>;
    /// Whether it is not written.
    fn is_absent(&self) -> bool {
        false
    }
    /// Whether it is or holds a mask; `texts`: whether plain texts count.
    fn has_mask(&self, _texts: bool) -> bool {
        false
    }
    /// Takes masks out; whether it is one itself.
    fn drop_masks(&mut self, _texts: bool) -> bool {
        false
    }
}

impl<T: Member> Member for Option<T> {
    const SCALAR: bool = T::SCALAR;
    #[inline]
    fn empty() -> Self {
        None
    }
    #[inline]
    fn text(text: &str) -> Option<Self> {
        T::text(text).map(Some)
    }
    #[inline]
    fn flag(flag: bool) -> Option<Self> {
        T::flag(flag).map(Some)
    }
    #[inline]
    fn number(number: &Number) -> Option<Self> {
        T::number(number).map(Some)
    }
    fn list<'de, A: SeqAccess<'de>>(&mut self, items: A) -> Result<Option<Value>, A::Error> {
        self.insert(T::empty()).list(items)
    }
    fn object<'de, A: MapAccess<'de>>(&mut self, members: A) -> Result<Option<Value>, A::Error> {
        self.insert(T::empty()).object(members)
    }
    #[inline]
    fn write<S: Serializer>(&self, to: S, new: bool) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.write(to, new),
            None => to.serialize_none(),
        }
    }
    #[inline]
    fn is_absent(&self) -> bool {
        self.is_none()
    }
    #[inline]
    fn has_mask(&self, texts: bool) -> bool {
        self.as_ref().is_some_and(|value| value.has_mask(texts))
    }
    fn drop_masks(&mut self, texts: bool) -> bool {
        self.take_if(|value| value.drop_masks(texts));
        false
    }
}

impl Member for bool {
    const SCALAR: bool = true;
    #[inline]
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
    #[inline]
    fn empty() -> Self {
        false
    }
    #[inline]
    fn flag(flag: bool) -> Option<Self> {
        Some(flag)
    }
}

impl Member for i64 {
    const SCALAR: bool = true;
    #[inline]
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
    #[inline]
    fn empty() -> Self {
        0
    }
    #[inline]
    fn number(number: &Number) -> Option<Self> {
        number.as_i64()
    }
}

impl Member for u64 {
    const SCALAR: bool = true;
    #[inline]
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
    #[inline]
    fn empty() -> Self {
        0
    }
    #[inline]
    fn number(number: &Number) -> Option<Self> {
        number.as_u64()
    }
}

/// What is whole is written as an integer: 5 does not come back as 5.0.
impl Member for f64 {
    const SCALAR: bool = true;
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        if self.fract() == 0.0 && self.abs() <= WHOLE {
            #[allow(clippy::cast_possible_truncation, reason = "whole and at most 2^53")]
            to.serialize_i64(*self as i64)
        } else {
            to.serialize_f64(*self)
        }
    }
    fn empty() -> Self {
        0.0
    }
    fn number(number: &Number) -> Option<Self> {
        number.as_f64().filter(|value| number.is_f64() || value.abs() <= WHOLE)
    }
}

/// Up to here each integer is an `f64` (2^53).
const WHOLE: f64 = 9_007_199_254_740_992.0;

// Most members are texts: their reader of its own takes 3 kB of a program and saves 40 instructions for each.
impl Member for String {
    #[inline]
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
    #[inline]
    fn empty() -> Self {
        Self::new()
    }
    #[inline]
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }
    fn has_mask(&self, texts: bool) -> bool {
        texts && is_mask(self)
    }
    fn drop_masks(&mut self, texts: bool) -> bool {
        self.has_mask(texts)
    }
}

impl Member for Value {
    fn empty() -> Self {
        Self::Null
    }
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }
    fn flag(flag: bool) -> Option<Self> {
        Some(flag.into())
    }
    fn number(number: &Number) -> Option<Self> {
        Some(Self::Number(number.clone()))
    }
    fn list<'de, A: SeqAccess<'de>>(&mut self, items: A) -> Result<Option<Value>, A::Error> {
        *self = Self::deserialize(SeqAccessDeserializer::new(items))?;
        Ok(None)
    }
    fn object<'de, A: MapAccess<'de>>(&mut self, members: A) -> Result<Option<Value>, A::Error> {
        *self = Self::deserialize(MapAccessDeserializer::new(members))?;
        Ok(None)
    }
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
    fn has_mask(&self, _texts: bool) -> bool {
        super::masks::has_mask(self)
    }
    fn drop_masks(&mut self, _texts: bool) -> bool {
        super::masks::drop_masks(self)
    }
}

impl Member for Timestamp {
    const SCALAR: bool = true;
    #[inline]
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
    #[inline]
    fn empty() -> Self {
        Self::default()
    }
    #[inline]
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

impl Member for Secret {
    const SCALAR: bool = true;
    #[inline]
    fn write<S: Serializer>(&self, to: S, _new: bool) -> Result<S::Ok, S::Error> {
        secret::expose(self, to)
    }
    #[inline]
    fn empty() -> Self {
        "".into()
    }
    #[inline]
    fn text(text: &str) -> Option<Self> {
        Some(text.into())
    }
    fn has_mask(&self, _texts: bool) -> bool {
        is_mask(self.expose_secret())
    }
    fn drop_masks(&mut self, texts: bool) -> bool {
        self.has_mask(texts)
    }
}
