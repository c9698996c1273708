//! Waiting for the answer to a transaction.

use super::{TmsInfo, TmsResult, TmsStatus};
use crate::{
    Error, Result,
    dialect::REALM,
    flavour::Core,
    watch::{is_absence, schedule},
};
use portcullis_core::{http::StatusCode, transport::BoxFuture};
use std::time::Duration;

const FIRST: Duration = Duration::from_secs(2);
const SLOWEST: Duration = Duration::from_secs(16);

/// How a wait for the answer to a transaction ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum TmsOutcome {
    /// The user confirmed it. The signature in [`signed_data`](TmsResult::signed_data) is not verified by this crate.
    Accepted(Box<TmsResult>),
    /// The user rejected it.
    Rejected(Box<TmsResult>),
    /// The app or the user did not answer in time.
    TimedOut(Box<TmsResult>),
    /// It was cancelled. No source has the server's word for it: `CANCELLED` and `CANCELED` are taken for it.
    Cancelled(Box<TmsResult>),
    /// The server does not have the transaction, or no longer: it removes one some time after its end. **This is
    /// neither an answer nor a failure**: the user may have confirmed it.
    NotKnown,
    /// The bound is over, and the transaction is still under way, or in a state that is not known: wait
    /// again. The state as it was last read, if the server returned one.
    Pending(Option<Box<TmsInfo>>),
    /// The bound is over, and the state is not known, because the last read failed: wait again.
    #[non_exhaustive]
    Unread {
        /// Why the last read failed.
        error: Error,
        /// The state as it was read before, if it was.
        last: Option<Box<TmsInfo>>,
    },
}

impl TmsOutcome {
    /// Whether the user confirmed the transaction.
    pub fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted(_))
    }
}

/// Whether a 404 can be that of a transaction without an answer, too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absence {
    Final,
    MayPass,
}

/// Reads a transaction until it is answered, or until the bound.
// A boxed future: that of an async closure could not be spawned.
pub(crate) async fn answered<'a>(
    core: &Core,
    bound: Duration,
    absence: Absence,
    read: impl Fn() -> BoxFuture<'a, Result<TmsResult>>,
) -> Result<TmsOutcome> {
    let mut schedule = schedule(bound, FIRST, SLOWEST)?;
    let mut last = None;
    loop {
        let is_last = schedule.next().await;
        match read().await {
            Ok(result) => match settled(result) {
                Ok(outcome) => return Ok(outcome),
                Err(info) => last = Some(info),
            },
            Err(error) if error.status() == Some(StatusCode::PRECONDITION_FAILED) => {}
            // Without its realm it will not come.
            Err(error) if is_absence(&error) && !error.message().starts_with(REALM) => {
                if is_last || absence == Absence::Final {
                    return Ok(TmsOutcome::NotKnown);
                }
                continue;
            }
            Err(error) if !error.is_transient() || core.engine().is_closed() => return Err(error),
            Err(error) if is_last => return Ok(TmsOutcome::Unread { error, last }),
            Err(_) => continue,
        }
        if is_last {
            return Ok(TmsOutcome::Pending(last));
        }
    }
}

fn settled(result: TmsResult) -> Result<TmsOutcome, Box<TmsInfo>> {
    let result = Box::new(result);
    match &result.info.status {
        Some(TmsStatus::Accepted) => Ok(TmsOutcome::Accepted(result)),
        Some(TmsStatus::Rejected) => Ok(TmsOutcome::Rejected(result)),
        Some(TmsStatus::TimedOut) => Ok(TmsOutcome::TimedOut(result)),
        Some(status) if status.is_cancelled() => Ok(TmsOutcome::Cancelled(result)),
        _ => Err(Box::new(result.info)),
    }
}
