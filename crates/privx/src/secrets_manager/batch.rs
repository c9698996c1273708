//! Many objects in one request.

use portcullis_core::{Error, Input, Result};
use serde::{Serialize, Serializer, ser::SerializeMap as _};

/// The ids of objects, and a member that holds for all of them.
#[derive(Debug)]
pub(super) struct Batch<'a, I, T> {
    ids: &'a [I],
    shared: Option<(&'static str, &'a T)>,
}

impl<'a, I> Batch<'a, I, ()> {
    pub(super) fn of(ids: &'a [I]) -> Self {
        Self { ids, shared: None }
    }

    pub(super) fn with<T>(self, name: &'static str, value: &'a T) -> Batch<'a, I, T> {
        Batch { ids: self.ids, shared: Some((name, value)) }
    }
}

impl<I: Serialize, T: Serialize> Serialize for Batch<'_, I, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut members = to.serialize_map(None)?;
        members.serialize_entry("ids", self.ids)?;
        if let Some((name, value)) = self.shared {
            members.serialize_entry(name, value)?;
        }
        members.end()
    }
}

impl<I: AsRef<str>, T: Input> Input for Batch<'_, I, T> {
    fn check(&self) -> Result<()> {
        self.shared.map_or(Ok(()), |(_, value)| value.check())
    }

    /// Which objects a batch without ids changes is not documented.
    fn check_always(&self) -> Result<()> {
        if self.ids.is_empty() || self.ids.iter().any(|id| id.as_ref().is_empty()) {
            return Err(Error::input("ids", "must hold at least one id, and no empty one"));
        }
        self.shared.map_or(Ok(()), |(_, value)| value.check_always())
    }
}
