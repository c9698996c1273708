//! Settings of workflows and of the mail to approvers.

use portcullis_core::{Extra, Secret};
use portcullis_macros::{Record, Reply};
use serde_json::Value;

/// Settings of workflows and of the mail to approvers.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct WorkflowSettings {
    /// The host of the mail server.
    pub smtp_server: Option<String>,
    /// The port of the mail server.
    pub smtp_server_port: Option<i64>,
    /// How many approvers a request may have at most.
    pub request_role_max_approvers: Option<i64>,
    /// Whether mail is sent.
    pub smtp_server_enabled: Option<bool>,
    /// The address of PrivX that is written into the mail.
    pub privx_backend_address: Option<String>,
    /// The user name at the mail server.
    pub smtp_server_username: Option<String>,
    /// The password at the mail server.
    pub smtp_server_password: Option<Secret>,
    /// The protocol; its values are not documented.
    pub smtp_server_protocol: Option<String>,
    /// The address that the mail comes from.
    pub smtp_sender_address: Option<String>,
    /// How many times sending a mail is retried.
    pub smtp_retry_attempts: Option<i64>,
    /// Whether the certificate of the mail server is left unchecked.
    pub smtp_server_insecure_verify: Option<bool>,
    /// The provider of the mail server; its values are not documented.
    pub smtp_provider: Option<String>,
    /// How PrivX logs in to the mail server; its values are not documented.
    pub smtp_authentication_mode: Option<String>,
    /// The provider's endpoint for OAuth tokens.
    pub smtp_provider_token_endpoint: Option<String>,
    /// The OAuth scope that the provider requires.
    pub smtp_provider_token_scope: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The result of a test of mail settings.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SmtpTestResult {
    /// The state; its values are not documented.
    pub status: Option<String>,
    /// Details, in a form that is not documented.
    pub details: Option<Value>,
    /// Members that this version does not know.
    pub extra: Extra,
}
