//! Vaults as they are sent.

use crate::PolicyId;
use portcullis_core::{Result, input};
use portcullis_macros::Body;

/// A vault to be created.
#[derive(Debug, Clone, Body)]
#[body(new(name), check)]
#[non_exhaustive]
pub struct NewVault {
    /// The name.
    #[body(name = "groupname")]
    pub name: String,
    /// The password policy. Without one the server sets the policy without rules, or rejects the request.
    pub policy: Option<PolicyId>,
    /// The description; the name by default.
    pub description: Option<String>,
}

impl NewVault {
    fn check(&self) -> Result<()> {
        input::required("groupname", &self.name)
    }
}

/// Changes to a vault: what is not set stays as it is.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct VaultUpdate {
    /// Another name.
    #[body(name = "groupname")]
    pub name: Option<String>,
    /// Another password policy.
    pub policy: Option<PolicyId>,
    /// Another description.
    pub description: Option<String>,
}
