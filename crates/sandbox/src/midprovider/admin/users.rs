//! Users and their roles in the admin tree: what the description does not state.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Map, Value, json};

use super::named;
use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::midprovider::attributes::Given;
use crate::midprovider::store::{CLIENT_ROLES, GROUPS, REALM_ROLES, Store};
use crate::midprovider::user::User;
use crate::midprovider::wire::Failure;
use crate::objects::{Object, Row};

type Kept = Collection<Store>;

pub(super) const USERS: Kept = Kept::of("admin_users").partial().before(before).view(view).other(&[
    ("count", count),
    ("groups_count", groups_count),
    ("reset_password", reset_password),
]);

/// KOBIL's half writes users through the same collection.
impl Store {
    /// Adds or replaces a user.
    pub(in crate::midprovider) fn put(&mut self, user: &User) {
        if let Ok(Value::Object(mut object)) = serde_json::to_value(user) {
            object.retain(|_, value| !value.is_null());
            USERS.put(self, "", &user.id, object);
        }
    }

    pub(in crate::midprovider) fn remove(&mut self, id: &str) {
        USERS.remove(self, "", id);
    }

    /// Changes the user of this name.
    pub(in crate::midprovider) fn change<T>(
        &mut self,
        username: &str,
        change: impl FnOnce(&mut User) -> T,
    ) -> Option<T> {
        let mut user = self.by_name(username)?;
        let result = change(&mut user);
        self.put(&user);
        Some(result)
    }
}

/// What KOBIL's half keeps with a user, and no reply shows.
const PRIVATE: [&str; 5] = ["password", "codes", "devices", "otp", "ssmsSession"];

/// Names and addresses are kept in lower case. Roles are granted by links alone, as in stock Keycloak.
fn before(
    store: &mut Store,
    call: &Call<'_>,
    user: &mut Object,
    old: Option<&Object>,
) -> Result<(), Failure> {
    named(user, "username")?;
    let id = text(user, "id").to_owned();
    for name in ["username", "email"] {
        let value = text(user, name).to_lowercase();
        if store.objects.is_taken("admin_users", "", name, &value, &id) {
            return Err(Store::invalid(vec![Complaint::new(Kind::Duplicate, name)]));
        }
        if !value.is_empty() {
            user.insert(name.to_owned(), value.into());
        }
    }
    for name in PRIVATE.into_iter().chain(["realmRoles", "clientRoles", "credentials", "groups"]) {
        match old.and_then(|old| old.get(name)) {
            Some(kept) => drop(user.insert(name.to_owned(), kept.clone())),
            None => drop(user.remove(name)),
        }
    }
    for name in ["enabled", "emailVerified"] {
        user.entry(name).or_insert_with(|| false.into());
    }
    if let Some(Value::Object(attributes)) = user.get("attributes").cloned() {
        let given = Given::read(attributes.into_iter().collect())?;
        user.insert("attributes".to_owned(), json!(given.kept()));
    }
    for credential in call.body.get("credentials").and_then(Value::as_array).into_iter().flatten() {
        set_password(user, credential);
    }
    let groups = call.body.get("groups").and_then(Value::as_array).into_iter().flatten();
    let last = |path: &'_ Value| Some(path.as_str()?.rsplit('/').next()?.to_owned());
    let groups: Vec<String> = groups.filter_map(last).collect();
    let groups = store.ids("admin_groups", None, &groups).ok_or_else(Store::not_found)?;
    store.link(GROUPS, &id, groups);
    Ok(())
}

fn view(_: &Store, user: &mut Object) {
    user.retain(|name, _| !PRIVATE.contains(&name.as_str()));
}

fn set_password(user: &mut Object, credential: &Value) {
    if credential.get("type").is_some_and(|kind| kind != "password") {
        return;
    }
    user.extend(credential.get("value").map(|value| ("password".to_owned(), value.clone())));
    if credential.get("temporary") == Some(&true.into()) {
        let actions = user.entry("requiredActions").or_insert_with(|| json!([]));
        if let Some(actions) = actions.as_array_mut() {
            actions.push("UPDATE_PASSWORD".into());
        }
    }
}

fn reset_password(store: &mut Store, call: &Call<'_>, users: &Kept) -> Answer<Store> {
    let (id, user) = users.find(store, call)?;
    let mut user = user.clone();
    set_password(&mut user, &call.body);
    users.put(store, "", &id, user);
    Ok(call.reply(Value::Null))
}

fn count(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    Ok(call.reply(store.objects.list("admin_users", "").count().into()))
}

fn groups_count(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = call.parameter("user_id").unwrap_or_default();
    Ok(call.reply(json!({ "count": store.linked(GROUPS, user, "admin_groups").len() })))
}

/// The roles of a user, of the realm and by client.
pub(super) fn all_roles(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = call.parameter("user_id").unwrap_or_default();
    let shown = |row: &Row| Value::Object(row.object.clone());
    let realm: Vec<Value> = store.linked(REALM_ROLES, user, "admin_roles").into_iter().map(shown).collect();
    let mut clients = Map::new();
    for role in store.linked(CLIENT_ROLES, user, "admin_client_roles") {
        let client = store.objects.get("admin_clients", "", &role.scope).ok_or_else(Store::not_found)?;
        let name = text(client, "clientId");
        let entry = clients
            .entry(name)
            .or_insert_with(|| json!({ "id": role.scope, "client": name, "mappings": [] }));
        if let Some(mappings) = entry.get_mut("mappings").and_then(Value::as_array_mut) {
            mappings.push(shown(role));
        }
    }
    Ok(call.reply(json!({ "realmMappings": realm, "clientMappings": clients })))
}
