//! Roles of the realm, by Keycloak's admin API.

mod input;
mod model;

pub(crate) use input::RoleRefs;
pub use input::{RoleHolderQuery, RoleSearch};
pub use model::{Composites, Role};

use super::{groups::Group, users::User};
use crate::{RoleId, RoleName, flavour::Core};
use portcullis_core::{Call, List};

/// Roles of the realm; from [`Admin::roles`](super::Admin::roles).
///
/// A role of the realm is addressed by its name, which is unique in the realm. A role that contains others is
/// composite: who has it has them too.
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// use midprovider::admin::roles::Role;
///
/// let roles = mid.admin().roles();
/// roles.create(&Role::new("auditor").description("reads all")).await?;
/// // Only a role that was read has the id that a composite needs.
/// let auditor = roles.get(&"auditor".into()).await?;
/// roles.composites_add(&"head-of-audit".into(), &[auditor]).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Roles(pub(crate) Core);

impl Roles {
    /// Lists the roles of the realm.
    ///
    /// `GET /auth/admin/realms/{realm}/roles`
    ///
    /// Pages of 100 roles unless set. Roles come without attributes: see [`search`](Self::search).
    ///
    /// - Operation: `admin_roles.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn list(&self) -> List<Role> {
        self.search(&RoleSearch::new())
    }

    /// Lists the roles of the realm whose name matches a text, or all of them with their attributes. Paged as
    /// [`list`](Self::list).
    ///
    /// `GET /auth/admin/realms/{realm}/roles`
    ///
    /// A role without its attributes must not be written back: use [`get`](Self::get) before an update, or set
    /// [`brief_representation`](RoleSearch::brief_representation) to false.
    ///
    /// - Operation: `admin_roles.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn search(&self, search: &RoleSearch) -> List<Role> {
        self.0.get("/auth/admin/realms/{realm}/roles").query_of(search).list("")
    }

    /// Creates a realm role.
    ///
    /// `POST /auth/admin/realms/{realm}/roles`
    ///
    /// The reply is 201 without a body, and its `Location` ends with the name that was sent: [`get`](Self::get) returns
    /// the id. The id of `role` is not sent. [`is_conflict`](crate::Error::is_conflict) if the name is taken, 400 and
    /// 500 for what the server cannot use.
    ///
    /// - Operation: `admin_roles.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn create(&self, role: &Role) -> Call<()> {
        self.0.post("/auth/admin/realms/{realm}/roles").create(role).done()
    }

    /// Returns one role by its name, with its attributes.
    ///
    /// `GET /auth/admin/realms/{realm}/roles/{role_name}`
    ///
    /// It has the id that a change of mappings and composites needs. 404 is `None` from [`optional`](Call::optional).
    ///
    /// - Operation: `admin_roles.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn get(&self, role_name: &RoleName) -> Call<Role> {
        self.0
            .get("/auth/admin/realms/{realm}/roles/{role_name}")
            .path(role_name)
            .identified_by("name")
            .call()
    }

    /// Changes one role by its name; another name in `role` renames it.
    ///
    /// `PUT /auth/admin/realms/{realm}/roles/{role_name}`
    ///
    /// The attributes are replaced as a whole. Whether other members that are absent are kept is not documented: change
    /// what [`get`](Self::get) returned. A change by others in between is lost. After a renaming the path with the old
    /// name is a 404, also for a retry whose first reply was lost: [`update_by_id`](Self::update_by_id) is the safe way
    /// to rename. [`is_conflict`](crate::Error::is_conflict) if the new name is taken.
    ///
    /// - Operation: `admin_roles.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn update(&self, role_name: &RoleName, role: &Role) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/roles/{role_name}")
            .path(role_name)
            .idempotent()
            .json(role)
            .done()
    }

    /// **Deletes** one role by its name.
    ///
    /// `DELETE /auth/admin/realms/{realm}/roles/{role_name}`
    ///
    /// 404 is `None` from [`optional`](Call::optional), also for a retry whose first reply was lost. 400 is documented
    /// without a cause.
    ///
    /// - Operation: `admin_roles.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn delete(&self, role_name: &RoleName) -> Call<()> {
        self.0.delete("/auth/admin/realms/{realm}/roles/{role_name}").path(role_name).idempotent().done()
    }

    /// Returns one role by its id: a role of the realm or of a client.
    ///
    /// `GET /auth/admin/realms/{realm}/roles-by-id/{role_id}`
    ///
    /// **Partly guessed.** Path, members and permission are those of Keycloak; no source of the vendor confirms the
    /// operation.
    ///
    /// 404 is `None` from [`optional`](Call::optional).
    ///
    /// - Operation: `admin_roles.get_by_id`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm`, or `view-clients` for the role of a client
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn get_by_id(&self, role_id: &RoleId) -> Call<Role> {
        self.0
            .get("/auth/admin/realms/{realm}/roles-by-id/{role_id}")
            .path(role_id)
            .identified_by("id")
            .call()
    }

    /// Changes one role by its id: a role of the realm or of a client. The only safe way to rename a role, whose id
    /// stays.
    ///
    /// `PUT /auth/admin/realms/{realm}/roles-by-id/{role_id}`
    ///
    /// **Partly guessed.** Path, members and permission are those of Keycloak; no source of the vendor confirms the
    /// operation.
    ///
    /// Refused unsent if `role` has another id. What is replaced is as in [`update`](Self::update).
    /// [`is_conflict`](crate::Error::is_conflict) if the new name is taken.
    ///
    /// - Operation: `admin_roles.update_by_id`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm`, or `manage-clients` for the role of a client
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn update_by_id(&self, role_id: &RoleId, role: &Role) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/roles-by-id/{role_id}")
            .idempotent()
            .replace(role_id, role)
            .done()
    }

    /// **Deletes** one role by its id: a role of the realm or of a client.
    ///
    /// `DELETE /auth/admin/realms/{realm}/roles-by-id/{role_id}`
    ///
    /// **Partly guessed.** Path, members and permission are those of Keycloak; no source of the vendor confirms the
    /// operation.
    ///
    /// 404 is `None` from [`optional`](Call::optional), also for a retry whose first reply was lost. 400 is documented
    /// without a cause.
    ///
    /// - Operation: `admin_roles.delete_by_id`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm`, or `manage-clients` for the role of a client
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn delete_by_id(&self, role_id: &RoleId) -> Call<()> {
        self.0.delete("/auth/admin/realms/{realm}/roles-by-id/{role_id}").path(role_id).idempotent().done()
    }

    /// Lists the roles that a role contains: roles of the realm and of clients.
    ///
    /// `GET /auth/admin/realms/{realm}/roles/{role_name}/composites`
    ///
    /// Not paged.
    ///
    /// - Operation: `admin_roles.composites_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn composites_list(&self, role_name: &RoleName) -> Call<Vec<Role>> {
        self.0.get("/auth/admin/realms/{realm}/roles/{role_name}/composites").path(role_name).many().call()
    }

    /// Puts roles of the realm or of clients into a role: a user with it has them too.
    ///
    /// `POST /auth/admin/realms/{realm}/roles/{role_name}/composites`
    ///
    /// `id` and `name` of each role are sent, and the id counts: a role without one is refused before anything is sent.
    /// No roles change nothing. 404 for a role that does not exist.
    ///
    /// - Operation: `admin_roles.composites_add`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn composites_add(&self, role_name: &RoleName, roles: &[Role]) -> Call<()> {
        self.0
            .post("/auth/admin/realms/{realm}/roles/{role_name}/composites")
            .path(role_name)
            .json(&RoleRefs(roles))
            .done()
    }

    /// Takes roles out of a role.
    ///
    /// `DELETE /auth/admin/realms/{realm}/roles/{role_name}/composites`
    ///
    /// `id` and `name` of each role are sent, and the id counts: a role without one is refused before anything is sent,
    /// and so is a list without roles. 404 for a role that does not exist.
    ///
    /// - Operation: `admin_roles.composites_remove`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn composites_remove(&self, role_name: &RoleName, roles: &[Role]) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/roles/{role_name}/composites")
            .path(role_name)
            .require(RoleRefs(roles).some())
            .idempotent()
            .json(&RoleRefs(roles))
            .done()
    }

    /// Lists the users who have a role directly: not by a group, nor by another role that contains it.
    ///
    /// `GET /auth/admin/realms/{realm}/roles/{role_name}/users`
    ///
    /// Pages of 100 users unless set. Whether users come with their attributes unless set is not documented.
    ///
    /// - Operation: `admin_roles.users`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn users(&self, role_name: &RoleName, query: &RoleHolderQuery) -> List<User> {
        self.0
            .get("/auth/admin/realms/{realm}/roles/{role_name}/users")
            .path(role_name)
            .query_of(query)
            .list("")
    }

    /// Lists the groups that have a role.
    ///
    /// `GET /auth/admin/realms/{realm}/roles/{role_name}/groups`
    ///
    /// Pages of 100 groups unless set. Groups come without their attributes unless set.
    ///
    /// - Operation: `admin_roles.groups`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn groups(&self, role_name: &RoleName, query: &RoleHolderQuery) -> List<Group> {
        self.0
            .get("/auth/admin/realms/{realm}/roles/{role_name}/groups")
            .path(role_name)
            .query_of(query)
            .list("")
    }
}
