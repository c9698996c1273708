//! The server as a whole.

use super::{
    Feature, ProfileInfo,
    providers::{
        ClientInstallation, ComponentType, PasswordPolicyType, ProtocolMapperType, ProviderInterface,
    },
};
use crate::admin::client_scopes::ProtocolMapper;
use portcullis_core::Extra;
use portcullis_macros::Reply;
use std::collections::BTreeMap;

/// What the server is and can do. What the caller may not see is absent.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ServerInfo {
    /// Version, time and platform.
    #[reply(name = "systemInfo")]
    pub system_info: Option<SystemInfo>,
    /// The processors.
    #[reply(name = "cpuInfo")]
    pub cpu_info: Option<CpuInfo>,
    /// The memory.
    #[reply(name = "memoryInfo")]
    pub memory_info: Option<MemoryInfo>,
    /// The features by their state.
    #[reply(name = "profileInfo")]
    pub profile_info: Option<ProfileInfo>,
    /// The features.
    pub features: Vec<Feature>,
    /// The cryptography.
    #[reply(name = "cryptoInfo")]
    pub crypto_info: Option<CryptoInfo>,
    /// The themes, by type.
    pub themes: BTreeMap<String, Vec<ThemeInfo>>,
    /// The social identity providers. Which members they have is not known.
    #[reply(name = "socialProviders")]
    pub social_providers: Vec<BTreeMap<String, String>>,
    /// The other identity providers. Which members they have is not known.
    #[reply(name = "identityProviders")]
    pub identity_providers: Vec<BTreeMap<String, String>>,
    /// The formats from which a client can be imported. Which members they have is not known.
    #[reply(name = "clientImporters")]
    pub client_importers: Vec<BTreeMap<String, String>>,
    /// The providers, by the interface that they implement.
    pub providers: BTreeMap<String, ProviderInterface>,
    /// The types of protocol mappers, by protocol.
    #[reply(name = "protocolMapperTypes")]
    pub protocol_mapper_types: BTreeMap<String, Vec<ProtocolMapperType>>,
    /// The protocol mappers that the server comes with, by protocol.
    #[reply(name = "builtinProtocolMappers")]
    pub builtin_protocol_mappers: BTreeMap<String, Vec<ProtocolMapper>>,
    /// The formats of configurations for clients, by protocol.
    #[reply(name = "clientInstallations")]
    pub client_installations: BTreeMap<String, Vec<ClientInstallation>>,
    /// The types of components, by the interface that they implement.
    #[reply(name = "componentTypes")]
    pub component_types: BTreeMap<String, Vec<ComponentType>>,
    /// The types of rules for passwords.
    #[reply(name = "passwordPolicies")]
    pub password_policies: Vec<PasswordPolicyType>,
    /// The server's enumerations: words by name.
    pub enums: BTreeMap<String, Vec<String>>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl ServerInfo {
    /// Returns the version of Keycloak that mID Provider stands on, such as `26.0.8`. It is not that of mID Provider.
    pub fn version(&self) -> Option<&str> {
        self.system_info.as_ref()?.version.as_deref()
    }
}

/// Version, time and platform of the server.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SystemInfo {
    /// The version of Keycloak.
    pub version: Option<String>,
    /// The server's time, as a text for people.
    #[reply(name = "serverTime")]
    pub server_time: Option<String>,
    /// How long the server has been running, as a text for people.
    pub uptime: Option<String>,
    /// How long the server has been running, in milliseconds.
    #[reply(name = "uptimeMillis")]
    pub uptime_ms: Option<i64>,
    /// The version of Java.
    #[reply(name = "javaVersion")]
    pub java_version: Option<String>,
    /// The vendor of Java.
    #[reply(name = "javaVendor")]
    pub java_vendor: Option<String>,
    /// The name of the Java virtual machine.
    #[reply(name = "javaVm")]
    pub java_vm: Option<String>,
    /// The version of the Java virtual machine.
    #[reply(name = "javaVmVersion")]
    pub java_vm_version: Option<String>,
    /// The name of the Java runtime.
    #[reply(name = "javaRuntime")]
    pub java_runtime: Option<String>,
    /// The folder of Java.
    #[reply(name = "javaHome")]
    pub java_home: Option<String>,
    /// The name of the operating system.
    #[reply(name = "osName")]
    pub os_name: Option<String>,
    /// The architecture of the machine.
    #[reply(name = "osArchitecture")]
    pub os_architecture: Option<String>,
    /// The version of the operating system.
    #[reply(name = "osVersion")]
    pub os_version: Option<String>,
    /// The encoding of files.
    #[reply(name = "fileEncoding")]
    pub file_encoding: Option<String>,
    /// The operating system's user that the server runs as.
    #[reply(name = "userName")]
    pub user_name: Option<String>,
    /// The folder that the server runs in.
    #[reply(name = "userDir")]
    pub user_dir: Option<String>,
    /// The server's time zone.
    #[reply(name = "userTimezone")]
    pub user_timezone: Option<String>,
    /// The server's locale.
    #[reply(name = "userLocale")]
    pub user_locale: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The processors of the server.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CpuInfo {
    /// How many there are.
    #[reply(name = "processorCount")]
    pub processor_count: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The memory of the server.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct MemoryInfo {
    /// All of it, in bytes.
    pub total: Option<i64>,
    /// All of it, as a text for people.
    #[reply(name = "totalFormated")]
    pub total_formatted: Option<String>,
    /// What is used, in bytes.
    pub used: Option<i64>,
    /// What is used, as a text for people.
    #[reply(name = "usedFormated")]
    pub used_formatted: Option<String>,
    /// What is free, in bytes.
    pub free: Option<i64>,
    /// What is free, in percent of all of it.
    #[reply(name = "freePercentage")]
    pub free_percentage: Option<i64>,
    /// What is free, as a text for people.
    #[reply(name = "freeFormated")]
    pub free_formatted: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The cryptography of the server.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CryptoInfo {
    /// The provider.
    #[reply(name = "cryptoProvider")]
    pub crypto_provider: Option<String>,
    /// The types of key stores.
    #[reply(name = "supportedKeystoreTypes")]
    pub supported_keystore_types: Vec<String>,
    /// The algorithms by which a client can sign with a shared secret.
    #[reply(name = "clientSignatureSymmetricAlgorithms")]
    pub client_signature_symmetric_algorithms: Vec<String>,
    /// The algorithms by which a client can sign with a private key.
    #[reply(name = "clientSignatureAsymmetricAlgorithms")]
    pub client_signature_asymmetric_algorithms: Vec<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A theme.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ThemeInfo {
    /// The name.
    pub name: Option<String>,
    /// The languages that it has texts in.
    pub locales: Vec<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
