//! The recorded events of a realm, and which of them it records.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::Value;

use super::search::values;
use super::users::millis;
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::midprovider::events::{ADMINS, LOGINS};
use crate::midprovider::realms::REALM;
use crate::midprovider::store::Store;
use crate::objects::Object;

type Kept = Collection<Store>;

/// The members of a realm that are its event settings.
const SETTINGS: [&str; 6] = [
    "eventsEnabled",
    "eventsExpiration",
    "eventsListeners",
    "enabledEventTypes",
    "adminEventsEnabled",
    "adminEventsDetailsEnabled",
];

/// The wanted events, the newest first unless the query wants them otherwise.
fn listed(store: &Store, call: &Call<'_>, kept: &str, wanted: impl Fn(&Object) -> bool) -> Answer<Store> {
    let (from, to) = (millis(call, "dateFrom")?, millis(call, "dateTo")?);
    // A day as the end includes the day.
    let day = call.query("dateTo").is_some_and(|text| text.contains('-'));
    let to = to.map(|to| if day { to + 86_400_000 - 1 } else { to });
    let life = store.number("eventsExpiration").saturating_mul(1000);
    let oldest = if life == 0 { 0 } else { store.millis().saturating_sub(life) };
    let time = |event: &Object| event.get("time").and_then(Value::as_u64).unwrap_or_default();
    let found = store.objects().list(kept, "").filter(|event| {
        let time = time(event);
        time >= oldest && from.is_none_or(|from| time >= from) && to.is_none_or(|to| time <= to)
    });
    let mut found: Vec<&Object> = found.filter(|event| wanted(event)).collect();
    match call.query("direction") {
        Some("asc") => {}
        None | Some("" | "desc") => found.reverse(),
        Some(_) => return Err(Store::invalid(vec![Complaint::new(Kind::Format, "direction")])),
    }
    let (first, most) = Store::page(call)?;
    let found = found.into_iter().skip(first).take(most);
    Ok(call.reply(found.map(|event| Value::Object(event.clone())).collect()))
}

fn is(call: &Call<'_>, parameter: &str, value: &str) -> bool {
    call.query(parameter).is_none_or(|wanted| wanted.is_empty() || wanted == value)
}

fn is_one_of(call: &Call<'_>, parameter: &str, value: &str) -> bool {
    let wanted = values(call, parameter);
    wanted.is_empty() || wanted.contains(&value)
}

pub(super) fn logins(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    listed(store, call, LOGINS, |event| {
        is(call, "client", text(event, "clientId"))
            && is(call, "user", text(event, "userId"))
            && is(call, "ipAddress", text(event, "ipAddress"))
            && is_one_of(call, "type", text(event, "type"))
    })
}

pub(super) fn administrators(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    listed(store, call, ADMINS, |event| {
        let by = |name: &str| {
            let details = event.get("authDetails").and_then(|details| details.get(name));
            details.and_then(Value::as_str).unwrap_or_default()
        };
        is(call, "authRealm", by("realmId"))
            && is(call, "authClient", by("clientId"))
            && is(call, "authUser", by("userId"))
            && is(call, "authIpAddress", by("ipAddress"))
            && is(call, "resourcePath", text(event, "resourcePath"))
            && is_one_of(call, "operationTypes", text(event, "operationType"))
            && is_one_of(call, "resourceTypes", text(event, "resourceType"))
    })
}

fn clear(store: &mut Store, call: &Call<'_>, kept: &str) -> Answer<Store> {
    for id in store.links(kept, "") {
        store.objects_mut().remove(kept, "", &id);
    }
    Ok(call.reply(Value::Null))
}

pub(super) fn clear_logins(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    clear(store, call, LOGINS)
}

pub(super) fn clear_administrators(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    clear(store, call, ADMINS)
}

pub(super) fn config(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let settings =
        SETTINGS.iter().filter_map(|name| Some(((*name).to_owned(), store.setting(name)?.clone())));
    Ok(call.reply(Value::Object(settings.collect())))
}

pub(super) fn set_config(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let mut realm = store.objects().get(REALM, "", REALM).cloned().ok_or_else(Store::not_found)?;
    for (name, value) in call.body.as_object().into_iter().flatten() {
        if SETTINGS.contains(&name.as_str()) && !value.is_null() {
            realm.insert(name.clone(), value.clone());
        }
    }
    store.objects_mut().put(REALM, "", REALM, realm);
    Ok(call.reply(Value::Null))
}
