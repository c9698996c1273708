//! Secrets that belong to one user.

use super::VaultSecret;
use crate::ids::{SecretName, UserId};
use portcullis_core::{Call, Client, List};

/// Secrets that belong to one user; made by [`Vault::user_secrets`](super::Vault::user_secrets).
///
/// They are like those that roles share, but each user has names of their own. A name with a slash is sent as one segment
/// of the path, with `%2F` in the place of the slash.
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
    #[inline]
    pub fn list(&self, user: &UserId) -> List<VaultSecret> {
        self.0.get("/vault/api/v1/user/{user_id}/secrets").path(user).list("items")
    }

    /// Creates a secret of one user and returns its name.
    ///
    /// `POST /vault/api/v1/user/{user_id}/secrets`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// Limits: a name; the data is a JSON object.
    ///
    /// - Operation: `user_secrets.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the owner, `vault-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, user: &UserId, secret: &VaultSecret) -> Call<SecretName> {
        self.0
            .post("/vault/api/v1/user/{user_id}/secrets")
            .check(secret.has_name())
            .path(user)
            .create(secret)
            .pick("name")
            .call()
    }

    /// Returns one secret of a user.
    ///
    /// `GET /vault/api/v1/user/{user_id}/secrets/{name}`
    ///
    /// A reply without `data` means that the caller may not read it, not that the secret is empty.
    /// The code for a missing secret is not documented: with one other than
    /// [`OBJECT_NOT_FOUND`](crate::code::OBJECT_NOT_FOUND) and [`NOT_FOUND`](crate::code::NOT_FOUND),
    /// [`is_not_found`](crate::Error::is_not_found) is false.
    ///
    /// - Operation: `user_secrets.get`
    /// - Retried: also when the reply is lost
    /// - Permission: the owner, `vault-manage`
    /// - Source: vendor's documentation
    #[inline]
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
    #[inline]
    pub fn metadata(&self, user: &UserId, name: &SecretName) -> Call<VaultSecret> {
        self.0
            .get("/vault/api/v1/user/{user_id}/metadata/secrets/{name}")
            .path(user)
            .path(name)
            .identified_by("name")
            .call()
    }

    /// Replaces one secret of a user as a whole: roles that `secret` does not hold are removed (inferred).
    ///
    /// `PUT /vault/api/v1/user/{user_id}/secrets/{name}`
    ///
    /// What a replacement without `data` does to the data is not documented. The client refuses one, because a secret that
    /// was read without the right to its data must not be written back. A name in `secret` must be `name`. A change by
    /// others between reading and writing is lost.
    ///
    /// - Operation: `user_secrets.update`
    /// - Retried: also when the reply is lost
    /// - Permission: the owner, `vault-manage`
    /// - Source: vendor's documentation
    #[inline]
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
    #[inline]
    pub fn delete(&self, user: &UserId, name: &SecretName) -> Call<()> {
        self.0.delete("/vault/api/v1/user/{user_id}/secrets/{name}").idempotent().path(user).path(name).done()
    }
}
