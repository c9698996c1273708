//! Links between the objects of two collections: memberships, granted roles, composites.
//!
//! A link is kept as an object of its own under the id of its owner, with the id of its target as the key; it holds
//! what the client sent with it. It goes when either end goes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::masks::mask;
use super::references::collection_of;
use super::{Answer, Call, Collection, Vendor, listing, plain};
use crate::facts::{Complaint, Kind};
use crate::objects::{Object, Row};

/// What an operation does to a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Lists the targets of an owner.
    List,
    /// Adds the target of the path, or those of the body.
    Add,
    /// Removes the target of the path, or those of the body.
    Remove,
    /// Replaces all targets by those of the body.
    Set,
    /// Lists what could be a target but is none.
    Available,
    /// Lists the owners of a target.
    Owners,
    /// Removes a target from every owner.
    RemoveEverywhere,
}

/// A kind of link.
pub(crate) struct Link {
    /// The name under which the links are kept.
    pub(super) kept: &'static str,
    /// The groups of the owners; without one, the vendor itself is the owner.
    pub(super) owners: &'static [&'static str],
    pub(super) targets: &'static [&'static str],
    /// Whether a listed target shows what the client sent with the link.
    shown: bool,
    operations: &'static [(&'static str, Action)],
}

impl Link {
    pub(crate) const fn between(
        kept: &'static str,
        owners: &'static [&'static str],
        targets: &'static [&'static str],
        operations: &'static [(&'static str, Action)],
    ) -> Self {
        Self { kept, owners, targets, shown: false, operations }
    }

    /// A listed target shows what the client sent with the link.
    pub(crate) const fn shown(self) -> Self {
        Self { shown: true, ..self }
    }

    pub(super) fn action(&self, id: &str) -> Option<Action> {
        self.operations.iter().find(|(known, _)| *known == id).map(|(_, action)| *action)
    }
}

/// The id by which links name an object.
fn id_of(row: &Row) -> String {
    row.object.get("id").and_then(plain).unwrap_or_else(|| row.key.clone())
}

fn collections<V: Vendor>(groups: &'static [&'static str]) -> impl Iterator<Item = &'static Collection<V>> {
    let also = groups.iter().flat_map(|group| V::also(group));
    groups.iter().chain(also).filter_map(|group| collection_of::<V>(group))
}

/// Parameters of a path.
type Path<'a> = &'a [(&'a str, String)];

/// The id of the object of one of the groups that a parameter of the path names, and what follows in the path;
/// without the parameter, the vendor itself.
fn named<'a, V: Vendor>(
    vendor: &V,
    call: &'a Call<'_>,
    groups: &'static [&'static str],
    parameter: Option<&str>,
) -> Result<(String, Path<'a>), V::Refusal> {
    let position = call.path.iter().position(|(name, _)| Some(*name) == parameter);
    let Some((before, [(_, key), after @ ..])) = position.map(|position| call.path.split_at(position)) else {
        return Ok(Default::default());
    };
    let scope = joined(before);
    let row = collections::<V>(groups).find_map(|c| vendor.objects().row(c.kept, &scope, key));
    Ok((row.map(id_of).ok_or_else(V::not_found)?, after))
}

fn joined<'a>(path: impl IntoIterator<Item = &'a (&'a str, String)>) -> String {
    path.into_iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("/")
}

/// The object that a handle of the body or a key of the path means.
fn target<V: Vendor>(vendor: &V, link: &Link, scope: Option<&str>, value: &Value) -> Option<String> {
    let key = value.get("id").or_else(|| value.get("name")).unwrap_or(value);
    let key = plain(key)?;
    collections::<V>(link.targets).find_map(|collection| {
        let mut rows = vendor.objects().rows(collection.kept);
        let row = rows.find(|row| {
            scope.is_none_or(|scope| row.scope == scope) && (id_of(row) == key || row.key == key)
        });
        row.map(id_of)
    })
}

/// The objects with these ids, in the order of their creation.
fn rows<'a, V: Vendor>(
    vendor: &'a V,
    groups: &'static [&'static str],
    scope: Option<&str>,
    wanted: impl Fn(&str) -> bool,
) -> Vec<(&'static Collection<V>, &'a Row)> {
    let mut found = Vec::new();
    for collection in collections::<V>(groups) {
        let rows = vendor.objects().rows(collection.kept);
        let fitting = rows.filter(|row| scope.is_none_or(|scope| row.scope == scope) && wanted(&id_of(row)));
        found.extend(fitting.map(|row| (collection, row)));
    }
    found
}

/// The ids of an owner's targets.
fn targets<V: Vendor>(vendor: &V, kept: &'static str, owner: &str) -> Vec<String> {
    let links = vendor.objects().rows(kept).filter(|row| row.scope == owner);
    links.map(|row| row.key.clone()).collect()
}

