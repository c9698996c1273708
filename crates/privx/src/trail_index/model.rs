//! What the index returns of recordings.

use crate::ids::{ChannelId, ConnectionId};
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::Reply;

/// A place in a recording.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct TrailSlice {
    /// The kind of connection.
    pub connection_type: Option<TrailSliceConnection>,
    /// The connection. Older versions misspell the member.
    #[reply(alias = "connnection_id")]
    pub connection_id: Option<ConnectionId>,
    /// The channel within the connection.
    pub channel_id: Option<ChannelId>,
    /// The protocol.
    pub protocol: Option<TrailSliceProtocol>,
    /// The kind of content.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// Details that depend on the protocol.
    #[reply(name = "extra")]
    pub details: Option<TrailSliceDetails>,
    /// When this was typed or shown.
    pub timestamp: Option<Timestamp>,
    /// The position: milliseconds from the start of the recording.
    pub position: Option<i64>,
    /// What was typed or shown.
    pub content: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Details of a place that depend on the protocol.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct TrailSliceDetails {
    /// With SSH: the command that was run.
    pub command: Option<String>,
    /// With SSH: whether there was a terminal.
    pub pty: Option<bool>,
    /// With an API target: the head of the request, sanitized by PrivX.
    pub http_request: Option<Secret>,
    /// With an API target: the id of the request.
    pub http_request_id: Option<String>,
    /// With an API target: the head of the response, sanitized by PrivX.
    pub http_response: Option<Secret>,
    /// With an API target: when the response came; the form is not documented.
    pub http_response_timestamp: Option<String>,
    /// With an API target: whether the request was encrypted.
    pub http_transport: Option<HttpTransport>,
    /// Members that this version does not know, such as those of older versions.
    pub extra: Extra,
}

/// The state of the indexing of a recording.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct TranscriptStatus {
    /// The connection.
    pub connection_id: Option<ConnectionId>,
    /// The state; its words are not documented.
    pub status: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The kind of a connection with an index.
    TrailSliceConnection {
        /// SSH.
        Ssh = "SSH",
        /// An API target.
        Api = "API",
    }
}

portcullis_core::open_enum! {
    /// The protocol of a place in a recording.
    TrailSliceProtocol {
        /// SSH.
        Ssh = "SSH",
        /// RDP.
        Rdp = "RDP",
        /// HTTP.
        Http = "HTTP",
    }
}

portcullis_core::open_enum! {
    /// Whether a request to an API target was encrypted.
    HttpTransport {
        /// It was, by TLS.
        Tls = "tls",
        /// It was not.
        Plaintext = "plaintext",
    }
}
