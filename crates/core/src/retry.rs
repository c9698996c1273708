//! When to send again, and how much of it in all.

use crate::{http_date, text};
use std::{
    sync::Mutex,
    time::{Duration, SystemTime},
};
use tokio::time::Instant;

/// What is known of a failed attempt that may be repeated without harm.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Failed {
    /// The number of the attempt that failed, from 1.
    pub attempt: u32,
    /// The server asked to slow down (429).
    pub throttled: bool,
    /// How long the server asked to wait; zero is a time, too.
    pub retry_after: Option<Duration>,
}

/// Decides how long to wait before the next attempt.
///
/// It is asked only when repeating is safe: the request was provably not sent, was refused before any
/// work (429, 421, 425), or is one that may be repeated. It cannot make an unsafe repetition happen, nor one
/// before the time that the server named.
pub trait RetryPolicy: Send + Sync + 'static {
    /// The wait before the next attempt; `None` to give up.
    fn delay(&self, failed: &Failed) -> Option<Duration>;
}

/// The usual policy: three attempts, exponential backoff with full jitter, and the server's
/// `Retry-After`, which is never undercut.
///
/// A 429 with a `Retry-After` is no failed attempt: the server did nothing and named the time to come back. It
/// does not end the call after three attempts, but the call's timeout or the client's retry budget does.
#[derive(Debug, Clone, Copy)]
pub struct Retry {
    attempts: u32,
    base: Duration,
    throttled_base: Duration,
    cap: Duration,
    longest_retry_after: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(200),
            throttled_base: Duration::from_secs(1),
            cap: Duration::from_secs(10),
            longest_retry_after: Duration::from_secs(30),
        }
    }
}

impl Retry {
    /// Sends once.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// At most this many attempts in all (3). A 429 with a `Retry-After` may be followed by more, unless this is 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The first step of the backoff (200 ms); it doubles with each attempt.
    pub fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// The first step when the server limits the rate without a time (1 s).
    pub fn throttled_base(mut self, base: Duration) -> Self {
        self.throttled_base = base;
        self
    }

    /// The largest step (10 s).
    pub fn cap(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }

    /// A longer `Retry-After` than this (30 s) is not slept on: the error comes back at once.
    pub fn longest_retry_after(mut self, longest: Duration) -> Self {
        self.longest_retry_after = longest;
        self
    }
}

impl RetryPolicy for Retry {
    fn delay(&self, failed: &Failed) -> Option<Duration> {
        let exhausted = failed.attempt >= self.attempts;
        let invited = failed.throttled && failed.retry_after.is_some() && self.attempts > 1;
        if exhausted && !invited {
            return None;
        }
        if let Some(asked) = failed.retry_after {
            // Some spread, upwards only, so that many clients do not come back in one wave; and more of it where a
            // server returns 429 each time.
            let spread = (asked / 10).min(Duration::from_secs(2));
            let spread = if exhausted { spread.max(self.throttled_base) } else { spread };
            return (asked <= self.longest_retry_after)
                .then(|| asked.saturating_add(spread.mul_f64(fastrand::f64())));
        }
        let base = if failed.throttled { self.throttled_base } else { self.base };
        let step =
            base.saturating_mul(1_u32.checked_shl(failed.attempt - 1).unwrap_or(u32::MAX)).min(self.cap);
        Some(step.mul_f64(fastrand::f64()))
    }
}

/// How much repeating one client may do: in a long outage about one retry per ten seconds, otherwise
/// about a tenth of the successes. A retry after a 429 costs what one success or one second brings.
pub(crate) struct Budget(Mutex<Tokens>);

struct Tokens {
    left: f64,
    at: Instant,
}

const CAPACITY: f64 = 100.0;
const RETRY: f64 = 10.0;
const THROTTLED_RETRY: f64 = 1.0;

impl Budget {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Tokens { left: CAPACITY, at: Instant::now() }))
    }

    fn with<R>(&self, act: impl FnOnce(&mut Tokens) -> R) -> R {
        let mut tokens = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = Instant::now();
        // One token a second: a quiet client always has its retries back.
        let earned = now.saturating_duration_since(tokens.at).as_secs_f64();
        tokens.left = (tokens.left + earned).min(CAPACITY);
        tokens.at = now;
        act(&mut tokens)
    }

    pub(crate) fn reward(&self) {
        self.with(|t| t.left = (t.left + 1.0).min(CAPACITY));
    }

    pub(crate) fn take(&self, throttled: bool) -> bool {
        let cost = if throttled { THROTTLED_RETRY } else { RETRY };
        self.with(|t| {
            let enough = t.left >= cost;
            if enough {
                t.left -= cost;
            }
            enough
        })
    }
}

