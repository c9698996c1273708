//! Secrets that belong to one user.

use super::VaultSecret;
use crate::ids::{SecretName, UserId};
use portcullis_core::{Call, Client, List};

/// Secrets that belong to one user; made by [`Vault::user_secrets`](super::Vault::user_secrets).
///
/// They are as those that roles share, under names of the user's own. A name with a slash is sent as one segment of the
/// path, with `%2F` in the place of the slash.
#[derive(Debug, Clone)]
pub struct UserSecrets(pub(super) Client);

impl UserSecrets {
    /// Lists the secrets of one user, without their data.
    ///
    /// `GET /vault/api/v1/user/{user_id}/secrets`
    ///
    /// A page has 50 secrets unless [`page_size`](List::page_size) sets another size, at most 100.
    ///
    /// - Operation: `user_secrets.list`
    /// - Retried: also when the reply is lost
    /// - Permission: the owner, `vault-manage`
    /// - Source: vendor's documentation
    pub fn list(&self, user: &UserId) -> List<VaultSecret> {
        self.0.get("/vault/api/v1/user/{user_id}/secrets").path(user).list("items")
    }

    /// Creates a secret of one user and returns its name.
    ///
    /// `POST /vault/api/v1/user/{user_id}/secrets`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// - Operation: `user_secrets.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the owner, `vault-manage`
    /// - Source: vendor's documentation
    pub fn create(&self, user: &UserId, secret: &VaultSecret) -> Call<SecretName> {
        self.0.post("/vault/api/v1/user/{user_id}/secrets").path(user).create(secret).pick("name").call()
    }

    /// Returns one secret of a user.
    ///
    /// `GET /vault/api/v1/user/{user_id}/secrets/{name}`
    ///
    /// A reply without `data` is no empty secret: the caller may not read it.
    ///
    /// - Operation: `user_secrets.get`
    /// - Retried: also when the reply is lost
    /// - Permission: the owner, `vault-manage`
    /// - Source: vendor's documentation
    pub fn get(&self, user: &UserId, name: &SecretName) -> Call<VaultSecret> {
        self.0
            .get("/vault/api/v1/user/{user_id}/secrets/{name}")
            .path(user)
            .path(name)
            .identified_by("name")
            .call()
    }

    /// Returns one secret of a user without its data.
    ///
    /// `GET /vault/api/v1/user/{user_id}/metadata/secrets/{name}`
    ///
    /// - Operation: `user_secrets.metadata`
    /// - Retried: also when the reply is lost
    /// - Permission: the owner, `vault-manage`
    /// - Source: vendor's documentation
    pub fn metadata(&self, user: &UserId, name: &SecretName) -> Call<VaultSecret> {
        self.0
            .get("/vault/api/v1/user/{user_id}/metadata/secrets/{name}")
            .path(user)
            .path(name)
            .identified_by("name")
            .call()
    }

    /// Replaces one secret of a user as a whole: roles that `secret` does not hold are taken off (inferred).
    ///
    /// `PUT /vault/api/v1/user/{user_id}/secrets/{name}`
    ///
    /// What a replacement without `data` does to the data is not documented: one is refused, so that a secret that was
    /// read without the right to its data is not written back. A change by others between reading and writing is lost.
    ///
    /// - Operation: `user_secrets.update`
    /// - Retried: also when the reply is lost
    /// - Permission: the owner, `vault-manage`
    /// - Source: vendor's documentation
    pub fn replace(&self, user: &UserId, name: &SecretName, secret: &VaultSecret) -> Call<()> {
        self.0
            .put("/vault/api/v1/user/{user_id}/secrets/{name}")
            .idempotent()
            .require(secret.replaces(name))
            .check(secret.has_data())
            .path(user)
            .path(name)
            .create(secret)
            .done()
    }

    /// Deletes one secret of a user.
    ///
    /// `DELETE /vault/api/v1/user/{user_id}/secrets/{name}`
    ///
    /// - Operation: `user_secrets.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: the owner, `vault-manage`
    /// - Source: vendor's documentation
    pub fn delete(&self, user: &UserId, name: &SecretName) -> Call<()> {
        self.0.delete("/vault/api/v1/user/{user_id}/secrets/{name}").idempotent().path(user).path(name).done()
    }
}
