//! An API key, and what it may do.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::reply::Refusal;

/// What a key may do besides what its owner may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum KeyRole {
    None,
    Orders,
    OrdersDomainsOrganizations,
    ViewOnly,
    UserManagement,
}

impl KeyRole {
    fn of(id: u64) -> Option<Self> {
        match id {
            0 => Some(Self::None),
            100 => Some(Self::Orders),
            101 => Some(Self::OrdersDomainsOrganizations),
            102 => Some(Self::ViewOnly),
            103 => Some(Self::UserManagement),
            _ => None,
        }
    }

    pub(super) const fn id(self) -> u64 {
        match self {
            Self::None => 0,
            Self::Orders => 100,
            Self::OrdersDomainsOrganizations => 101,
            Self::ViewOnly => 102,
            Self::UserManagement => 103,
        }
    }

    /// The role that a body names.
    pub(super) fn sent(body: &Value) -> Result<Self, Refusal> {
        let invalid = || Refusal::invalid("restricted_to_role_id");
        let Some(id) = body.get("restricted_to_role_id").filter(|id| !id.is_null()) else {
            return Ok(Self::None);
        };
        id.as_u64().and_then(Self::of).ok_or_else(invalid)
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Key {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) created: u64,
    pub(super) active: bool,
    pub(super) text: String,
    pub(super) owner: u64,
    pub(super) restricted: KeyRole,
}
