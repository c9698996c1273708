//! Members that name an object of another collection.

use serde_json::Value;

use super::{Call, Collection, Vendor, plain};
use crate::facts::{Complaint, Facts, Kind, Operation, Schema, join};
use crate::objects::{Object, Row};

impl<V: Vendor> Collection<V> {
    /// The parameter of the path that names an object of this collection.
    pub(super) fn own_parameter(&self, facts: &'static Facts) -> Option<&'static str> {
        let id = |action| format!("{}.{}{action}", self.group, self.prefix);
        let operation: Option<&'static Operation> =
            ["get", "update", "delete"].iter().find_map(|action| facts.operation(&id(action)));
        operation.filter(|_| !self.single)?.path_parameters.last().map(String::as_str)
    }

    /// How many parameters of the path name what the object belongs to.
    pub(super) fn parents(&self, facts: &'static Facts, call: &Call<'_>) -> usize {
        let own = self.own_parameter(facts);
        let is_own = call.path.last().is_some_and(|(name, _)| Some(*name) == own);
        call.path.len().saturating_sub(usize::from(is_own))
    }

    /// What the object belongs to must exist, as far as the description states what a parameter names.
    pub(super) fn check_parents(&self, vendor: &V, call: &Call<'_>) -> Result<(), V::Refusal> {
        let facts = vendor.facts();
        for (name, id) in call.path.iter().take(self.parents(facts, call)) {
            let known = call.operation.parameters.iter().find(|p| p.name == *name && p.place == "path");
            // What another member than the key names, the operation itself looks for.
            if known.is_some_and(|known| known.schema.refers_by.is_some()) {
                continue;
            }
            let named = |c: &&Collection<V>| c.prefix.is_empty() && c.own_parameter(facts) == Some(name);
            let groups: Vec<&str> = match known {
                Some(known) if !known.schema.refers_to.is_empty() => {
                    known.schema.refers_to.iter().map(String::as_str).collect()
                }
                _ => V::COLLECTIONS.iter().filter(named).map(|c| c.group).collect(),
            };
            if is_served::<V>(&groups) && row_of(vendor, &groups, None, id).is_none() {
                return Err(V::not_found());
            }
        }
        Ok(())
    }
}

fn is_served<V: Vendor>(groups: &[impl AsRef<str>]) -> bool {
    groups.iter().any(|group| collection_of::<V>(group.as_ref()).is_some())
}

/// The collection of a group.
pub(super) fn collection_of<V: Vendor>(group: &str) -> Option<&'static Collection<V>> {
    V::COLLECTIONS.iter().find(|c| c.group == group && c.prefix.is_empty() && !c.single && !c.apart)
}

/// The object of one of the groups that a key, or the value of a member, names.
pub(super) fn row_of<'a, V: Vendor>(
    vendor: &'a V,
    groups: &[impl AsRef<str>],
    by: Option<&str>,
    key: &str,
) -> Option<&'a Row> {
    let also = groups.iter().flat_map(|group| V::also(group.as_ref()));
    let names = groups.iter().map(AsRef::as_ref).chain(also.copied());
    names.filter_map(collection_of::<V>).find_map(|collection| {
        if by.is_none()
            && let Some(row) = vendor.objects().row(collection.kept, "", key)
        {
            return Some(row);
        }
        let same = |row: &&Row| match by {
            // A reply may show the member, and the store not keep it.
            Some(name) => {
                collection.viewed(vendor, &row.object).get(name).and_then(plain).as_deref() == Some(key)
            }
            None => row.key == key,
        };
        vendor.objects().rows(collection.kept).find(same)
    })
}

/// Finds the texts and numbers that name an object.
struct Names<'a, F> {
    facts: &'a Facts,
    /// Leaves out what only the server sets.
    sent: bool,
    /// Takes the schema with the groups, the place and the name; returns whether the name must go.
    each: F,
}

impl<F: FnMut(&Schema, &str, &str) -> bool> Names<'_, F> {
    /// Returns whether the value must go: an object goes with a name that it holds.
    fn visit(&mut self, outer: &Schema, marked: Option<&Schema>, value: &mut Value, at: &str) -> bool {
        let schema = self.facts.shape(outer);
        let marked = [outer, schema].into_iter().find(|known| !known.refers_to.is_empty()).or(marked);
        match value {
            Value::Array(items) => {
                let Some(kind) = schema.items.as_deref().or(marked) else { return false };
                let mut places = (0..).map(|index| format!("{at}[{index}]"));
                items.retain_mut(|item| !self.visit(kind, marked, item, &places.next().unwrap_or_default()));
                false
            }
            Value::Object(members) => {
                // A map has one name in each value; any other object that is marked is a handle.
                let is_map = schema.properties.is_empty() && schema.values_of_map().is_some();
                let handle = marked.filter(|_| !is_map);
                let by = handle.map(|handle| handle.refers_by.as_deref().unwrap_or("id"));
                let mut gone = false;
                members.retain(|name, value| {
                    let known = schema.member(name).filter(|known| !(self.sent && known.read_only));
                    let known = if by.is_some() { handle.filter(|_| by == Some(name)) } else { known };
                    let goes = known.is_some_and(|known| self.visit(known, marked, value, &join(at, name)));
                    gone |= goes && !is_map && !value.is_object();
                    !goes
                });
                gone
            }
            value => {
                let name = plain(value).filter(|name| !name.is_empty());
                marked.zip(name).is_some_and(|(marked, name)| (self.each)(marked, at, &name))
            }
        }
    }
}

/// Complains about each member that names an object that does not exist.
pub(super) fn check<V: Vendor>(vendor: &V, schema: &Schema, value: &Value, out: &mut Vec<Complaint>) {
    let each = |marked: &Schema, at: &str, name: &str| {
        let (groups, by) = (&marked.refers_to, marked.refers_by.as_deref());
        if is_served::<V>(groups) && row_of(vendor, groups, by, name).is_none() {
            out.push(Complaint::new(Kind::Dangling, at));
        }
        false
    };
    Names { facts: vendor.facts(), sent: true, each }.visit(schema, None, &mut value.clone(), "");
}

/// Removes from an object what names another one, which is gone. Returns whether anything was removed.
pub(super) fn forget(
    facts: &Facts,
    groups: &[&str],
    schema: &Schema,
    object: &mut Object,
    (key, gone): (&str, &Object),
) -> bool {
    let mut found = false;
    let each = |marked: &Schema, _: &str, name: &str| {
        let by = marked.refers_by.as_deref().and_then(|by| plain(gone.get(by)?));
        let goes = is_of(marked, groups) && name == by.as_deref().unwrap_or(key);
        found |= goes;
        goes
    };
    let mut value = Value::Object(std::mem::take(object));
    Names { facts, sent: false, each }.visit(schema, None, &mut value, "");
    if let Value::Object(members) = value {
        *object = members;
    }
    found
}

fn is_of(schema: &Schema, groups: &[&str]) -> bool {
    schema.refers_to.iter().any(|group| groups.contains(&group.as_str()))
}

/// Whether a schema has a member that names an object of one of the groups.
pub(super) fn refers(facts: &Facts, outer: &Schema, groups: &[&str], depth: usize) -> bool {
    let schema = facts.shape(outer);
    let mut inner = schema.properties.values().chain(schema.items.as_deref()).chain(schema.values_of_map());
    is_of(outer, groups)
        || is_of(schema, groups)
        || depth > 0 && inner.any(|inner| refers(facts, inner, groups, depth - 1))
}
