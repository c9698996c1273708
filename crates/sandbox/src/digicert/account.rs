//! The account itself, and its AuthKeys.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::clock::{DAY, parse, stamp};
use super::reply::Refusal;
use super::{ACCOUNT, Inner, ROOT};
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;

/// Where the account's own members are kept, and its AuthKeys.
const GROUP: &str = "account";
const KEYS: &str = "auth_keys";
const RECIPIENTS: [&str; 4] = ["order-users", "org-contact", "tech-contact", "admin"];

pub(super) fn get(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let kept = inner.objects.get(GROUP, "", "");
    let mut shown = json!({
        "id": ACCOUNT, "root_container_id": ROOT, "billing_account_id": ACCOUNT, "language_id": 1,
        "cert_central_type": "enterprise", "pricing_model": "percert", "cert_transparency": "embed",
        "balance_negative_limit": 0, "make_renewal_calls": false, "express_install_enabled": true,
        "admin_email": kept.and_then(|kept| kept.get("admin_email")),
        "has_auth_key": valid(inner).next().is_some(),
    });
    super::views::drop_nulls(&mut shown);
    Ok(call.reply(shown))
}

/// Each list that is sent replaces the one that is kept.
pub(super) fn update_emails(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let mut kept = inner.objects.get(GROUP, "", "").cloned().unwrap_or_default();
    for name in ["admin_email", "emergency_emails"] {
        if let Some(list) = call.body.get(name).and_then(Value::as_str) {
            if list.split(',').any(|one| !one.trim().is_empty() && !one.contains('@')) {
                return Err(Refusal::invalid(name));
            }
            kept.insert(name.to_owned(), list.into());
        }
    }
    inner.objects.put(GROUP, "", "", kept);
    Ok(call.reply(Value::Null))
}

/// Whether a setting has a value of the documented form. Those with another name have any.
fn is_setting(name: &str, value: &Value) -> bool {
    let inside = || serde_json::from_str::<Value>(value.as_str()?).ok();
    match name {
        "confirmation_email_recipients"
        | "rejection_email_recipients"
        | "approval_email_recipients"
        | "renewal_email_recipients" => inside().is_some_and(|list| {
            let known = |one: &Value| one.as_str().is_some_and(|one| RECIPIENTS.contains(&one));
            list.as_array().is_some_and(|list| list.iter().all(known))
        }),
        "email_preference" => inside().is_some_and(|value| value.is_object()),
        "account_fund_expiry_notices"
        | "account_fund_adjustment_notices"
        | "no_top_level_container_in_email" => {
            super::values::integer(Some(value)).is_some_and(|flag| flag < 2)
        }
        _ => true,
    }
}

/// No call reads the settings: they are checked alone.
pub(super) fn update_settings(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let sent = call.body.get("account_settings").and_then(Value::as_array).into_iter().flatten();
    for setting in sent {
        let name = setting.get("name").and_then(Value::as_str).unwrap_or_default();
        if !is_setting(name, setting.get("value").unwrap_or(&Value::Null)) {
            return Err(Refusal::invalid("account_settings"));
        }
    }
    Ok(call.reply(json!({ "status": "success", "message": "The settings are updated." })))
}

pub(super) fn get_contract(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({
        "start_date": "2020-01-01", "end_date": "2099-12-31", "auto_renewal": "0", "limit_type": "year",
        "pricing_model": "percert", "issued_certs_total": inner.certificates.len(),
        "total_domains_used": inner.domains.len(), "allowed_lifetime": "3",
    })))
}

pub(super) fn get_guest_access(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ "enabled": false })))
}

/// The AuthKeys that have not ended.
fn valid(inner: &Inner) -> impl Iterator<Item = &Object> {
    let now = inner.clock.now();
    let lives = move |key: &&Object| match key.get("expiration_datetime").and_then(Value::as_str) {
        Some(end) => parse(end.trim_end_matches("+00:00")).is_some_and(|end| end > now),
        None => true,
    };
    inner.objects.list(KEYS, "").filter(lives)
}

fn make(inner: &mut Inner, call: &Call<'_>, ends: Option<u64>) -> Answer<Inner> {
    let id = random::alphanumeric(20);
    let mut key = Object::new();
    key.insert("auth_key_id".to_owned(), id.clone().into());
    key.insert("auth_key".to_owned(), random::alphanumeric(64).into());
    if let Some(ends) = ends {
        key.insert("expiration_datetime".to_owned(), stamp(ends).into());
    }
    inner.objects.put(KEYS, "", &id, key.clone());
    Ok(call.reply(Value::Object(key)))
}

pub(super) fn create_key(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let is_permanent = |key: &Object| !key.contains_key("expiration_datetime");
    if inner.objects.list(KEYS, "").any(is_permanent) {
        return Err(Refusal::code(
            "auth_key_exists_for_account",
            "The account has a permanent AuthKey already.",
        ));
    }
    make(inner, call, None)
}

pub(super) fn create_key_with_ttl(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let days = call.path.last().and_then(|(_, days)| days.parse::<u64>().ok()).filter(|days| *days > 0);
    let lasts = days.and_then(|days| days.checked_mul(DAY)).filter(|lasts| *lasts < 100_000 * DAY);
    let ends = inner.clock.now() + lasts.ok_or_else(|| Refusal::invalid("days"))?;
    make(inner, call, Some(ends))
}

pub(super) fn list_keys(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let keys: Vec<&Object> = valid(inner).collect();
    Ok(call.reply(json!({ "auth_keys": keys })))
}

fn find<'a>(inner: &'a Inner, call: &Call<'_>) -> Result<&'a Object, Refusal> {
    let id = call.path.last().map(|(_, id)| id.as_str()).unwrap_or_default();
    inner.objects.get(KEYS, "", id).ok_or_else(|| Refusal::not_found("auth_key"))
}

/// The account's only AuthKey. The code for several is not documented.
fn single(inner: &Inner) -> Result<&Object, Refusal> {
    let mut all = valid(inner);
    let first = all.next().ok_or_else(|| Refusal::not_found("auth_key"))?;
    if all.next().is_some() { Err(Refusal::required("auth_key_id")) } else { Ok(first) }
}

pub(super) fn get_key(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(Value::Object(find(inner, call)?.clone())))
}

pub(super) fn get_single_key(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(Value::Object(single(inner)?.clone())))
}

fn remove(inner: &mut Inner, call: &Call<'_>, id: &str) -> Answer<Inner> {
    inner.objects.remove(KEYS, "", id);
    Ok(call.reply(Value::Null))
}

pub(super) fn delete_key(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = text(find(inner, call)?, "auth_key_id").to_owned();
    remove(inner, call, &id)
}

pub(super) fn delete_single_key(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let id = text(single(inner)?, "auth_key_id").to_owned();
    remove(inner, call, &id)
}
