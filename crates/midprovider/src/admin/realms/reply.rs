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
    /// The number of sessions, as a text.
    pub active: Option<String>,
    /// The number of offline sessions, as a text.
    pub offline: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl ClientSessionStats {
    /// Returns how many sessions there are, unless the text is no number.
    pub fn active_sessions(&self) -> Option<u64> {
        self.active.as_deref()?.parse().ok()
    }

    /// Returns how many offline sessions there are, unless the text is no number.
    pub fn offline_sessions(&self) -> Option<u64> {
        self.offline.as_deref()?.parse().ok()
    }
}
