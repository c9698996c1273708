//! Users, as Keycloak represents them.

use super::{AttributeValues, Credential, ProfileMetadata};
use crate::{ClientId, ProviderAlias, UserId, admin::all_read, users::RequiredAction};
use portcullis_core::{Error, Extra, Result, Timestamp, input};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// The command by which KOBIL's creation of a user deletes another one.
const DELETES: &str = "digitaniumUserIdDelete";

/// A user.
// No field: `applicationRoles` and `socialLinks`, which are deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new(username), check, check_always)]
#[non_exhaustive]
pub struct User {
    /// The UUID.
    #[record(id)]
    pub id: UserId,
    /// The login name, unique in the realm. The server stores it in lower case.
    pub username: Option<String>,
    /// The first name.
    #[record(name = "firstName")]
    pub first_name: Option<String>,
    /// The last name.
    #[record(name = "lastName")]
    pub last_name: Option<String>,
    /// The e-mail address; no two users of the realm have the same.
    pub email: Option<String>,
    /// Whether the address was confirmed.
    #[record(name = "emailVerified")]
    pub email_verified: Option<bool>,
    /// Attributes by name. Sent, they replace all of the user's attributes. Attributes that the realm's user profile
    /// does not declare may be dropped without an error. A command of KOBIL that deletes a user is refused here.
    pub attributes: Option<BTreeMap<String, AttributeValues>>,
    /// What the user profile has about the attributes; from
    /// [`get_with_metadata`](super::Users::get_with_metadata) only.
    #[record(server, name = "userProfileMetadata")]
    pub user_profile_metadata: Option<ProfileMetadata>,
    /// Whether the user may log in. A user is created disabled unless this is set to true.
    pub enabled: Option<bool>,
    /// The member `self`, which has no description; set by the server.
    #[record(server, name = "self")]
    pub self_link: Option<String>,
    /// The member `origin`, which has no description; set by the server.
    #[record(server)]
    pub origin: Option<String>,
    /// When the user was created, in milliseconds since 1970; set by the server.
    #[record(server, name = "createdTimestamp")]
    pub created_timestamp: Option<i64>,
    /// Whether the user has a generator of one-time passwords; set by the server.
    #[record(server)]
    pub totp: Option<bool>,
    /// The id of the user store, such as a directory, that the user comes from.
    #[record(name = "federationLink")]
    pub federation_link: Option<String>,
    /// The client that this service account belongs to; set by the server.
    #[record(server, name = "serviceAccountClientId")]
    pub service_account_client_id: Option<ClientId>,
    /// Credentials to be set, such as the first password. Never returned: use
    /// [`credentials_list`](super::Users::credentials_list).
    pub credentials: Option<Vec<Credential>>,
    /// The types of credentials that can be disabled; set by the server.
    #[record(server, name = "disableableCredentialTypes")]
    pub disableable_credential_types: Option<Vec<String>>,
    /// What the user must do at the next login.
    #[record(name = "requiredActions")]
    pub required_actions: Option<Vec<RequiredAction>>,
    /// Accounts at identity providers that are linked to the user.
    #[record(name = "federatedIdentities")]
    pub federated_identities: Option<Vec<FederatedIdentity>>,
    /// Roles of the realm, by name: neither returned with a user nor granted by a creation or an update.
    #[record(name = "realmRoles")]
    pub realm_roles: Option<Vec<String>>,
    /// Roles of clients, by client id: as the roles of the realm.
    #[record(name = "clientRoles")]
    pub client_roles: Option<BTreeMap<String, Vec<String>>>,
    /// What the user has consented to.
    #[record(name = "clientConsents")]
    pub client_consents: Option<Vec<ConsentRecord>>,
    /// The member `notBefore`: seconds since 1970. The description has no more; by the name, tokens from before are not
    /// valid.
    #[record(name = "notBefore")]
    pub not_before: Option<i64>,
    /// Paths of groups (`/parent/child`) that a new user joins. Never returned, and ignored by an update.
    pub groups: Option<Vec<String>>,
    /// What the caller may do with the user; set by the server.
    #[record(server)]
    pub access: Option<BTreeMap<String, bool>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl User {
    /// Returns the first value of an attribute.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.as_ref()?.get(key)?.first()
    }

    /// Sets one attribute and keeps the others.
    #[must_use]
    pub fn with_attribute(mut self, key: impl Into<String>, values: impl Into<AttributeValues>) -> Self {
        self.attributes.get_or_insert_default().insert(key.into(), values.into());
        self
    }

    /// Returns when the user was created.
    pub fn created(&self) -> Option<Timestamp> {
        self.created_timestamp.map(Timestamp::from_unix_millis)
    }

    pub(super) fn creatable(&self) -> Result<()> {
        input::required("username", self.username.as_deref().unwrap_or_default())
    }

    fn check(&self) -> Result<()> {
        // An update may leave it out.
        self.username.as_deref().map_or(Ok(()), |name| input::required("username", name))
    }

    fn check_always(&self) -> Result<()> {
        let Some(attributes) = &self.attributes else { return Ok(()) };
        if attributes.keys().any(|key| key.eq_ignore_ascii_case(DELETES)) {
            let rule = format!("must not hold `{DELETES}`, which is a command that deletes a user");
            return Err(Error::input("attributes", rule));
        }
        all_read("attributes", true, &self.extra)
    }
}

/// An account at an identity provider that is linked to a user.
#[derive(Debug, Clone, Default, Record)]
#[record(new(user_id, user_name))]
#[non_exhaustive]
pub struct FederatedIdentity {
    /// The alias of the identity provider.
    #[record(name = "identityProvider")]
    pub identity_provider: Option<ProviderAlias>,
    /// The account's id at the provider.
    #[record(name = "userId")]
    pub user_id: Option<String>,
    /// The account's name at the provider.
    #[record(name = "userName")]
    pub user_name: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A user's consent to what a client may have, as a part of the user.
// No field: `grantedRealmRoles`, which is deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new(client_id, granted_client_scopes))]
#[non_exhaustive]
pub struct ConsentRecord {
    /// The client.
    #[record(name = "clientId")]
    pub client_id: Option<ClientId>,
    /// Names of the client scopes that the user granted.
    #[record(name = "grantedClientScopes")]
    pub granted_client_scopes: Option<Vec<String>>,
    /// When the consent was given, in milliseconds since 1970.
    #[record(name = "createdDate")]
    pub created_date: Option<i64>,
    /// When the consent was last changed, in milliseconds since 1970.
    #[record(name = "lastUpdatedDate")]
    pub last_updated_date: Option<i64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
