//! Checkouts of account secrets, keys of access groups, and configurations of trusted clients.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::error::Refusal;
use super::json::object;
use super::state::Inner;
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::Object;
use crate::{clock, random};

type Kept = Collection<Inner>;

/// The secrets themselves, by the path of the account secret.
const SECRETS: &str = "account_secret_values";
/// The private halves of principal keys, by the key's id.
const PRIVATE_KEYS: &str = "principal_private_keys";
/// The handles of downloads, each within the path of its configuration.
const SESSIONS: &str = "download_sessions";
/// How long a checkout lasts.
const CHECKOUT: std::time::Duration = std::time::Duration::from_secs(3600);

pub(super) fn parameter<'a>(call: &'a Call<'_>, name: &str) -> &'a str {
    call.parameter(name).unwrap_or_default()
}

// Account secrets.

/// Adds an account secret, which every user may check out.
pub(super) fn add_secret(inner: &mut Inner, path: &str, username: &str, secret: &str) {
    let now = inner.clock.nanos();
    let item = json!({
        "path": path, "type": "HOST_SECRET", "username": username, "created": now, "updated": now,
    });
    let value = json!({ "version": 1, "secret": secret, "created": now });
    inner.objects.put("account_secrets", "", path, object(item));
    inner.objects.put(SECRETS, "", path, object(value));
}

/// Every call adds a checkout; the reply has all checkouts of the caller, the newest last.
pub(super) fn check_out(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let path = call.body.get("path").and_then(Value::as_str).unwrap_or_default();
    let item = inner.objects.get("account_secrets", "", path).ok_or_else(Refusal::not_found)?;
    let value = inner.objects.get(SECRETS, "", path).cloned();
    let mut checkout = item.clone();
    checkout.remove("updated");
    let id = random::uuid();
    let made = json!({
        "id": id, "created": inner.clock.nanos(), "explicit_checkout": true, "user_id": call.caller,
        "expires": clock::rfc3339(inner.clock.now().saturating_add(CHECKOUT)), "secrets": value.into_iter().collect::<Vec<_>>(),
    });
    checkout.extend(object(made));
    inner.objects.put("checkouts", &call.caller, &id, checkout);
    let all: Vec<&Object> = inner.objects.list("checkouts", &call.caller).collect();
    Ok(call.reply(json!({ "count": all.len(), "items": all })))
}

pub(super) fn release(inner: &mut Inner, call: &Call<'_>, checkouts: &Kept) -> Answer<Inner> {
    let (id, _) = checkouts.find(inner, call)?;
    checkouts.remove(inner, &call.caller, &id);
    Ok(call.reply(Value::Null))
}

// Access groups and their keys.

/// A new group has a key.
pub(super) fn group(
    inner: &mut Inner,
    _: &Call<'_>,
    group: &mut Object,
    old: Option<&Object>,
) -> Result<(), Refusal> {
    if old.is_none() {
        add_ca(inner, group);
    }
    Ok(())
}

fn add_ca(inner: &mut Inner, group: &mut Object) -> String {
    let id = random::uuid();
    let ca = json!({
        "id": id, "access_group_id": group.get("id"), "group_id": group.get("id"),
        "type": group.get("key_type"), "comment": group.get("name"), "state": "valid",
    });
    inner.objects.put("cas", "", &id, object(ca));
    for name in ["ca_id", "primary_ca_id"] {
        group.insert(name.to_owned(), id.clone().into());
    }
    id
}

/// The keys of a deleted group go with it: what they refer to is gone.
pub(super) fn forget_cas(inner: &mut Inner, group: &str) {
    let cas = inner.objects.list("cas", "").filter(|ca| text(ca, "access_group_id") == group);
    let ids: Vec<String> = cas.map(|ca| text(ca, "id").to_owned()).collect();
    for id in ids {
        inner.objects.remove("cas", "", &id);
    }
}

fn access_group(inner: &Inner, id: &str) -> Result<Object, Refusal> {
    inner.objects.get("access_groups", "", id).cloned().ok_or_else(Refusal::not_found)
}

pub(super) fn renew_ca(inner: &mut Inner, call: &Call<'_>, groups: &Kept) -> Answer<Inner> {
    let id = parameter(call, "access_group_id");
    let mut group = access_group(inner, id)?;
    if let Some(kind) = call.body.get("key_type") {
        group.insert("key_type".to_owned(), kind.clone());
    }
    let ca = add_ca(inner, &mut group);
    groups.put(inner, "", id, group);
    Ok(call.reply(ca.into()))
}

/// A revoked key is listed with `filter=all` only, and the group no longer refers to it.
pub(super) fn revoke_ca(inner: &mut Inner, call: &Call<'_>, groups: &Kept) -> Answer<Inner> {
    let (id, key) = (parameter(call, "access_group_id"), parameter(call, "ca_id"));
    let mut group = access_group(inner, id)?;
    let ca = inner.objects.get("cas", "", key).filter(|ca| text(ca, "access_group_id") == id);
    let mut ca = ca.cloned().ok_or_else(Refusal::not_found)?;
    ca.insert("state".to_owned(), "revoked".into());
    inner.objects.put("cas", "", key, ca);
    group.retain(|name, value| !matches!(name.as_str(), "ca_id" | "primary_ca_id") || *value != key);
    groups.put(inner, "", id, group);
    Ok(call.reply(Value::Null))
}

