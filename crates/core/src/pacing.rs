//! Rate plans: rolling windows kept on the client's side, so that the server never has to refuse.

mod plan;

use crate::{Error, ErrorKind, Result};
use plan::{Plan, Rhythm};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep_until, timeout_at};

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
    /// At the plan's rate, and at the reduced one after a 429.
    rhythms: [Rhythm; 2],
    closed_until: Option<Instant>,
    slow_until: Option<Instant>,
}

fn nth_last(sent: &VecDeque<Instant>, n: usize) -> Option<Instant> {
    sent.get(sent.len().checked_sub(n)?).copied()
}

impl Pacer {
    pub(crate) fn new(plan: &[Limit]) -> Self {
        Self { plan: Plan::new(plan), log: Mutex::default(), head: tokio::sync::Mutex::new(()) }
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
        let mut log = self.log();
        let now = Instant::now();
        let slow = log.slow_until.is_some_and(|until| now < until);
        let start = log.closed_until.map_or(now, |until| until.max(now));
        let Log { sent, rhythms, .. } = &mut *log;
        match rhythms.get_mut(usize::from(slow)) {
            Some(rhythm) if !self.plan.is_empty() => {
                rhythm.due(self.plan.limits(slow), waiting, start, |n| nth_last(sent, n))
            }
            _ => start,
        }
    }

    /// The server returned 429: all calls wait as long as it asked. If it named no time, those of a client with a rate
    /// plan wait 5 s, and those of any other client do not wait. Returns that wait.
    pub(crate) fn throttled(&self, asked: Option<Duration>) -> Duration {
        let unasked = if self.plan.is_empty() { Duration::ZERO } else { PAUSE_OF_A_PLAN };
        let wait = asked.unwrap_or(unasked);
        self.pause(wait.min(LONGEST_PAUSE));
        wait
    }

    /// Nothing is sent for this long, then the long window runs at half its rate.
    fn pause(&self, pause: Duration) {
        let now = Instant::now();
        let Some(until) = now.checked_add(pause) else { return };
        let longest = self.plan.longest();
        let mut log = self.log();
        log.closed_until = log.closed_until.max(Some(until));
        log.slow_until = log.slow_until.max(until.checked_add(longest));
    }

    fn late(&self, due: Instant, deadline: Instant) -> Error {
        let asked = self.plan.is_empty() || self.log().closed_until > Some(deadline);
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
                let next = pacer.plan.next(slow, |n| nth_last(&log.sent, n));
                let due = next.max(log.closed_until).unwrap_or(now);
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
mod tests;
