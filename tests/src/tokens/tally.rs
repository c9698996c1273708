//! Many schedules, counted.

use crate::promise::Measured;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    future::Future,
};

/// Where the schedules come from; schedule `n` is drawn from this number plus `n`.
pub(crate) const SEED: u64 = 20_260;

/// The result of a schedule: its counts, or the failure, with its kind before a colon.
pub(crate) type Outcome = Result<Vec<(&'static str, usize)>, String>;

/// The sums over many schedules.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    runs: usize,
    broken: usize,
    first: Option<String>,
    kinds: BTreeSet<String>,
    sums: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// Runs schedules one after another. Each reseeds this thread's generator, which the jitter under test uses, too.
    pub(crate) async fn of<F: Future<Output = Outcome>>(runs: usize, schedule: impl Fn(usize) -> F) -> Self {
        let mut tally = Self::default();
        for n in 0..runs {
            fastrand::seed(SEED + n as u64);
            tally.note(n, schedule(n).await);
        }
        tally
    }

    pub(crate) fn note(&mut self, n: usize, outcome: Outcome) {
        self.runs += 1;
        match outcome {
            Ok(counts) => {
                for (name, count) in counts {
                    let sum = self.sums.entry(name).or_default();
                    // A maximum is not added up.
                    *sum = if name.starts_with("at most") { count.max(*sum) } else { *sum + count };
                }
            }
            Err(what) => {
                self.broken += 1;
                self.kinds.extend(what.split_once(':').map(|(kind, _)| kind.to_owned()));
                self.first.get_or_insert_with(|| format!("schedule {n} of seed {SEED}: {what}"));
            }
        }
    }

    pub(crate) fn held(&self) -> bool {
        self.broken == 0 && self.runs > 0
    }

    /// The figure: schedules, failures, counts.
    pub(crate) fn figure(&self, what: &str) -> String {
        let Self { runs, broken, .. } = self;
        let mut text = format!("{runs} {what}: {broken} broken");
        for (name, sum) in &self.sums {
            let _ = write!(text, ", {name}: {sum}");
        }
        if let Some(first) = &self.first {
            let _ = write!(text, "; first: {first}; kinds: {:?}", self.kinds);
        }
        text
    }

    pub(crate) fn measured(&self, what: &str) -> Measured {
        Measured::new(self.held(), self.figure(what))
    }
}

/// A figure of several parts, which holds if all of them do.
pub(crate) fn together(parts: &[(Tally, &str)]) -> Measured {
    let figures: Vec<String> = parts.iter().map(|(tally, what)| tally.figure(what)).collect();
    Measured::new(parts.iter().all(|(tally, _)| tally.held()), figures.join(". "))
}

/// An error text unless the condition holds.
pub(crate) fn ensure(holds: bool, text: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(text()) }
}