/// Reads `Retry-After`: whole seconds, or a date measured against the reply's own `Date`. Anything else
/// is ignored.
pub(crate) fn retry_after(headers: &http::HeaderMap) -> Option<Duration> {
    let mut values = headers.get_all(http::header::RETRY_AFTER).iter();
    let value = text::of_header(values.next()?)?;
    if values.next().is_some() {
        return None;
    }
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let seconds = |text: &str| {
        // The reader of dates does not read zones: any other than GMT would be hours off.
        let is_gmt = text.ends_with("GMT") || !text.contains([',', '+', '-']);
        u64::try_from(http_date::seconds(text)?).ok().filter(|_| is_gmt)
    };
    let until = seconds(value)?;
    let own_date = headers.get(http::header::DATE).and_then(|date| seconds(text::of_header(date)?));
    let now = match own_date {
        Some(date) => Duration::from_secs(date),
        None => SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default(),
    };
    Some(Duration::from_secs(until).saturating_sub(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderValue, header};

    fn failed(attempt: u32, retry_after: Option<Duration>) -> Failed {
        Failed { attempt, throttled: false, retry_after }
    }

    #[test]
    fn backoff_is_full_jitter_under_the_cap() {
        let policy = Retry::default().attempts(100);
        for (attempt, step) in [(1, 0.2), (2, 0.4), (3, 0.8), (7, 10.0), (90, 10.0)] {
            let draws: Vec<f64> =
                (0..10_000).map(|_| policy.delay(&failed(attempt, None)).unwrap().as_secs_f64()).collect();
            let mean = draws.iter().sum::<f64>() / 10_000.0;
            assert!((mean / (step / 2.0) - 1.0).abs() < 0.05, "step {step}: mean {mean}");
            assert!(draws.iter().all(|d| *d <= step));
        }
    }

    #[test]
    fn the_server_is_never_undercut_and_never_slept_on_for_too_long() {
        let policy = Retry::default();
        for seconds in 0..=30 {
            let asked = Duration::from_secs(seconds);
            let delay = policy.delay(&failed(1, Some(asked))).unwrap();
            assert!(delay >= asked && delay <= asked + Duration::from_secs(2));
        }
        assert_eq!(policy.delay(&failed(1, Some(Duration::from_secs(31)))), None);
        assert_eq!(policy.delay(&failed(3, None)), None);
        assert_eq!(Retry::none().delay(&failed(1, None)), None);
    }

    #[test]
    fn a_429_with_a_time_uses_up_no_attempt() {
        let policy = Retry::default();
        let after = |attempt, seconds| Failed {
            throttled: true,
            ..failed(attempt, Some(Duration::from_secs(seconds)))
        };
        for attempt in [1, 2] {
            assert_eq!(policy.delay(&after(attempt, 0)), Some(Duration::ZERO));
        }
        for attempt in [3, 50, u32::MAX] {
            let waits: Vec<_> = (0..1000).filter_map(|_| policy.delay(&after(attempt, 7))).collect();
            assert_eq!(waits.len(), 1000);
            let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
            assert!(*least >= Duration::from_secs(7) && *most <= Duration::from_secs(8));
            assert!(*most > *least + Duration::from_millis(900));
        }
        assert_eq!(policy.delay(&after(1, 31)), None);
        assert_eq!(policy.delay(&Failed { throttled: true, ..failed(3, None) }), None);
        assert_eq!(Retry::none().delay(&after(1, 0)), None);
    }

    #[test]
    fn retry_after_is_read_in_both_forms_and_nonsense_is_ignored() {
        let read = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_str(value).unwrap());
            headers.insert(header::DATE, HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"));
            retry_after(&headers).map(|d| d.as_secs())
        };
        assert_eq!(read("5"), Some(5));
        assert_eq!(read(" 7 "), Some(7));
        assert_eq!(read("1000000000000000000000000000000"), Some(u64::MAX));
        assert_eq!(read("Sun, 06 Nov 1994 08:50:07 GMT"), Some(30));
        assert_eq!(read("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0));
        for nonsense in ["", "-5", "1.5", "soon", "5, 6", "0x10", "Sun, 99 Nov 1994 08:50:07 GMT"] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_budget_bounds_an_outage_and_refills_with_time() {
        let budget = Budget::new();
        assert_eq!((0..1000).filter(|_| budget.take(false)).count(), 10);
        tokio::time::advance(Duration::from_secs(100)).await;
        assert_eq!((0..1000).filter(|_| budget.take(false)).count(), 10);
        (0..20).for_each(|_| budget.reward());
        assert_eq!((0..1000).filter(|_| budget.take(true)).count(), 20);
    }

    #[test]
    fn each_setting_bounds_what_it_names_and_leaves_the_others_alone() {
        let largest = |policy: &Retry, failed: Failed| {
            (0..1000).map(|_| policy.delay(&failed).unwrap()).max().unwrap().as_secs_f64()
        };
        let policy = Retry::default()
            .attempts(100)
            .base(Duration::from_secs(2))
            .throttled_base(Duration::from_secs(4))
            .cap(Duration::from_secs(6))
            .longest_retry_after(Duration::from_secs(50));
        let throttled = |attempt| Failed { throttled: true, ..failed(attempt, None) };
        for (failed, step) in [
            (failed(1, None), 2.0),
            (failed(2, None), 4.0),
            (failed(3, None), 6.0),
            (throttled(1), 4.0),
            (throttled(2), 6.0),
        ] {
            let largest = largest(&policy, failed);
            assert!(largest <= step && largest > step * 0.9, "{failed:?}: {largest} of {step}");
        }
        assert!(policy.delay(&failed(99, Some(Duration::from_secs(50)))).is_some());
        assert_eq!(policy.delay(&failed(99, Some(Duration::from_secs(51)))), None);
    }
}
