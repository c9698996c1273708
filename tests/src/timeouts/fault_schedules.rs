//! Random schedules of faults on paused time: a call always ends within its timeout.

use super::fixtures::{Sessions, SlowBody, Tokens, locked, ms, on_paused_time, secs};
use crate::promise::{Campaign, Measured, Scale};
use portcullis_core::{
    Client, ErrorKind, Evidence, Retry,
    auth::{Authenticate, oauth2::OAuth2, session::Session},
    http::{HeaderMap, Method, StatusCode},
    pacing::Limit,
    transport::{Incoming, TransportError},
};
use portcullis_testkit::wire::{Scripted, body_of, lost, unsent};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout};

/// The time that must be left for an attempt to start after any wait: this or a tenth of the timeout, whichever is
/// less.
const LEAST_USEFUL: Duration = ms(500);
/// Long after any timeout: a call that still runs then never ends.
const NEVER: Duration = secs(1_000);

/// One attempt, as the transport recorded it.
struct Attempt {
    start: Instant,
    end: Option<Instant>,
    refused: bool,
}

type Log = Arc<Mutex<HashMap<String, Vec<Attempt>>>>;

/// Records the end of an attempt when it is dropped.
struct Ends {
    log: Log,
    path: String,
    number: usize,
}

impl Drop for Ends {
    fn drop(&mut self) {
        if let Some(attempt) = locked(&self.log).get_mut(&self.path).and_then(|a| a.get_mut(self.number)) {
            attempt.end = Some(Instant::now());
        }
    }
}

/// The sums over all schedules.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) schedules: usize,
    pub(super) calls: usize,
    pub(super) failed: usize,
    /// Calls that ended exactly at their timeout.
    pub(super) at_bound: usize,
    pub(super) over: usize,
    pub(super) worst: Duration,
    pub(super) sends: usize,
    /// Attempts after a pause.
    pub(super) pauses: usize,
    /// Attempts that began after the timeout.
    pub(super) after_bound: usize,
    /// Attempts after a pause with less time left than is useful.
    pub(super) thin: usize,
    /// Attempts with as little time left because a rate-limit slot, a concurrency slot or a token came late.
    pub(super) thin_waits: usize,
    /// Calls that waited until their timeout instead of failing at once.
    pub(super) slept_through: usize,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.schedules += other.schedules;
        self.calls += other.calls;
        self.failed += other.failed;
        self.at_bound += other.at_bound;
        self.over += other.over;
        self.worst = self.worst.max(other.worst);
        self.sends += other.sends;
        self.pauses += other.pauses;
        self.after_bound += other.after_bound;
        self.thin += other.thin;
        self.thin_waits += other.thin_waits;
        self.slept_through += other.slept_through;
    }
}

pub(super) fn run(count: usize) -> Tally {
    let mut all = Tally::default();
    for part in on_paused_time(count, part) {
        all.add(&part);
    }
    all
}

async fn part(numbers: Range<usize>) -> Tally {
    let mut tally = Tally::default();
    for number in numbers {
        schedule(number as u64, &mut tally).await;
    }
    tally
}

/// How long something takes: mostly short, sometimes long, sometimes for ever.
fn length() -> Duration {
    match fastrand::u8(0..10) {
        0..=2 => Duration::ZERO,
        3..=6 => ms(fastrand::u64(1..400)),
        7 => ms(fastrand::u64(1..5_000)),
        8 => ms(fastrand::u64(1..40_000)),
        _ => secs(100_000),
    }
}

fn plain(status: u16, headers: HeaderMap, text: &'static str) -> Incoming {
    Incoming::new(StatusCode::from_u16(status).unwrap(), headers, body_of(text))
}

/// A transport with a random result for every request.
fn wire(log: &Log) -> Scripted {
    let log = log.clone();
    Scripted::new(move |out, number| {
        let (log, path) = (log.clone(), out.url.path().to_owned());
        let place = {
            let mut log = locked(&log);
            let attempts = log.entry(path.clone()).or_default();
            attempts.push(Attempt { start: Instant::now(), end: None, refused: false });
            attempts.len() - 1
        };
        let ends = Ends { log: log.clone(), path: path.clone(), number: place };
        async move {
            sleep(length()).await;
            let own = !path.starts_with("/c/");
            let good = json!({"id": 1, "token": format!("t{number}"), "access_token": format!("t{number}"),
                "expires_in": fastrand::u64(0..100)});
            let mut headers = HeaderMap::new();
            let kind = fastrand::u8(0..14);
            match kind {
                0 => return lost(),
                1 => return unsent(),
                2 => return Ok(plain(500, headers, "{}")),
                3..=5 => {
                    if fastrand::bool() {
                        headers.insert("retry-after", fastrand::u64(0..40).into());
                    }
                    return Ok(plain(if kind == 3 { 429 } else { 503 }, headers, "{}"));
                }
                6 if !own => {
                    if let Some(attempt) = locked(&log).get_mut(&path).and_then(|a| a.get_mut(place)) {
                        attempt.refused = true;
                    }
                    return Ok(plain(401, headers, "{}"));
                }
                7 => return Ok(plain(200, headers, "<html>")),
                _ => {}
            }
            let body = match kind {
                8 => SlowBody::new(" ", ms(fastrand::u64(1..1_000)), usize::MAX),
                9 => SlowBody::new(" ", ms(fastrand::u64(1..300)), fastrand::usize(0..9))
                    .fails_with(TransportError::new(Evidence::NoStatus, "cut")),
                _ => SlowBody::new(good.to_string(), length().min(secs(30)), 1),
            };
            Ok(Incoming::new(StatusCode::OK, headers, Box::pin(body.tail(ends))))
        }
    })
}

