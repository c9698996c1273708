//! What polls are: who may vote, what the votes decide, and how long they may take.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ids::date_time;
use crate::clock;

// Keys of our own; the vendor publishes none.
const REJECTED: &str = "voting.rejected";
pub(super) const TIMED_OUT: &str = "voting.timed_out";

/// How votes are counted. The share is of all who may vote: the vendor names responders too, but then one vote of five
/// could decide a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Strategy {
    Unanimous,
    Consensus,
    Affirmative,
    MinimumPercentage,
}

impl Strategy {
    pub(super) fn read(word: &str) -> Option<Self> {
        match word {
            "unanimous" => Some(Self::Unanimous),
            "consensus" => Some(Self::Consensus),
            "affirmative" => Some(Self::Affirmative),
            "minimum_percentage" => Some(Self::MinimumPercentage),
            _ => None,
        }
    }
}

/// The strategy of a poll and its limits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Rule {
    pub(super) strategy: Strategy,
    /// For `minimum_percentage` only; the others have fixed shares.
    pub(super) percentage: u64,
    pub(super) seconds: u64,
    pub(super) attempts: u64,
}

impl Rule {
    /// How many of these voters must vote yes.
    fn needed(&self, voters: usize) -> usize {
        let percent = match self.strategy {
            Strategy::Unanimous => 100,
            Strategy::Consensus => 51,
            Strategy::Affirmative => 1,
            Strategy::MinimumPercentage => usize::try_from(self.percentage).unwrap_or(100),
        };
        // Even a share of nothing takes one voice.
        (voters * percent).div_ceil(100).max(1)
    }

    fn deadline(&self) -> Duration {
        clock::unix().saturating_add(Duration::from_secs(self.seconds))
    }
}

/// What a poll, or several together, came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Standing {
    Open,
    Accepted,
    Rejected(String),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Poll {
    pub(super) profile: String,
    pub(super) title: String,
    pub(super) question: String,
    pub(super) nonce: Option<String>,
    pub(super) rule: Rule,
    /// Those who could vote when it opened. One that loses its role meanwhile may still vote.
    pub(super) voters: Vec<String>,
    pub(super) ballots: BTreeMap<String, bool>,
    pub(super) attempt: u64,
    pub(super) deadline: Duration,
    pub(super) standing: Standing,
    /// The command that waits for it.
    pub(super) command: Option<String>,
    /// Whether a task waits for the end of the attempt.
    #[serde(skip)]
    pub(super) armed: bool,
}

/// What a poll is about.
pub(super) struct Matter {
    pub(super) title: String,
    pub(super) question: String,
    pub(super) nonce: Option<String>,
    pub(super) command: Option<String>,
}

impl Poll {
    pub(super) fn new(profile: &str, matter: Matter, rule: Rule, voters: Vec<String>) -> Self {
        let Matter { title, question, nonce, command } = matter;
        Self {
            profile: profile.to_owned(),
            title,
            question,
            nonce,
            deadline: rule.deadline(),
            rule,
            voters,
            ballots: BTreeMap::new(),
            attempt: 1,
            standing: Standing::Open,
            command,
            armed: false,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.standing == Standing::Open
    }

    fn count(&self, yes: bool) -> usize {
        self.ballots.values().filter(|vote| **vote == yes).count()
    }

    /// Takes one vote of one who has not voted in this attempt, and decides when nothing can change any more.
    pub(super) fn cast(&mut self, voter: &str, yes: bool) -> bool {
        let knows = self.voters.iter().any(|known| known == voter);
        if !self.is_open() || !knows || self.ballots.contains_key(voter) {
            return false;
        }
        self.ballots.insert(voter.to_owned(), yes);
        let needed = self.rule.needed(self.voters.len());
        if self.count(true) >= needed {
            self.standing = Standing::Accepted;
        } else if self.voters.len() - self.count(false) < needed {
            self.fail(REJECTED);
        }
        true
    }

    /// Ends an attempt without a yes: the poll is repeated while attempts are left.
    pub(super) fn fail(&mut self, reason: &str) {
        if self.attempt >= self.rule.attempts {
            self.standing = Standing::Rejected(reason.to_owned());
            return;
        }
        self.attempt += 1;
        self.ballots.clear();
        self.deadline = self.rule.deadline();
        self.armed = false;
    }

    /// Its form in replies. The vendor names ballot counts and a state, and shows neither.
    pub(super) fn json(&self, id: &str) -> Value {
        let state = match &self.standing {
            Standing::Open => "open",
            Standing::Accepted => "accepted",
            Standing::Rejected(_) => "rejected",
        };
        let reason = match &self.standing {
            Standing::Rejected(reason) => Some(reason),
            _ => None,
        };
        json!({
            "poolId": id,
            "title": self.title,
            "question": self.question,
            "nonce": self.nonce,
            "state": state,
            "reason": reason,
            "attempt": self.attempt,
            "attempts": self.rule.attempts,
            "ballots": {
                "yes": self.count(true),
                "no": self.count(false),
                "outstanding": self.voters.len() - self.ballots.len(),
            },
            "expiresAt": date_time(self.deadline),
        })
    }
}

/// A named voting configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct VotingConfiguration {
    pub(super) profile: String,
    pub(super) name: String,
    pub(super) seconds: u64,
    pub(super) strategy: Strategy,
    pub(super) percentage: u64,
    /// Empty for all authenticators of the profile.
    pub(super) devices: Vec<String>,
}

