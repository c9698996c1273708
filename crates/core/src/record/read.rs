//! Reading without loss.

use super::Member;
use crate::decode::room;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor,
    value::{MapAccessDeserializer, SeqAccessDeserializer},
};
use serde_json::{Number, Value};
use std::fmt;

/// Reads a member into its place; what does not fit goes beside it, and the place is left empty.
pub(super) struct Put<'a, T>(pub(super) &'a mut T, pub(super) &'a mut Option<Value>);

impl<T: Member> Put<'_, T> {
    #[inline]
    fn put(self, value: Option<T>, odd: impl FnOnce() -> Value) {
        match value {
            Some(value) => *self.0 = value,
            None => self.aside(odd()),
        }
    }

    fn number(self, number: Option<Number>) {
        match number.as_ref().and_then(T::number) {
            Some(value) => *self.0 = value,
            None => self.aside(number.map_or(Value::Null, Value::Number)),
        }
    }

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
        if T::SCALAR {
            from.deserialize_any(PutScalar { place: self.0, odd: self.1 })
        } else {
            from.deserialize_any(self)
        }
    }
}

impl<'de, T: Member> Visitor<'de> for Put<'_, T> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.put(T::text(text), || text.into());
        Ok(())
    }
    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        self.put(T::flag(flag), || flag.into());
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
        self.number(Some(number.into()));
        Ok(())
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.number(Some(number.into()));
        Ok(())
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.number(Number::from_f64(number));
        Ok(())
    }
}

/// A place for one scalar; `false`: the value does not fit.
trait Scalar {
    fn text(&mut self, text: &str) -> bool;
    fn flag(&mut self, flag: bool) -> bool;
    fn number(&mut self, number: &Number) -> bool;
    fn clear(&mut self);
}

impl<T: Member> Scalar for T {
    fn text(&mut self, text: &str) -> bool {
        T::text(text).map(|value| *self = value).is_some()
    }
    fn flag(&mut self, flag: bool) -> bool {
        T::flag(flag).map(|value| *self = value).is_some()
    }
    fn number(&mut self, number: &Number) -> bool {
        T::number(number).map(|value| *self = value).is_some()
    }
    fn clear(&mut self) {
        *self = T::empty();
    }
}

/// As [`Put`], for all types of scalars: a reader for each added 1.7 kB to a program. `Put` has its own methods for
/// scalars, because calls of these from there add 15 kB to PrivX's program.
struct PutScalar<'a> {
    place: &'a mut dyn Scalar,
    odd: &'a mut Option<Value>,
}

impl PutScalar<'_> {
    fn number(self, number: Option<Number>) {
        if !number.as_ref().is_some_and(|number| self.place.number(number)) {
            self.aside(number.map_or(Value::Null, Value::Number));
        }
    }

    #[cold]
    fn aside(self, odd: Value) {
        self.place.clear();
        *self.odd = Some(odd);
    }
}

impl<'de> Visitor<'de> for PutScalar<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if !self.place.text(text) {
            self.aside(text.into());
        }
        Ok(())
    }
    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        if !self.place.flag(flag) {
            self.aside(flag.into());
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        self.aside(Value::deserialize(SeqAccessDeserializer::new(items))?);
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        self.aside(Value::deserialize(MapAccessDeserializer::new(members))?);
        Ok(())
    }
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.aside(Value::Null);
        Ok(())
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.number(Some(number.into()));
        Ok(())
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.number(Some(number.into()));
        Ok(())
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.number(Number::from_f64(number));
        Ok(())
    }
}

/// Reads the value of a member into its place.
#[inline]
pub fn put<'de, T: Member, A: MapAccess<'de>>(
    members: &mut A,
    place: &mut T,
    odd: &mut Option<Value>,
) -> Result<(), A::Error> {
    members.next_value_seed(Put(place, odd))
}

/// Reads one record.
pub fn read<'de, T: Member, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    room::take(size_of::<T>())?;
    let (mut read, mut odd) = (T::empty(), None);
    from.deserialize_any(Put(&mut read, &mut odd))?;
    match odd {
        None => Ok(read),
        Some(_) => Err(D::Error::custom("expected an object")),
    }
}
