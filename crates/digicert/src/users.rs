//! Users of the account.

mod input;
mod model;

pub use input::{
    ContainerAssignments, KeyRole, NewServiceUser, NewUser, ServiceUserSearch, UserProfile, UserSearch,
};
pub use model::{CreatedServiceUser, User, UserDetail, UserRef, UserStatus, UserType};

use crate::{Call, List, UserId, client::Api, containers::Role};
use input::{NewAssignments, NewEmail, NewRole, check_username};

/// Users, ordinary and service; from [`Client::users`](crate::Client::users).
///
/// An ordinary user signs in to the console; a service user has an API key only. Both have ids of one kind and
/// share most paths; different fields of them can be changed.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::{containers::Role, users::{NewUser, UserProfile}};
///
/// let users = digicert.users();
/// let new = NewUser::new("ada", "Ada", "Byron", "ada@example.com", Role::StandardUser);
/// let id = users.create(&new.telephone("555 0100")).await?;
///
/// // The server replaces the whole profile: begin with the current one.
/// let profile = UserProfile::from(&users.get(&id).await?);
/// users.replace(&id, &profile.last_name("Lovelace")).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Users(pub(crate) Api);

impl Users {
    /// Lists ordinary users.
    ///
    /// `GET /user`
    ///
    /// At most 1000 users a page, which is also the default. The server keeps no snapshot: sort by a field that
    /// does not change. The filter by status is documented for service users only and assumed here.
    ///
    /// - Operation: `users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 102 or 103, and the right to view users
    /// - Source: vendor page "List users" (dev.digicert.com, services-api/users/list-users.html) and a
    ///   recording
    #[inline]
    pub fn list(&self, search: &UserSearch) -> List<User> {
        self.0.get("/user").query_of(search).list("users")
    }

    /// Lists service users.
    ///
    /// `GET /user/api-only`
    ///
    /// Pages as in [`list`](Self::list). Older versions of the page have another path, `/service-user`.
    ///
    /// - Operation: `users.list_service`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List service users" (dev.digicert.com,
    ///   services-api/users/list-service-users.html)
    #[inline]
    pub fn list_service(&self, search: &ServiceUserSearch) -> List<User> {
        self.0.get("/user/api-only").query_of(search).list("users")
    }

    /// Creates an ordinary user and returns the id; the server sends an invitation by e-mail.
    ///
    /// `POST /user`
    ///
    /// [`list_roles`](crate::containers::Containers::list_roles) returns the roles that the caller can assign.
    ///
    /// - Operation: `users.create`
    /// - Retried: only when the request was provably not sent; a second call may send a second invitation
    /// - Permission: key role none or 103, and the right to create users
    /// - Source: vendor page "Add user" (dev.digicert.com, services-api/users/add-user.html)
    #[inline]
    pub fn create(&self, user: &NewUser) -> Call<UserId> {
        self.0.post("/user").json(user).pick("id").call()
    }

    /// Creates a service user and returns its id and its API key, which the server returns only once.
    ///
    /// `POST /user`
    ///
    /// If the reply is lost, search with [`list_service`](Self::list_service): the user may exist, and its key
    /// cannot be fetched.
    ///
    /// - Operation: `users.create_service`
    /// - Retried: only when the request was provably not sent
    /// - Permission: key role none or 103, and the role of an administrator
    /// - Source: vendor page "Add service user" (dev.digicert.com, services-api/users/add-service-user.html)
    #[inline]
    pub fn create_service(&self, user: &NewServiceUser) -> Call<CreatedServiceUser> {
        self.0.post("/user").json(user).call()
    }

    /// Returns one user.
    ///
    /// `GET /user/{user_id}`
    ///
    /// With `.optional()` a missing user is `None` if the code is `not_found|user`, a form assumed from the
    /// codes for other objects.
    ///
    /// - Operation: `users.get`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "User info" (dev.digicert.com, services-api/users/user-info.html)
    #[inline]
    pub fn get(&self, id: &UserId) -> Call<UserDetail> {
        self.0.get("/user/{user_id}").path(id).identified_by("id").call()
    }

