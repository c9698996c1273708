//! Users in the admin tree: what the description does not state.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::kept::USERS;
use super::{credentials, groups, named, search};
use crate::clock;
use crate::collections::{self, Answer, Call, Collection, Vendor as _, text};
use crate::facts::{Complaint, Kind};
use crate::midprovider::attributes::Given;
use crate::midprovider::store::{GROUPS, Store};
use crate::midprovider::user::User;
use crate::midprovider::wire::Failure;
use crate::objects::Object;

type Kept = Collection<Store>;

/// KOBIL's half writes users through the same collection.
impl Store {
    /// Adds or replaces a user.
    pub(in crate::midprovider) fn put(&mut self, user: &User) {
        if let Ok(Value::Object(mut object)) = serde_json::to_value(user) {
            object.retain(|_, value| !value.is_null());
            credentials::complete(self.millis(), &mut object);
            self.objects_mut().put(USERS, "", &user.id, object);
        }
    }

    pub(in crate::midprovider) fn remove(&mut self, id: &str) {
        self.remove_from(USERS, "", id);
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

    pub(in crate::midprovider) fn by_email(&self, email: &str) -> Option<User> {
        let row = self.objects().find("admin_users", "", "email", &email.to_lowercase())?;
        self.user(&row.key)
    }
}

/// What KOBIL's half keeps with a user, and no reply shows.
const PRIVATE: [&str; 6] = ["password", "codes", "devices", "otp", "ssmsSession", credentials::HELD];

/// Names and addresses are kept in lower case. Roles are granted by links alone, as in stock Keycloak.
pub(super) fn before(
    store: &mut Store,
    call: &Call<'_>,
    user: &mut Object,
    old: Option<&Object>,
) -> Result<(), Failure> {
    named(user, "username")?;
    let id = text(user, "id").to_owned();
    for name in ["username", "email"] {
        let value = text(user, name).to_lowercase();
        if store.objects().is_taken("admin_users", "", name, &value, &id) {
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
        credentials::set(store, user, credential)?;
    }
    if old.is_none() {
        let wanted = call.body.get("groups").and_then(Value::as_array).into_iter().flatten();
        let wanted = wanted.filter_map(Value::as_str).map(|path| groups::at_path(store, path));
        let wanted = wanted.map(|group| Some(text(group?, "id").to_owned())).collect::<Option<Vec<_>>>();
        let wanted = wanted.ok_or_else(Store::not_found)?;
        user.insert("createdTimestamp".to_owned(), store.millis().into());
        credentials::add_actions(user, store.welcome(&id));
        store.link(GROUPS, &id, wanted);
    }
    credentials::complete(store.millis(), user);
    Ok(())
}

pub(super) fn view(_: &Store, user: &mut Object) {
    let totp = credentials::has_type(user, "otp");
    user.retain(|name, _| !PRIVATE.contains(&name.as_str()));
    user.insert("totp".to_owned(), totp.into());
}

/// What belongs to a user who is gone goes too.
pub(super) fn after(store: &mut Store, id: &str) {
    store.sessions.forget_user(id);
    store.forget_transactions_of(id);
    store.forget_sent_to(id);
}

/// A day, or milliseconds since 1970.
pub(super) fn millis(call: &Call<'_>, name: &str) -> Result<Option<u64>, Failure> {
    let Some(text) = call.query(name).filter(|text| !text.is_empty()) else { return Ok(None) };
    let day = || u64::try_from(clock::parse(&format!("{text}T00:00:00Z"))?.as_millis()).ok();
    let time = text.parse().ok().or_else(day);
    time.map(Some).ok_or_else(|| Store::invalid(vec![Complaint::new(Kind::Format, name)]))
}

/// The users that the query selects; service accounts are none.
fn selected<'a>(store: &'a Store, call: &Call<'_>) -> Result<Vec<&'a Object>, Failure> {
    let (after, before) = (millis(call, "createdAfter")?, millis(call, "createdBefore")?);
    let wanted = call.query("search").filter(|search| !search.is_empty());
    let is = |user: &Object, name: &str| {
        let shown = user.get(name).and_then(Value::as_bool).unwrap_or_default();
        call.query(name)
            .is_none_or(|wanted| wanted.is_empty() || wanted.eq_ignore_ascii_case(&shown.to_string()))
    };
    let fits = |user: &&Object| {
        let names = ["username", "email", "firstName", "lastName"];
        let is_wanted = match wanted {
            // A search excludes the filters of members.
            Some(search) => search::is_found(search, names.map(|name| text(user, name))),
            None => names.iter().all(|name| search::fits(call, user, name)),
        };
        let created = user.get("createdTimestamp").and_then(Value::as_u64).unwrap_or_default();
        is_wanted
            && is(user, "enabled")
            && is(user, "emailVerified")
            && search::has_attributes(call, user)
            && after.is_none_or(|after| created >= after)
            && before.is_none_or(|before| created <= before)
            && store.is_linked_to(text(user, "id"), call.query("idpAlias"), call.query("idpUserId"))
    };
    let users = store.objects().list("admin_users", "");
    Ok(users.filter(|user| !user.contains_key("serviceAccountClientId")).filter(fits).collect())
}

pub(super) fn list(store: &mut Store, call: &Call<'_>, users: &Kept) -> Answer<Store> {
    let found = selected(store, call)?.into_iter().map(|user| users.viewed(store, user)).collect();
    collections::page(store, call, found, |mut user| {
        if search::is_true(call, "briefRepresentation") {
            user.remove("attributes");
        }
        users.dressed(store.facts, None, user)
    })
}

pub(super) fn count(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let found = selected(store, call)?.len();
    Ok(call.reply(found.into()))
}

pub(super) fn groups_count(store: &mut Store, call: &Call<'_>, _: &Kept) -> Answer<Store> {
    let user = call.parameter("user_id").unwrap_or_default();
    let wanted = call.query("search").unwrap_or_default();
    let names = store.names(GROUPS, user, "admin_groups").into_iter();
    Ok(call.reply(json!({ "count": names.filter(|name| search::is_found(wanted, [*name])).count() })))
}
