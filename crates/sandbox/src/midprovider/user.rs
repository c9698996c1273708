//! What a user is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::objects::Object;

/// Attributes as they are kept and shown: every value a list of texts or nulls.
pub(super) type Attributes = BTreeMap<String, Vec<Option<String>>>;

/// A user, as the collection `admin_users` keeps it. The roles and groups are links.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) username: String,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) enabled: bool,
    pub(super) email_verified: bool,
    pub(super) attributes: Attributes,
    pub(super) required_actions: Vec<String>,
    pub(super) password: Option<String>,
    pub(super) codes: Vec<Code>,
    pub(super) devices: Vec<Device>,
    pub(super) otp: Option<Otp>,
    pub(super) ssms_session: bool,
    /// What the admin tree keeps besides.
    #[serde(flatten)]
    pub(super) other: Object,
}

/// An activation code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Code {
    pub(super) digits: String,
    pub(super) not_after: Option<String>,
    pub(super) secret: bool,
    /// How many wrong codes were entered while this one was there.
    #[serde(default)]
    pub(super) wrong: u32,
}

/// A device of the second factor.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Device {
    pub(super) id: String,
    pub(super) serial: String,
    pub(super) last_login: String,
    #[serde(default)]
    pub(super) locked: bool,
}

/// Wrong one-time passwords.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Otp {
    pub(super) failures: u32,
    pub(super) last_millis: u64,
}

impl Otp {
    /// The limit is a setting of the real server; five is the sandbox's.
    const LIMIT: u32 = 5;

    pub(super) fn to_json(&self) -> Value {
        json!({
            "otp_disabled": self.failures >= Self::LIMIT,
            "otp_numFailures": self.failures,
            "otp_lastIPFailure": "127.0.0.1",
            "otp_lastFailure": self.last_millis,
        })
    }

    pub(super) fn none() -> Value {
        json!({ "otp_disabled": false, "otp_numFailures": 0, "otp_lastIPFailure": "n/a", "otp_lastFailure": 0 })
    }
}

impl User {
    pub(super) fn new(created_millis: u64) -> Self {
        let other = [("createdTimestamp".to_owned(), created_millis.into())].into_iter().collect();
        Self { other, ..Self::default() }
    }

    pub(super) fn add_actions(&mut self, actions: impl IntoIterator<Item = String>) {
        for action in actions {
            if !self.required_actions.contains(&action) {
                self.required_actions.push(action);
            }
        }
    }

    pub(super) fn device_to_json(&self, device: &Device) -> Value {
        json!({
            "deviceId": device.id,
            "deviceState": "OFFLINE",
            "deviceType": "SOFTWARE",
            "deviceTypeName": "VIRTUAL_DEVICE",
            "deviceVersion": null,
            "appName": "Sandbox App",
            "appVersion": "1.4.0",
            "clientDevice": "Pixel 9",
            "clientOsVersion": "16",
            "clientTypeName": "Android",
            "certificateSerialNumber": device.serial,
            "issuerDN": "CN=Sandbox Device CA",
            "lastLoginTime": device.last_login,
            "locked": device.locked,
            // Disabling a user takes the devices along.
            "userLocked": !self.enabled,
            "nodeID": "1",
        })
    }
}
