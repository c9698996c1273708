//! Containers, the divisions of an account: what the description does not state.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::reply::Refusal;
use super::users::{ROLES, role};
use super::{Inner, random};
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::Object;

type Kept = Collection<Inner>;

const GROUP: &str = "containers";

/// The one template of a container.
fn template() -> Value {
    let roles: Vec<Value> = (1..).zip(ROLES).map(|(id, _)| role(id)).collect();
    json!({ "id": 1, "name": "Standard", "date_created": "2026-01-01T00:00:00+00:00", "access_roles": roles })
}

/// Makes a container of what a client sent.
pub(super) fn add(inner: &mut Inner, id: u64, parent: u64, sent: &Value) {
    let mut container = sent.as_object().cloned().unwrap_or_default();
    // The first user of a container is no part of it.
    container.remove("user");
    let own = json!({
        "id": id, "parent_id": parent, "public_id": random::alphanumeric(20), "ekey": random::hex(8),
        "has_logo": false, "is_active": true, "user_id_assignments": [], "allowed_domain_names": [],
    });
    container.extend(own.as_object().cloned().unwrap_or_default());
    inner.objects.put(GROUP, "", &id.to_string(), container);
}

fn id_of(object: &Object) -> u64 {
    object.get("id").and_then(Value::as_u64).unwrap_or_default()
}

pub(super) fn create_child(inner: &mut Inner, call: &Call<'_>, containers: &Kept) -> Answer<Inner> {
    let (_, parent) = containers.find(inner, call)?;
    let parent = id_of(parent);
    if call.body.get("template_id") != template().get("id") {
        return Err(Refusal::invalid("template_id"));
    }
    let id = inner.next_id();
    add(inner, id, parent, &call.body);
    Ok(call.reply(json!({ "id": id })))
}

pub(super) fn list_children(inner: &mut Inner, call: &Call<'_>, containers: &Kept) -> Answer<Inner> {
    let (_, parent) = containers.find(inner, call)?;
    let parent = id_of(parent);
    let is_child = |container: &&Object| container.get("parent_id").and_then(Value::as_u64) == Some(parent);
    let children: Vec<Value> =
        inner.objects.list(GROUP, "").filter(is_child).cloned().map(Value::Object).collect();
    Ok(call.reply(json!({ "containers": children })))
}

pub(super) fn get_parent(inner: &mut Inner, call: &Call<'_>, containers: &Kept) -> Answer<Inner> {
    let (_, child) = containers.find(inner, call)?;
    let parent = child.get("parent_id").map(ToString::to_string).unwrap_or_default();
    let parent = inner.objects.get(GROUP, "", &parent).ok_or_else(|| Refusal::not_found("container"))?;
    Ok(call.reply(containers.shown(inner, call.operation.success().1, parent)))
}

pub(super) fn list_roles(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ "access_roles": template().get("access_roles") })))
}

pub(super) fn list_templates(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ "container_templates": [template()] })))
}

pub(super) fn get_template(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    if call.parameter("template_id") != Some("1") {
        return Err(Refusal::not_found("template"));
    }
    Ok(call.reply(template()))
}

/// Sets the members of the body, and keeps the others.
fn set(inner: &mut Inner, call: &Call<'_>, containers: &Kept, members: &Value) -> Answer<Inner> {
    let (key, old) = containers.find(inner, call)?;
    let mut container = old.clone();
    container.extend(members.as_object().cloned().unwrap_or_default());
    containers.put(inner, "", &key, container);
    Ok(call.reply(Value::Null))
}

pub(super) fn activate(inner: &mut Inner, call: &Call<'_>, containers: &Kept) -> Answer<Inner> {
    set(inner, call, containers, &json!({ "is_active": true }))
}

pub(super) fn deactivate(inner: &mut Inner, call: &Call<'_>, containers: &Kept) -> Answer<Inner> {
    set(inner, call, containers, &json!({ "is_active": false }))
}

pub(super) fn allow_domains(inner: &mut Inner, call: &Call<'_>, containers: &Kept) -> Answer<Inner> {
    set(inner, call, containers, &call.body)
}

/// The ids may be numbers or texts; reads give texts.
pub(super) fn assign_users(inner: &mut Inner, call: &Call<'_>, containers: &Kept) -> Answer<Inner> {
    let sent = call.body.get("user_id_assignments").and_then(Value::as_array);
    let ids: Vec<String> = sent.into_iter().flatten().filter_map(crate::collections::plain).collect();
    set(inner, call, containers, &json!({ "user_id_assignments": ids }))
}

pub(super) fn assign_organizations(inner: &mut Inner, call: &Call<'_>, containers: &Kept) -> Answer<Inner> {
    let ids = call.body.get("organization_id_assignments").and_then(Value::as_array).into_iter().flatten();
    let organizations = ids.filter_map(|id| {
        let organization = inner.objects.get("organizations", "", &id.to_string())?;
        Some(json!({ "id": id, "name": organization.get("name") }))
    });
    let organizations: Vec<Value> = organizations.collect();
    set(inner, call, containers, &json!({ "organization_assignments": organizations }))
}

/// The organizations that are active, in whatever container: orders of any container may name them.
pub(super) fn list_organizations(inner: &mut Inner, call: &Call<'_>, containers: &Kept) -> Answer<Inner> {
    let id = call.parameter("container_id").unwrap_or_default();
    inner.objects.get(containers.kept(), "", id).ok_or_else(|| Refusal::not_found("container"))?;
    let members = [
        "id",
        "status",
        "name",
        "assumed_name",
        "display_name",
        "is_active",
        "address",
        "address2",
        "zip",
        "city",
        "state",
        "country",
        "telephone",
        "validations",
    ];
    let shown = inner.objects.list("organizations", "").filter(|known| text(known, "status") == "active");
    let shown = shown.map(|known| {
        let mut shown = known.clone();
        super::organizations::view(inner, &mut shown);
        shown.retain(|name, _| members.contains(&name.as_str()));
        Value::Object(shown)
    });
    let shown: Vec<Value> = shown.collect();
    Ok(call.reply(json!({ "organizations": shown })))
}

/// Nothing in the sandbox limits the products of a container.
pub(super) fn product_limits(inner: &mut Inner, call: &Call<'_>, containers: &Kept) -> Answer<Inner> {
    let id = call.parameter("container_id").unwrap_or_default();
    inner.objects.get(containers.kept(), "", id).ok_or_else(|| Refusal::not_found("container"))?;
    Ok(call.reply(json!({ "is_limited": false })))
}