pub(super) fn serve<V: Vendor>(
    vendor: &mut V,
    call: &Call<'_>,
    link: &'static Link,
    action: Action,
) -> Answer<V> {
    let facts = vendor.facts();
    let parameter = |groups: &[&str]| collection_of::<V>(groups.first()?)?.own_parameter(facts);
    let (owner, target) = (parameter(link.owners), parameter(link.targets));
    if matches!(action, Action::Owners | Action::RemoveEverywhere) {
        let (target, _) = named(vendor, call, link.targets, target)?;
        return owners(vendor, call, link, action, &target);
    }
    let target = target.filter(|name| Some(*name) != owner);
    let (owner, rest) = named(vendor, call, link.owners, owner)?;
    // What is in the path beside the two ends is what the targets belong to.
    let scope = joined(rest.iter().filter(|(name, _)| Some(*name) != target));
    let scope = Some(scope.as_str()).filter(|scope| !scope.is_empty());
    let exists = |scope| V::COLLECTIONS.iter().any(|c| vendor.objects().row(c.kept, "", scope).is_some());
    if !scope.is_none_or(exists) {
        return Err(V::not_found());
    }
    let linked = |id: &str| vendor.objects().row(link.kept, &owner, id).is_some();
    let found = match action {
        Action::Available => rows(vendor, link.targets, scope, |id| !linked(id)),
        Action::List => rows(vendor, link.targets, scope, linked),
        _ => {
            let sent = match target.and_then(|name| call.parameter(name)) {
                Some(key) => vec![Value::from(key)],
                None => call.body.as_array().cloned().unwrap_or_default(),
            };
            return change(vendor, call, link, action, (&owner, scope), &sent);
        }
    };
    let shown = link.shown && action == Action::List;
    reply(vendor, call, found, |id, object| {
        let sent = vendor.objects().get(link.kept, &owner, id).filter(|_| shown);
        for (name, value) in sent.into_iter().flatten() {
            object.entry(name).or_insert_with(|| value.clone());
        }
    })
}

fn change<V: Vendor>(
    vendor: &mut V,
    call: &Call<'_>,
    link: &'static Link,
    action: Action,
    (owner, scope): (&str, Option<&str>),
    sent: &[Value],
) -> Answer<V> {
    let mut ids = Vec::new();
    let mut complaints = Vec::new();
    for (index, value) in sent.iter().enumerate() {
        match target(vendor, link, scope, value) {
            Some(id) => ids.push((id, value.as_object().cloned().unwrap_or_default())),
            None if value.is_object() => {
                complaints.push(Complaint::new(Kind::Dangling, format!("[{index}]")));
            }
            None => return Err(V::not_found()),
        }
    }
    if !complaints.is_empty() {
        return Err(V::invalid(complaints));
    }
    let old = if action == Action::Set { targets(vendor, link.kept, owner) } else { Vec::new() };
    let old: BTreeMap<String, Object> = old
        .into_iter()
        .filter_map(|id| Some((id.clone(), vendor.objects_mut().remove(link.kept, owner, &id)?)))
        .collect();
    for (id, mut sent) in ids {
        if action == Action::Remove {
            vendor.objects_mut().remove(link.kept, owner, &id);
        } else {
            // A name that was sent is not kept: it may change.
            sent.retain(|name, value| {
                link.shown && !matches!(name.as_str(), "id" | "name") && !value.is_null()
            });
            let replaced = old.get(&id).or_else(|| vendor.objects().get(link.kept, owner, &id)).cloned();
            vendor.before_link(link.kept, &mut sent, replaced.as_ref());
            vendor.objects_mut().put(link.kept, owner, &id, sent);
        }
    }
    Ok(call.reply(Value::Null))
}

fn owners<V: Vendor>(
    vendor: &mut V,
    call: &Call<'_>,
    link: &'static Link,
    action: Action,
    target: &str,
) -> Answer<V> {
    let links = vendor.objects().rows(link.kept).filter(|row| row.key == target);
    let ids: BTreeSet<String> = links.map(|row| row.scope.clone()).collect();
    if action == Action::RemoveEverywhere {
        for owner in ids {
            vendor.objects_mut().remove(link.kept, &owner, target);
        }
        return Ok(call.reply(Value::Null));
    }
    let found = rows(vendor, link.owners, None, |id| ids.contains(id));
    reply(vendor, call, found, |_, _| ())
}

fn reply<V: Vendor>(
    vendor: &V,
    call: &Call<'_>,
    found: Vec<(&'static Collection<V>, &Row)>,
    finish: impl Fn(&str, &mut Object),
) -> Answer<V> {
    let facts = vendor.facts();
    let item = listing::Envelope::of(facts, call).item;
    let object = |(collection, row): (&'static Collection<V>, &Row)| {
        let mut object = collection.viewed(vendor, &row.object);
        finish(&id_of(row), &mut object);
        object
    };
    listing::page(vendor, call, found.into_iter().map(object).collect(), |mut object| {
        // A handle has fewer members than the object itself.
        if let Some(known) = item.map(|item| &facts.shape(item).properties).filter(|known| !known.is_empty())
        {
            object.retain(|name, _| known.contains_key(name));
        }
        let mut value = Value::Object(object);
        if let Some(item) = item {
            mask(facts, item, &mut value);
        }
        value
    })
}
