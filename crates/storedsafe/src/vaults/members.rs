//! Who may do what in a vault.

use super::{Permission, highest};
use crate::{Capabilities, UserId, VaultId, texts, users};
use portcullis_core::{Call, Client};
use serde::{Deserialize, Serialize};

/// The members of vaults.
///
/// ```no_run
/// # async fn example(client: storedsafe::Client, vault: storedsafe::VaultId) -> storedsafe::Result<()> {
/// for member in client.vault_members().list(&vault).await? {
///     println!("{:?}: {:?}", member.username, member.permission());
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct VaultMembers(pub(crate) Client);

impl VaultMembers {
    /// Lists the members of a vault.
    ///
    /// `GET /vault/{vault_id}/members`
    ///
    /// - Operation: `vault_members.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: the vendor's JavaScript client
    pub fn list(&self, vault: &VaultId) -> Call<Vec<VaultMember>> {
        self.0.get("/vault/{vault_id}/members").path(vault).within("CALLINFO.vaultmembers").many().call()
    }

    /// Makes a user a member of a vault.
    ///
    /// `POST /vault/{vault_id}/member/{user_id}`
    ///
    /// - Operation: `vault_members.add`
    /// - Retried: only when the request was provably not sent; what adding a member a second time does is not
    ///   documented
    /// - Permission: Admin in the vault
    /// - Source: the vendor's JavaScript client
    pub fn add(&self, vault: &VaultId, user: &UserId, permission: Permission) -> Call<()> {
        let request = self.0.post("/vault/{vault_id}/member/{user_id}").path(vault).path(user);
        request.json(&Membership { status: permission }).done()
    }

    /// Changes what a member may do.
    ///
    /// `PUT /vault/{vault_id}/member/{user_id}`
    ///
    /// - Operation: `vault_members.update`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin in the vault
    /// - Source: the vendor's JavaScript client
    pub fn update(&self, vault: &VaultId, user: &UserId, permission: Permission) -> Call<()> {
        let request = self.0.put("/vault/{vault_id}/member/{user_id}").path(vault).path(user).idempotent();
        request.json(&Membership { status: permission }).done()
    }

    /// Takes a user out of a vault.
    ///
    /// `DELETE /vault/{vault_id}/member/{user_id}`
    ///
    /// What becomes of a vault without an Admin is not documented.
    ///
    /// - Operation: `vault_members.remove`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin in the vault
    /// - Source: vendor page "Delete member"
    pub fn remove(&self, vault: &VaultId, user: &UserId) -> Call<()> {
        self.0.delete("/vault/{vault_id}/member/{user_id}").path(vault).path(user).idempotent().done()
    }
}

#[derive(Serialize)]
struct Membership {
    status: Permission,
}
impl portcullis_core::Input for Membership {}

/// A member of a vault.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct VaultMember {
    /// The user's id.
    pub id: UserId,
    /// The login name.
    #[serde(deserialize_with = "texts::opt")]
    pub username: Option<String>,
    /// The full name.
    #[serde(deserialize_with = "texts::opt")]
    pub fullname: Option<String>,
    /// The e-mail address.
    #[serde(deserialize_with = "texts::opt")]
    pub email: Option<String>,
    #[serde(deserialize_with = "texts::opt")]
    status: Option<String>,
    #[serde(rename = "groupstatus", deserialize_with = "texts::opt")]
    permission: Option<String>,
}

impl VaultMember {
    /// What the user may do in the system. `None` if the server does not say.
    pub fn capabilities(&self) -> Option<Capabilities> {
        users::from_mask(self.status.as_deref())
    }

    /// What the user may do in this vault. `None` if the server does not say.
    pub fn permission(&self) -> Option<Permission> {
        highest(self.permission.as_deref())
    }
}
