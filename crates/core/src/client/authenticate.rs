//! How a client gets the credential of each attempt.

use super::Client;
use crate::{
    Operation, Result,
    auth::credential::{Credential, Exchanged},
    transport::BoxFuture,
};
use tokio::time::Instant;

/// Gives requests their credentials.
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
        exchanged: Exchanged<'a>,
    ) -> BoxFuture<'a, ()> {
        let _ = (used, operation, exchanged);
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
