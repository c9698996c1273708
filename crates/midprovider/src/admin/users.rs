//! Users of the realm, by Keycloak's admin API.

mod attributes;
mod credential;
mod credentials;
mod groups;
mod input;
mod mail;
mod metadata;
mod model;
mod profile;
mod profile_config;
mod sessions;

pub use attributes::AttributeValues;
pub use credential::{Credential, CredentialType};
pub use credentials::After;
pub use groups::MembershipSearch;
pub use input::UserSearch;
pub use mail::MailLink;
pub use metadata::{ProfileAttributeMetadata, ProfileGroupMetadata, ProfileMetadata};
pub use model::{ConsentRecord, FederatedIdentity, User};
pub use profile_config::{
    AttributePermissions, AttributeRequired, AttributeSelector, ProfileAttribute, ProfileConfig,
    ProfileGroup, UnmanagedAttributePolicy,
};
pub use sessions::{AdditionalGrant, GrantKey, Impersonation, UserConsent};

use crate::{UserId, dialect, flavour::Core};
use portcullis_core::{Call, List};

/// Users of the realm; from [`Admin::users`](super::Admin::users).
///
/// Users are addressed by UUID. KOBIL's own operations ([`Client::users`](crate::Client::users)) address them by login
/// name, and also create activation codes and remove second-factor devices, which these do not.
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// use midprovider::admin::users::{Credential, User};
///
/// let users = mid.admin().users();
/// let new = User::new("mira.olsen").enabled(true).email("mira@firm.example");
/// let id = users.create(&new.with_attribute("costCentre", "4711")).await?;
/// users.reset_password(&id, &Credential::temporary_password("S0me-long-phrase")).await?;
///
/// // A user who leaves may no longer log in; open sessions are ended.
/// let user = users.get(&id).await?;
/// users.update(&id, &user.enabled(false)).await?;
/// users.logout(&id).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Users(pub(crate) Core);

impl Users {
    /// Lists all users.
    ///
    /// `GET /auth/admin/realms/{realm}/users`
    ///
    /// Pages of 100 unless set. The server keeps no snapshot: while users come and go, a listing can skip or repeat
    /// some.
    ///
    /// - Operation: `admin_users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn list(&self) -> List<User> {
        self.search(&UserSearch::default())
    }

    /// Lists the users that match. Paged as [`list`](Self::list); nothing found is an empty list.
    ///
    /// `GET /auth/admin/realms/{realm}/users`
    ///
    /// - Operation: `admin_users.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn search(&self, search: &UserSearch) -> List<User> {
        self.0
            .get("/auth/admin/realms/{realm}/users")
            .query_of(search)
            .query_opt("briefRepresentation", search.brief)
            .list("")
    }

    /// Returns the number of users that match; without filters, of all.
    ///
    /// `GET /auth/admin/realms/{realm}/users/count`
    ///
    /// - Operation: `admin_users.count`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn count(&self, search: &UserSearch) -> Call<u64> {
        self.0.get("/auth/admin/realms/{realm}/users/count").query_of(search).call()
    }

    /// Creates a user and returns the id.
    ///
    /// `POST /auth/admin/realms/{realm}/users`
    ///
    /// A user whose [`enabled`](User::enabled) is not set may not log in. Roles in the object are ignored; groups, by
    /// path, are joined. No activation code is created, and nothing at the SSMS or AST:
    /// [`Users::create`](crate::users::Users::create) does both. 409 for a taken user name or e-mail address is
    /// [`is_conflict`](crate::Error::is_conflict); 400 for a password that the realm's policy refuses, and since
    /// Keycloak 24 for an attribute that the user profile requires (`error-user-attribute-required`).
    ///
    /// - Operation: `admin_users.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn create(&self, user: &User) -> Call<UserId> {
        self.0
            .post("/auth/admin/realms/{realm}/users")
            .check(user.creatable())
            .create(user)
            .read_with(dialect::created)
            .call()
    }

    /// Returns one user.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}`
    ///
    /// The reply has neither roles nor groups nor credentials: other operations return these. A user who does not exist
    /// (404) is `None` from [`optional`](Call::optional).
    ///
    /// - Operation: `admin_users.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn get(&self, id: &UserId) -> Call<User> {
        self.0.get("/auth/admin/realms/{realm}/users/{user_id}").path(id).identified_by("id").call()
    }

    /// Returns one user with [`user_profile_metadata`](User::user_profile_metadata): which attributes the caller may
    /// change. Otherwise as [`get`](Self::get).
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}`
    ///
    /// - Operation: `admin_users.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn get_with_metadata(&self, id: &UserId) -> Call<User> {
        self.0
            .get("/auth/admin/realms/{realm}/users/{user_id}")
            .path(id)
            .query("userProfileMetadata", true)
            .identified_by("id")
            .call()
    }

    /// Updates a user: begin with the object that [`get`](Self::get) returned.
    ///
    /// `PUT /auth/admin/realms/{realm}/users/{user_id}`
    ///
    /// What is not set is kept. [`attributes`](User::attributes), if set, **replace all of the user's attributes**:
    /// they are not merged. KOBIL's hidden attributes are never returned; whether they survive such an update is not
    /// known. Since Keycloak 24, an update with attributes that lacks a required field of the user profile is a 400
    /// (`error-user-attribute-required`). There is no conditional write: a change by another client in between is lost.
    /// 409 for a taken user name or e-mail address is [`is_conflict`](crate::Error::is_conflict). Roles and groups in
    /// the object are ignored.
    ///
    /// - Operation: `admin_users.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn update(&self, id: &UserId, user: &User) -> Call<()> {
        self.0.put("/auth/admin/realms/{realm}/users/{user_id}").idempotent().replace(id, user).done()
    }

    /// **Deletes** a user.
    ///
    /// `DELETE /auth/admin/realms/{realm}/users/{user_id}`
    ///
    /// Whether the user's second-factor devices are removed is not documented:
    /// [`Users::delete`](crate::users::Users::delete) removes both. 404 is `None` from [`optional`](Call::optional). A
    /// retry may return it although this call deleted the user.
    ///
    /// - Operation: `admin_users.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn delete(&self, id: &UserId) -> Call<()> {
        self.0.delete("/auth/admin/realms/{realm}/users/{user_id}").idempotent().path(id).done()
    }
}
