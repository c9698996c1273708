//! Programs that call the API.

mod input;
mod model;

pub use input::ApiClientSearch;
pub use model::ApiClient;

use crate::Sort;
use crate::ids::ApiClientId;
use portcullis_core::{Call, Client, List};

/// Programs that call the API; made by [`LocalUserStore::api_clients`](super::LocalUserStore::api_clients).
///
/// The server returns their secrets in clear. [`Users`](crate::role_store::Users) finds API clients as well: they have
/// roles.
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::{RoleHandle, local_user_store::ApiClient};
///
/// let clients = privx.local_user_store().api_clients();
/// let role = RoleHandle::new("5f0a0d6e-0000-4000-8000-000000000001");
/// let id = clients.create(&ApiClient::new("backup", [role])).await?;
/// let made = clients.get(&id).await?;
/// if let (Some(oauth_id), Some(oauth_secret), Some(secret)) =
///     (made.oauth_client_id, made.oauth_client_secret, made.secret)
/// {
///     let url = "https://privx.example.org";
///     let backup = privx::Client::builder(url).api_client(oauth_id, oauth_secret, id.as_str(), secret).build()?;
/// #   drop(backup);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ApiClients(pub(super) Client);

impl ApiClients {
    /// Lists all API clients. The reply may hold their secrets.
    ///
    /// `GET /local-user-store/api/v1/api-clients`
    ///
    /// A page has 50 clients unless [`page_size`](List::page_size) sets another size.
    ///
    /// - Operation: `api_clients.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), internal services, `api-clients-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<ApiClient> {
        self.0.get("/local-user-store/api/v1/api-clients").list("items")
    }

    /// Lists all API clients in an order.
    ///
    /// `GET /local-user-store/api/v1/api-clients`
    ///
    /// - Operation: `api_clients.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), internal services, `api-clients-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_sorted(&self, sort: &Sort) -> List<ApiClient> {
        self.0.get("/local-user-store/api/v1/api-clients").query_of(sort).list("items")
    }

    /// Finds API clients.
    ///
    /// `POST /local-user-store/api/v1/api-clients/search`
    ///
    /// Pages are as in [`list`](Self::list). Whether the server reads page and order from the query or from the body is
    /// not verified: the order is sent in both, the page in the query. From a server that ignores the query the same page
    /// comes twice, which is an error; [`ApiClientSearch::limit`] and [`ApiClientSearch::offset`] select a page of such a
    /// server.
    ///
    /// - Operation: `api_clients.search`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `api-clients-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &ApiClientSearch) -> List<ApiClient> {
        self.0
            .post("/local-user-store/api/v1/api-clients/search")
            .read_only()
            .query_opt("sortkey", search.sort_key.as_ref())
            .query_opt("sortdir", search.sort_direction.as_ref())
            .json(search)
            .list("items")
    }

    /// Creates an API client and returns its id.
    ///
    /// `POST /local-user-store/api/v1/api-clients`
    ///
    /// PrivX generates its secrets: [`get`](Self::get) returns them. The server reads only the id of a role. Fails with
    /// [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// Limits: a name, and an id for each role.
    ///
    /// - Operation: `api_clients.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`), `api-clients-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, client: &ApiClient) -> Call<ApiClientId> {
        self.0.post("/local-user-store/api/v1/api-clients").create(client).pick("id").call()
    }

    /// Returns one API client, with its secrets in clear.
    ///
    /// `GET /local-user-store/api/v1/api-clients/{api_client_id}`
    ///
    /// - Operation: `api_clients.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, id: &ApiClientId) -> Call<ApiClient> {
        self.0.get("/local-user-store/api/v1/api-clients/{api_client_id}").path(id).identified_by("id").call()
    }

    /// Replaces name and roles of one API client.
    ///
    /// `PUT /local-user-store/api/v1/api-clients/{api_client_id}`
    ///
    /// A change by others between reading and writing is lost. Masked values (`***`) are refused. Fails with
    /// [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred). The limits are those of
    /// [`create`](Self::create).
    ///
    /// - Operation: `api_clients.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace(&self, id: &ApiClientId, client: &ApiClient) -> Call<()> {
        self.0
            .put("/local-user-store/api/v1/api-clients/{api_client_id}")
            .idempotent()
            .replace(id, client)
            .done()
    }

    /// Deletes one API client.
    ///
    /// `DELETE /local-user-store/api/v1/api-clients/{api_client_id}`
    ///
    /// Tokens that were issued to it stay valid until they expire (inferred).
    ///
    /// - Operation: `api_clients.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `api-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, id: &ApiClientId) -> Call<()> {
        self.0.delete("/local-user-store/api/v1/api-clients/{api_client_id}").idempotent().path(id).done()
    }
}
