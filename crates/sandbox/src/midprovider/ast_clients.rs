//! `ast_clients.*`: the devices of the SHIFT flavour, which are app instances.

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::messages::Sent;
use super::store::Store;
use super::user::Device;
use super::wire::{Administrator, Body, Failure, Fields, Shared};
use crate::clock::rfc3339;
use crate::collections::text;
use crate::objects::Object;
use crate::random;

/// App instances of no user.
const UNLINKED: &str = "unlinked_devices";
/// The limit of the vendor's tool.
const MOST_TEXT: usize = 10_000;

type InPath = Path<HashMap<String, String>>;

fn id(path: &InPath) -> &str {
    path.get("client").map(String::as_str).unwrap_or_default()
}

fn refused(status: StatusCode) -> Failure {
    Failure::stock(
        status,
        match status {
            StatusCode::NOT_FOUND => "HTTP 404 Not Found",
            StatusCode::CONFLICT => "HTTP 409 Conflict",
            _ => "HTTP 400 Bad Request",
        },
    )
}

fn not_found() -> Failure {
    refused(StatusCode::NOT_FOUND)
}

fn shown(device: &Device, user: Option<&str>) -> Value {
    let login = Duration::from_secs(device.last_login.parse().unwrap_or_default());
    let mut out = json!({
        "id": device.id, "astClientId": device.id, "appName": "Sandbox App", "platform": "ANDROID",
        "versionStr": "1.4.0", "lastLogin": rfc3339(login),
    });
    if let (Some(user), Some(out)) = (user, out.as_object_mut()) {
        out.insert("userId".to_owned(), user.into());
    }
    out
}

impl Store {
    fn unlinked(&self, id: &str) -> Option<Device> {
        let device = self.objects().get(UNLINKED, "", id)?;
        serde_json::from_value(Value::Object(device.clone())).ok()
    }
}

pub(super) async fn list(
    Shared(state): Shared,
    _caller: Administrator,
    query: Fields,
) -> Result<Json<Value>, Failure> {
    let user = query.filled("userId").ok_or_else(|| refused(StatusCode::BAD_REQUEST))?;
    let user = state.store().user(user).ok_or_else(not_found)?;
    let rows: Vec<Value> = user.devices.iter().map(|device| shown(device, Some(&user.id))).collect();
    Ok(Json(json!({ "totalCount": rows.len(), "data": rows })))
}

pub(super) async fn get(
    Shared(state): Shared,
    _caller: Administrator,
    path: InPath,
) -> Result<Json<Value>, Failure> {
    let store = state.store();
    if let Some((user, place)) = store.holder(id(&path)) {
        let device = user.devices.get(place).ok_or_else(not_found)?;
        return Ok(Json(shown(device, Some(&user.id))));
    }
    let device = store.unlinked(id(&path)).ok_or_else(not_found)?;
    Ok(Json(shown(&device, None)))
}

pub(super) async fn delete(
    Shared(state): Shared,
    _caller: Administrator,
    path: InPath,
) -> Result<Response, Failure> {
    let mut store = state.store();
    let linked = store.drop_device(id(&path)).is_some();
    if !linked && store.objects_mut().remove(UNLINKED, "", id(&path)).is_none() {
        return Err(not_found());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The app instance stays, with no user.
pub(super) async fn unlink(
    Shared(state): Shared,
    _caller: Administrator,
    Body(body): Body<Object>,
) -> Result<Response, Failure> {
    let (user, client) = (text(&body, "userId"), text(&body, "astClientId"));
    if user.is_empty() || client.is_empty() {
        return Err(refused(StatusCode::BAD_REQUEST));
    }
    let mut store = state.store();
    store.user(user).ok_or_else(not_found)?;
    match store.holder(client) {
        Some((holder, _)) if holder.id == user => {}
        None if store.unlinked(client).is_none() => return Err(not_found()),
        _ => return Err(refused(StatusCode::CONFLICT)),
    }
    let device = store.drop_device(client).ok_or_else(not_found)?;
    if let Ok(Value::Object(kept)) = serde_json::to_value(&device) {
        store.objects_mut().put(UNLINKED, "", client, kept);
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn display_message(
    Shared(state): Shared,
    _caller: Administrator,
    Body(body): Body<Object>,
) -> Result<Json<Value>, Failure> {
    let shown = text(&body, "text");
    if text(&body, "userId").is_empty() || shown.is_empty() || shown.chars().count() > MOST_TEXT {
        return Err(refused(StatusCode::BAD_REQUEST));
    }
    let mut store = state.store();
    let user = store.user(text(&body, "userId")).ok_or_else(not_found)?;
    let id = random::ulid(store.millis());
    let operation = "ast_clients.display_message";
    store.keep_sent(&id, &user.id, &Sent { operation, body: body.into(), file: None });
    Ok(Json(json!({ "id": id })))
}