// Principal keys.

fn key_pair(pkcs8: &[u8]) -> Result<Ed25519KeyPair, Refusal> {
    let refused = |_| Refusal::bad_request("The sandbox accepts only Ed25519 keys in PKCS #8");
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).map_err(refused)
}

/// The wire form of a public key of SSH: each part after its length.
pub(super) fn ssh_wire(parts: &[&[u8]]) -> Vec<u8> {
    let mut wire = Vec::new();
    for part in parts {
        wire.extend(u32::try_from(part.len()).unwrap_or_default().to_be_bytes());
        wire.extend(*part);
    }
    wire
}

fn add_key(inner: &mut Inner, call: &Call<'_>, pair: &Ed25519KeyPair) -> Answer<Inner> {
    const KIND: &str = "ssh-ed25519";
    let group = parameter(call, "group_id");
    access_group(inner, group)?;
    let failed = |_| Refusal::bad_request("The key cannot be written");
    let private: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
    let wire = ssh_wire(&[KIND.as_bytes(), pair.public_key().as_ref()]);
    let (id, public) = (random::uuid(), STANDARD.encode(wire));
    let key = json!({
        "id": id, "group_id": group, "type": KIND, "size": 256, "public_key": public,
        "public_key_string": format!("{KIND} {public}"),
    });
    let private = json!({ "pkcs8": STANDARD.encode(private.as_ref()) });
    inner.objects.put("principals", "", &id, object(key.clone()));
    inner.objects.put(PRIVATE_KEYS, "", &id, object(private));
    Ok(call.reply(key))
}

pub(super) fn create_key(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let pair = Ed25519KeyPair::generate().map_err(|_| Refusal::bad_request("The key cannot be generated"))?;
    add_key(inner, call, &pair)
}

pub(super) fn import_key(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let data = call.body.get("data").and_then(Value::as_str).unwrap_or_default();
    let base64: String = data.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
    let pair = key_pair(&STANDARD.decode(base64).unwrap_or_default())?;
    add_key(inner, call, &pair)
}

/// The ids of the group's keys; with `key_id`, of that one.
fn keys(inner: &Inner, call: &Call<'_>) -> Result<Vec<String>, Refusal> {
    let group = parameter(call, "group_id");
    let all = inner.objects.list("principals", "").filter(|key| text(key, "group_id") == group);
    let ids = all.map(|key| text(key, "id")).filter(|id| call.query("key_id").is_none_or(|key| key == *id));
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    if ids.is_empty() { Err(Refusal::not_found()) } else { Ok(ids) }
}

/// The key in the query, or else the oldest one.
fn one_key(inner: &Inner, call: &Call<'_>) -> Result<String, Refusal> {
    keys(inner, call)?.into_iter().next().ok_or_else(Refusal::not_found)
}

pub(super) fn key(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = one_key(inner, call)?;
    let key = inner.objects.get("principals", "", &id).cloned().ok_or_else(Refusal::not_found)?;
    Ok(call.reply(key.into()))
}

pub(super) fn delete_keys(inner: &mut Inner, call: &Call<'_>, principals: &Kept) -> Answer<Inner> {
    for id in keys(inner, call)? {
        principals.remove(inner, "", &id);
        inner.objects.remove(PRIVATE_KEYS, "", &id);
    }
    Ok(call.reply(Value::Null))
}

/// Signs the text of the data as it is.
pub(super) fn sign(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = one_key(inner, call)?;
    let private = inner.objects.get(PRIVATE_KEYS, "", &id).ok_or_else(Refusal::not_found)?;
    let pair = key_pair(&STANDARD.decode(text(private, "pkcs8")).unwrap_or_default())?;
    let data = call.body.get("data").and_then(Value::as_str).unwrap_or_default();
    let signature = STANDARD.encode(pair.sign(data.as_bytes()));
    Ok(call.reply(json!({ "signature": signature, "response_code": 0, "message": "" })))
}

// Configurations of trusted clients.

/// The path of the operation that made the handle.
fn opens(call: &Call<'_>) -> String {
    let target = call.target.trim_end_matches('/');
    let session = call.parameter("session_id").is_some();
    let path = target.rsplit_once('/').filter(|_| session).map_or(target, |(path, _)| path);
    path.to_owned()
}

pub(super) fn handle(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    if inner.objects.get("trusted_clients", "", parameter(call, "trusted_client_id")).is_none() {
        return Err(Refusal::not_found());
    }
    let session = random::hex(32);
    inner.objects.put(SESSIONS, &opens(call), &session, Object::new());
    Ok(call.reply(json!({ "session_id": session })))
}

/// A handle is valid once. The content of a real file is not known: this one has the secrets of the client.
pub(super) fn download(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let session = parameter(call, "session_id");
    inner.objects.remove(SESSIONS, &opens(call), session).ok_or_else(Refusal::not_found)?;
    let client = inner.objects.get("trusted_clients", "", parameter(call, "trusted_client_id"));
    let client = client.ok_or_else(Refusal::not_found)?;
    let names = ["id", "name", "type", "secret", "oauth_client_id", "oauth_client_secret"];
    let lines = names.map(|name| format!("{name} = {:?}\n", text(client, name)));
    Ok(file(lines.concat()))
}

pub(super) fn file(content: impl Into<Body>) -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, "application/octet-stream")], content.into()).into_response()
}
