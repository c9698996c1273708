//! Scopes, and the settings in them.

use portcullis_core::{Error, Extra, Input, Result, record::is_mask};
use portcullis_macros::Reply;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

portcullis_core::open_enum! {
    /// A group of settings: those of one service, or shared ones.
    SettingsScope {
        /// The service `auth`.
        Auth = "AUTH",
        /// The service `authorizer`.
        Authorizer = "AUTHORIZER",
        /// The service `connection-manager`.
        ConnectionManager = "CONNECTION-MANAGER",
        /// The service `host-store`.
        HostStore = "HOST-STORE",
        /// The service `trail-index`.
        TrailIndex = "TRAIL-INDEX",
        /// The service `keyvault`; what it is, is not documented.
        Keyvault = "KEYVAULT",
        /// The service `monitor-service`.
        MonitorService = "MONITOR-SERVICE",
        /// The service `rdp-proxy`.
        RdpProxy = "RDP-PROXY",
        /// The service `rdp-mitm`.
        RdpMitm = "RDP-MITM",
        /// The service `ssh-proxy`.
        SshProxy = "SSH-PROXY",
        /// The service `ssh-mitm`.
        SshMitm = "SSH-MITM",
        /// The service `role-store`.
        RoleStore = "ROLE-STORE",
        /// The service `local-user-store`.
        UserStore = "USER-STORE",
        /// The service `workflow-engine`.
        WorkflowEngine = "WORKFLOW-ENGINE",
        /// The service `settings`.
        Settings = "SETTINGS",
        /// The service `search`; what it is, is not documented.
        Search = "SEARCH",
        /// The service `vault`.
        Vault = "VAULT",
        /// The service `license-manager`.
        LicenseManager = "LICENSE-MANAGER",
        /// The service `secrets-manager`.
        SecretsManager = "SECRETS-MANAGER",
        /// The service `network-access-manager`.
        NetworkAccessManager = "NETWORK-ACCESS-MANAGER",
        /// The service `extender-service`.
        ExtenderService = "EXTENDER-SERVICE",
        /// The service `db-proxy`.
        DbProxy = "DB-PROXY",
        /// Carriers.
        PrivxCarrier = "PRIVX-CARRIER",
        /// Web proxies.
        PrivxWebProxy = "PRIVX-WEB-PROXY",
        /// Extenders.
        PrivxExtender = "PRIVX-EXTENDER",
        /// Shared settings, by its name (inferred).
        Global = "GLOBAL",
        /// User and entity behaviour analytics.
        Ueba = "UEBA",
    }
}

/// Which changes of settings need a restart.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct RestartRequired {
    /// Whether any of them needs one.
    pub restart: Option<bool>,
    /// For each setting, by section, whether it needs one.
    pub settings: BTreeMap<String, BTreeMap<String, bool>>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Settings to be written.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Values<'a> {
    settings: &'a Value,
    #[serde(skip)]
    by_section: bool,
}

impl<'a> Values<'a> {
    pub(super) fn sections(settings: &'a Value) -> Self {
        Self { settings, by_section: true }
    }

    pub(super) fn section(settings: &'a Value) -> Self {
        Self { settings, by_section: false }
    }
}

impl Input for Values<'_> {
    fn check(&self) -> Result<()> {
        match self.settings.as_object() {
            None => Err(Error::input("settings", "must be an object")),
            Some(sections) if self.by_section && !sections.values().all(Value::is_object) => {
                Err(Error::input("settings", "must be an object of sections"))
            }
            Some(_) => Ok(()),
        }
    }

    fn check_always(&self) -> Result<()> {
        if has_mask(self.settings) {
            Err(Error::input("settings", "holds a masked value: supply the value"))
        } else {
            Ok(())
        }
    }
}

fn has_mask(value: &Value) -> bool {
    match value {
        Value::String(text) => is_mask(text),
        Value::Array(items) => items.iter().any(has_mask),
        Value::Object(members) => members.values().any(has_mask),
        _ => false,
    }
}
