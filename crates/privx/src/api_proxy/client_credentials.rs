//! The caller's own credentials for API targets.

mod model;
pub(super) mod secret;

pub use model::{ApiTargetHandle, ClientCredential, ClientCredentialType, LoginSessionRequirement};
pub use secret::{CredentialSecret, Kubeconfig};

use crate::{Sort, ids::ClientCredentialId};
use portcullis_core::{Call, Client, List};

/// The caller's own credentials for API targets; made by
/// [`ApiProxy::client_credentials`](super::ApiProxy::client_credentials). Since PrivX 42.
///
/// ```no_run
/// # async fn f(privx: privx::Client, billing: privx::ApiTargetId) -> privx::Result<()> {
/// use privx::api_proxy::{ApiTargetHandle, ClientCredential, ClientCredentialType};
///
/// let credentials = privx.api_proxy().client_credentials();
/// let new = ClientCredential::new("nightly job", ApiTargetHandle::new(billing)).kind(ClientCredentialType::Token);
/// let id = credentials.create(&new.enabled(true)).await?;
/// let secret = credentials.secret(&id).await?;
/// # drop(secret);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ClientCredentials(pub(super) Client);

impl ClientCredentials {
    /// Lists the caller's credentials, without their secrets.
    ///
    /// `GET /api-proxy/api/v1/users/current/client-credentials`
    ///
    /// A page has 50 credentials unless [`page_size`](List::page_size) sets another size; the largest allowed is not
    /// documented.
    ///
    /// - Operation: `client_credentials.list`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, own objects only (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list(&self) -> List<ClientCredential> {
        self.0.get("/api-proxy/api/v1/users/current/client-credentials").list("items")
    }

    /// Lists the caller's credentials in an order, without their secrets.
    ///
    /// `GET /api-proxy/api/v1/users/current/client-credentials`
    ///
    /// - Operation: `client_credentials.list`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, own objects only (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list_sorted(&self, sort: &Sort) -> List<ClientCredential> {
        self.0.get("/api-proxy/api/v1/users/current/client-credentials").query_of(sort).list("items")
    }

    /// Creates a credential of the caller and returns its id; PrivX makes the secret.
    ///
    /// `POST /api-proxy/api/v1/users/current/client-credentials`
    ///
    /// It is valid from now on unless `not_before` is set; how long, unless `not_after` is set, is a policy of the
    /// deployment. Without a `kind` PrivX chooses one by the target. Fails with
    /// [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// Limits: a name, and a target by id.
    ///
    /// - Operation: `client_credentials.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: any logged-in user, own objects only (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, credential: &ClientCredential) -> Call<ClientCredentialId> {
        self.0.post("/api-proxy/api/v1/users/current/client-credentials").create(credential).pick("id").call()
    }

    /// Returns one credential of the caller, without its secret.
    ///
    /// `GET /api-proxy/api/v1/users/current/client-credentials/{credential_id}`
    ///
    /// - Operation: `client_credentials.get`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, own objects only (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, id: &ClientCredentialId) -> Call<ClientCredential> {
        self.0
            .get("/api-proxy/api/v1/users/current/client-credentials/{credential_id}")
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Replaces one credential of the caller as a whole: what `credential` does not hold is reset.
    ///
    /// `PUT /api-proxy/api/v1/users/current/client-credentials/{credential_id}`
    ///
    /// The server refuses an earlier `not_before`, a later `not_after` and another `kind` than before. A change by others
    /// between reading and writing is lost. The limits are those of [`create`](Self::create).
    ///
    /// - Operation: `client_credentials.update`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, own objects only (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn replace(&self, id: &ClientCredentialId, credential: &ClientCredential) -> Call<()> {
        self.0
            .put("/api-proxy/api/v1/users/current/client-credentials/{credential_id}")
            .idempotent()
            .replace(id, credential)
            .done()
    }

    /// Deletes one credential of the caller.
    ///
    /// `DELETE /api-proxy/api/v1/users/current/client-credentials/{credential_id}`
    ///
    /// - Operation: `client_credentials.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, own objects only (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, id: &ClientCredentialId) -> Call<()> {
        self.0
            .delete("/api-proxy/api/v1/users/current/client-credentials/{credential_id}")
            .idempotent()
            .path(id)
            .done()
    }

    /// Returns the secret of one credential of the caller, as the server writes it.
    ///
    /// `GET /api-proxy/api/v1/users/current/client-credentials/{credential_id}/secret`
    ///
    /// The form of the reply is not documented: the secret alone, or a JSON object with the secret members of a credential
    /// (inferred). An HTML page is refused.
    ///
    /// - Operation: `client_credentials.secret`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, own objects only (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn secret(&self, id: &ClientCredentialId) -> Call<CredentialSecret> {
        self.0
            .get("/api-proxy/api/v1/users/current/client-credentials/{credential_id}/secret")
            .path(id)
            .query("format", "raw")
            .read_with(secret::text)
            .call()
    }

    /// Returns the secret of one credential of the caller as a configuration for `kubectl`. Since PrivX 43.
    ///
    /// `GET /api-proxy/api/v1/users/current/client-credentials/{credential_id}/secret`
    ///
    /// - Operation: `client_credentials.secret`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, own objects only (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn kubeconfig(&self, id: &ClientCredentialId) -> Call<Kubeconfig> {
        self.0
            .get("/api-proxy/api/v1/users/current/client-credentials/{credential_id}/secret")
            .path(id)
            .query("format", "kubeconfig")
            .call()
    }
}