    /// Returns the owner of the API key: the cheapest way to test a key.
    ///
    /// `GET /user/me`
    ///
    /// A wrong key is refused with 403 and [`INVALID_KEY`](crate::code::INVALID_KEY).
    ///
    /// - Operation: `users.me`
    /// - Retried: also when the reply is lost
    /// - Permission: any key
    /// - Source: vendor page "User info" (dev.digicert.com, services-api/users/user-info.html)
    #[inline]
    pub fn me(&self) -> Call<UserDetail> {
        self.0.get("/user/me").identified_by("id").call()
    }

    /// Replaces an ordinary user's profile.
    ///
    /// `PUT /user/{user_id}`
    ///
    /// **The server removes job title and telephone if the profile does not contain them.** Make the profile from
    /// what [`get`](Self::get) returns, which copies them. There is no conditional write: a change that another
    /// client makes between the two calls is lost. API keys stay valid. [`update_role`](Self::update_role) changes the
    /// role.
    ///
    /// - Operation: `users.update`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Edit user" (dev.digicert.com, services-api/users/edit-user.html)
    #[inline]
    pub fn replace(&self, id: &UserId, profile: &UserProfile) -> Call<()> {
        self.0.put("/user/{user_id}").path(id).json(profile).idempotent().done()
    }

    /// Changes a service user's e-mail address, the only field that can be changed.
    ///
    /// `PUT /user/{user_id}`
    ///
    /// For service users only: the same request for an ordinary user would remove job title and telephone.
    ///
    /// - Operation: `users.update_service`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Edit service user" (dev.digicert.com,
    ///   services-api/users/edit-service-user.html)
    #[inline]
    pub fn update_service(&self, id: &UserId, email: &str) -> Call<()> {
        self.0.put("/user/{user_id}").path(id).json(&NewEmail { email }).idempotent().done()
    }

    /// Replaces a user's role.
    ///
    /// `PUT /user/{user_id}/role`
    ///
    /// - Operation: `users.update_role`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Change user role" (dev.digicert.com, services-api/users/change-user-role.html)
    #[inline]
    pub fn update_role(&self, id: &UserId, role: &Role) -> Call<()> {
        self.0.put("/user/{user_id}/role").path(id).json(&NewRole { role }).idempotent().done()
    }

    /// Replaces the set of containers that a user is restricted to.
    ///
    /// `PUT /user/{user_id}/container-assignments`
    ///
    /// The server treats an empty set as access to every container; here that is
    /// [`ContainerAssignments::Unrestricted`]. The status of success is assumed; any 2xx is accepted.
    ///
    /// - Operation: `users.update_container_assignments`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update container assignments" (dev.digicert.com,
    ///   services-api/users/update-container-assignments.html)
    #[inline]
    pub fn update_container_assignments(&self, id: &UserId, containers: &ContainerAssignments) -> Call<()> {
        self.0
            .put("/user/{user_id}/container-assignments")
            .path(id)
            .json(&NewAssignments { containers })
            .idempotent()
            .done()
    }

    /// Deletes a user.
    ///
    /// `DELETE /user/{user_id}`
    ///
    /// With `.optional()` a user who does not exist is `None`. The vendor's current pages do not describe this
    /// operation.
    ///
    /// - Operation: `users.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: two Go clients (marqeta/go-digicert, pkix/digicert); status 204 is assumed
    #[inline]
    pub fn delete(&self, id: &UserId) -> Call<()> {
        self.0.delete("/user/{user_id}").path(id).idempotent().done()
    }

    /// Sends a new user's invitation again.
    ///
    /// `GET /user/{user_id}/resend-create-email`
    ///
    /// The vendor's current pages do not describe this operation.
    ///
    /// - Operation: `users.resend_create_email`
    /// - Retried: only when the request was provably not sent; each call sends an e-mail
    /// - Permission: not documented
    /// - Source: a Go client (pkix/digicert), with a slash at the end of the path
    #[inline]
    pub fn resend_create_email(&self, id: &UserId) -> Call<()> {
        self.0.get("/user/{user_id}/resend-create-email").path(id).once().done()
    }

    /// Returns whether a user name is free.
    ///
    /// `GET /user/availability/{username}`
    ///
    /// The vendor's current pages do not describe this operation.
    ///
    /// - Operation: `users.check_username`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a Go client (pkix/digicert)
    #[inline]
    pub fn check_username(&self, username: &str) -> Call<bool> {
        // The name goes into the path, which has no `Input` of its own.
        self.0
            .get("/user/availability/{username}")
            .check(check_username(username))
            .path(username)
            .pick("available")
            .call()
    }
}
