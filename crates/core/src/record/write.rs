//! Writing: the members that are set, then the unknown ones.

use super::{Member, Shown};
use crate::{
    Extra,
    secret::{Expose, expose},
};
use serde::{Serialize, Serializer, ser::SerializeMap};

/// An object that is being written.
pub struct Writing<'a, M> {
    map: M,
    written: &'a mut [bool],
}

impl<'a, M: SerializeMap> Writing<'a, M> {
    /// Begins one; `written` has a place for each known member, or none where there are no unknown ones.
    #[inline]
    pub fn new<S: Serializer<SerializeMap = M, Error = M::Error>>(
        to: S,
        written: &'a mut [bool],
    ) -> Result<Self, M::Error> {
        Ok(Self { map: to.serialize_map(None)?, written })
    }

    /// Writes a member that is set.
    #[inline]
    pub fn member<T: Serialize>(
        &mut self,
        at: usize,
        name: &'static str,
        value: Option<T>,
    ) -> Result<(), M::Error> {
        if let Some(value) = value {
            self.map.serialize_entry(name, &value)?;
            self.skip(at);
        }
        Ok(())
    }

    /// Writes a member that is no secret, or an exposed one, if it is set.
    #[inline]
    pub fn shown<T: Shown>(
        &mut self,
        at: usize,
        name: &'static str,
        value: Option<&T>,
    ) -> Result<(), M::Error> {
        self.member(at, name, value)
    }

    /// Writes a member of a record, unless it is absent or set by the server.
    #[inline]
    pub fn record<T: Member>(
        &mut self,
        at: usize,
        name: &'static str,
        value: &T,
        new: bool,
    ) -> Result<(), M::Error> {
        if !value.is_absent() {
            self.map.serialize_entry(name, &Written(value, new))?;
            self.skip(at);
        }
        Ok(())
    }

    /// A member is not written, from `extra` neither.
    #[inline]
    pub fn skip(&mut self, at: usize) {
        if let Some(written) = self.written.get_mut(at) {
            *written = true;
        }
    }

    /// The object itself, through a reference or not.
    #[inline]
    pub fn here(&mut self) -> &mut Self {
        self
    }

    /// Ends without unknown members.
    #[inline]
    pub fn end(self) -> Result<M::Ok, M::Error> {
        self.map.end()
    }

    /// Ends with the unknown members, and with those that did not fit, unless they were written meanwhile.
    #[inline]
    pub fn extra(mut self, known: &[&str], extra: &Extra) -> Result<M::Ok, M::Error> {
        if !extra.is_empty() {
            self.rest(known, extra)?;
        }
        self.map.end()
    }

    #[cold]
    fn rest(&mut self, known: &[&str], extra: &Extra) -> Result<(), M::Error> {
        for (key, value) in extra.iter() {
            let at = known.iter().position(|known| *known == key);
            if at.is_none_or(|at| self.written.get(at) != Some(&true)) {
                self.map.serialize_entry(key, value)?;
            }
        }
        Ok(())
    }
}

/// What is written beside the members of another object: `#[body(flat)]` of `portcullis-macros`.
#[diagnostic::on_unimplemented(
    message = "the members of `{Self}` cannot be written beside others",
    note = "`flatten` is for a struct that derives `Body` with `#[body(flat)]`, and for an `Option` of one"
)]
pub trait Flat {
    /// Writes the members that are set.
    fn members<M: SerializeMap>(&self, to: &mut Writing<'_, M>) -> Result<(), M::Error>;
}

impl<T: Flat> Flat for Option<T> {
    #[inline]
    fn members<M: SerializeMap>(&self, to: &mut Writing<'_, M>) -> Result<(), M::Error> {
        self.as_ref().map_or(Ok(()), |part| part.members(to))
    }
}

impl<T: Flat> Flat for &T {
    #[inline]
    fn members<M: SerializeMap>(&self, to: &mut Writing<'_, M>) -> Result<(), M::Error> {
        (**self).members(to)
    }
}

/// A secret that is revealed while a request is being encoded.
pub struct Exposed<'a, T>(&'a T);

/// A secret that is revealed while a request is being encoded.
#[inline]
pub fn exposed<T: Expose>(secret: &T) -> Exposed<'_, T> {
    Exposed(secret)
}

impl<T: Expose> Serialize for Exposed<'_, T> {
    #[inline]
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        expose(self.0, to)
    }
}

/// A member of a record, or a record; the flag: whether it is written without what the server sets.
pub struct Written<'a, T>(pub(super) &'a T, pub(super) bool);

impl<T: Member> Serialize for Written<'_, T> {
    #[inline]
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.write(to, self.1)
    }
}

/// A record to be created: without what the server sets.
pub fn new<T: Member>(record: &T) -> Written<'_, T> {
    Written(record, true)
}
