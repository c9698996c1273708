//! The state of a service.

use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;

/// The state of a PrivX service.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ServiceStatus {
    /// The variant of the build.
    pub variant: Option<String>,
    /// The version of PrivX.
    pub version: Option<String>,
    /// The version of the service's API.
    pub api_version: Option<String>,
    /// The state, such as `OK`.
    pub status: Option<String>,
    /// The state in words.
    pub status_message: Option<String>,
    /// The id of the instance of the service.
    pub app_id: Option<String>,
    /// The mode of the server.
    #[reply(name = "server-mode")]
    pub server_mode: Option<String>,
    /// More about the state.
    pub status_details: Vec<StatusDetail>,
    /// When the service started.
    pub start_time: Option<Timestamp>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// One detail of a service's state.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct StatusDetail {
    /// The name.
    #[reply(name = "k")]
    pub key: Option<String>,
    /// The value.
    #[reply(name = "v")]
    pub value: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
