//! Sessions that use a client.

use super::Clients;
use crate::{ClientUuid, admin::sessions::UserSession};
use portcullis_core::List;

impl Clients {
    /// Lists users' open sessions that use a client.
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/user-sessions`
    ///
    /// Pages of 100 unless set. Sessions that begin or end meanwhile shift the pages: one may be missed or listed
    /// twice.
    ///
    /// - Operation: `admin_clients.user_sessions`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn user_sessions(&self, client: &ClientUuid) -> List<UserSession> {
        self.0.get("/auth/admin/realms/{realm}/clients/{client_uuid}/user-sessions").path(client).list("")
    }

    /// Lists users' offline sessions that use a client. Paged as
    /// [`user_sessions`](Self::user_sessions).
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/offline-sessions`
    ///
    /// - Operation: `admin_clients.offline_sessions`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn offline_sessions(&self, client: &ClientUuid) -> List<UserSession> {
        self.0.get("/auth/admin/realms/{realm}/clients/{client_uuid}/offline-sessions").path(client).list("")
    }
}
