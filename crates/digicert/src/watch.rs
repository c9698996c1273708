//! When a state is read that takes long to come.

use crate::{Result, dialect::VENDOR};
use portcullis_core::{clock::later, runtime};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

const FIRST: Duration = Duration::from_secs(15);
const SLOWEST: Duration = Duration::from_secs(60);

/// How long one read can take, repetitions included: a read that hangs does not move the bound far.
pub(crate) const READ: Duration = Duration::from_secs(30);

/// The times of the reads: after 15 seconds, 30 more, then every 60 seconds, and a last time at the bound.
pub(crate) struct Schedule {
    end: Instant,
    pause: Duration,
}

impl Schedule {
    /// Begins now. An error if the runtime has no clock, before anything is sent.
    pub(crate) fn new(bound: Duration) -> Result<Self> {
        runtime::check().map_err(|error| error.with_vendor(VENDOR))?;
        Ok(Self { end: later(Instant::now(), bound), pause: FIRST })
    }

    /// Waits until the next read, and returns whether it is the last one.
    pub(crate) async fn next(&mut self) -> bool {
        let at = (Instant::now() + self.pause).min(self.end);
        self.pause = (self.pause * 2).min(SLOWEST);
        sleep_until(at).await;
        at == self.end
    }
}
