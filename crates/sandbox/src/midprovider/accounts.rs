//! `users.*`: what is done to an account.

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::state::State;
use super::user::Otp;
use super::wire::{
    Administrator, Body, Failure, Fields, RealmAdministrator, Shared, USERS, UserInPath, envelope,
};

pub(super) async fn enable(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
    headers: HeaderMap,
    body: Result<Body<Value>, Failure>,
) -> Result<Response, Failure> {
    set_enabled(&state, &name, true, &headers, body)
}

pub(super) async fn disable(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
    headers: HeaderMap,
    body: Result<Body<Value>, Failure>,
) -> Result<Response, Failure> {
    set_enabled(&state, &name, false, &headers, body)
}

/// The body has to say the same as the path. What the opposite does is not documented, so it is refused.
fn set_enabled(
    state: &State,
    name: &str,
    enabled: bool,
    headers: &HeaderMap,
    body: Result<Body<Value>, Failure>,
) -> Result<Response, Failure> {
    let Body(body) = body.map_err(|failure| match failure {
        Failure::Stock { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, .. }
            if headers.contains_key(header::CONTENT_TYPE) =>
        {
            failure
        }
        _ => Failure::bad_request("The body is missing or wrong"),
    })?;
    if body.get("enabled") != Some(&json!(enabled)) {
        return Err(Failure::bad_request("The body is missing or wrong"));
    }
    let mut store = state.store();
    store.change(name, |user| user.enabled = enabled).ok_or_else(Failure::user_not_found)?;
    let message = if enabled { "User enabled" } else { "User disabled" };
    Ok(envelope(StatusCode::OK, "Success", message, None))
}

/// `users.logout`: the one operation of KOBIL's that takes the UUID.
pub(super) async fn logout(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(id): UserInPath,
    query: Fields,
) -> Result<Response, Failure> {
    end_sessions(&state, &id, query.get("ssms") == Some("true"))
}

/// SHIFT prints one path for both logouts; `ssms=true` tells them apart.
pub(super) async fn shift_logout(
    shared: Shared,
    caller: Administrator,
    user: UserInPath,
    query: Fields,
) -> Result<Response, Failure> {
    if query.get("ssms") == Some("true") {
        return end_sessions(&shared.0, &user.0, true);
    }
    ssms_logout(shared, caller, user).await
}

fn end_sessions(state: &State, id: &str, ssms: bool) -> Result<Response, Failure> {
    let mut store = state.store();
    let mut user = store.user(id).ok_or_else(Failure::user_not_found)?;
    let mut ended = store.sessions.close_all_of(id);
    if ssms {
        ended |= std::mem::take(&mut user.ssms_session);
        store.put(&user);
    }
    if !ended {
        return Err(already_out());
    }
    Ok(envelope(StatusCode::OK, "Success", "User logged out", None))
}

pub(super) async fn ssms_logout(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
) -> Result<Response, Failure> {
    let mut store = state.store();
    let ended = store.change(&name, |user| std::mem::take(&mut user.ssms_session));
    if !ended.ok_or_else(Failure::user_not_found)? {
        return Err(already_out());
    }
    Ok(envelope(StatusCode::OK, "OK", "User logged out of the SSMS", Some(json!(true))))
}

fn already_out() -> Failure {
    let code = "USER_ALREADY_LOGGED_OUT";
    Failure::kobil(USERS, StatusCode::CONFLICT, code, "The user is logged out already")
}

pub(super) async fn devices(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
) -> Result<Response, Failure> {
    let store = state.store();
    let user = store.by_name(&name).ok_or_else(Failure::user_not_found)?;
    let rows: Vec<Value> = user.devices.iter().map(|device| user.device_to_json(device)).collect();
    Ok(envelope(StatusCode::OK, "Success", "Devices retrieved", Some(json!(rows))))
}

pub(super) async fn otp_status(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
) -> Result<Response, Failure> {
    let store = state.store();
    let user = store.by_name(&name).ok_or_else(Failure::user_not_found)?;
    let data = user.otp.as_ref().map_or_else(Otp::none, Otp::to_json);
    Ok(envelope(StatusCode::OK, "Success", "Status retrieved", Some(data)))
}

pub(super) async fn otp_unlock(
    Shared(state): Shared,
    _caller: Administrator,
    UserInPath(name): UserInPath,
) -> Result<Response, Failure> {
    state.store().change(&name, |user| user.otp = None).ok_or_else(Failure::user_not_found)?;
    Ok(envelope(StatusCode::OK, "Success", "User unlocked", None))
}

pub(super) async fn otp_unlock_all(Shared(state): Shared, _caller: Administrator) -> Response {
    state.store().objects_mut().change("admin_users", |user| user.remove("otp").is_some());
    envelope(StatusCode::OK, "Success", "All users unlocked", None)
}

/// The same facts without an envelope, in the stock admin tree.
pub(super) async fn status_admin(
    Shared(state): Shared,
    _caller: RealmAdministrator,
    UserInPath(name): UserInPath,
) -> Response {
    // An unknown user has nothing recorded either; the page lists no 404.
    match state.store().by_name(&name).and_then(|user| user.otp) {
        Some(otp) => Json(otp.to_json()).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}
