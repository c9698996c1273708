//! A user's sessions, consents and linked accounts.

use super::{FederatedIdentity, Users};
use crate::{ClientId, ClientUuid, ProviderAlias, UserId, admin::sessions::UserSession};
use portcullis_core::{Call, Error, Extra, Result, Timestamp};
use portcullis_macros::Reply;

/// What a user has granted to a client.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UserConsent {
    /// The client.
    #[reply(name = "clientId")]
    pub client_id: Option<ClientId>,
    /// Names of the client scopes that the user granted.
    #[reply(name = "grantedClientScopes")]
    pub granted_client_scopes: Vec<String>,
    /// When the consent was given, in milliseconds since 1970; `None` for offline tokens without a consent.
    #[reply(name = "createdDate")]
    pub created_date: Option<i64>,
    /// When the consent was last changed, in milliseconds since 1970.
    #[reply(name = "lastUpdatedDate")]
    pub last_updated_date: Option<i64>,
    /// What the client has beside the scopes.
    #[reply(name = "additionalGrants")]
    pub additional_grants: Vec<AdditionalGrant>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl UserConsent {
    /// Returns when the consent was given.
    pub fn created(&self) -> Option<Timestamp> {
        self.created_date.map(Timestamp::from_unix_millis)
    }

    /// Returns when the consent was last changed.
    pub fn last_updated(&self) -> Option<Timestamp> {
        self.last_updated_date.map(Timestamp::from_unix_millis)
    }
}

/// What a client has beside the scopes that a user granted.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct AdditionalGrant {
    /// The client.
    pub client: Option<ClientUuid>,
    /// What it has.
    pub key: Option<GrantKey>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// What a client has beside the scopes that a user granted.
    GrantKey {
        /// An offline token.
        OfflineToken = "Offline Token",
    }
}

/// Where a session as another user goes on.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Impersonation {
    /// Whether the caller is of the same realm.
    #[reply(name = "sameRealm")]
    pub same_realm: bool,
    /// The URL that a browser opens next.
    pub redirect: String,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl Users {
    /// Returns a user's open sessions.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/sessions`
    ///
    /// - Operation: `admin_users.sessions`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn sessions(&self, id: &UserId) -> Call<Vec<UserSession>> {
        self.0.get("/auth/admin/realms/{realm}/users/{user_id}/sessions").path(id).call()
    }

    /// Returns a user's offline sessions at one client.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/offline-sessions/{client_uuid}`
    ///
    /// - Operation: `admin_users.offline_sessions`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn offline_sessions(&self, id: &UserId, client: &ClientUuid) -> Call<Vec<UserSession>> {
        self.0
            .get("/auth/admin/realms/{realm}/users/{user_id}/offline-sessions/{client_uuid}")
            .path(id)
            .path(client)
            .call()
    }

    /// Ends all sessions of a user at Keycloak. Sessions at the SSMS stay:
    /// [`Users::logout`](crate::users::Users::logout) ends these.
    ///
    /// `POST /auth/admin/realms/{realm}/users/{user_id}/logout`
    ///
    /// - Operation: `admin_users.logout`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn logout(&self, id: &UserId) -> Call<()> {
        self.0.post("/auth/admin/realms/{realm}/users/{user_id}/logout").path(id).done()
    }

    /// Starts a session as this user, for a browser.
    ///
    /// `POST /auth/admin/realms/{realm}/users/{user_id}/impersonation`
    ///
    /// The session itself is in cookies of the reply, which this client does not keep: the result shows where a browser
    /// would go on.
    ///
    /// **Partly guessed.** Only Keycloak's description has it: no source of the vendor shows the call.
    ///
    /// - Operation: `admin_users.impersonate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `impersonation` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn impersonate(&self, id: &UserId) -> Call<Impersonation> {
        self.0.post("/auth/admin/realms/{realm}/users/{user_id}/impersonation").path(id).call()
    }

    /// Returns what a user has granted to clients.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/consents`
    ///
    /// **Partly guessed.** The description leaves the objects open: their members are a guess.
    ///
    /// - Operation: `admin_users.consents_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn consents_list(&self, id: &UserId) -> Call<Vec<UserConsent>> {
        self.0.get("/auth/admin/realms/{realm}/users/{user_id}/consents").path(id).call()
    }

    /// Withdraws what a user has granted to a client, offline tokens included.
    ///
    /// `DELETE /auth/admin/realms/{realm}/users/{user_id}/consents/{client}`
    ///
    /// - Operation: `admin_users.consent_revoke`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn consent_revoke(&self, id: &UserId, client: &ClientId) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/users/{user_id}/consents/{client}")
            .idempotent()
            .path(id)
            .path(client)
            .done()
    }

    /// Returns the accounts at identity providers that are linked to a user.
    ///
    /// `GET /auth/admin/realms/{realm}/users/{user_id}/federated-identity`
    ///
    /// - Operation: `admin_users.federated_list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn federated_list(&self, id: &UserId) -> Call<Vec<FederatedIdentity>> {
        self.0.get("/auth/admin/realms/{realm}/users/{user_id}/federated-identity").path(id).call()
    }

    /// Links an account at an identity provider to a user.
    ///
    /// `POST /auth/admin/realms/{realm}/users/{user_id}/federated-identity/{provider}`
    ///
    /// An identity of another provider is refused before anything is sent. 409 if an account of this provider is linked
    /// already: [`is_conflict`](crate::Error::is_conflict).
    ///
    /// - Operation: `admin_users.federated_link`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: the vendor's own tool; Keycloak's description 26.6 lacks the body
    #[inline]
    pub fn federated_link(
        &self,
        id: &UserId,
        provider: &ProviderAlias,
        identity: &FederatedIdentity,
    ) -> Call<()> {
        self.0
            .post("/auth/admin/realms/{realm}/users/{user_id}/federated-identity/{provider}")
            .path(id)
            .path(provider)
            .require(identity.is_of(provider))
            .create(identity)
            .done()
    }

    /// Ends the link between a user and the account at an identity provider.
    ///
    /// `DELETE /auth/admin/realms/{realm}/users/{user_id}/federated-identity/{provider}`
    ///
    /// - Operation: `admin_users.federated_unlink`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn federated_unlink(&self, id: &UserId, provider: &ProviderAlias) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/users/{user_id}/federated-identity/{provider}")
            .idempotent()
            .path(id)
            .path(provider)
            .done()
    }
}

impl FederatedIdentity {
    fn is_of(&self, provider: &ProviderAlias) -> Result<()> {
        match &self.identity_provider {
            Some(own) if own != provider => {
                Err(Error::input("identity_provider", "must be that of the path, or not set"))
            }
            _ => Ok(()),
        }
    }
}
