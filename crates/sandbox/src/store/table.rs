//! Tables that record which of their rows changed since they were last written to the journal.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One change: the table, the key of the row, and the row, or nothing if the row was removed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Change(pub(crate) String, pub(crate) Value, pub(crate) Option<Value>);

/// A part of a state that records its changes.
pub(crate) trait Tracked {
    /// Every row, as changes that rebuild the table when they are applied in this order.
    fn rows(&self, table: &str) -> serde_json::Result<Vec<Change>>;

    /// The changes since the last call of this method or of [`forget_changes`](Self::forget_changes).
    fn take_changes(&mut self, table: &str) -> serde_json::Result<Vec<Change>>;

    fn forget_changes(&mut self);

    fn apply(&mut self, key: Value, row: Option<Value>) -> serde_json::Result<()>;
}

/// A state that consists of tables.
pub(crate) trait Tables: Send + 'static {
    /// Every table that is saved, with its name in the journal.
    fn tables(&mut self) -> Vec<(&'static str, &mut dyn Tracked)>;
}

/// Rows by key. Reading is that of the map inside; every change goes through a method of this type.
#[derive(Debug)]
pub(crate) struct Table<K, V> {
    rows: BTreeMap<K, V>,
    changed: BTreeSet<K>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), changed: BTreeSet::new() }
    }
}

impl<K, V> Deref for Table<K, V> {
    type Target = BTreeMap<K, V>;

    fn deref(&self) -> &BTreeMap<K, V> {
        &self.rows
    }
}

impl<K: Ord + Clone, V> Table<K, V> {
    pub(crate) fn insert(&mut self, key: K, row: V) {
        self.changed.insert(key.clone());
        self.rows.insert(key, row);
    }

    pub(crate) fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let (key, row) = self.rows.remove_entry(key)?;
        self.changed.insert(key);
        Some(row)
    }

    pub(crate) fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let key = self.rows.get_key_value(key)?.0.clone();
        let row = self.rows.get_mut(key.borrow());
        self.changed.insert(key);
        row
    }

    pub(crate) fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.changed.insert(key.clone());
        self.rows.entry(key).or_default()
    }

    /// The first row that `wanted` accepts.
    pub(crate) fn find_mut(&mut self, mut wanted: impl FnMut(&V) -> bool) -> Option<(&K, &mut V)> {
        let (key, row) = self.rows.iter_mut().find(|(_, row)| wanted(row))?;
        self.changed.insert(key.clone());
        Some((key, row))
    }

    /// Every row that `wanted` accepts.
    pub(crate) fn filter_mut(&mut self, wanted: impl Fn(&V) -> bool) -> impl Iterator<Item = (&K, &mut V)> {
        let Self { rows, changed } = self;
        rows.iter_mut().filter(move |(_, row)| wanted(row)).inspect(|(key, _)| {
            changed.insert((*key).clone());
        })
    }

    pub(crate) fn retain(&mut self, keep: impl Fn(&V) -> bool) {
        let Self { rows, changed } = self;
        rows.retain(|key, row| {
            let kept = keep(row);
            if !kept {
                changed.insert(key.clone());
            }
            kept
        });
    }
}

impl<K, V> Tracked for Table<K, V>
where
    K: Ord + Serialize + DeserializeOwned,
    V: Serialize + DeserializeOwned,
{
    fn rows(&self, table: &str) -> serde_json::Result<Vec<Change>> {
        self.rows.iter().map(|(key, row)| change(table, key, Some(row))).collect()
    }

    fn take_changes(&mut self, table: &str) -> serde_json::Result<Vec<Change>> {
        let changed = std::mem::take(&mut self.changed);
        changed.iter().map(|key| change(table, key, self.rows.get(key))).collect()
    }

    fn forget_changes(&mut self) {
        self.changed.clear();
    }

    fn apply(&mut self, key: Value, row: Option<Value>) -> serde_json::Result<()> {
        let key = serde_json::from_value(key)?;
        match row {
            Some(row) => drop(self.rows.insert(key, serde_json::from_value(row)?)),
            None => drop(self.rows.remove(&key)),
        }
        Ok(())
    }
}

