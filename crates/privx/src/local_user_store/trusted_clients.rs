//! Extenders, carriers and web proxies.

mod model;

pub use model::{TrustedClient, TrustedClientType};

use crate::ids::TrustedClientId;
use portcullis_core::{Call, Client, List};

/// Extenders, carriers and web proxies; made by [`LocalUserStore::trusted_clients`](super::LocalUserStore::trusted_clients).
///
/// The server returns their secrets in clear, also in lists.
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::local_user_store::{TrustedClient, TrustedClientType};
///
/// let clients = privx.local_user_store().trusted_clients();
/// let site = TrustedClient::new(TrustedClientType::Extender, "site-a").enabled(true);
/// let id = clients.create(&site.subnets(["10.1.0.0/16".to_owned()])).await?;
/// let made = clients.get(&id).await?;
/// println!("registered: {:?}", made.registered);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct TrustedClients(pub(super) Client);

impl TrustedClients {
    /// Lists all trusted clients, with their secrets in clear.
    ///
    /// `GET /local-user-store/api/v1/trusted-clients`
    ///
    /// - Operation: `trusted_clients.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<TrustedClient> {
        self.0.get("/local-user-store/api/v1/trusted-clients").list_whole("items")
    }

    /// Creates a trusted client and returns its id.
    ///
    /// `POST /local-user-store/api/v1/trusted-clients`
    ///
    /// PrivX generates its secrets: [`get`](Self::get) returns them. Fails with
    /// [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// - Operation: `trusted_clients.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, client: &TrustedClient) -> Call<TrustedClientId> {
        self.0.post("/local-user-store/api/v1/trusted-clients").create(client).pick("id").call()
    }

    /// Returns one trusted client, with its secrets in clear.
    ///
    /// `GET /local-user-store/api/v1/trusted-clients/{trusted_client_id}`
    ///
    /// - Operation: `trusted_clients.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &TrustedClientId) -> Call<TrustedClient> {
        self.0
            .get("/local-user-store/api/v1/trusted-clients/{trusted_client_id}")
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Replaces one trusted client as a whole: what `client` does not hold is reset.
    ///
    /// `PUT /local-user-store/api/v1/trusted-clients/{trusted_client_id}`
    ///
    /// A change by others between reading and writing is lost. Masked values (`***`) are refused. Fails with
    /// [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// - Operation: `trusted_clients.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn replace(&self, id: &TrustedClientId, client: &TrustedClient) -> Call<()> {
        self.0
            .put("/local-user-store/api/v1/trusted-clients/{trusted_client_id}")
            .idempotent()
            .replace(id, client)
            .done()
    }

    /// Deletes one trusted client.
    ///
    /// `DELETE /local-user-store/api/v1/trusted-clients/{trusted_client_id}`
    ///
    /// - Operation: `trusted_clients.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn delete(&self, id: &TrustedClientId) -> Call<()> {
        self.0
            .delete("/local-user-store/api/v1/trusted-clients/{trusted_client_id}")
            .idempotent()
            .path(id)
            .done()
    }
}
