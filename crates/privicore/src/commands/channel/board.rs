//! What the channel's task and those who listen to it share.

use super::{message::Message, ring::Ring, socket::News, table::Table};
use crate::{CommandId, CommandStatus, RequestId};
use portcullis_core::ErrorKind;
use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Waker,
    time::Duration,
};
use tokio::{
    sync::{Notify, oneshot, watch},
    time::{Instant, timeout_at},
};

/// What came before anybody asked is kept so long.
pub(super) const EARLY_LIFE: Duration = Duration::from_secs(60);
/// So long the socket waits until those who were sent data have taken it.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the channel is doing.
#[derive(Clone)]
pub(super) enum Phase {
    Closed,
    Connecting,
    /// The number tells one joining from the next.
    Joined(u64),
    Down(ErrorKind, String),
}

pub(super) struct Board {
    state: Mutex<State>,
    pub(super) phase: watch::Sender<Phase>,
    /// Somebody cannot wait for the next attempt.
    pub(super) hurry: Notify,
    /// Somebody has taken data, or needs none any more.
    pub(super) taken: Notify,
}

#[derive(Default)]
pub(super) struct State {
    next: u64,
    joined: u64,
    /// So often the channel was closed for good.
    pub(super) closed: u64,
    pub(super) waiters: Table<(CommandId, oneshot::Sender<CommandStatus>)>,
    pub(super) ears: Table<Listening>,
    pub(super) readers: Table<Option<Waker>>,
    /// What waiters and ears may yet ask for.
    pub(super) early: Ring,
    /// What those who read everything have not read; empty while there are none.
    pub(super) feed: Ring,
}

/// Who wants the data of one request.
pub(super) struct Listening {
    pub(super) id: RequestId,
    /// The messages before this number were taken.
    pub(super) next: u64,
    pub(super) wake: Arc<Notify>,
}

impl State {
    /// A key that nobody else has.
    pub(super) fn key(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn wake_readers(&mut self) {
        for waker in self.readers.values_mut().filter_map(Option::take) {
            waker.wake();
        }
    }

    fn feed(&mut self, message: Message) {
        if !self.readers.is_empty() {
            self.feed.push(message);
            self.wake_readers();
        }
    }

    /// Whether a message of this weight has room without driving out what somebody is about to take.
    fn has_room(&self, weight: usize) -> bool {
        self.early.victims(weight).all(|entry| {
            let id = entry.message.request_id();
            !self.ears.values().any(|ear| Some(&ear.id) == id && ear.next <= entry.number)
        })
    }

    fn settled(&mut self, status: &CommandStatus) {
        let Some(id) = &status.command_id else { return };
        let told: Vec<u64> =
            self.waiters.iter().filter(|(_, (known, _))| known == id).map(|(key, _)| *key).collect();
        for key in told {
            if let Some((_, tell)) = self.waiters.remove(key) {
                let _ = tell.send(status.clone());
            }
        }
    }

    fn keep(&mut self, message: Message) {
        self.early.expire(EARLY_LIFE);
        if let Some(id) = message.request_id() {
            self.ears.values().filter(|ear| ear.id == *id).for_each(|ear| ear.wake.notify_one());
        }
        self.early.push(message);
    }
}

impl Board {
    pub(super) fn new() -> Self {
        let (state, phase) = (Mutex::default(), watch::Sender::new(Phase::Closed));
        Self { state, phase, hurry: Notify::new(), taken: Notify::new() }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing comes any more, until somebody opens the channel again.
    pub(super) fn closed(&self) {
        let mut state = self.state();
        state.closed += 1;
        state.wake_readers();
    }
}

impl News for Board {
    async fn room(&self, weight: usize) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut taken = pin!(self.taken.notified());
            // Whatever is taken from here on is noticed.
            taken.as_mut().enable();
            {
                let mut state = self.state();
                if Instant::now() >= deadline || state.has_room(weight) {
                    state.early.make_room(weight);
                    state.feed.make_room(weight);
                    return;
                }
            }
            let _ = timeout_at(deadline, taken).await;
        }
    }

    fn told(&self, message: Message) {
        let mut state = self.state();
        match &message {
            Message::Command(status) if status.state.is_final() => {
                state.settled(status);
                state.keep(message.clone());
            }
            other if other.request_id().is_some() => state.keep(message.clone()),
            _ => {}
        }
        state.feed(message);
    }

    fn joined(&self) {
        let mut state = self.state();
        state.joined += 1;
        state.feed(Message::Joined);
        self.phase.send_replace(Phase::Joined(state.joined));
    }

    fn is_awaited(&self) -> bool {
        let state = self.state();
        !(state.waiters.is_empty() && state.ears.is_empty() && state.readers.is_empty())
    }

    fn tidy(&self) {
        self.state().early.expire(EARLY_LIFE);
    }
}
