//! Rolling windows: never exceeded, nearly full, and no slot lost to cancelled callers.

mod own_client;
mod refusal;

pub(super) use refusal::l6;

use crate::{
    promise::{Campaign, Measured, Scale},
    timeouts::fixtures::{Tokens, locked, ms, on_paused_time, secs},
};
use portcullis_core::{Client, auth::oauth2::OAuth2, pacing::Limit};
use portcullis_testkit::wire::{Scripted, reply, reply_with};
use serde_json::{Value, json};
use std::{
    ops::Range,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout};

/// DigiCert's limits, just below those that it publishes.
pub(super) const PLAN: [Limit; 2] =
    [Limit::new(99, Duration::from_secs(5)), Limit::new(995, Duration::from_secs(180))];
/// The server's window starts later than the client's.
const GUARD: Duration = Duration::from_millis(250);
const CALLERS: usize = 200;
/// Schedules in a row on one client, so that the long window always counts.
const PER_CLIENT: usize = 10;

pub(super) type Sends = Arc<Mutex<Vec<Instant>>>;

#[derive(Default)]
struct Tally {
    schedules: usize,
    calls: usize,
    sends: usize,
    cancelled: usize,
    refused: usize,
    violations: usize,
    /// Slots that came later than the log of sends allows.
    lost: usize,
    probes: usize,
    most_short: usize,
    most_long: usize,
}

pub(super) fn l5(scale: Scale) -> Campaign {
    Box::pin(async move {
        let mut all = Tally::default();
        for part in on_paused_time(scale.pick(10_000, 20).div_ceil(PER_CLIENT), part) {
            all.schedules += part.schedules;
            all.calls += part.calls;
            all.sends += part.sends;
            all.cancelled += part.cancelled;
            all.refused += part.refused;
            all.violations += part.violations;
            all.lost += part.lost;
            all.probes += part.probes;
            all.most_short = all.most_short.max(part.most_short);
            all.most_long = all.most_long.max(part.most_long);
        }
        let (long, short) = saturated(scale.pick(10, 1)).await;
        let cold = cold().await;
        let own = own_client::own_client().await;
        let held = all.violations + all.lost == 0
            && all.cancelled > 0
            && all.most_short == PLAN[0].count
            && all.most_long > PLAN[1].count / 2
            && cold <= PLAN[0].count
            && own == PLAN.map(|limit| limit.count)
            && long >= 0.99
            && short >= 0.95;
        Measured::new(
            held,
            format!(
                "{} schedules of {CALLERS} callers, {} calls, {} sends, {} cancelled, {} refused at once: {} \
                 violations (at most {} in 5 s and {} in 180 s), {} of {} slots later than due; at most {cold} \
                 in 5 s when all calls first wait for a token; saturated: {:.2} % of the long limit, {:.1} % \
                 of the short; by DigiCert's own client, with its default plan and orders among the calls: at most {} in 5 s \
                 and {} in 180 s",
                all.schedules,
                all.calls,
                all.sends,
                all.cancelled,
                all.refused,
                all.violations,
                all.most_short,
                all.most_long,
                all.lost,
                all.probes,
                long * 100.0,
                short * 100.0,
                own[0],
                own[1],
            ),
        )
    })
}

/// A server that records when requests are sent, is sometimes busy, and sometimes returns 429 if `throttles`.
fn server(throttles: bool) -> (Scripted, Sends) {
    let sends = Sends::default();
    let log = sends.clone();
    let wire = Scripted::new(move |_, _| {
        locked(&log).push(Instant::now());
        async move {
            sleep(ms(fastrand::u64(0..200))).await;
            match fastrand::u16(0..1_000) {
                0..50 => reply(503, &json!({})),
                50 if throttles => reply_with(429, &[("retry-after", "7")], &json!({})),
                _ => reply(200, &json!({})),
            }
        }
    });
    (wire, sends)
}

async fn part(numbers: Range<usize>) -> Tally {
    let mut tally = Tally::default();
    for number in numbers {
        let throttles = number % 4 == 3;
        let (wire, sends) = server(throttles);
        let client = wire.shaped(None, |b| b.pacing(PLAN));
        for _ in 0..PER_CLIENT {
            schedule(&client, &mut tally).await;
            sleep(ms(fastrand::u64(0..20_000))).await;
        }
        if !throttles {
            probe(&client, &sends, &mut tally).await;
        }
        let sends = locked(&sends);
        tally.sends += sends.len();
        let [short, long] = PLAN.map(|limit| most(&sends, limit.window));
        tally.violations += usize::from(short > PLAN[0].count) + usize::from(long > PLAN[1].count);
        tally.most_short = tally.most_short.max(short);
        tally.most_long = tally.most_long.max(long);
    }
    tally
}

