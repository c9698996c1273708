//! Roles of the realm and of clients: named by their name in paths, and by their id in links.

use serde_json::Value;

use super::kept::{ROLES, ROLES_OF_CLIENTS};
use super::{Checked, named, search};
use crate::collections::{self, Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::midprovider::roles::COMPOSITES;
use crate::midprovider::store::Store;
use crate::midprovider::wire::Failure;
use crate::objects::Object;
use crate::random;

type Kept = Collection<Store>;

pub(super) fn of_realm(store: &mut Store, _: &Call<'_>, role: &mut Object, old: Option<&Object>) -> Checked {
    let realm = store.current.clone();
    complete(role, old, false, &realm)
}

pub(super) fn of_client(_: &mut Store, call: &Call<'_>, role: &mut Object, old: Option<&Object>) -> Checked {
    complete(role, old, true, call.parameter("client_uuid").unwrap_or_default())
}

fn complete(role: &mut Object, old: Option<&Object>, of_client: bool, container: &str) -> Checked {
    named(role, "name")?;
    let id = old.map_or_else(random::uuid, |old| text(old, "id").to_owned());
    role.insert("id".to_owned(), id.into());
    role.insert("clientRole".to_owned(), of_client.into());
    role.insert("containerId".to_owned(), container.into());
    role.remove("composites");
    Ok(())
}

pub(super) fn view(store: &Store, role: &mut Object) {
    let id = text(role, "id").to_owned();
    let composite = store.objects().rows(COMPOSITES).any(|row| row.scope == id);
    role.insert("composite".to_owned(), composite.into());
}

pub(super) fn list(store: &mut Store, call: &Call<'_>, roles: &Kept) -> Answer<Store> {
    let scope = call.parameter("client_uuid").unwrap_or_default();
    let wanted = call.query("search").unwrap_or_default();
    let all = store.objects().list(roles.kept(), scope).map(|role| roles.viewed(store, role));
    let found = all.filter(|role| search::is_found(wanted, [text(role, "name")]));
    collections::page(store, call, found.collect(), |mut role| {
        if !search::is_false(call, "briefRepresentation") {
            role.remove("attributes");
        }
        role.into()
    })
}

/// The collection, the scope and the key of the role with the id of the path.
fn by_id(store: &Store, call: &Call<'_>) -> Result<(&'static str, String, String), Failure> {
    let id = call.parameter("role_id").unwrap_or_default();
    let place = [ROLES, ROLES_OF_CLIENTS].into_iter().find_map(|kept| {
        let row = store.objects().rows(kept).find(|row| text(&row.object, "id") == id)?;
        Some((kept, row.scope.clone(), row.key.clone()))
    });
    place.ok_or_else(Store::not_found)
}

pub(super) fn get_by_id(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (kept, scope, key) = by_id(store, call)?;
    let role = store.objects().get(kept, &scope, &key).ok_or_else(Store::not_found)?;
    Ok(call.reply(store.shown_as(kept, call.operation.success().1, role)))
}

pub(super) fn delete_by_id(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (kept, scope, key) = by_id(store, call)?;
    store.remove_from(kept, &scope, &key);
    Ok(call.reply(Value::Null))
}

pub(super) fn update_by_id(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let (kept, scope, key) = by_id(store, call)?;
    change(store, call, kept, &scope, &key)
}

pub(super) fn update(store: &mut Store, call: &Call<'_>, roles: &Kept) -> Answer<Store> {
    let (key, _) = roles.find(store, call)?;
    let scope = roles.scope(store, call);
    change(store, call, roles.kept(), &scope, &key)
}

/// Replaces a role. Another name moves it: its id, and with it every link, stays.
fn change(store: &mut Store, call: &Call<'_>, kept: &str, scope: &str, key: &str) -> Answer<Store> {
    let old = store.objects().get(kept, scope, key).cloned().ok_or_else(Store::not_found)?;
    let mut role = call.body.as_object().cloned().unwrap_or_default();
    role.retain(|_, value| !value.is_null());
    if text(&role, "name").is_empty() {
        role.insert("name".to_owned(), key.into());
    }
    let name = text(&role, "name").to_owned();
    if name != key && store.objects().row(kept, scope, &name).is_some() {
        return Err(Store::invalid(vec![Complaint::new(Kind::Duplicate, "name")]));
    }
    let container = text(&old, "containerId").to_owned();
    complete(&mut role, Some(&old), kept == ROLES_OF_CLIENTS, &container)?;
    role.remove("composite");
    if name != key {
        store.objects_mut().remove(kept, scope, key);
    }
    store.objects_mut().put(kept, scope, &name, role);
    Ok(call.reply(Value::Null))
}
