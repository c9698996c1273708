//! Operations on the credentials of a user.

use super::{Credential, CredentialType, Users};
use crate::{CredentialId, UserId};
use portcullis_core::{Call, Error};

/// The credential behind which another one is put: a type of its own, so that the two are not confused.
#[derive(Debug, Clone, Copy)]
pub struct After<'a>(&'a CredentialId);

impl<'a> After<'a> {
    /// Behind this credential.
    pub fn new(previous: &'a CredentialId) -> Self {
        Self(previous)
    }
}

impl Users {
    /// Sets a user's password: with [`Credential::password`] or [`Credential::temporary_password`].
    ///
    /// `PUT /auth/admin/realms/{realm}/users/{user_id}/reset-password`
    ///
    /// 400 for a password that the realm's policy refuses.
    ///
    /// - Operation: `admin_users.reset_password`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn reset_password(&self, id: &UserId, password: &Credential) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/users/{user_id}/reset-password")
            .idempotent()
            .path(id)
            .check(password.is_password())
            .json(password)
            .done()
    }

    /// Returns a user's credentials, without the secret part. One of the type
    /// [`ActivationCode`](CredentialType::ActivationCode) shows that an activation code is set.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/credentials`
    ///
    /// - Operation: `admin_users.credentials_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn credentials_list(&self, id: &UserId) -> Call<Vec<Credential>> {
        self.0.get("/auth/admin/realms/{realm}/users/{user_id}/credentials").path(id).call()
    }

    /// **Deletes** one credential of a user, such as a lost generator of one-time passwords.
    ///
    /// `DELETE /auth/admin/realms/{realm}/users/{user_id}/credentials/{credential_id}`
    ///
    /// - Operation: `admin_users.credential_delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn credential_delete(&self, id: &UserId, credential: &CredentialId) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/users/{user_id}/credentials/{credential_id}")
            .idempotent()
            .path(id)
            .path(credential)
            .done()
    }

    /// Sets the name by which the user distinguishes a credential from others. It is sent as plain text.
    ///
    /// `PUT /auth/admin/realms/{realm}/users/{user_id}/credentials/{credential_id}/userLabel`
    ///
    /// **Partly guessed.** Only Keycloak's description has it: no source of the vendor shows the call.
    ///
    /// - Operation: `admin_users.credential_set_label`
    /// - Retried: also when the reply is lost, by another call: the text of one call is sent at most once
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn credential_set_label(&self, id: &UserId, credential: &CredentialId, label: &str) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/users/{user_id}/credentials/{credential_id}/userLabel")
            .idempotent()
            .path(id)
            .path(credential)
            .upload("text/plain", label.as_bytes().to_vec())
            .done()
    }

    /// Makes a credential the preferred one of a user.
    ///
    /// `POST /auth/admin/realms/{realm}/users/{user_id}/credentials/{credential_id}/moveToFirst`
    ///
    /// **Partly guessed.** Only Keycloak's description has it: no source of the vendor shows the call.
    ///
    /// - Operation: `admin_users.credential_move_first`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn credential_move_first(&self, id: &UserId, credential: &CredentialId) -> Call<()> {
        self.0
            .post("/auth/admin/realms/{realm}/users/{user_id}/credentials/{credential_id}/moveToFirst")
            .idempotent()
            .path(id)
            .path(credential)
            .done()
    }

    /// Puts a credential behind another one of the same user.
    ///
    /// `POST /auth/admin/realms/{realm}/users/{user_id}/credentials/{credential_id}/moveAfter/{previous_id}`
    ///
    /// **Partly guessed.** Only Keycloak's description has it: no source of the vendor shows the call.
    ///
    /// - Operation: `admin_users.credential_move_after`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn credential_move_after(
        &self,
        id: &UserId,
        credential: &CredentialId,
        After(previous): After<'_>,
    ) -> Call<()> {
        self.0
            .post("/auth/admin/realms/{realm}/users/{user_id}/credentials/{credential_id}/moveAfter/{previous_id}")
            .idempotent()
            .path(id)
            .path(credential)
            .path(previous)
            .done()
    }

    /// Returns which types of credentials the store that the user comes from, such as a directory, has for the user.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/configured-user-storage-credential-types`
    ///
    /// **Partly guessed.** Only Keycloak's description has it: no source of the vendor shows the call.
    ///
    /// - Operation: `admin_users.storage_credential_types`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn storage_credential_types(&self, id: &UserId) -> Call<Vec<CredentialType>> {
        self.0
            .get("/auth/admin/realms/{realm}/users/{user_id}/configured-user-storage-credential-types")
            .path(id)
            .call()
    }

    /// Disables **all** of a user's credentials of these types: at least one type.
    ///
    /// `PUT /auth/admin/realms/{realm}/users/{user_id}/disable-credential-types`
    ///
    /// [`User::disableable_credential_types`](super::User::disableable_credential_types) has the types that can be
    /// disabled.
    ///
    /// **Partly guessed.** Only Keycloak's description has it: no source of the vendor shows the call.
    ///
    /// - Operation: `admin_users.disable_credential_types`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn disable_credential_types(&self, id: &UserId, types: &[CredentialType]) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/users/{user_id}/disable-credential-types")
            .idempotent()
            .path(id)
            .require(if types.is_empty() { Err(Error::input("types", "must not be empty")) } else { Ok(()) })
            .json(types)
            .done()
    }
}
