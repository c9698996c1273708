//! API keys.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::Inner;
use super::access::{Key, KeyRole};
use super::clock::stamp;
use super::reply::Refusal;
use crate::collections::{Answer, Call, Collection};

type Kept = Collection<Inner>;

fn shown(inner: &Inner, key: &Key) -> Value {
    json!({
        "id": key.id, "name": key.name, "create_date": stamp(key.created), "is_legacy": false,
        "status": if key.active { "active" } else { "revoked" },
        "restricted_to_role_id": key.restricted.id(), "user": inner.user(key.owner),
    })
}

fn find<'a>(inner: &'a Inner, call: &Call<'_>) -> Result<&'a Key, Refusal> {
    let id = call.parameter("key_id").unwrap_or_default();
    let found = inner.keys.values().find(|key| key.id.to_string() == id);
    found.ok_or_else(|| Refusal::not_found("key"))
}

fn find_mut<'a>(inner: &'a mut Inner, call: &Call<'_>) -> Result<&'a mut Key, Refusal> {
    let text = find(inner, call)?.text.clone();
    inner.keys.get_mut(&text).ok_or_else(|| Refusal::not_found("key"))
}

pub(super) fn list(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let wanted = call.query("user_id");
    let mut found: Vec<&Key> = inner.keys.values().collect();
    found.retain(|key| wanted.is_none_or(|id| key.owner.to_string() == id));
    found.sort_by_key(|key| key.id);
    let keys: Vec<Value> = found.into_iter().map(|key| shown(inner, key)).collect();
    Ok(call.reply(json!({ "api_keys": keys })))
}

pub(super) fn create(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let owner: u64 = call.parameter("user_id").and_then(|id| id.parse().ok()).unwrap_or_default();
    let known = inner.objects.get(super::users::GROUP, "", &owner.to_string());
    known.ok_or_else(|| Refusal::not_found("user"))?;
    let role = KeyRole::sent(&call.body)?;
    let name = call.body.get("name").and_then(Value::as_str).unwrap_or_default();
    let id = inner.next_id();
    let text = inner.add_key(id, name, owner, role);
    Ok(call.reply(json!({ "id": id, "api_key": text })))
}

pub(super) fn get(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(shown(inner, find(inner, call)?)))
}

pub(super) fn update(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let role = KeyRole::sent(&call.body)?;
    let key = find_mut(inner, call)?;
    call.body.get("name").and_then(Value::as_str).unwrap_or_default().clone_into(&mut key.name);
    if call.body.get("restricted_to_role_id").is_some() {
        key.restricted = role;
    }
    Ok(call.reply(Value::Null))
}

pub(super) fn update_status(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let active = match call.body.get("status").and_then(Value::as_str) {
        Some("active") => true,
        Some("revoked") => false,
        _ => return Err(Refusal::invalid("status")),
    };
    find_mut(inner, call)?.active = active;
    Ok(call.reply(Value::Null))
}
