//! Roles: who may use which account on which host, and what they may do in PrivX.

mod input;
mod model;

pub use input::{AwsTokenOptions, RoleSearch};
pub use model::{
    AwsToken, GrantType, Role, RoleContext, RoleMatches, RuleMatch, RuleType, SourceRule, ValidityPeriod,
    Weekday,
};

use super::User;
use crate::Sort;
use crate::ids::RoleId;
use portcullis_core::{Call, Client, List};

/// Roles; made by [`RoleStore::roles`](super::RoleStore::roles).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::role_store::{Role, SourceRule};
///
/// let roles = privx.role_store().roles();
/// let id = roles.create(&Role::new("ops", SourceRule::none()).comment("on call")).await?;
/// let role = roles.get(&id).await?.permit_agent(true);
/// roles.replace(&id, &role).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Roles(pub(super) Client);

impl Roles {
    /// Lists all roles.
    ///
    /// `GET /role-store/api/v1/roles`
    ///
    /// A page has 50 roles unless [`page_size`](List::page_size) sets another size, at most 1000. Roles that are
    /// created or deleted meanwhile shift the pages.
    ///
    /// - Operation: `roles.list`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, admin (`privx-admin`), `roles-view`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<Role> {
        self.0.get("/role-store/api/v1/roles").list("items")
    }

    /// Lists all roles in an order.
    ///
    /// `GET /role-store/api/v1/roles`
    ///
    /// - Operation: `roles.list`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user, admin (`privx-admin`), `roles-view`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_sorted(&self, sort: &Sort) -> List<Role> {
        self.0.get("/role-store/api/v1/roles").query_of(sort).list("items")
    }

    /// Finds roles by name.
    ///
    /// `POST /role-store/api/v1/roles/search`
    ///
    /// The server is reported to fill `id` and `name` only: [`get`](Self::get) returns the rest. Pages are as in
    /// [`list`](Self::list).
    ///
    /// - Operation: `roles.search`
    /// - Retried: also when the reply is lost
    /// - Permission: `roles-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn search(&self, search: &RoleSearch) -> List<Role> {
        self.0
            .post("/role-store/api/v1/roles/search")
            .read_only()
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Creates a role and returns its id.
    ///
    /// `POST /role-store/api/v1/roles`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// - Operation: `roles.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `roles-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, role: &Role) -> Call<RoleId> {
        self.0.post("/role-store/api/v1/roles").create(role).pick("id").call()
    }

    /// Returns one role.
    ///
    /// `GET /role-store/api/v1/roles/{role_id}`
    ///
    /// - Operation: `roles.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `roles-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &RoleId) -> Call<Role> {
        self.0.get("/role-store/api/v1/roles/{role_id}").path(id).identified_by("id").call()
    }

    /// Replaces one role as a whole: what `role` does not hold is reset.
    ///
    /// `PUT /role-store/api/v1/roles/{role_id}`
    ///
    /// A change by others between reading and writing is lost. Masked values (`***`) are refused.
    ///
    /// - Operation: `roles.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `roles-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn replace(&self, id: &RoleId, role: &Role) -> Call<()> {
        self.0.put("/role-store/api/v1/roles/{role_id}").idempotent().replace(id, role).done()
    }

    /// Deletes one role.
    ///
    /// `DELETE /role-store/api/v1/roles/{role_id}`
    ///
    /// Built-in roles such as `privx-admin` are refused (inferred).
    ///
    /// - Operation: `roles.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `roles-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn delete(&self, id: &RoleId) -> Call<()> {
        self.0.delete("/role-store/api/v1/roles/{role_id}").idempotent().path(id).done()
    }

    /// Returns the ids of roles with these names.
    ///
    /// `POST /role-store/api/v1/roles/resolve`
    ///
    /// The roles hold `id` and `name` only. A name that no role has is left out (inferred).
    ///
    /// - Operation: `roles.resolve`
    /// - Retried: also when the reply is lost
    /// - Permission: `roles-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn resolve(&self, names: &[String]) -> List<Role> {
        self.0.post("/role-store/api/v1/roles/resolve").read_only().json(names).list_whole("items")
    }

    /// Returns the users that the rules of a role would find, without creating it.
    ///
    /// `POST /role-store/api/v1/roles/evaluate`
    ///
    /// With too many matches the reply has the count alone.
    ///
    /// - Operation: `roles.evaluate`
    /// - Retried: also when the reply is lost
    /// - Permission: `roles-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn evaluate(&self, role: &Role) -> Call<RoleMatches> {
        self.0.post("/role-store/api/v1/roles/evaluate").read_only().create(role).call()
    }

    /// Lists the members of a role.
    ///
    /// `GET /role-store/api/v1/roles/{role_id}/members`
    ///
    /// A page has 50 users unless [`page_size`](List::page_size) sets another size.
    ///
    /// - Operation: `roles.members`
    /// - Retried: also when the reply is lost
    /// - Permission: `roles-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn members(&self, id: &RoleId) -> List<User> {
        self.0.get("/role-store/api/v1/roles/{role_id}/members").path(id).list("items")
    }

    /// Lists the members of a role in an order.
    ///
    /// `GET /role-store/api/v1/roles/{role_id}/members`
    ///
    /// - Operation: `roles.members`
    /// - Retried: also when the reply is lost
    /// - Permission: `roles-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn members_sorted(&self, id: &RoleId, sort: &Sort) -> List<User> {
        self.0.get("/role-store/api/v1/roles/{role_id}/members").path(id).query_of(sort).list("items")
    }

    /// Returns temporary AWS credentials for a role.
    ///
    /// `GET /role-store/api/v1/roles/{role_id}/awstoken`
    ///
    /// Fails with [`is_forbidden`](crate::Error::is_forbidden) if the caller does not have the role, and on a
    /// call without a code where the AWS role demands multi-factor authentication.
    ///
    /// Limits: a lifetime of 900 to 129,600 seconds; the kind of token may allow less.
    ///
    /// - Operation: `roles.aws_token`
    /// - Retried: only when the request was provably not sent
    /// - Permission: a member of the role
    /// - Source: vendor's documentation
    #[inline]
    pub fn aws_token(&self, id: &RoleId, options: &AwsTokenOptions) -> Call<AwsToken> {
        self.0.get("/role-store/api/v1/roles/{role_id}/awstoken").once().path(id).query_of(options).call()
    }
}
