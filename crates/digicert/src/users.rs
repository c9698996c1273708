//! Users of the account.

mod change;
mod model;

pub use change::{ContainerAssignments, KeyRole, NewServiceUser, NewUser, UserUpdate};
pub use model::{CreatedServiceUser, ServiceUserSearch, User, UserDetail, UserSearch, UserStatus, UserType};

use crate::{Call, List, Role, UserId, client::Api};
use change::{NewAssignments, NewEmail, NewRole, check_username};

/// Users, ordinary and service; from [`Client::users`](crate::Client::users).
///
/// An ordinary user signs in to the console; a service user has an API key and nothing else. Both have ids of
/// one kind and share most paths, but what may be changed differs.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::{NewUser, Role, UserUpdate};
///
/// let users = digicert.users();
/// let new = NewUser::new("ada", "Ada", "Byron", "ada@example.com", Role::StandardUser);
/// let id = users.create(&new.telephone("555 0100")).await?;
///
/// // An update replaces the profile: begin with what is there.
/// let update = UserUpdate::from(&users.get(&id).await?);
/// users.update(&id, &update.last_name("Lovelace")).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Users(pub(crate) Api);

impl Users {
    /// Lists ordinary users.
    ///
    /// `GET /user`
    ///
    /// At most 1000 users a page, which is also the default. The server keeps no snapshot: sort by something
    /// that does not change. The filter by status is known from service users and assumed here.
    ///
    /// - Operation: `users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: key role none, 102 or 103, and the right to view users
    /// - Source: vendor page "List users" (dev.digicert.com, services-api/users/list-users.html) and a
    ///   recording
    pub fn list(&self, search: &UserSearch) -> List<User> {
        self.0.get("/user").query_of(search).list("users")
    }

    /// Lists service users.
    ///
    /// `GET /user/api-only`
    ///
    /// Pages as in [`list`](Self::list). Older copies of the page show another path, `/service-user`.
    ///
    /// - Operation: `users.list_service`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List service users" (dev.digicert.com,
    ///   services-api/users/list-service-users.html)
    pub fn list_service(&self, search: &ServiceUserSearch) -> List<User> {
        self.0.get("/user/api-only").query_of(search).list("users")
    }

    /// Adds an ordinary user and sends an invitation by e-mail.
    ///
    /// `POST /user`
    ///
    /// [`list_roles`](crate::Containers::list_roles) returns the roles that the caller may hand out.
    ///
    /// - Operation: `users.create`
    /// - Retried: only when the request was provably not sent; a second call may make a second mail
    /// - Permission: key role none or 103, and the right to create users
    /// - Source: vendor page "Add user" (dev.digicert.com, services-api/users/add-user.html)
    pub fn create(&self, user: &NewUser) -> Call<UserId> {
        self.0.post("/user").json(user).pick("id").call()
    }

    /// Adds a service user and returns its API key, which is shown this one time.
    ///
    /// `POST /user`
    ///
    /// After a lost reply look with [`list_service`](Self::list_service), for the key of a user that was made
    /// cannot be fetched.
    ///
    /// - Operation: `users.create_service`
    /// - Retried: only when the request was provably not sent
    /// - Permission: key role none or 103, and the role of an administrator
    /// - Source: vendor page "Add service user" (dev.digicert.com, services-api/users/add-service-user.html)
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
    pub fn get(&self, id: &UserId) -> Call<UserDetail> {
        self.0.get("/user/{user_id}").path(id).call()
    }

    /// Returns the owner of the API key: the cheapest way to try a key.
    ///
    /// `GET /user/me`
    ///
    /// A wrong key gives 403 with [`INVALID_KEY`](crate::code::INVALID_KEY).
    ///
    /// - Operation: `users.me`
    /// - Retried: also when the reply is lost
    /// - Permission: any key
    /// - Source: vendor page "User info" (dev.digicert.com, services-api/users/user-info.html)
    pub fn me(&self) -> Call<UserDetail> {
        self.0.get("/user/me").call()
    }

    /// Replaces an ordinary user's profile.
    ///
    /// `PUT /user/{user_id}`
    ///
    /// Not a patch: **the server removes job title and telephone when the update does not hold them.** Make
    /// the update from what [`get`](Self::get) returns, which carries them along. There is no conditional
    /// write: whoever else changes the user between the two calls is overwritten. API keys keep working. The
    /// role is changed by [`update_role`](Self::update_role).
    ///
    /// - Operation: `users.update`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Edit user" (dev.digicert.com, services-api/users/edit-user.html)
    pub fn update(&self, id: &UserId, user: &UserUpdate) -> Call<()> {
        self.0.put("/user/{user_id}").path(id).json(user).idempotent().done()
    }

    /// Changes a service user's e-mail address, the only thing that can change.
    ///
    /// `PUT /user/{user_id}`
    ///
    /// For service users only: the same request to an ordinary user would remove job title and telephone.
    ///
    /// - Operation: `users.update_service`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Edit service user" (dev.digicert.com,
    ///   services-api/users/edit-service-user.html)
    pub fn update_service(&self, id: &UserId, email: &str) -> Call<()> {
        self.0.put("/user/{user_id}").path(id).json(&NewEmail { email }).idempotent().done()
    }

    /// Sets a user's role, in place of the one before.
    ///
    /// `PUT /user/{user_id}/role`
    ///
    /// - Operation: `users.update_role`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Change user role" (dev.digicert.com, services-api/users/change-user-role.html)
    pub fn update_role(&self, id: &UserId, role: &Role) -> Call<()> {
        self.0.put("/user/{user_id}/role").path(id).json(&NewRole { role }).idempotent().done()
    }

    /// Replaces the set of containers that a user is confined to.
    ///
    /// `PUT /user/{user_id}/container-assignments`
    ///
    /// To the server an empty set means that the user sees everything; here that has to be said, by
    /// [`ContainerAssignments::Unrestricted`]. The status of success is assumed, any 2xx is taken.
    ///
    /// - Operation: `users.update_container_assignments`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update container assignments" (dev.digicert.com,
    ///   services-api/users/update-container-assignments.html)
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
    /// With `.optional()` a user who is gone already is `None`. The vendor's present pages do not show this
    /// call.
    ///
    /// - Operation: `users.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: two Go clients (marqeta/go-digicert, pkix/digicert); status 204 is assumed
    pub fn delete(&self, id: &UserId) -> Call<()> {
        self.0.delete("/user/{user_id}").path(id).idempotent().done()
    }

    /// Sends the e-mail about a new account once more.
    ///
    /// `GET /user/{user_id}/resend-create-email`
    ///
    /// The vendor's present pages do not show this call.
    ///
    /// - Operation: `users.resend_create_email`
    /// - Retried: only when the request was provably not sent; each call sends an e-mail
    /// - Permission: not documented
    /// - Source: a Go client (pkix/digicert), which puts a slash at the end of the path
    pub fn resend_create_email(&self, id: &UserId) -> Call<()> {
        self.0.get("/user/{user_id}/resend-create-email").path(id).once().done()
    }

    /// Tells whether nobody has this user name yet.
    ///
    /// `GET /user/availability/{username}`
    ///
    /// The vendor's present pages do not show this call.
    ///
    /// - Operation: `users.check_username`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a Go client (pkix/digicert)
    pub fn check_username(&self, username: &str) -> Call<bool> {
        self.0
            .get("/user/availability/{username}")
            .check(check_username(username))
            .path(username)
            .pick("available")
            .call()
    }
}
