//! Clients of the realm, by Keycloak's admin API.

mod authorization;
mod input;
mod mappers;
mod model;
mod scopes;
mod secret;
mod sessions;

pub use authorization::{
    AuthorizationSchema, DecisionStrategy, Logic, Policy, PolicyEnforcementMode, Resource, ResourceOwner,
    ResourceServer, ResourceType, Scope,
};
pub use input::ClientSearch;
pub use model::RegisteredClient;

use crate::{ClientUuid, dialect::created, flavour::Core};
use portcullis_core::{Call, List};

/// Clients of the realm: the applications that users log in to; from [`Admin::clients`](super::Admin::clients).
///
/// Clients are addressed by UUID, which is not the client id of OpenID Connect: a [search](Self::search) by client id
/// returns both. The app instances of KOBIL Shift are others: [`Client::ast_clients`](crate::Client::ast_clients).
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// use midprovider::admin::clients::{ClientSearch, RegisteredClient};
///
/// let clients = mid.admin().clients();
/// let new = RegisteredClient::new("shop")
///     .enabled(true)
///     .redirect_uris(["https://shop.example/*".to_owned()]);
/// let id = clients.create(&new).await?;
/// let secret = clients.secret_get(&id).await?.value;
///
/// // Begin with the current client: the server replaces its lists and attributes.
/// for client in clients.search(&ClientSearch::new().client_id("old-shop")).all().await? {
///     clients.update(&client.id.clone(), &client.enabled(false)).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Clients(pub(crate) Core);

impl Clients {
    /// Lists all clients.
    ///
    /// `GET /auth/admin/realms/{realm}/clients`
    ///
    /// Pages of 100 unless set. The server keeps no snapshot: while clients come and go, a listing can skip or repeat
    /// some.
    ///
    /// - Operation: `admin_clients.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn list(&self) -> List<RegisteredClient> {
        self.search(&ClientSearch::new())
    }

    /// Lists the clients that match. Paged as [`list`](Self::list); nothing found is an empty list.
    ///
    /// `GET /auth/admin/realms/{realm}/clients`
    ///
    /// By a whole client id it finds none or one, whose [`id`](RegisteredClient::id) is the UUID that all other
    /// operations take.
    ///
    /// - Operation: `admin_clients.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn search(&self, search: &ClientSearch) -> List<RegisteredClient> {
        self.0.get("/auth/admin/realms/{realm}/clients").query_of(search).list("")
    }

    /// Creates a client and returns its UUID.
    ///
    /// `POST /auth/admin/realms/{realm}/clients`
    ///
    /// 409 for a taken client id is [`is_conflict`](crate::Error::is_conflict). The ids of a client that was read, and
    /// of its mappers, are not sent, so that it can be copied; **its secrets are**: `secret`,
    /// `registration_access_token` and those among the attributes. Unset what the copy must not have.
    ///
    /// - Operation: `admin_clients.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn create(&self, client: &RegisteredClient) -> Call<ClientUuid> {
        self.0
            .post("/auth/admin/realms/{realm}/clients")
            .check(client.creatable())
            .create(client)
            .read_with(created)
            .call()
    }

    /// Returns one client. 404 for one that does not exist is `None` from [`optional`](Call::optional).
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}`
    ///
    /// - Operation: `admin_clients.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn get(&self, id: &ClientUuid) -> Call<RegisteredClient> {
        self.0.get("/auth/admin/realms/{realm}/clients/{client_uuid}").path(id).identified_by("id").call()
    }

    /// Updates a client: begin with the object that [`get`](Self::get) returned.
    ///
    /// `PUT /auth/admin/realms/{realm}/clients/{client_uuid}`
    ///
    /// **Lists and the attributes in the object replace those of the client.** Whether the server keeps or clears what
    /// is absent is not documented. A secret in the object is sent too: one that was read before
    /// [`secret_regenerate`](Self::secret_regenerate) may become the client's again. If the server shows a secret as
    /// asterisks, the object is refused unsent: `drop_masked` takes the mask out, among the attributes the whole
    /// attribute, **which the server then removes**; put the attribute's value in its place instead. There is no
    /// conditional write: a change by another client in between is lost. 409 for a taken client id is
    /// [`is_conflict`](crate::Error::is_conflict).
    ///
    /// - Operation: `admin_clients.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn update(&self, id: &ClientUuid, client: &RegisteredClient) -> Call<()> {
        self.0.put("/auth/admin/realms/{realm}/clients/{client_uuid}").idempotent().replace(id, client).done()
    }

    /// **Deletes** a client. Users can no longer log in to it.
    ///
    /// `DELETE /auth/admin/realms/{realm}/clients/{client_uuid}`
    ///
    /// To undo it later, [update](Self::update) the client with `enabled(false)` instead. 404 is `None` from
    /// [`optional`](Call::optional); a retry may return it although this call deleted the client.
    ///
    /// - Operation: `admin_clients.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn delete(&self, id: &ClientUuid) -> Call<()> {
        self.0.delete("/auth/admin/realms/{realm}/clients/{client_uuid}").idempotent().path(id).done()
    }
}
