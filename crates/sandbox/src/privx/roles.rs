//! Who has which role.

use serde_json::{Value, json};

use super::error::Refusal;
use super::users::text;
use super::{ADMIN_ROLE, Inner};
use crate::collections::{Answer, Call, Collection};
use crate::objects::Object;

const GRANTS: &str = "user_roles";

type Kept = Collection<Inner>;

fn grants<'a>(inner: &'a Inner, user: &str) -> impl Iterator<Item = &'a Value> {
    let grants = inner.objects.get(GRANTS, "", user).and_then(|grants| grants.get("roles")?.as_array());
    grants.into_iter().flatten()
}

fn has(inner: &Inner, user: &str, role: &str) -> bool {
    grants(inner, user).any(|grant| grant.get("id").and_then(Value::as_str) == Some(role))
}

/// Whether a user or an API client has the role of administrators.
pub(super) fn is_admin(inner: &Inner, id: &str) -> bool {
    let admin = inner.objects.list("roles", "").find(|role| text(role, "name") == ADMIN_ROLE);
    let Some(admin) = admin.map(|role| text(role, "id")) else { return false };
    let client = inner.objects.get("api_clients", "", id).and_then(|client| client.get("roles")?.as_array());
    has(inner, id, admin)
        || client.is_some_and(|roles| {
            roles.iter().any(|role| role.get("id").and_then(Value::as_str) == Some(admin))
        })
}

pub(super) fn give(inner: &mut Inner, user: &str, roles: Value) {
    let grants = json!({ "roles": roles }).as_object().cloned().unwrap_or_default();
    inner.objects.put(GRANTS, "", user, grants, &[]);
}

/// The number of members.
pub(super) fn view(inner: &Inner, role: &mut Object) {
    let id = text(role, "id").to_owned();
    let members = inner.objects.rows(GRANTS).filter(|row| has(inner, &row.key, &id)).count();
    role.insert("member_count".to_owned(), members.into());
    role.insert("explicit_count".to_owned(), members.into());
}

/// Handles of roles show the roles' present names.
pub(super) fn names(inner: &Inner, object: &mut Object) {
    for value in object.values_mut() {
        name_handles(inner, value);
    }
}

fn name_handles(inner: &Inner, value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| name_handles(inner, item)),
        Value::Object(members) => {
            let role = inner.objects.get("roles", "", text(members, "id"));
            if let Some(name) = role.and_then(|role| role.get("name")) {
                members.insert("name".to_owned(), name.clone());
            }
            members.values_mut().for_each(|value| name_handles(inner, value));
        }
        _ => {}
    }
}

fn roles(inner: &Inner, user: &str) -> Vec<Value> {
    let role = |grant: &Value| {
        let mut role = inner.objects.get("roles", "", grant.get("id")?.as_str()?)?.clone();
        role.extend(grant.as_object().cloned().unwrap_or_default());
        role.insert("explicit".to_owned(), true.into());
        view(inner, &mut role);
        Some(Value::Object(role))
    };
    grants(inner, user).filter_map(role).collect()
}

/// A local user as the role store shows it.
pub(super) fn user(inner: &Inner, user: &mut Object) {
    let id = text(user, "id").to_owned();
    user.remove("password");
    user.remove("password_change_required");
    if let Some(name) = user.remove("username") {
        user.insert("principal".to_owned(), name);
    }
    let roles = roles(inner, &id);
    let permissions = roles.iter().filter_map(|role| role.get("permissions")?.as_array()).flatten();
    let permissions: Vec<Value> = permissions.cloned().collect();
    user.insert("source_type".to_owned(), "LOCAL".into());
    user.insert("permissions".to_owned(), permissions.into());
    user.insert("roles".to_owned(), roles.into());
}

fn known_user(inner: &Inner, call: &Call<'_>) -> Result<String, Refusal> {
    let id = call.path.last().map(|(_, id)| id.clone()).unwrap_or_default();
    let known =
        ["local_users", "api_clients"].iter().any(|group| inner.objects.get(group, "", &id).is_some());
    known.then_some(id).ok_or_else(Refusal::not_found)
}

/// `GET /role-store/api/v1/users/{user_id}/roles`
pub(super) fn of_user(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let roles = roles(inner, &known_user(inner, call)?);
    Ok(call.reply(json!({ "count": roles.len(), "items": roles })))
}

/// `PUT /role-store/api/v1/users/{user_id}/roles`
pub(super) fn grant(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = known_user(inner, call)?;
    give(inner, &id, call.body.clone());
    Ok(call.reply(Value::Null))
}

pub(super) fn resolve_user(inner: &mut Inner, call: &Call<'_>, users: &Kept) -> Answer<Inner> {
    let (_, user) = users.find(inner, call)?;
    Ok(call.reply(users.shown(inner, call.operation.success().1, user)))
}

/// `GET /role-store/api/v1/users/current`: a local user or an API client.
pub(super) fn current(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = call.caller.as_str();
    let known = ["local_users", "api_clients"].iter().find_map(|group| inner.objects.get(group, "", id));
    let name = known.and_then(|known| known.get("username").or_else(|| known.get("name"))).cloned();
    let mut shown = json!({ "id": id, "username": name }).as_object().cloned().unwrap_or_default();
    user(inner, &mut shown);
    Ok(call.reply(shown.into()))
}

/// `GET /role-store/api/v1/roles/{role_id}/members`
pub(super) fn members(inner: &mut Inner, call: &Call<'_>, collection: &Kept) -> Answer<Inner> {
    let (id, _) = collection.find(inner, call)?;
    let users = inner.objects.list("local_users", "").filter(|user| has(inner, text(user, "id"), &id));
    let shown = |known: &Object| {
        let mut shown = known.clone();
        user(inner, &mut shown);
        Value::Object(shown)
    };
    let users: Vec<Value> = users.map(shown).collect();
    Ok(call.reply(json!({ "count": users.len(), "items": users })))
}

/// No rule of a directory is evaluated here: nobody would get the role by it.
pub(super) fn evaluate(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ "count": 0, "items": [] })))
}
