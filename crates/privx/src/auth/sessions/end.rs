//! Ending all sessions of a user, with a proof.

use super::{Session, Sessions};
use crate::{
    dialect::VENDOR,
    ids::UserId,
    watch::{self, Pace, Seen},
};
use portcullis_core::{Delivery, Error, ErrorKind, Result};
use std::time::Duration;

const PACE: Pace = Pace { first: Duration::from_millis(300), slowest: Duration::from_secs(2), at_once: true };

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
        watch::needs_runtime()?;
        let end = watch::end(bound);
        self.terminate_all(user).timeout(bound).await?;
        let mut last = None;
        let read = async || self.list_of(user).all().await;
        // Sessions that end while their pages are read can make a list unreadable: it is read again.
        let ended = |mut sessions: Vec<Session>| {
            sessions.retain(|session| session.logged_out != Some(true));
            let ended = sessions.is_empty();
            last = Some(sessions);
            ended.then_some(SessionsEnd::Ended)
        };
        Ok(match watch::watch(&self.0, PACE, end, read, ended).await {
            Ok(Seen::Reached(outcome)) => outcome,
            Ok(Seen::Bound(Some(error))) | Err(error) => SessionsEnd::NotKnown(error),
            Ok(Seen::Bound(None)) => last.map_or_else(not_listed, SessionsEnd::Remaining),
        })
    }
}

fn not_listed() -> SessionsEnd {
    SessionsEnd::NotKnown(
        Error::new(ErrorKind::Timeout, "no list of the sessions came within the bound")
            .with_vendor(VENDOR)
            .with_delivery(Delivery::NoEffect),
    )
}
