//! The sessions of users and clients, and the lock after wrong passwords.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::search;
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::midprovider::events::Login;
use crate::midprovider::sessions::{Kind, Session};
use crate::midprovider::store::Store;
use crate::midprovider::wire::Failure;

type Kept = Collection<Store>;

fn user(store: &Store, call: &Call<'_>) -> Result<String, Failure> {
    let id = call.parameter("user_id").unwrap_or_default();
    let row = store.objects().row("admin_users", "", id).ok_or_else(Store::not_found)?;
    Ok(row.key.clone())
}

fn found(store: &Store, offline: bool, wanted: impl Fn(&Session) -> bool) -> Vec<Value> {
    let sessions = store.sessions.of(&store.current, offline).filter(|(_, session)| wanted(session));
    sessions.map(|(id, session)| store.session_shown(id, session)).collect()
}

pub(super) fn of_user(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = user(store, call)?;
    Ok(call.reply(found(store, false, |session| session.user == user).into()))
}

/// The name of the client whose UUID is in the path.
fn client(store: &Store, call: &Call<'_>) -> Result<String, Failure> {
    let id = call.parameter("client_uuid").unwrap_or_default();
    let client = store.objects().get("admin_clients", "", id).ok_or_else(Store::not_found)?;
    Ok(text(client, "clientId").to_owned())
}

pub(super) fn offline_of_user(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (user, client) = (user(store, call)?, client(store, call)?);
    let is_wanted = |session: &Session| session.user == user && session.clients.contains(&client);
    Ok(call.reply(found(store, true, is_wanted).into()))
}

fn of(store: &Store, call: &Call<'_>, offline: bool) -> Answer<Store> {
    let client = client(store, call)?;
    let (first, most) = Store::page(call)?;
    let found = found(store, offline, |session| session.clients.contains(&client)).into_iter();
    Ok(call.reply(found.skip(first).take(most).collect()))
}

pub(super) fn of_client(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    of(store, call, false)
}

pub(super) fn offline_of_client(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    of(store, call, true)
}

pub(super) fn log_out(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = user(store, call)?;
    store.sessions.close_all_of(&user);
    Ok(call.reply(Value::Null))
}

pub(super) fn delete(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let id = call.parameter("session_id").unwrap_or_default();
    let offline = search::is_true(call, "isOffline");
    let session = store
        .sessions
        .get(id)
        .filter(|session| session.realm == store.current && session.offline == offline && !session.service);
    let user = session.map(|session| session.user.clone()).ok_or_else(Store::not_found)?;
    store.sessions.close(id);
    store.login_event("LOGOUT", &Login { user: Some(&user), session: Some(id), ..Login::default() });
    Ok(call.reply(Value::Null))
}

pub(super) fn impersonate(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = user(store, call)?;
    let session = store.open_session(&user, Kind::Browser);
    let same = store.acting.realm == store.current;
    let details = [("impersonator", store.acting.user.clone())];
    let details = details.each_ref().map(|(name, value)| (*name, value.as_str()));
    let login = Login { user: Some(&user), session: Some(&session), details: &details, ..Login::default() };
    store.login_event("IMPERSONATE", &login);
    let redirect = format!("{}/auth/realms/{}/account", store.acting.base, store.realm_name());
    Ok(call.reply(json!({ "sameRealm": same, "redirect": redirect })))
}

pub(super) fn failures(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = user(store, call)?;
    Ok(call.reply(store.failures_shown(&user).into()))
}

pub(super) fn clear_failures(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = user(store, call)?;
    store.forget_failures(&user);
    Ok(call.reply(Value::Null))
}

pub(super) fn clear_all_failures(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    store.forget_all_failures();
    Ok(call.reply(Value::Null))
}
