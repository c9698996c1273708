//! A slot that would come too late.

use crate::{
    promise::{Campaign, Measured, Scale},
    timeouts::fixtures::{Tokens, ms, on_paused_time, secs},
};
use portcullis_core::{ErrorKind, auth::oauth2::OAuth2, pacing::Limit};
use portcullis_testkit::wire::{Scripted, reply};
use serde_json::{Value, json};
use std::{ops::Range, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

#[derive(Default)]
struct Tally {
    calls: usize,
    refused: usize,
    over: usize,
    /// Refused, but only after some waiting.
    late: usize,
    /// Refused without a delay, or with one that would have been short enough.
    without_delay: usize,
    /// Refusals whose delay was checked: the next call is sent exactly then.
    tried: usize,
    wrong: usize,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.refused += other.refused;
        self.over += other.over;
        self.late += other.late;
        self.without_delay += other.without_delay;
        self.tried += other.tried;
        self.wrong += other.wrong;
    }

    fn held(&self) -> bool {
        self.over + self.late + self.without_delay + self.wrong == 0 && self.refused > 0 && self.tried > 0
    }

    fn figure(&self) -> String {
        format!(
            "{} calls: {} over their timeout; {} refused, {} of them not at once, {} without a useful delay; \
             {} of {} delays wrong",
            self.calls, self.over, self.refused, self.late, self.without_delay, self.wrong, self.tried
        )
    }
}

/// A slot for every call, and the default number of slots.
const SLOTS: [usize; 2] = [10_000, 16];

pub(in crate::load) fn l6(scale: Scale) -> Campaign {
    Box::pin(async move {
        let found = SLOTS.map(|slots| {
            let mut all = Tally::default();
            for part in on_paused_time(scale.pick(2_000, 60), move |numbers| part(numbers, slots)) {
                all.add(&part);
            }
            (slots, all)
        });
        let needlessly_refused = needlessly_refused().await;
        Measured::new(
            needlessly_refused == 0 && found.iter().all(|(_, tally)| tally.held()),
            format!(
                "{}; {needlessly_refused} of {PATIENT} calls with a long timeout refused when a token is needed first",
                found
                    .map(|(slots, tally)| format!("{slots} concurrency slots: {}", tally.figure()))
                    .join("; ")
            ),
        )
    })
}

const PATIENT: usize = 100;

/// How many calls with long timeouts fail although the plan has a slot for each: they all wait for one token, whose
/// request must not wait behind them.
async fn needlessly_refused() -> usize {
    let wire =
        Scripted::new(|_, _| async { reply(200, &json!({"access_token": "t1", "expires_in": 36_000})) });
    let client = wire.shaped(Some(Arc::new(OAuth2::new(Tokens))), |b| b.pacing([Limit::new(1, secs(2))]));
    let calls: Vec<_> =
        (0..PATIENT).map(|_| tokio::spawn(client.get("/u").call::<Value>().timeout(secs(3_600)))).collect();
    let mut failed = 0;
    for call in calls {
        failed += usize::from(call.await.unwrap().is_err());
    }
    failed
}

async fn part(numbers: Range<usize>, slots: usize) -> Tally {
    let mut tally = Tally::default();
    for _ in numbers {
        schedule(slots, &mut tally).await;
    }
    tally
}

async fn schedule(slots: usize, tally: &mut Tally) {
    let wire = Scripted::new(|_, _| async { reply(200, &json!({})) });
    let limits: Vec<Limit> = (0..fastrand::usize(1..4))
        .map(|_| Limit::new(fastrand::usize(1..20), ms(fastrand::u64(500..20_000))))
        .collect();
    let client = wire.shaped(None, |b| b.pacing(limits).in_flight(slots));
    let span = [1, 1_000, 20_000][fastrand::usize(0..3)];
    let callers: Vec<_> = (0..60)
        .map(|_| {
            let (offset, bound) = (ms(fastrand::u64(0..span)), ms(fastrand::u64(1..60_000)));
            let call = client.get("/u").call::<Value>().timeout(bound);
            tokio::spawn(async move {
                sleep(offset).await;
                let start = Instant::now();
                let outcome = call.await;
                (bound, start.elapsed(), outcome)
            })
        })
        .collect();
    for caller in callers {
        let (bound, took, outcome) = caller.await.unwrap();
        tally.calls += 1;
        tally.over += usize::from(took > bound);
        if let Err(error) = outcome {
            tally.refused += 1;
            tally.late += usize::from(took > Duration::ZERO || error.kind() != ErrorKind::Paced);
            // A slot at the end of the timeout would leave too little time for an attempt.
            let last = bound.saturating_sub(ms(500).min(bound / 10));
            tally.without_delay += usize::from(error.retry_after().is_none_or(|when| when <= last));
        }
    }
    // A call alone is sent exactly after the delay of the refusal.
    let when = loop {
        match client.get("/u").call::<Value>().timeout(ms(1)).await {
            Ok(_) => {}
            Err(error) => break error.retry_after(),
        }
    };
    let (start, when) = (Instant::now(), when.unwrap_or_default());
    let outcome = client.get("/u").call::<Value>().timeout(when * 2 + secs(1)).await;
    let off = start.elapsed().abs_diff(when);
    tally.tried += 1;
    tally.wrong += usize::from(outcome.is_err() || off > ms(1));
}
