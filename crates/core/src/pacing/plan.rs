//! The arithmetic of the windows, without clock or lock.

use super::Limit;
use crate::clock::later;
use std::time::Duration;
use tokio::time::Instant;

/// Added to every window: the server's clock starts when a request arrives, not when it is sent.
const GUARD: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(super) struct Plan {
    limits: Vec<Limit>,
    /// With half of the longest windows, for the time after a 429.
    reduced: Vec<Limit>,
}

impl Plan {
    pub(super) fn new(limits: &[Limit]) -> Self {
        let longest = limits.iter().map(|limit| limit.window).max();
        let halved = |limit: &Limit| {
            let count = if Some(limit.window) == longest { (limit.count / 2).max(1) } else { limit.count };
            Limit { count, ..*limit }
        };
        Self { limits: limits.to_vec(), reduced: limits.iter().map(halved).collect() }
    }

    pub(super) fn limits(&self, slow: bool) -> &[Limit] {
        if slow { &self.reduced } else { &self.limits }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.limits.is_empty()
    }

    pub(super) fn longest(&self) -> Duration {
        self.limits.iter().map(|limit| limit.window).max().unwrap_or_default()
    }

    /// How many of the requests that went count.
    pub(super) fn keep(&self) -> usize {
        self.limits.iter().map(|limit| limit.count).max().unwrap_or_default()
    }

    /// When the next request may go. `sent(n)` is the time of the nth request before it.
    pub(super) fn next(&self, slow: bool, sent: impl Fn(usize) -> Option<Instant>) -> Option<Instant> {
        self.limits(slow).iter().filter_map(|limit| Some(free(limit, sent(limit.count)?))).max()
    }
}

/// When a window has room again that was filled by a request at this time.
fn free(limit: &Limit, filled: Instant) -> Instant {
    later(later(filled, limit.window), GUARD)
}

/// When a queue of calls would go if nothing was sent before: the nth call this long after the first. A step is the
/// first call with its offset; calls between two steps have that of the first.
///
/// From it and from the requests that went, the place of any call in the queue follows without those before it: a
/// request that went at `t` keeps back the call that is `count` places behind it until `t + window`, and each call that
/// is kept back keeps back others as the first of a queue does. The latest of these times counts.
#[derive(Debug, Default)]
pub(super) struct Rhythm {
    steps: Vec<(usize, Duration)>,
    /// For each limit the step that its window moves to another place next.
    moved: Vec<usize>,
}

impl Rhythm {
    /// When the call at this place of the queue, from 1 on, gets its permit, if the first goes at `start` at the
    /// earliest. `sent(n)` is the time of the nth last request.
    pub(super) fn due(
        &mut self,
        limits: &[Limit],
        place: usize,
        start: Instant,
        sent: impl Fn(usize) -> Option<Instant>,
    ) -> Instant {
        self.extend(limits, place);
        let mut due = later(start, self.offset(place));
        for limit in limits {
            // Of the calls that one request keeps back directly, those that differ: the last, and those behind which
            // a step begins. Between them an earlier one is never later.
            let last = place.min(limit.count);
            let from = self.steps.partition_point(|step| step.0 <= place - last + 1);
            let steps = self.steps.get(from..).unwrap_or_default();
            let kept_back = steps.iter().map(|step| step.0).take_while(|first| *first <= place);
            for kept in kept_back.map(|first| place + 1 - first).chain([last]) {
                if let Some(sent) = sent(limit.count + 1 - kept) {
                    due = due.max(later(free(limit, sent), self.offset(place + 1 - kept)));
                }
            }
        }
        due
    }

    #[cfg(test)]
    pub(super) fn steps(&self) -> usize {
        self.steps.len()
    }

    /// How long after the first call the one at this place goes.
    fn offset(&self, place: usize) -> Duration {
        let before = self.steps.partition_point(|step| step.0 <= place);
        before.checked_sub(1).and_then(|at| self.steps.get(at)).map_or(Duration::ZERO, |step| step.1)
    }

    /// Adds the steps up to this place. Each is found once in the life of a client.
    fn extend(&mut self, limits: &[Limit], place: usize) {
        if self.steps.is_empty() {
            self.steps.push((1, Duration::ZERO));
            self.moved = vec![0; limits.len()];
        }
        loop {
            let next = limits.iter().zip(&mut self.moved).filter_map(|(limit, moved)| {
                let (first, offset) = self.steps.get(*moved)?;
                let offset = offset.saturating_add(limit.window).saturating_add(GUARD);
                Some((first.saturating_add(limit.count), offset, moved))
            });
            let Some((first, offset, moved)) = next.min_by_key(|next| next.0) else { return };
            if first > place {
                return;
            }
            *moved += 1;
            match self.steps.last_mut() {
                Some(last) if last.1 >= offset => {}
                Some(last) if last.0 == first => last.1 = offset,
                _ => self.steps.push((first, offset)),
            }
        }
    }
}
