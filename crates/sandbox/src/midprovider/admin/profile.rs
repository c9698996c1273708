//! The user profile of a realm, and its required actions.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Map, Value, json};

use crate::collections::{Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::midprovider::realms::UNREGISTERED;
use crate::midprovider::store::Store;
use crate::objects::Object;

type Kept = Collection<Store>;

const PROFILE: &str = "user_profile";

fn config(store: &Store) -> Value {
    let kept = store.objects().get(PROFILE, "", PROFILE).cloned().map(Value::Object);
    kept.unwrap_or_else(|| {
        let names = ["username", "email", "firstName", "lastName"];
        let attributes: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
        json!({ "attributes": attributes, "groups": [], "unmanagedAttributePolicy": "ENABLED" })
    })
}

pub(super) fn get(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    Ok(call.reply(config(store)))
}

pub(super) fn update(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let sent = call.body.as_object().cloned().unwrap_or_default();
    store.objects_mut().put(PROFILE, "", PROFILE, sent);
    Ok(call.reply(config(store)))
}

pub(super) fn metadata(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let config = config(store);
    let list = |name: &str| config.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let attributes = list("attributes").into_iter().map(|attribute| {
        let member = |name: &str| attribute.get(name).cloned();
        let name = member("name").unwrap_or_default();
        let display = member("displayName").unwrap_or_else(|| name.clone());
        json!({
            "name": name, "displayName": display, "required": attribute.get("required").is_some(),
            "readOnly": false, "multivalued": member("multivalued").unwrap_or_else(|| false.into()),
        })
    });
    let attributes: Vec<Value> = attributes.collect();
    let groups = list("groups").into_iter().map(|group| json!({ "name": group.get("name") }));
    Ok(call.reply(json!({ "attributes": attributes, "groups": groups.collect::<Vec<_>>() })))
}

pub(super) fn unmanaged(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let id = call.parameter("user_id").unwrap_or_default();
    let user = store.objects().get("admin_users", "", id).ok_or_else(Store::not_found)?;
    let config = config(store);
    let known = config.get("attributes").and_then(Value::as_array).into_iter().flatten();
    let known: Vec<&str> = known.filter_map(|known| known.get("name")?.as_str()).collect();
    let attributes = user.get("attributes").and_then(Value::as_object).into_iter().flatten();
    let mut found = Map::new();
    for (name, values) in attributes.filter(|(name, _)| !known.contains(&name.as_str())) {
        let values = values.as_array().into_iter().flatten().filter(|value| value.is_string());
        found.insert(name.clone(), values.cloned().collect());
    }
    Ok(call.reply(found.into()))
}

pub(super) fn unregister_action(store: &mut Store, call: &Call<'_>, actions: &Kept) -> Answer<Store> {
    let (alias, action) = actions.find(store, call)?;
    let action = action.clone();
    actions.remove(store, "", &alias);
    store.objects_mut().put(UNREGISTERED, "", &alias, action);
    Ok(call.reply(Value::Null))
}

pub(super) fn unregistered_actions(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let handle =
        |action: &Object| json!({ "name": text(action, "name"), "providerId": text(action, "providerId") });
    let found: Vec<Value> = store.objects().list(UNREGISTERED, "").map(handle).collect();
    Ok(call.reply(found.into()))
}

/// A new action is on, and stands behind the others.
pub(super) fn register_action(store: &mut Store, call: &Call<'_>, actions: &Kept) -> Answer<Store> {
    let member = |name: &str| call.body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let missing = |name: &str| Store::invalid(vec![Complaint::new(Kind::Missing, name)]);
    let provider = member("providerId").ok_or_else(|| missing("providerId"))?;
    if store.objects().row(actions.kept(), "", provider).is_some() {
        return Err(Store::invalid(vec![Complaint::new(Kind::Duplicate, "providerId")]));
    }
    if store.objects_mut().remove(UNREGISTERED, "", provider).is_none() {
        return Err(Store::not_found());
    }
    let priorities =
        store.objects().list(actions.kept(), "").filter_map(|action| action.get("priority")?.as_u64());
    let priority = priorities.max().map_or(0, |last| last + 1);
    let action = json!({
        "alias": provider, "name": member("name").unwrap_or(provider), "providerId": provider, "enabled": true,
        "defaultAction": false, "priority": priority, "config": {},
    });
    if let Value::Object(action) = action {
        store.objects_mut().put(actions.kept(), "", provider, action);
    }
    Ok(call.reply(Value::Null))
}
