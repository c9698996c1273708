//! Vaults.

mod input;
mod model;
mod permission;

pub use input::{NewVault, VaultUpdate};
pub use model::{Vault, VaultContent};
pub use permission::Permission;
pub(crate) use permission::highest;

use crate::VaultId;
use portcullis_core::{Call, Client, Within, one_of};

/// The place of the only vault of a reply.
const VAULT: Within = one_of(&["VAULT", "GROUP"]);

/// The vaults that the user is a member of.
///
/// ```no_run
/// # async fn example(client: storedsafe::Client) -> storedsafe::Result<()> {
/// use storedsafe::{NewVault, Permission};
///
/// let vault = client.vaults().create(&NewVault::new("Lab").policy("7")).await?;
/// client.vault_members().add(&vault.id, &"179".into(), Permission::Write).await?;
/// for object in client.vaults().get(&vault.id).await?.objects {
///     println!("{} {:?}", object.id, object.name);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Vaults(pub(crate) Client);

impl Vaults {
    /// Lists the vaults that the user is a member of.
    ///
    /// `GET /vault`
    ///
    /// There are no pages.
    ///
    /// - Operation: `vaults.list`
    /// - Retried: also when the reply is lost
    /// - Permission: a session
    /// - Source: vendor page "List vaults"
    #[inline]
    pub fn list(&self) -> Call<Vec<Vault>> {
        self.0.get("/vault").within(one_of(&["VAULTS", "GROUP"])).many().call()
    }

    /// Returns one vault, all objects in it without their encrypted fields, and the templates that they use.
    ///
    /// `GET /vault/{vault_id}`
    ///
    /// No other operation returns one vault, and the reply may be long: for large vaults raise
    /// [`Call::reply_cap`](portcullis_core::Call::reply_cap). How the server rejects an unknown id is not
    /// known.
    ///
    /// - Operation: `vaults.get`
    /// - Retried: also when the reply is lost
    /// - Permission: Read in the vault
    /// - Source: vendor page "List objects"
    #[inline]
    pub fn get(&self, id: &VaultId) -> Call<VaultContent> {
        self.0.get("/vault/{vault_id}").path(id).whole().call()
    }

    /// Creates a vault, whose only member is the user, with [`Permission::Admin`].
    ///
    /// `POST /vault`
    ///
    /// After an unknown outcome search for the name in [`list`](Self::list).
    ///
    /// - Operation: `vaults.create`
    /// - Retried: only when the request was provably not sent; names need not be unique as far as known
    /// - Permission: Write capability
    /// - Source: vendor page "Create vault"
    #[inline]
    pub fn create(&self, vault: &NewVault) -> Call<Vault> {
        self.0.post("/vault").json(vault).within(VAULT).one().call()
    }

    /// Changes a vault; what the update does not set stays as it is.
    ///
    /// `PUT /vault/{vault_id}`
    ///
    /// The documentation requires all three members and its own sample sends two: servers may require all.
    ///
    /// - Operation: `vaults.update`
    /// - Retried: also when the reply is lost
    /// - Permission: Admin in the vault
    /// - Source: vendor page "Edit vault"
    #[inline]
    pub fn update(&self, id: &VaultId, update: &VaultUpdate) -> Call<Vault> {
        self.0.put("/vault/{vault_id}").path(id).idempotent().json(update).within(VAULT).one().call()
    }

    /// Deletes a vault, which must be empty.
    ///
    /// `DELETE /vault/{vault_id}`
    ///
    /// - Operation: `vaults.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: Write capability and Admin in the vault
    /// - Source: vendor page "Delete vault"
    #[inline]
    pub fn delete(&self, id: &VaultId) -> Call<()> {
        self.0.delete("/vault/{vault_id}").path(id).idempotent().done()
    }
}
