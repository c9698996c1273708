//! Who has which role, and what a role permits.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::error::Refusal;
use super::state::{ADMIN_ROLE, AWS_LINKS, Inner};
use super::{grants, rules};
use crate::collections::{Answer, Call, Collection, Vendor as _, page, text};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;

/// The ids of the roles in the object of an API client.
fn listed(client: &Object) -> impl Iterator<Item = &str> {
    let roles = client.get("roles").and_then(Value::as_array).into_iter().flatten();
    roles.filter_map(|role| role.get("id")?.as_str())
}

/// The ids of the roles that a user or an API client holds by a grant.
fn granted<'a>(inner: &'a Inner, id: &'a str) -> impl Iterator<Item = &'a str> {
    let listed = inner.objects.get("api_clients", "", id).into_iter().flat_map(listed);
    grants::holding(inner).filter(move |row| row.scope == id).map(|row| row.key.as_str()).chain(listed)
}

/// The ids of the roles that a user or an API client has, by hand or by rule; some may come twice.
pub(super) fn held<'a>(inner: &'a Inner, id: &'a str) -> impl Iterator<Item = &'a str> {
    granted(inner, id).chain(rules::roles(inner, id))
}

/// Whether one of these permissions is enough, and the caller has it. The role of administrators has every one.
pub(super) fn may(inner: &Inner, caller: &str, scopes: Option<&[String]>) -> bool {
    // These are granted to every caller with a token: the permissions of single objects are not modelled.
    let open = |scopes: &[String]| {
        scopes.is_empty() || scopes.iter().any(|scope| matches!(scope.as_str(), "user" | "owner" | "object"))
    };
    let permits = |role: &Object| {
        let mut held = role.get("permissions").and_then(Value::as_array).into_iter().flatten();
        text(role, "name") == ADMIN_ROLE
            || held.any(|held| scopes.into_iter().flatten().any(|scope| held == scope.as_str()))
    };
    // The rules of roles are evaluated only for a caller that needs them: this runs before every request.
    scopes.is_some_and(open)
        || held(inner, caller).filter_map(|id| inner.objects.get("roles", "", id)).any(permits)
}

/// The ids of the users and API clients who have a role, by hand or by rule.
fn members<'a>(inner: &'a Inner, id: &str, role: &'a Object) -> (usize, BTreeSet<&'a str>) {
    let clients = inner.objects.rows("api_clients").filter(|row| listed(&row.object).any(|role| role == id));
    let links = grants::holding(inner).filter(|row| row.key == id);
    let by_hand: BTreeSet<&str> =
        links.map(|row| row.scope.as_str()).chain(clients.map(|row| row.key.as_str())).collect();
    (by_hand.len(), by_hand.into_iter().chain(rules::users(inner, role)).collect())
}

/// The number of members.
pub(super) fn view(inner: &Inner, role: &mut Object) {
    let id = text(role, "id").to_owned();
    let (by_hand, all) = members(inner, &id, role);
    let all = all.len();
    role.insert("member_count".to_owned(), all.into());
    role.insert("explicit_count".to_owned(), by_hand.into());
}

/// Gives handles of roles the present names of the roles.
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

/// The roles of a user or an API client, without the number of their members: counting evaluates the rules for all
/// users.
fn roles(inner: &Inner, id: &str) -> Vec<Object> {
    let [by_hand, by_rule]: [BTreeSet<&str>; 2] =
        [granted(inner, id).collect(), rules::roles(inner, id).collect()];
    let role = |id_of_role: &&str| {
        let mut shown = inner.objects.get("roles", "", id_of_role)?.clone();
        let explicit = by_hand.contains(id_of_role);
        let sent = grants::sent(inner, id, id_of_role).filter(|_| explicit);
        shown.extend(sent.map(|(name, value)| (name.clone(), value.clone())));
        shown.insert("explicit".to_owned(), explicit.into());
        shown.insert("implicit".to_owned(), by_rule.contains(id_of_role).into());
        Some(shown)
    };
    by_hand.union(&by_rule).filter_map(role).collect()
}

/// `GET /role-store/api/v1/users/{user_id}/roles`
pub(super) fn of_user(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = call.parameter("user_id").unwrap_or_default();
    let known = ["local_users", "api_clients"].iter().any(|kept| inner.objects.get(kept, "", id).is_some());
    if !known {
        return Err(Refusal::not_found());
    }
    page(inner, call, roles(inner, id), |mut role| {
        view(inner, &mut role);
        role.into()
    })
}

/// `GET /role-store/api/v1/roles/{role_id}/members`
pub(super) fn of_role(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = call.parameter("role_id").unwrap_or_default();
    let role = inner.objects.get("roles", "", id).ok_or_else(Refusal::not_found)?;
    let (_, ids) = members(inner, id, role);
    shown_users(inner, call, &ids)
}

/// `POST /role-store/api/v1/roles/evaluate`: the users whom the rules of this definition match.
pub(super) fn evaluate(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let found = call.body.as_object().map(|role| rules::users(inner, role).collect()).unwrap_or_default();
    shown_users(inner, call, &found)
}

/// Users and API clients, in the order of their creation.
fn shown_users(inner: &Inner, call: &Call<'_>, ids: &BTreeSet<&str>) -> Answer<Inner> {
    let rows = ["local_users", "api_clients"].into_iter().flat_map(|kept| inner.objects.rows(kept));
    let found = rows.filter(|row| ids.contains(row.key.as_str())).map(|row| {
        let mut shown = row.object.clone();
        user(inner, &mut shown);
        shown
    });
    page(inner, call, found.collect(), Value::Object)
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
    if !client {
        user.insert("source".to_owned(), rules::LOCAL_DIRECTORY.into());
    }
    user.insert("source_type".to_owned(), if client { "API-CLIENT" } else { "LOCAL" }.into());
    user.insert("permissions".to_owned(), permissions.into());
    let roles = roles.into_iter().map(Value::Object).collect();
    user.insert("roles".to_owned(), Value::Array(roles));
}

/// `GET /role-store/api/v1/users/{user_id}/resolve`: no directory is queried.
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
    let mine: Vec<&str> = held(inner, &call.caller).collect();
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

/// `GET /role-store/api/v1/roles/{role_id}/awstoken`: generated credentials, for a caller with the role.
pub(super) fn aws_token(inner: &mut Inner, call: &Call<'_>, collection: &Kept) -> Answer<Inner> {
    let (id, _) = collection.find(inner, call)?;
    if !held(inner, &call.caller).any(|role| role == id) {
        return Err(Refusal::forbidden());
    }
    Ok(call.reply(json!({
        "access_key_id": format!("ASIA{}", random::alphanumeric(16).to_uppercase()),
        "secret_access_key": random::alphanumeric(40),
        "session_token": random::alphanumeric(120),
        "expires": crate::clock::rfc3339(inner.clock.now().saturating_add(std::time::Duration::from_secs(3600))),
    })))
}
