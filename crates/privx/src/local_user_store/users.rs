//! Users of the built-in directory.

mod input;
mod model;

pub use input::{LocalUserSearch, TagSearch};
pub use model::{LocalUser, LocalUserPassword, UserAttribute};

use crate::ids::LocalUserId;
use model::NewPassword;
use portcullis_core::{Call, Client, List, Secret};

/// The users of the built-in directory; made by [`LocalUserStore::users`](super::LocalUserStore::users).
///
/// Users of other directories, and the roles of all users, belong to another service.
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::local_user_store::LocalUserSearch;
///
/// let users = privx.local_user_store().users();
/// let mut found = users.search(&LocalUserSearch::new().username("alice"));
/// if let Some(user) = found.try_next().await? {
///     let id = user.id.clone();
///     users.replace(&id, &user.department("Ops")).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct LocalUsers(pub(super) Client);

impl LocalUsers {
    /// Lists all local users.
    ///
    /// `GET /local-user-store/api/v1/users`
    ///
    /// Pages have 50 users unless [`page_size`](List::page_size) sets another size; the largest allowed is not
    /// documented. Users who come or go meanwhile shift the pages: one may be missed or seen twice.
    ///
    /// - Operation: `local_users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin or `users-view`
    /// - Source: vendor page on local users
    #[inline]
    pub fn list(&self) -> List<LocalUser> {
        self.0.get("/local-user-store/api/v1/users").list("items")
    }

    /// Finds local users by name or id.
    ///
    /// `GET /local-user-store/api/v1/users`
    ///
    /// The list of an unknown name is empty; that is no error.
    ///
    /// - Operation: `local_users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin or `users-view`
    /// - Source: vendor page on local users
    #[inline]
    pub fn search(&self, search: &LocalUserSearch) -> List<LocalUser> {
        self.0.get("/local-user-store/api/v1/users").query_of(search).list("items")
    }

    /// Creates a local user and returns the id.
    ///
    /// `POST /local-user-store/api/v1/users`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred from the vendor's list
    /// of codes). Limits: the name must not be empty; a locale is a language and a country, such as `sv_SE`; a
    /// password, if given, must not be empty.
    ///
    /// - Operation: `local_users.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `users-manage` or admin (inferred)
    /// - Source: vendor page on local users; `first_name` and `last_name` from the vendor's Go SDK alone
    #[inline]
    pub fn create(&self, user: &LocalUser) -> Call<LocalUserId> {
        self.0.post("/local-user-store/api/v1/users").create(user).pick("id").call()
    }

    /// Returns one local user.
    ///
    /// `GET /local-user-store/api/v1/users/{user_id}`
    ///
    /// - Operation: `local_users.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-view` or admin (inferred)
    /// - Source: vendor page on local users
    #[inline]
    pub fn get(&self, id: &LocalUserId) -> Call<LocalUser> {
        self.0.get("/local-user-store/api/v1/users/{user_id}").path(id).identified_by("id").call()
    }

    /// Replaces one local user as a whole: what `user` does not hold is gone afterwards.
    ///
    /// `PUT /local-user-store/api/v1/users/{user_id}`
    ///
    /// Read, change, write back: a [`LocalUser`] carries along everything that was read, fields unknown to this
    /// version included. There is no conditional write: a change that another client makes between the read and the
    /// write is lost. Leaving the password out keeps it (inferred). A masked value (`***`) is refused here, and so
    /// is another user than the one with this id. Limits: as for [`create`](Self::create).
    ///
    /// - Operation: `local_users.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-manage` or admin (inferred)
    /// - Source: vendor page on local users
    #[inline]
    pub fn replace(&self, id: &LocalUserId, user: &LocalUser) -> Call<()> {
        self.0.put("/local-user-store/api/v1/users/{user_id}").idempotent().replace(id, user).done()
    }

    /// Deletes one local user.
    ///
    /// `DELETE /local-user-store/api/v1/users/{user_id}`
    ///
    /// - Operation: `local_users.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-manage` or admin (inferred)
    /// - Source: vendor page on local users
    #[inline]
    pub fn delete(&self, id: &LocalUserId) -> Call<()> {
        self.0.delete("/local-user-store/api/v1/users/{user_id}").idempotent().path(id).done()
    }

    /// Sets the password of one local user.
    ///
    /// `PUT /local-user-store/api/v1/users/{user_id}/password`
    ///
    /// Limit: the password must not be empty. What else it must be is the deployment's policy, which PrivX
    /// checks.
    ///
    /// - Operation: `local_users.set_password`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-manage` or admin (inferred)
    /// - Source: vendor page on local users
    #[inline]
    pub fn set_password(&self, id: &LocalUserId, password: &Secret) -> Call<()> {
        self.0
            .put("/local-user-store/api/v1/users/{user_id}/password")
            .idempotent()
            .path(id)
            .json(&NewPassword { password: password.clone() })
            .done()
    }

    /// Lists the tags in use on local users, in ascending order.
    ///
    /// `GET /local-user-store/api/v1/users/tags`
    ///
    /// The vendor's page shows a bare list, its Go SDK reads a listing with a count: both are accepted.
    ///
    /// - Operation: `local_users.tags`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-view` or admin (inferred)
    /// - Source: vendor page on local users
    #[inline]
    pub fn tags(&self) -> List<String> {
        self.0.get("/local-user-store/api/v1/users/tags").list("items")
    }

    /// Lists the tags in use on local users that match a text, in either order.
    ///
    /// `GET /local-user-store/api/v1/users/tags`
    ///
    /// - Operation: `local_users.tags`
    /// - Retried: also when the reply is lost
    /// - Permission: `users-view` or admin (inferred)
    /// - Source: vendor page on local users
    #[inline]
    pub fn search_tags(&self, search: &TagSearch) -> List<String> {
        self.0.get("/local-user-store/api/v1/users/tags").query_of(search).list("items")
    }
}
