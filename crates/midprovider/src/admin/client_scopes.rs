//! Client scopes of the realm, by Keycloak's admin API.

mod mappers;
mod model;

pub use model::{ClientScope, MapperType, Protocol, ProtocolMapper};

use crate::{ClientScopeId, dialect::created, flavour::Core};
use portcullis_core::Call;

/// Client scopes of the realm; from [`Admin::client_scopes`](super::Admin::client_scopes).
///
/// Which clients have a scope is set [at the clients](super::clients::Clients::default_scope_add).
///
/// ```no_run
/// # async fn f(mid: midprovider::Client, shop: midprovider::ClientUuid) -> midprovider::Result<()> {
/// use midprovider::admin::client_scopes::{ClientScope, MapperType, Protocol, ProtocolMapper};
///
/// let scopes = mid.admin().client_scopes();
/// let id = scopes.create(&ClientScope::new("costs").protocol(Protocol::OpenIdConnect)).await?;
/// let mapper = ProtocolMapper::new("cost centre", MapperType::UserAttribute)
///     .protocol(Protocol::OpenIdConnect)
///     .with_config("user.attribute", "costCentre")
///     .with_config("claim.name", "cost_centre")
///     .with_config("access.token.claim", "true");
/// scopes.mapper_create(&id, &mapper).await?;
/// mid.admin().clients().default_scope_add(&shop, &id).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ClientScopes(pub(crate) Core);

impl ClientScopes {
    /// Returns all client scopes of the realm. Not paged.
    ///
    /// `GET /auth/admin/realms/{realm}/client-scopes`
    ///
    /// - Operation: `admin_client_scopes.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn list(&self) -> Call<Vec<ClientScope>> {
        self.0.get("/auth/admin/realms/{realm}/client-scopes").call()
    }

    /// Creates a client scope and returns its id.
    ///
    /// `POST /auth/admin/realms/{realm}/client-scopes`
    ///
    /// 409 for a taken name is [`is_conflict`](crate::Error::is_conflict). The ids of a scope that was read, and of its
    /// mappers, are not sent, so that a copy of it can be created under another name.
    ///
    /// - Operation: `admin_client_scopes.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn create(&self, scope: &ClientScope) -> Call<ClientScopeId> {
        self.0
            .post("/auth/admin/realms/{realm}/client-scopes")
            .check(scope.creatable())
            .create(scope)
            .read_with(created)
            .call()
    }

    /// Returns one client scope. 404 for one that does not exist is `None` from [`optional`](Call::optional).
    ///
    /// `GET /auth/admin/realms/{realm}/client-scopes/{client_scope_id}`
    ///
    /// - Operation: `admin_client_scopes.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn get(&self, id: &ClientScopeId) -> Call<ClientScope> {
        self.0
            .get("/auth/admin/realms/{realm}/client-scopes/{client_scope_id}")
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Updates a client scope: begin with the object that [`get`](Self::get) returned.
    ///
    /// `PUT /auth/admin/realms/{realm}/client-scopes/{client_scope_id}`
    ///
    /// Whether the server keeps or clears what is absent is not documented, and neither is whether it changes mappers
    /// in the object: [`mapper_update`](Self::mapper_update) does. There is no conditional write: a change by another
    /// client in between is lost. 409 for a taken name is [`is_conflict`](crate::Error::is_conflict).
    ///
    /// - Operation: `admin_client_scopes.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn update(&self, id: &ClientScopeId, scope: &ClientScope) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/client-scopes/{client_scope_id}")
            .idempotent()
            .replace(id, scope)
            .done()
    }

    /// **Deletes** a client scope with its mappers.
    ///
    /// `DELETE /auth/admin/realms/{realm}/client-scopes/{client_scope_id}`
    ///
    /// The server can refuse it with 400, and with 500; the reasons are not documented. 404 is `None` from
    /// [`optional`](Call::optional); a retry may return it although this call deleted the scope.
    ///
    /// - Operation: `admin_client_scopes.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn delete(&self, id: &ClientScopeId) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/client-scopes/{client_scope_id}")
            .idempotent()
            .path(id)
            .done()
    }
}
