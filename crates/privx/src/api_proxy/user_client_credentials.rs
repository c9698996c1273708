//! Any user's credentials for API targets.

use super::client_credentials::{ClientCredential, CredentialSecret, Kubeconfig, secret};
use crate::{
    Sort,
    ids::{ClientCredentialId, UserId},
};
use portcullis_core::{Call, Client, List};

/// Any user's credentials for API targets; made by
/// [`ApiProxy::user_client_credentials`](super::ApiProxy::user_client_credentials). Since PrivX 42.
#[derive(Debug, Clone)]
pub struct UserClientCredentials(pub(super) Client);

impl UserClientCredentials {
    /// Lists the credentials of one user, without their secrets.
    ///
    /// `GET /api-proxy/api/v1/users/{user_id}/client-credentials`
    ///
    /// A page has 50 credentials unless [`page_size`](List::page_size) sets another size; the largest allowed is not
    /// documented.
    ///
    /// - Operation: `user_client_credentials.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list(&self, user: &UserId) -> List<ClientCredential> {
        self.0.get("/api-proxy/api/v1/users/{user_id}/client-credentials").path(user).list("items")
    }

    /// Lists the credentials of one user in an order, without their secrets.
    ///
    /// `GET /api-proxy/api/v1/users/{user_id}/client-credentials`
    ///
    /// - Operation: `user_client_credentials.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list_sorted(&self, user: &UserId, sort: &Sort) -> List<ClientCredential> {
        self.0
            .get("/api-proxy/api/v1/users/{user_id}/client-credentials")
            .path(user)
            .query_of(sort)
            .list("items")
    }

    /// Creates a credential of a user and returns its id; PrivX makes the secret.
    ///
    /// `POST /api-proxy/api/v1/users/{user_id}/client-credentials`
    ///
    /// It is valid from now on unless `not_before` is set; how long, unless `not_after` is set, is a policy of the
    /// deployment. Without a `kind` PrivX chooses one by the target. Fails with
    /// [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// Limits: a name, and a target by id.
    ///
    /// - Operation: `user_client_credentials.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `api-targets-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, user: &UserId, credential: &ClientCredential) -> Call<ClientCredentialId> {
        self.0
            .post("/api-proxy/api/v1/users/{user_id}/client-credentials")
            .path(user)
            .create(credential)
            .pick("id")
            .call()
    }

    /// Returns one credential of a user, without its secret.
    ///
    /// `GET /api-proxy/api/v1/users/{user_id}/client-credentials/{credential_id}`
    ///
    /// - Operation: `user_client_credentials.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, user: &UserId, id: &ClientCredentialId) -> Call<ClientCredential> {
        self.0
            .get("/api-proxy/api/v1/users/{user_id}/client-credentials/{credential_id}")
            .path(user)
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Replaces one credential of a user as a whole: what `credential` does not hold is reset.
    ///
    /// `PUT /api-proxy/api/v1/users/{user_id}/client-credentials/{credential_id}`
    ///
    /// The server refuses an earlier `not_before`, a later `not_after` and another `kind` than before. A change by others
    /// between reading and writing is lost. The limits are those of [`create`](Self::create).
    ///
    /// - Operation: `user_client_credentials.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn replace(&self, user: &UserId, id: &ClientCredentialId, credential: &ClientCredential) -> Call<()> {
        self.0
            .put("/api-proxy/api/v1/users/{user_id}/client-credentials/{credential_id}")
            .idempotent()
            .path(user)
            .replace(id, credential)
            .done()
    }

    /// Deletes one credential of a user.
    ///
    /// `DELETE /api-proxy/api/v1/users/{user_id}/client-credentials/{credential_id}`
    ///
    /// - Operation: `user_client_credentials.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, user: &UserId, id: &ClientCredentialId) -> Call<()> {
        self.0
            .delete("/api-proxy/api/v1/users/{user_id}/client-credentials/{credential_id}")
            .idempotent()
            .path(user)
            .path(id)
            .done()
    }

    /// Returns the secret of one credential of a user, as the server writes it.
    ///
    /// `GET /api-proxy/api/v1/users/{user_id}/client-credentials/{credential_id}/secret`
    ///
    /// The form of the reply is not documented: the secret alone, or a JSON object with the secret members of a credential
    /// (inferred). An HTML page is refused.
    ///
    /// - Operation: `user_client_credentials.secret`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn secret(&self, user: &UserId, id: &ClientCredentialId) -> Call<CredentialSecret> {
        self.0
            .get("/api-proxy/api/v1/users/{user_id}/client-credentials/{credential_id}/secret")
            .path(user)
            .path(id)
            .query("format", "raw")
            .read_with(secret::text)
            .call()
    }

    /// Returns the secret of one credential of a user as a configuration for `kubectl`. Since PrivX 43.
    ///
    /// `GET /api-proxy/api/v1/users/{user_id}/client-credentials/{credential_id}/secret`
    ///
    /// - Operation: `user_client_credentials.secret`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-targets-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn kubeconfig(&self, user: &UserId, id: &ClientCredentialId) -> Call<Kubeconfig> {
        self.0
            .get("/api-proxy/api/v1/users/{user_id}/client-credentials/{credential_id}/secret")
            .path(user)
            .path(id)
            .query("format", "kubeconfig")
            .call()
    }
}
