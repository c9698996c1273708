//! Those who listen for one command or one request.

use super::{
    super::Event,
    Channel, DataMessage, Message, StreamReady,
    board::{Board, EARLY_LIFE, Listening, Phase},
};
use crate::{CommandId, CommandStatus, RequestId};
use portcullis_core::{Error, ErrorKind, Result};
use std::{future::pending, sync::Arc};
use tokio::sync::{Notify, oneshot, watch};

/// More waiters than this poll only; so many requests for data may be listened for.
const WAITERS: usize = 1024;

impl Channel {
    pub(crate) fn listen(&self, id: &CommandId) -> Ear {
        let mut state = self.board.state();
        let joins = Joins::new(&self.board);
        let mut ear = Ear { board: self.board.clone(), key: None, told: None, ready: None, joins };
        state.early.expire(EARLY_LIFE);
        let known = state.early.since(0).rev().find_map(|entry| match &entry.message {
            Message::Command(status) if status.command_id.as_ref() == Some(id) => Some(status),
            _ => None,
        });
        if let Some(status) = known {
            ear.ready = Some(status.clone());
        } else if state.waiters.len() < WAITERS {
            let (tell, told) = oneshot::channel();
            let key = state.key();
            state.waiters.insert(key, (id.clone(), tell));
            (ear.key, ear.told) = (Some(key), Some(told));
        }
        drop(state);
        ear
    }

    /// Which joining the channel is in; between two, messages are lost.
    pub(crate) fn joining(&self) -> Option<u64> {
        Joins::new(&self.board).known
    }

    /// Hears what came in the last minute too.
    pub(crate) fn listen_data(&self, id: &RequestId) -> Result<DataEar> {
        let mut state = self.board.state();
        if state.ears.len() >= WAITERS {
            return Err(Error::new(ErrorKind::Paced, "too many requests for data are waited for"));
        }
        state.early.expire(EARLY_LIFE);
        let (key, wake) = (state.key(), Arc::new(Notify::new()));
        state.ears.insert(key, Listening { id: id.clone(), next: 0, wake: wake.clone() });
        drop(state);
        Ok(DataEar { board: self.board.clone(), key, wake, joins: Joins::new(&self.board) })
    }
}

/// Sees the channel come and go.
struct Joins {
    phase: watch::Receiver<Phase>,
    known: Option<u64>,
}

impl Joins {
    fn new(board: &Board) -> Self {
        let mut joins = Self { phase: board.phase.subscribe(), known: None };
        joins.known = joins.number();
        joins
    }

    fn number(&self) -> Option<u64> {
        match &*self.phase.borrow() {
            Phase::Joined(number) => Some(*number),
            _ => None,
        }
    }

    /// Resolves when the channel was joined or lost.
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

/// A waiter's place at the channel.
pub(crate) struct Ear {
    board: Arc<Board>,
    key: Option<u64>,
    told: Option<oneshot::Receiver<CommandStatus>>,
    /// What had come before.
    ready: Option<CommandStatus>,
    joins: Joins,
}

impl Ear {
    pub(crate) fn is_joined(&self) -> bool {
        self.joins.number().is_some()
    }

    pub(crate) async fn heard(&mut self) -> Event {
        if let Some(status) = self.ready.take() {
            return Event::Settled(status);
        }
        loop {
            let told = async {
                match &mut self.told {
                    Some(told) => told.await,
                    None => pending().await,
                }
            };
            tokio::select! {
                biased;
                told = told => {
                    self.told = None;
                    if let Ok(status) = told {
                        return Event::Settled(status);
                    }
                }
                () = self.joins.changed() => return Event::Changed,
            }
        }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.board.state().waiters.remove(key);
        }
    }
}

/// What the channel says to who waits for data.
#[derive(Debug)]
pub(crate) enum DataEvent {
    Data(DataMessage),
    StreamReady(StreamReady),
    /// The channel came or went: something may have been missed, and nothing is sent twice.
    Changed,
}

/// The place of who waits for the data of one request. Any number of messages may come.
pub(crate) struct DataEar {
    board: Arc<Board>,
    key: u64,
    wake: Arc<Notify>,
    joins: Joins,
}

impl DataEar {
    /// The next message or change. Cancel safe: nothing is lost when the future is dropped.
    pub(crate) async fn heard(&mut self) -> DataEvent {
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
        let mut state = self.board.state();
        let state = &mut *state;
        let ear = state.ears.get_mut(self.key)?;
        let mut event = None;
        for entry in state.early.since(ear.next) {
            ear.next = entry.number + 1;
            if entry.message.request_id() == Some(&ear.id) {
                event = match &entry.message {
                    Message::Data(data) => Some(DataEvent::Data(data.clone())),
                    Message::StreamReady(ready) => Some(DataEvent::StreamReady(ready.clone())),
                    _ => None,
                };
                break;
            }
        }
        if event.is_some() {
            self.board.taken.notify_waiters();
        }
        event
    }
}

impl Drop for DataEar {
    fn drop(&mut self) {
        self.board.state().ears.remove(self.key);
        self.board.taken.notify_waiters();
    }
}
