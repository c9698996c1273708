//! A member as it is read.

use crate::{Capabilities, Permission, UserId, php, users, vaults::highest};
use portcullis_macros::Reply;

/// A member of a vault.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct VaultMember {
    /// The user's id.
    #[reply(default)]
    pub id: UserId,
    /// The login name.
    #[reply(with = php::opt)]
    pub username: Option<String>,
    /// The full name.
    #[reply(with = php::opt)]
    pub fullname: Option<String>,
    /// The e-mail address.
    #[reply(with = php::opt)]
    pub email: Option<String>,
    status: Option<String>,
    #[reply(name = "groupstatus")]
    permission: Option<String>,
}

impl VaultMember {
    /// Returns the user's capabilities in the system. `None` if the reply has none.
    pub fn capabilities(&self) -> Option<Capabilities> {
        users::from_mask(self.status.as_deref())
    }

    /// Returns the user's permission in this vault. `None` if the reply has none.
    pub fn permission(&self) -> Option<Permission> {
        highest(self.permission.as_deref())
    }
}
