//! Random `Retry-After` headers.

use super::html_pages::{self, Pages};
use crate::{
    promise::{Campaign, Measured, Scale},
    timeouts::fixtures::{locked, ms, on_paused_time, secs},
};
use portcullis_core::{Failed, Retry, RetryPolicy};
use portcullis_testkit::wire::{Scripted, reply, reply_with};
use serde_json::{Value, json};
use std::{
    ops::Range,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

/// The clock of paused time counts whole milliseconds.
const TICK: Duration = Duration::from_millis(1);

#[derive(Default)]
struct Tally {
    headers: usize,
    waited_for: usize,
    returned: usize,
    early: usize,
    late: usize,
    slow: usize,
    without_delay: usize,
}

pub(super) fn l3(scale: Scale) -> Campaign {
    Box::pin(async move {
        let mut all = Tally::default();
        for part in on_paused_time(scale.pick(10_000, 1_000), part) {
            all.headers += part.headers;
            all.waited_for += part.waited_for;
            all.returned += part.returned;
            all.early += part.early;
            all.late += part.late;
            all.slow += part.slow;
            all.without_delay += part.without_delay;
        }
        let mut pages = Pages::default();
        for number in 0..scale.pick(2_000, 100) {
            html_pages::of_each_vendor(number, &mut pages).await;
        }
        let of_pages =
            pages.early + pages.late + pages.other == 0 && pages.waited_for > 0 && pages.returned > 0;
        Measured::new(
            of_pages
                && all.early + all.late + all.slow + all.without_delay == 0
                && all.waited_for > 0
                && all.returned > 0,
            format!(
                "{} headers: {} waited for ({} early, {} late), {} returned ({} later than 10 ms, {} without \
                 the delay). {} HTML pages: {} waited for ({} early, {} late), {} returned ({} not at once or without \
                 status and delay)",
                all.headers,
                all.waited_for,
                all.early,
                all.late,
                all.returned,
                all.slow,
                all.without_delay,
                pages.pages,
                pages.waited_for,
                pages.early,
                pages.late,
                pages.returned,
                pages.other
            ),
        )
    })
}

async fn part(numbers: Range<usize>) -> Tally {
    let mut tally = Tally::default();
    for number in numbers {
        one(number, &mut tally).await;
    }
    tally
}

/// A policy that retries at once, whatever the header: core enforces the header.
struct Immediate;

impl RetryPolicy for Immediate {
    fn delay(&self, failed: &Failed) -> Option<Duration> {
        (failed.attempt < 2).then_some(Duration::ZERO)
    }
}

const DAY: &str = "Sun, 06 Nov 1994";

async fn one(number: usize, tally: &mut Tally) {
    let asked = fastrand::u64(0..90);
    let cap = fastrand::u64(0..60);
    let bound = secs(fastrand::u64(1..120));
    let immediate = number.is_multiple_of(5);
    let value = match number % 3 {
        0 => format!("{DAY} 10:{:02}:{:02} GMT", asked / 60, asked % 60),
        _ => asked.to_string(),
    };
    let date = format!("{DAY} 10:00:00 GMT");
    let status = if number.is_multiple_of(2) { 503 } else { 429 };
    let sends: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let log = sends.clone();
    let wire = Scripted::new(move |_, n| {
        locked(&log).push(Instant::now());
        let (date, value) = (date.clone(), value.clone());
        async move {
            match n {
                0 => reply_with(status, &[("retry-after", &value), ("date", &date)], &json!({})),
                _ => reply(200, &json!({})),
            }
        }
    });
    let client = wire.shaped(None, |b| {
        if immediate { b.retry(Immediate) } else { b.retry(Retry::default().longest_retry_after(secs(cap))) }
    });
    let start = Instant::now();
    let outcome = client.get("/u").call::<Value>().timeout(bound).await;
    let took = start.elapsed();
    let asked = secs(asked);
    // A 429 pauses the client for at least five seconds.
    let gate = if status == 429 { asked.max(secs(5)) } else { Duration::ZERO };
    tally.headers += 1;
    match outcome {
        Ok(_) => {
            tally.waited_for += 1;
            let waited = locked(&sends)[1] - start;
            tally.early += usize::from(waited < asked);
            let spread = if immediate { Duration::ZERO } else { (asked / 10).min(secs(2)) };
            let past_cap = !immediate && asked > secs(cap);
            let longest = (asked + spread).max(gate) + TICK;
            tally.late += usize::from(waited > longest || waited > bound || past_cap);
        }
        Err(error) => {
            tally.returned += 1;
            let useful = ms(500).min(bound / 10);
            let reason = asked > secs(cap) || (asked + (asked / 10).min(secs(2))).max(gate) + useful > bound;
            tally.slow += usize::from(took > Duration::from_millis(10) || !reason);
            tally.without_delay += usize::from(error.retry_after() != Some(asked));
        }
    }
}
