//! What devices and their roles are.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ids::{date_time, time_ordered_id};
use crate::{clock, random};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Device {
    pub(super) identifier: String,
    pub(super) profile: String,
    pub(super) name: String,
    pub(super) approved: bool,
    pub(super) roles: BTreeSet<Role>,
    /// The command that asked for it.
    pub(super) request: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) rabbit_user: String,
    pub(super) rabbit_pass: String,
    pub(super) created: Duration,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum DeviceWork {
    Request { name: String },
    Configure { device: String, name: Option<String> },
    Approve(String),
    Reject(String),
    Remove(String),
    AddRole(String, Role),
    RemoveRole(String, Role),
    Synchronize(String),
}

impl Device {
    pub(super) fn new(profile: &str, name: &str, request: &str) -> Self {
        let identifier = format!("dev-{}", time_ordered_id());
        Self {
            profile: profile.to_owned(),
            name: name.to_owned(),
            approved: false,
            roles: BTreeSet::new(),
            request: request.to_owned(),
            client_id: time_ordered_id(),
            client_secret: random::alphanumeric(48),
            rabbit_user: identifier.clone(),
            rabbit_pass: random::alphanumeric(32),
            created: clock::unix(),
            identifier,
        }
    }

    /// The storage device of the seeded profile.
    pub(super) fn storage(profile: &str) -> Self {
        let mut device = Self::new(profile, "Storage of the sandbox", "");
        device.approved = true;
        device.roles.insert(Role::Storage);
        device
    }

    /// How lists show it.
    pub(super) fn json(&self) -> Value {
        json!({
            "deviceIdentifier": self.identifier,
            "name": self.name,
            "type": self.roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(","),
            "state": if self.approved { "approved" } else { "pending" },
            "createdAt": date_time(self.created),
        })
    }

    /// Its credentials, in the vendor's own spelling. One of the sources has the port as text.
    pub(super) fn configuration(&self, port: &Value) -> Value {
        json!({
            "device-identifier": self.identifier,
            "client-id": self.client_id,
            "client-secret": self.client_secret,
            "rabbit-user": self.rabbit_user,
            "rabbit-pass": self.rabbit_pass,
            "rabbit-host": "localhost",
            "rabbit-port": port,
        })
    }
}

/// What an approved device does. One device may have both roles, by the vendor's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Role {
    Storage,
    Authenticator,
}

impl Role {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Storage => "storage",
            Self::Authenticator => "authenticator",
        }
    }

    /// Why a device without the role cannot be used.
    pub(super) fn missing(self) -> &'static str {
        match self {
            Self::Storage => "storage.not_registered",
            Self::Authenticator => "authenticator.not_registered",
        }
    }

    pub(super) fn taken(self) -> &'static str {
        match self {
            Self::Storage => "storage.already_registered",
            Self::Authenticator => "authenticator.already_registered",
        }
    }
}
