//! What the operations on a realm return.

use crate::{ClientId, ClientUuid};
use portcullis_core::Extra;
use portcullis_macros::Reply;

/// Which clients were notified.
///
/// **Partly guessed**: what the texts are.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct GlobalRequestResult {
    /// Where a request succeeded.
    #[reply(name = "successRequests")]
    pub success_requests: Vec<String>,
    /// Where one failed.
    #[reply(name = "failedRequests")]
    pub failed_requests: Vec<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// How many sessions a client has.
///
/// **Partly guessed**: its members.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ClientSessionStats {
    /// The UUID of the client.
    pub id: Option<ClientUuid>,
    /// The client id.
    #[reply(name = "clientId")]
    pub client_id: Option<ClientId>,
    /// How many sessions there are. The server sends a text.
    pub active: Option<i64>,
    /// How many offline sessions there are. The server sends a text.
    pub offline: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}
