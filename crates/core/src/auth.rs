//! Credentials: how a request is signed in, and what happens when the server says no.

mod flight;
pub mod header;
pub mod oauth2;
#[cfg(test)]
pub(crate) mod schedules;
pub mod session;
mod store;

pub use store::{FileStore, Format, SessionStore};

use crate::{Client, Operation, Result, Secret, transport::BoxFuture};
use http::{HeaderMap, HeaderName, StatusCode};
use std::any::Any;
use tokio::time::Instant;

/// The credential of one attempt.
#[non_exhaustive]
pub struct Credential {
    /// The header that carries it.
    pub header: HeaderName,
    /// The header's value.
    pub value: Secret,
    /// Counts renewals, so that a late "no" to an old token does not discard the new one.
    pub generation: u64,
    /// The exchange runs to its end in a task of its own, also when the caller goes away: its reply may
    /// carry the only copy of the next token.
    pub detached: bool,
    /// Kept until the exchange has ended: a place in a lane.
    pub(crate) lane: Option<Box<dyn Any + Send + Sync>>,
}

impl Credential {
    /// A credential that stays good whatever the reply.
    pub fn new(header: HeaderName, value: Secret) -> Self {
        Self { header, value, generation: 0, detached: false, lane: None }
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

/// What an exchange brought back, before anything of it is judged or decoded.
///
/// `Debug` shows neither header values nor the body: either may hold the next token.
#[non_exhaustive]
pub enum Seen<'a> {
    /// A reply, perhaps with only the first part of its body.
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

impl std::fmt::Debug for Seen<'_> {
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

/// Signs requests in.
pub trait Authenticate: Send + Sync + 'static {
    /// The credential for the next attempt; may log in or renew a token. It must come back before the
    /// deadline, and a caller who goes away must not harm the others.
    fn authorize<'a>(&'a self, client: &'a Client, deadline: Instant) -> BoxFuture<'a, Result<Credential>>;

    /// The server did not accept this credential. `true` if another attempt with a new one may help.
    fn refused(&self, used: &Credential, operation: &Operation) -> bool {
        let _ = (used, operation);
        false
    }

    /// Looks at every exchange before its reply is judged; the place to adopt a rotated token.
    fn observe<'a>(
        &'a self,
        used: &'a Credential,
        operation: &'a Operation,
        seen: Seen<'a>,
    ) -> BoxFuture<'a, ()> {
        let _ = (used, operation, seen);
        Box::pin(async {})
    }

    /// Ends the session, if there is one.
    fn close<'a>(&'a self, client: &'a Client, logout: bool) -> BoxFuture<'a, Result<()>> {
        let _ = (client, logout);
        Box::pin(async { Ok(()) })
    }

    /// Forgets that the server refused the credential, so that it is presented again.
    fn reset(&self) {}
}
