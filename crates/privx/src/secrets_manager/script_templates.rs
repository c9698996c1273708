//! Scripts that rotate passwords on hosts.

mod input;
mod model;

pub use input::CompileScript;
pub use model::{CompileScriptResult, ScriptTemplate};

use crate::ids::ScriptTemplateId;
use portcullis_core::{Call, Client, List};

/// Scripts that rotate passwords on hosts; made by [`SecretsManager::script_templates`](super::SecretsManager::script_templates).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::secrets_manager::{CompileScript, ScriptTemplate};
///
/// let templates = privx.secrets_manager().script_templates();
/// let script = "chpasswd";
/// let compiled = templates.compile(&CompileScript::new("LINUX", script)).await?;
/// if compiled.script.is_some() {
///     templates.create(&ScriptTemplate::new("linux", "LINUX", script)).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ScriptTemplates(pub(super) Client);

impl ScriptTemplates {
    /// Lists all script templates.
    ///
    /// `GET /secrets-manager/api/v1/script-templates`
    ///
    /// - Operation: `script_templates.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list(&self) -> List<ScriptTemplate> {
        self.0.get("/secrets-manager/api/v1/script-templates").list_whole("items")
    }

    /// Creates a script template and returns its id.
    ///
    /// `POST /secrets-manager/api/v1/script-template`
    ///
    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// - Operation: `script_templates.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`) (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn create(&self, template: &ScriptTemplate) -> Call<ScriptTemplateId> {
        self.0.post("/secrets-manager/api/v1/script-template").create(template).pick("id").call()
    }

    /// Returns one script template.
    ///
    /// `GET /secrets-manager/api/v1/script-template/{template_id}`
    ///
    /// - Operation: `script_templates.get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, id: &ScriptTemplateId) -> Call<ScriptTemplate> {
        self.0
            .get("/secrets-manager/api/v1/script-template/{template_id}")
            .path(id)
            .identified_by("id")
            .call()
    }

    /// Replaces one script template as a whole: what `template` does not hold is reset.
    ///
    /// `PUT /secrets-manager/api/v1/script-template/{template_id}`
    ///
    /// A change by others between reading and writing is lost. Fails with
    /// [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// - Operation: `script_templates.update`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace(&self, id: &ScriptTemplateId, template: &ScriptTemplate) -> Call<()> {
        self.0
            .put("/secrets-manager/api/v1/script-template/{template_id}")
            .idempotent()
            .replace(id, template)
            .done()
    }

    /// Deletes one script template.
    ///
    /// `DELETE /secrets-manager/api/v1/script-template/{template_id}`
    ///
    /// What happens to password policies and accounts that use it is not documented.
    ///
    /// - Operation: `script_templates.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (inferred)
    /// - Source: vendor's SDK for Python (its SDK for Go deletes a password policy instead)
    #[inline]
    pub fn delete(&self, id: &ScriptTemplateId) -> Call<()> {
        self.0.delete("/secrets-manager/api/v1/script-template/{template_id}").idempotent().path(id).done()
    }

    /// Compiles a script without saving it, and returns the result.
    ///
    /// `POST /secrets-manager/api/v1/script-template/compile`
    ///
    /// Limits: neither the operating system nor the script is empty.
    ///
    /// - Operation: `script_templates.compile`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`) (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn compile(&self, script: &CompileScript) -> Call<CompileScriptResult> {
        self.0.post("/secrets-manager/api/v1/script-template/compile").read_only().json(script).call()
    }
}
