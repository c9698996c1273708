//! Realms: created with what the body brings, changed, deleted with all that they hold.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::{groups, import, search};
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::midprovider::realms::{MASTER, REALM};
use crate::midprovider::store::Store;
use crate::midprovider::wire::Failure;
use crate::objects::Object;
use crate::random;

type Kept = Collection<Store>;

/// The version that the server has: one in which the caches can still be emptied and users have profiles.
const VERSION: &str = "25.0.6";

fn shown(store: &Store, mut realm: Object, brief: bool) -> Value {
    if brief {
        realm.retain(|name, _| matches!(name.as_str(), "id" | "realm" | "displayName" | "enabled"));
        return realm.into();
    }
    if let Some(server) = realm.get_mut("smtpServer").and_then(Value::as_object_mut) {
        server.entry("password").and_modify(|password| *password = "**********".into());
    }
    realm.insert("keycloakVersion".to_owned(), VERSION.into());
    realm.insert("defaultGroups".to_owned(), groups::default_paths(store));
    realm.into()
}

/// A token of `master` sees every realm, any other its own.
pub(super) fn list(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (brief, own) = (search::is_true(call, "briefRepresentation"), store.acting.realm.clone());
    let all = store.is_master(&own);
    let mut found = Vec::new();
    for id in store.realms.ids().into_iter().filter(|id| all || *id == own) {
        let Some(realm) = store.realms.object(&id).cloned() else { continue };
        found.push(store.within(&id, |store| shown(store, realm, brief)));
    }
    Ok(call.reply(found.into()))
}

pub(super) fn get(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let realm = store.objects().get(REALM, "", REALM).cloned().ok_or_else(Store::not_found)?;
    Ok(call.reply(shown(store, realm, false)))
}

fn is_free(store: &Store, name: &str) -> Result<(), Failure> {
    if store.realms.id_of(name).is_some() {
        let message = format!("Realm {name} already exists");
        return Err(Failure::Admin { status: StatusCode::CONFLICT, message });
    }
    Ok(())
}

/// The name in a body. It is one segment of a path.
fn name_in(body: &Value) -> Result<Option<&str>, Failure> {
    let name = body.get("realm").and_then(Value::as_str).filter(|name| !name.is_empty());
    if name.is_some_and(|name| name.contains('/')) {
        return Err(Store::invalid(vec![Complaint::new(Kind::Format, "realm")]));
    }
    Ok(name)
}

/// What the body brings besides settings is kept as objects of its own.
const CONTENT: [&str; 7] =
    ["users", "groups", "roles", "clients", "identityProviders", "defaultGroups", "requiredActions"];

fn settings(body: &Value) -> Object {
    let mut settings = body.as_object().cloned().unwrap_or_default();
    settings.retain(|name, value| {
        !value.is_null()
            && !CONTENT.contains(&name.as_str())
            && !matches!(name.as_str(), "id" | "keycloakVersion")
    });
    settings
}

pub(super) fn create(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let missing = || Store::invalid(vec![Complaint::new(Kind::Missing, "realm")]);
    let name = name_in(&call.body)?.ok_or_else(missing)?.to_owned();
    is_free(store, &name)?;
    let wanted = call.body.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
    if wanted.is_some_and(|id| store.realms.object(id).is_some()) {
        return Err(Store::invalid(vec![Complaint::new(Kind::Duplicate, "id")]));
    }
    let id = wanted.map_or_else(random::uuid, str::to_owned);
    store.add_realm(&id, &name, settings(&call.body));
    if let Err(refusal) = store.within(&id, |store| import::fill(store, &call.body)) {
        store.remove_realm(&id);
        return Err(refusal);
    }
    let mut reply = call.reply(Value::Null);
    let segment = percent_encoding::utf8_percent_encode(&name, percent_encoding::NON_ALPHANUMERIC);
    if let Ok(location) = format!("{}/{}", call.target, segment.to_string().replace("%2D", "-")).parse() {
        reply.headers_mut().insert(header::LOCATION, location);
    }
    Ok(reply)
}

pub(super) fn update(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let mut realm = store.objects().get(REALM, "", REALM).cloned().ok_or_else(Store::not_found)?;
    let old = text(&realm, "realm").to_owned();
    if let Some(name) = name_in(&call.body)?.filter(|name| *name != old) {
        if old == MASTER {
            return Err(Store::invalid(vec![Complaint::new(Kind::Format, "realm")]));
        }
        is_free(store, name)?;
    }
    let mut sent = settings(&call.body);
    // A mask that comes back stands for the secret.
    let kept = realm.get("smtpServer").and_then(|server| server.get("password")).cloned();
    if let Some(server) = sent.get_mut("smtpServer").and_then(Value::as_object_mut)
        && server.get("password") == Some(&"**********".into())
    {
        server.insert("password".to_owned(), kept.unwrap_or_default());
    }
    realm.extend(sent);
    store.objects_mut().put(REALM, "", REALM, realm);
    Ok(call.reply(Value::Null))
}

pub(super) fn delete(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    if store.realm_name() == MASTER {
        let message = "Can't delete the master realm".to_owned();
        return Err(Failure::Admin { status: StatusCode::BAD_REQUEST, message });
    }
    let realm = store.current.clone();
    store.remove_realm(&realm);
    Ok(call.reply(Value::Null))
}

pub(super) fn log_all_out(store: &mut Store, call: &Call<'_>, realms: &Kept) -> Answer<Store> {
    let realm = store.current.clone();
    store.sessions.close_realm(&realm, false);
    push_revocation(store, call, realms)
}

/// No client of the sandbox has an address to which something could be pushed.
pub(super) fn push_revocation(_: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    Ok(call.reply(json!({ "successRequests": [], "failedRequests": [] })))
}

/// The numbers are texts. Clients without a session are left out.
pub(super) fn session_stats(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let count = |name: &str, offline: bool| {
        let sessions = store.sessions.of(&store.current, offline);
        sessions.filter(|(_, session)| session.clients.contains(name)).count()
    };
    let stats = store.objects().rows("admin_clients").map(|row| {
        let name = text(&row.object, "clientId");
        (row, name, count(name, false), count(name, true))
    });
    let stats = stats.filter(|(_, _, active, offline)| active + offline > 0);
    let shown = stats.map(|(row, name, active, offline)| {
        json!({
            "id": row.key, "clientId": name, "active": active.to_string(), "offline": offline.to_string(),
        })
    });
    Ok(call.reply(shown.collect()))
}

/// The sandbox has no caches.
pub(super) fn clear_cache(_: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    Ok(call.reply(Value::Null))
}

/// Tokens of other realms than `master` do not see the system.
pub(super) fn server_info(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let mut info = json!({ "themes": {}, "providers": {}, "identityProviders": [] });
    if store.is_master(&store.acting.realm)
        && let Some(members) = info.as_object_mut()
    {
        members.insert("systemInfo".to_owned(), json!({ "version": VERSION }));
    }
    Ok(call.reply(info))
}
