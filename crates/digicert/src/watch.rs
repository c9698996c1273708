//! When the state of an order is read.

use crate::{Result, dialect::VENDOR};
use portcullis_core::clock::Schedule;
use std::time::Duration;

/// How long one read can take, repetitions included: a read that hangs does not move the bound far.
pub(crate) const READ: Duration = Duration::from_secs(30);

/// After 15 seconds, 30 more, then every 60 seconds, and a last time at the bound.
pub(crate) fn schedule(bound: Duration) -> Result<Schedule> {
    let schedule = Schedule::new(bound, Duration::from_secs(15), Duration::from_secs(60));
    schedule.map_err(|error| error.with_vendor(VENDOR))
}
