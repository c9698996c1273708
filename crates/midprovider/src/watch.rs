//! Waits for a state that takes long to come.

use crate::dialect::{NO_ROUTE, PAGE_OF_HTML, VENDOR};
use portcullis_core::{Error, Result, clock::Schedule, http::StatusCode};
use std::time::Duration;

/// How long one read can take, repetitions included: a read that hangs does not move the bound far.
pub(crate) const READ: Duration = Duration::from_secs(30);

/// When the state is read.
pub(crate) fn schedule(bound: Duration, first: Duration, slowest: Duration) -> Result<Schedule> {
    Schedule::new(bound, first, slowest).map_err(|error| error.with_vendor(VENDOR))
}

/// Whether it is a 404 of an object of which the operation documents no code. Those of a path that the server does not have
/// and of a proxy's page would last until the bound.
pub(crate) fn is_absence(error: &Error) -> bool {
    let text = error.message();
    let elsewhere = NO_ROUTE.into_iter().chain([PAGE_OF_HTML]).any(|start| text.starts_with(start));
    error.status() == Some(StatusCode::NOT_FOUND) && !elsewhere
}
