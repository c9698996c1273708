//! The providers of the server, and what can be configured with them.

use portcullis_core::Extra;
use portcullis_macros::Reply;
use serde_json::Value;
use std::collections::BTreeMap;

/// An interface and its providers.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ProviderInterface {
    /// Whether it is internal to the server.
    pub internal: Option<bool>,
    /// The providers, by id.
    pub providers: BTreeMap<String, Provider>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A provider.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Provider {
    /// Its place among the providers of the interface.
    pub order: Option<i64>,
    /// Facts about its operation.
    #[reply(name = "operationalInfo")]
    pub operational_info: BTreeMap<String, String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A type of protocol mappers.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ProtocolMapperType {
    /// The id: the `protocolMapper` of a [mapper](crate::admin::client_scopes::ProtocolMapper) of this type.
    pub id: Option<String>,
    /// The name for people.
    pub name: Option<String>,
    /// The category.
    pub category: Option<String>,
    /// An explanation for people.
    #[reply(name = "helpText")]
    pub help_text: Option<String>,
    /// The priority.
    pub priority: Option<i64>,
    /// What can be set.
    pub properties: Vec<ConfigProperty>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A property that can be set in a configuration.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ConfigProperty {
    /// The name.
    pub name: Option<String>,
    /// The name for people.
    pub label: Option<String>,
    /// An explanation for people.
    #[reply(name = "helpText")]
    pub help_text: Option<String>,
    /// The type of the value.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// The value that it has unless set, of any type.
    #[reply(name = "defaultValue")]
    pub default_value: Option<Value>,
    /// The values to choose from.
    pub options: Vec<String>,
    /// Whether the value is a secret.
    pub secret: Option<bool>,
    /// Whether it must be set.
    pub required: Option<bool>,
    /// Whether it cannot be set.
    #[reply(name = "readOnly")]
    pub read_only: Option<bool>,
    /// What a form shows while there is no value.
    pub placeholder: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A format of the configuration that a client is installed with.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ClientInstallation {
    /// The id.
    pub id: Option<String>,
    /// The protocol.
    pub protocol: Option<String>,
    /// Whether it can only be downloaded.
    #[reply(name = "downloadOnly")]
    pub download_only: Option<bool>,
    /// The name for people.
    #[reply(name = "displayType")]
    pub display_type: Option<String>,
    /// An explanation for people.
    #[reply(name = "helpText")]
    pub help_text: Option<String>,
    /// The name of the file.
    pub filename: Option<String>,
    /// The media type of the file.
    #[reply(name = "mediaType")]
    pub media_type: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A type of components.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ComponentType {
    /// The id.
    pub id: Option<String>,
    /// An explanation for people.
    #[reply(name = "helpText")]
    pub help_text: Option<String>,
    /// What can be set.
    pub properties: Vec<ConfigProperty>,
    /// What can be set for a client.
    #[reply(name = "clientProperties")]
    pub client_properties: Vec<ConfigProperty>,
    /// Other facts, of any type.
    pub metadata: Option<BTreeMap<String, Value>>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A type of rules for passwords.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PasswordPolicyType {
    /// The id.
    pub id: Option<String>,
    /// The name for people.
    #[reply(name = "displayName")]
    pub display_name: Option<String>,
    /// The type of the value.
    #[reply(name = "configType")]
    pub config_type: Option<String>,
    /// The value that it has unless set.
    #[reply(name = "defaultValue")]
    pub default_value: Option<String>,
    /// Whether there can be several of it.
    #[reply(name = "multipleSupported")]
    pub multiple_supported: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}