fn change(table: &str, key: &impl Serialize, row: Option<&impl Serialize>) -> serde_json::Result<Change> {
    let row = row.map(serde_json::to_value).transpose()?;
    // A row that is written as null is left out on purpose: a restart finds no such row.
    Ok(Change(table.to_owned(), serde_json::to_value(key)?, row.filter(|row| !row.is_null())))
}

/// One value that is saved as a whole whenever it may have changed.
#[derive(Debug, Default)]
pub(crate) struct Single<T> {
    value: T,
    changed: bool,
}

impl<T> From<T> for Single<T> {
    fn from(value: T) -> Self {
        Self { value, changed: true }
    }
}

impl<T> Deref for Single<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Single<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.changed = true;
        &mut self.value
    }
}

impl<T: Serialize + DeserializeOwned> Tracked for Single<T> {
    fn rows(&self, table: &str) -> serde_json::Result<Vec<Change>> {
        Ok(vec![change(table, &(), Some(&self.value))?])
    }

    fn take_changes(&mut self, table: &str) -> serde_json::Result<Vec<Change>> {
        if std::mem::take(&mut self.changed) { self.rows(table) } else { Ok(Vec::new()) }
    }

    fn forget_changes(&mut self) {
        self.changed = false;
    }

    fn apply(&mut self, _key: Value, row: Option<Value>) -> serde_json::Result<()> {
        self.value = serde_json::from_value(row.unwrap_or_default())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changes(table: &mut Table<u64, String>) -> Vec<(Value, Option<Value>)> {
        table.take_changes("t").unwrap().into_iter().map(|Change(_, key, row)| (key, row)).collect()
    }

    #[test]
    fn only_rows_that_changed_are_written_and_only_once() {
        let mut table = Table::default();
        for key in 1..=4 {
            table.insert(key, format!("row {key}"));
        }
        assert_eq!(changes(&mut table).len(), 4);
        assert_eq!(changes(&mut table), []);
        table.get_mut(&2).unwrap().push('!');
        assert!(table.get_mut(&9).is_none() && table.find_mut(|row| row == "none").is_none());
        table.remove(&1);
        table.remove(&9);
        table.retain(|row| row != "row 4");
        for (_, row) in table.filter_mut(|row| row == "row 3") {
            row.push('?');
        }
        let expected = [
            (json!(1), None),
            (json!(2), Some(json!("row 2!"))),
            (json!(3), Some(json!("row 3?"))),
            (json!(4), None),
        ];
        assert_eq!(changes(&mut table), expected);
        assert_eq!(table.get_or_default(5), "");
        table.find_mut(|row| row == "row 3?").unwrap().1.clear();
        assert_eq!(changes(&mut table), [(json!(3), Some(json!(""))), (json!(5), Some(json!("")))]);
        table.insert(6, String::new());
        table.forget_changes();
        assert_eq!(changes(&mut table), []);
    }

    #[test]
    fn the_rows_rebuild_the_table() {
        let mut table = Table::default();
        table.insert((1, 2), vec![true]);
        table.insert((3, 4), Vec::new());
        let mut copy = Table::default();
        for Change(_, key, row) in table.rows("t").unwrap() {
            copy.apply(key, row).unwrap();
        }
        assert_eq!(*copy, *table);
        copy.apply(json!([1, 2]), None).unwrap();
        assert_eq!(copy.keys().collect::<Vec<_>>(), [&(3, 4)]);
        assert!(
            copy.apply(json!("text"), None).is_err() && copy.apply(json!([1, 2]), Some(json!(1))).is_err()
        );
    }

    #[test]
    fn a_single_value_is_written_after_it_was_borrowed_for_a_change() {
        let mut number = Single::from(1_u64);
        number.forget_changes();
        assert_eq!((*number, number.take_changes("n").unwrap().len()), (1, 0));
        *number += 1;
        let Change(_, _, row) = number.take_changes("n").unwrap().remove(0);
        let mut copy = Single::from(0_u64);
        copy.apply(Value::Null, row).unwrap();
        assert_eq!(*copy, 2);
    }
}
