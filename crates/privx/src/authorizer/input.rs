//! A request for access to an account.

use super::TargetService;
use crate::ids::{HostId, RoleId};
use portcullis_core::{Result, input};
use portcullis_macros::Body;

/// A request for access to an account on a host.
#[derive(Debug, Clone, Body)]
#[body(new(public_key), check)]
#[non_exhaustive]
pub struct AccessRequest {
    /// The SSH public key to be certified: the base64 part alone, without the word before it, the comment after it,
    /// and padding.
    pub public_key: String,
    /// The host.
    #[body(name = "hostid")]
    pub host_id: Option<HostId>,
    /// The name or address of the host; instead of its id.
    pub hostname: Option<String>,
    /// The account on the host.
    pub username: Option<String>,
    /// The kind of service.
    pub service: Option<TargetService>,
    /// The role that grants the access.
    #[body(name = "roleid")]
    pub role_id: Option<RoleId>,
}

impl AccessRequest {
    fn check(&self) -> Result<()> {
        const RULE: &str = "the base64 part of an SSH public key";
        input::required("public_key", &self.public_key)?;
        let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
        input::characters("public_key", &self.public_key, RULE, base64)
    }
}
