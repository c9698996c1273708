//! Groups: a tree, in which a group is named by its id or by its path.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::{Checked, named, search};
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::midprovider::store::{DEFAULT_GROUPS, Store};
use crate::midprovider::wire::Failure;
use crate::objects::Object;
use crate::random;

type Kept = Collection<Store>;

const KEPT: &str = "admin_groups";

pub(super) fn before(_: &mut Store, _: &Call<'_>, group: &mut Object, old: Option<&Object>) -> Checked {
    match old.and_then(|old| old.get("parentId")) {
        Some(parent) => drop(group.insert("parentId".to_owned(), parent.clone())),
        None => drop(group.remove("parentId")),
    }
    group.remove("subGroups");
    named(group, "name")
}

/// The path of a group, and how many groups it holds.
pub(super) fn view(store: &Store, group: &mut Object) {
    let id = text(group, "id").to_owned();
    let path = path_of(store, group);
    group.insert("path".to_owned(), path.into());
    group.insert("subGroupCount".to_owned(), children_of(store, &id).count().into());
    group.insert("subGroups".to_owned(), json!([]));
}

pub(super) fn path_of(store: &Store, group: &Object) -> String {
    let above = store.with_parents(text(group, "parentId"));
    let above = above.iter().rev().filter_map(|id| store.objects().get(KEPT, "", id));
    let names = above.chain([group]).map(|group| format!("/{}", text(group, "name")));
    names.collect()
}

/// The paths of the groups that every new user joins.
pub(super) fn default_paths(store: &Store) -> Value {
    let groups = store.linked(DEFAULT_GROUPS, "", KEPT);
    groups.into_iter().map(|row| path_of(store, &row.object)).map(Value::from).collect()
}

/// The group of this path; a slash before it does not count.
pub(super) fn at_path<'a>(store: &'a Store, path: &str) -> Option<&'a Object> {
    let path = format!("/{}", path.trim_matches('/'));
    store.objects().list(KEPT, "").find(|group| path_of(store, group) == path)
}

fn children_of<'a>(store: &'a Store, id: &'a str) -> impl Iterator<Item = &'a Object> {
    store.objects().list(KEPT, "").filter(move |group| text(group, "parentId") == id)
}

fn shown(store: &Store, call: &Call<'_>, group: &Object, brief: bool) -> Value {
    let mut group = store.viewed_as(KEPT, group);
    if brief {
        group.remove("attributes");
    }
    if search::is_false(call, "subGroupsCount") {
        group.remove("subGroupCount");
    }
    group.into()
}

fn is_wanted(call: &Call<'_>, group: &Object) -> bool {
    let name = text(group, "name");
    let wanted = call.query("search").unwrap_or_default();
    // Groups are searched for inside of their names.
    let named = if search::is_true(call, "exact") {
        name == wanted
    } else {
        name.to_lowercase().contains(&wanted.to_lowercase())
    };
    (wanted.is_empty() || named) && search::has_attributes(call, group)
}

pub(super) fn list(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let brief = !search::is_false(call, "briefRepresentation");
    let (first, most) = Store::page(call)?;
    let filled = |name: &str| call.query(name).is_some_and(|text| !text.is_empty());
    let searches = filled("search") || filled("q");
    let alone = search::is_false(call, "populateHierarchy");
    let found: Vec<Value> = if searches && alone {
        let found = store.objects().list(KEPT, "").filter(|group| is_wanted(call, group));
        found.skip(first).take(most).map(|group| shown(store, call, group, brief)).collect()
    } else {
        let top = children_of(store, "").filter_map(|group| branch(store, call, group, brief, searches));
        top.skip(first).take(most).collect()
    };
    Ok(call.reply(found.into()))
}

/// A group with the groups below it that are wanted; none if neither it nor one of them is.
fn branch(store: &Store, call: &Call<'_>, group: &Object, brief: bool, searches: bool) -> Option<Value> {
    let mut value = shown(store, call, group, brief);
    if !searches {
        return Some(value);
    }
    let id = text(group, "id").to_owned();
    let below: Vec<Value> =
        children_of(store, &id).filter_map(|child| branch(store, call, child, brief, true)).collect();
    let wanted = is_wanted(call, group) || !below.is_empty();
    if let Some(members) = value.as_object_mut() {
        members.insert("subGroups".to_owned(), below.into());
    }
    wanted.then_some(value)
}

