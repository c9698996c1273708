//! `Retry-After` of HTML pages, in the dialects of the five vendors.

use crate::{
    dialects::{GOOD, VENDORS, client},
    timeouts::fixtures::{locked, secs},
};
use portcullis_core::{
    ErrorKind, Retry,
    http::{HeaderMap, HeaderValue, Method, StatusCode},
    transport::Incoming,
};
use portcullis_testkit::wire::{Scripted, body_of};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

/// The counts of the pages.
#[derive(Default)]
pub(super) struct Pages {
    pub(super) sent: usize,
    pub(super) waited_for: usize,
    pub(super) returned: usize,
    pub(super) early: usize,
    pub(super) late: usize,
    /// Errors that came later than at once, or without status or delay.
    pub(super) other: usize,
}

/// One page before a success, for each vendor; `number` decides its status.
pub(super) async fn of_each_vendor(number: usize, pages: &mut Pages) {
    // Beyond 30 s a read is not waited for.
    let asked = if number.is_multiple_of(3) { fastrand::u64(31..=90) } else { fastrand::u64(0..=25) };
    let status = if number.is_multiple_of(2) {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::TOO_MANY_REQUESTS
    };
    for vendor in VENDORS {
        let sends: Arc<Mutex<Vec<Instant>>> = Arc::default();
        let log = sends.clone();
        let wire = Scripted::new(move |_, _| {
            let first = {
                let mut sends = locked(&log);
                sends.push(Instant::now());
                sends.len() == 1
            };
            async move {
                let mut headers = HeaderMap::new();
                if !first {
                    return Ok(Incoming::new(StatusCode::OK, headers, body_of(GOOD)));
                }
                headers.insert("content-type", HeaderValue::from_static("text/html"));
                headers.insert("retry-after", HeaderValue::from(asked));
                Ok(Incoming::new(status, headers, body_of("<html><body>Maintenance</body></html>")))
            }
        });
        let request = client(vendor, "https://vendor.example", Retry::default(), Some(wire));
        let start = Instant::now();
        let outcome = request(Method::GET, "x").done().await;
        let took = start.elapsed();
        let asked = secs(asked);
        pages.sent += 1;
        match outcome {
            Ok(()) => {
                pages.waited_for += 1;
                let waited = locked(&sends)[1] - start;
                pages.early += usize::from(waited < asked);
                pages.late += usize::from(waited > asked + secs(3) || asked > secs(30));
            }
            Err(error) => {
                pages.returned += 1;
                let named = error.status() == Some(status) && error.retry_after() == Some(asked);
                let right = named && error.kind() == ErrorKind::Api && asked > secs(30);
                pages.other += usize::from(!right || took > Duration::from_millis(10));
            }
        }
    }
}
