//! What the server returns about transactions.

use crate::{AstClientId, TmsId, UserId};
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;

portcullis_core::open_enum! {
    /// How a transaction ended. The words for one that is under way, and for one that was cancelled, are not
    /// documented.
    TmsStatus {
        /// The user confirmed it.
        Accepted = "ACCEPTED",
        /// The user rejected it.
        Rejected = "REJECTED",
        /// The app or the user did not answer in time.
        TimedOut = "TIMEOUT",
    }
}

impl TmsStatus {
    /// Whether the user answered.
    pub(crate) fn is_answer(&self) -> bool {
        matches!(self, Self::Accepted | Self::Rejected)
    }

    /// Whether it reads like the cancelled state, of which no source has the exact word.
    pub(crate) fn is_cancelled(&self) -> bool {
        ["CANCELLED", "CANCELED"].iter().any(|word| self.as_str().eq_ignore_ascii_case(word))
    }
}

/// The state of a transaction.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct TmsInfo {
    /// The id.
    pub id: TmsId,
    /// How it ended.
    pub status: Option<TmsStatus>,
    /// When it began.
    #[reply(name = "startedAt")]
    pub started_at: Option<Timestamp>,
    /// When the app fetched it; absent until then.
    #[reply(name = "retrievedAt")]
    pub retrieved_at: Option<Timestamp>,
    /// When it ended; absent until then.
    #[reply(name = "completedAt")]
    pub completed_at: Option<Timestamp>,
    /// How long the app may take to fetch it, in seconds.
    #[reply(name = "retrievalTimeout")]
    pub retrieval_timeout: Option<i64>,
    /// How long the user may take, in seconds.
    #[reply(name = "tmsTimeout")]
    pub tms_timeout: Option<i64>,
    /// The user.
    #[reply(name = "userId")]
    pub user_id: Option<UserId>,
    /// The app instances that it was sent to.
    #[reply(name = "astClientIds")]
    pub ast_client_ids: Vec<AstClientId>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The answer to a transaction.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct TmsResult {
    /// The state.
    pub info: TmsInfo,
    /// The signed answer, a container in base64; absent unless the user answered. This crate does not verify the
    /// signature.
    #[reply(name = "signedData")]
    pub signed_data: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
