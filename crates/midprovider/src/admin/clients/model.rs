//! Clients, as Keycloak represents them.

use super::authorization::ResourceServer;
use crate::{ClientId, ClientUuid, admin::client_scopes::ProtocolMapper};
use portcullis_core::{Extra, Secret};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A client representation.
// No field: `defaultRoles`: deprecated.
// No field: `directGrantsOnly`: deprecated.
// No field: `clientTemplate`: deprecated.
// No field: `useTemplateConfig`: deprecated.
// No field: `useTemplateScope`: deprecated.
// No field: `useTemplateMappers`: deprecated.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct RegisteredClient {
    /// The UUID.
    #[record(id)]
    pub id: ClientUuid,
    /// OIDC client id. Unique.
    #[record(name = "clientId")]
    pub client_id: Option<ClientId>,
    /// The name.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The type.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// The rootUrl.
    #[record(name = "rootUrl")]
    pub root_url: Option<String>,
    /// The adminUrl.
    #[record(name = "adminUrl")]
    pub admin_url: Option<String>,
    /// The baseUrl.
    #[record(name = "baseUrl")]
    pub base_url: Option<String>,
    /// The surrogateAuthRequired.
    #[record(name = "surrogateAuthRequired")]
    pub surrogate_auth_required: Option<bool>,
    /// The enabled.
    pub enabled: Option<bool>,
    /// The alwaysDisplayInConsole.
    #[record(name = "alwaysDisplayInConsole")]
    pub always_display_in_console: Option<bool>,
    /// The clientAuthenticatorType.
    #[record(name = "clientAuthenticatorType")]
    pub client_authenticator_type: Option<String>,
    /// Client secret.
    pub secret: Option<Secret>,
    /// Opens the client registration service.
    #[record(name = "registrationAccessToken")]
    pub registration_access_token: Option<Secret>,
    /// The redirectUris.
    #[record(name = "redirectUris")]
    pub redirect_uris: Option<Vec<String>>,
    /// The webOrigins.
    #[record(name = "webOrigins")]
    pub web_origins: Option<Vec<String>>,
    /// Epoch seconds.
    #[record(name = "notBefore")]
    pub not_before: Option<i64>,
    /// The bearerOnly.
    #[record(name = "bearerOnly")]
    pub bearer_only: Option<bool>,
    /// The consentRequired.
    #[record(name = "consentRequired")]
    pub consent_required: Option<bool>,
    /// The standardFlowEnabled.
    #[record(name = "standardFlowEnabled")]
    pub standard_flow_enabled: Option<bool>,
    /// The implicitFlowEnabled.
    #[record(name = "implicitFlowEnabled")]
    pub implicit_flow_enabled: Option<bool>,
    /// The directAccessGrantsEnabled.
    #[record(name = "directAccessGrantsEnabled")]
    pub direct_access_grants_enabled: Option<bool>,
    /// The serviceAccountsEnabled.
    #[record(name = "serviceAccountsEnabled")]
    pub service_accounts_enabled: Option<bool>,
    /// The authorizationServicesEnabled.
    #[record(name = "authorizationServicesEnabled")]
    pub authorization_services_enabled: Option<bool>,
    /// The publicClient.
    #[record(name = "publicClient")]
    pub public_client: Option<bool>,
    /// The frontchannelLogout.
    #[record(name = "frontchannelLogout")]
    pub frontchannel_logout: Option<bool>,
    /// The protocol.
    pub protocol: Option<String>,
    /// Scalar texts, not arrays; may hold private keys and rotated secrets.
    pub attributes: Option<BTreeMap<String, Secret>>,
    /// The authenticationFlowBindingOverrides.
    #[record(name = "authenticationFlowBindingOverrides")]
    pub authentication_flow_binding_overrides: Option<BTreeMap<String, String>>,
    /// The fullScopeAllowed.
    #[record(name = "fullScopeAllowed")]
    pub full_scope_allowed: Option<bool>,
    /// Seconds.
    #[record(name = "nodeReRegistrationTimeout")]
    pub node_re_registration_timeout: Option<i64>,
    /// The registeredNodes.
    #[record(name = "registeredNodes")]
    pub registered_nodes: Option<BTreeMap<String, i64>>,
    /// The protocolMappers.
    #[record(name = "protocolMappers")]
    pub protocol_mappers: Option<Vec<ProtocolMapper>>,
    /// The defaultClientScopes.
    #[record(name = "defaultClientScopes")]
    pub default_client_scopes: Option<Vec<String>>,
    /// The optionalClientScopes.
    #[record(name = "optionalClientScopes")]
    pub optional_client_scopes: Option<Vec<String>>,
    /// Raw JSON. Partly guessed.
    #[record(name = "authorizationSettings")]
    pub authorization_settings: Option<ResourceServer>,
    /// The access. Set by the server.
    #[record(server)]
    pub access: BTreeMap<String, bool>,
    /// The origin. Set by the server.
    #[record(server)]
    pub origin: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
