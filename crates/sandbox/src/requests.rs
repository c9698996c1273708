//! The requests that the servers received.

mod trace;

use std::sync::{Arc, Mutex, PoisonError};

use crate::vendor::Vendor;

pub(crate) use self::trace::Trace;

/// One request that a server received. Headers, queries and bodies are left out: they hold secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The vendor.
    pub vendor: Vendor,
    /// The method, in capitals.
    pub method: String,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The status of the reply; `None` if the connection was cut instead, or if the client left before the reply.
    pub status: Option<u16>,
}

/// The requests since the start. A clone shares the log.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestLog(Arc<Mutex<Vec<RecordedRequest>>>);

impl RequestLog {
    /// Notes the arrival of a request and returns its index.
    pub(crate) fn arrived(&self, vendor: Vendor, method: &str, path: &str) -> usize {
        let mut requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push(RecordedRequest {
            vendor,
            method: method.to_owned(),
            path: path.to_owned(),
            status: None,
        });
        requests.len() - 1
    }

    pub(crate) fn answered(&self, index: usize, status: u16) {
        let mut requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = requests.get_mut(index) {
            entry.status = Some(status);
        }
    }

    pub(crate) fn of(&self, vendor: Vendor) -> Vec<RecordedRequest> {
        let requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        requests.iter().filter(|entry| entry.vendor == vendor).cloned().collect()
    }
}
