//! What the description does not state about PrivX's collections.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::error::Refusal;
use super::json::object;
use super::state::Inner;
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::{Object, Row};
use crate::random;

type Kept = Collection<Inner>;
type Checked = Result<(), Refusal>;

/// All API clients log in with the same OAuth client.
pub(super) fn credentials(
    inner: &mut Inner,
    _: &Call<'_>,
    object: &mut Object,
    old: Option<&Object>,
) -> Checked {
    if old.is_none() {
        object.insert("oauth_client_id".to_owned(), inner.seed.oauth_client_id.clone().into());
        object.insert("oauth_client_secret".to_owned(), inner.seed.oauth_client_secret.clone().into());
    }
    Ok(())
}

pub(super) fn end_tokens(inner: &mut Inner, id: &str) {
    inner.tokens.end_all(id);
}

pub(super) fn regenerate(inner: &mut Inner, call: &Call<'_>, clients: &Kept) -> Answer<Inner> {
    let (key, old) = clients.find(inner, call)?;
    let mut client = old.clone();
    let (id, secret) = (random::alphanumeric(40), random::alphanumeric(40));
    let reply = call.reply(json!({ "client_id": id, "client_secret": secret }));
    client.insert("oidc_client_id".to_owned(), id.into());
    client.insert("oidc_client_secret".to_owned(), secret.into());
    clients.put(inner, "", &key, client);
    Ok(reply)
}

/// A key belongs to the user of the path, or to the caller.
pub(super) fn key_owner(
    _: &mut Inner,
    call: &Call<'_>,
    object: &mut Object,
    old: Option<&Object>,
) -> Checked {
    let owner = call.parameter("user_id").unwrap_or(&call.caller);
    if old.is_none() {
        object.insert("user_id".to_owned(), owner.into());
    }
    Ok(())
}

pub(super) fn resolve_key(inner: &mut Inner, call: &Call<'_>, keys: &Kept) -> Answer<Inner> {
    let same = |row: &&Row| row.object.get("public_key") == call.body.get("public_key");
    let row = inner.objects.rows("user_authorized_keys").find(same).ok_or_else(Refusal::not_found)?;
    Ok(call.reply(keys.shown(inner, call.operation.success().1, &row.object)))
}

pub(super) fn principal_key(inner: &mut Inner, call: &Call<'_>, keys: &Kept) -> Answer<Inner> {
    let id = random::uuid();
    let key = json!({ "id": id, "public_key": format!("ssh-ed25519 {}", random::alphanumeric(68)) });
    let scope = keys.scope(inner, call);
    keys.put(inner, &scope, &id, object(key));
    Ok(call.reply(json!({ "id": id })))
}

/// The object has a word; the operation that sets it takes a boolean.
pub(super) fn disabled(_: &mut Inner, _: &Call<'_>, target: &mut Object, _: Option<&Object>) -> Checked {
    if let Some(Value::Bool(flag)) = target.get("disabled") {
        let word = if *flag { "BY_ADMIN" } else { "FALSE" };
        target.insert("disabled".to_owned(), word.into());
    }
    Ok(())
}

pub(super) fn host(inner: &mut Inner, call: &Call<'_>, object: &mut Object, old: Option<&Object>) -> Checked {
    disabled(inner, call, object, old)?;
    object.entry("disabled").or_insert_with(|| "FALSE".into());
    Ok(())
}

pub(super) fn resolve_host(inner: &mut Inner, call: &Call<'_>, hosts: &Kept) -> Answer<Inner> {
    let offers = |host: &&Object| {
        host.get("services").and_then(Value::as_array).is_some_and(|services| {
            services.iter().any(|service| {
                ["service", "address", "port"].iter().all(|name| service.get(*name) == call.body.get(*name))
            })
        })
    };
    let host = inner.objects.list("hosts", "").find(offers).ok_or_else(Refusal::not_found)?;
    Ok(call.reply(hosts.shown(inner, call.operation.success().1, host)))
}

pub(super) fn metadata(inner: &mut Inner, call: &Call<'_>, secrets: &Kept) -> Answer<Inner> {
    let (_, secret) = secrets.find(inner, call)?;
    let mut shown = secrets.shown(inner, call.operation.success().1, secret);
    shown.as_object_mut().map(|members| members.remove("data"));
    Ok(call.reply(shown))
}

/// The secret of a client credential. The reply is a text, without an object around it.
pub(super) fn credential_secret(inner: &mut Inner, call: &Call<'_>, credentials: &Kept) -> Answer<Inner> {
    let key = call.parameter("credential_id").unwrap_or_default();
    let owner = credentials.scope(inner, call);
    let owner = owner.strip_suffix(key).map_or(owner.as_str(), |owner| owner.trim_end_matches('/'));
    let credential = inner.objects.get("user_client_credentials", owner, key);
    let credential = credential.ok_or_else(Refusal::not_found)?;
    Ok(call.reply(text(credential, "bearer_token").into()))
}

pub(super) fn extender_clients(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let is_extender = |client: &&Object| text(client, "type") == "EXTENDER";
    let extenders = inner.objects.list("trusted_clients", "").filter(is_extender);
    let shown = |(name, _): &(&String, &Value)| {
        matches!(name.as_str(), "type" | "name" | "routing_prefix" | "web_proxy_extender_route_patterns")
            || name.starts_with("extender_") && name.as_str() != "extender_address"
    };
    let item = |client: &Object| {
        client.iter().filter(shown).map(|(name, value)| (name.clone(), value.clone())).collect::<Object>()
    };
    let items: Vec<Value> = extenders.map(|client| item(client).into()).collect();
    Ok(call.reply(json!({ "count": items.len(), "items": items })))
}

pub(super) fn delete_batch(inner: &mut Inner, call: &Call<'_>, accounts: &Kept) -> Answer<Inner> {
    let scope = call.path.first().map(|(_, id)| id.clone()).unwrap_or_default();
    for id in call.body.get("ids").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        accounts.remove(inner, &scope, id);
    }
    Ok(call.reply(Value::Null))
}
