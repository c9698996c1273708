//! SSH public keys that users log in with.

mod input;
mod model;

pub use input::AuthorizedKeySearch;
pub use model::AuthorizedKey;

use crate::Sort;
use crate::ids::{AuthorizedKeyId, UserId};
use portcullis_core::{Call, Client, List};

/// SSH public keys that users log in with; made by [`RoleStore::authorized_keys`](super::RoleStore::authorized_keys).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::role_store::AuthorizedKey;
///
/// let keys = privx.role_store().authorized_keys();
/// let user = privx::UserId::from("5f0a0d6e-0000-4000-8000-000000000001");
/// let id = keys.create(&user, &AuthorizedKey::new("laptop", "ssh-ed25519 AAAA")).await?;
/// keys.delete(&user, &id).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct AuthorizedKeys(pub(super) Client);

impl AuthorizedKeys {
    /// Lists the keys of all users.
    ///
    /// `GET /role-store/api/v1/authorizedkeys`
    ///
    /// A page has 50 keys unless [`page_size`](List::page_size) sets another size, at most 100.
    ///
    /// - Operation: `authorized_keys.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `users-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<AuthorizedKey> {
        self.0.get("/role-store/api/v1/authorizedkeys").list("items")
    }

    /// Lists the keys of all users in an order.
    ///
    /// `GET /role-store/api/v1/authorizedkeys`
    ///
    /// - Operation: `authorized_keys.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `users-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_sorted(&self, sort: &Sort) -> List<AuthorizedKey> {
        self.0.get("/role-store/api/v1/authorizedkeys").query_of(sort).list("items")
    }

    /// Finds the key of one user by its public half.
    ///
    /// `POST /role-store/api/v1/authorizedkeys/resolve`
    ///
    /// - Operation: `authorized_keys.resolve`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn resolve(&self, search: &AuthorizedKeySearch) -> Call<AuthorizedKey> {
        self.0
            .post("/role-store/api/v1/authorizedkeys/resolve")
            .read_only()
            .json(search)
            .identified_by("id")
            .call()
    }

    /// Lists the keys of one user.
    ///
    /// `GET /role-store/api/v1/users/{user_id}/authorizedkeys`
    ///
    /// A page has at most 100 keys.
    ///
    /// - Operation: `user_authorized_keys.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `authorized-keys-manage` or `users-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_of(&self, user: &UserId) -> List<AuthorizedKey> {
        self.0.get("/role-store/api/v1/users/{user_id}/authorizedkeys").path(user).list("items")
    }

    /// Lists the keys of one user in an order.
    ///
    /// `GET /role-store/api/v1/users/{user_id}/authorizedkeys`
    ///
    /// - Operation: `user_authorized_keys.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `authorized-keys-manage` or `users-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_of_sorted(&self, user: &UserId, sort: &Sort) -> List<AuthorizedKey> {
        self.0
            .get("/role-store/api/v1/users/{user_id}/authorizedkeys")
            .path(user)
            .query_of(sort)
            .list("items")
    }

    /// Registers a key for one user and returns its id.
    ///
    /// `POST /role-store/api/v1/users/{user_id}/authorizedkeys`
    ///
    /// Limits: a name and a public key.
    ///
    /// - Operation: `user_authorized_keys.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `authorized-keys-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, user: &UserId, key: &AuthorizedKey) -> Call<AuthorizedKeyId> {
        self.0
            .post("/role-store/api/v1/users/{user_id}/authorizedkeys")
            .path(user)
            .create(key)
            .pick("id")
            .call()
    }

    /// Returns one key of one user.
    ///
    /// `GET /role-store/api/v1/users/{user_id}/authorizedkeys/{key_id}`
    ///
    /// - Operation: `user_authorized_keys.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `authorized-keys-manage` or `users-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, user: &UserId, id: &AuthorizedKeyId) -> Call<AuthorizedKey> {
        self.0
            .get("/role-store/api/v1/users/{user_id}/authorizedkeys/{key_id}")
            .path(user)
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Replaces one key of one user as a whole.
    ///
    /// `PUT /role-store/api/v1/users/{user_id}/authorizedkeys/{key_id}`
    ///
    /// Limits: a name and a public key.
    ///
    /// - Operation: `user_authorized_keys.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `authorized-keys-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace(&self, user: &UserId, id: &AuthorizedKeyId, key: &AuthorizedKey) -> Call<()> {
        self.0
            .put("/role-store/api/v1/users/{user_id}/authorizedkeys/{key_id}")
            .idempotent()
            .path(user)
            .replace(id, key)
            .done()
    }

    /// Deletes one key of one user.
    ///
    /// `DELETE /role-store/api/v1/users/{user_id}/authorizedkeys/{key_id}`
    ///
    /// - Operation: `user_authorized_keys.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `authorized-keys-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, user: &UserId, id: &AuthorizedKeyId) -> Call<()> {
        self.0
            .delete("/role-store/api/v1/users/{user_id}/authorizedkeys/{key_id}")
            .idempotent()
            .path(user)
            .path(id)
            .done()
    }
}
