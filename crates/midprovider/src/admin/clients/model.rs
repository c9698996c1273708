//! Clients, as Keycloak represents them.

use super::authorization::ResourceServer;
use crate::{
    ClientId, ClientUuid,
    admin::{
        all_read,
        client_scopes::{Protocol, ProtocolMapper},
    },
};
use portcullis_core::{Extra, Result, Secret, input};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A client: an application that users log in to, or that logs in itself.
///
/// Where the description has no more than a member's name, its documentation here stands by the name alone.
// No field: `defaultRoles`, `directGrantsOnly`, `clientTemplate`, `useTemplateConfig`, `useTemplateScope` and
// `useTemplateMappers`, which are deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new(client_id), check, check_always)]
#[non_exhaustive]
pub struct RegisteredClient {
    /// The UUID, by which the admin API addresses the client.
    #[record(id)]
    pub id: ClientUuid,
    /// The client id of OpenID Connect, unique in the realm.
    #[record(name = "clientId")]
    pub client_id: Option<ClientId>,
    /// The name for people.
    pub name: Option<String>,
    /// A note for administrators.
    pub description: Option<String>,
    /// The member `type`, which has no description. Since a version between Keycloak 24 and 26.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// The URL of the client's root.
    #[record(name = "rootUrl")]
    pub root_url: Option<String>,
    /// The URL of the client's own administration.
    #[record(name = "adminUrl")]
    pub admin_url: Option<String>,
    /// The URL of the client's base.
    #[record(name = "baseUrl")]
    pub base_url: Option<String>,
    /// The member `surrogateAuthRequired`, which has no description.
    #[record(name = "surrogateAuthRequired")]
    pub surrogate_auth_required: Option<bool>,
    /// Whether the client may be used.
    pub enabled: Option<bool>,
    /// Whether the client is always shown in a console.
    #[record(name = "alwaysDisplayInConsole")]
    pub always_display_in_console: Option<bool>,
    /// How the client authenticates; the words are not documented.
    #[record(name = "clientAuthenticatorType")]
    pub client_authenticator_type: Option<String>,
    /// The client secret. The server creates one if none is sent.
    /// [`secret_regenerate`](super::Clients::secret_regenerate) replaces it.
    pub secret: Option<Secret>,
    /// A token that opens the client registration service.
    #[record(name = "registrationAccessToken")]
    pub registration_access_token: Option<Secret>,
    /// URLs that a login may return to, such as `https://shop.example/*`.
    #[record(name = "redirectUris")]
    pub redirect_uris: Option<Vec<String>>,
    /// Origins of the client's web pages.
    #[record(name = "webOrigins")]
    pub web_origins: Option<Vec<String>>,
    /// From when on something of the client is valid, in seconds since 1970: by the name, its tokens.
    #[record(name = "notBefore")]
    pub not_before: Option<i64>,
    /// Whether the client only takes bearer tokens.
    #[record(name = "bearerOnly")]
    pub bearer_only: Option<bool>,
    /// Whether users must consent to what the client may have.
    #[record(name = "consentRequired")]
    pub consent_required: Option<bool>,
    /// Whether the client may use the standard flow: a login that returns an authorization code.
    #[record(name = "standardFlowEnabled")]
    pub standard_flow_enabled: Option<bool>,
    /// Whether the client may use the implicit flow.
    #[record(name = "implicitFlowEnabled")]
    pub implicit_flow_enabled: Option<bool>,
    /// Whether the client may exchange a user's name and password for a token.
    #[record(name = "directAccessGrantsEnabled")]
    pub direct_access_grants_enabled: Option<bool>,
    /// Whether the client has a [user of its own](super::Clients::service_account_user) and may log in as it.
    #[record(name = "serviceAccountsEnabled")]
    pub service_accounts_enabled: Option<bool>,
    /// Whether the client has authorization services.
    #[record(name = "authorizationServicesEnabled")]
    pub authorization_services_enabled: Option<bool>,
    /// Whether the client is a public one, which holds no secret.
    #[record(name = "publicClient")]
    pub public_client: Option<bool>,
    /// Whether a logout reaches the client by the front channel, the browser.
    #[record(name = "frontchannelLogout")]
    pub frontchannel_logout: Option<bool>,
    /// The protocol.
    pub protocol: Option<Protocol>,
    /// Attributes: one text each. Some hold private keys and rotated secrets, so that all are kept from logs. Sent,
    /// they replace all of the client's attributes: one that is absent, also because [`drop_masked`](Self::drop_masked)
    /// took it out, is removed.
    pub attributes: Option<BTreeMap<String, Secret>>,
    /// Flows of authentication that override others; keys and values are not documented.
    #[record(name = "authenticationFlowBindingOverrides")]
    pub authentication_flow_binding_overrides: Option<BTreeMap<String, String>>,
    /// Whether the client is allowed the full scope.
    #[record(name = "fullScopeAllowed")]
    pub full_scope_allowed: Option<bool>,
    /// After how many seconds a node of the client must register again.
    #[record(name = "nodeReRegistrationTimeout")]
    pub node_re_registration_timeout: Option<i64>,
    /// Nodes of the client, each with a number that has no description.
    #[record(name = "registeredNodes")]
    pub registered_nodes: Option<BTreeMap<String, i64>>,
    /// The client's own mappers.
    #[record(name = "protocolMappers")]
    pub protocol_mappers: Option<Vec<ProtocolMapper>>,
    /// The names of the default client scopes; [`default_scope_add`](super::Clients::default_scope_add) adds one by id.
    #[record(name = "defaultClientScopes")]
    pub default_client_scopes: Option<Vec<String>>,
    /// The names of the optional client scopes; [`optional_scope_add`](super::Clients::optional_scope_add) adds one by
    /// id.
    #[record(name = "optionalClientScopes")]
    pub optional_client_scopes: Option<Vec<String>>,
    /// What [authorization services](Self::authorization_services_enabled) protect.
    ///
    /// **Partly guessed.** What is in it: only Keycloak's description has it.
    #[record(name = "authorizationSettings")]
    pub authorization_settings: Option<ResourceServer>,
    /// What the caller may do with the client; set by the server.
    #[record(server)]
    pub access: Option<BTreeMap<String, bool>>,
    /// The member `origin`, which has no description; set by the server.
    #[record(server)]
    pub origin: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl RegisteredClient {
    /// Returns an attribute.
    pub fn attribute(&self, key: &str) -> Option<&Secret> {
        self.attributes.as_ref()?.get(key)
    }

    /// Sets one attribute and keeps the others.
    #[must_use]
    pub fn with_attribute(mut self, key: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.attributes.get_or_insert_default().insert(key.into(), value.into());
        self
    }

    pub(super) fn creatable(&self) -> Result<()> {
        input::required("client_id", self.client_id.as_ref().map_or("", ClientId::as_str))
    }

    fn check(&self) -> Result<()> {
        // An update may leave it out.
        self.client_id.as_ref().map_or(Ok(()), |id| input::required("client_id", id.as_str()))
    }

    fn check_always(&self) -> Result<()> {
        all_read("attributes", self.attributes.is_some(), &self.extra)
    }
}
