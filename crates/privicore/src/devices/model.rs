//! Devices.

use crate::{DeviceId, members};
use portcullis_core::Extra;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A device in a list. No schema is published: the known members have a field, all others are in `extra`, presumably
/// type, approval state and time of creation.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Device {
    /// The identifier. Engines use several names for it; all are read.
    pub device_identifier: Option<DeviceId>,
    /// The display name.
    pub name: Option<String>,
    /// Everything else that the engine sent.
    pub extra: Extra,
}

// By hand: identifier and name have several names on the wire.
impl<'de> Deserialize<'de> for Device {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut members = Map::<String, Value>::deserialize(from)?;
        let identifier = ["deviceIdentifier", "deviceUniqueIdentifier", "deviceId", "identifier"];
        Ok(Self {
            device_identifier: members::take(&mut members, &identifier).map(DeviceId::from),
            name: members::take(&mut members, &["name", "deviceName"]),
            extra: members.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_device_is_read_under_each_of_its_names() {
        for name in ["deviceIdentifier", "deviceUniqueIdentifier", "deviceId", "identifier"] {
            let device: Device = serde_json::from_value(json!({name: "dev-1", "deviceName": "pc"})).unwrap();
            assert_eq!(device.device_identifier, Some("dev-1".into()), "{name}");
            assert_eq!(device.name.as_deref(), Some("pc"));
            assert!(device.extra.is_empty());
        }
    }

    #[test]
    fn other_members_are_kept() {
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
