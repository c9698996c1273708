//! The JSON objects of a vendor's collections, and which of them changed since the last save.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use crate::store::{Change, Tracked};

pub(crate) type Object = Map<String, Value>;

/// A collection, what it belongs to (the ids of its parents, or nothing), and the key of an object in it.
pub(crate) type Place = (String, String, String);

/// One object.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) scope: String,
    pub(crate) key: String,
    pub(crate) object: Object,
}

/// All objects of one vendor. They are listed in the order of their creation.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    collections: BTreeMap<String, BTreeMap<u64, Row>>,
    places: HashMap<Place, u64>,
    /// The members of which no two objects of a collection have the same value.
    unique: HashMap<&'static str, BTreeSet<&'static str>>,
    /// Their values: within what, of which member, which value.
    taken: HashMap<Place, u64>,
    changed: BTreeSet<Place>,
    last: u64,
    /// The places that were written since [`watch`](Self::watch).
    watched: Option<Vec<Place>>,
}

fn place(group: &str, scope: &str, key: &str) -> Place {
    (group.to_owned(), scope.to_owned(), key.to_owned())
}

/// Within what a value must be unique. In a tree, the children of one parent differ.
fn owner(group: &str, scope: &str, parent: &str) -> String {
    format!("{group}\n{scope}\n{parent}")
}

impl Objects {
    /// No objects yet, of collections with these unique members.
    pub(crate) fn new(unique: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        let mut objects = Self::default();
        for (group, member) in unique {
            objects.unique.entry(group).or_default().insert(member);
        }
        objects
    }

    /// Records from now on which objects are written.
    pub(crate) fn watch(&mut self) {
        self.watched = Some(Vec::new());
    }

    /// What was written since [`watch`](Self::watch). Nothing is recorded after it.
    pub(crate) fn watched(&mut self) -> Vec<Place> {
        self.watched.take().unwrap_or_default()
    }

    fn mark(&mut self, place: Place) {
        self.watched.iter_mut().for_each(|watched| watched.push(place.clone()));
        self.changed.insert(place);
    }

    /// The number of objects of a collection in every scope.
    pub(crate) fn count(&self, group: &str) -> usize {
        self.collections.get(group).map_or(0, BTreeMap::len)
    }

    pub(crate) fn get(&self, group: &str, scope: &str, key: &str) -> Option<&Object> {
        self.row(group, scope, key).map(|row| &row.object)
    }

    pub(crate) fn row(&self, group: &str, scope: &str, key: &str) -> Option<&Row> {
        self.collections.get(group)?.get(self.places.get(&place(group, scope, key))?)
    }

    /// The objects of a collection within a scope.
    pub(crate) fn list<'a>(&'a self, group: &str, scope: &'a str) -> impl Iterator<Item = &'a Object> {
        self.rows(group).filter(move |row| row.scope == scope).map(|row| &row.object)
    }

    /// The objects of a collection in every scope.
    pub(crate) fn rows(&self, group: &str) -> impl Iterator<Item = &Row> {
        self.collections.get(group).into_iter().flat_map(BTreeMap::values)
    }

    /// The values of the unique members of an object.
    fn values(&self, group: &str, scope: &str, object: &Object) -> Vec<Place> {
        let text = |name: &str| object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let owner = owner(group, scope, text("parentId").unwrap_or_default());
        let unique = self.unique.get(group).into_iter().flatten();
        unique.filter_map(|name| Some(place(&owner, name, text(name)?))).collect()
    }

    /// The unique members of which another object than that of the key has the value already.
    pub(crate) fn taken(&self, group: &str, scope: &str, key: &str, object: &Object) -> Vec<String> {
        let own = self.places.get(&place(group, scope, key));
        let mut values = self.values(group, scope, object);
        values.retain(|value| self.taken.get(value).is_some_and(|row| Some(row) != own));
        values.into_iter().map(|(_, name, _)| name).collect()
    }

    /// Whether another object has this value.
    pub(crate) fn is_taken(&self, group: &str, scope: &str, name: &str, value: &str, but: &str) -> bool {
        self.find(group, scope, name, value).is_some_and(|row| row.key != but)
    }

    /// The object with this value of a unique member.
    pub(crate) fn find(&self, group: &str, scope: &str, name: &str, value: &str) -> Option<&Row> {
        self.collections.get(group)?.get(self.taken.get(&place(&owner(group, scope, ""), name, value))?)
    }

