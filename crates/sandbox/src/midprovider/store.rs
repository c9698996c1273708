//! Users, groups and what was seeded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::attributes::Attributes;
use crate::random;
use crate::store::{Single, Table, Tables, Tracked};

/// Everything that survives a restart.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) seed: Single<Seed>,
    /// By user id.
    pub(super) users: Table<String, User>,
    /// By name.
    pub(super) groups: Table<String, Group>,
}

impl Tables for Store {
    fn tables(&mut self) -> Vec<(&'static str, &mut dyn Tracked)> {
        vec![("seed", &mut self.seed), ("users", &mut self.users), ("groups", &mut self.groups)]
    }
}

/// A group. It is nothing but its name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Group {}

/// What opens the tenant.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Seed {
    pub(super) tenant: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) service_account_id: String,
    pub(super) admin_username: String,
    pub(super) admin_password: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
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
    pub(super) realm_roles: Vec<String>,
    pub(super) client_roles: BTreeMap<String, Vec<String>>,
    pub(super) groups: Vec<String>,
    pub(super) password: Option<String>,
    pub(super) codes: Vec<Code>,
    pub(super) devices: Vec<Device>,
    pub(super) otp: Option<Otp>,
    pub(super) ssms_session: bool,
}

/// An activation code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Code {
    pub(super) digits: String,
    pub(super) not_after: Option<String>,
    pub(super) secret: bool,
}

/// A device of the second factor.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Device {
    pub(super) id: String,
    pub(super) serial: String,
    pub(super) last_login: String,
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
    /// Whether KOBIL's operations serve this user's tokens.
    pub(super) fn is_admin(&self) -> bool {
        let in_realm = self.realm_roles.iter().any(|role| role == "admin" || role == "digitanium_admin");
        let in_client = self.client_roles.get("ks-management");
        in_realm || in_client.is_some_and(|roles| roles.iter().any(|role| role == "Admin"))
    }

    /// The user as KOBIL's reads show it. Lists leave the id out.
    pub(super) fn to_json(&self, with_id: bool) -> Value {
        let mut out = Map::new();
        if with_id {
            out.insert("id".to_owned(), json!(self.id));
        }
        out.insert("username".to_owned(), json!(self.username));
        let names = [("firstName", &self.first_name), ("lastName", &self.last_name), ("email", &self.email)];
        for (name, value) in names {
            if let Some(value) = value {
                out.insert(name.to_owned(), json!(value));
            }
        }
        out.insert("enabled".to_owned(), json!(self.enabled));
        out.insert("emailVerified".to_owned(), json!(self.email_verified));
        out.insert("attributes".to_owned(), json!(self.attributes));
        out.insert("requiredActions".to_owned(), json!(self.required_actions));
        out.insert("admin".to_owned(), json!(self.is_admin()));
        Value::Object(out)
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
            "locked": false,
            // Disabling a user takes the devices along.
            "userLocked": !self.enabled,
            "nodeID": "1",
        })
    }
}

impl Store {
    /// A tenant with one administrator, one service client and the group of ordinary users.
    pub(super) fn seed(&mut self) {
        let seed = Seed {
            tenant: "sandbox".to_owned(),
            client_id: "portcullis-provisioner".to_owned(),
            client_secret: random::alphanumeric(32),
            service_account_id: random::uuid(),
            admin_username: "administrator".to_owned(),
            admin_password: format!("Ad-{}", random::alphanumeric(24)),
        };
        let admin = User {
            id: random::uuid(),
            username: seed.admin_username.clone(),
            enabled: true,
            email_verified: true,
            realm_roles: vec!["admin".to_owned(), "digitanium_admin".to_owned()],
            password: Some(seed.admin_password.clone()),
            ..User::default()
        };
        self.users.insert(admin.id.clone(), admin);
        self.groups.insert("ks-users".to_owned(), Group {});
        self.seed = Single::from(seed);
    }

    /// The id of the user of this name. Names are kept and compared in lower case.
    pub(super) fn id_of(&self, username: &str) -> Option<String> {
        let username = username.to_lowercase();
        self.users.values().find(|user| user.username == username).map(|user| user.id.clone())
    }

    pub(super) fn by_name(&self, username: &str) -> Option<&User> {
        self.users.get(&self.id_of(username)?)
    }

    pub(super) fn by_name_mut(&mut self, username: &str) -> Option<&mut User> {
        let id = self.id_of(username)?;
        self.users.get_mut(&id)
    }

    /// Whether somebody other than this user has the address.
    pub(super) fn email_taken(&self, email: &str, but_for: Option<&str>) -> bool {
        self.users.values().any(|user| {
            Some(user.id.as_str()) != but_for
                && user.email.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(email))
        })
    }
}
