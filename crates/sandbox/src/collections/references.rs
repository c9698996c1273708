//! Members that name an object of another collection.

use serde_json::Value;

use super::{Call, Collection, Vendor, plain};
use crate::facts::{Complaint, Facts, Kind, Operation, Schema, join};
use crate::objects::Row;

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

    pub(super) fn check_parents(&self, vendor: &V, call: &Call<'_>) -> Result<(), V::Refusal> {
        let parents = self.parents(vendor.facts(), call);
        for (name, id) in call.path.iter().take(parents) {
            let groups = groups_of_parameter(vendor, call, name);
            if !groups.is_empty() && row_of(vendor, &groups, None, id).is_none() {
                return Err(V::not_found());
            }
        }
        Ok(())
    }
}

/// The groups of which a parameter of the path names an object, as far as they are served.
fn groups_of_parameter<V: Vendor>(vendor: &V, call: &Call<'_>, name: &str) -> Vec<String> {
    let known = call.operation.parameters.iter().find(|known| known.name == name && known.place == "path");
    if let Some(known) = known.filter(|known| !known.schema.refers_to.is_empty()) {
        return served::<V>(&known.schema.refers_to);
    }
    let named = |c: &&Collection<V>| c.prefix.is_empty() && c.own_parameter(vendor.facts()) == Some(name);
    V::COLLECTIONS.iter().filter(named).map(|c| c.group.to_owned()).collect()
}

fn served<V: Vendor>(groups: &[String]) -> Vec<String> {
    let is_served = |group: &&String| collection_of::<V>(group).is_some();
    groups.iter().filter(is_served).cloned().collect()
}

/// The collection of a group.
pub(super) fn collection_of<V: Vendor>(group: &str) -> Option<&'static Collection<V>> {
    V::COLLECTIONS.iter().find(|c| c.group == group && c.prefix.is_empty() && !c.single)
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

/// Complains about each member that names an object that does not exist.
pub(super) fn check<V: Vendor>(
    vendor: &V,
    outer: &Schema,
    value: &Value,
    at: &str,
    out: &mut Vec<Complaint>,
) {
    let facts = vendor.facts();
    let schema = facts.shape(outer);
    for marked in [outer, schema] {
        let groups = served::<V>(&marked.refers_to);
        if !groups.is_empty() {
            return check_values(vendor, &groups, marked.refers_by.as_deref(), schema, value, at, out);
        }
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if let Some(kind) = &schema.items {
                    check(vendor, kind, item, &format!("{at}[{index}]"), out);
                }
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                if let Some(known) = schema.member(name).filter(|known| !known.read_only) {
                    check(vendor, known, value, &join(at, name), out);
                }
            }
        }
        _ => {}
    }
}

fn check_values<V: Vendor>(
    vendor: &V,
    groups: &[String],
    by: Option<&str>,
    schema: &Schema,
    value: &Value,
    at: &str,
    out: &mut Vec<Complaint>,
) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                check_values(vendor, groups, by, schema, item, &format!("{at}[{index}]"), out);
            }
        }
        // A map has one reference for each name; any other object is a handle.
        Value::Object(members) if schema.properties.is_empty() && schema.values_of_map().is_some() => {
            for (name, value) in members {
                check_values(vendor, groups, by, schema, value, &join(at, name), out);
            }
        }
        Value::Object(members) => {
            let name = by.unwrap_or("id");
            if let Some(value) = members.get(name) {
                check_values(vendor, groups, by, schema, value, &join(at, name), out);
            }
        }
        value => {
            let key = plain(value).filter(|key| !key.is_empty());
            if key.is_some_and(|key| row_of(vendor, groups, by, &key).is_none()) {
                out.push(Complaint::new(Kind::Dangling, at));
            }
        }
    }
}

/// Removes from a value what names an object that is gone. Returns whether anything was removed.
pub(super) fn forget(facts: &Facts, groups: &[&str], outer: &Schema, value: &mut Value, key: &str) -> bool {
    let schema = facts.shape(outer);
    let refers = |schema: &Schema| schema.refers_to.iter().any(|group| groups.contains(&group.as_str()));
    let is_key = |value: &Value| plain(value).is_some_and(|value| value == key);
    // A handle names the object by one of its members.
    let names = |schema: &Schema, value: &Value| {
        let schema = facts.shape(schema);
        let member = |(name, value): (&String, &Value)| {
            schema.properties.get(name).is_some_and(refers) && is_key(value)
        };
        value.as_object().is_some_and(|members| members.iter().any(member))
    };
    let direct = refers(outer) || refers(schema);
    match value {
        Value::Array(items) => {
            let before = items.len();
            let kind = schema.items.as_deref();
            items.retain(|item| {
                let handle =
                    kind.is_some_and(|kind| names(kind, item) || refers(kind) && is_handle(item, key));
                !(handle || (direct || kind.is_some_and(refers)) && is_key(item))
            });
            let removed = items.len() != before;
            let inner = |item| kind.is_some_and(|kind| forget(facts, groups, kind, item, key));
            items.iter_mut().map(inner).fold(removed, |found, one| found || one)
        }
        Value::Object(members) => {
            let before = members.len();
            members.retain(|name, value| {
                let known = schema.member(name);
                !known.is_some_and(|known| {
                    (refers(known) || refers(facts.shape(known))) && (is_key(value) || is_handle(value, key))
                        || value.is_object() && names(known, value)
                })
            });
            let mut found = members.len() != before;
            for (name, value) in members.iter_mut() {
                found |= schema.member(name).is_some_and(|known| forget(facts, groups, known, value, key));
            }
            found
        }
        _ => false,
    }
}

fn is_handle(value: &Value, key: &str) -> bool {
    value.get("id").and_then(plain).is_some_and(|id| id == key)
}

/// Whether a schema has a member that names an object of one of the groups.
pub(super) fn refers(facts: &Facts, outer: &Schema, groups: &[&str], depth: usize) -> bool {
    let schema = facts.shape(outer);
    let marked = |schema: &Schema| schema.refers_to.iter().any(|group| groups.contains(&group.as_str()));
    if marked(outer) || marked(schema) {
        return true;
    }
    let inner = schema.properties.values().chain(schema.items.as_deref()).chain(schema.values_of_map());
    depth > 0 && inner.into_iter().any(|inner| refers(facts, inner, groups, depth - 1))
}
