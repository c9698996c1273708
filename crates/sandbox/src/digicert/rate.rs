//! The two rolling windows over the requests of one key.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_secs(5);
const LONG: Duration = Duration::from_secs(180);

/// How many requests fit into each window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) short: usize,
    pub(super) long: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { short: 100, long: 1000 }
    }
}

/// When a key was used.
#[derive(Debug, Default)]
pub(super) struct Window(VecDeque<Instant>);

impl Window {
    /// Notes a request, unless it is one too many. A refused request does not count.
    pub(super) fn admits(&mut self, limits: Limits) -> bool {
        let now = Instant::now();
        while self.0.front().is_some_and(|first| now.duration_since(*first) >= LONG) {
            self.0.pop_front();
        }
        let recent = self.0.iter().rev().take_while(|at| now.duration_since(**at) < SHORT).count();
        let admitted = recent < limits.short && self.0.len() < limits.long;
        if admitted {
            self.0.push_back(now);
        }
        admitted
    }
}
