//! Secrets that roles share.

mod input;
mod model;

pub use input::SecretSearch;
pub use model::VaultSecret;

use crate::ids::SecretName;
use portcullis_core::{Call, Client, List};

/// Secrets that roles share; made by [`Vault::secrets`](super::Vault::secrets).
///
/// A secret has no id: its name is the key. Members of the roles in `read_roles` may read the data, members of those in
/// `write_roles` may replace it. If `read_roles` is empty, no caller can read it. A name with a slash is sent as one
/// segment of the path, with `%2F` in the place of the slash.
///
/// ```no_run
/// # async fn f(privx: privx::Client, ops: privx::RoleId) -> Result<(), Box<dyn std::error::Error>> {
/// use privx::{RoleHandle, Secret};
/// use privx::vault::{SecretData, VaultSecret};
///
/// let secrets = privx.vault().secrets();
/// let data = SecretData::from_iter([("password", Secret::from("hunter2"))]);
/// let name = secrets.create(&VaultSecret::new("db1", data).read_roles([RoleHandle::new(ops)])).await?;
/// let secret = secrets.get(&name).await?;
/// let password = secret.data.as_ref().and_then(|data| data.get("password")).ok_or("the caller may not read it")?;
/// # drop(password);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct VaultSecrets(pub(super) Client);

impl VaultSecrets {
    /// Lists the secrets that are visible to the caller, without their data.
    ///
    /// `GET /vault/api/v1/secrets`
    ///
    /// A page has 50 secrets unless [`page_size`](List::page_size) sets another size, at most 100.
    ///
    /// - Operation: `vault_secrets.list`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, `vault-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<VaultSecret> {
        self.0.get("/vault/api/v1/secrets").list("items")
    }

    /// Finds secrets. The reply has no data.
    ///
    /// `POST /vault/api/v1/search/secrets`
    ///
    /// Pages are as in [`list`](Self::list).
    ///
    /// - Operation: `vault_secrets.search`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, `vault-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &SecretSearch) -> List<VaultSecret> {
        self.0
            .post("/vault/api/v1/search/secrets")
            .read_only()
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Creates a secret and returns its name.
    ///
    /// `POST /vault/api/v1/secrets`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred). Without `read_roles` no
    /// caller can read the data.
    ///
    /// Limits: a name; the data is a JSON object.
    ///
    /// - Operation: `vault_secrets.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `vault-add` or `vault-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, secret: &VaultSecret) -> Call<SecretName> {
        self.0.post("/vault/api/v1/secrets").check(secret.has_name()).create(secret).pick("name").call()
    }

    /// Returns one secret.
    ///
    /// `GET /vault/api/v1/secrets/{name}`
    ///
    /// To a caller without a read role the server returns no `data`, which does not mean that the secret is empty.
    /// The code for a missing secret is not documented: with one other than
    /// [`OBJECT_NOT_FOUND`](crate::code::OBJECT_NOT_FOUND) and [`NOT_FOUND`](crate::code::NOT_FOUND),
    /// [`is_not_found`](crate::Error::is_not_found) is false.
    ///
    /// - Operation: `vault_secrets.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `vault-manage`, or a role listed in `read_roles` or `write_roles`; metadata only without a read role
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, name: &SecretName) -> Call<VaultSecret> {
        self.0.get("/vault/api/v1/secrets/{name}").path(name).identified_by("name").call()
    }

    /// Returns one secret without its data.
    ///
    /// `GET /vault/api/v1/metadata/secrets/{name}`
    ///
    /// - Operation: `vault_secrets.metadata`
    /// - Retried: also when the reply is lost
    /// - Permission: `vault-manage`, or a role listed in `read_roles` or `write_roles`; metadata only without a read role
    /// - Source: vendor's documentation
    #[inline]
    pub fn metadata(&self, name: &SecretName) -> Call<VaultSecret> {
        self.0.get("/vault/api/v1/metadata/secrets/{name}").path(name).identified_by("name").call()
    }

    /// Replaces one secret as a whole: roles that `secret` does not hold are removed (inferred).
    ///
    /// `PUT /vault/api/v1/secrets/{name}`
    ///
    /// What a replacement without `data` does to the data is not documented. The client refuses one, because a secret that
    /// was read without the right to its data must not be written back. A name in `secret` must be `name`. A change by
    /// others between reading and writing is lost.
    ///
    /// - Operation: `vault_secrets.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `vault-manage` or admin (inferred); a write role may replace `data`
    /// - Source: vendor's documentation
    #[inline]
    pub fn replace(&self, name: &SecretName, secret: &VaultSecret) -> Call<()> {
        self.0
            .put("/vault/api/v1/secrets/{name}")
            .idempotent()
            .require(secret.replaces(name))
            .check(secret.has_data())
            .path(name)
            .create(secret)
            .done()
    }

    /// Deletes one secret.
    ///
    /// `DELETE /vault/api/v1/secrets/{name}`
    ///
    /// - Operation: `vault_secrets.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `vault-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn delete(&self, name: &SecretName) -> Call<()> {
        self.0.delete("/vault/api/v1/secrets/{name}").idempotent().path(name).done()
    }
}
