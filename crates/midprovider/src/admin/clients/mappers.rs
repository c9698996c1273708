//! Protocol mappers of a client.

use super::Clients;
use crate::{ClientUuid, MapperId, admin::client_scopes::ProtocolMapper, dialect::created};
use portcullis_core::Call;

impl Clients {
    /// Returns all protocol mappers of a client. Not paged.
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/protocol-mappers/models`
    ///
    /// - Operation: `admin_clients.mappers_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn mappers_list(&self, client: &ClientUuid) -> Call<Vec<ProtocolMapper>> {
        self.0
            .get("/auth/admin/realms/{realm}/clients/{client_uuid}/protocol-mappers/models")
            .path(client)
            .call()
    }

    /// Creates a protocol mapper in a client and returns its id.
    ///
    /// `POST /auth/admin/realms/{realm}/clients/{client_uuid}/protocol-mappers/models`
    ///
    /// 409, for a name that another mapper of the client has (inferred), is [`is_conflict`](crate::Error::is_conflict).
    /// The id of a mapper that was read is not sent, so that mappers can be copied.
    ///
    /// - Operation: `admin_clients.mapper_create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn mapper_create(&self, client: &ClientUuid, mapper: &ProtocolMapper) -> Call<MapperId> {
        self.0
            .post("/auth/admin/realms/{realm}/clients/{client_uuid}/protocol-mappers/models")
            .path(client)
            .check(mapper.creatable())
            .create(mapper)
            .read_with(created)
            .call()
    }

    /// Returns one protocol mapper of a client.
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/protocol-mappers/models/{mapper_id}`
    ///
    /// 404 for a client or a mapper that does not exist is `None` from [`optional`](Call::optional).
    ///
    /// - Operation: `admin_clients.mapper_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn mapper_get(&self, client: &ClientUuid, id: &MapperId) -> Call<ProtocolMapper> {
        self.0
            .get("/auth/admin/realms/{realm}/clients/{client_uuid}/protocol-mappers/models/{mapper_id}")
            .path(client)
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Updates a protocol mapper of a client: begin with the object that [`mapper_get`](Self::mapper_get) returned.
    ///
    /// `PUT /auth/admin/realms/{realm}/clients/{client_uuid}/protocol-mappers/models/{mapper_id}`
    ///
    /// The server requires the id in the object too, so that one without it is refused unsent. Whether the server keeps
    /// or clears what is absent is not documented. There is no conditional write: a change by another client in between
    /// is lost.
    ///
    /// - Operation: `admin_clients.mapper_update`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn mapper_update(&self, client: &ClientUuid, id: &MapperId, mapper: &ProtocolMapper) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/clients/{client_uuid}/protocol-mappers/models/{mapper_id}")
            .idempotent()
            .path(client)
            .check(mapper.updatable())
            .replace(id, mapper)
            .done()
    }

    /// **Deletes** a protocol mapper of a client: new tokens lack what it put into them.
    ///
    /// `DELETE /auth/admin/realms/{realm}/clients/{client_uuid}/protocol-mappers/models/{mapper_id}`
    ///
    /// 404 is `None` from [`optional`](Call::optional); a retry may return it although this call deleted the mapper.
    ///
    /// - Operation: `admin_clients.mapper_delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn mapper_delete(&self, client: &ClientUuid, id: &MapperId) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/clients/{client_uuid}/protocol-mappers/models/{mapper_id}")
            .idempotent()
            .path(client)
            .path(id)
            .done()
    }
}
