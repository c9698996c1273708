//! Users of the tenant, by KOBIL's own operations.

mod attributes;
mod brute_force;
mod input;
mod model;
mod update;

pub use attributes::{Activation, EpochSeconds, OnboardingType};
pub use input::{InitialPassword, LogoutScope, NewUser, UserSearch};
pub use model::{FoundUsers, KobilUser, OtpBruteForceStatus, RequiredAction, UserAttributes};
pub use update::{ProfileUpdate, UserUpdate};

use crate::{UserId, UserName, devices::Device, flavour::Core};
use input::Enabled;
use portcullis_core::{Call, List, Request, http::Method, one_of};

/// Users of the tenant.
///
/// All operations need the token of an administrator of the tenant's own realm; on SHIFT the vendor
/// recommends an account with the role `Admin` of the client `ks-management`. An account without the role
/// gets 401 or 403. Users are addressed by their login name; names with which the path would be that of another
/// operation are refused before anything is sent.
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// let mut users = mid.users().list();
/// while let Some(user) = users.try_next().await? {
///     if user.enabled == Some(false) {
///         mid.users().delete(&user.username).await?;
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Users(pub(crate) Core);

impl Users {
    /// Creates a user, and an activation code if it is asked for.
    ///
    /// `POST /digitanium/v4/users` (SSMS)
    /// `POST /auth/realms/{tenant_id}/v3_user` (SHIFT)
    ///
    /// The reply is 202 without an id: [`get`](Self::get) returns it, possibly after a moment. `enabled` and the
    /// switches for an activation code and for the replacement of an existing user are always sent. 400
    /// [`BAD_REQUEST`](crate::code::BAD_REQUEST) for a name that is missing. The reply to a name that is taken is not
    /// documented; 409 is [`is_conflict`](crate::Error::is_conflict). A group that does not exist is a 500
    /// [`UNKNOWN_ERROR`](crate::code::UNKNOWN_ERROR).
    ///
    /// - Operation: `users.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Create user"
    #[inline]
    pub fn create(&self, user: &NewUser) -> Call<()> {
        self.0
            .flavoured(Method::POST, "/digitanium/v4/users", "/auth/realms/{tenant_id}/v3_user")
            .check(self.0.addressable("username", &user.username))
            .json(user)
            .done()
    }

    /// Lists all users.
    ///
    /// `GET /digitanium/v4/users` (SSMS)
    /// `GET /auth/realms/{tenant_id}/v3_user/getusers` (SHIFT)
    ///
    /// Pages of 20 unless set; the largest page that the server allows is not documented. The reply has no total: the
    /// listing ends with the first page that is empty.
    /// Users of a listing may lack their id.
    ///
    /// - Operation: `users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "List users"
    #[inline]
    pub fn list(&self) -> List<KobilUser> {
        self.search(&UserSearch::default())
    }

    /// Lists the users that match filters. Whether a filter matches a part of the text is not documented. Paged as
    /// [`list`](Self::list).
    ///
    /// `GET /digitanium/v4/users` (SSMS)
    /// `GET /auth/realms/{tenant_id}/v3_user/getusers` (SHIFT)
    ///
    /// - Operation: `users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "List users"
    #[inline]
    pub fn search(&self, search: &UserSearch) -> List<KobilUser> {
        self.0
            .flavoured(Method::GET, "/digitanium/v4/users", "/auth/realms/{tenant_id}/v3_user/getusers")
            .query_of(search)
            .none_is_empty()
            .list("userList")
    }

    /// Finds users by a text in any of their names, at most `max` of them, in one reply. SHIFT only.
    ///
    /// `GET /auth/realms/{tenant_id}/v3_user/getusers`
    ///
    /// - Operation: `users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: the vendor's own tool; no page documents it
    #[inline]
    pub fn find(&self, text: &str, max: u32) -> Call<FoundUsers> {
        self.0
            .absent("only SHIFT is known to accept a search text; use `search`")
            .flavoured(Method::GET, None, "/auth/realms/{tenant_id}/v3_user/getusers")
            .query("search", text)
            .query("max", max)
            .none_is_empty()
            .call()
    }

