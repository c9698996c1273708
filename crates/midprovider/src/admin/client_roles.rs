//! Roles of a client, by Keycloak's admin API.

use super::{
    groups::Group,
    roles::{Role, RoleHolderQuery, RoleRefs, RoleSearch},
    users::User,
};
use crate::{ClientUuid, RoleName, flavour::Core};
use portcullis_core::{Call, List};

/// Roles of a client; from [`Admin::client_roles`](super::Admin::client_roles).
///
/// A role of a client is addressed by the client's UUID and the role's name, which is unique among the roles of this
/// client. [`Roles`](super::roles::Roles) has operations that address it by its own id.
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// use midprovider::admin::roles::Role;
///
/// let roles = mid.admin().client_roles();
/// let help_desk = "6c1f0000-0000-4000-8000-000000000001".into();
/// roles.create(&help_desk, &Role::new("agent")).await?;
/// let agent = roles.get(&help_desk, &"agent".into()).await?;
/// roles.update(&help_desk, &"agent".into(), &agent.description("answers calls")).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ClientRoles(pub(crate) Core);

impl ClientRoles {
    /// Lists the roles of a client.
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/roles`
    ///
    /// Pages of 100 roles unless set. Roles come without attributes: see [`search`](Self::search).
    ///
    /// A client is addressed by its UUID, not by its client id. 404 for a client that does not exist.
    ///
    /// - Operation: `admin_client_roles.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn list(&self, client: &ClientUuid) -> List<Role> {
        self.search(client, &RoleSearch::new())
    }

    /// Lists the roles of a client whose name matches a text, or all of them with their attributes. Paged as
    /// [`list`](Self::list).
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/roles`
    ///
    /// A role without its attributes must not be written back: use [`get`](Self::get) before an update, or set
    /// [`brief_representation`](RoleSearch::brief_representation) to false.
    ///
    /// - Operation: `admin_client_roles.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn search(&self, client: &ClientUuid, search: &RoleSearch) -> List<Role> {
        self.0
            .get("/auth/admin/realms/{realm}/clients/{client_uuid}/roles")
            .path(client)
            .query_of(search)
            .list("")
    }

    /// Creates a role of a client.
    ///
    /// `POST /auth/admin/realms/{realm}/clients/{client_uuid}/roles`
    ///
    /// The reply is 201 without a body, and its `Location` ends with the name that was sent: [`get`](Self::get) returns
    /// the id. The id of `role` is not sent. [`is_conflict`](crate::Error::is_conflict) if the name is taken, 400 and
    /// 500 for what the server cannot use.
    ///
    /// - Operation: `admin_client_roles.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-clients`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn create(&self, client: &ClientUuid, role: &Role) -> Call<()> {
        self.0.post("/auth/admin/realms/{realm}/clients/{client_uuid}/roles").path(client).create(role).done()
    }

    /// Returns one role by its name, with its attributes.
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}`
    ///
    /// It has the id that a change of mappings and composites needs. 404 is `None` from [`optional`](Call::optional).
    ///
    /// - Operation: `admin_client_roles.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn get(&self, client: &ClientUuid, role_name: &RoleName) -> Call<Role> {
        self.0
            .get("/auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}")
            .path(client)
            .path(role_name)
            .identified_by("name")
            .call()
    }

    /// Changes one role by its name; another name in `role` renames it.
    ///
    /// `PUT /auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}`
    ///
    /// The attributes are replaced as a whole. Whether other members that are absent are kept is not documented: change
    /// what [`get`](Self::get) returned. A change by others in between is lost. After a renaming the path with the old
    /// name is a 404, also for a retry whose first reply was lost. [`is_conflict`](crate::Error::is_conflict) if the
    /// new name is taken.
    ///
    /// - Operation: `admin_client_roles.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn update(&self, client: &ClientUuid, role_name: &RoleName, role: &Role) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}")
            .path(client)
            .path(role_name)
            .idempotent()
            .json(role)
            .done()
    }

    /// **Deletes** one role by its name.
    ///
    /// `DELETE /auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}`
    ///
    /// 404 is `None` from [`optional`](Call::optional), also for a retry whose first reply was lost. 400 is documented
    /// without a cause.
    ///
    /// - Operation: `admin_client_roles.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn delete(&self, client: &ClientUuid, role_name: &RoleName) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}")
            .path(client)
            .path(role_name)
            .idempotent()
            .done()
    }

    /// Lists the roles that a role contains: roles of the realm and of clients.
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}/composites`
    ///
    /// Not paged.
    ///
    /// - Operation: `admin_client_roles.composites_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-clients`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn composites_list(&self, client: &ClientUuid, role_name: &RoleName) -> Call<Vec<Role>> {
        self.0
            .get("/auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}/composites")
            .path(client)
            .path(role_name)
            .many()
            .call()
    }

    /// Puts roles of the realm or of clients into a role: a user with it has them too.
    ///
    /// `POST /auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}/composites`
    ///
    /// `id` and `name` of each role are sent, and the id counts: a role without one is refused before anything is sent.
    /// No roles change nothing. 404 for a role that does not exist.
    ///
    /// - Operation: `admin_client_roles.composites_add`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-clients`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn composites_add(&self, client: &ClientUuid, role_name: &RoleName, roles: &[Role]) -> Call<()> {
        self.0
            .post("/auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}/composites")
            .path(client)
            .path(role_name)
            .json(&RoleRefs(roles))
            .done()
    }

    /// Takes roles out of a role.
    ///
    /// `DELETE /auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}/composites`
    ///
    /// `id` and `name` of each role are sent, and the id counts: a role without one is refused before anything is sent,
    /// and so is a list without roles. 404 for a role that does not exist.
    ///
    /// - Operation: `admin_client_roles.composites_remove`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-clients`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn composites_remove(&self, client: &ClientUuid, role_name: &RoleName, roles: &[Role]) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}/composites")
            .path(client)
            .path(role_name)
            .require(RoleRefs(roles).some())
            .idempotent()
            .json(&RoleRefs(roles))
            .done()
    }

    /// Lists the users who have a role directly: not by a group, nor by another role that contains it.
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}/users`
    ///
    /// Pages of 100 users unless set. Whether users come with their attributes unless set is not documented.
    ///
    /// - Operation: `admin_client_roles.users`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn users(&self, client: &ClientUuid, role_name: &RoleName, query: &RoleHolderQuery) -> List<User> {
        self.0
            .get("/auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}/users")
            .path(client)
            .path(role_name)
            .query_of(query)
            .list("")
    }

    /// Lists the groups that have a role.
    ///
    /// `GET /auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}/groups`
    ///
    /// Pages of 100 groups unless set. Groups come without their attributes unless set.
    ///
    /// - Operation: `admin_client_roles.groups`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn groups(&self, client: &ClientUuid, role_name: &RoleName, query: &RoleHolderQuery) -> List<Group> {
        self.0
            .get("/auth/admin/realms/{realm}/clients/{client_uuid}/roles/{role_name}/groups")
            .path(client)
            .path(role_name)
            .query_of(query)
            .list("")
    }
}
