//! Organizations of a realm.

use super::IdentityProvider;
use crate::{
    ClientId, RoleName, UserId,
    admin::{
        groups::Group,
        users::{AttributeValues, ConsentRecord, Credential, FederatedIdentity, ProfileMetadata},
    },
    users::RequiredAction,
};
use portcullis_core::Extra;
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// An organization: users of the realm with an e-mail domain and identity providers of their own. **Partly guessed**:
/// its members, which are known by name and type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name))]
#[non_exhaustive]
pub struct Organization {
    /// The id.
    #[record(server)]
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The name in paths and scopes.
    pub alias: Option<String>,
    /// Whether its members can log in.
    pub enabled: Option<bool>,
    /// A text for administrators.
    pub description: Option<String>,
    /// Where a user is sent who joined.
    #[record(name = "redirectUrl")]
    pub redirect_url: Option<String>,
    /// Attributes, each with its values.
    pub attributes: Option<BTreeMap<String, AttributeValues>>,
    /// The e-mail domains.
    pub domains: Option<Vec<OrganizationDomain>>,
    /// The members.
    pub members: Option<Vec<OrganizationMember>>,
    /// The identity providers of the organization.
    #[record(name = "identityProviders")]
    pub identity_providers: Option<Vec<IdentityProvider>>,
    /// The groups of the organization.
    pub groups: Option<Vec<Group>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// An e-mail domain of an organization. **Partly guessed**: its members, which are known by name and type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name))]
#[non_exhaustive]
pub struct OrganizationDomain {
    /// The domain.
    pub name: Option<String>,
    /// Whether it was confirmed that the domain belongs to the organization.
    pub verified: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A member of an organization: a [`User`](crate::admin::users::User) with the kind of membership. **Partly guessed**:
/// its members, which are known by name and type only.
// No field: `applicationRoles`, `socialLinks`, which are deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new(username))]
#[non_exhaustive]
pub struct OrganizationMember {
    /// The UUID of the user.
    #[record(id)]
    pub id: UserId,
    /// The login name.
    pub username: Option<String>,
    /// The first name.
    #[record(name = "firstName")]
    pub first_name: Option<String>,
    /// The last name.
    #[record(name = "lastName")]
    pub last_name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the address was confirmed.
    #[record(name = "emailVerified")]
    pub email_verified: Option<bool>,
    /// Attributes, each with its values.
    pub attributes: Option<BTreeMap<String, AttributeValues>>,
    /// What the user profile has about the attributes.
    #[record(server, name = "userProfileMetadata")]
    pub user_profile_metadata: Option<ProfileMetadata>,
    /// Whether the user may log in.
    pub enabled: Option<bool>,
    /// The member `self`, which has no description.
    #[record(server, name = "self")]
    pub self_link: Option<String>,
    /// The member `origin`, which has no description.
    #[record(server)]
    pub origin: Option<String>,
    /// When the user was created, in milliseconds since 1970.
    #[record(server, name = "createdTimestamp")]
    pub created_timestamp: Option<i64>,
    /// Whether the user has a generator of one-time passwords.
    #[record(server)]
    pub totp: Option<bool>,
    /// The id of the user store that the user comes from.
    #[record(name = "federationLink")]
    pub federation_link: Option<String>,
    /// The client that this service account belongs to.
    #[record(server, name = "serviceAccountClientId")]
    pub service_account_client_id: Option<ClientId>,
    /// Credentials to be set.
    pub credentials: Option<Vec<Credential>>,
    /// The types of credentials that can be disabled.
    #[record(server, name = "disableableCredentialTypes")]
    pub disableable_credential_types: Option<Vec<String>>,
    /// What the user must do at the next login.
    #[record(name = "requiredActions")]
    pub required_actions: Option<Vec<RequiredAction>>,
    /// Accounts at identity providers that are linked to the user.
    #[record(name = "federatedIdentities")]
    pub federated_identities: Option<Vec<FederatedIdentity>>,
    /// Roles of the realm, by name.
    #[record(name = "realmRoles")]
    pub realm_roles: Option<Vec<RoleName>>,
    /// Roles of clients, by client id.
    #[record(name = "clientRoles")]
    pub client_roles: Option<BTreeMap<String, Vec<RoleName>>>,
    /// What the user has consented to.
    #[record(name = "clientConsents")]
    pub client_consents: Option<Vec<ConsentRecord>>,
    /// Seconds since 1970; by the name, tokens from before are not valid.
    #[record(name = "notBefore")]
    pub not_before: Option<i64>,
    /// Paths of groups that the user belongs to.
    pub groups: Option<Vec<String>>,
    /// What the caller may do with the user.
    #[record(server)]
    pub access: Option<BTreeMap<String, bool>>,
    /// What the membership is.
    #[record(name = "membershipType")]
    pub membership_type: Option<MembershipType>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// What the membership of a user in an organization is. The description has the words alone.
    MembershipType {
        /// By the name, the user exists without the organization.
        Unmanaged = "UNMANAGED",
        /// By the name, the user belongs to the organization.
        Managed = "MANAGED",
    }
}
