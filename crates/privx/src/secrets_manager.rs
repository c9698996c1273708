//! The service `secrets-manager`: passwords of accounts that PrivX manages and rotates.

mod script_templates;

pub use script_templates::{CompileScript, CompileScriptResult, ScriptTemplate, ScriptTemplates};

use crate::ServiceStatus;
use portcullis_core::{Call, Client};

/// The service `secrets-manager`; made by [`Client::secrets_manager`](crate::Client::secrets_manager).
#[derive(Debug, Clone)]
pub struct SecretsManager(pub(crate) Client);

impl SecretsManager {
    /// Returns the operations on scripts that rotate passwords on hosts.
    pub fn script_templates(&self) -> ScriptTemplates {
        ScriptTemplates(self.0.clone())
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /secrets-manager/api/v1/status`
    ///
    /// - Operation: `secrets_manager.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDK for Go
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/secrets-manager/api/v1/status").without_credential().call()
    }
}
