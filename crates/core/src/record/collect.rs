//! What a field of a record can hold: several values.
//!
//! One entry that does not fit sends the whole to `extra`. Entries that hold secrets cannot go there, where nothing
//! wipes them and the scrubber does not know them: reading fails then.

use super::{Member, Written, read::Put};
use crate::secret;
use serde::{
    Serializer,
    de::{Error, MapAccess, SeqAccess},
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An entry that did not fit, or one that did beside it, for `extra`.
fn kept<T: Member, E: Error>(item: &T, odd: Option<Value>) -> Result<Value, E> {
    if let Some(odd) = odd {
        return Ok(odd);
    }
    secret::kept(&Written(item, false)).map_err(E::custom)
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
        let mut odd = None;
        loop {
            let mut item = T::empty();
            if items.next_element_seed(Put(&mut item, &mut odd))?.is_none() {
                return Ok(None);
            }
            if odd.is_some() {
                break;
            }
            self.push(item);
        }
        let mut all = self.iter().map(|item| kept(item, None)).collect::<Result<Vec<_>, _>>()?;
        all.extend(odd.take());
        loop {
            let mut item = T::empty();
            if items.next_element_seed(Put(&mut item, &mut odd))?.is_none() {
                return Ok(Some(Value::Array(all)));
            }
            all.push(kept(&item, odd.take())?);
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
        let mut odd = None;
        while let Some(name) = members.next_key::<String>()? {
            let mut item = T::empty();
            members.next_value_seed(Put(&mut item, &mut odd))?;
            let Some(odd) = odd.take() else {
                self.insert(name, item);
                continue;
            };
            let mut all = Map::new();
            for (name, item) in std::mem::take(self) {
                all.insert(name, kept(&item, None)?);
            }
            all.insert(name, odd);
            while let Some(name) = members.next_key::<String>()? {
                let (mut item, mut odd) = (T::empty(), None);
                members.next_value_seed(Put(&mut item, &mut odd))?;
                all.insert(name, kept(&item, odd)?);
            }
            return Ok(Some(Value::Object(all)));
        }
        Ok(None)
    }
    fn has_mask(&self, texts: bool) -> bool {
        self.values().any(|item| item.has_mask(texts))
    }
    fn drop_masks(&mut self, texts: bool) -> bool {
        self.retain(|_, item| !item.drop_masks(texts));
        false
    }
}
