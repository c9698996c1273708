//! Clients: their secrets, their service accounts, and what goes with them.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::kept::{CLIENTS, ROLES_OF_CLIENTS, USERS};
use super::{Checked, named};
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::midprovider::store::Store;
use crate::midprovider::wire::Failure;
use crate::objects::Object;
use crate::random;

type Kept = Collection<Store>;

pub(super) fn before(_: &mut Store, _: &Call<'_>, client: &mut Object, _: Option<&Object>) -> Checked {
    named(client, "clientId")?;
    client.entry("enabled").or_insert_with(|| true.into());
    client.entry("protocol").or_insert_with(|| "openid-connect".into());
    Ok(())
}

pub(super) fn secret(store: &mut Store, call: &Call<'_>, clients: &Kept) -> Answer<Store> {
    let (_, client) = clients.find(store, call)?;
    Ok(call.reply(json!({ "type": "secret", "value": text(client, "secret") })))
}

pub(super) fn new_secret(store: &mut Store, call: &Call<'_>, clients: &Kept) -> Answer<Store> {
    let (key, old) = clients.find(store, call)?;
    let mut client = old.clone();
    client.insert("secret".to_owned(), random::alphanumeric(40).into());
    let reply = call.reply(json!({ "type": "secret", "value": text(&client, "secret") }));
    clients.put(store, "", &key, client);
    Ok(reply)
}

pub(super) fn service_account_user(store: &mut Store, call: &Call<'_>, clients: &Kept) -> Answer<Store> {
    let (key, _) = clients.find(store, call)?;
    let off = || Failure::Admin {
        status: StatusCode::BAD_REQUEST,
        message: "The client has no service account".to_owned(),
    };
    let id = store.service_account(&key).ok_or_else(off)?;
    let user = store.objects().get("admin_users", "", &id).ok_or_else(Store::not_found)?;
    Ok(call.reply(store.shown_as(USERS, call.operation.success().1, user)))
}

pub(super) fn delete(store: &mut Store, call: &Call<'_>, clients: &Kept) -> Answer<Store> {
    let (key, _) = clients.find(store, call)?;
    store.remove_client(&key);
    Ok(call.reply(Value::Null))
}

impl Store {
    /// Removes a client with its roles, its service account and its tokens.
    pub(super) fn remove_client(&mut self, key: &str) {
        let account = self.service_account(key);
        let Some(name) = self.objects().get("admin_clients", "", key).map(|client| text(client, "clientId"))
        else {
            return;
        };
        let (realm, name) = (self.current.clone(), name.to_owned());
        let roles = self.objects().rows(ROLES_OF_CLIENTS).filter(|row| row.scope == key);
        for role in roles.map(|row| row.key.clone()).collect::<Vec<_>>() {
            self.remove_from(ROLES_OF_CLIENTS, key, &role);
        }
        self.remove_from(CLIENTS, "", key);
        if let Some(account) = account {
            self.remove_from(USERS, "", &account);
        }
        self.sessions.forget_client(&realm, &name);
        self.forget_consents(&name);
    }
}
