//! The service `settings`: settings of the deployment.

mod model;

pub use crate::ids::SettingsSection;
pub use model::{RestartRequired, SettingsScope};

use crate::ServiceStatus;
use model::Values;
use portcullis_core::{Call, Client};
use serde_json::Value;

/// The service `settings`; made by [`Client::settings`](crate::Client::settings).
///
/// The settings of a scope are an object of sections, and a section is an object of settings (inferred from what is
/// written). Which ones exist is in the schema of the scope. A setting may be a secret: log none of them.
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::settings::SettingsScope;
///
/// let (settings, scope) = (privx.settings(), SettingsScope::TrailIndex);
/// let housekeeping = "housekeeping".into();
/// let mut section = settings.section(&scope, &housekeeping).await?;
/// if let Some(section) = section.as_object_mut() {
///     section.insert("data_retention_period".to_owned(), 90.into());
/// }
/// let change = serde_json::json!({ "housekeeping": section });
/// if settings.restart_required(&scope, &change).await?.restart != Some(true) {
///     settings.replace_section(&scope, &housekeeping, &section).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Settings(pub(crate) Client);

impl Settings {
    /// Returns the settings of one scope: JSON of a form that is not documented, probably an object of sections.
    ///
    /// `GET /settings/api/v1/settings/{scope}`
    ///
    /// - Operation: `settings.scope_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn scope(&self, scope: &SettingsScope) -> Call<Value> {
        self.0.get("/settings/api/v1/settings/{scope}").path(scope).call()
    }

    /// Returns the settings of one scope together with the shared ones, in the form of [`scope`](Self::scope).
    ///
    /// `GET /settings/api/v1/settings/{scope}`
    ///
    /// Do not write these back: the shared settings would become settings of the scope.
    ///
    /// - Operation: `settings.scope_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-view` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn scope_merged(&self, scope: &SettingsScope) -> Call<Value> {
        self.0.get("/settings/api/v1/settings/{scope}").path(scope).query("merge", true).call()
    }

    /// Replaces the settings of one scope as a whole: an object of sections.
    ///
    /// `PUT /settings/api/v1/settings/{scope}`
    ///
    /// A change by others between reading and writing is lost. Masked values (`***`), at any
    /// depth, are refused. The change may need a restart: see [`restart_required`](Self::restart_required).
    ///
    /// - Operation: `settings.scope_set`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-manage` or admin (inferred)
    /// - Source: vendor's documentation
    #[inline]
    pub fn replace_scope(&self, scope: &SettingsScope, settings: &Value) -> Call<()> {
        self.0
            .put("/settings/api/v1/settings/{scope}")
            .idempotent()
            .path(scope)
            .json(&Values::sections(settings))
            .done()
    }

    /// Returns the settings of one section: JSON of a form that is not documented, probably an object.
    ///
    /// `GET /settings/api/v1/settings/{scope}/{section}`
    ///
    /// - Operation: `settings.section_get`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn section(&self, scope: &SettingsScope, section: &SettingsSection) -> Call<Value> {
        self.0.get("/settings/api/v1/settings/{scope}/{section}").path(scope).path(section).call()
    }

    /// Replaces the settings of one section as a whole: an object.
    ///
    /// `PUT /settings/api/v1/settings/{scope}/{section}`
    ///
    /// The rest is as in [`replace_scope`](Self::replace_scope).
    ///
    /// - Operation: `settings.section_set`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace_section(
        &self,
        scope: &SettingsScope,
        section: &SettingsSection,
        settings: &Value,
    ) -> Call<()> {
        self.0
            .put("/settings/api/v1/settings/{scope}/{section}")
            .idempotent()
            .path(scope)
            .path(section)
            .json(&Values::section(settings))
            .done()
    }

    /// Returns the JSON schema of one scope.
    ///
    /// `GET /settings/api/v1/schema/{scope}`
    ///
    /// - Operation: `settings.schema_scope`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn scope_schema(&self, scope: &SettingsScope) -> Call<Value> {
        self.0.get("/settings/api/v1/schema/{scope}").path(scope).call()
    }

    /// Returns the JSON schema of one section.
    ///
    /// `GET /settings/api/v1/schema/{scope}/{section}`
    ///
    /// - Operation: `settings.schema_section`
    /// - Retried: also when the reply is lost
    /// - Permission: `settings-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn section_schema(&self, scope: &SettingsScope, section: &SettingsSection) -> Call<Value> {
        self.0.get("/settings/api/v1/schema/{scope}/{section}").path(scope).path(section).call()
    }

    /// Returns whether services must be restarted for these settings, an object of sections, to take effect. Nothing is
    /// written.
    ///
    /// `POST /settings/api/v1/restart_required/{scope}`
    ///
    /// Masked values (`***`) are refused, as they are by [`replace_scope`](Self::replace_scope).
    ///
    /// - Operation: `settings.restart_required`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `settings-manage`
    /// - Source: vendor's documentation
    #[inline]
    pub fn restart_required(&self, scope: &SettingsScope, settings: &Value) -> Call<RestartRequired> {
        self.0
            .post("/settings/api/v1/restart_required/{scope}")
            .read_only()
            .path(scope)
            .json(&Values::sections(settings))
            .call()
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /settings/api/v1/status`
    ///
    /// - Operation: `settings.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/settings/api/v1/status").without_credential().call()
    }
}
