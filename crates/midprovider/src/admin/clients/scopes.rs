//! Client scopes that a client has.

use super::Clients;
use crate::{ClientScopeId, ClientUuid, admin::client_scopes::ClientScope};
use portcullis_core::Call;

impl Clients {
    /// Returns the default client scopes of a client. Not paged.
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/default-client-scopes`
    ///
    /// Do not write such a scope back: whether all of its members are in the reply is not documented.
    ///
    /// - Operation: `admin_clients.default_scopes_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn default_scopes_list(&self, client: &ClientUuid) -> Call<Vec<ClientScope>> {
        self.0
            .get("/auth/admin/realms/{realm}/clients/{client_uuid}/default-client-scopes")
            .path(client)
            .call()
    }

    /// Makes a client scope a default one of a client.
    ///
    /// `PUT /auth/admin/realms/{realm}/clients/{client_uuid}/default-client-scopes/{client_scope_id}`
    ///
    /// What happens if it is an optional one already is not documented:
    /// [`optional_scope_remove`](Self::optional_scope_remove) first. 404 for a client or a scope that does not exist.
    ///
    /// - Operation: `admin_clients.default_scope_add`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn default_scope_add(&self, client: &ClientUuid, scope: &ClientScopeId) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/clients/{client_uuid}/default-client-scopes/{client_scope_id}")
            .idempotent()
            .path(client)
            .path(scope)
            .done()
    }

    /// Undoes [`default_scope_add`](Self::default_scope_add). The client scope itself stays.
    ///
    /// `DELETE /auth/admin/realms/{realm}/clients/{client_uuid}/default-client-scopes/{client_scope_id}`
    ///
    /// 404 for a client or a scope that does not exist is `None` from [`optional`](Call::optional).
    ///
    /// - Operation: `admin_clients.default_scope_remove`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn default_scope_remove(&self, client: &ClientUuid, scope: &ClientScopeId) -> Call<()> {
        self.0
            .delete(
                "/auth/admin/realms/{realm}/clients/{client_uuid}/default-client-scopes/{client_scope_id}",
            )
            .idempotent()
            .path(client)
            .path(scope)
            .done()
    }

    /// Returns the optional client scopes of a client. Not paged.
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/optional-client-scopes`
    ///
    /// Do not write such a scope back: whether all of its members are in the reply is not documented.
    ///
    /// - Operation: `admin_clients.optional_scopes_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn optional_scopes_list(&self, client: &ClientUuid) -> Call<Vec<ClientScope>> {
        self.0
            .get("/auth/admin/realms/{realm}/clients/{client_uuid}/optional-client-scopes")
            .path(client)
            .call()
    }

    /// Makes a client scope an optional one of a client.
    ///
    /// `PUT /auth/admin/realms/{realm}/clients/{client_uuid}/optional-client-scopes/{client_scope_id}`
    ///
    /// What happens if it is a default one already is not documented:
    /// [`default_scope_remove`](Self::default_scope_remove) first. 404 for a client or a scope that does not exist.
    ///
    /// - Operation: `admin_clients.optional_scope_add`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn optional_scope_add(&self, client: &ClientUuid, scope: &ClientScopeId) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/clients/{client_uuid}/optional-client-scopes/{client_scope_id}")
            .idempotent()
            .path(client)
            .path(scope)
            .done()
    }

    /// Undoes [`optional_scope_add`](Self::optional_scope_add). The client scope itself stays.
    ///
    /// `DELETE /auth/admin/realms/{realm}/clients/{client_uuid}/optional-client-scopes/{client_scope_id}`
    ///
    /// 404 for a client or a scope that does not exist is `None` from [`optional`](Call::optional).
    ///
    /// - Operation: `admin_clients.optional_scope_remove`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn optional_scope_remove(&self, client: &ClientUuid, scope: &ClientScopeId) -> Call<()> {
        self.0
            .delete(
                "/auth/admin/realms/{realm}/clients/{client_uuid}/optional-client-scopes/{client_scope_id}",
            )
            .idempotent()
            .path(client)
            .path(scope)
            .done()
    }
}
