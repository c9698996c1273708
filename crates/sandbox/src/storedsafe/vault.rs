//! What a vault is, and the permissions of its members.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::caller::Caller;

/// May see what is in a vault.
pub(super) const READ: u8 = 1;
/// May change what is in a vault.
pub(super) const WRITE: u8 = 2;
/// May change the vault and its members.
pub(super) const ADMIN: u8 = 4;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Vault {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) policy: u64,
    pub(super) description: String,
    /// The permission of each member: the highest one, which holds those below it.
    pub(super) members: BTreeMap<u64, u8>,
}

impl Vault {
    pub(super) fn permission(&self, user: u64) -> u8 {
        self.members.get(&user).copied().unwrap_or(0)
    }

    pub(super) fn view(&self, caller: &Caller) -> Value {
        let permission = self.permission(caller.id);
        json!({
            "id": self.id,
            "groupname": self.name,
            "policy": self.policy.to_string(),
            "description": self.description,
            "status": permission.to_string(),
            "statustext": word(permission),
        })
    }
}

pub(super) fn word(permission: u8) -> &'static str {
    match permission {
        ADMIN => "Admin",
        WRITE => "Write",
        _ => "Read",
    }
}