    /// Returns one user.
    ///
    /// `GET /digitanium/v4/users/{user_name}/profile` (SSMS)
    /// `GET /auth/realms/{tenant_id}/v3_user/{user_name}` (SHIFT)
    ///
    /// SHIFT also accepts the user's UUID in place of the name, according to the vendor's own tool. 404
    /// [`USER_NOT_FOUND`](crate::code::USER_NOT_FOUND) is `None` from [`optional`](Call::optional).
    ///
    /// - Operation: `users.get`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Get user info"; the code by analogy
    #[inline]
    pub fn get(&self, user_name: &UserName) -> Call<KobilUser> {
        self.named(
            self.0.flavoured(
                Method::GET,
                "/digitanium/v4/users/{user_name}/profile",
                "/auth/realms/{tenant_id}/v3_user/{user_name}",
            ),
            user_name,
        )
        .one()
        .identified_by(one_of(&["username", "id"]))
        .call()
    }

    /// Updates a user's data.
    ///
    /// `PUT /digitanium/v4/users/{user_name}/update` (SSMS)
    /// `PUT /auth/realms/{tenant_id}/v3_user/{user_name}/update` (SHIFT)
    ///
    /// Whether the server keeps or clears what is absent is not documented: make the update from a
    /// [`KobilUser`] just read. There is no conditional write: a change by another client in between is lost.
    /// `enabled`, `emailVerified` and the switch for an activation code are always sent, since the server's default
    /// for each is true; an update without the first two is refused. Each request with an activation code creates
    /// another code.
    ///
    /// - Operation: `users.update`
    /// - Retried: also when the reply is lost, unless an activation code is created
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Update user" for the request; the reply by analogy
    #[inline]
    pub fn update(&self, user_name: &UserName, update: &UserUpdate) -> Call<()> {
        let request = self.named(
            self.0.flavoured(
                Method::PUT,
                "/digitanium/v4/users/{user_name}/update",
                "/auth/realms/{tenant_id}/v3_user/{user_name}/update",
            ),
            user_name,
        );
        let request = if update.activation.is_none() { request.idempotent() } else { request };
        request.json(update).done()
    }

    /// Changes names, e-mail address and attributes, and nothing else: the safest of the updates.
    ///
    /// `PUT /digitanium/v4/users/{user_name}/profile` (SSMS)
    /// `PUT /auth/realms/{tenant_id}/v3_user/{user_name}/profile` (SHIFT)
    ///
    /// 400 [`GENERAL_ERROR`](crate::code::GENERAL_ERROR), 404 [`USER_NOT_FOUND`](crate::code::USER_NOT_FOUND).
    ///
    /// - Operation: `users.update_profile`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Update profile user"
    #[inline]
    pub fn update_profile(&self, user_name: &UserName, update: &ProfileUpdate) -> Call<()> {
        self.named(
            self.0.flavoured(
                Method::PUT,
                "/digitanium/v4/users/{user_name}/profile",
                "/auth/realms/{tenant_id}/v3_user/{user_name}/profile",
            ),
            user_name,
        )
        .idempotent()
        .json(update)
        .done()
    }

    /// Deletes a user and all of the user's second-factor devices.
    ///
    /// `DELETE /digitanium/v4/users/{user_name}` (SSMS)
    /// `DELETE /auth/realms/{tenant_id}/v3_user/{user_name}` (SHIFT)
    ///
    /// 404 [`USER_NOT_FOUND`](crate::code::USER_NOT_FOUND) is `None` from [`optional`](Call::optional). A retry may
    /// return it although this call deleted the user.
    ///
    /// - Operation: `users.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Delete user"
    #[inline]
    pub fn delete(&self, user_name: &UserName) -> Call<()> {
        self.named(
            self.0.flavoured(
                Method::DELETE,
                "/digitanium/v4/users/{user_name}",
                "/auth/realms/{tenant_id}/v3_user/{user_name}",
            ),
            user_name,
        )
        .idempotent()
        .done()
    }

