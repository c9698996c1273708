//! What is sent about devices.

use crate::{DeviceId, members::AddedFields};
use portcullis_core::{Result, input};
use portcullis_macros::Body;
use serde_json::Value;

/// A device to register.
#[derive(Debug, Clone, Body)]
#[body(new(device_name), check, check_always, pairs)]
#[non_exhaustive]
pub struct NewDevice {
    /// The display name.
    #[body(name = "deviceName")]
    pub device_name: String,
    #[body(skip)]
    pub(super) fields: AddedFields,
}

impl NewDevice {
    /// Adds a field that this version does not know: the vendor's page on this operation was not available, and
    /// engines may accept the device's public key here. The value is a text, a number, a boolean or a list of these
    /// (name it `name[]`).
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name, value);
        self
    }

    fn check(&self) -> Result<()> {
        input::required("deviceName", &self.device_name)
    }

    fn check_always(&self) -> Result<()> {
        self.fields.distinct(&["deviceName"])
    }
}

/// The metadata of a device.
#[derive(Debug, Clone, Body)]
#[body(new(device_identifier), check, check_always, pairs)]
#[non_exhaustive]
pub struct DeviceMeta {
    /// The device.
    #[body(name = "deviceIdentifier")]
    pub device_identifier: DeviceId,
    /// The display name.
    pub name: Option<String>,
    #[body(skip)]
    pub(super) fields: AddedFields,
}

impl DeviceMeta {
    /// Adds a field that this version does not know: the vendor's page on this operation was not available. The value
    /// is a text, a number, a boolean or a list of these (name it `name[]`).
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name, value);
        self
    }

    fn check(&self) -> Result<()> {
        input::required("deviceIdentifier", self.device_identifier.as_str())
    }

    fn check_always(&self) -> Result<()> {
        self.fields.distinct(&["deviceIdentifier", "name"])
    }
}
