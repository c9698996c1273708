//! The user or API client that makes the calls.

use super::{AuthorizedKey, AwsRole, User, UserSettings};
use crate::Sort;
use crate::ids::AuthorizedKeyId;
use portcullis_core::{Call, Client, List};

/// The user or API client that makes the calls; made by [`RoleStore::current_user`](super::RoleStore::current_user).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// let me = privx.role_store().current_user().get().await?;
/// println!("{:?}", me.permissions);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct CurrentUser(pub(super) Client);

impl CurrentUser {
    /// Returns the caller with roles and permissions: a cheap check of the credential.
    ///
    /// `GET /role-store/api/v1/users/current`
    ///
    /// - Operation: `current_user.get`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self) -> Call<User> {
        self.0.get("/role-store/api/v1/users/current").identified_by("id").call()
    }

    /// Lists the caller's AWS roles.
    ///
    /// `GET /role-store/api/v1/users/current/awsroles`
    ///
    /// - Operation: `current_user.aws_roles`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn aws_roles(&self) -> List<AwsRole> {
        self.0.get("/role-store/api/v1/users/current/awsroles").list_whole("items")
    }

    /// Returns the settings of the caller's interface.
    ///
    /// `GET /role-store/api/v1/users/current/settings`
    ///
    /// - Operation: `current_user.settings_get`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn settings(&self) -> Call<UserSettings> {
        self.0.get("/role-store/api/v1/users/current/settings").call()
    }

    /// Replaces the settings of the caller's interface.
    ///
    /// `PUT /role-store/api/v1/users/current/settings`
    ///
    /// - Operation: `current_user.settings_set`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn set_settings(&self, settings: &UserSettings) -> Call<()> {
        self.0.put("/role-store/api/v1/users/current/settings").idempotent().json(settings).done()
    }

    /// Lists the caller's keys.
    ///
    /// `GET /role-store/api/v1/users/current/authorizedkeys`
    ///
    /// A page has at most 100 keys.
    ///
    /// - Operation: `current_user.authorized_keys_list`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn authorized_keys(&self) -> List<AuthorizedKey> {
        self.0.get("/role-store/api/v1/users/current/authorizedkeys").list("items")
    }

    /// Lists the caller's keys in an order.
    ///
    /// `GET /role-store/api/v1/users/current/authorizedkeys`
    ///
    /// - Operation: `current_user.authorized_keys_list`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn authorized_keys_sorted(&self, sort: &Sort) -> List<AuthorizedKey> {
        self.0.get("/role-store/api/v1/users/current/authorizedkeys").query_of(sort).list("items")
    }

    /// Registers a key for the caller and returns its id.
    ///
    /// `POST /role-store/api/v1/users/current/authorizedkeys`
    ///
    /// Limits: a name and a public key.
    ///
    /// - Operation: `current_user.authorized_keys_create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn create_authorized_key(&self, key: &AuthorizedKey) -> Call<AuthorizedKeyId> {
        self.0.post("/role-store/api/v1/users/current/authorizedkeys").create(key).pick("id").call()
    }

    /// Returns one of the caller's keys.
    ///
    /// `GET /role-store/api/v1/users/current/authorizedkeys/{key_id}`
    ///
    /// - Operation: `current_user.authorized_keys_get`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn authorized_key(&self, id: &AuthorizedKeyId) -> Call<AuthorizedKey> {
        self.0
            .get("/role-store/api/v1/users/current/authorizedkeys/{key_id}")
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Replaces one of the caller's keys as a whole.
    ///
    /// `PUT /role-store/api/v1/users/current/authorizedkeys/{key_id}`
    ///
    /// Limits: a name and a public key.
    ///
    /// - Operation: `current_user.authorized_keys_update`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace_authorized_key(&self, id: &AuthorizedKeyId, key: &AuthorizedKey) -> Call<()> {
        self.0
            .put("/role-store/api/v1/users/current/authorizedkeys/{key_id}")
            .idempotent()
            .replace(id, key)
            .done()
    }

    /// Deletes one of the caller's keys.
    ///
    /// `DELETE /role-store/api/v1/users/current/authorizedkeys/{key_id}`
    ///
    /// - Operation: `current_user.authorized_keys_delete`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete_authorized_key(&self, id: &AuthorizedKeyId) -> Call<()> {
        self.0.delete("/role-store/api/v1/users/current/authorizedkeys/{key_id}").idempotent().path(id).done()
    }
}
