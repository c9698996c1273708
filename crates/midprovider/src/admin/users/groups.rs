//! A user's membership of groups.

use super::Users;
use crate::{GroupId, UserId, admin::groups::Group};
use portcullis_core::{Call, List};
use portcullis_macros::Body;

/// Which of a user's groups to find; without a text, all.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct MembershipSearch {
    /// A text at the start of the name; `*text*` finds it anywhere, `"text"` as a whole.
    pub search: Option<String>,
    /// Whether the groups come without attributes and other bulky members (yes). Do not write such groups back. A count
    /// ignores it.
    #[body(skip)]
    pub brief: Option<bool>,
}

impl MembershipSearch {
    /// Sets whether the groups come without attributes and other bulky members (yes).
    #[must_use]
    pub fn brief(mut self, brief: bool) -> Self {
        self.brief = Some(brief);
        self
    }
}

impl Users {
    /// Lists the groups that a user is a member of.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/groups`
    ///
    /// Pages of 100 unless set. The groups are brief unless the search has other words.
    ///
    /// - Operation: `admin_users.groups_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn groups_list(&self, id: &UserId, search: &MembershipSearch) -> List<Group> {
        self.0
            .get("/auth/admin/realms/{realm}/users/{user_id}/groups")
            .path(id)
            .query_of(search)
            .query_opt("briefRepresentation", search.brief)
            .list("")
    }

    /// Returns the number of groups that a user is a member of.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/groups/count`
    ///
    /// **Partly guessed.** Only Keycloak's description has it: no source of the vendor shows the call.
    ///
    /// - Operation: `admin_users.groups_count`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn groups_count(&self, id: &UserId, search: &MembershipSearch) -> Call<u64> {
        self.0
            .get("/auth/admin/realms/{realm}/users/{user_id}/groups/count")
            .path(id)
            .query_of(search)
            .pick("count")
            .call()
    }

    /// Makes a user a member of a group. A member stays one: repeating it is harmless.
    ///
    /// `PUT /auth/admin/realms/{realm}/users/{user_id}/groups/{group_id}`
    ///
    /// The request has no body; some versions of the server may require an empty object.
    ///
    /// - Operation: `admin_users.group_join`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn group_join(&self, id: &UserId, group: &GroupId) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/users/{user_id}/groups/{group_id}")
            .idempotent()
            .path(id)
            .path(group)
            .done()
    }

    /// Ends a user's membership of a group.
    ///
    /// `DELETE /auth/admin/realms/{realm}/users/{user_id}/groups/{group_id}`
    ///
    /// - Operation: `admin_users.group_leave`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn group_leave(&self, id: &UserId, group: &GroupId) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/users/{user_id}/groups/{group_id}")
            .idempotent()
            .path(id)
            .path(group)
            .done()
    }
}
