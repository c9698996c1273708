//! Groups of a realm, by Keycloak's admin API.

mod input;
mod model;

pub use input::{ChildSearch, GroupCount, GroupSearch, MemberSearch};
pub use model::Group;

use super::users::User;
use crate::{GroupId, dialect::created, flavour::Core};
use input::Moved;
use portcullis_core::{Call, List, Refusal, Reply, Request, bytes::Bytes, http::Method};
use serde_json::json;

/// Groups; from [`Admin::groups`](super::Admin::groups).
///
/// Users join and leave a group by the operations on [users](super::Admin::users), and a group gets roles by those on
/// [its roles](super::Admin::group_roles). A group that does not exist is a 404, which is `None` from
/// [`optional`](Call::optional).
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// use midprovider::admin::groups::Group;
///
/// let groups = mid.admin().groups();
/// let id = groups.create(&Group::new("engineers")).await?;
///
/// // Begin with the current group: the server replaces its attributes.
/// let group = groups.get(&id).await?;
/// groups.update(&id, &group.description("Engineering staff")).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Groups(pub(crate) Core);

impl Groups {
    /// Lists the groups of the top level.
    ///
    /// `GET /auth/admin/realms/{realm}/groups`
    ///
    /// Pages of 100 unless set. The groups are brief, without attributes: [`get`](Self::get) returns the rest. From
    /// Keycloak 23 on they come without the groups below them, which [`children`](Self::children) returns.
    ///
    /// - Operation: `admin_groups.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions) or `query-groups`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn list(&self) -> List<Group> {
        self.search(&GroupSearch::new())
    }

    /// Lists the groups that match filters. A group below the top level stands in the tree of the groups above it.
    ///
    /// `GET /auth/admin/realms/{realm}/groups`
    ///
    /// Pages as in [`list`](Self::list). **Whether the server counts trees or the groups found in them as one page is
    /// not documented**: if several are in one tree, the page may look like the last one. With
    /// [`populate_hierarchy`](GroupSearch::populate_hierarchy) set to no, the groups above are left out.
    ///
    /// - Operation: `admin_groups.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions) or `query-groups`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn search(&self, search: &GroupSearch) -> List<Group> {
        self.0.get("/auth/admin/realms/{realm}/groups").query_of(search).list("")
    }

    /// Returns how many groups there are, or how many match a filter.
    ///
    /// `GET /auth/admin/realms/{realm}/groups/count`
    ///
    /// - Operation: `admin_groups.count`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn count(&self, which: &GroupCount) -> Call<i64> {
        self.0.get("/auth/admin/realms/{realm}/groups/count").query_of(which).pick("count").call()
    }

    /// Returns one group.
    ///
    /// `GET /auth/admin/realms/{realm}/groups/{group_id}`
    ///
    /// - Operation: `admin_groups.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn get(&self, id: &GroupId) -> Call<Group> {
        self.0.get("/auth/admin/realms/{realm}/groups/{group_id}").path(id).identified_by("id").call()
    }

    /// Returns the group at a path such as `/parent/child`; the first `/` may be left out.
    ///
    /// `GET /auth/admin/realms/{realm}/group-by-path/{path}`
    ///
    /// Each part is encoded and each `/` stays: a name that holds one cannot be written. An empty part, `.` and `..`
    /// are refused.
    ///
    /// **Partly guessed.** That the server has the operation: only Keycloak's description has it.
    ///
    /// - Operation: `admin_groups.get_by_path`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` or `query-groups`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn get_by_path(&self, path: &str) -> Call<Group> {
        self.at("/auth/admin/realms/{realm}/group-by-path/{path}", path).identified_by("id").call()
    }

    /// Creates a group at the top level and returns its id.
    ///
    /// `POST /auth/admin/realms/{realm}/groups`
    ///
    /// 409 if the name is taken, which is [`is_conflict`](crate::Error::is_conflict). The id of a group that was read
    /// is not sent, so that the server makes a new group; [`move_to_top`](Self::move_to_top) moves one. Whether the
    /// server takes over roles and groups below it is not documented.
    ///
    /// - Operation: `admin_groups.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn create(&self, group: &Group) -> Call<GroupId> {
        self.0.post("/auth/admin/realms/{realm}/groups").create(group).read_with(created).call()
    }

    /// Moves a group that exists to the top level. Begin with what [`get`](Self::get) returns.
    ///
    /// `POST /auth/admin/realms/{realm}/groups`
    ///
    /// The group is sent as it was read; whether the server also takes over other changes is not documented. A group
    /// without an id is refused: the server would create another one. 409 if the name is taken there.
    ///
    /// - Operation: `admin_groups.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn move_to_top(&self, group: &Group) -> Call<()> {
        self.0.post("/auth/admin/realms/{realm}/groups").json(&Moved(group)).done()
    }

    /// Changes a group's name, description or attributes. Begin with what [`get`](Self::get) returns.
    ///
    /// `PUT /auth/admin/realms/{realm}/groups/{group_id}`
    ///
    /// **The attributes are replaced as a whole.** Whether the server keeps or clears what is absent is not documented,
    /// and a group of a listing has no attributes. There is no conditional write: a change by another client in between
    /// is lost. The server ignores groups below it. 409 if the name is taken, which is
    /// [`is_conflict`](crate::Error::is_conflict).
    ///
    /// - Operation: `admin_groups.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn update(&self, id: &GroupId, group: &Group) -> Call<()> {
        self.0.put("/auth/admin/realms/{realm}/groups/{group_id}").idempotent().replace(id, group).done()
    }

    /// **Deletes a group and all groups below it.**
    ///
    /// `DELETE /auth/admin/realms/{realm}/groups/{group_id}`
    ///
    /// A retry may return 404 although this call deleted the group.
    ///
    /// - Operation: `admin_groups.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn delete(&self, id: &GroupId) -> Call<()> {
        self.0.delete("/auth/admin/realms/{realm}/groups/{group_id}").path(id).idempotent().done()
    }

    /// Lists the groups directly below a group.
    ///
    /// `GET /auth/admin/realms/{realm}/groups/{group_id}/children`
    ///
    /// Pages of 100 unless set. Servers before Keycloak 23 do not have the operation: there a listed group
    /// has them in [`sub_groups`](Group::sub_groups).
    ///
    /// **Partly guessed.** That the server has the operation: only Keycloak's description has it.
    ///
    /// - Operation: `admin_groups.children`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn children(&self, id: &GroupId, search: &ChildSearch) -> List<Group> {
        self.0.get("/auth/admin/realms/{realm}/groups/{group_id}/children").path(id).query_of(search).list("")
    }

    /// Creates a group below another one and returns it.
    ///
    /// `POST /auth/admin/realms/{realm}/groups/{group_id}/children`
    ///
    /// A server that replies without a body names the id alone: then no other member of the result is set. 404 for a
    /// parent that does not exist, 409 if the name is taken there. As in [`create`](Self::create), the id of a group
    /// that was read is not sent; [`move_below`](Self::move_below) moves one.
    ///
    /// - Operation: `admin_groups.create_child`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn create_child(&self, parent: &GroupId, group: &Group) -> Call<Group> {
        self.0
            .post("/auth/admin/realms/{realm}/groups/{group_id}/children")
            .path(parent)
            .create(group)
            .read_with(child)
            .call()
    }

    /// Moves a group that exists below another one. Begin with what [`get`](Self::get) returns.
    ///
    /// `POST /auth/admin/realms/{realm}/groups/{group_id}/children`
    ///
    /// As [`move_to_top`](Self::move_to_top); 404 for a parent that does not exist.
    ///
    /// - Operation: `admin_groups.create_child`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn move_below(&self, parent: &GroupId, group: &Group) -> Call<()> {
        self.0
            .post("/auth/admin/realms/{realm}/groups/{group_id}/children")
            .path(parent)
            .json(&Moved(group))
            .done()
    }

    /// Lists the users in a group; those in groups below it are no members.
    ///
    /// `GET /auth/admin/realms/{realm}/groups/{group_id}/members`
    ///
    /// Pages of 100 unless set. Users who join or leave meanwhile shift the pages: one may be missed or listed twice.
    ///
    /// - Operation: `admin_groups.members`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` (`query-users` with fine-grained permissions)
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn members(&self, id: &GroupId, search: &MemberSearch) -> List<User> {
        self.0.get("/auth/admin/realms/{realm}/groups/{group_id}/members").path(id).query_of(search).list("")
    }

    /// Returns the groups that every new user joins. Not paged.
    ///
    /// `GET /auth/admin/realms/{realm}/default-groups`
    ///
    /// **Partly guessed.** That the server has the operation: only Keycloak's description has it.
    ///
    /// - Operation: `admin_groups.default_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn default_list(&self) -> Call<Vec<Group>> {
        self.0.get("/auth/admin/realms/{realm}/default-groups").call()
    }

    /// Makes a group one that every new user joins.
    ///
    /// `PUT /auth/admin/realms/{realm}/default-groups/{group_id}`
    ///
    /// **Partly guessed.** That the server has the operation: only Keycloak's description has it.
    ///
    /// - Operation: `admin_groups.default_add`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn default_add(&self, id: &GroupId) -> Call<()> {
        self.0.put("/auth/admin/realms/{realm}/default-groups/{group_id}").path(id).idempotent().done()
    }

    /// Undoes [`default_add`](Self::default_add): new users join the group no more. The group itself stays.
    ///
    /// `DELETE /auth/admin/realms/{realm}/default-groups/{group_id}`
    ///
    /// **Partly guessed.** That the server has the operation: only Keycloak's description has it.
    ///
    /// - Operation: `admin_groups.default_remove`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn default_remove(&self, id: &GroupId) -> Call<()> {
        self.0.delete("/auth/admin/realms/{realm}/default-groups/{group_id}").path(id).idempotent().done()
    }

    /// A GET whose last placeholder is repeated for each part of a path, since a placeholder is one segment.
    fn at(&self, template: &str, path: &str) -> Request {
        let parts = path.strip_prefix('/').unwrap_or(path).split('/');
        let template = template.to_owned() + &"/{path}".repeat(parts.clone().count().saturating_sub(1));
        let request = self.0.engine().request(Method::GET, template).bare().path(self.0.tenant());
        parts.fold(request, Request::path)
    }
}

/// Reads the group that was created, or makes one from the id in `Location` if there is no body.
fn child(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    if reply.body().trim_ascii().is_empty() {
        let id: serde_json::Value = portcullis_core::from_json(&created(reply)?).unwrap_or_default();
        return Ok(json!({ "id": id }).to_string().into());
    }
    Ok(reply.body().clone())
}
