//! Roles that groups give their members, by Keycloak's admin API.

use super::{
    roles::Role,
    user_roles::{EffectiveRoles, Given, RoleMappings, Taken},
};
use crate::{ClientUuid, GroupId, flavour::Core};
use portcullis_core::Call;

/// Roles that groups give their members; from [`Admin::group_roles`](super::Admin::group_roles).
///
/// A role is given and taken as it was read, with its id and its name. **Each change reaches every member of the
/// group.**
///
/// ```no_run
/// # async fn f(mid: midprovider::Client, group: midprovider::GroupId) -> midprovider::Result<()> {
/// let roles = mid.admin().group_roles();
/// let mut wanted = roles.realm_available(&group).await?;
/// wanted.retain(|role| role.name.as_ref().is_some_and(|name| name.as_str() == "auditor"));
/// roles.realm_add(&group, &wanted).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct GroupRoles(pub(crate) Core);

impl GroupRoles {
    /// Returns the roles of the realm and of all clients that a group was given directly.
    ///
    /// `GET /auth/admin/realms/{realm}/groups/{group_id}/role-mappings`
    ///
    /// Not paged. 404 for a group that does not exist.
    ///
    /// **Partly guessed.** That the server has the operation: only Keycloak's description has it.
    ///
    /// - Operation: `admin_group_roles.all`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn all(&self, group: &GroupId) -> Call<RoleMappings> {
        self.0.get("/auth/admin/realms/{realm}/groups/{group_id}/role-mappings").path(group).call()
    }

    /// Returns the realm roles that a group was given directly.
    ///
    /// `GET /auth/admin/realms/{realm}/groups/{group_id}/role-mappings/realm`
    ///
    /// Not paged. 404 for a group that does not exist.
    ///
    /// - Operation: `admin_group_roles.realm_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn realm_list(&self, group: &GroupId) -> Call<Vec<Role>> {
        self.0.get("/auth/admin/realms/{realm}/groups/{group_id}/role-mappings/realm").path(group).call()
    }

    /// Returns the realm roles that a group has, also those from composite roles and the groups above it.
    ///
    /// `GET /auth/admin/realms/{realm}/groups/{group_id}/role-mappings/realm/composite`
    ///
    /// Not paged. 404 for a group that does not exist.
    ///
    /// - Operation: `admin_group_roles.realm_effective`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn realm_effective(&self, group: &GroupId, how: &EffectiveRoles) -> Call<Vec<Role>> {
        self.0
            .get("/auth/admin/realms/{realm}/groups/{group_id}/role-mappings/realm/composite")
            .path(group)
            .query_of(how)
            .call()
    }

    /// Returns the realm roles that a group can still be given.
    ///
    /// `GET /auth/admin/realms/{realm}/groups/{group_id}/role-mappings/realm/available`
    ///
    /// Not paged. 404 for a group that does not exist.
    ///
    /// **Partly guessed.** That the server has the operation: only Keycloak's description has it.
    ///
    /// - Operation: `admin_group_roles.realm_available`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn realm_available(&self, group: &GroupId) -> Call<Vec<Role>> {
        self.0
            .get("/auth/admin/realms/{realm}/groups/{group_id}/role-mappings/realm/available")
            .path(group)
            .call()
    }

    /// Gives a group realm roles, beside those given before.
    ///
    /// `POST /auth/admin/realms/{realm}/groups/{group_id}/role-mappings/realm`
    ///
    /// A role without an id or a name is refused: read it first. 404 for a role that does not exist.
    ///
    /// - Operation: `admin_group_roles.realm_add`
    /// - Retried: only when the request was provably not sent; to give a role again is harmless
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn realm_add(&self, group: &GroupId, roles: &[Role]) -> Call<()> {
        self.0
            .post("/auth/admin/realms/{realm}/groups/{group_id}/role-mappings/realm")
            .path(group)
            .json(&Given(roles))
            .done()
    }

    /// Takes realm roles from a group.
    ///
    /// `DELETE /auth/admin/realms/{realm}/groups/{group_id}/role-mappings/realm`
    ///
    /// **An empty list is refused: the server would take all realm roles.** So is a role without an id or a
    /// name: read it first.
    ///
    /// - Operation: `admin_group_roles.realm_remove`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn realm_remove(&self, group: &GroupId, roles: &[Role]) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/groups/{group_id}/role-mappings/realm")
            .path(group)
            .idempotent()
            .json(&Taken(roles))
            .done()
    }

    /// Returns the roles of one client that a group was given directly.
    ///
    /// `GET /auth/admin/realms/{realm}/groups/{group_id}/role-mappings/clients/{client_uuid}`
    ///
    /// Not paged. 404 for a group or client that does not exist. The client is named by its UUID, not by its client id.
    ///
    /// - Operation: `admin_group_roles.client_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn client_list(&self, group: &GroupId, client: &ClientUuid) -> Call<Vec<Role>> {
        self.0
            .get("/auth/admin/realms/{realm}/groups/{group_id}/role-mappings/clients/{client_uuid}")
            .path(group)
            .path(client)
            .call()
    }

    /// Returns the roles of one client that a group has, also those from composite roles and the groups above it.
    ///
    /// `GET /auth/admin/realms/{realm}/groups/{group_id}/role-mappings/clients/{client_uuid}/composite`
    ///
    /// Not paged. 404 for a group or client that does not exist.
    ///
    /// - Operation: `admin_group_roles.client_effective`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn client_effective(
        &self,
        group: &GroupId,
        client: &ClientUuid,
        how: &EffectiveRoles,
    ) -> Call<Vec<Role>> {
        self.0
            .get("/auth/admin/realms/{realm}/groups/{group_id}/role-mappings/clients/{client_uuid}/composite")
            .path(group)
            .path(client)
            .query_of(how)
            .call()
    }

    /// Returns the roles of one client that a group can still be given.
    ///
    /// `GET /auth/admin/realms/{realm}/groups/{group_id}/role-mappings/clients/{client_uuid}/available`
    ///
    /// Not paged. 404 for a group or client that does not exist.
    ///
    /// **Partly guessed.** That the server has the operation: only Keycloak's description has it.
    ///
    /// - Operation: `admin_group_roles.client_available`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn client_available(&self, group: &GroupId, client: &ClientUuid) -> Call<Vec<Role>> {
        self.0
            .get("/auth/admin/realms/{realm}/groups/{group_id}/role-mappings/clients/{client_uuid}/available")
            .path(group)
            .path(client)
            .call()
    }

    /// Gives a group roles of one client, beside those given before.
    ///
    /// `POST /auth/admin/realms/{realm}/groups/{group_id}/role-mappings/clients/{client_uuid}`
    ///
    /// A role without an id or a name is refused: read it first. 404 for a role that does not exist.
    ///
    /// - Operation: `admin_group_roles.client_add`
    /// - Retried: only when the request was provably not sent; to give a role again is harmless
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn client_add(&self, group: &GroupId, client: &ClientUuid, roles: &[Role]) -> Call<()> {
        self.0
            .post("/auth/admin/realms/{realm}/groups/{group_id}/role-mappings/clients/{client_uuid}")
            .path(group)
            .path(client)
            .json(&Given(roles))
            .done()
    }

    /// Takes roles of one client from a group.
    ///
    /// `DELETE /auth/admin/realms/{realm}/groups/{group_id}/role-mappings/clients/{client_uuid}`
    ///
    /// **An empty list is refused: the server would take all roles of the client.** So is a role without
    /// an id or a name: read it first.
    ///
    /// - Operation: `admin_group_roles.client_remove`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn client_remove(&self, group: &GroupId, client: &ClientUuid, roles: &[Role]) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/groups/{group_id}/role-mappings/clients/{client_uuid}")
            .path(group)
            .path(client)
            .idempotent()
            .json(&Taken(roles))
            .done()
    }
}
