//! The credential of one attempt, and how its exchange ended.

use crate::Secret;
use http::{HeaderMap, HeaderName, StatusCode};
use std::any::Any;

/// The credential of one attempt.
#[non_exhaustive]
pub struct Credential {
    /// The header that carries it.
    pub header: HeaderName,
    /// The header's value.
    pub value: Secret,
    /// Counts renewals, so that a late refusal of an old token does not discard the new one.
    pub generation: u64,
    /// The exchange runs to its end in a task of its own, also when the caller goes away: its reply may
    /// carry the only copy of the next token.
    pub detached: bool,
    /// It does not come from a store, and no call was accepted with it yet.
    pub(crate) fresh: bool,
    /// Kept until the exchange has ended: a place in a lane.
    pub(crate) lane: Option<Box<dyn Any + Send + Sync>>,
}

impl Credential {
    /// A credential that stays good whatever the reply.
    pub fn new(header: HeaderName, value: Secret) -> Self {
        Self { header, value, generation: 0, detached: false, fresh: true, lane: None }
    }
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential")
            .field("header", &self.header)
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

/// How an exchange ended, before its reply is judged or decoded.
///
/// `Debug` shows neither header values nor the body: either may hold the next token.
#[non_exhaustive]
pub enum Exchanged<'a> {
    /// A reply; its body may be cut off.
    Reply {
        /// The status.
        status: StatusCode,
        /// The headers.
        headers: &'a HeaderMap,
        /// The body, as far as it came.
        body: &'a [u8],
        /// Whether that is all of it.
        whole: bool,
    },
    /// No reply to a request that may have been done.
    Lost,
    /// Nothing was written.
    NotSent,
}

impl std::fmt::Debug for Exchanged<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Reply { status, headers, body, whole } => f
                .debug_struct("Reply")
                .field("status", status)
                .field("headers", &headers.keys().collect::<Vec<_>>())
                .field("length", &body.len())
                .field("whole", whole)
                .finish(),
            Self::Lost => f.write_str("Lost"),
            Self::NotSent => f.write_str("NotSent"),
        }
    }
}
