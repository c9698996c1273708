//! Roles that users have, by Keycloak's admin API.

mod input;
mod model;

pub use input::EffectiveRoles;
pub use model::{ClientRoleMappings, RoleMappings};

use super::roles::Role;
use crate::{ClientUuid, UserId, flavour::Core};
pub(super) use input::{Given, Taken};
use portcullis_core::Call;

/// Roles that users have; from [`Admin::user_roles`](super::Admin::user_roles).
///
/// A role is given and taken as it was read, with its id and its name. What a user has through a group or a composite
/// role is among the effective roles alone.
///
/// ```no_run
/// # async fn f(mid: midprovider::Client, leaver: midprovider::UserId) -> midprovider::Result<()> {
/// let roles = mid.admin().user_roles();
/// let mut given = roles.realm_list(&leaver).await?;
/// given.retain(|role| role.name.as_ref().is_some_and(|name| name.as_str().starts_with("digitanium_")));
/// if !given.is_empty() {
///     roles.realm_remove(&leaver, &given).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct UserRoles(pub(crate) Core);

impl UserRoles {
    /// Returns the roles of the realm and of all clients that a user was given directly.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/role-mappings`
    ///
    /// Not paged. 404 for a user that does not exist.
    ///
    /// **Partly guessed.** That the server has the operation: only Keycloak's description has it.
    ///
    /// - Operation: `admin_user_roles.all`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn all(&self, user: &UserId) -> Call<RoleMappings> {
        self.0.get("/auth/admin/realms/{realm}/users/{user_id}/role-mappings").path(user).call()
    }

    /// Returns the realm roles that a user was given directly.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/role-mappings/realm`
    ///
    /// Not paged. 404 for a user that does not exist.
    ///
    /// - Operation: `admin_user_roles.realm_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn realm_list(&self, user: &UserId) -> Call<Vec<Role>> {
        self.0.get("/auth/admin/realms/{realm}/users/{user_id}/role-mappings/realm").path(user).call()
    }

    /// Returns the realm roles that a user has, also those from composite roles and groups.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/role-mappings/realm/composite`
    ///
    /// Not paged. 404 for a user that does not exist.
    ///
    /// - Operation: `admin_user_roles.realm_effective`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn realm_effective(&self, user: &UserId, how: &EffectiveRoles) -> Call<Vec<Role>> {
        self.0
            .get("/auth/admin/realms/{realm}/users/{user_id}/role-mappings/realm/composite")
            .path(user)
            .query_of(how)
            .call()
    }

    /// Returns the realm roles that a user can still be given.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/role-mappings/realm/available`
    ///
    /// Not paged. 404 for a user that does not exist.
    ///
    /// **Partly guessed.** That the server has the operation: only Keycloak's description has it.
    ///
    /// - Operation: `admin_user_roles.realm_available`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn realm_available(&self, user: &UserId) -> Call<Vec<Role>> {
        self.0
            .get("/auth/admin/realms/{realm}/users/{user_id}/role-mappings/realm/available")
            .path(user)
            .call()
    }

    /// Gives a user realm roles, beside those given before.
    ///
    /// `POST /auth/admin/realms/{realm}/users/{user_id}/role-mappings/realm`
    ///
    /// A role without an id or a name is refused: read it first. 404 for a role that does not exist.
    ///
    /// - Operation: `admin_user_roles.realm_add`
    /// - Retried: only when the request was provably not sent; to give a role again is harmless
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn realm_add(&self, user: &UserId, roles: &[Role]) -> Call<()> {
        self.0
            .post("/auth/admin/realms/{realm}/users/{user_id}/role-mappings/realm")
            .path(user)
            .json(&Given(roles))
            .done()
    }

    /// Takes realm roles from a user.
    ///
    /// `DELETE /auth/admin/realms/{realm}/users/{user_id}/role-mappings/realm`
    ///
    /// **An empty list is refused: the server would take all realm roles.** So is a role without an id or a
    /// name: read it first.
    ///
    /// - Operation: `admin_user_roles.realm_remove`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn realm_remove(&self, user: &UserId, roles: &[Role]) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/users/{user_id}/role-mappings/realm")
            .path(user)
            .idempotent()
            .json(&Taken(roles))
            .done()
    }

    /// Returns the roles of one client that a user was given directly.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/role-mappings/clients/{client_uuid}`
    ///
    /// Not paged. 404 for a user or client that does not exist. The client is named by its UUID, not by its client id.
    ///
    /// - Operation: `admin_user_roles.client_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn client_list(&self, user: &UserId, client: &ClientUuid) -> Call<Vec<Role>> {
        self.0
            .get("/auth/admin/realms/{realm}/users/{user_id}/role-mappings/clients/{client_uuid}")
            .path(user)
            .path(client)
            .call()
    }

    /// Returns the roles of one client that a user has, also those from composite roles and groups.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/role-mappings/clients/{client_uuid}/composite`
    ///
    /// Not paged. 404 for a user or client that does not exist.
    ///
    /// - Operation: `admin_user_roles.client_effective`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn client_effective(
        &self,
        user: &UserId,
        client: &ClientUuid,
        how: &EffectiveRoles,
    ) -> Call<Vec<Role>> {
        self.0
            .get("/auth/admin/realms/{realm}/users/{user_id}/role-mappings/clients/{client_uuid}/composite")
            .path(user)
            .path(client)
            .query_of(how)
            .call()
    }

    /// Returns the roles of one client that a user can still be given.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/role-mappings/clients/{client_uuid}/available`
    ///
    /// Not paged. 404 for a user or client that does not exist.
    ///
    /// **Partly guessed.** That the server has the operation: only Keycloak's description has it.
    ///
    /// - Operation: `admin_user_roles.client_available`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn client_available(&self, user: &UserId, client: &ClientUuid) -> Call<Vec<Role>> {
        self.0
            .get("/auth/admin/realms/{realm}/users/{user_id}/role-mappings/clients/{client_uuid}/available")
            .path(user)
            .path(client)
            .call()
    }

    /// Gives a user roles of one client, beside those given before.
    ///
    /// `POST /auth/admin/realms/{realm}/users/{user_id}/role-mappings/clients/{client_uuid}`
    ///
    /// A role without an id or a name is refused: read it first. 404 for a role that does not exist.
    ///
    /// - Operation: `admin_user_roles.client_add`
    /// - Retried: only when the request was provably not sent; to give a role again is harmless
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn client_add(&self, user: &UserId, client: &ClientUuid, roles: &[Role]) -> Call<()> {
        self.0
            .post("/auth/admin/realms/{realm}/users/{user_id}/role-mappings/clients/{client_uuid}")
            .path(user)
            .path(client)
            .json(&Given(roles))
            .done()
    }

    /// Takes roles of one client from a user.
    ///
    /// `DELETE /auth/admin/realms/{realm}/users/{user_id}/role-mappings/clients/{client_uuid}`
    ///
    /// **An empty list is refused: the server would take all roles of the client.** So is a role without
    /// an id or a name: read it first.
    ///
    /// - Operation: `admin_user_roles.client_remove`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn client_remove(&self, user: &UserId, client: &ClientUuid, roles: &[Role]) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/users/{user_id}/role-mappings/clients/{client_uuid}")
            .path(user)
            .path(client)
            .idempotent()
            .json(&Taken(roles))
            .done()
    }
}
