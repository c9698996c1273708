//! `/profile/…`: the current way to log in.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Value, json};

use super::command::Work;
use super::ids::date_time;
use super::state::State;
use super::token::Kind;
use super::wire::{Caller, Form, Refusal};
use crate::{clock, random};

/// The vendor names an entropy rule without saying it. Length is the part that no such rule leaves out.
pub(super) fn check_password(name: &str, password: &str) -> Result<(), Refusal> {
    if password.chars().count() < 8 {
        return Err(Refusal::parameter(name, "is too weak"));
    }
    Ok(())
}

pub(super) async fn register(Shared(state): Shared<Arc<State>>, form: Form) -> Result<Response, Refusal> {
    let [username, password] = form.required(["username", "password"])?;
    check_password("password", password)?;
    let work = Work::Register { username: username.to_owned(), password: password.to_owned() };
    Ok(state.accept(None, work).await)
}

pub(super) async fn authenticate(
    Shared(state): Shared<Arc<State>>,
    form: Form,
) -> Result<Json<Value>, Refusal> {
    let [username, password] = form.required(["username", "password"])?;
    let life = state.token_life();
    let mut store = state.store();
    let profile = store.log_in(username, password).ok_or(Refusal::InvalidCredentials)?;
    let (token, expires) = store.issue(&profile, Kind::Full, life);
    Ok(Json(json!({ "authorizationToken": token, "expiresAt": date_time(expires) })))
}

pub(super) async fn retrieve_id(caller: Caller) -> Json<Value> {
    Json(json!({ "profileId": caller.profile }))
}

pub(super) async fn change_password(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [current, new] = form.required(["currentPassword", "newPassword"])?;
    check_password("newPassword", new)?;
    // Whether a confirmation is wanted is not known, so it is compared only where one was sent.
    if form.get("confirmPassword").is_some_and(|confirmed| confirmed != new) {
        return Err(Refusal::parameter("confirmPassword", "does not match"));
    }
    let work = Work::ChangePassword { current: current.to_owned(), new: new.to_owned() };
    Ok(state.accept(Some(caller.profile), work).await)
}

pub(super) async fn generate_qr_token(_caller: Caller) -> Json<Value> {
    let expires = clock::unix().saturating_add(Duration::from_secs(300));
    Json(json!({ "qrToken": random::alphanumeric(48), "expiresAt": date_time(expires) }))
}

pub(super) async fn reauthorize_token(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Json<Value>, Refusal> {
    let [ttl] = form.required(["ttl"])?;
    // Seconds, as the guide says.
    let life = ttl.parse().ok().filter(|&seconds: &u64| seconds > 0).map(Duration::from_secs);
    let life = life.ok_or_else(|| Refusal::parameter("ttl", "is not a positive integer"))?;
    let mut store = state.store();
    // Of two requests with the same token only one finds it here.
    store.tokens.remove(&caller.token).ok_or(Refusal::InvalidToken)?;
    let (token, expires) = store.issue(&caller.profile, Kind::Full, life);
    Ok(Json(json!({ "authorizationToken": token, "expiresAt": date_time(expires) })))
}

pub(super) async fn revoke_token(Shared(state): Shared<Arc<State>>, caller: Caller) -> Json<Value> {
    state.store().tokens.remove(&caller.token);
    // The body is not specified; an empty PHP array is the likeliest one.
    Json(json!([]))
}

pub(super) async fn token_expiry(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
) -> Result<Json<Value>, Refusal> {
    let store = state.store();
    let token = store.live_token(&caller.token, Kind::Full).ok_or(Refusal::InvalidToken)?;
    Ok(Json(json!({ "expiresAt": date_time(token.expires) })))
}
