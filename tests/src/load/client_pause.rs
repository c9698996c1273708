//! A 429 pauses the whole client.

use super::rate_plan::PLAN;
use crate::{
    dialects::{GOOD, Requests, VENDORS, client, too_many_requests},
    promise::{Campaign, Measured, Scale},
    timeouts::fixtures::{Tokens, locked, ms, on_paused_time, secs},
};
use portcullis_core::{
    Retry,
    auth::{Authenticate, oauth2::OAuth2},
    http::Method,
};
use portcullis_testkit::wire::{Scripted, reply, reply_with};
use serde_json::{Value, from_str, json};
use std::{
    ops::Range,
    sync::{Arc, Mutex},
};
use tokio::time::{Instant, sleep};

#[derive(Clone, Copy)]
enum Kind {
    Planned,
    Unplanned,
    /// With a token that may have to be fetched when the 429 arrives.
    Tokens,
    /// Writes of this vendor's own client.
    Writes(&'static str),
}

#[derive(Default)]
struct Tally {
    runs: usize,
    sends: usize,
    inside: usize,
    /// Runs in which a call waited and none was sent when the 5 s were over.
    late: usize,
    failed: usize,
}

pub(super) fn l7(scale: Scale) -> Campaign {
    Box::pin(async move {
        let mut kinds = vec![
            ("rate plan", Kind::Planned),
            ("no rate plan", Kind::Unplanned),
            ("rate plan and token", Kind::Tokens),
        ];
        kinds.extend(VENDORS.map(|vendor| (vendor, Kind::Writes(vendor))));
        let found = kinds.into_iter().map(|(name, kind)| {
            let mut all = Tally::default();
            let runs =
                if matches!(kind, Kind::Writes(_)) { scale.pick(200, 12) } else { scale.pick(1_000, 12) };
            for part in on_paused_time(runs, move |numbers| part(numbers, kind)) {
                all.runs += part.runs;
                all.sends += part.sends;
                all.inside += part.inside;
                all.late += part.late;
                all.failed += part.failed;
            }
            (name, all)
        });
        let found: Vec<_> = found.collect();
        let figures = found.iter().map(|(name, t)| {
            format!(
                "{name}: {} sends in the 5 s after the 429, {} runs in which calls waited longer, {} sends in {} \
                 runs, {} calls failed",
                t.inside, t.late, t.sends, t.runs, t.failed
            )
        });
        Measured::new(
            found.iter().all(|(_, t)| t.inside + t.late == 0 && t.sends > 0),
            figures.collect::<Vec<_>>().join("; "),
        )
    })
}

async fn part(numbers: Range<usize>, kind: Kind) -> Tally {
    let mut tally = Tally::default();
    for _ in numbers {
        run(kind, &mut tally).await;
    }
    tally
}

async fn run(kind: Kind, tally: &mut Tally) {
    let sends: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let throttled: Arc<Mutex<Option<Instant>>> = Arc::default();
    let (log, closed) = (sends.clone(), throttled.clone());
    let chosen = fastrand::usize(0..40);
    let body = if let Kind::Writes(vendor) = kind { too_many_requests(vendor) } else { "{}" };
    let wire = Scripted::new(move |out, n| {
        locked(&log).push(Instant::now());
        let closed = closed.clone();
        async move {
            if out.url.path() == "/token" {
                sleep(ms(fastrand::u64(0..5_000))).await;
                return reply(200, &json!({"access_token": "t1", "expires_in": 3600}));
            }
            sleep(ms(fastrand::u64(0..300))).await;
            if n == chosen {
                *locked(&closed) = Some(Instant::now());
                return reply_with(429, &[("retry-after", "5")], &from_str(body).unwrap());
            }
            reply(if fastrand::u8(0..20) == 0 { 503 } else { 200 }, &from_str(GOOD).unwrap())
        }
    });
    let auth = matches!(kind, Kind::Tokens).then(|| Arc::new(OAuth2::new(Tokens)) as Arc<dyn Authenticate>);
    let requests: Requests = if let Kind::Writes(vendor) = kind {
        client(vendor, "https://vendor.example", Retry::default(), Some(wire))
    } else {
        let client = wire.shaped(auth, |b| if matches!(kind, Kind::Unplanned) { b } else { b.pacing(PLAN) });
        Box::new(move |method, mark| client.request(method, "/do/{mark}").path(mark))
    };
    let method = if matches!(kind, Kind::Writes(_)) { Method::POST } else { Method::GET };
    let begins = Instant::now();
    let offsets: Vec<_> = (0..100).map(|_| ms(fastrand::u64(0..10_000))).collect();
    let calls: Vec<_> = offsets
        .iter()
        .map(|offset| {
            let (offset, call) = (*offset, requests(method.clone(), "m").call::<Value>());
            tokio::spawn(async move {
                sleep(offset).await;
                call.await
            })
        })
        .collect();
    for call in calls {
        tally.failed += usize::from(call.await.unwrap().is_err());
    }
    let Some(throttled) = *locked(&throttled) else { return };
    tally.runs += 1;
    let sends = locked(&sends);
    tally.sends += sends.len();
    // Other requests may be sent at the same instant as the reply arrives.
    tally.inside += sends.iter().filter(|at| **at > throttled && **at < throttled + secs(5)).count();
    let over = throttled + secs(5);
    let waited = offsets.iter().map(|offset| begins + *offset).any(|at| at > throttled && at < over);
    let resumed = sends.iter().any(|at| *at >= over && *at <= over + ms(1));
    // A token that is still fetched holds all calls.
    tally.late += usize::from(waited && !resumed && !matches!(kind, Kind::Tokens));
}
