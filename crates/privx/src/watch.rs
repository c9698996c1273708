//! Reading until a state is there, or until a bound.

use crate::dialect::VENDOR;
use portcullis_core::{Client, Error, Result, clock::later, runtime};
use std::{future::IntoFuture, time::Duration};
use tokio::time::{Instant, sleep, timeout_at};

/// The longest pause that the server can request.
const LONGEST_REQUESTED: Duration = Duration::from_secs(30);

/// How often the state is read: after a pause that doubles from `first` to `slowest`.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    pub first: Duration,
    pub slowest: Duration,
    /// Whether the first read has no pause before it.
    pub at_once: bool,
}

/// How a wait ended.
pub(crate) enum Seen<T> {
    /// The state was read.
    Reached(T),
    /// The bound ended. Has the failure of the last read, if it failed.
    Bound(Option<Error>),
}

/// Checks that a wait can work, before anything is sent.
pub(crate) fn needs_runtime() -> Result<()> {
    runtime::check().map_err(|error| error.with_vendor(VENDOR))
}

/// The time at which a wait of this bound ends.
pub(crate) fn end(bound: Duration) -> Instant {
    later(Instant::now(), bound)
}

/// Reads until `reached` returns something. A read that fails for a reason that passes is repeated; another failure
/// ends the wait.
pub(crate) async fn watch<R: IntoFuture<Output = Result<S>>, S, T>(
    client: &Client,
    pace: Pace,
    end: Instant,
    mut read: impl FnMut() -> R + Send,
    mut reached: impl FnMut(S) -> Option<T> + Send,
) -> Result<Seen<T>> {
    let mut last = None;
    let reading = async {
        let mut pause = pace.first;
        if !pace.at_once {
            sleep(pause).await;
            pause = (pause * 2).min(pace.slowest);
        }
        loop {
            let mut requested = Duration::ZERO;
            match read().await {
                Ok(state) => {
                    last = None;
                    if let Some(state) = reached(state) {
                        return Ok(state);
                    }
                }
                Err(error) if error.is_transient() && !client.is_closed() => {
                    requested = error.retry_after().unwrap_or_default().min(LONGEST_REQUESTED);
                    last = Some(error);
                }
                Err(error) => return Err(error),
            }
            sleep(pause.max(requested)).await;
            pause = (pause * 2).min(pace.slowest);
        }
    };
    match timeout_at(end, Box::pin(reading)).await {
        Ok(state) => state.map(Seen::Reached),
        Err(_) => Ok(Seen::Bound(last)),
    }
}
