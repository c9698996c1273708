//! `devices.*`: one device, by its id.

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::state::State;
use super::store::Store;
use super::user::{Device, User};
use super::wire::{Administrator, DEVICES, Failure, Shared, enveloped};

type InPath = Path<HashMap<String, String>>;

fn missing(code: &'static str) -> Failure {
    Failure::kobil(DEVICES, StatusCode::NOT_FOUND, code, "The device was not found")
}

fn not_found() -> Failure {
    missing("DEVICE_NOT_FOUND")
}

fn done(message: &str, data: Option<Value>) -> Response {
    enveloped(Some(DEVICES), StatusCode::OK, "OK", message, data)
}

fn id(path: &InPath) -> &str {
    path.get("device").map(String::as_str).unwrap_or_default()
}

impl Store {
    /// The user who has a device, and its place among the devices of this user.
    pub(super) fn holder(&self, device: &str) -> Option<(User, usize)> {
        self.users().find_map(|user| {
            let place = user.devices.iter().position(|known| known.id == device)?;
            Some((user, place))
        })
    }

    /// Takes a device away from its user.
    pub(super) fn drop_device(&mut self, device: &str) -> Option<Device> {
        let (mut user, place) = self.holder(device)?;
        let device = user.devices.remove(place);
        self.put(&user);
        Some(device)
    }
}

pub(super) async fn get(
    Shared(state): Shared,
    _caller: Administrator,
    path: InPath,
) -> Result<Response, Failure> {
    let (user, place) = state.store().holder(id(&path)).ok_or_else(not_found)?;
    let device = user.devices.get(place).ok_or_else(not_found)?;
    Ok(done("Device retrieved", Some(user.device_to_json(device))))
}

pub(super) async fn lock(
    Shared(state): Shared,
    _caller: Administrator,
    path: InPath,
) -> Result<Response, Failure> {
    set_locked(&state, id(&path), true)
}

pub(super) async fn unlock(
    Shared(state): Shared,
    _caller: Administrator,
    path: InPath,
) -> Result<Response, Failure> {
    set_locked(&state, id(&path), false)
}

fn set_locked(state: &State, device: &str, locked: bool) -> Result<Response, Failure> {
    let mut store = state.store();
    let (mut user, place) = store.holder(device).ok_or_else(not_found)?;
    let device = user.devices.get_mut(place).ok_or_else(not_found)?;
    if device.locked == locked {
        let message = if locked { "The device is locked already" } else { "The device is not locked" };
        return Err(Failure::kobil(DEVICES, StatusCode::CONFLICT, "CONFLICT", message));
    }
    device.locked = locked;
    store.put(&user);
    Ok(done(if locked { "Device locked" } else { "Device unlocked" }, Some(json!(locked))))
}

/// Devices are never logged on here: only the device has to be there.
pub(super) async fn logoff(
    Shared(state): Shared,
    _caller: Administrator,
    path: InPath,
) -> Result<Response, Failure> {
    state.store().holder(id(&path)).ok_or_else(not_found)?;
    Ok(done("Device logged off", None))
}

pub(super) async fn delete(
    Shared(state): Shared,
    _caller: Administrator,
    path: InPath,
) -> Result<Response, Failure> {
    let id = id(&path);
    // What makes an id invalid is not documented; none of the server's own has other characters.
    if !id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
        let message = "The id of the device is not valid";
        return Err(Failure::kobil(DEVICES, StatusCode::BAD_REQUEST, "DEVICE_PARAMETER_INVALID", message));
    }
    state.store().drop_device(id).ok_or_else(|| missing("DEVICEID_NOT_FOUND"))?;
    Ok(done("Device deleted", None))
}
