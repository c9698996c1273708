//! A 429 pauses the whole client.

use super::rate_plan::PLAN;
use crate::{
    promise::{Campaign, Measured, Scale},
    timeouts::fixtures::{Tokens, locked, ms, on_paused_time, secs},
};
use portcullis_core::auth::{Authenticate, oauth2::OAuth2};
use portcullis_testkit::wire::{Scripted, reply, reply_with};
use serde_json::{Value, json};
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
}

#[derive(Default)]
struct Tally {
    runs: usize,
    sends: usize,
    inside: usize,
    failed: usize,
}

pub(super) fn l7(scale: Scale) -> Campaign {
    Box::pin(async move {
        let kinds = [
            ("rate plan", Kind::Planned),
            ("no rate plan", Kind::Unplanned),
            ("rate plan and token", Kind::Tokens),
        ];
        let found = kinds.map(|(name, kind)| {
            let mut all = Tally::default();
            for part in on_paused_time(scale.pick(1_000, 12), move |numbers| part(numbers, kind)) {
                all.runs += part.runs;
                all.sends += part.sends;
                all.inside += part.inside;
                all.failed += part.failed;
            }
            (name, all)
        });
        Measured::new(
            found.iter().all(|(_, t)| t.inside == 0 && t.sends > 0),
            found
                .map(|(name, t)| {
                    format!(
                        "{name}: {} sends in the 5 s after the 429, {} sends in {} runs, {} calls failed",
                        t.inside, t.sends, t.runs, t.failed
                    )
                })
                .join("; "),
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
                return reply_with(429, &[("retry-after", "5")], &json!({}));
            }
            reply(if fastrand::u8(0..20) == 0 { 503 } else { 200 }, &json!({}))
        }
    });
    let auth = matches!(kind, Kind::Tokens).then(|| Arc::new(OAuth2::new(Tokens)) as Arc<dyn Authenticate>);
    let client = wire.shaped(auth, |b| if matches!(kind, Kind::Unplanned) { b } else { b.pacing(PLAN) });
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let offset = ms(fastrand::u64(0..10_000));
            let call = client.get("/u").call::<Value>();
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
}
