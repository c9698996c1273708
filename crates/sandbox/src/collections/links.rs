//! Links between the objects of two collections: memberships, granted roles, composites.
//!
//! A link is kept as an object of its own under the id of its owner, with the id of its target as the key; it holds
//! what the client sent with it. It goes when either end goes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::masks::mask;
use super::references::collection_of;
use super::{Answer, Call, Collection, Vendor, check_body, listing, plain};
use crate::facts::{Complaint, Facts, Kind};
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
    /// Lists the targets, and their targets by the named link.
    Effective(&'static str),
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
    owners: &'static [&'static str],
    targets: &'static [&'static str],
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

    fn owner_parameter<V: Vendor>(&self, facts: &'static Facts) -> Option<&'static str> {
        collection_of::<V>(self.owners.first()?)?.own_parameter(facts)
    }

    fn target_parameter<V: Vendor>(&self, facts: &'static Facts) -> Option<&'static str> {
        collection_of::<V>(self.targets.first()?)?.own_parameter(facts)
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

/// What a path names: an object of one of the groups, and the parameters beside it.
struct Named<'a> {
    id: String,
    /// What follows in the path, and is not the other end of the link.
    rest: Vec<&'a str>,
}

fn named<'a, V: Vendor>(
    vendor: &V,
    call: &'a Call<'_>,
    groups: &'static [&'static str],
    parameter: Option<&str>,
    other: Option<&str>,
) -> Result<Named<'a>, V::Refusal> {
    let position = call.path.iter().position(|(name, _)| Some(*name) == parameter);
    let Some(position) = position else {
        return Ok(Named { id: String::new(), rest: Vec::new() });
    };
    let (before, after) = call.path.split_at(position);
    let scope = before.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("/");
    let key = after.first().map_or("", |(_, key)| key.as_str());
    let row = collections::<V>(groups).find_map(|c| vendor.objects().row(c.kept, &scope, key));
    let id = row.map(id_of).ok_or_else(V::not_found)?;
    let rest = after.iter().skip(1).filter(|(name, _)| Some(*name) != other);
    Ok(Named { id, rest: rest.map(|(_, value)| value.as_str()).collect() })
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
pub(crate) fn targets<'a, V: Vendor>(
    vendor: &'a V,
    kept: &'static str,
    owner: &'a str,
) -> impl Iterator<Item = &'a Row> {
    vendor.objects().rows(kept).filter(move |row| row.scope == owner)
}

/// An owner's targets, and theirs by another link.
fn effective<V: Vendor>(vendor: &V, link: &Link, owner: &str, through: &'static str) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<String> = targets(vendor, link.kept, owner).map(|row| row.key.clone()).collect();
    while let Some(id) = open.pop() {
        if found.insert(id.clone()) {
            open.extend(targets(vendor, through, &id).map(|row| row.key.clone()));
        }
    }
    found
}

pub(super) fn serve<V: Vendor>(
    vendor: &mut V,
    call: &Call<'_>,
    link: &'static Link,
    action: Action,
) -> Answer<V> {
    let facts = vendor.facts();
    let (owner, target_name) = (link.owner_parameter::<V>(facts), link.target_parameter::<V>(facts));
    if matches!(action, Action::Owners | Action::RemoveEverywhere) {
        let end = named(vendor, call, link.targets, target_name, None)?;
        return owners(vendor, call, link, action, &end.id);
    }
    let other = target_name.filter(|name| Some(*name) != owner);
    let end = named(vendor, call, link.owners, owner, other)?;
    let scope = (!end.rest.is_empty()).then(|| end.rest.join("/"));
    if scope.as_deref().is_some_and(|scope| !scope_exists(vendor, scope)) {
        return Err(V::not_found());
    }
    check_body(vendor, call, "link")?;
    let linked = |vendor: &V, id: &str| vendor.objects().row(link.kept, &end.id, id).is_some();
    match action {
        Action::Add | Action::Remove | Action::Set => {
            let sent = match other.and_then(|name| call.parameter(name)) {
                Some(key) => vec![Value::from(key)],
                None => call.body.as_array().cloned().unwrap_or_default(),
            };
            change(vendor, call, link, action, &end.id, scope.as_deref(), &sent)
        }
        Action::Available => {
            let found = rows(vendor, link.targets, scope.as_deref(), |id| !linked(vendor, id));
            reply(vendor, call, found, |_, _| ())
        }
        Action::Effective(through) => {
            let ids = effective(vendor, link, &end.id, through);
            let found = rows(vendor, link.targets, scope.as_deref(), |id| ids.contains(id));
            reply(vendor, call, found, |_, _| ())
        }
        _ => {
            let found = rows(vendor, link.targets, scope.as_deref(), |id| linked(vendor, id));
            reply(vendor, call, found, |id, object| {
                let sent = vendor.objects().get(link.kept, &end.id, id).filter(|_| link.shown);
                for (name, value) in sent.into_iter().flatten() {
                    object.entry(name).or_insert_with(|| value.clone());
                }
            })
        }
    }
}

/// Whether some object has this key: what a path names beside the two ends of a link.
fn scope_exists<V: Vendor>(vendor: &V, key: &str) -> bool {
    V::COLLECTIONS.iter().any(|collection| vendor.objects().row(collection.kept, "", key).is_some())
}

fn change<V: Vendor>(
    vendor: &mut V,
    call: &Call<'_>,
    link: &'static Link,
    action: Action,
    owner: &str,
    scope: Option<&str>,
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
    if action == Action::Set {
        let old: Vec<String> = targets(vendor, link.kept, owner).map(|row| row.key.clone()).collect();
        for id in old {
            vendor.objects_mut().remove(link.kept, owner, &id, &[]);
        }
    }
    for (id, mut sent) in ids {
        if action == Action::Remove {
            vendor.objects_mut().remove(link.kept, owner, &id, &[]);
        } else {
            // A name that was sent is not kept: it may change.
            sent.retain(|name, value| {
                link.shown && !matches!(name.as_str(), "id" | "name") && !value.is_null()
            });
            vendor.objects_mut().put(link.kept, owner, &id, sent, &[]);
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
    let ids: BTreeSet<String> = vendor
        .objects()
        .rows(link.kept)
        .filter(|row| row.key == target)
        .map(|row| row.scope.clone())
        .collect();
    if action == Action::RemoveEverywhere {
        for owner in ids {
            vendor.objects_mut().remove(link.kept, &owner, target, &[]);
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
