//! Casting votes, and ending the attempts of polls in time.

use std::sync::Arc;

use super::poll::{Poll, Standing, TIMED_OUT};
use super::state::State;
use super::store::Store;
use crate::clock;

impl Store {
    /// The outcome of several polls: accepted only if all of them are.
    pub(super) fn standing(&self, polls: &[String]) -> Standing {
        let mut all = Standing::Accepted;
        for poll in polls.iter().filter_map(|id| self.polls.get(id)) {
            match &poll.standing {
                Standing::Rejected(_) => return poll.standing.clone(),
                Standing::Open => all = Standing::Open,
                Standing::Accepted => {}
            }
        }
        all
    }

    /// Casts the vote of one device, or of all, in every open poll. Returns how many ballots counted, and the commands
    /// that waited for what is decided now.
    fn cast(&mut self, device: Option<&str>, yes: bool) -> (usize, Vec<String>) {
        let (mut counted, mut decided) = (0, Vec::new());
        for (_, poll) in self.polls.filter_mut(Poll::is_open) {
            let attempt = poll.attempt;
            for voter in poll.voters.clone() {
                // A voter has one vote in a call, in a repeated poll too.
                let concerned = device.is_none_or(|device| device == voter) && poll.attempt == attempt;
                counted += usize::from(concerned && poll.cast(&voter, yes));
            }
            if !poll.is_open() {
                decided.extend(poll.command.clone());
            }
        }
        (counted, decided)
    }
}

impl State {
    pub(super) async fn vote(self: &Arc<Self>, device: Option<&str>, yes: bool) -> usize {
        let (counted, decided) = self.store().cast(device, yes);
        self.arm_polls();
        for command in decided {
            self.settle_and_announce(&command).await;
        }
        counted
    }

    /// The polls that wait for votes.
    pub(super) fn open_polls(&self) -> Vec<String> {
        let store = self.store();
        store.polls.iter().filter(|(_, poll)| poll.is_open()).map(|(id, _)| id.clone()).collect()
    }

    /// Ends the current attempt of every open poll as if its time were over.
    pub(super) async fn time_out_polls(self: &Arc<Self>) {
        let open: Vec<(String, u64)> = {
            let store = self.store();
            let open = store.polls.iter().filter(|(_, poll)| poll.is_open());
            open.map(|(id, poll)| (id.clone(), poll.attempt)).collect()
        };
        for (id, attempt) in open {
            self.end_attempt(&id, attempt).await;
        }
    }

    async fn end_attempt(self: &Arc<Self>, id: &str, attempt: u64) {
        let decided = {
            let mut store = self.store();
            let poll = store.polls.get_mut(id).filter(|poll| poll.is_open() && poll.attempt == attempt);
            let Some(poll) = poll else { return };
            poll.fail(TIMED_OUT);
            poll.command.clone().filter(|_| !poll.is_open())
        };
        self.arm_polls();
        if let Some(command) = decided {
            self.settle_and_announce(&command).await;
        }
    }

    /// Starts the time of every attempt that has none running yet.
    pub(super) fn arm_polls(self: &Arc<Self>) {
        let mut store = self.store();
        for (id, poll) in store.polls.filter_mut(|poll| poll.is_open() && !poll.armed) {
            poll.armed = true;
            let (id, attempt) = (id.clone(), poll.attempt);
            let left = poll.deadline.saturating_sub(clock::unix());
            // A poll must not keep the state alive for as long as it may take.
            let state = Arc::downgrade(self);
            tokio::spawn(async move {
                tokio::time::sleep(left).await;
                if let Some(state) = state.upgrade() {
                    state.end_attempt(&id, attempt).await;
                }
            });
        }
    }
}