fn shaped(wire: &Scripted, rng: &mut fastrand::Rng) -> (Client, bool) {
    let auth: Option<Arc<dyn Authenticate>> = match rng.u8(0..3) {
        0 => None,
        1 => Some(Arc::new(OAuth2::new(Tokens))),
        _ => Some(Arc::new(Session::new(Sessions, None))),
    };
    let waits = rng.bool();
    let free = auth.is_none() && !waits;
    let policy = Retry::default()
        .attempts(rng.u32(1..8))
        .base(ms(rng.u64(1..2_000)))
        .cap(ms(rng.u64(1..20_000)))
        .longest_retry_after(secs(rng.u64(0..60)));
    let limits: Vec<Limit> =
        (0..rng.usize(1..3)).map(|_| Limit::new(rng.usize(1..5), ms(rng.u64(100..20_000)))).collect();
    let client = wire.shaped(auth, |b| {
        let b = b.attempt_timeout(ms(rng.u64(50..20_000))).retry(policy);
        if waits { b.pacing(limits).in_flight(rng.usize(1..8)) } else { b }
    });
    (client, free)
}

async fn schedule(number: u64, tally: &mut Tally) {
    let mut rng = fastrand::Rng::with_seed(number);
    let log = Log::default();
    let (client, free) = shaped(&wire(&log), &mut rng);
    let calls: Vec<_> = (0..rng.usize(1..6))
        .map(|n| {
            let bound = ms(if rng.bool() { rng.u64(1..3_000) } else { rng.u64(1..60_000) });
            let method = [Method::GET, Method::POST, Method::DELETE][rng.usize(0..3)].clone();
            let path = format!("/c/{n}");
            let request = client.request(method, path.clone());
            let call = if rng.bool() { request.idempotent() } else { request }.call::<Value>().timeout(bound);
            let offset = ms(rng.u64(0..2_000));
            tokio::spawn(async move {
                sleep(offset).await;
                let start = Instant::now();
                let outcome = timeout(NEVER, call).await.ok();
                (path, start, bound, Instant::now(), outcome)
            })
        })
        .collect();
    tally.schedules += 1;
    for call in calls {
        let (path, start, bound, end, outcome) = call.await.unwrap();
        let (took, deadline) = (end - start, start + bound);
        tally.calls += 1;
        tally.at_bound += usize::from(took == bound);
        tally.over += usize::from(took > bound);
        tally.worst = tally.worst.max(took.saturating_sub(bound));
        let mut log = locked(&log);
        let attempts = log.remove(&path).unwrap_or_default();
        drop(log);
        tally.sends += attempts.len();
        for (n, attempt) in attempts.iter().enumerate() {
            tally.after_bound += usize::from(attempt.start > deadline);
            let left = deadline.saturating_duration_since(attempt.start);
            let paused = n > 0 && !attempts[n - 1].refused;
            tally.pauses += usize::from(paused);
            let thin = left < LEAST_USEFUL.min(bound / 10) && attempt.start > start;
            tally.thin += usize::from(thin && free && paused);
            tally.thin_waits += usize::from(thin && !(free && paused));
        }
        // An attempt ends at the timeout: only a pause can last longer.
        tally.slept_through += usize::from(took > bound);
        if let Some(Err(error)) = outcome {
            tally.failed += 1;
            // Without rate plan, session lane and token only an attempt may take time.
            let last = attempts.last().and_then(|a| a.end);
            let idle = last.is_some_and(|last| last < end) && error.kind() != ErrorKind::Paced;
            tally.slept_through += usize::from(free && idle && took <= bound);
        }
    }
}

pub(super) fn t5(scale: Scale) -> Campaign {
    Box::pin(async move {
        let t = run(scale.pick(10_000, 300));
        let held =
            t.after_bound + t.thin + t.thin_waits + t.slept_through == 0 && t.pauses > t.schedules / 20;
        Measured::new(
            held,
            format!(
                "{} schedules, {} attempts, {} of them after a pause: {} began past the timeout, {} too late \
                 to be useful, {} too late because a rate-limit slot, a concurrency slot or a token came late; \
                 {} calls waited in vain",
                t.schedules, t.sends, t.pauses, t.after_bound, t.thin, t.thin_waits, t.slept_through
            ),
        )
    })
}
