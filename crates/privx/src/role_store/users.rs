//! Users of every directory, their roles and settings.

mod grants;
mod input;
mod model;
mod settings;

pub use grants::RoleChange;
pub use input::UserSearch;
pub use model::{MfaSeed, MfaStatus, User, WebauthnCredential};
pub use settings::{
    Bookmark, UserBookmarks, UserConnectionHistory, UserLocale, UserRdpClient, UserSettings, UserSshClient,
};

use super::Role;
use crate::ids::UserId;
use portcullis_core::{Call, Client, List};

/// Users of every directory, and API clients; made by [`RoleStore::users`](super::RoleStore::users).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::role_store::{Role, UserSearch};
///
/// let users = privx.role_store().users();
/// let mut found = users.search(&UserSearch::new().keywords("alice"));
/// if let Some(user) = found.try_next().await? {
///     let ops = Role::granted("5f0a0d6e-0000-4000-8000-000000000001", "ops");
///     let change = users.grant(&user.id, &ops).await?;
///     assert!(change.is_in_force());
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Users(pub(super) Client);

impl Users {
    /// Finds users.
    ///
    /// `POST /role-store/api/v1/users/search`
    ///
    /// The server may leave out roles and permissions: [`get`](Self::get) returns them. A page has 50 users
    /// unless [`page_size`](List::page_size) sets another size.
    ///
    /// - Operation: `users.search`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn search(&self, search: &UserSearch) -> List<User> {
        self.0
            .post("/role-store/api/v1/users/search")
            .read_only()
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Finds users in the external directories.
    ///
    /// `POST /role-store/api/v1/users/search/external`
    ///
    /// PrivX queries the directories during the call, which is slow. `keywords` and `source` are the
    /// documented conditions.
    ///
    /// - Operation: `users.search_external`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn search_external(&self, search: &UserSearch) -> List<User> {
        self.0.post("/role-store/api/v1/users/search/external").read_only().json(search).list_whole("items")
    }

    /// Returns one user with roles and permissions.
    ///
    /// `GET /role-store/api/v1/users/{user_id}`
    ///
    /// - Operation: `users.get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `users-view`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &UserId) -> Call<User> {
        self.0.get("/role-store/api/v1/users/{user_id}").path(id).identified_by("id").call()
    }

    /// Evaluates the rules of roles for one user now and returns the user.
    ///
    /// `GET /role-store/api/v1/users/{user_id}/resolve`
    ///
    /// - Operation: `users.resolve`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn resolve(&self, id: &UserId) -> Call<User> {
        self.0.get("/role-store/api/v1/users/{user_id}/resolve").path(id).identified_by("id").call()
    }

    /// Lists the roles of one user.
    ///
    /// `GET /role-store/api/v1/users/{user_id}/roles`
    ///
    /// - Operation: `users.roles_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn roles(&self, id: &UserId) -> List<Role> {
        self.0.get("/role-store/api/v1/users/{user_id}/roles").path(id).list_whole("items")
    }

    /// Replaces the roles that one user was granted by hand.
    ///
    /// `PUT /role-store/api/v1/users/{user_id}/roles`
    ///
    /// Roles given by rules are not part of the list: of [`roles`](Self::roles), keep those that are `explicit`. Two
    /// writers at a time lose one change; [`grant`](Self::grant) and [`revoke`](Self::revoke) change one role and leave
    /// the others. No approval workflow runs (inferred).
    ///
    /// - Operation: `users.roles_set`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-manage` or `roles-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn set_roles(&self, id: &UserId, roles: &[Role]) -> Call<()> {
        self.0.put("/role-store/api/v1/users/{user_id}/roles").idempotent().path(id).json(roles).done()
    }

    /// Turns multi-factor authentication on for users.
    ///
    /// `POST /role-store/api/v1/users/mfa/enable`
    ///
    /// - Operation: `users.mfa_enable`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `users-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn enable_mfa(&self, users: &[UserId]) -> Call<()> {
        self.0.post("/role-store/api/v1/users/mfa/enable").json(users).done()
    }

    /// Turns multi-factor authentication off for users.
    ///
    /// `POST /role-store/api/v1/users/mfa/disable`
    ///
    /// - Operation: `users.mfa_disable`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `users-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn disable_mfa(&self, users: &[UserId]) -> Call<()> {
        self.0.post("/role-store/api/v1/users/mfa/disable").json(users).done()
    }

    /// Gives users new seeds of one-time codes.
    ///
    /// `POST /role-store/api/v1/users/mfa/reset`
    ///
    /// - Operation: `users.mfa_reset`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `users-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn reset_mfa(&self, users: &[UserId]) -> Call<()> {
        self.0.post("/role-store/api/v1/users/mfa/reset").json(users).done()
    }

    /// Returns the settings of one user's interface.
    ///
    /// `GET /role-store/api/v1/users/{user_id}/settings`
    ///
    /// The settings have no fixed form: what this version does not know is in `extra`.
    ///
    /// - Operation: `users.settings_get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `users-view`
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn settings(&self, id: &UserId) -> Call<UserSettings> {
        self.0.get("/role-store/api/v1/users/{user_id}/settings").path(id).call()
    }

    /// Replaces the settings of one user's interface.
    ///
    /// `PUT /role-store/api/v1/users/{user_id}/settings`
    ///
    /// - Operation: `users.settings_set`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn set_settings(&self, id: &UserId, settings: &UserSettings) -> Call<()> {
        self.0.put("/role-store/api/v1/users/{user_id}/settings").idempotent().path(id).json(settings).done()
    }
}
