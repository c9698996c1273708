//! Identity providers of a realm.

use crate::ProviderAlias;
use portcullis_core::{Extra, Secret};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// An identity provider, through which users log in. **Partly guessed**: its members, which are known by name and type
/// only.
// No field: `updateProfileFirstLoginMode`, `updateProfileFirstLogin`, which are deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new(alias, provider_id))]
#[non_exhaustive]
pub struct IdentityProvider {
    /// The name by which the realm refers to the provider.
    pub alias: Option<ProviderAlias>,
    /// The name that users see.
    #[record(name = "displayName")]
    pub display_name: Option<String>,
    /// The internal id.
    #[record(server, name = "internalId")]
    pub internal_id: Option<String>,
    /// The kind of provider; the words are not documented.
    #[record(name = "providerId")]
    pub provider_id: Option<String>,
    /// Whether users may log in through it.
    pub enabled: Option<bool>,
    /// Whether the e-mail addresses that it reports count as confirmed.
    #[record(name = "trustEmail")]
    pub trust_email: Option<bool>,
    /// Whether the tokens of the provider are stored.
    #[record(name = "storeToken")]
    pub store_token: Option<bool>,
    /// Whether new users get the role to read these tokens.
    #[record(name = "addReadTokenRoleOnCreate")]
    pub add_read_token_role_on_create: Option<bool>,
    /// Whether it is used without a choice of the user.
    #[record(name = "authenticateByDefault")]
    pub authenticate_by_default: Option<bool>,
    /// Whether accounts are linked only, without logins through it.
    #[record(name = "linkOnly")]
    pub link_only: Option<bool>,
    /// Whether the login page leaves it out. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "hideOnLogin")]
    pub hide_on_login: Option<bool>,
    /// The alias of the flow after the first login.
    #[record(name = "firstBrokerLoginFlowAlias")]
    pub first_broker_login_flow_alias: Option<String>,
    /// The alias of the flow after each login.
    #[record(name = "postBrokerLoginFlowAlias")]
    pub post_broker_login_flow_alias: Option<String>,
    /// The id of the organization that it belongs to. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "organizationId")]
    pub organization_id: Option<String>,
    /// The settings, the client secret among them. A mask is refused when sent.
    pub config: Option<BTreeMap<String, Secret>>,
    /// What it is used for; the words are not documented. Newer servers, from Keycloak 24 to 26 on.
    pub types: Option<Vec<String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A mapper of an identity provider, which takes over what the provider reports about a user. **Partly guessed**: its
/// members, which are known by name and type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, identity_provider_alias))]
#[non_exhaustive]
pub struct IdentityProviderMapper {
    /// The id.
    #[record(server)]
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The alias of the identity provider.
    #[record(name = "identityProviderAlias")]
    pub identity_provider_alias: Option<ProviderAlias>,
    /// The kind of mapper; the words are not documented.
    #[record(name = "identityProviderMapper")]
    pub identity_provider_mapper: Option<String>,
    /// The settings.
    pub config: Option<BTreeMap<String, String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
