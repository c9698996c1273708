//! Rotations, scans and batches of the secrets manager. Every rotation succeeds at once.

use serde_json::{Value, json};

use super::clock::Clock;
use super::error::Refusal;
use super::state::Inner;
use crate::collections::{Answer, Call, Collection, Vendor as _};
use crate::facts::{Complaint, Kind};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;

const MANAGED: &str = "managed_accounts";
const SCANNED: &str = "target_domain_accounts";

fn domain(call: &Call<'_>) -> String {
    call.parameter("target_domain_id").unwrap_or_default().to_owned()
}

/// The objects of a batch. What PrivX does if one of them does not exist is not known: here nothing changes.
fn named(inner: &Inner, call: &Call<'_>, kept: &str) -> Result<Vec<(String, Object)>, Refusal> {
    let ids = call.body.get("ids").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let domain = domain(call);
    let found = ids.map(|id| Some((id.to_owned(), inner.objects.get(kept, &domain, id)?.clone())));
    found.collect::<Option<_>>().ok_or_else(Refusal::not_found)
}

fn change(inner: &mut Inner, call: &Call<'_>, kept: &str, id: &str, mut object: Object) {
    for name in ["updated", "updated_by"] {
        object.extend(inner.stamp(call, name).map(|(value, _)| (name.to_owned(), value)));
    }
    inner.objects.put(kept, &domain(call), id, object);
}

fn rotated(clock: &Clock, account: &mut Object) {
    let history = account.entry("rotation_history").or_insert_with(|| json!([]));
    let Some(history) = history.as_array_mut() else { return };
    let version = history.len() + 1;
    let at = clock.nanos();
    history.push(json!({ "version": version, "rotated": at, "trigger": "MANUAL", "status": "SUCCESS" }));
    account.insert("locked".to_owned(), false.into());
}

pub(super) fn rotate(inner: &mut Inner, call: &Call<'_>, accounts: &Kept) -> Answer<Inner> {
    let (key, account) = accounts.find(inner, call)?;
    let mut account = account.clone();
    rotated(&inner.clock, &mut account);
    inner.objects.put(MANAGED, &domain(call), &key, account);
    Ok(call.reply(Value::Null))
}

pub(super) fn rotate_batch(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    for (id, mut account) in named(inner, call, MANAGED)? {
        rotated(&inner.clock, &mut account);
        inner.objects.put(MANAGED, &domain(call), &id, account);
    }
    Ok(call.reply(Value::Null))
}

/// Changes managed or scanned accounts: a change set keeps what it does not name.
pub(super) fn edit_batch(inner: &mut Inner, call: &Call<'_>, accounts: &Kept) -> Answer<Inner> {
    let changes = call.body.get("changes").and_then(Value::as_object).cloned().unwrap_or_default();
    for (id, mut account) in named(inner, call, accounts.kept())? {
        account.extend(changes.clone().into_iter().filter(|(_, value)| !value.is_null()));
        change(inner, call, accounts.kept(), &id, account);
    }
    Ok(call.reply(Value::Null))
}

pub(super) fn create_batch(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let mut settings = call.body.get("data").and_then(Value::as_object).cloned().unwrap_or_default();
    settings.retain(|_, value| !value.is_null());
    let rotate = settings.remove("rotate") == Some(true.into());
    let domain = domain(call);
    let scanned = named(inner, call, SCANNED)?;
    let taken =
        |(_, account): &&(String, Object)| !inner.objects.taken(MANAGED, &domain, "", account).is_empty();
    if scanned.iter().any(|one| taken(&one)) {
        return Err(Inner::invalid(vec![Complaint::new(Kind::Duplicate, "username")]));
    }
    let mut ids = Vec::new();
    for (id, mut account) in scanned {
        account.insert("state".to_owned(), "MANAGED".into());
        let mut managed = account.clone();
        change(inner, call, SCANNED, &id, account);
        let new = random::uuid();
        managed.remove("ignored");
        managed.extend(settings.clone());
        managed.insert("id".to_owned(), new.clone().into());
        managed.insert("created".to_owned(), inner.clock.nanos().into());
        managed.insert("author".to_owned(), call.caller.clone().into());
        if rotate {
            rotated(&inner.clock, &mut managed);
        }
        change(inner, call, MANAGED, &new, managed);
        ids.push(new);
    }
    Ok(call.reply(json!({ "ids": ids })))
}

/// A scan finds the accounts that the test has added, and sets the time of the last scan.
pub(super) fn scan(inner: &mut Inner, call: &Call<'_>, domains: &Kept) -> Answer<Inner> {
    let id = domain(call);
    let mut domain = inner.objects.get("target_domains", "", &id).cloned().ok_or_else(Refusal::not_found)?;
    domain.insert("last_scanned".to_owned(), inner.clock.nanos().into());
    domains.put(inner, "", &id, domain);
    Ok(call.reply(Value::Null))
}

/// The host shows when the password of which account was rotated.
pub(super) fn rotate_host(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let parameter = |name: &str| call.parameter(name).unwrap_or_default().to_owned();
    let (id, account) = (parameter("host_id"), parameter("account"));
    let mut host = inner.objects.get("hosts", "", &id).cloned().ok_or_else(Refusal::not_found)?;
    let rotation = host.get_mut("password_rotation").and_then(Value::as_object_mut);
    let rotation = rotation.ok_or_else(|| Refusal::bad_request("The host has no password rotation"))?;
    let states = rotation.entry("rotation_status").or_insert_with(|| json!([]));
    if let Some(states) = states.as_array_mut() {
        states.retain(|state| state.get("principal").and_then(Value::as_str) != Some(account.as_str()));
        states.push(json!({ "principal": account, "last_rotated": inner.clock.nanos() }));
    }
    inner.objects.put("hosts", "", &id, host);
    Ok(call.reply(Value::Null))
}
