//! Who has which role, and what a role permits.

use serde_json::{Value, json};

use super::error::Refusal;
use super::state::{ADMIN_ROLE, AWS_LINKS, GRANTS, Inner};
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;

/// The ids of the roles of a user or an API client.
fn granted<'a>(inner: &'a Inner, id: &'a str) -> impl Iterator<Item = &'a str> {
    let client = inner.objects.get("api_clients", "", id);
    let listed = client.and_then(|client| client.get("roles")?.as_array());
    let listed = listed.into_iter().flatten().filter_map(|role| role.get("id")?.as_str());
    inner.objects.rows(GRANTS).filter(move |row| row.scope == id).map(|row| row.key.as_str()).chain(listed)
}

/// Whether one of these permissions is enough, and the caller has it. The role of administrators has every one.
pub(super) fn may(inner: &Inner, caller: &str, scopes: Option<&[String]>) -> bool {
    let roles: Vec<&Object> =
        granted(inner, caller).filter_map(|id| inner.objects.get("roles", "", id)).collect();
    let has = |name: &str| {
        roles.iter().any(|role| {
            let held = role.get("permissions").and_then(Value::as_array).into_iter().flatten();
            held.filter_map(Value::as_str).any(|held| held == name)
        })
    };
    if roles.iter().any(|role| text(role, "name") == ADMIN_ROLE) {
        return true;
    }
    let Some(scopes) = scopes else { return false };
    // Whoever is logged in may do what belongs to him; what the object itself permits is not modelled.
    scopes.is_empty()
        || scopes.iter().any(|scope| matches!(scope.as_str(), "user" | "owner" | "object") || has(scope))
}

/// The number of members.
pub(super) fn view(inner: &Inner, role: &mut Object) {
    let id = text(role, "id").to_owned();
    let members = inner.objects.rows(GRANTS).filter(|row| row.key == id).count();
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

fn roles(inner: &Inner, id: &str) -> Vec<Value> {
    let role = |role: &str| {
        let mut shown = inner.objects.get("roles", "", role)?.clone();
        let sent = inner.objects.get(GRANTS, id, role);
        shown.extend(sent.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
        shown.insert("explicit".to_owned(), true.into());
        view(inner, &mut shown);
        Some(Value::Object(shown))
    };
    granted(inner, id).filter_map(role).collect()
}

/// A local user, or an API client, as the role store shows it.
pub(super) fn user(inner: &Inner, user: &mut Object) {
    let id = text(user, "id").to_owned();
    let client = inner.objects.get("api_clients", "", &id).is_some();
    for name in ["password", "password_change_required", "secret", "oauth_client_id", "oauth_client_secret"] {
        user.remove(name);
    }
    if let Some(name) = user.remove("username").or_else(|| user.remove("name")) {
        user.insert("principal".to_owned(), name);
    }
    let roles = roles(inner, &id);
    let permissions = roles.iter().filter_map(|role| role.get("permissions")?.as_array()).flatten();
    let permissions: Vec<Value> = permissions.cloned().collect();
    user.insert("source_type".to_owned(), if client { "API-CLIENT" } else { "LOCAL" }.into());
    user.insert("permissions".to_owned(), permissions.into());
    user.insert("roles".to_owned(), roles.into());
}

/// `GET /role-store/api/v1/users/{user_id}/resolve`: no directory is asked.
pub(super) fn resolve_user(inner: &mut Inner, call: &Call<'_>, users: &Kept) -> Answer<Inner> {
    let (_, user) = users.find(inner, call)?;
    Ok(call.reply(users.shown(inner, call.operation.success().1, user)))
}

/// `GET /role-store/api/v1/users/current`: a local user or an API client.
pub(super) fn current(inner: &mut Inner, call: &Call<'_>, users: &Kept) -> Answer<Inner> {
    let id = call.caller.as_str();
    let mut known = ["local_users", "api_clients"].iter().filter_map(|kept| inner.objects.get(kept, "", id));
    let mut shown = known.next().cloned().ok_or_else(Refusal::not_found)?;
    user(inner, &mut shown);
    Ok(call.reply(users.dressed(inner.facts(), call.operation.success().1, shown)))
}

/// The roles to which an AWS role is linked.
pub(super) fn aws_role(inner: &Inner, aws_role: &mut Object) {
    let id = text(aws_role, "id").to_owned();
    let links = inner.objects.rows(AWS_LINKS).filter(|row| row.scope == id);
    let roles = links.filter_map(|row| inner.objects.get("roles", "", &row.key));
    let roles: Vec<Value> =
        roles.map(|role| json!({ "id": role.get("id"), "name": role.get("name") })).collect();
    aws_role.insert("roles".to_owned(), roles.into());
}

/// `GET /role-store/api/v1/users/current/awsroles`: the AWS roles of the caller's roles.
#[expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signature")]
pub(super) fn aws_roles(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let mine: Vec<&str> = granted(inner, &call.caller).collect();
    let linked = |role: &&Object| {
        let id = text(role, "id");
        inner.objects.rows(AWS_LINKS).any(|row| row.scope == id && mine.contains(&row.key.as_str()))
    };
    let found = inner.objects.list("aws_roles", "").filter(linked);
    let items: Vec<Value> = found
        .map(|role| {
            let mut role = role.clone();
            aws_role(inner, &mut role);
            role.into()
        })
        .collect();
    Ok(call.reply(json!({ "count": items.len(), "items": items })))
}

/// `GET /role-store/api/v1/roles/{role_id}/awstoken`: made-up credentials for who has the role.
pub(super) fn aws_token(inner: &mut Inner, call: &Call<'_>, collection: &Kept) -> Answer<Inner> {
    let (id, _) = collection.find(inner, call)?;
    if !granted(inner, &call.caller).any(|role| role == id) {
        return Err(Refusal::forbidden());
    }
    Ok(call.reply(json!({
        "access_key_id": format!("ASIA{}", random::alphanumeric(16).to_uppercase()),
        "secret_access_key": random::alphanumeric(40),
        "session_token": random::alphanumeric(120),
        "expires": crate::clock::rfc3339(crate::clock::unix() + std::time::Duration::from_secs(3600)),
    })))
}
