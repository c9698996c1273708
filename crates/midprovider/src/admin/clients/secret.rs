//! The secret of a client, and the user of its service account.

use super::Clients;
use crate::{
    ClientUuid,
    admin::users::{Credential, User},
};
use portcullis_core::Call;

impl Clients {
    /// Returns a client's secret, in [`value`](Credential::value).
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/client-secret`
    ///
    /// The other members can be unset. 404 for a client that does not exist is `None` from
    /// [`optional`](Call::optional).
    ///
    /// - Operation: `admin_clients.secret_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients` of `realm-management`; older versions: `view-clients`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn secret_get(&self, client: &ClientUuid) -> Call<Credential> {
        self.0.get("/auth/admin/realms/{realm}/clients/{client_uuid}/client-secret").path(client).call()
    }

    /// Replaces a client's secret by a new one that the server makes, and returns it in [`value`](Credential::value).
    ///
    /// `POST /auth/admin/realms/{realm}/clients/{client_uuid}/client-secret`
    ///
    /// **The old secret is invalid at once**: a client that still uses it gets no more tokens. If the reply is lost, the
    /// secret may have been replaced: [`secret_get`](Self::secret_get) returns the current one. Afterwards do not write
    /// back a [`RegisteredClient`](super::RegisteredClient) that was read before: it holds the old secret.
    ///
    /// - Operation: `admin_clients.secret_regenerate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn secret_regenerate(&self, client: &ClientUuid) -> Call<Credential> {
        self.0.post("/auth/admin/realms/{realm}/clients/{client_uuid}/client-secret").path(client).call()
    }

    /// Returns the user of a client's service account: the user that the client logs in as by itself, and whose
    /// [roles](crate::admin::Admin::user_roles) it has.
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/service-account-user`
    ///
    /// 400 for a client whose [service account](super::RegisteredClient::service_accounts_enabled) is off; 404 for one
    /// that does not exist.
    ///
    /// - Operation: `admin_clients.service_account_user`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn service_account_user(&self, client: &ClientUuid) -> Call<User> {
        self.0
            .get("/auth/admin/realms/{realm}/clients/{client_uuid}/service-account-user")
            .path(client)
            .identified_by("id")
            .call()
    }
}