    /// Adds or replaces an object.
    pub(crate) fn put(&mut self, group: &str, scope: &str, key: &str, object: Object) {
        let place = place(group, scope, key);
        let row = self.places.get(&place).copied().unwrap_or(self.last + 1);
        self.last = self.last.max(row);
        let values = self.values(group, scope, &object);
        let kept = Row { scope: scope.to_owned(), key: key.to_owned(), object };
        let old = self.collections.entry(group.to_owned()).or_default().insert(row, kept);
        self.release(group, old.as_ref());
        self.taken.extend(values.into_iter().map(|value| (value, row)));
        self.places.insert(place.clone(), row);
        self.mark(place);
    }

    pub(crate) fn remove(&mut self, group: &str, scope: &str, key: &str) -> Option<Object> {
        let place = place(group, scope, key);
        let row = self.places.remove(&place)?;
        self.mark(place);
        let old = self.collections.get_mut(group)?.remove(&row);
        self.release(group, old.as_ref());
        Some(old?.object)
    }

    /// Frees the unique values of an object that is gone.
    fn release(&mut self, group: &str, old: Option<&Row>) {
        for value in old.map(|old| self.values(group, &old.scope, &old.object)).unwrap_or_default() {
            self.taken.remove(&value);
        }
    }

    /// Removes what belongs to an object that is gone, and the links to it.
    pub(crate) fn forget(&mut self, key: &str, links: &[&str]) {
        let belongs = |place: &&Place| {
            let (group, scope, own) = place;
            scope.split('/').any(|part| part == key) || own == key && links.contains(&group.as_str())
        };
        let orphans: Vec<Place> = self.places.keys().filter(belongs).cloned().collect();
        for (group, scope, key) in orphans {
            self.remove(&group, &scope, &key);
        }
    }

    /// Removes every object.
    pub(crate) fn clear(&mut self) {
        for (group, scope, key) in self.places.keys().cloned().collect::<Vec<_>>() {
            self.remove(&group, &scope, &key);
        }
    }

    /// Every object with its place, for [`restore`](Self::restore).
    pub(crate) fn copy(&self) -> Vec<(Place, Object)> {
        let rows =
            self.collections.iter().flat_map(|(group, rows)| rows.values().map(move |row| (group, row)));
        rows.map(|(group, row)| (place(group, &row.scope, &row.key), row.object.clone())).collect()
    }

    /// Puts every object back as it was when it was copied.
    pub(crate) fn restore(&mut self, copy: &[(Place, Object)]) {
        self.clear();
        for ((group, scope, key), object) in copy {
            self.put(group, scope, key, object.clone());
        }
    }

    /// Changes objects of a collection in place; `change` returns whether it did. No unique member may change.
    pub(crate) fn change(&mut self, group: &str, mut change: impl FnMut(&mut Object) -> bool) {
        let rows = self.collections.get_mut(group).into_iter().flat_map(BTreeMap::values_mut);
        let changed =
            rows.filter_map(|row| change(&mut row.object).then(|| place(group, &row.scope, &row.key)));
        for place in changed.collect::<Vec<_>>() {
            self.mark(place);
        }
    }
}

impl Tracked for Objects {
    /// Oldest first, so that a restart keeps the order.
    fn rows(&self, table: &str) -> serde_json::Result<Vec<Change>> {
        let rows = self.collections.iter().flat_map(|(group, rows)| rows.iter().map(move |row| (group, row)));
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|(_, (number, _))| **number);
        let change = |(group, (_, row)): &(&String, (&u64, &Row))| {
            let object = Value::Object(row.object.clone());
            Change(table.to_owned(), json!([group, row.scope, row.key]), Some(object))
        };
        Ok(rows.iter().map(change).collect())
    }

    fn take_changes(&mut self, table: &str) -> serde_json::Result<Vec<Change>> {
        let changed = std::mem::take(&mut self.changed);
        let change = |(group, scope, key): &Place| {
            let object = self.get(group, scope, key).map(|object| Value::Object(object.clone()));
            Change(table.to_owned(), json!([group, scope, key]), object)
        };
        Ok(changed.iter().map(change).collect())
    }

    fn forget_changes(&mut self) {
        self.changed.clear();
    }

    fn apply(&mut self, key: Value, row: Option<Value>) -> serde_json::Result<()> {
        let (group, scope, key): Place = serde_json::from_value(key)?;
        match row {
            Some(row) => self.put(&group, &scope, &key, serde_json::from_value(row)?),
            None => drop(self.remove(&group, &scope, &key)),
        }
        Ok(())
    }
}
