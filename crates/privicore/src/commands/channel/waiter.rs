//! Waiters for one command or for the data of one request.

use super::{
    super::Event,
    Channel, DataMessage, Message, StreamReady,
    state::{ChannelState, DataSubscription, Phase, RECENT_LIFETIME},
};
use crate::{CommandId, CommandStatus, RequestId, dialect::failure};
use portcullis_core::{ErrorKind, Result};
use std::{future::pending, sync::Arc};
use tokio::sync::{Notify, oneshot, watch};

/// The maximum number of waiters: more command waiters only poll, more data waiters are refused.
const WAITERS: usize = 1024;

impl Channel {
    pub(crate) fn wait_for(&self, id: &CommandId) -> CommandWaiter {
        let mut inner = self.state.lock();
        let joins = JoinObserver::new(&self.state);
        let mut waiter =
            CommandWaiter { state: self.state.clone(), key: None, receiver: None, ready: None, joins };
        inner.recent.expire(RECENT_LIFETIME);
        let known = inner.recent.since(0).rev().find_map(|entry| match &entry.message {
            Message::Command(status) if status.command_id.as_ref() == Some(id) => Some(status),
            _ => None,
        });
        if let Some(status) = known {
            waiter.ready = Some(status.clone());
        } else if inner.command_waiters.len() < WAITERS {
            let (sender, receiver) = oneshot::channel();
            let key = inner.key();
            inner.command_waiters.insert(key, (id.clone(), sender));
            (waiter.key, waiter.receiver) = (Some(key), Some(receiver));
        }
        drop(inner);
        waiter
    }

    /// Returns the number of the current join; between two joins messages are lost.
    pub(crate) fn joining(&self) -> Option<u64> {
        JoinObserver::new(&self.state).known
    }

    /// Also returns the messages of the last minute.
    pub(crate) fn wait_for_data(&self, id: &RequestId) -> Result<DataWaiter> {
        let mut inner = self.state.lock();
        if inner.data_waiters.len() >= WAITERS {
            return Err(failure(ErrorKind::Paced, "too many requests wait for data"));
        }
        inner.recent.expire(RECENT_LIFETIME);
        let (key, wake) = (inner.key(), Arc::new(Notify::new()));
        inner.data_waiters.insert(key, DataSubscription { id: id.clone(), next: 0, wake: wake.clone() });
        drop(inner);
        Ok(DataWaiter { state: self.state.clone(), key, wake, joins: JoinObserver::new(&self.state) })
    }
}

/// Observes joins and disconnects.
struct JoinObserver {
    phase: watch::Receiver<Phase>,
    known: Option<u64>,
}

impl JoinObserver {
    fn new(state: &ChannelState) -> Self {
        let mut joins = Self { phase: state.phase.subscribe(), known: None };
        joins.known = joins.number();
        joins
    }

    fn number(&self) -> Option<u64> {
        match &*self.phase.borrow() {
            Phase::Joined(number) => Some(*number),
            _ => None,
        }
    }

    /// Resolves when the channel was joined or disconnected.
    async fn changed(&mut self) {
        loop {
            if self.phase.changed().await.is_err() {
                pending::<()>().await;
            }
            let number = self.number();
            if std::mem::replace(&mut self.known, number) != number {
                return;
            }
        }
    }
}

/// Waits for the outcome of one command.
pub(crate) struct CommandWaiter {
    state: Arc<ChannelState>,
    key: Option<u64>,
    receiver: Option<oneshot::Receiver<CommandStatus>>,
    /// An outcome that had arrived before.
    ready: Option<CommandStatus>,
    joins: JoinObserver,
}

impl CommandWaiter {
    /// By the last event. A join that was no event yet does not count: if it ends first, no event shows its end.
    pub(crate) fn is_joined(&self) -> bool {
        self.joins.known.is_some()
    }

    pub(crate) async fn next(&mut self) -> Event {
        if let Some(status) = self.ready.take() {
            return Event::Settled(status);
        }
        loop {
            let outcome = async {
                match &mut self.receiver {
                    Some(receiver) => receiver.await,
                    None => pending().await,
                }
            };
            tokio::select! {
                biased;
                outcome = outcome => {
                    self.receiver = None;
                    if let Ok(status) = outcome {
                        return Event::Settled(status);
                    }
                }
                () = self.joins.changed() => return Event::Changed,
            }
        }
    }
}

impl Drop for CommandWaiter {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.state.lock().command_waiters.remove(key);
        }
    }
}

/// An event for a data waiter.
#[derive(Debug)]
pub(crate) enum DataEvent {
    Data(DataMessage),
    StreamReady(StreamReady),
    /// The channel was joined or disconnected: messages may be lost, and none is sent twice.
    Changed,
}

/// Waits for the data of one request. Any number of messages may arrive.
pub(crate) struct DataWaiter {
    state: Arc<ChannelState>,
    key: u64,
    wake: Arc<Notify>,
    joins: JoinObserver,
}

impl DataWaiter {
    /// Returns the next message or change. Cancel safe: nothing is lost when the future is dropped.
    pub(crate) async fn next(&mut self) -> DataEvent {
        loop {
            if let Some(event) = self.take() {
                return event;
            }
            tokio::select! {
                biased;
                () = self.wake.notified() => {}
                () = self.joins.changed() => return DataEvent::Changed,
            }
        }
    }

    fn take(&self) -> Option<DataEvent> {
        let mut inner = self.state.lock();
        let inner = &mut *inner;
        let waiter = inner.data_waiters.get_mut(self.key)?;
        let mut event = None;
        for entry in inner.recent.since(waiter.next) {
            waiter.next = entry.number + 1;
            if entry.message.request_id() == Some(&waiter.id) {
                event = match &entry.message {
                    Message::Data(data) => Some(DataEvent::Data(data.clone())),
                    Message::StreamReady(ready) => Some(DataEvent::StreamReady(ready.clone())),
                    _ => None,
                };
                break;
            }
        }
        if event.is_some() {
            self.state.consumed.notify_waiters();
        }
        event
    }
}

impl Drop for DataWaiter {
    fn drop(&mut self) {
        self.state.lock().data_waiters.remove(self.key);
        self.state.consumed.notify_waiters();
    }
}
