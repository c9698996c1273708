//! The account's webhook: create, verify, activate, and the log of what was sent.

use serde_json::{Value, json};

use super::Inner;
use super::clock::stamp;
use super::lists::paged;
use super::reply::Refusal;
use super::values::integer;
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;

pub(super) const GROUP: &str = "webhooks";
pub(super) const ACTIVE: &str = "active";
/// How long a challenge token is valid, in seconds.
const TOKEN_VALID: u64 = 30 * 60;
/// Members that no reply has: whether the endpoint is verified, the challenge token, and when that ends.
const HIDDEN: [&str; 3] = ["verified", "token", "token_ends"];

fn invalid_endpoint() -> Refusal {
    Refusal::code("webhook_invalid_endpoint", "The endpoint is no https address.")
}

fn invalid_action() -> Refusal {
    Refusal::code("webhook_invalid_action", "The status of the webhook does not allow this.")
}

fn is_endpoint(url: &str) -> bool {
    let host = url::Url::parse(url).ok().filter(|url| url.scheme() == "https");
    host.is_some_and(|url| url.host_str().is_some_and(|host| !host.is_empty()))
}

fn endpoint(call: &Call<'_>) -> Result<String, Refusal> {
    let sent = call.body.get("endpoint").and_then(Value::as_str).unwrap_or_default();
    if is_endpoint(sent) { Ok(sent.to_owned()) } else { Err(invalid_endpoint()) }
}

fn find(inner: &Inner, call: &Call<'_>) -> Result<(String, Object), Refusal> {
    let key = call.parameter("webhook_id").unwrap_or_default();
    let known = inner.objects.get(GROUP, "", key).ok_or_else(|| Refusal::not_found("webhook"))?;
    Ok((key.to_owned(), known.clone()))
}

/// Sets what was sent, except for the endpoint and the secret.
fn set(webhook: &mut Object, call: &Call<'_>) {
    for name in ["events", "webhook_settings"] {
        if let Some(value) = call.body.get(name).filter(|value| !value.is_null()) {
            webhook.insert(name.to_owned(), value.clone());
        }
    }
}

fn set_status(inner: &mut Inner, key: &str, mut webhook: Object, status: &str) {
    webhook.insert("status".to_owned(), status.into());
    inner.objects.put(GROUP, "", key, webhook);
}

pub(super) fn create(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let endpoint = endpoint(call)?;
    if inner.objects.count(GROUP) > 0 {
        return Err(Refusal::code("webhook_configured_already", "The account has a webhook already."));
    }
    let id = inner.next_id();
    let mut webhook = Object::new();
    webhook.insert("id".to_owned(), id.into());
    webhook.insert("endpoint".to_owned(), endpoint.into());
    webhook.insert("events".to_owned(), json!(["certificate_issued"]));
    if let Some(secret) = call.body.get("secret").filter(|secret| !secret.is_null()) {
        webhook.insert("secret".to_owned(), secret.clone());
    }
    set(&mut webhook, call);
    set_status(inner, &id.to_string(), webhook, "pending");
    Ok(call.reply(json!({ "webhook_id": id })))
}

pub(super) fn list(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let shown = inner.objects.list(GROUP, "").map(|known| {
        let mut shown = known.clone();
        shown.retain(|name, _| !HIDDEN.contains(&name.as_str()));
        Value::Object(shown)
    });
    let shown: Vec<Value> = shown.collect();
    if shown.is_empty() {
        return Err(Refusal::code("webhook_invalid_account", "The account has no webhook."));
    }
    Ok(call.reply(json!({ "webhooks": shown })))
}

pub(super) fn update(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (key, mut webhook) = find(inner, call)?;
    let endpoint = endpoint(call)?;
    let mut status = text(&webhook, "status").to_owned();
    if endpoint != text(&webhook, "endpoint") {
        webhook.retain(|name, _| !HIDDEN.contains(&name.as_str()));
        webhook.insert("endpoint".to_owned(), endpoint.into());
        "pending".clone_into(&mut status);
    }
    match call.body.get("secret").and_then(Value::as_str) {
        Some("") => drop(webhook.remove("secret")),
        Some(secret) => drop(webhook.insert("secret".to_owned(), secret.into())),
        None => {}
    }
    set(&mut webhook, call);
    set_status(inner, &key, webhook, &status);
    Ok(call.reply(Value::Null))
}

pub(super) fn send_challenge(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (key, mut webhook) = find(inner, call)?;
    let token = random::alphanumeric(32);
    let ends = inner.clock.now() + TOKEN_VALID;
    webhook.insert("token".to_owned(), token.clone().into());
    webhook.insert("token_ends".to_owned(), ends.into());
    let (url, secret) = (text(&webhook, "endpoint").to_owned(), text(&webhook, "secret").to_owned());
    let data = json!({ "token": token, "webhook_id": webhook.get("id") });
    inner.objects.put(GROUP, "", &key, webhook);
    inner.deliver("challenge_webhook_endpoint", data, &url, &secret);
    Ok(call.reply(Value::Null))
}

pub(super) fn verify_challenge(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (key, mut webhook) = find(inner, call)?;
    let sent = call.body.get("token").and_then(Value::as_str).unwrap_or_default();
    let ends = integer(webhook.get("token_ends")).unwrap_or_default();
    if sent.is_empty() || sent != text(&webhook, "token") || ends <= inner.clock.now() {
        return Err(Refusal::code("webhook_invalid_token", "The token is not valid."));
    }
    webhook.insert("verified".to_owned(), true.into());
    inner.objects.put(GROUP, "", &key, webhook);
    Ok(call.reply(Value::Null))
}

pub(super) fn activate(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (key, webhook) = find(inner, call)?;
    if !webhook.contains_key("verified") {
        return Err(invalid_action());
    }
    set_status(inner, &key, webhook, ACTIVE);
    Ok(call.reply(Value::Null))
}

pub(super) fn deactivate(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (key, webhook) = find(inner, call)?;
    // An inactive one stays so, because the call may be repeated.
    if text(&webhook, "status") == "pending" {
        return Err(invalid_action());
    }
    set_status(inner, &key, webhook, "inactive");
    Ok(call.reply(Value::Null))
}

pub(super) fn delete(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let (key, _) = find(inner, call)?;
    inner.objects.remove(GROUP, "", &key);
    Ok(call.reply(Value::Null))
}

pub(super) fn test_endpoint(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let endpoint = endpoint(call)?;
    let secret = call.body.get("secret").and_then(Value::as_str).unwrap_or_default();
    inner.deliver("test_webhook_endpoint", json!({}), &endpoint, secret);
    if !(200..300).contains(&inner.receiver) {
        return Err(Refusal::code("webhook_endpoint_error", "The endpoint did not accept the event."));
    }
    Ok(call.reply(Value::Null))
}

pub(super) fn event_logs(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let found: Vec<_> = inner.delivered.values().rev().collect();
    paged(call, "events", &found, |known| {
        // The words of the status are not known.
        let accepted = (200..300).contains(&known.status);
        let mut data = known.data.clone();
        if let Some(members) = data.as_object_mut() {
            members.remove("token");
        }
        json!({
            "event_name": known.event, "event_info": data,
            "request_status": if accepted { "SUCCESS" } else { "FAILED" },
            "request_sent_time": stamp(known.at), "response_received_time": stamp(known.at),
            "response_code": known.status,
        })
    })
}
