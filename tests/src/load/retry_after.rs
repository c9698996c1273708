//! Random `Retry-After` headers.

use super::html_pages::{self, Pages};
use crate::{
    dialects::{GOOD, VENDORS, client, too_many_requests},
    promise::{Campaign, Measured, Scale},
    timeouts::fixtures::{locked, ms, on_paused_time, secs},
};
use portcullis_core::{Failed, Retry, RetryPolicy, http::Method};
use portcullis_testkit::wire::{Scripted, reply, reply_with};
use serde_json::{Value, from_str};
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
    /// Those of writes that a vendor's own client sent.
    writes: usize,
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
            all.writes += part.writes;
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
                && all.writes > 0
                && all.waited_for > 0
                && all.returned > 0,
            format!(
                "{} headers, {} of them a 429 on a write of one of the five vendors: {} waited for ({} early, {} \
                 late), {} returned ({} later than 10 ms, {} without the delay). {} HTML pages: {} waited for ({} \
                 early, {} late), {} returned ({} not at once or without status and delay)",
                all.headers,
                all.writes,
                all.waited_for,
                all.early,
                all.late,
                all.returned,
                all.slow,
                all.without_delay,
                pages.sent,
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

/// One of the two.
struct Policy(Option<Immediate>, Retry);

impl RetryPolicy for Policy {
    fn delay(&self, failed: &Failed) -> Option<Duration> {
        self.0.as_ref().map_or_else(|| self.1.delay(failed), |immediate| immediate.delay(failed))
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
    // Half of the replies are a 429: to a read of the plain dialect, or to a write in a vendor's own.
    let status = if number.is_multiple_of(2) { 503 } else { 429 };
    let vendor = (status == 429).then(|| VENDORS.get(number / 2 % 6)).flatten();
    let sends: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let log = sends.clone();
    let wire = Scripted::new(move |_, n| {
        locked(&log).push(Instant::now());
        let (date, value) = (date.clone(), value.clone());
        let body = vendor.map_or("{}", |vendor| too_many_requests(vendor));
        async move {
            match n {
                0 => {
                    reply_with(status, &[("retry-after", &value), ("date", &date)], &from_str(body).unwrap())
                }
                _ => reply(200, &from_str(GOOD).unwrap()),
            }
        }
    });
    let policy = Policy(immediate.then_some(Immediate), Retry::default().longest_retry_after(secs(cap)));
    let call = match vendor {
        None => wire.shaped(None, |b| b.retry(policy)).get("/u").call::<Value>(),
        Some(vendor) => {
            client(vendor, "https://vendor.example", policy, Some(wire))(Method::POST, "m").call()
        }
    };
    let start = Instant::now();
    let outcome = call.timeout(bound).await;
    let took = start.elapsed();
    let asked = secs(asked);
    tally.headers += 1;
    tally.writes += usize::from(vendor.is_some());
    match outcome {
        Ok(_) => {
            tally.waited_for += 1;
            let waited = locked(&sends)[1] - start;
            tally.early += usize::from(waited < asked);
            let spread = if immediate { Duration::ZERO } else { (asked / 10).min(secs(2)) };
            let past_cap = !immediate && asked > secs(cap);
            let longest = asked + spread + TICK;
            tally.late += usize::from(waited > longest || waited > bound || past_cap);
        }
        Err(error) => {
            tally.returned += 1;
            let useful = ms(500).min(bound / 10);
            let reason = asked > secs(cap) || asked + (asked / 10).min(secs(2)) + useful > bound;
            tally.slow += usize::from(took > Duration::from_millis(10) || !reason);
            tally.without_delay += usize::from(error.retry_after() != Some(asked));
        }
    }
}
