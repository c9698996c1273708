//! `users.*`: the accounts themselves.

use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::attributes::Given;
use super::input::UserInput;
use super::state::Flavour;
use super::store::{GROUPS, Store};
use super::user::User;
use super::wire::{Administrator, Body, Failure, Fields, Shared, USERS, UserInPath, envelope};
use crate::random;

/// Letters, digits and the marks that the vendor lists; nothing else.
pub(super) fn valid_name(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || "$@(.)-*_[]~!&+".contains(c))
}

/// Keycloak trips over a group that does not exist.
fn groups(store: &Store, given: &Given) -> Result<Vec<String>, Failure> {
    let unknown = || Failure::stock(StatusCode::INTERNAL_SERVER_ERROR, "unknown_error");
    store.ids("admin_groups", None, &given.groups()).ok_or_else(unknown)
}

/// Adds groups, and replaces the kinds of roles that were sent.
fn link(store: &mut Store, user: &str, groups: Vec<String>, roles: Vec<(&str, Vec<String>)>) {
    store.link(GROUPS, user, groups);
    for (kept, ids) in roles {
        store.relink(kept, user, ids);
    }
}

pub(super) async fn create(
    Shared(state): Shared,
    _caller: Administrator,
    Body(mut input): Body<UserInput>,
) -> Result<Response, Failure> {
    let name = input.username.take().filter(|name| !name.is_empty());
    let name =
        name.ok_or_else(|| Failure::bad_request("Username should not be null or empty"))?.to_lowercase();
    if !valid_name(&name) {
        return Err(Failure::bad_request("The user name holds a character that is not allowed"));
    }
    let given = input.attributes()?.unwrap_or_default();
    let activation = given.activation()?;
    let mut store = state.store();
    let replaced = store.id_of(&name);
    if replaced.is_some() && !given.replaces_user()? {
        return Err(Failure::conflict("A user of this name exists already"));
    }
    let email = input.email.as_deref().filter(|email| !email.is_empty());
    if email.is_some_and(|email| store.email_taken(email, replaced.as_deref().unwrap_or_default())) {
        return Err(Failure::conflict("A user with this e-mail address exists already"));
    }
    let groups = groups(&store, &given)?;
    let roles = input.roles(&store)?;
    let mut user = User {
        id: random::uuid(),
        username: name,
        enabled: input.enabled.unwrap_or(false),
        email_verified: input.email_verified.unwrap_or(false),
        attributes: given.kept(),
        ..User::new(store.millis())
    };
    input.apply_profile(&mut user);
    if !input.apply_access(&mut user, store.now())? {
        activation.apply(&mut user.codes, store.now());
    }
    if let Some(replaced) = replaced {
        store.remove(&replaced);
    }
    let actions = store.welcome(&user.id);
    user.add_actions(actions);
    link(&mut store, &user.id, groups, roles);
    store.put(&user);
    Ok(envelope(StatusCode::ACCEPTED, "OK", "User created successfully", None))
}

pub(super) async fn list(
    Shared(state): Shared,
    Extension(flavour): Extension<Flavour>,
    _caller: Administrator,
    query: Fields,
) -> Result<Response, Failure> {
    let number = |name, default: usize| match query.filled(name) {
        None => Ok(default),
        Some(text) => text
            .parse()
            .ok()
            .filter(|&number| number > 0)
            .ok_or_else(|| Failure::bad_request("a page number or a limit is not a positive integer")),
    };
    let page = number("pageNumber", 1)?;
    let mut limit = number("limit", 20)?;
    let search = query.filled("search").filter(|_| flavour == Flavour::Shift);
    if search.is_some() {
        limit = number("max", limit)?;
    }
    // How the filters match is not documented; stock ones match in part and without case.
    let matches = |wanted: Option<&str>, value: Option<&str>| {
        wanted.is_none_or(|wanted| {
            value.is_some_and(|value| value.to_lowercase().contains(&wanted.to_lowercase()))
        })
    };
    let store = state.store();
    let mut found: Vec<User> = store
        .users()
        .filter(|user| {
            matches(query.filled("email"), user.email.as_deref())
                && matches(query.filled("firstName"), user.first_name.as_deref())
                && matches(query.filled("lastName"), user.last_name.as_deref())
        })
        .filter(|user| {
            let fields = [&user.first_name, &user.last_name, &user.email];
            search.is_none()
                || matches(search, Some(&user.username))
                || fields.iter().any(|field| matches(search, field.as_deref()))
        })
        .collect();
    found.sort_by(|a, b| a.username.cmp(&b.username));
    let total = found.len();
    let rows = found.into_iter().skip((page - 1).saturating_mul(limit)).take(limit);
    let rows: Vec<_> = rows.map(|user| store.shown(&user, false)).collect();
    // The fields of `page` were not found; these are named like the parameters.
    let data = json!({ "userList": rows, "page": { "pageNumber": page, "limit": limit, "total": total } });
    Ok(envelope(StatusCode::OK, "Success", "Users retrieved", Some(data)))
}