/// The most sends in any window of this length, both ends included.
pub(super) fn most(sends: &[Instant], window: Duration) -> usize {
    let (mut first, mut most) = (0, 0);
    for (last, at) in sends.iter().enumerate() {
        while *at - sends[first] > window {
            first += 1;
        }
        most = most.max(last - first + 1);
    }
    most
}

async fn schedule(client: &Client, tally: &mut Tally) {
    let span = [1, 500, 5_000, 60_000][fastrand::usize(0..4)];
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (offset, bound) = (ms(fastrand::u64(0..span)), ms(fastrand::u64(1..400_000)));
            let cancels = (fastrand::u8(0..4) == 0).then(|| ms(fastrand::u64(0..10_000)));
            let call = client.get("/u").call::<Value>().timeout(bound);
            tokio::spawn(async move {
                sleep(offset).await;
                timeout(cancels.unwrap_or(secs(1_000_000)), call).await
            })
        })
        .collect();
    tally.schedules += 1;
    for caller in callers {
        tally.calls += 1;
        match caller.await.unwrap() {
            Err(_) => tally.cancelled += 1,
            Ok(Err(error)) => tally.refused += usize::from(error.attempts() == 0),
            Ok(Ok(_)) => {}
        }
    }
}

/// Sends a burst and compares each slot with the earliest time that the log of all sends allows.
async fn probe(client: &Client, sends: &Sends, tally: &mut Tally) {
    let before = locked(sends).len();
    let start = Instant::now();
    let calls: Vec<_> = (0..PLAN[0].count)
        .map(|_| tokio::spawn(client.post("/u").call::<Value>().timeout(secs(1_000))))
        .collect();
    for call in calls {
        let _ = call.await.unwrap();
    }
    let sends = locked(sends);
    for n in before..sends.len() {
        let due = PLAN
            .iter()
            .filter_map(|limit| Some(sends[n.checked_sub(limit.count)?] + limit.window + GUARD))
            .fold(start, Instant::max);
        tally.probes += 1;
        // The clock of paused time counts whole milliseconds.
        tally.lost += usize::from(sends[n] > due + ms(1));
    }
}

/// The most sends in 5 s when all calls first wait for a token.
async fn cold() -> usize {
    let sends = Sends::default();
    let log = sends.clone();
    let wire = Scripted::new(move |out, _| {
        locked(&log).push(Instant::now());
        async move {
            sleep(if out.url.path() == "/token" { secs(12) } else { ms(10) }).await;
            reply(200, &json!({"access_token": "t1", "expires_in": 3600}))
        }
    });
    let client = wire.shaped(Some(Arc::new(OAuth2::new(Tokens))), |b| b.pacing(PLAN));
    let calls: Vec<_> = (0..CALLERS).map(|_| tokio::spawn(client.get("/u").call::<Value>())).collect();
    for call in calls {
        let _ = call.await.unwrap();
    }
    most(&locked(&sends), PLAN[0].window)
}

/// How much of the long and of the short limit 200 callers without a pause use.
async fn saturated(windows: usize) -> (f64, f64) {
    let sends = Sends::default();
    let log = sends.clone();
    let wire = Scripted::new(move |_, _| {
        locked(&log).push(Instant::now());
        async { reply(200, &json!({})) }
    });
    let client = wire.shaped(None, |b| b.pacing(PLAN));
    let wanted = PLAN[1].count * windows + 1;
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (client, sends) = (client.clone(), sends.clone());
            tokio::spawn(async move {
                while locked(&sends).len() < wanted {
                    client.get("/u").call::<Value>().timeout(secs(100_000)).await.unwrap();
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
    let sends = locked(&sends);
    let used = |count: usize, limit: Limit| {
        let ideal = limit.window.mul_f64(f64::from(u32::try_from(count / limit.count).unwrap()));
        ideal.as_secs_f64() / (sends[count] - sends[0]).as_secs_f64()
    };
    (used(wanted - 1, PLAN[1]), used(PLAN[0].count * 9, PLAN[0]))
}
