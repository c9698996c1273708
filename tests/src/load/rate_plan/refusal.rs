//! A permit that would come too late.

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
    /// Refused without saying when, or with a time that would have been early enough.
    silent: usize,
    /// Refusals whose word was tried: the next call goes exactly then.
    tried: usize,
    wrong: usize,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.refused += other.refused;
        self.over += other.over;
        self.late += other.late;
        self.silent += other.silent;
        self.tried += other.tried;
        self.wrong += other.wrong;
    }

    fn held(&self) -> bool {
        self.over + self.late + self.silent + self.wrong == 0 && self.refused > 0 && self.tried > 0
    }

    fn figure(&self) -> String {
        format!(
            "{} calls: {} over their bound; {} refused, {} of them not at once, {} without a useful time; {} of \
             {} times wrong",
            self.calls, self.over, self.refused, self.late, self.silent, self.wrong, self.tried
        )
    }
}

/// Room for everybody, and the number of places that a client has unless told otherwise.
const PLACES: [usize; 2] = [10_000, 16];

pub(in crate::load) fn l6(scale: Scale) -> Campaign {
    Box::pin(async move {
        let found = PLACES.map(|places| {
            let mut all = Tally::default();
            for part in on_paused_time(scale.pick(2_000, 60), move |numbers| part(numbers, places)) {
                all.add(&part);
            }
            (places, all)
        });
        let turned_away = turned_away().await;
        Measured::new(
            turned_away == 0 && found.iter().all(|(_, tally)| tally.held()),
            format!(
                "{}; {turned_away} of {PATIENT} patient calls turned away when a token is needed first",
                found
                    .map(|(places, tally)| format!("{places} places in flight: {}", tally.figure()))
                    .join("; ")
            ),
        )
    })
}

const PATIENT: usize = 100;

/// How many of many calls with long bounds fail although the plan has a permit for each: they all wait for
/// one token, whose request must not wait behind them.
async fn turned_away() -> usize {
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

async fn part(numbers: Range<usize>, places: usize) -> Tally {
    let mut tally = Tally::default();
    for _ in numbers {
        schedule(places, &mut tally).await;
    }
    tally
}

async fn schedule(places: usize, tally: &mut Tally) {
    let wire = Scripted::new(|_, _| async { reply(200, &json!({})) });
    let limits: Vec<Limit> = (0..fastrand::usize(1..4))
        .map(|_| Limit::new(fastrand::usize(1..20), ms(fastrand::u64(500..20_000))))
        .collect();
    let client = wire.shaped(None, |b| b.pacing(limits).in_flight(places));
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
            // A permit in the last moments of the bound would leave no time to be of use.
            let last = bound.saturating_sub(ms(500).min(bound / 10));
            tally.silent += usize::from(error.retry_after().is_none_or(|when| when <= last));
        }
    }
    // Alone, a call is let through exactly when the refusal said.
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