pub(super) fn count(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let all = store.objects().list(KEPT, "").filter(|group| is_wanted(call, group));
    let top = search::is_true(call, "top");
    let counted = all.filter(|group| !top || text(group, "parentId").is_empty());
    Ok(call.reply(json!({ "count": counted.count() })))
}

pub(super) fn by_path(store: &mut Store, call: &Call<'_>, groups: &Kept) -> Answer<Store> {
    let group = at_path(store, call.parameter("path").unwrap_or_default()).ok_or_else(Store::not_found)?;
    Ok(call.reply(groups.shown(store, call.operation.success().1, group)))
}

pub(super) fn children(store: &mut Store, call: &Call<'_>, groups: &Kept) -> Answer<Store> {
    let (id, _) = groups.find(store, call)?;
    let (first, most) = Store::page(call)?;
    let brief = search::is_true(call, "briefRepresentation");
    let found = children_of(store, &id).filter(|group| is_wanted(call, group)).skip(first).take(most);
    let found: Vec<Value> = found.map(|group| shown(store, call, group, brief)).collect();
    Ok(call.reply(found.into()))
}

pub(super) fn create(store: &mut Store, call: &Call<'_>, groups: &Kept) -> Answer<Store> {
    match moved(store, call, "")? {
        Some(reply) => Ok(reply),
        None => groups.create(store, call),
    }
}

/// Moves the group that the body names by its id; none if it names none.
fn moved(store: &mut Store, call: &Call<'_>, parent: &str) -> Result<Option<Response>, Failure> {
    let Some(id) = call.body.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    let Some(mut group) = store.objects().get(KEPT, "", id).cloned() else {
        // The top takes an id for that of a new group.
        return if parent.is_empty() { Ok(None) } else { Err(Store::not_found()) };
    };
    if store.with_parents(parent).iter().any(|above| above == id) {
        return Err(Store::invalid(vec![Complaint::new(Kind::Format, "parentId")]));
    }
    is_free(store, parent, text(&group, "name"), id)?;
    group.remove("parentId");
    if !parent.is_empty() {
        group.insert("parentId".to_owned(), parent.into());
    }
    let id = id.to_owned();
    store.objects_mut().put(KEPT, "", &id, group);
    Ok(Some(StatusCode::NO_CONTENT.into_response()))
}

/// Two groups of one parent have different names.
fn is_free(store: &Store, parent: &str, name: &str, but: &str) -> Checked {
    let same = |known: &Object| text(known, "name") == name && text(known, "id") != but;
    if children_of(store, parent).any(same) {
        return Err(Store::invalid(vec![Complaint::new(Kind::Duplicate, "name")]));
    }
    Ok(())
}

pub(super) fn create_child(store: &mut Store, call: &Call<'_>, groups: &Kept) -> Answer<Store> {
    let (parent, _) = groups.find(store, call)?;
    if let Some(reply) = moved(store, call, &parent)? {
        return Ok(reply);
    }
    let mut child = call.body.as_object().cloned().unwrap_or_default();
    child.retain(|_, value| !value.is_null());
    before(store, call, &mut child, None)?;
    is_free(store, &parent, text(&child, "name"), "")?;
    let id = random::uuid();
    child.insert("id".to_owned(), id.clone().into());
    child.insert("parentId".to_owned(), parent.into());
    let shown = groups.shown(store, call.operation.success().1, &child);
    store.objects_mut().put(KEPT, "", &id, child);
    let mut reply = call.reply(shown);
    let above = call.target.split_once("/groups/").map(|(before, _)| before).unwrap_or_default();
    if let Ok(location) = format!("{above}/groups/{id}").parse() {
        reply.headers_mut().insert(header::LOCATION, location);
    }
    Ok(reply)
}

pub(super) fn delete(store: &mut Store, call: &Call<'_>, groups: &Kept) -> Answer<Store> {
    let (id, _) = groups.find(store, call)?;
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        open.extend(children_of(store, &id).map(|child| text(child, "id").to_owned()));
        groups.remove(store, "", &id);
    }
    Ok(call.reply(Value::Null))
}
