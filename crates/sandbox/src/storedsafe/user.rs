//! What a user is, and the capabilities of users.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::envelope::php;
use super::vault::Vault;

pub(super) const WRITE: u32 = 1 << 1;
pub(super) const ADMIN: u32 = 1 << 2;
pub(super) const ESCROW: u32 = 1 << 4;
pub(super) const ACTIVE: u32 = 1 << 7;
/// May see relations between users and vaults.
pub(super) const UG_LIST: u32 = 1 << 8;

pub(super) const BITS: [&str; 12] = [
    "Read",
    "Write",
    "Admin",
    "Audit",
    "Escrow",
    "Alarm",
    "Changepass",
    "Active",
    "UG-list",
    "Mail",
    "Bad policy",
    "RADIUS",
];

/// A user. There is no `Debug`: it would print the passphrase.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct User {
    pub(super) id: u64,
    pub(super) username: String,
    pub(super) fullname: String,
    pub(super) email: String,
    pub(super) status: u32,
    pub(super) passphrase: String,
    pub(super) totp_secret: Option<String>,
    pub(super) otpprefixes: Vec<String>,
    pub(super) fingerprint: String,
}

impl User {
    /// The user as a caller with these capabilities sees it.
    pub(super) fn view<'a>(&self, caller: u32, vaults: impl IntoIterator<Item = &'a Vault>) -> Value {
        if caller & ADMIN == 0 {
            return json!({ "id": self.id.to_string(), "fullname": self.fullname, "email": self.email });
        }
        let bits: Map<String, Value> = BITS
            .iter()
            .enumerate()
            .filter(|(bit, _)| self.status & 1 << bit != 0)
            .map(|(bit, name)| (bit.to_string(), Value::from(*name)))
            .collect();
        let vaults: Vec<Value> = vaults
            .into_iter()
            .filter(|vault| caller & UG_LIST != 0 && vault.members.contains_key(&self.id))
            .map(|vault| json!({ "id": vault.id, "status": vault.permission(self.id).to_string() }))
            .collect();
        json!({
            "id": self.id.to_string(),
            "username": self.username,
            "fullname": self.fullname,
            "email": self.email,
            "status": self.status.to_string(),
            "otpprefix": self.otpprefixes.join(","),
            "fingerprint": self.fingerprint,
            "tags": [],
            "bits": php(bits),
            "vaults": vaults,
        })
    }
}