/// The rules of a profile where no configuration overrides them. Its defaults are ours.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Quorum {
    pub(super) strategy: Strategy,
    pub(super) percentage: u64,
    pub(super) seconds: u64,
    pub(super) attempts: u64,
}

impl Default for Quorum {
    fn default() -> Self {
        Self { strategy: Strategy::Consensus, percentage: 51, seconds: 300, attempts: 1 }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum VotingWork {
    SetStrategy {
        strategy: Strategy,
        percentage: u64,
    },
    SetSeconds(u64),
    SetAttempts(u64),
    RegisterConfiguration(VotingConfiguration),
    Create {
        configuration: String,
        title: String,
        question: String,
        nonce: Option<String>,
        skip: Vec<String>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(strategy: Strategy, percentage: u64, voters: usize) -> Poll {
        let matter = Matter { title: "t".into(), question: "q".into(), nonce: None, command: None };
        let rule = Rule { strategy, percentage, seconds: 60, attempts: 1 };
        Poll::new("p", matter, rule, (0..voters).map(|n| n.to_string()).collect())
    }

    /// How a poll stands after these votes, in order.
    fn after(mut poll: Poll, votes: &[bool]) -> Standing {
        for (voter, yes) in votes.iter().enumerate() {
            poll.cast(&voter.to_string(), *yes);
        }
        poll.standing
    }

    #[test]
    fn every_strategy_decides_as_early_as_it_can() {
        use Standing::{Accepted, Open};
        use Strategy::{Affirmative, Consensus, MinimumPercentage, Unanimous};
        let no = || Standing::Rejected(REJECTED.to_owned());
        for (strategy, percentage, voters, votes, standing) in [
            (Unanimous, 0, 2, &[true][..], Open),
            (Unanimous, 0, 2, &[true, true], Accepted),
            (Unanimous, 0, 2, &[false], no()),
            (Consensus, 0, 2, &[true], Open),
            (Consensus, 0, 3, &[true, true], Accepted),
            (Consensus, 0, 3, &[false, true], Open),
            (Consensus, 0, 4, &[false, false], no()),
            (Affirmative, 0, 3, &[false, false], Open),
            (Affirmative, 0, 3, &[false, true], Accepted),
            (Affirmative, 0, 2, &[false, false], no()),
            (MinimumPercentage, 75, 4, &[true, true], Open),
            (MinimumPercentage, 75, 4, &[true, true, true], Accepted),
            (MinimumPercentage, 75, 4, &[true, false, false], no()),
            (MinimumPercentage, 0, 2, &[false, false], no()),
        ] {
            let poll = poll(strategy, percentage, voters);
            assert_eq!(after(poll, votes), standing, "{strategy:?} {voters} {votes:?}");
        }
    }

    #[test]
    fn a_vote_counts_once_and_only_from_those_who_may() {
        let mut poll = poll(Strategy::Unanimous, 0, 2);
        assert!(poll.cast("0", true));
        assert!(!poll.cast("0", true) && !poll.cast("2", true));
        assert_eq!((poll.count(true), &poll.standing), (1, &Standing::Open));
    }
}