pub(super) async fn get(
    Shared(state): Shared,
    Extension(flavour): Extension<Flavour>,
    _caller: Administrator,
    UserInPath(name): UserInPath,
) -> Result<Response, Failure> {
    let store = state.store();
    let by_id = store.user(&name).filter(|_| flavour == Flavour::Shift);
    let user = store.by_name(&name).or(by_id).ok_or_else(Failure::user_not_found)?;
    Ok(envelope(StatusCode::OK, "Success", "User retrieved", Some(store.shown(&user, true))))
}

pub(super) async fn update(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
    Body(mut input): Body<UserInput>,
) -> Result<Response, Failure> {
    let mut store = state.store();
    let mut user = store.by_name(&name).ok_or_else(Failure::user_not_found)?;
    if input.username.as_ref().is_some_and(|name| name.to_lowercase() != user.username) {
        // A realm may let names be edited; by default none does.
        return Err(Failure::bad_request("The user name cannot be changed"));
    }
    if input.email.as_deref().is_some_and(|email| store.email_taken(email, &user.id)) {
        return Err(Failure::conflict("A user with this e-mail address exists already"));
    }
    let given = input.attributes()?;
    let roles = input.roles(&store)?;
    let mut joined = Vec::new();
    let activation = given.as_ref().unwrap_or(&Given::default()).activation()?;
    if let Some(given) = given {
        joined = groups(&store, &given)?;
        // Absent members stay, as in stock Keycloak; a map that is sent replaces the whole map.
        user.attributes = given.kept();
    }
    // Both default to true, whatever they were.
    user.enabled = input.enabled.unwrap_or(true);
    user.email_verified = input.email_verified.unwrap_or(true);
    input.apply_profile(&mut user);
    if !input.apply_access(&mut user, store.now())? {
        activation.apply(&mut user.codes, store.now());
    }
    link(&mut store, &user.id, joined, roles);
    store.put(&user);
    Ok(envelope(StatusCode::OK, "OK", "User updated successfully", None))
}

pub(super) async fn update_profile(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
    body: Result<Body<UserInput>, Failure>,
) -> Result<Response, Failure> {
    let general = |failure| match failure {
        Failure::Stock { status: StatusCode::BAD_REQUEST, .. } | Failure::Kobil { .. } => {
            Failure::kobil(USERS, StatusCode::BAD_REQUEST, "GENERAL ERROR", "The profile cannot be read")
        }
        other => other,
    };
    let Body(mut input) = body.map_err(general)?;
    let given = input.attributes().map_err(general)?;
    let mut store = state.store();
    let mut user = store.by_name(&name).ok_or_else(Failure::user_not_found)?;
    if input.email.as_deref().is_some_and(|email| store.email_taken(email, &user.id)) {
        return Err(Failure::conflict("A user with this e-mail address exists already"));
    }
    input.apply_profile(&mut user);
    if let Some(given) = given {
        // This is the update that leaves everything else alone, so it leaves other attributes alone too.
        user.attributes.extend(given.kept());
    }
    store.put(&user);
    Ok(envelope(StatusCode::OK, "OK", "User profile updated successfully", None))
}

pub(super) async fn delete(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
) -> Result<Response, Failure> {
    let mut store = state.store();
    let id = store.id_of(&name).ok_or_else(Failure::user_not_found)?;
    store.remove(&id);
    Ok(envelope(StatusCode::OK, "OK", "User deleted successfully", None))
}
