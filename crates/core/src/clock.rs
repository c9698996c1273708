//! Points in time that no timeout can push out of range.

use crate::{Result, runtime};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// `Instant + Duration` without the overflow that a very large timeout would cause.
pub fn later(at: Instant, by: Duration) -> Instant {
    /// Longer than any call, and still a time that every platform's clock can hold.
    const LONG: Duration = Duration::from_secs(30 * 365 * 86_400);
    at + by.min(LONG)
}

/// The times at which a state is read that takes long to come: after a pause that doubles from the first to the slowest,
/// and a last time at the bound.
#[derive(Debug)]
pub struct Schedule {
    end: Instant,
    pause: Duration,
    slowest: Duration,
}

impl Schedule {
    /// Begins now.
    ///
    /// # Errors
    /// If the runtime has no clock: a wait could not end.
    pub fn new(bound: Duration, first: Duration, slowest: Duration) -> Result<Self> {
        runtime::check()?;
        Ok(Self { end: later(Instant::now(), bound), pause: first, slowest })
    }

    /// Waits until the next read, and returns whether it is the last one.
    pub async fn next(&mut self) -> bool {
        let at = (Instant::now() + self.pause).min(self.end);
        self.pause = (self.pause * 2).min(self.slowest);
        sleep_until(at).await;
        at == self.end
    }
}
