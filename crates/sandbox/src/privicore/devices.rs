//! `/device/…`

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::command::Work;
use super::device::{Device, DeviceWork, Role};
use super::state::State;
use super::store::Store;
use super::wire::{Caller, Form, Refusal, list};

// Keys of our own; the vendor publishes none.
const GONE: &str = "device.not_found";
const NOT_PENDING: &str = "device.not_pending";

impl Store {
    /// A device of this profile.
    pub(super) fn device(&self, profile: &str, identifier: &str) -> Result<&Device, Refusal> {
        let known = self.devices.get(identifier).filter(|device| device.profile == profile);
        known.ok_or(Refusal::NotFound)
    }

    pub(super) fn device_mut(&mut self, identifier: &str) -> Result<&mut Device, &'static str> {
        self.devices.get_mut(identifier).ok_or(GONE)
    }

    pub(super) fn device_work(
        &mut self,
        id: &str,
        profile: &str,
        work: DeviceWork,
    ) -> Result<(), &'static str> {
        match work {
            DeviceWork::Request { name } => {
                let device = Device::new(profile, &name, id);
                self.devices.insert(device.identifier.clone(), device);
            }
            DeviceWork::Configure { device, name } => {
                let device = self.device_mut(&device)?;
                device.name = name.unwrap_or_else(|| std::mem::take(&mut device.name));
            }
            DeviceWork::Approve(device) => {
                // One source requires a key before this; the real engine was seen not to.
                let device = self.device_mut(&device)?;
                if std::mem::replace(&mut device.approved, true) {
                    return Err(NOT_PENDING);
                }
            }
            DeviceWork::Reject(device) => {
                if self.device_mut(&device)?.approved {
                    return Err(NOT_PENDING);
                }
                self.devices.remove(&device);
            }
            DeviceWork::Remove(device) => {
                self.devices.remove(&device).ok_or(GONE)?;
            }
            DeviceWork::AddRole(device, role) => self.add_role(&device, role)?,
            DeviceWork::RemoveRole(device, role) => self.remove_role(&device, role)?,
            DeviceWork::Synchronize(device) => {
                let device = self.device_mut(&device)?;
                device.roles.get(&Role::Storage).ok_or(Role::Storage.missing())?;
            }
        }
        Ok(())
    }
}

/// Accepts a command for the device that the form names. Devices of others are unknown.
pub(super) async fn command(
    state: &Arc<State>,
    caller: Caller,
    form: &Form,
    work: impl FnOnce(String) -> DeviceWork + Send,
) -> Result<Response, Refusal> {
    let [device] = form.required(["deviceIdentifier"])?;
    state.store().device(&caller.profile, device)?;
    Ok(state.accept(Some(caller.profile), Work::Device(work(device.to_owned()))).await)
}

pub(super) async fn request_identifier(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [name] = form.required(["deviceName"])?;
    let work = DeviceWork::Request { name: name.to_owned() };
    Ok(state.accept(Some(caller.profile), Work::Device(work)).await)
}

pub(super) async fn retrieve_identifier(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Json<Value>, Refusal> {
    let [id] = form.required(["id"])?;
    let store = state.store();
    let mut own = store.devices.values().filter(|device| device.profile == caller.profile);
    let device = own.find(|device| device.request == id).ok_or(Refusal::NotFound)?;
    Ok(Json(json!({ "deviceIdentifier": device.identifier })))
}

pub(super) async fn retrieve_all(Shared(state): Shared<Arc<State>>, caller: Caller) -> Json<Value> {
    let shape = state.settings().lists;
    let store = state.store();
    let own = store.devices.values().filter(|device| device.profile == caller.profile);
    list(own.map(Device::json).collect(), shape)
}

pub(super) async fn configure_meta(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let name = form.get("name").map(str::to_owned);
    command(&state, caller, &form, |device| DeviceWork::Configure { device, name }).await
}

pub(super) async fn approve(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    command(&state, caller, &form, DeviceWork::Approve).await
}

pub(super) async fn reject(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    command(&state, caller, &form, DeviceWork::Reject).await
}

pub(super) async fn remove(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    command(&state, caller, &form, DeviceWork::Remove).await
}

pub(super) async fn retrieve_configuration(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(device): Path<String>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(state.store().device(&caller.profile, &device)?.configuration(&json!(5672))))
}

pub(super) async fn download_configuration(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Json<Value>, Refusal> {
    let [device] = form.required(["deviceIdentifier"])?;
    Ok(Json(state.store().device(&caller.profile, device)?.configuration(&json!("5672"))))
}

pub(super) async fn download_configuration_file(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(device): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let configuration = state.store().device(&caller.profile, &device)?.configuration(&json!(5672));
    let lines =
        configuration.as_object().into_iter().flatten().map(|(key, value)| format!("{key}: {value}\n"));
    let file = BASE64_STANDARD.encode(lines.collect::<String>());
    Ok(Json(json!({ "file": file, "name": format!("{device}.yaml") })))
}
