//! The roles of users and groups together, and those that they have by groups and composites.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::kept::{ROLES, ROLES_OF_CLIENTS};
use crate::collections::{self, Answer, Call, Collection, Vendor as _, text};
use crate::midprovider::roles::{GROUP_CLIENT_ROLES, GROUP_REALM_ROLES};
use crate::midprovider::store::{CLIENT_ROLES, REALM_ROLES, Store};
use crate::midprovider::wire::Failure;
use crate::objects::Row;

type Kept = Collection<Store>;

/// Serves a removal without a body, which means every role; none if the call is none.
pub(super) fn remove_all(store: &mut Store, call: &Call<'_>) -> Option<Answer<Store>> {
    let (kept, owners, parameter) = match call.id {
        "admin_user_roles.realm_remove" => (REALM_ROLES, "admin_users", "user_id"),
        "admin_user_roles.client_remove" => (CLIENT_ROLES, "admin_users", "user_id"),
        "admin_group_roles.realm_remove" => (GROUP_REALM_ROLES, "admin_groups", "group_id"),
        "admin_group_roles.client_remove" => (GROUP_CLIENT_ROLES, "admin_groups", "group_id"),
        _ => return None,
    };
    call.body.is_null().then(|| {
        let owner = owner(store, call, owners, parameter)?;
        let client = call.parameter("client_uuid");
        if client.is_some() {
            self::owner(store, call, "admin_clients", "client_uuid")?;
        }
        let roles = if client.is_some() { ROLES_OF_CLIENTS } else { ROLES };
        let linked = store.linked(kept, owner, roles).into_iter();
        let linked = linked.filter(|row| client.is_none_or(|client| row.scope == client));
        for id in linked.map(|row| text(&row.object, "id").to_owned()).collect::<Vec<_>>() {
            store.objects_mut().remove(kept, owner, &id);
        }
        Ok(call.reply(Value::Null))
    })
}

fn all(store: &Store, call: &Call<'_>, owner: &str, [realm, clients]: [&str; 2]) -> Answer<Store> {
    let shown = |kept: &str, row: &Row| Value::Object(store.viewed_as(kept, &row.object));
    let of_realm = store.linked(realm, owner, ROLES);
    let of_realm: Vec<Value> = of_realm.into_iter().map(|row| shown(ROLES, row)).collect();
    let mut by_client = Map::new();
    for role in store.linked(clients, owner, ROLES_OF_CLIENTS) {
        let client = store.objects().get("admin_clients", "", &role.scope).ok_or_else(Store::not_found)?;
        let name = text(client, "clientId");
        let entry = by_client
            .entry(name)
            .or_insert_with(|| json!({ "id": role.scope, "client": name, "mappings": [] }));
        if let Some(mappings) = entry.get_mut("mappings").and_then(Value::as_array_mut) {
            mappings.push(shown(ROLES_OF_CLIENTS, role));
        }
    }
    Ok(call.reply(json!({ "realmMappings": of_realm, "clientMappings": by_client })))
}

/// The id in the path, if there is such a user or group.
fn owner<'a>(store: &Store, call: &'a Call<'_>, kept: &str, name: &str) -> Result<&'a str, Failure> {
    let id = call.parameter(name).unwrap_or_default();
    let known = store.objects().row(kept, "", id).is_some();
    known.then_some(id).ok_or_else(Store::not_found)
}

pub(super) fn all_of_user(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = owner(store, call, "admin_users", "user_id")?;
    all(store, call, user, [REALM_ROLES, CLIENT_ROLES])
}

pub(super) fn all_of_group(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let group = owner(store, call, "admin_groups", "group_id")?;
    all(store, call, group, [GROUP_REALM_ROLES, GROUP_CLIENT_ROLES])
}

/// Those of the roles that belong to the realm, or to the client of the path.
fn shown(store: &Store, call: &Call<'_>, kept: &str, ids: &BTreeSet<String>) -> Answer<Store> {
    let client = call.parameter("client_uuid").unwrap_or_default();
    if !client.is_empty() {
        owner(store, call, "admin_clients", "client_uuid")?;
    }
    let found = store.objects().list(kept, client).filter(|role| ids.contains(text(role, "id")));
    let found = found.map(|role| store.viewed_as(kept, role)).collect();
    let brief = !super::search::is_false(call, "briefRepresentation");
    collections::page(store, call, found, |mut role| {
        if brief {
            role.remove("attributes");
        }
        role.into()
    })
}

pub(super) fn realm_of_user(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let ids = store.roles_of_user(owner(store, call, "admin_users", "user_id")?);
    shown(store, call, ROLES, &ids)
}

pub(super) fn client_of_user(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let ids = store.roles_of_user(owner(store, call, "admin_users", "user_id")?);
    shown(store, call, ROLES_OF_CLIENTS, &ids)
}

pub(super) fn realm_of_group(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let ids = store.roles_of_group(owner(store, call, "admin_groups", "group_id")?);
    shown(store, call, ROLES, &ids)
}

pub(super) fn client_of_group(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let ids = store.roles_of_group(owner(store, call, "admin_groups", "group_id")?);
    shown(store, call, ROLES_OF_CLIENTS, &ids)
}
