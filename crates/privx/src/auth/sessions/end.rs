//! Ending all sessions of a user, with a proof.

use super::{Session, Sessions};
use crate::{dialect::VENDOR, ids::UserId};
use portcullis_core::{Delivery, Error, ErrorKind, Result, transport::PROXY_AUTHENTICATION};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// The first pause between two lists; it doubles.
const FIRST: Duration = Duration::from_millis(300);
const SLOWEST: Duration = Duration::from_secs(2);

/// What is known after [`Sessions::end_all`] about the sessions of a user. The server has accepted to end them in
/// each case.
#[derive(Debug)]
#[non_exhaustive]
pub enum SessionsEnd {
    /// The server lists no valid session any more.
    Ended,
    /// At the end of the bound these sessions were still valid: the last list. A session that began after the call
    /// (see [`Session::created`]) is one of a user who has logged in again.
    Remaining(Vec<Session>),
    /// Whether sessions are left is not known: the last list failed, or none came within the bound.
    NotKnown(Error),
}

impl Sessions {
    /// Ends all sessions of one user and waits until the server lists none, at most this long over all.
    ///
    /// The list is read at once and then every 0.3 to 2 s. A list that fails is read again, unless the failure is
    /// final, such as a missing permission to list. Sessions that are marked as logged out do not count.
    ///
    /// The future may be dropped: if the sessions are ended by then, they stay so. To call it again does no harm. Not
    /// for the caller's own user: the client would log in again to read the list, with a session that is then listed.
    ///
    /// # Errors
    /// Those of [`terminate_all`](Self::terminate_all), after which nothing is listed;
    /// [`delivery`](Error::delivery) states whether the sessions may have been ended. A list that fails
    /// is an outcome and no error: [`SessionsEnd::NotKnown`].
    pub async fn end_all(&self, user: &UserId, bound: Duration) -> Result<SessionsEnd> {
        let began = Instant::now();
        self.terminate_all(user).timeout(bound).await?;
        let mut last = SessionsEnd::NotKnown(
            Error::new(ErrorKind::Timeout, "no list of the sessions came within the bound")
                .with_vendor(VENDOR)
                .with_delivery(Delivery::NoEffect),
        );
        let left = bound.saturating_sub(began.elapsed());
        let known = timeout(left, self.known(user, &mut last)).await;
        Ok(known.unwrap_or(last))
    }

    /// Lists until the outcome is final.
    async fn known(&self, user: &UserId, last: &mut SessionsEnd) -> SessionsEnd {
        let mut pause = FIRST;
        loop {
            match self.list_of(user).all().await {
                Ok(mut sessions) => {
                    sessions.retain(|session| session.logged_out != Some(true));
                    if sessions.is_empty() {
                        return SessionsEnd::Ended;
                    }
                    *last = SessionsEnd::Remaining(sessions);
                }
                Err(error) if passes(&error) && !self.0.is_closed() => {
                    pause = pause.max(error.retry_after().unwrap_or_default());
                    *last = SessionsEnd::NotKnown(error);
                }
                Err(error) => return SessionsEnd::NotKnown(error),
            }
            sleep(pause).await;
            pause = (pause * 2).min(SLOWEST);
        }
    }
}

/// Whether the next list may succeed. Sessions that end while their pages are read can make a list unreadable.
fn passes(error: &Error) -> bool {
    match (error.kind(), error.status().map(|status| status.as_u16())) {
        // The same credential again can lock the proxy's account.
        (ErrorKind::Connect, _) => error.message() != PROXY_AUTHENTICATION,
        (ErrorKind::Api, Some(408 | 425 | 429 | 500..)) => true,
        (kind, _) => {
            matches!(kind, ErrorKind::Timeout | ErrorKind::Paced | ErrorKind::Interrupted | ErrorKind::Decode)
        }
    }
}
