//! Callers with different timeouts that wait for one token.

use super::fixtures::{Tokens, locked, ms, on_paused_time, secs};
use crate::promise::{Campaign, Measured, Scale};
use portcullis_core::{ErrorKind, auth::oauth2::OAuth2};
use portcullis_testkit::wire::{Scripted, header, reply};
use serde_json::{Value, json};
use std::{
    ops::Range,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout};

/// The timeout of one token request.
const FETCH: Duration = secs(15);
/// With less time dropped than this, or than a tenth of the timeout, nothing is sent.
const LEAST_USEFUL: Duration = ms(500);

#[derive(Default)]
struct Tally {
    mixes: usize,
    stalls: usize,
    served: usize,
    timed_out: usize,
    too_late: usize,
    dropped: usize,
    wrong: usize,
    requests: usize,
}

pub(super) fn t6(scale: Scale) -> Campaign {
    Box::pin(async move {
        let mut all = Tally::default();
        for part in on_paused_time(scale.pick(1_000, 100), part) {
            all.mixes += part.mixes;
            all.stalls += part.stalls;
            all.served += part.served;
            all.timed_out += part.timed_out;
            all.too_late += part.too_late;
            all.dropped += part.dropped;
            all.wrong += part.wrong;
            all.requests += part.requests;
        }
        Measured::new(
            all.wrong == 0 && all.timed_out > 0 && all.served > 0 && all.stalls > 0,
            format!(
                "{} mixes ({} with a request that stalls), {} token requests: {} callers served, {} ended at \
                 their own timeout, {} got the token too late to send, {} dropped; {} not as promised",
                all.mixes,
                all.stalls,
                all.requests,
                all.served,
                all.timed_out,
                all.too_late,
                all.dropped,
                all.wrong
            ),
        )
    })
}

async fn part(numbers: Range<usize>) -> Tally {
    let mut tally = Tally::default();
    for number in numbers {
        mix(number, &mut tally).await;
    }
    tally
}

enum End {
    Dropped,
    Done { start: Instant, bound: Duration, end: Instant, outcome: portcullis_core::Result<Value> },
}

async fn mix(number: usize, tally: &mut Tally) {
    let stalls = number.is_multiple_of(4);
    let takes = if stalls { secs(100_000) } else { ms(fastrand::u64(0..15_000)) };
    let asked: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let log = asked.clone();
    let wire = Scripted::new(move |out, _| {
        let log = log.clone();
        async move {
            if out.url.path().starts_with("/token") {
                let first = {
                    let mut log = locked(&log);
                    log.push(Instant::now());
                    log.len() == 1
                };
                sleep(if first { takes } else { ms(1) }).await;
                return reply(200, &json!({"access_token": "t1", "expires_in": 3600}));
            }
            match header(&out, "authorization") {
                Some("Bearer t1") => reply(200, &json!({"id": 1})),
                _ => reply(401, &json!({})),
            }
        }
    });
    let client = wire.client(Some(Arc::new(OAuth2::new(Tokens))));
    let callers: Vec<_> = (0..fastrand::usize(2..30))
        .map(|_| {
            let bound =
                ms(if fastrand::bool() { fastrand::u64(1..14_000) } else { fastrand::u64(16_000..60_000) });
            let drops = fastrand::u8(0..5) == 0;
            let stay = ms(fastrand::u64(0..20_000));
            let call = client.get("/u").call::<Value>().timeout(bound);
            tokio::spawn(async move {
                let start = Instant::now();
                let ended = timeout(if drops { stay } else { secs(1_000) }, call).await;
                match ended {
                    Err(_) => End::Dropped,
                    Ok(outcome) => End::Done { start, bound, end: Instant::now(), outcome },
                }
            })
        })
        .collect();
    let mut wrong = 0;
    for caller in callers {
        let End::Done { start, bound, end, outcome } = caller.await.unwrap() else {
            tally.dropped += 1;
            continue;
        };
        let took = end - start;
        let ready = if stalls { FETCH } else { takes };
        let good = match outcome {
            Ok(_) => {
                tally.served += 1;
                !stalls && took <= bound
            }
            // At its own timeout, not earlier.
            Err(error) if bound <= ready => {
                tally.timed_out += 1;
                error.kind() == ErrorKind::Timeout && took == bound
            }
            // The token came, but too late for a request.
            Err(error) if !stalls && ready + LEAST_USEFUL.min(bound / 10) > bound => {
                tally.too_late += 1;
                error.kind() == ErrorKind::Timeout && took == ready
            }
            Err(error) => stalls && error.kind() == ErrorKind::Timeout && took == FETCH,
        };
        wrong += usize::from(!good);
    }
    // The token request went on without the dropped callers, or the next call starts a new one.
    sleep(FETCH).await;
    wrong += usize::from(client.get("/u").call::<Value>().await.is_err());
    let requests = locked(&asked).len();
    wrong += usize::from(requests != if stalls { 2 } else { 1 });
    tally.requests += requests;
    tally.mixes += 1;
    tally.stalls += usize::from(stalls);
    tally.wrong += wrong;
}
