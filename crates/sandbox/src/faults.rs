//! Faults that tests inject.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

use crate::vendor::Vendor;

/// What goes wrong with one request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// The request waits this long before its handler runs. It never runs for a client that leaves meanwhile.
    Delay(Duration),
    /// The handler runs at once and the reply waits this long.
    DelayReply(Duration),
    /// This status with a short plain-text body, as a gateway sends it. The handler does not run.
    Status(u16),
    /// This status with a `Retry-After` header in seconds. The handler does not run.
    Throttled {
        /// The HTTP status, usually 429 or 503.
        status: u16,
        /// The value of `Retry-After`, rounded down to whole seconds.
        retry_after: Duration,
    },
    /// This status with this JSON body. The handler does not run.
    Reply {
        /// The HTTP status.
        status: u16,
        /// The body.
        body: Value,
    },
    /// The connection is reset before the handler runs and before any byte of a reply.
    Reset,
    /// The handler runs, then the connection is reset without any byte of a reply.
    ResetAfterApply,
    /// The handler runs, then the reply ends in the middle of its body.
    Truncate,
    /// A page of HTML with status 200. The handler does not run.
    Garbage,
}

#[derive(Debug)]
struct Queued {
    vendor: Vendor,
    path_part: String,
    fault: Fault,
}

/// The queue of faults that requests take from. A clone shares the queue.
///
/// The request that opens a websocket takes none.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<VecDeque<Queued>>>);

impl Faults {
    /// Queues a fault for the next request to `vendor`.
    pub fn push(&self, vendor: Vendor, fault: Fault) {
        self.push_on(vendor, "", fault);
    }

    /// Queues a fault for the next request to `vendor` whose path contains `path_part`.
    pub fn push_on(&self, vendor: Vendor, path_part: impl Into<String>, fault: Fault) {
        let queued = Queued { vendor, path_part: path_part.into(), fault };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(queued);
    }

    /// Removes every fault that no request has taken yet.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How many faults wait for a request.
    pub fn pending(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub(crate) fn take(&self, vendor: Vendor, path: &str) -> Option<Fault> {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = queue.iter().position(|q| q.vendor == vendor && path.contains(&q.path_part))?;
        queue.remove(index).map(|queued| queued.fault)
    }
}
