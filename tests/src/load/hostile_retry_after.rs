//! Thirty invalid or extreme `Retry-After` headers.

use crate::{
    promise::{Campaign, Measured, Scale},
    timeouts::fixtures::{locked, secs},
};
use portcullis_core::{
    Retry,
    http::{HeaderMap, HeaderValue, StatusCode},
    pacing::Limit,
    transport::Incoming,
};
use portcullis_testkit::wire::{Scripted, body_of, reply};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

/// The effect of the header.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Effect {
    /// Ignored: the next attempt follows after the default backoff, at most 200 ms for a 503.
    Ignored,
    /// Waited for, in seconds.
    Waits(u64),
    /// The error returns at once with this many seconds.
    Returns(u64),
}

use Effect::{Ignored, Returns, Waits};

/// The reply's own `Date` is 10:00:00 on this day.
const DATE: &str = "Sun, 06 Nov 1994 10:00:00 GMT";

const TABLE: [(&[&[u8]], Effect); 30] = [
    (&[b""], Ignored),
    (&[b"   "], Ignored),
    (&[b"-5"], Ignored),
    (&[b"+5"], Ignored),
    (&[b"1.5"], Ignored),
    (&[b"1e3"], Ignored),
    (&[b"0x10"], Ignored),
    (&[b"5, 6"], Ignored),
    (&[b"5 seconds"], Ignored),
    (&[b"soon"], Ignored),
    (&[b"NaN"], Ignored),
    (&[b"\xff\xfe"], Ignored),
    (&["٥".as_bytes()], Ignored),
    (&[b"5", b"6"], Ignored),
    (&[b"5", b""], Ignored),
    (&[b"0"], Waits(0)),
    (&[b" 5\t"], Waits(5)),
    (&[b"0000000000000000000000000000005"], Waits(5)),
    (&[b"31"], Returns(31)),
    (&[b"18446744073709551615"], Returns(u64::MAX)),
    (&[b"18446744073709551616"], Returns(u64::MAX)),
    (&[b"1000000000000000000000000000000"], Returns(u64::MAX)),
    (&[b"Sun, 06 Nov 1994 09:00:00 GMT"], Waits(0)),
    (&[b"Thu, 01 Jan 1970 00:00:00 GMT"], Waits(0)),
    (&[b"Fri, 31 Dec 9999 23:59:59 GMT"], Returns(252_618_184_799)),
    (&[b"Sunday, 06-Nov-94 10:00:07 GMT"], Waits(7)),
    (&[b"Sun Nov  6 10:00:07 1994"], Waits(7)),
    // The date decides, not the day of the week, which was a Sunday.
    (&[b"Mon, 06 Nov 1994 10:00:07 GMT"], Waits(7)),
    (&[b"Sun, 31 Feb 1994 10:00:07 GMT"], Ignored),
    (&[b"Sun, 06 Nov 1994 10:00:07 +0000"], Ignored),
];

async fn seen(values: &'static [&'static [u8]], client_paces: bool) -> Option<Effect> {
    let sends: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let log = sends.clone();
    let wire = Scripted::new(move |_, n| {
        locked(&log).push(Instant::now());
        async move {
            if n > 0 {
                return reply(200, &json!({}));
            }
            let mut headers = HeaderMap::new();
            headers.insert("date", HeaderValue::from_static(DATE));
            for value in values {
                headers.append("retry-after", HeaderValue::from_bytes(value).unwrap());
            }
            Ok(Incoming::new(StatusCode::SERVICE_UNAVAILABLE, headers, body_of("{}")))
        }
    });
    let client = wire.shaped(None, |b| if client_paces { b.pacing([Limit::new(90, secs(5))]) } else { b });
    let start = Instant::now();
    let outcome = client.get("/u").call::<Value>().await;
    let took = start.elapsed();
    match outcome {
        Ok(_) => {
            let sends = locked(&sends);
            let waited = *sends.get(1)? - start;
            let whole = waited.as_secs();
            // The default backoff is under 200 ms, and only the header makes it exactly zero.
            Some(if whole == 0 && waited > Duration::ZERO { Ignored } else { Waits(whole) })
        }
        Err(error) if took == Duration::ZERO => Some(Returns(error.retry_after()?.as_secs())),
        Err(_) => None,
    }
}

/// The longest pause that one reply may cause.
const LONGEST_STOP: Duration = secs(300);

/// Whether the next call of a client succeeds in time after a 429 with these headers.
async fn continues(values: &'static [&'static [u8]], paces: bool) -> bool {
    let wire = Scripted::new(move |_, n| async move {
        let mut headers = HeaderMap::new();
        headers.insert("date", HeaderValue::from_static(DATE));
        for value in values {
            headers.append("retry-after", HeaderValue::from_bytes(value).unwrap());
        }
        let status = if n == 0 { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
        Ok(Incoming::new(status, headers, body_of("{}")))
    });
    let client = wire.shaped(None, |b| if paces { b.pacing([Limit::new(90, secs(5))]) } else { b });
    let first = client.post("/u").call::<Value>().retry(Retry::none()).await;
    let next = client.get("/u").call::<Value>().timeout(LONGEST_STOP * 2);
    let start = Instant::now();
    first.is_err() && next.await.is_ok() && start.elapsed() <= LONGEST_STOP
}

pub(super) fn l4(_: Scale) -> Campaign {
    Box::pin(async move {
        let (mut panics, mut stopped, mut other) = (0, 0, Vec::new());
        for (values, documented) in TABLE {
            for paces in [false, true] {
                match tokio::spawn(seen(values, paces)).await {
                    Err(_) => panics += 1,
                    Ok(found) if found == Some(documented) => {}
                    Ok(found) => other.push(format!("{:?} gave {found:?}", text(values))),
                }
                match tokio::spawn(continues(values, paces)).await {
                    Err(_) => panics += 1,
                    Ok(continues) => stopped += usize::from(!continues),
                }
            }
        }
        Measured::new(
            panics + stopped == 0 && other.is_empty(),
            format!(
                "{} inputs, with and without a rate plan: {panics} panics, {stopped} clients stopped for over 300 s by a 429, \
                 {} not as documented {}",
                TABLE.len(),
                other.len(),
                other.join(", ")
            )
            .trim_end()
            .to_owned(),
        )
    })
}

fn text(values: &[&[u8]]) -> Vec<String> {
    values.iter().map(|v| String::from_utf8_lossy(v).into_owned()).collect()
}
