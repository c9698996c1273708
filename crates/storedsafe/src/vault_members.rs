//! Members of vaults.

mod input;
mod model;

pub use model::VaultMember;

use crate::{Permission, UserId, VaultId};
use input::Membership;
use portcullis_core::{Call, Client};

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
    #[inline]
    pub fn list(&self, vault: &VaultId) -> Call<Vec<VaultMember>> {
        self.0.get("/vault/{vault_id}/members").path(vault).within("CALLINFO.vaultmembers").many().call()
    }

    /// Makes a user a member of a vault.
    ///
    /// `POST /vault/{vault_id}/member/{user_id}`
    ///
    /// - Operation: `vault_members.add`
    /// - Retried: only when the request was provably not sent; the effect of adding a member twice is not
    ///   documented
    /// - Permission: Admin in the vault
    /// - Source: the vendor's JavaScript client
    #[inline]
    pub fn add(&self, vault: &VaultId, user: &UserId, permission: Permission) -> Call<()> {
        let request = self.0.post("/vault/{vault_id}/member/{user_id}").path(vault).path(user);
        request.json(&Membership { status: permission }).done()
    }

    /// Changes the permission of a member.
    ///
    /// `PUT /vault/{vault_id}/member/{user_id}`
    ///
    /// - Operation: `vault_members.update`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin in the vault
    /// - Source: the vendor's JavaScript client
    #[inline]
    pub fn update(&self, vault: &VaultId, user: &UserId, permission: Permission) -> Call<()> {
        let request = self.0.put("/vault/{vault_id}/member/{user_id}").path(vault).path(user).idempotent();
        request.json(&Membership { status: permission }).done()
    }

    /// Removes a user from a vault.
    ///
    /// `DELETE /vault/{vault_id}/member/{user_id}`
    ///
    /// The effect on a vault without an Admin is not documented.
    ///
    /// - Operation: `vault_members.remove`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin in the vault
    /// - Source: vendor page "Delete member"
    #[inline]
    pub fn remove(&self, vault: &VaultId, user: &UserId) -> Call<()> {
        self.0.delete("/vault/{vault_id}/member/{user_id}").path(vault).path(user).idempotent().done()
    }
}
