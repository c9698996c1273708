//! `/profile/…`: the four-step login of older engines.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Value, json};

use super::command::{Outcome, Work};
use super::ids::date_time;
use super::state::State;
use super::token::Kind;
use super::wire::{Form, Refusal, TemporaryCaller};

const TEMPORARY_LIFE: Duration = Duration::from_secs(600);

pub(super) async fn attempt_authentication(
    Shared(state): Shared<Arc<State>>,
    form: Form,
) -> Result<Response, Refusal> {
    let [username, password] = form.required(["username", "password"])?;
    state.store().logins += 1;
    // Wrong credentials show up as a rejected command, not here.
    let work = Work::AttemptLogin { username: username.to_owned(), password: password.to_owned() };
    Ok(state.accept(None, work).await)
}

pub(super) async fn retrieve_temp_token(
    Shared(state): Shared<Arc<State>>,
    form: Form,
) -> Result<Json<Value>, Refusal> {
    let [id] = form.required(["id"])?;
    let mut store = state.store();
    let attempt = store.commands.get(id).ok_or(Refusal::NotFound)?;
    // While the attempt is pending or rejected the status is not known; 404 is what other reads give too early.
    let profile = match (&attempt.work, &attempt.outcome, &attempt.profile) {
        (Work::AttemptLogin { .. }, Outcome::Succeeded, Some(profile)) => profile.clone(),
        _ => return Err(Refusal::NotFound),
    };
    let (token, _) = store.issue(&profile, Kind::Temporary, TEMPORARY_LIFE);
    Ok(Json(json!({ "token": token })))
}

pub(super) async fn request_authorization_token(
    Shared(state): Shared<Arc<State>>,
    TemporaryCaller(caller): TemporaryCaller,
    form: Form,
) -> Result<Response, Refusal> {
    let scopes = form.array("scope");
    if scopes.is_empty() || scopes.contains(&"") {
        return Err(Refusal::parameter("scope", "is required"));
    }
    Ok(state.accept(Some(caller.profile), Work::RequestToken).await)
}

pub(super) async fn retrieve_authorization_token(
    Shared(state): Shared<Arc<State>>,
    TemporaryCaller(caller): TemporaryCaller,
    form: Form,
) -> Result<Json<Value>, Refusal> {
    let [id] = form.required(["request_auth_token_command_id"])?;
    let life = state.token_life();
    let mut store = state.store();
    let request = store.commands.get(id).ok_or(Refusal::NotFound)?;
    let settled = matches!((&request.work, &request.outcome), (Work::RequestToken, Outcome::Succeeded));
    if !settled || request.profile.as_ref() != Some(&caller.profile) {
        return Err(Refusal::NotFound);
    }
    let (token, expires) = store.issue(&caller.profile, Kind::Full, life);
    // The older name of the field, which the current operation does not use any more.
    Ok(Json(json!({ "token": token, "expiresAt": date_time(expires) })))
}
