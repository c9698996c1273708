//! Waiting until a tenant is created.

use super::{TenantCreationStatus, TenantStatus, Tenants};
use crate::{
    Error, Result,
    watch::{READ, is_absence, schedule},
};
use std::time::Duration;

const FIRST: Duration = Duration::from_secs(5);
const SLOWEST: Duration = Duration::from_secs(60);

/// How a wait for the creation of a tenant ended. After any other outcome than [`Active`](Self::Active) and
/// [`Blocked`](Self::Blocked), wait again.
#[derive(Debug)]
#[non_exhaustive]
pub enum TenantOutcome {
    /// The tenant is created. The states of its parts are in the status; they do not count here.
    Active(Box<TenantCreationStatus>),
    /// The tenant is blocked. Whether it can still become active is not documented.
    Blocked(Box<TenantCreationStatus>),
    /// The bound is over, and the tenant is not created, or in a state that this crate does not know.
    Pending(Box<TenantCreationStatus>),
    /// The bound is over, and the server has no such tenant: not yet, not any more, or the name is wrong. The status as it
    /// was read before, if it was.
    NotKnown(Option<Box<TenantCreationStatus>>),
    /// The bound is over, and the state is not known, because the last read failed.
    #[non_exhaustive]
    Unread {
        /// Why the last read failed.
        error: Error,
        /// The status as it was read before, if it was.
        last: Option<Box<TenantCreationStatus>>,
    },
}

impl TenantOutcome {
    /// Whether the tenant is created.
    pub fn is_active(&self) -> bool {
        matches!(self, Self::Active(_))
    }

    /// The status as it was last read.
    pub fn status(&self) -> Option<&TenantCreationStatus> {
        match self {
            Self::Active(status) | Self::Blocked(status) | Self::Pending(status) => Some(status),
            Self::NotKnown(last) | Self::Unread { last, .. } => last.as_deref(),
        }
    }
}

/// Reads the status until the tenant is created or blocked, or until the bound.
// Not generic over a closure that reads: its future could not be spawned.
pub(super) async fn created(tenants: &Tenants, bound: Duration) -> Result<TenantOutcome> {
    let mut schedule = schedule(bound, FIRST, SLOWEST)?;
    let mut last = None;
    loop {
        let is_last = schedule.next().await;
        let is_closed = || tenants.0.engine().is_closed();
        match tenants.creation_status().timeout(READ).await.map(Box::new) {
            Ok(status) => match status.status {
                Some(TenantStatus::Active) => return Ok(TenantOutcome::Active(status)),
                Some(TenantStatus::Blocked) => return Ok(TenantOutcome::Blocked(status)),
                _ if is_last => return Ok(TenantOutcome::Pending(status)),
                _ => last = Some(status),
            },
            Err(error) if is_absence(&error) && !is_closed() => {
                if is_last {
                    return Ok(TenantOutcome::NotKnown(last));
                }
            }
            Err(error) if !error.is_transient() || is_closed() => return Err(error),
            Err(error) if is_last => return Ok(TenantOutcome::Unread { error, last }),
            Err(_) => {}
        }
    }
}
