//! Replies that trickle.

use super::fixtures::{Sessions, SlowBody, locked, ms, secs};
use crate::promise::{Campaign, Measured, Scale};
use portcullis_core::{
    auth::session::Session,
    http::{HeaderMap, StatusCode},
    transport::Incoming,
};
use portcullis_testkit::wire::{Scripted, reply};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout};

/// The default attempt timeout.
const ATTEMPT: Duration = secs(20);
/// The default call timeout.
const CALL: Duration = secs(60);

/// When attempts began and ended.
type Spans = Arc<Mutex<Vec<(Instant, Instant)>>>;

/// Records how long an attempt took.
struct Lasted(Spans, Instant);

impl Drop for Lasted {
    fn drop(&mut self) {
        locked(&self.0).push((self.1, Instant::now()));
    }
}

/// A server whose replies trickle: the head after a random time, then one byte per 100 ms without end.
fn trickling_server() -> (Scripted, Spans) {
    let spans = Spans::default();
    let log = spans.clone();
    let wire = Scripted::new(move |out, n| {
        let log = log.clone();
        async move {
            if out.url.path() == "/login" {
                return reply(200, &json!({"token": "t1"}));
            }
            let lasted = Lasted(log, Instant::now());
            let head = fastrand::u64(0..250);
            for _ in 0..head {
                sleep(ms(100)).await;
            }
            let mut headers = HeaderMap::new();
            if n % 2 == 0 {
                headers.insert("content-length", 60_000.into());
            }
            let status = if n % 5 == 0 { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
            let body = SlowBody::new(" ", ms(100), usize::MAX).tail(lasted);
            Ok(Incoming::new(status, headers, Box::pin(body)))
        }
    });
    (wire, spans)
}

pub(super) fn t3(scale: Scale) -> Campaign {
    Box::pin(async move {
        let (mut attempts, mut whole, mut off, mut late_calls) = (0, 0, 0, 0);
        let mut longest = Duration::ZERO;
        for n in 0..scale.pick(1_000, 30) {
            let (wire, spans) = trickling_server();
            let client = match n % 3 {
                0 => wire.client(Some(Arc::new(Session::new(Sessions, None)))),
                _ => wire.client(None),
            };
            let start = Instant::now();
            let request = if n % 2 == 0 { client.get("/u") } else { client.post("/u") };
            // Without the attempt timeout the reply would never end.
            let outcome = timeout(secs(600), request.call::<Value>()).await;
            late_calls += usize::from(start.elapsed() > CALL || !matches!(outcome, Ok(Err(_))));
            client.close(secs(100), false).await.unwrap_or_default();
            for (began, ended) in locked(&spans).iter().copied() {
                attempts += 1;
                let time = ended - began;
                // The call's timeout may end the last attempt instead.
                off += usize::from(time != ATTEMPT && ended != start + CALL);
                if time == ATTEMPT {
                    whole += 1;
                }
                longest = longest.max(time);
            }
        }
        let held = off == 0 && late_calls == 0 && whole > 0;
        Measured::new(
            held,
            format!(
                "{attempts} attempts at one byte per 100 ms, in head and body: {whole} ended after exactly 20 s, \
                 {} with their call at 60 s, {off} otherwise (longest {longest:?}); {late_calls} calls without an \
                 error or past 60 s",
                attempts - whole - off
            ),
        )
    })
}
