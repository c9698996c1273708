//! Operations on the user profile: which attributes users have.

use super::{AttributeValues, ProfileConfig, ProfileMetadata, Users};
use crate::UserId;
use portcullis_core::Call;
use std::collections::BTreeMap;

impl Users {
    /// Returns the configuration of the realm's user profile. Since Keycloak 24.
    ///
    /// `GET /auth/admin/realms/{realm}/users/profile`
    ///
    /// **Partly guessed.** Only Keycloak's description has it: no source of the vendor shows the call. The members of
    /// `required`, `permissions` and `selector` are guesses.
    ///
    /// - Operation: `admin_users.profile_config_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn profile_config_get(&self) -> Call<ProfileConfig> {
        self.0.get("/auth/admin/realms/{realm}/users/profile").call()
    }

    /// Replaces the configuration of the realm's user profile **as a whole** and returns it: begin with what
    /// [`profile_config_get`](Self::profile_config_get) returned. Since Keycloak 24.
    ///
    /// `PUT /auth/admin/realms/{realm}/users/profile`
    ///
    /// A configuration whose `attributes` are not set is refused before anything is sent.
    ///
    /// **Partly guessed.** As [`profile_config_get`](Self::profile_config_get).
    ///
    /// - Operation: `admin_users.profile_config_update`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn profile_config_update(&self, config: &ProfileConfig) -> Call<ProfileConfig> {
        self.0.put("/auth/admin/realms/{realm}/users/profile").idempotent().json(config).call()
    }

    /// Returns what a form needs about the attributes of users. Since Keycloak 24.
    ///
    /// `GET /auth/admin/realms/{realm}/users/profile/metadata`
    ///
    /// **Partly guessed.** Only Keycloak's description has it: no source of the vendor shows the call.
    ///
    /// - Operation: `admin_users.profile_metadata`
    /// - Retried: also when the reply is lost
    /// - Permission: any right over users of `realm-management` (inferred)
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn profile_metadata(&self) -> Call<ProfileMetadata> {
        self.0.get("/auth/admin/realms/{realm}/users/profile/metadata").call()
    }

    /// Returns the attributes of a user that the user profile does not declare: its policy may drop these. Since
    /// Keycloak 24.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/unmanagedAttributes`
    ///
    /// **Partly guessed.** Only Keycloak's description has it: no source of the vendor shows the call.
    ///
    /// - Operation: `admin_users.unmanaged_attributes`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn unmanaged_attributes(&self, id: &UserId) -> Call<BTreeMap<String, AttributeValues>> {
        self.0.get("/auth/admin/realms/{realm}/users/{user_id}/unmanagedAttributes").path(id).call()
    }
}
