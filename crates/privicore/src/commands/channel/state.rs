//! The state that the channel's task shares with waiters and readers.

use super::{message::Message, ring::Ring, socket::MessageSink, table::Table};
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

/// How long messages are kept for waiters that start later.
pub(super) const RECENT_LIFETIME: Duration = Duration::from_secs(60);
/// How long the socket waits until data waiters have consumed their messages.
const BACKPRESSURE_TIMEOUT: Duration = Duration::from_secs(1);

/// The phase of the channel.
#[derive(Clone)]
pub(super) enum Phase {
    Closed,
    Connecting,
    /// The number differs for each join.
    Joined(u64),
    Down(ErrorKind, String),
}

pub(super) struct ChannelState {
    inner: Mutex<Inner>,
    pub(super) phase: watch::Sender<Phase>,
    /// Skips the pause before the next attempt.
    pub(super) retry_now: Notify,
    /// A waiter has consumed data, or was dropped.
    pub(super) consumed: Notify,
}

#[derive(Default)]
pub(super) struct Inner {
    next: u64,
    joined: u64,
    /// How often the channel was closed.
    pub(super) closed: u64,
    pub(super) command_waiters: Table<(CommandId, oneshot::Sender<CommandStatus>)>,
    pub(super) data_waiters: Table<DataSubscription>,
    pub(super) readers: Table<Option<Waker>>,
    /// Recent messages, for waiters that start later.
    pub(super) recent: Ring,
    /// Messages that a reader has not read; empty without readers.
    pub(super) feed: Ring,
}

/// A waiter for the data of one request.
pub(super) struct DataSubscription {
    pub(super) id: RequestId,
    /// The messages before this number were consumed.
    pub(super) next: u64,
    pub(super) wake: Arc<Notify>,
}

impl Inner {
    /// Returns an unused key.
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

    /// Whether a message of this weight fits without evicting one that a waiter needs.
    fn has_room(&self, weight: usize) -> bool {
        self.recent.evicted(weight).all(|entry| {
            let id = entry.message.request_id();
            !self.data_waiters.values().any(|waiter| Some(&waiter.id) == id && waiter.next <= entry.number)
        })
    }

    fn settled(&mut self, status: &CommandStatus) {
        let Some(id) = &status.command_id else { return };
        let matching = self.command_waiters.iter().filter(|(_, (known, _))| known == id);
        let keys: Vec<u64> = matching.map(|(key, _)| *key).collect();
        for key in keys {
            if let Some((_, sender)) = self.command_waiters.remove(key) {
                let _ = sender.send(status.clone());
            }
        }
    }

    fn keep(&mut self, message: Message) {
        self.recent.expire(RECENT_LIFETIME);
        if let Some(id) = message.request_id() {
            self.data_waiters
                .values()
                .filter(|waiter| waiter.id == *id)
                .for_each(|waiter| waiter.wake.notify_one());
        }
        self.recent.push(message);
    }
}

impl ChannelState {
    pub(super) fn new() -> Self {
        let (inner, phase) = (Mutex::default(), watch::Sender::new(Phase::Closed));
        Self { inner, phase, retry_now: Notify::new(), consumed: Notify::new() }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the streams of all readers.
    pub(super) fn closed(&self) {
        let mut inner = self.lock();
        inner.closed += 1;
        inner.wake_readers();
    }
}

impl MessageSink for ChannelState {
    async fn reserve(&self, weight: usize) {
        let deadline = Instant::now() + BACKPRESSURE_TIMEOUT;
        loop {
            let mut consumed = pin!(self.consumed.notified());
            // Registers before the check, so that no notification is missed.
            consumed.as_mut().enable();
            {
                let mut inner = self.lock();
                if Instant::now() >= deadline || inner.has_room(weight) {
                    inner.recent.make_room(weight);
                    inner.feed.make_room(weight);
                    return;
                }
            }
            let _ = timeout_at(deadline, consumed).await;
        }
    }

    fn receive(&self, message: Message) {
        let mut inner = self.lock();
        match &message {
            Message::Command(status) if status.state.is_final() => {
                inner.settled(status);
                inner.keep(message.clone());
            }
            other if other.request_id().is_some() => inner.keep(message.clone()),
            _ => {}
        }
        inner.feed(message);
    }

    fn joined(&self) {
        let mut inner = self.lock();
        inner.joined += 1;
        inner.feed(Message::Joined);
        self.phase.send_replace(Phase::Joined(inner.joined));
    }

    fn is_awaited(&self) -> bool {
        let inner = self.lock();
        !(inner.command_waiters.is_empty() && inner.data_waiters.is_empty() && inner.readers.is_empty())
    }

    fn expire(&self) {
        self.lock().recent.expire(RECENT_LIFETIME);
    }
}
