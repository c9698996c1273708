//! Users as they are read.

use super::{Capabilities, from_mask, mask};
use crate::{Permission, UserId, VaultId, php, vaults::highest};
use portcullis_macros::Reply;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The users that a listing or a search returns.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(try_from = "Listed")]
#[non_exhaustive]
pub struct UserListing {
    /// The users.
    pub users: Vec<User>,
    /// The names of the vaults in [`User::vaults`]; newer servers only.
    #[serde(rename = "vaults")]
    pub vault_names: Vec<VaultName>,
    /// Texts whose meaning is not documented; newer servers only.
    pub bits_tests: Vec<String>,
}

/// A listing as it is read. Not by serde, whose reader of the listing would add 5 kB to a program.
#[derive(Reply)]
struct Listed {
    users: Option<Vec<User>>,
    #[reply(name = "vaults")]
    vault_names: Vec<VaultName>,
    #[reply(with = php::list)]
    bits_tests: Vec<String>,
}

impl TryFrom<Listed> for UserListing {
    type Error = &'static str;
    fn try_from(reply: Listed) -> Result<Self, Self::Error> {
        let Listed { users, vault_names, bits_tests } = reply;
        // A reply without users is no empty list.
        let users = users.ok_or("expected `users`")?;
        Ok(Self { users, vault_names, bits_tests })
    }
}

/// A user, and the names of the user's vaults.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "UserListing")]
#[non_exhaustive]
pub struct UserDetails {
    /// The user.
    pub user: User,
    /// The names of the vaults in [`User::vaults`]; newer servers only.
    pub vault_names: Vec<VaultName>,
    /// Texts whose meaning is not documented; newer servers only.
    pub bits_tests: Vec<String>,
}

impl TryFrom<UserListing> for UserDetails {
    type Error = &'static str;
    fn try_from(reply: UserListing) -> Result<Self, Self::Error> {
        let UserListing { users, vault_names, bits_tests } = reply;
        let mut users = users.into_iter();
        match (users.next(), users.next()) {
            (Some(user), None) if !user.id.as_str().is_empty() => Ok(Self { user, vault_names, bits_tests }),
            _ => Err("expected exactly one user, with an id"),
        }
    }
}

/// A user.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct User {
    /// The user's id.
    #[reply(default)]
    pub id: UserId,
    /// The login name. Only for callers with the Admin capability.
    #[reply(with = php::opt)]
    pub username: Option<String>,
    /// The full name.
    #[reply(with = php::opt)]
    pub fullname: Option<String>,
    /// The e-mail address.
    #[reply(with = php::opt)]
    pub email: Option<String>,
    status: Option<String>,
    /// The public id of the user's Yubikey, 12 characters; the format for several is not known. Only for callers
    /// with the Admin capability.
    #[reply(with = php::opt)]
    pub otpprefix: Option<String>,
    /// The fingerprint of the user's PGP key. Only for callers with the Admin capability.
    #[reply(with = php::opt)]
    pub fingerprint: Option<String>,
    /// Tags; newer servers only.
    #[reply(with = php::list)]
    pub tags: Vec<String>,
    /// The server's names for the capabilities, by bit number; newer servers only.
    #[reply(with = php::map)]
    pub bits: BTreeMap<String, String>,
    /// The vaults that the user is a member of; newer servers only.
    pub vaults: Vec<UserVault>,
}

impl User {
    /// Returns the user's capabilities. `None` if the reply has none, as for callers without the Admin capability.
    pub fn capabilities(&self) -> Option<Capabilities> {
        from_mask(self.status.as_deref())
    }
}

/// A user's membership in a vault.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UserVault {
    /// The vault.
    #[reply(default)]
    pub id: VaultId,
    status: Option<String>,
}

impl UserVault {
    /// Returns the user's permission in it. `None` if the reply has none.
    pub fn permission(&self) -> Option<Permission> {
        highest(self.status.as_deref())
    }
}

/// The name of a vault.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct VaultName {
    /// The vault.
    #[reply(default)]
    pub id: VaultId,
    /// Its name.
    #[reply(with = php::opt)]
    pub name: Option<String>,
}

/// A user who has been created.
// By serde: the id is in one of two places.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Created")]
#[non_exhaustive]
pub struct CreatedUser {
    /// The new id. Some servers do not return it: search for the name then.
    pub id: Option<UserId>,
    /// The server's name for the new user: the login name or the full name.
    pub name: Option<String>,
    /// The new user's capabilities.
    pub capabilities: Option<Capabilities>,
    /// The new user, from servers that return it.
    pub user: Option<User>,
    /// Notices, such as `BAD_POLICY`: saved, but the passphrase breaks the policy.
    pub notices: Vec<String>,
}

#[derive(Reply)]
struct Created {
    id: Option<UserId>,
    #[reply(name = "user_created", with = php::opt)]
    name: Option<String>,
    #[reply(name = "calculated_status", with = mask)]
    capabilities: Option<Capabilities>,
    #[reply(with = php::object)]
    user: Option<User>,
    #[reply(name = "general", with = php::list)]
    notices: Vec<String>,
}

impl From<Created> for CreatedUser {
    fn from(created: Created) -> Self {
        let Created { id, name, capabilities, user, notices } = created;
        let known = |id: &UserId| !id.as_str().is_empty();
        let id = id.filter(known).or_else(|| user.as_ref().map(|user| user.id.clone()).filter(known));
        Self { id, name, capabilities, user, notices }
    }
}

/// A user who has been changed.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UpdatedUser {
    /// The server's name for the user: the login name or the full name.
    #[reply(name = "user_created", with = php::opt)]
    pub name: Option<String>,
    /// The user's capabilities now.
    #[reply(name = "calculated_status", with = mask)]
    pub capabilities: Option<Capabilities>,
    /// Notices.
    #[reply(name = "general", with = php::list)]
    pub notices: Vec<String>,
}

/// A user who has been deactivated.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DeletedUser {
    /// The user's capabilities now, without [`Capability::Active`](crate::Capability::Active).
    #[reply(name = "calculated_status", with = mask)]
    pub capabilities: Option<Capabilities>,
    /// The server's status bits, whose format is not documented.
    #[reply(name = "statusbits")]
    pub status_bits: Option<Value>,
    /// Notices.
    #[reply(name = "general", with = php::list)]
    pub notices: Vec<String>,
}
