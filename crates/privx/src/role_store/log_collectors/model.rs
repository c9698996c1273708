//! Services that receive logs.

use crate::ids::LogCollectorId;
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::Record;

/// A service that receives the logs of PrivX.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, kind))]
#[non_exhaustive]
pub struct LogCollector {
    /// The collector's id; set by PrivX.
    #[record(id)]
    pub id: LogCollectorId,
    /// The name.
    pub name: Option<String>,
    /// The kind of collector; the names are not documented.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// Whether logs are sent.
    pub enabled: Option<bool>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// The state.
    #[record(server)]
    pub status_code: Option<String>,
    /// The state in words.
    #[record(server)]
    pub status_text: Option<String>,
    /// CloudWatch region.
    pub aws_log_region: Option<String>,
    /// AWS access key id.
    pub iam_access_key_id: Option<String>,
    /// AWS secret key.
    pub iam_secret_access_key: Option<Secret>,
    /// AWS session token.
    pub iam_session_token: Option<Secret>,
    /// Event Hubs namespace.
    pub azure_event_hubs_namespace: Option<String>,
    /// Event Hub name.
    pub azure_event_hub_name: Option<String>,
    /// Azure tenant.
    pub azure_tenant_id: Option<String>,
    /// Azure application id.
    pub azure_client_id: Option<String>,
    /// Azure application secret.
    pub azure_client_secret: Option<Secret>,
    /// SAS connection string.
    pub azure_sas_connection_string: Option<Secret>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
