//! `Retry-After` of HTML pages, in the dialects of the five vendors.

use crate::timeouts::fixtures::{locked, secs};
use portcullis_core::{
    ErrorKind, Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode},
    transport::Incoming,
};
use portcullis_testkit::wire::{Scripted, body_of, reply};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

/// The counts of the pages.
#[derive(Default)]
pub(super) struct Pages {
    pub(super) pages: usize,
    pub(super) waited_for: usize,
    pub(super) returned: usize,
    pub(super) early: usize,
    pub(super) late: usize,
    /// Errors that came later than at once, or without status or delay.
    pub(super) other: usize,
}

type Requests = Box<dyn Fn() -> Request>;

fn clients(wire: &Scripted) -> [(&'static str, Requests); 5] {
    const KEY: &str = "a-key-that-is-long";
    let mid = midprovider::Client::ssms("https://acme.idp.example", "acme").bearer(KEY);
    let mid = mid.transport(wire.clone()).build().unwrap();
    let privx = privx::Client::builder("https://privx.example").bearer(KEY);
    let privx = privx.transport(wire.clone()).build().unwrap();
    let privicore = privicore::Client::builder("https://engine.example").token(KEY);
    let privicore = privicore.transport(wire.clone()).build().unwrap();
    let storedsafe = storedsafe::Client::builder("https://vault.example/api/1.0").token("t0ken");
    let storedsafe = storedsafe.transport(wire.clone()).build().unwrap();
    let digicert = digicert::Client::us().api_key(KEY).transport(wire.clone()).build().unwrap();
    [
        ("mID Provider", Box::new(move || mid.request(Method::GET, "/x").bare())),
        ("PrivX", Box::new(move || privx.request(Method::GET, "/x").bare())),
        ("Privicore", Box::new(move || privicore.request(Method::GET, "/x").bare())),
        ("StoredSafe", Box::new(move || storedsafe.request(Method::GET, "/x"))),
        ("DigiCert", Box::new(move || digicert.request(Method::GET, "/x").bare())),
    ]
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
    for vendor in 0..5 {
        let sends: Arc<Mutex<Vec<Instant>>> = Arc::default();
        let log = sends.clone();
        let wire = Scripted::new(move |_, _| {
            let first = {
                let mut sends = locked(&log);
                sends.push(Instant::now());
                sends.len() == 1
            };
            async move {
                if !first {
                    return reply(200, &json!({"CALLINFO": {"status": "SUCCESS"}}));
                }
                let mut headers = HeaderMap::new();
                headers.insert("content-type", HeaderValue::from_static("text/html"));
                headers.insert("retry-after", HeaderValue::from(asked));
                Ok(Incoming::new(status, headers, body_of("<html><body>Maintenance</body></html>")))
            }
        });
        let (_, request) = &clients(&wire)[vendor];
        let start = Instant::now();
        let outcome = request().call::<Value>().await;
        let took = start.elapsed();
        let asked = secs(asked);
        pages.pages += 1;
        match outcome {
            Ok(_) => {
                pages.waited_for += 1;
                let waited = locked(&sends)[1] - start;
                pages.early += usize::from(waited < asked);
                // A 429 may pause the client for longer.
                let least = if status == StatusCode::TOO_MANY_REQUESTS { secs(5) } else { Duration::ZERO };
                let longest = (asked + secs(2)).max(least) + Duration::from_secs(1);
                pages.late += usize::from(waited > longest || asked > secs(30));
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
