//! Rate plans: rolling windows kept on the client's side, so that the server never has to refuse.

use crate::{Error, ErrorKind, Result, clock::later};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep_until, timeout_at};

/// Added to every window: the server's clock starts when a request arrives, not when it is sent.
const GUARD: Duration = Duration::from_millis(250);

/// How long the calls of a client with a rate plan wait after a 429 that names no time.
const PAUSE_OF_A_PLAN: Duration = Duration::from_secs(5);
/// How long one reply can stop all calls.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// At most `count` requests in any rolling `window`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limit {
    /// How many.
    pub count: usize,
    /// In how long.
    pub window: Duration,
}

impl Limit {
    /// At most `count` requests in any rolling `window`.
    pub const fn new(count: usize, window: Duration) -> Self {
        Self { count, window }
    }
}

/// The rolling log of one API key. Clients that share a key share a pacer.
#[derive(Debug)]
pub(crate) struct Pacer {
    plan: Plan,
    log: Mutex<Log>,
    /// First come, first served; its holder is next. A waiter that is dropped leaves the queue.
    head: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Log {
    sent: VecDeque<Instant>,
    waiting: usize,
    closed_until: Option<Instant>,
    slow_until: Option<Instant>,
}

/// The arithmetic of the windows, without clock or lock.
#[derive(Debug)]
struct Plan(Vec<Limit>);

impl Plan {
    /// When the next request may go, given those that went.
    fn next(&self, sent: &VecDeque<Instant>, slow: bool) -> Option<Instant> {
        let longest = self.0.iter().map(|l| l.window).max()?;
        self.0
            .iter()
            .filter_map(|limit| {
                let halved = slow && limit.window == longest;
                let count = if halved { (limit.count / 2).max(1) } else { limit.count };
                let oldest = sent.get(sent.len().checked_sub(count)?)?;
                Some(later(later(*oldest, limit.window), GUARD))
            })
            .max()
    }

    fn keep(&self) -> usize {
        self.0.iter().map(|l| l.count).max().unwrap_or(0)
    }
}

impl Pacer {
    pub(crate) fn new(plan: &[Limit]) -> Self {
        Self { plan: Plan(plan.to_vec()), log: Mutex::default(), head: tokio::sync::Mutex::new(()) }
    }

    fn log(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins the queue; fails at once when no permit will come before `deadline`. A call that is `alone` does not
    /// queue behind the others: they wait for its token.
    pub(crate) fn queue(&self, deadline: Instant, alone: bool) -> Result<Turn<'_>> {
        self.log().waiting += 1;
        let turn = Turn { pacer: self, deadline };
        let waiting = if alone { 1 } else { self.log().waiting };
        let due = self.due(waiting);
        if due > deadline { Err(self.late(due, deadline)) } else { Ok(turn) }
    }

    /// When the last of so many would get its permit.
    fn due(&self, waiting: usize) -> Instant {
        let log = self.log();
        let now = Instant::now();
        let slow = log.slow_until.is_some_and(|until| now < until);
        let start = log.closed_until.map_or(now, |until| until.max(now));
        if self.plan.0.is_empty() {
            return start;
        }
        let mut sent = log.sent.clone();
        let mut due = start;
        for _ in 0..waiting {
            due = self.plan.next(&sent, slow).map_or(due, |next| next.max(due));
            sent.push_back(due);
        }
        due
    }

    /// The server returned 429: all calls wait as long as it asked. If it named no time, those of a client with a rate
    /// plan wait 5 s, and those of any other client do not wait. Returns that wait.
    pub(crate) fn throttled(&self, asked: Option<Duration>) -> Duration {
        let unasked = if self.plan.0.is_empty() { Duration::ZERO } else { PAUSE_OF_A_PLAN };
        let wait = asked.unwrap_or(unasked);
        self.pause(wait.min(LONGEST_PAUSE));
        wait
    }

    /// Nothing is sent for this long, then the long window runs at half its rate.
    fn pause(&self, pause: Duration) {
        let now = Instant::now();
        let Some(until) = now.checked_add(pause) else { return };
        let longest = self.plan.0.iter().map(|l| l.window).max().unwrap_or_default();
        let mut log = self.log();
        log.closed_until = log.closed_until.max(Some(until));
        log.slow_until = log.slow_until.max(until.checked_add(longest));
    }

