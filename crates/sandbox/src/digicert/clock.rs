//! The clock of CertCentral, which a test moves forward.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock;

/// The clock stops here, in the year 8970: a certificate has four digits for its year, and lives for some years more.
const END: Duration = Duration::from_secs(220_924_800_000);

/// The seconds of a day.
pub(super) const DAY: u64 = 86_400;

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
    pub(super) fn time(&self) -> Duration {
        clock::unix().saturating_add(self.ahead).min(END)
    }

    /// Seconds since 1970.
    pub(super) fn now(&self) -> u64 {
        self.time().as_secs()
    }
}

/// A point in time as CertCentral writes it.
pub(super) fn stamp(seconds: u64) -> String {
    clock::rfc3339(Duration::from_secs(seconds)).replace('Z', "+00:00")
}

/// The form without a zone, with a blank between date and time.
pub(super) fn blank(seconds: u64) -> String {
    clock::rfc3339(Duration::from_secs(seconds)).replace('T', " ").replace('Z', "")
}

/// The day of a point in time.
pub(super) fn date(seconds: u64) -> String {
    stamp(seconds).chars().take(10).collect()
}

/// The first second of a day, or the point in time if the text has one.
pub(super) fn parse(text: &str) -> Option<u64> {
    let day = text.len() == 10;
    let text = text.replace(' ', "T");
    let whole = if day { format!("{text}T00:00:00") } else { text };
    clock::parse(&whole).map(|time| time.as_secs())
}
