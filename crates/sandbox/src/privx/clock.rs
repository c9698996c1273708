//! The clock of PrivX, which a test moves forward.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock;

/// How far the clock is ahead of that of the machine. It is saved: after a restart, what has ended stays ended.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Clock {
    ahead: Duration,
}

impl Clock {
    pub(super) fn advance(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(by);
    }

    /// Time since 1970.
    pub(super) fn now(&self) -> Duration {
        clock::unix().saturating_add(self.ahead)
    }

    /// Now as RFC 3339 text in UTC, with whole seconds.
    pub(super) fn seconds(&self) -> String {
        clock::rfc3339(self.now())
    }

    /// Now as RFC 3339 text in UTC, with nine digits after the point.
    pub(super) fn nanos(&self) -> String {
        clock::rfc3339_nanos(self.now())
    }
}