    fn late(&self, due: Instant, deadline: Instant) -> Error {
        let asked = self.plan.0.is_empty() || self.log().closed_until > Some(deadline);
        let text = if asked {
            "the server asked to send nothing (429) for longer than the call's timeout"
        } else {
            "rate limit: no slot within the call's timeout"
        };
        Error::new(ErrorKind::Paced, text).with_retry_after(due.saturating_duration_since(Instant::now()))
    }
}

/// A place in the queue; given up when dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    pacer: &'a Pacer,
    deadline: Instant,
}

impl Turn<'_> {
    /// Waits for the permit and acquires it.
    pub(crate) async fn wait(self) -> Result<()> {
        let (pacer, deadline) = (self.pacer, self.deadline);
        let Ok(_head) = timeout_at(deadline, pacer.head.lock()).await else {
            return Err(pacer.late(pacer.due(1), deadline));
        };
        loop {
            let now = Instant::now();
            let due = {
                let mut log = pacer.log();
                let slow = log.slow_until.is_some_and(|until| now < until);
                let due = pacer.plan.next(&log.sent, slow).max(log.closed_until).unwrap_or(now);
                if due <= now {
                    log.sent.push_back(now);
                    while log.sent.len() > pacer.plan.keep() {
                        log.sent.pop_front();
                    }
                    return Ok(());
                }
                due
            };
            if due > deadline {
                return Err(pacer.late(due, deadline));
            }
            sleep_until(due).await;
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.pacer.log().waiting -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    async fn acquire(pacer: &Pacer, deadline: Instant) -> Result<()> {
        pacer.queue(deadline, false)?.wait().await
    }

    const PLAN: &[Limit] = &[Limit::new(9, Duration::from_secs(5)), Limit::new(90, Duration::from_secs(300))];

    fn far() -> Instant {
        Instant::now() + Duration::from_secs(100_000)
    }

    fn violations(times: &[Instant], plan: &[Limit]) -> usize {
        plan.iter()
            .map(|limit| {
                times.windows(limit.count + 1).filter(|w| w[limit.count] - w[0] <= limit.window).count()
            })
            .sum()
    }

    #[tokio::test(start_paused = true)]
    async fn no_window_is_ever_exceeded_and_cancelled_waiters_cost_nothing() {
        let pacer = Arc::new(Pacer::new(PLAN));
        let times = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for i in 0..300_u64 {
            let (pacer, times) = (pacer.clone(), times.clone());
            tasks.push(tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(fastrand::u64(0..20_000))).await;
                let got = tokio::time::timeout(
                    if i % 3 == 0 {
                        Duration::from_millis(fastrand::u64(1..5000))
                    } else {
                        Duration::from_secs(90_000)
                    },
                    acquire(&pacer, far()),
                );
                if got.await.is_ok() {
                    times.lock().unwrap().push(Instant::now());
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let times = times.lock().unwrap();
        assert!(times.len() >= 200);
        assert_eq!(violations(&times, PLAN), 0);
        assert_eq!(pacer.log().waiting, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_permit_that_would_come_too_late_fails_at_once_and_says_when() {
        let pacer = Pacer::new(PLAN);
        for _ in 0..9 {
            acquire(&pacer, far()).await.unwrap();
        }
        let start = Instant::now();
        let error = acquire(&pacer, start + Duration::from_secs(1)).await.unwrap_err();
        assert_eq!((error.kind(), Instant::now()), (ErrorKind::Paced, start));
        assert_eq!(error.retry_after(), Some(Duration::from_millis(5250)));
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_429_all_calls_wait_as_long_as_the_server_asked() {
        for (plan, asked, wait) in [
            (PLAN, None, 5),
            (PLAN, Some(0), 0),
            (PLAN, Some(1), 1),
            (PLAN, Some(7), 7),
            (PLAN, Some(9_000), 300),
            (&[], None, 0),
            (&[], Some(0), 0),
            (&[], Some(1), 1),
            (&[], Some(u64::MAX), 300),
        ] {
            let pacer = Pacer::new(plan);
            pacer.throttled(asked.map(Duration::from_secs));
            let start = Instant::now();
            acquire(&pacer, far()).await.unwrap();
            assert_eq!(Instant::now() - start, Duration::from_secs(wait), "{plan:?} {asked:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_cannot_wait_reports_whose_limit_it_is() {
        for (plan, sent, asked, text) in [
            (PLAN, 9, None, "rate limit"),
            (PLAN, 9, Some(0), "rate limit"),
            (PLAN, 0, Some(20), "the server asked"),
            (PLAN, 9, Some(20), "the server asked"),
            (&[], 9, Some(20), "the server asked"),
        ] {
            let pacer = Pacer::new(plan);
            for _ in 0..sent {
                acquire(&pacer, far()).await.unwrap();
            }
            if asked.is_some() {
                pacer.throttled(asked.map(Duration::from_secs));
            }
            let error = acquire(&pacer, Instant::now() + Duration::from_secs(4)).await.unwrap_err();
            assert!(error.message().starts_with(text), "{plan:?} {asked:?}: {error}");
            assert!(error.retry_after() > Some(Duration::from_secs(4)));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_429_the_long_window_runs_at_half_for_as_long_as_it_is() {
        let pacer = Arc::new(Pacer::new(PLAN));
        let start = Instant::now();
        let after = |millis| start + Duration::from_millis(millis);
        pacer.pause(Duration::from_secs(7));
        for n in 0..45 {
            acquire(&pacer, far()).await.unwrap();
            // Nine at a time: the short window is whole.
            assert_eq!(Instant::now(), after(7000 + n / 9 * 5250), "{n}");
        }
        let patient = tokio::spawn({
            let pacer = pacer.clone();
            async move { acquire(&pacer, far()).await.map(|()| Instant::now()) }
        });
        tokio::task::yield_now().await;
        let error = acquire(&pacer, after(307_000)).await.unwrap_err();
        assert_eq!((error.kind(), Instant::now()), (ErrorKind::Paced, after(28_000)));
        assert_eq!(error.retry_after(), Some(Duration::from_millis(279_250)));
        assert_eq!(patient.await.unwrap().unwrap(), after(307_250));
        // It holds to the instant: a pause ends, and half a window ends with the pause's own length.
        let pacer = Pacer::new(&[Limit::new(4, Duration::from_secs(10))]);
        pacer.pause(Duration::from_secs(1));
        let whole = Instant::now() + Duration::from_secs(11);
        acquire(&pacer, far()).await.unwrap();
        acquire(&pacer, far()).await.unwrap();
        sleep_until(whole).await;
        acquire(&pacer, whole).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_permit_that_comes_at_the_bound_is_given_and_one_behind_it_is_not_waited_for() {
        let pacer = Arc::new(Pacer::new(&[Limit::new(1, Duration::from_secs(10))]));
        acquire(&pacer, far()).await.unwrap();
        let due = Instant::now() + Duration::from_millis(10_250);
        let first = tokio::spawn({
            let pacer = pacer.clone();
            async move { acquire(&pacer, due).await }
        });
        tokio::task::yield_now().await;
        let start = Instant::now();
        let error = acquire(&pacer, start + Duration::from_secs(15)).await.unwrap_err();
        assert_eq!((error.kind(), Instant::now()), (ErrorKind::Paced, start));
        assert_eq!(error.retry_after(), Some(Duration::from_millis(20_500)));
        first.await.unwrap().unwrap();
        assert_eq!(Instant::now(), due);
    }

    #[tokio::test(start_paused = true)]
    async fn a_429_that_comes_while_a_call_waits_does_not_hold_it_past_its_bound() {
        let pacer = Arc::new(Pacer::new(&[Limit::new(1, Duration::from_secs(10))]));
        acquire(&pacer, far()).await.unwrap();
        let bound = Instant::now() + Duration::from_secs(15);
        let waits = tokio::spawn({
            let pacer = pacer.clone();
            async move { (acquire(&pacer, bound).await, Instant::now()) }
        });
        tokio::task::yield_now().await;
        pacer.pause(Duration::from_secs(60));
        let (outcome, ended) = waits.await.unwrap();
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Paced);
        assert!(ended <= bound);
    }
}
