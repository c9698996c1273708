//! Authentication flows of a realm.

use portcullis_core::{Extra, Secret};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// An authentication flow: the steps of a login, a registration or the like. **Partly guessed**: its members, which are
/// known by name and type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(alias))]
#[non_exhaustive]
pub struct AuthenticationFlow {
    /// The id.
    #[record(server)]
    pub id: Option<String>,
    /// The name by which the settings of a realm refer to the flow.
    pub alias: Option<String>,
    /// A text for administrators.
    pub description: Option<String>,
    /// The kind of flow; the words are not documented.
    #[record(name = "providerId")]
    pub provider_id: Option<String>,
    /// Whether it is a flow of its own, and not a part of another.
    #[record(name = "topLevel")]
    pub top_level: Option<bool>,
    /// Whether it comes with the server.
    #[record(name = "builtIn")]
    pub built_in: Option<bool>,
    /// The steps.
    #[record(name = "authenticationExecutions")]
    pub authentication_executions: Option<Vec<AuthenticationExecution>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A step of an authentication flow. **Partly guessed**: its members, which are known by name and type only.
// No field: `autheticatorFlow`, which is deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct AuthenticationExecution {
    /// The alias of the [configuration](AuthenticatorConfig) of the authenticator.
    #[record(name = "authenticatorConfig")]
    pub authenticator_config: Option<String>,
    /// The authenticator that the step runs.
    pub authenticator: Option<String>,
    /// Whether the step is another flow.
    #[record(name = "authenticatorFlow")]
    pub authenticator_flow: Option<bool>,
    /// Whether the step is required; the words are not documented.
    pub requirement: Option<String>,
    /// The place of the step in the order.
    pub priority: Option<i64>,
    /// The alias of the other flow.
    #[record(name = "flowAlias")]
    pub flow_alias: Option<String>,
    /// Whether users may set the authenticator up on the way.
    #[record(name = "userSetupAllowed")]
    pub user_setup_allowed: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The configuration of an authenticator. **Partly guessed**: its members, which are known by name and type only.
#[derive(Debug, Clone, Default, Record)]
#[record(new(alias))]
#[non_exhaustive]
pub struct AuthenticatorConfig {
    /// The id.
    #[record(server)]
    pub id: Option<String>,
    /// The name by which a step refers to the configuration.
    pub alias: Option<String>,
    /// The settings, which may hold secrets of services. A mask is refused when sent.
    pub config: Option<BTreeMap<String, Secret>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
