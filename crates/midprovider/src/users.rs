//! Users of the tenant, by KOBIL's own operations.

mod attributes;
mod brute_force;
mod input;
mod model;
mod update;

pub use attributes::{Activation, EpochSeconds, OnboardingType};
pub use input::{InitialPassword, NewUser, RequiredAction};
pub use model::{Device, FoundUsers, KobilUser, OtpBruteForceStatus};
pub use update::{ProfileUpdate, UserUpdate};

use crate::{UserId, UserName, flavour::Core};
use portcullis_core::{Call, List, Request, http::Method};
use portcullis_macros::Setters;
use serde::Serialize;

/// Users of the tenant.
///
/// All operations need the token of an administrator of the tenant's own realm; on SHIFT the vendor
/// recommends an account with the role `Admin` of the client `ks-management`. An account without the role
/// gets 401 as well as 403. Users are addressed by their login name; names that would lead to another
/// operation are refused before anything is sent.
///
/// Writes are not repeated after a failure of unknown outcome. Where the documentation of a method says
/// that doing it twice leaves the same state, a call may say [`idempotent`](Call::idempotent).
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
    /// The answer is 202 and brings no id: see [`get`](Self::get), which may lag a moment behind. `enabled`
    /// and the switches for an activation code and for the replacement of an existing user are always sent.
    /// 400 [`BAD_REQUEST`](crate::code::BAD_REQUEST) for a name that is missing. What a name that exists gets
    /// is not documented; 409 is [`is_conflict`](crate::Error::is_conflict). A group that does not exist is a
    /// 500 [`UNKNOWN_ERROR`](crate::code::UNKNOWN_ERROR).
    ///
    /// - Operation: `users.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Create user"
    pub fn create(&self, user: &NewUser) -> Call<()> {
        self.0
            .flavoured(Method::POST, "/digitanium/v4/users", "/auth/realms/{tenant_id}/v3_user")
            .check(user.check())
            .check(self.0.addressable("username", &user.username))
            .require(attributes::free(&user.attributes))
            .json(user)
            .done()
    }

    /// Lists all users.
    ///
    /// `GET /digitanium/v4/users` (SSMS)
    /// `GET /auth/realms/{tenant_id}/v3_user/getusers` (SHIFT)
    ///
    /// Pages of 20 unless set; the largest page that the server allows is not documented. The listing ends
    /// with the first page that is not full, so a page size beyond what the server allows would end it early.
    /// Users of a listing may lack their id.
    ///
    /// - Operation: `users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "List users"
    pub fn list(&self) -> List<KobilUser> {
        self.search(&UserSearch::default())
    }

    /// Lists the users that fit; whether in whole or in part is not documented. Pages as in
    /// [`list`](Self::list).
    ///
    /// `GET /digitanium/v4/users` (SSMS)
    /// `GET /auth/realms/{tenant_id}/v3_user/getusers` (SHIFT)
    ///
    /// - Operation: `users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "List users"
    pub fn search(&self, search: &UserSearch) -> List<KobilUser> {
        self.0
            .flavoured(Method::GET, "/digitanium/v4/users", "/auth/realms/{tenant_id}/v3_user/getusers")
            .query_opt("email", search.email.as_deref())
            .query_opt("firstName", search.first_name.as_deref())
            .query_opt("lastName", search.last_name.as_deref())
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
    pub fn find(&self, text: &str, max: u32) -> Call<FoundUsers> {
        self.0
            .absent("only SHIFT is known to take a search text; use `search`")
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
    /// SHIFT takes the user's UUID in place of the name, as the vendor's own tool has it. 404
    /// [`USER_NOT_FOUND`](crate::code::USER_NOT_FOUND) is `None` from [`optional`](Call::optional).
    ///
    /// - Operation: `users.get`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Get user info"; the code by analogy
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
        .call()
    }

    /// Replaces a user's data.
    ///
    /// `PUT /digitanium/v4/users/{user_name}/update` (SSMS)
    /// `PUT /auth/realms/{tenant_id}/v3_user/{user_name}/update` (SHIFT)
    ///
    /// Whether the server keeps or clears what is absent is not documented: make the update from a
    /// [`KobilUser`] just read. There is no conditional write: what somebody else changed in between is lost.
    /// `enabled`, `emailVerified` and the switch for an activation code are always sent, since the server
    /// takes each of them for true where it is absent; an update that does not hold the first two is refused.
    /// Without a new activation code it leaves the same state when done twice; with one, each makes another
    /// code.
    ///
    /// - Operation: `users.update`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Update user" for the request; the reply by analogy
    pub fn update(&self, user_name: &UserName, update: &UserUpdate) -> Call<()> {
        self.named(
            self.0.flavoured(
                Method::PUT,
                "/digitanium/v4/users/{user_name}/update",
                "/auth/realms/{tenant_id}/v3_user/{user_name}/update",
            ),
            user_name,
        )
        .require(update.require())
        .check(update.check())
        .json(update)
        .done()
    }

    /// Changes names, e-mail address and attributes, and nothing else: the safest of the updates.
    ///
    /// `PUT /digitanium/v4/users/{user_name}/profile` (SSMS)
    /// `PUT /auth/realms/{tenant_id}/v3_user/{user_name}/profile` (SHIFT)
    ///
    /// Doing it twice leaves the same state. 400 [`GENERAL_ERROR`](crate::code::GENERAL_ERROR), 404
    /// [`USER_NOT_FOUND`](crate::code::USER_NOT_FOUND).
    ///
    /// - Operation: `users.update_profile`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Update profile user"
    pub fn update_profile(&self, user_name: &UserName, update: &ProfileUpdate) -> Call<()> {
        self.named(
            self.0.flavoured(
                Method::PUT,
                "/digitanium/v4/users/{user_name}/profile",
                "/auth/realms/{tenant_id}/v3_user/{user_name}/profile",
            ),
            user_name,
        )
        .require(attributes::free(&update.attributes))
        .json(update)
        .done()
    }

    /// Deletes a user and all of the user's second-factor devices.
    ///
    /// `DELETE /digitanium/v4/users/{user_name}` (SSMS)
    /// `DELETE /auth/realms/{tenant_id}/v3_user/{user_name}` (SHIFT)
    ///
    /// Doing it twice leaves the same state; the second is a 404
    /// [`USER_NOT_FOUND`](crate::code::USER_NOT_FOUND), which is `None` from [`optional`](Call::optional).
    ///
    /// - Operation: `users.delete`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Delete user"
    pub fn delete(&self, user_name: &UserName) -> Call<()> {
        self.named(
            self.0.flavoured(
                Method::DELETE,
                "/digitanium/v4/users/{user_name}",
                "/auth/realms/{tenant_id}/v3_user/{user_name}",
            ),
            user_name,
        )
        .done()
    }

    /// Lets a user log in again.
    ///
    /// `PUT /digitanium/v4/users/{user_name}/enable` (SSMS)
    /// `PUT /auth/realms/{tenant_id}/v3_user/{user_name}/enable` (SHIFT)
    ///
    /// Doing it twice leaves the same state.
    ///
    /// - Operation: `users.enable`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Enable user"
    pub fn enable(&self, user_name: &UserName) -> Call<()> {
        self.named(
            self.0.flavoured(
                Method::PUT,
                "/digitanium/v4/users/{user_name}/enable",
                "/auth/realms/{tenant_id}/v3_user/{user_name}/enable",
            ),
            user_name,
        )
        .json(&Enabled { enabled: true })
        .done()
    }

    /// Keeps a user from logging in and deactivates the user's second-factor devices. SHIFT only.
    ///
    /// `PUT /auth/realms/{tenant_id}/v3_user/{user_name}/disable` (SHIFT)
    ///
    /// Doing it twice leaves the same state. The path is the vendor's own tool's; the body is a guess after
    /// [`enable`](Self::enable). On SSMS the path is not confirmed, so it is an
    /// [`Input`](crate::ErrorKind::Input) error there: use [`update`](Self::update) with `enabled` false.
    ///
    /// - Operation: `users.disable`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: the vendor's own tool, for the path
    pub fn disable(&self, user_name: &UserName) -> Call<()> {
        let core = self.0.absent("its path is not confirmed there; use `users.update` with `enabled` false");
        self.named(
            core.flavoured(Method::PUT, None, "/auth/realms/{tenant_id}/v3_user/{user_name}/disable"),
            user_name,
        )
        .json(&Enabled { enabled: false })
        .done()
    }

    /// Ends a user's sessions. SSMS only.
    ///
    /// `PUT /digitanium/v4/users/{user_id}/logout` (SSMS)
    ///
    /// Wants the user's UUID where its siblings want the name. Doing it twice leaves the same state; the
    /// second is a 409 [`USER_ALREADY_LOGGED_OUT`](crate::code::USER_ALREADY_LOGGED_OUT), which may be taken
    /// as done. The vendor prints a path for SHIFT and notes that it works on SSMS only.
    ///
    /// - Operation: `users.logout`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "User logout"
    pub fn logout(&self, user_id: &UserId, scope: LogoutScope) -> Call<()> {
        self.0
            .absent("the vendor notes that it works on SSMS only")
            .flavoured(Method::PUT, "/digitanium/v4/users/{user_id}/logout", None)
            .require(self.0.addressable("user_id", user_id))
            .path(user_id)
            .query("ssms", scope == LogoutScope::IdpAndSsms)
            .done()
    }

    /// Ends a user's sessions at the SSMS alone. What the answer means is not documented.
    ///
    /// `PUT /digitanium/v4/users/{user_name}/ssms/logout` (SSMS)
    /// `PUT /auth/realms/{tenant_id}/v3_user/{user_name}/ssms/logout` (SHIFT)
    ///
    /// Doing it twice leaves the same state; the second is a 409
    /// [`USER_ALREADY_LOGGED_OUT`](crate::code::USER_ALREADY_LOGGED_OUT), which may be taken as done.
    ///
    /// - Operation: `users.ssms_logout`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "SSMS user logout"
    pub fn ssms_logout(&self, user_name: &UserName) -> Call<Option<bool>> {
        self.named(
            self.0.flavoured(
                Method::PUT,
                "/digitanium/v4/users/{user_name}/ssms/logout",
                "/auth/realms/{tenant_id}/v3_user/{user_name}/ssms/logout",
            ),
            user_name,
        )
        .call()
    }

    /// Lists a user's second-factor devices. SSMS only.
    ///
    /// `GET /digitanium/v4/users/{user_name}/devices` (SSMS)
    ///
    /// Not paged. The vendor prints a path for SHIFT and notes that it serves SSMS back ends only.
    ///
    /// - Operation: `users.list_devices`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Get user devices"
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

#[derive(Serialize)]
struct Enabled {
    enabled: bool,
}
impl portcullis_core::Input for Enabled {}

/// Where sessions are ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogoutScope {
    /// At the identity provider.
    Idp,
    /// At the identity provider and at the SSMS.
    IdpAndSsms,
}

/// Which users to list; all that is set must fit.
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct UserSearch {
    /// The e-mail address.
    pub email: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
}

impl UserSearch {
    /// A search for all.
    pub fn new() -> Self {
        Self::default()
    }
}
