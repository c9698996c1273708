//! What a field of a record can hold: several values.
//!
//! One entry that does not fit sends the whole to `extra`. Entries that hold secrets cannot go there, where nothing
//! wipes them and the scrubber does not know them: reading fails then.

use super::{Member, Written, read::Put};
use crate::{decode::room, secret};
use serde::{
    Serializer,
    de::{Error, MapAccess, SeqAccess},
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An entry that fits, for `extra`.
fn kept<T: Member, E: Error>(item: &T) -> Result<Value, E> {
    // Through the text, and read here: a second serializer, or a reader of values in this crate, would add 4 to 9 kB.
    let text = secret::kept(&|to| serde_json::to_writer(to, &Written(item, false))).map_err(E::custom)?;
    crate::from_json(&text).map_err(|_| E::custom("an entry of a collection cannot be kept"))
}

impl<T: Member> Member for Vec<T> {
    fn write<S: Serializer>(&self, to: S, new: bool) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter().map(|item| Written(item, new)))
    }
    fn empty() -> Self {
        Self::new()
    }
    fn list<'de, A: SeqAccess<'de>>(&mut self, mut items: A) -> Result<Option<Value>, A::Error> {
        self.clear();
        let (mut odd, mut all) = (None, None);
        loop {
            let mut item = T::empty();
            if items.next_element_seed(Put(&mut item, &mut odd))?.is_none() {
                return Ok(all.map(Value::Array));
            }
            room::take(size_of::<T>())?;
            let misfit = odd.take();
            if misfit.is_none() {
                self.push(item);
            }
            if all.is_some() || misfit.is_some() {
                let all = all.get_or_insert_default();
                for item in self.drain(..) {
                    all.push(kept(&item)?);
                }
                all.extend(misfit);
            }
        }
    }
    fn has_mask(&self, texts: bool) -> bool {
        self.iter().any(|item| item.has_mask(texts))
    }
    fn drop_masks(&mut self, texts: bool) -> bool {
        self.retain_mut(|item| !item.drop_masks(texts));
        false
    }
}

impl<T: Member> Member for BTreeMap<String, T> {
    fn write<S: Serializer>(&self, to: S, new: bool) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter().map(|(name, item)| (name, Written(item, new))))
    }
    fn empty() -> Self {
        Self::new()
    }
    fn object<'de, A: MapAccess<'de>>(&mut self, mut members: A) -> Result<Option<Value>, A::Error> {
        self.clear();
        let (mut odd, mut all) = (None, None::<Map<String, Value>>);
        while let Some(name) = members.next_key::<String>()? {
            let mut item = T::empty();
            members.next_value_seed(Put(&mut item, &mut odd))?;
            room::take(size_of::<(String, T)>())?;
            let misfit = odd.take();
            if all.is_none() && misfit.is_none() {
                self.insert(name, item);
                continue;
            }
            let all = all.get_or_insert_default();
            for (name, item) in std::mem::take(self) {
                all.insert(name, kept(&item)?);
            }
            all.insert(
                name,
                match misfit {
                    Some(misfit) => misfit,
                    None => kept(&item)?,
                },
            );
        }
        Ok(all.map(Value::Object))
    }
    fn has_mask(&self, texts: bool) -> bool {
        self.values().any(|item| item.has_mask(texts))
    }
    fn drop_masks(&mut self, texts: bool) -> bool {
        self.retain(|_, item| !item.drop_masks(texts));
        false
    }
}
