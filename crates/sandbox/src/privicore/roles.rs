//! `/storage/…` and the part of `/verified-authenticator/…` that gives and takes a device's role.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::Value;

use super::command::{Command, Work};
use super::device::{Device, DeviceWork, Role};
use super::devices::command;
use super::state::State;
use super::store::Store;
use super::wire::{Caller, Form, Refusal, list};

// Keys of our own; the vendor publishes none.
const NOT_APPROVED: &str = "device.not_approved";

impl Store {
    pub(super) fn add_role(&mut self, device: &str, role: Role) -> Result<(), &'static str> {
        let device = self.device_mut(device)?;
        if !device.approved {
            return Err(NOT_APPROVED);
        }
        if device.roles.insert(role) { Ok(()) } else { Err(role.taken()) }
    }

    pub(super) fn remove_role(&mut self, device: &str, role: Role) -> Result<(), &'static str> {
        if self.device_mut(device)?.roles.remove(&role) { Ok(()) } else { Err(role.missing()) }
    }

    /// The devices of a profile that have a role.
    pub(super) fn with_role(&self, profile: &str, role: Role) -> impl Iterator<Item = &Device> {
        self.devices.values().filter(move |device| device.profile == profile && device.roles.contains(&role))
    }

    /// Whether a command waits for a storage device. No message announces that wait.
    pub(super) fn waits(&self, command: &Command) -> bool {
        let Work::Data(work) = &command.work else { return false };
        let profile = command.profile.as_deref().unwrap_or_default();
        work.stores() && self.with_role(profile, Role::Storage).next().is_none()
    }
}

pub(super) async fn register_storage(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    command(&state, caller, &form, |device| DeviceWork::AddRole(device, Role::Storage)).await
}

pub(super) async fn list_storages(Shared(state): Shared<Arc<State>>, caller: Caller) -> Json<Value> {
    let shape = state.settings().lists;
    let store = state.store();
    let items = store.with_role(&caller.profile, Role::Storage).map(Device::json).collect();
    list(items, shape)
}

pub(super) async fn synchronize_storage(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    command(&state, caller, &form, DeviceWork::Synchronize).await
}

pub(super) async fn remove_storage(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    command(&state, caller, &form, |device| DeviceWork::RemoveRole(device, Role::Storage)).await
}

pub(super) async fn register_authenticator(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    command(&state, caller, &form, |device| DeviceWork::AddRole(device, Role::Authenticator)).await
}

pub(super) async fn remove_authenticator(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    command(&state, caller, &form, |device| DeviceWork::RemoveRole(device, Role::Authenticator)).await
}
