//! The open websocket connections and their channels.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::store::Store;
use super::token::Kind;

/// The open connections.
#[derive(Debug, Default)]
pub(super) struct Sockets(Mutex<Open>);

#[derive(Debug, Default)]
struct Open {
    next: u64,
    connections: BTreeMap<u64, Connection>,
}

#[derive(Debug)]
struct Connection {
    outgoing: mpsc::UnboundedSender<Outgoing>,
    channel: Option<Channel>,
}

/// A connection has one channel at most; joining again replaces it.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) id: String,
    pub(super) profile: String,
    pub(super) token: String,
}

#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) frame: String,
    pub(super) written: oneshot::Sender<()>,
}

/// The writing end of one connection.
#[derive(Debug)]
pub(super) struct Writer(mpsc::UnboundedSender<Outgoing>);

impl Writer {
    /// Writes a frame and returns when it is on the wire or the connection is gone.
    ///
    /// A client that does not read must not keep commands from settling, so the wait has a bound.
    pub(super) async fn write(&self, frame: String) {
        let (written, done) = oneshot::channel();
        if self.0.send(Outgoing { frame, written }).is_ok() {
            let _ = tokio::time::timeout(Duration::from_secs(1), done).await;
        }
    }
}

impl Sockets {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn add(&self) -> (u64, mpsc::UnboundedReceiver<Outgoing>) {
        let (outgoing, incoming) = mpsc::unbounded_channel();
        let mut open = self.open();
        let number = open.next;
        open.next += 1;
        open.connections.insert(number, Connection { outgoing, channel: None });
        (number, incoming)
    }

    pub(super) fn remove(&self, number: u64) {
        self.open().connections.remove(&number);
    }

    /// The sockets that joined with a token of this profile that still lives.
    pub(super) fn joined(&self, store: &Store, profile: &str) -> Vec<Writer> {
        let open = self.open();
        let joined = open.connections.values().filter(|connection| {
            connection.channel.as_ref().is_some_and(|channel| {
                channel.profile == profile && store.live_token(&channel.token, Kind::Full).is_some()
            })
        });
        joined.map(|connection| Writer(connection.outgoing.clone())).collect()
    }

    pub(super) fn joined_count(&self) -> usize {
        self.open().connections.values().filter(|connection| connection.channel.is_some()).count()
    }

    /// Removes every connection. The task of each finds its channel closed and drops its socket.
    pub(super) fn drop_all(&self) {
        self.open().connections.clear();
    }

    pub(super) fn join(&self, number: u64, channel: Channel) {
        if let Some(connection) = self.open().connections.get_mut(&number) {
            connection.channel = Some(channel);
        }
    }

    pub(super) fn leave(&self, number: u64, channel_id: &str) -> bool {
        let mut open = self.open();
        let Some(connection) = open.connections.get_mut(&number) else { return false };
        if connection.channel.as_ref().is_some_and(|channel| channel.id == channel_id) {
            connection.channel = None;
            return true;
        }
        false
    }
}
