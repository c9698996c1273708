//! Devices, and what is said of them.

use crate::{DeviceId, members};
use portcullis_core::{Extra, Request, Result, input};
use portcullis_macros::Setters;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A device as a list shows it. No schema is published: what the engine is known to send is here, all else is in
/// `extra`, presumably type, approval state and time of creation.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Device {
    /// The identifier, under whichever of its names it came.
    pub device_identifier: Option<DeviceId>,
    /// The friendly name.
    pub name: Option<String>,
    /// Everything else that the engine sent.
    pub extra: Extra,
}

impl<'de> Deserialize<'de> for Device {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut members = Map::<String, Value>::deserialize(from)?;
        let identifier = ["deviceIdentifier", "deviceUniqueIdentifier", "deviceId", "identifier"];
        Ok(Self {
            device_identifier: members::take(&mut members, &identifier).map(DeviceId::from),
            name: members::take(&mut members, &["name", "deviceName"]),
            extra: members::rest(members),
        })
    }
}

/// A device to be registered.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NewDevice {
    /// A name for people.
    pub device_name: String,
    fields: Extra,
}
impl portcullis_core::Input for NewDevice {}

impl NewDevice {
    /// A device with this name.
    pub fn new(device_name: impl Into<String>) -> Self {
        Self { device_name: device_name.into(), fields: Extra::default() }
    }

    /// Adds a field that this version does not know: the vendor's page on this operation was not available, and
    /// engines may take the device's public key here. A text, a number, a truth value or a list of them (name it
    /// `name[]`).
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name, value);
        self
    }

    pub(super) fn fill(&self, request: Request) -> Request {
        members::fields(request.field("deviceName", &self.device_name), self.fields.iter())
    }

    pub(super) fn fit(&self) -> Result<()> {
        members::added(members::names(&self.fields), &["deviceName"])
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("deviceName", &self.device_name)
    }
}

/// What is to be noted of a device.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct DeviceMeta {
    /// The device.
    pub device_identifier: DeviceId,
    /// The name that is shown.
    pub name: Option<String>,
    fields: Extra,
}
impl portcullis_core::Input for DeviceMeta {}

impl DeviceMeta {
    /// Nothing yet about this device.
    pub fn new(device_identifier: impl Into<DeviceId>) -> Self {
        Self { device_identifier: device_identifier.into(), name: None, fields: Extra::default() }
    }

    /// Adds a field that this version does not know: the vendor's page on this operation was not available. A
    /// text, a number, a truth value or a list of them (name it `name[]`).
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name, value);
        self
    }

    pub(super) fn fill(&self, request: Request) -> Request {
        let request =
            request.field("deviceIdentifier", self.device_identifier.as_str()).field("name", &self.name);
        members::fields(request, self.fields.iter())
    }

    pub(super) fn fit(&self) -> Result<()> {
        members::added(members::names(&self.fields), &["deviceIdentifier", "name"])
    }

    pub(super) fn check(&self) -> Result<()> {
        super::chosen(&self.device_identifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_device_is_known_by_each_of_its_names() {
        for name in ["deviceIdentifier", "deviceUniqueIdentifier", "deviceId", "identifier"] {
            let device: Device = serde_json::from_value(json!({name: "dev-1", "deviceName": "pc"})).unwrap();
            assert_eq!(device.device_identifier, Some("dev-1".into()), "{name}");
            assert_eq!(device.name.as_deref(), Some("pc"));
            assert!(device.extra.is_empty());
        }
    }

    #[test]
    fn what_is_not_taken_stays() {
        let row =
            json!({"deviceId": 7, "deviceIdentifier": "dev-1", "name": null, "state": {"approved": true}});
        let device: Device = serde_json::from_value(row).unwrap();
        assert_eq!((device.device_identifier, device.name), (Some("dev-1".into()), None));
        assert_eq!(device.extra.get("deviceId"), Some(&json!(7)));
        assert_eq!(device.extra.get("state"), Some(&json!({"approved": true})));
        let unnamed: Device = serde_json::from_value(json!({"deviceIdentifier": "", "deviceId": 7})).unwrap();
        assert_eq!(unnamed.device_identifier, Some("7".into()));
    }
}