    /// Enables a user, who may log in again.
    ///
    /// `PUT /digitanium/v4/users/{user_name}/enable` (SSMS)
    /// `PUT /auth/realms/{tenant_id}/v3_user/{user_name}/enable` (SHIFT)
    ///
    /// - Operation: `users.enable`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Enable user"
    #[inline]
    pub fn enable(&self, user_name: &UserName) -> Call<()> {
        self.named(
            self.0.flavoured(
                Method::PUT,
                "/digitanium/v4/users/{user_name}/enable",
                "/auth/realms/{tenant_id}/v3_user/{user_name}/enable",
            ),
            user_name,
        )
        .idempotent()
        .json(&Enabled { enabled: true })
        .done()
    }

    /// Disables a user, who may not log in, and deactivates the user's second-factor devices. SHIFT only.
    ///
    /// `PUT /auth/realms/{tenant_id}/v3_user/{user_name}/disable` (SHIFT)
    ///
    /// The path is that of the vendor's own tool; the body is a guess from [`enable`](Self::enable). On SSMS the path is
    /// not confirmed, so it is an [`Input`](crate::ErrorKind::Input) error there: use [`update`](Self::update) with
    /// `enabled` false.
    ///
    /// - Operation: `users.disable`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: the vendor's own tool, for the path
    #[inline]
    pub fn disable(&self, user_name: &UserName) -> Call<()> {
        let core = self.0.absent("its path is not confirmed there; use `users.update` with `enabled` false");
        self.named(
            core.flavoured(Method::PUT, None, "/auth/realms/{tenant_id}/v3_user/{user_name}/disable"),
            user_name,
        )
        .idempotent()
        .json(&Enabled { enabled: false })
        .done()
    }

    /// Ends a user's sessions. SSMS only.
    ///
    /// `PUT /digitanium/v4/users/{user_id}/logout` (SSMS)
    ///
    /// Needs the user's UUID, not the name. A user without a session is a 409
    /// [`USER_ALREADY_LOGGED_OUT`](crate::code::USER_ALREADY_LOGGED_OUT), also after a retry: treat it as done. The vendor
    /// documents a path for SHIFT too and notes that it works on SSMS only.
    ///
    /// - Operation: `users.logout`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "User logout"
    #[inline]
    pub fn logout(&self, user_id: &UserId, scope: LogoutScope) -> Call<()> {
        self.0
            .absent("the vendor notes that it works on SSMS only")
            .flavoured(Method::PUT, "/digitanium/v4/users/{user_id}/logout", None)
            .require(self.0.addressable("user_id", user_id))
            .path(user_id)
            .query("ssms", scope == LogoutScope::IdpAndSsms)
            .idempotent()
            .done()
    }

    /// Ends a user's sessions at the SSMS alone. The meaning of the result is not documented.
    ///
    /// `PUT /digitanium/v4/users/{user_name}/ssms/logout` (SSMS)
    /// `PUT /auth/realms/{tenant_id}/v3_user/{user_name}/ssms/logout` (SHIFT)
    ///
    /// A user without a session is a 409 [`USER_ALREADY_LOGGED_OUT`](crate::code::USER_ALREADY_LOGGED_OUT), also after a
    /// retry: treat it as done.
    ///
    /// - Operation: `users.ssms_logout`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "SSMS user logout"
    #[inline]
    pub fn ssms_logout(&self, user_name: &UserName) -> Call<Option<bool>> {
        self.named(
            self.0.flavoured(
                Method::PUT,
                "/digitanium/v4/users/{user_name}/ssms/logout",
                "/auth/realms/{tenant_id}/v3_user/{user_name}/ssms/logout",
            ),
            user_name,
        )
        .idempotent()
        .call()
    }

    /// Lists a user's second-factor devices. SSMS only.
    ///
    /// `GET /digitanium/v4/users/{user_name}/devices` (SSMS)
    ///
    /// Not paged. The vendor documents a path for SHIFT too and notes that it serves SSMS back ends only.
    ///
    /// - Operation: `users.list_devices`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Get user devices"
    #[inline]
    pub fn list_devices(&self, user_name: &UserName) -> Call<Vec<Device>> {
        let core = self.0.absent("the vendor notes that it serves SSMS back ends only");
        self.named(core.flavoured(Method::GET, "/digitanium/v4/users/{user_name}/devices", None), user_name)
            .many()
            .call()
    }

    fn named(&self, request: Request, user_name: &UserName) -> Request {
        request.require(self.0.addressable("user_name", user_name)).path(user_name)
    }
}
