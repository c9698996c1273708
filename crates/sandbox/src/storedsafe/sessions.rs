//! Sessions and their tokens.

use std::time::{Duration, Instant};

use super::options::Rotation;
use crate::random;

/// How long a replaced token stays valid with [`Rotation::ReplaceWithGrace`].
const GRACE: Duration = Duration::from_secs(5);

struct Session {
    user: u64,
    current: String,
    /// Replaced tokens that still open the session, with the moment of their end.
    replaced: Vec<(String, Instant)>,
    used: Instant,
}

/// All sessions.
#[derive(Default)]
pub(super) struct Sessions(Vec<Session>);

impl Sessions {
    /// Opens a session and returns its token: 42 letters and digits, as the vendor's tools demand.
    pub(super) fn open(&mut self, user: u64) -> String {
        let current = random::alphanumeric(42);
        self.0.push(Session { user, current: current.clone(), replaced: Vec::new(), used: Instant::now() });
        current
    }

    /// Uses a token: the session's user and the token of the reply, or nothing if the token opens no session.
    pub(super) fn touch(
        &mut self,
        token: &str,
        rotation: Rotation,
        idle_timeout: Duration,
    ) -> Option<(u64, String)> {
        let now = Instant::now();
        self.0.retain(|session| now.duration_since(session.used) < idle_timeout);
        let session = self.0.iter_mut().find(|session| {
            session.current == token || session.replaced.iter().any(|(old, end)| old == token && now < *end)
        })?;
        session.used = now;
        session.replaced.retain(|(_, end)| now < *end);
        if rotation != Rotation::Off {
            let old = std::mem::replace(&mut session.current, random::alphanumeric(42));
            if rotation == Rotation::ReplaceWithGrace {
                session.replaced.push((old, now + GRACE));
            }
        }
        Some((session.user, session.current.clone()))
    }

    /// Ends the session whose current token this is.
    pub(super) fn close(&mut self, token: &str) {
        self.0.retain(|session| session.current != token);
    }

    /// Ends every session.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
