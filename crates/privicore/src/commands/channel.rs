//! The websocket channel: one task owns the socket, waiters subscribe, and recent messages are kept for a while.

mod message;
mod messages;
mod ring;
mod socket;
mod state;
mod table;
mod waiter;

pub(crate) use socket::Endpoint;
pub(crate) use waiter::{CommandWaiter, DataEvent, DataWaiter};
pub use {
    message::{DataMessage, Message, OutputType, StreamReady},
    messages::Messages,
};

use crate::{Client, auth::Session, dialect::failure};
use futures_util::FutureExt as _;
use portcullis_core::{Client as Core, ErrorKind, Result, transport::BoxFuture};
use socket::Disconnect;
use state::{ChannelState, Phase};
use std::{
    fmt,
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

/// Pauses between attempts to connect: doubled each time, with a random part.
const BACKOFF_FIRST: Duration = Duration::from_millis(500);
const BACKOFF_SLOWEST: Duration = Duration::from_secs(30);
/// After a connection of this length the pauses start over.
const STABLE: Duration = Duration::from_secs(30);

/// One client's channel; its task starts with the first use and ends with the last clone of the client.
pub(crate) struct Channel {
    endpoint: Arc<Endpoint>,
    state: Arc<ChannelState>,
    task: Mutex<Option<Task>>,
}

struct Task {
    handle: JoinHandle<()>,
    /// Stops the task when dropped.
    stop: watch::Sender<()>,
}

impl Channel {
    pub(crate) fn new(endpoint: Endpoint) -> Self {
        Self { endpoint: Arc::new(endpoint), state: Arc::new(ChannelState::new()), task: Mutex::default() }
    }

    fn task(&self) -> MutexGuard<'_, Option<Task>> {
        self.task.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the task unless it runs or the client is closed. A task whose runtime was dropped is started again in this one.
    pub(crate) fn open(&self, core: &Core, session: &Arc<Session>) {
        let mut task = self.task();
        // With the lock: what `close` does not find is not started after it.
        if core.is_closed() || task.as_ref().is_some_and(|task| !task.handle.is_finished()) {
            return;
        }
        let (stop, stopped) = watch::channel(());
        let run =
            supervise(core.clone(), session.clone(), self.endpoint.clone(), self.state.clone(), stopped);
        // Boxed: each type of task costs code.
        let run: BoxFuture<'static, ()> = Box::pin(run);
        *task = Some(Task { handle: tokio::spawn(run), stop });
    }

    /// Starts the task and resolves when it has joined or failed.
    pub(crate) async fn join(&self, core: &Core, session: &Arc<Session>) -> Result<()> {
        let mut phase = self.state.phase.subscribe();
        let bound = self.endpoint.timing.whole();
        // Before the task starts: its first attempt is this one.
        self.retry_now();
        self.open(core, session);
        let outcome = async {
            if matches!(*phase.borrow(), Phase::Joined(_)) {
                return Ok(());
            }
            // An earlier failure is ignored: the next phase counts.
            while phase.changed().await.is_ok() {
                match &*phase.borrow() {
                    Phase::Joined(_) => return Ok(()),
                    Phase::Down(kind, text) => return Err(failure(*kind, text.clone())),
                    Phase::Closed | Phase::Connecting => {}
                }
            }
            Err(failure(ErrorKind::Interrupted, "the channel was closed"))
        };
        timeout(bound, outcome)
            .await
            .unwrap_or_else(|_| Err(failure(ErrorKind::Timeout, "the channel did not open in time")))
    }

    /// Tries again without a pause, if the channel is down; after a proxy's 407 nothing else tries again.
    pub(crate) fn retry_now(&self) {
        self.state.retry_now.notify_one();
    }

    pub(crate) fn messages(&self, client: Client) -> Messages {
        Messages::new(client, self.state.clone())
    }

    /// Ends the task and waits until it is gone.
    pub(crate) async fn close(&self) {
        let task = self.task().take();
        if let Some(Task { handle, stop }) = task {
            drop(stop);
            let _ = handle.await;
        }
        self.state.closed();
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = match &*self.state.phase.borrow() {
            Phase::Closed => "closed",
            Phase::Connecting => "connecting",
            Phase::Joined(_) => "joined",
            Phase::Down(..) => "down",
        };
        write!(f, "Channel({phase})")
    }
}

/// Sets the phase when the task ends in any way.
struct Closing(Arc<ChannelState>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.phase.send_replace(Phase::Closed);
    }
}

async fn supervise(
    core: Core,
    session: Arc<Session>,
    endpoint: Arc<Endpoint>,
    state: Arc<ChannelState>,
    mut stopped: watch::Receiver<()>,
) {
    let closing = Closing(state.clone());
    let (mut failures, mut dropped) = (0, false);
    loop {
        let mut stays_down = false;
        state.phase.send_replace(Phase::Connecting);
        let began = Instant::now();
        let end = tokio::select! {
            end = endpoint.run(&core, &session, &*state) => end,
            _ = stopped.changed() => break,
        };
        if matches!(*state.phase.borrow(), Phase::Joined(_)) {
            dropped = false;
        }
        match end {
            Disconnect::Renewed => {
                state.phase.send_replace(Phase::Connecting);
                failures = 0;
                continue;
            }
            // A refused token is dropped once, for a new one; if that is refused too, the token is not the reason.
            Disconnect::Refused(token, text) => {
                if !std::mem::replace(&mut dropped, true) {
                    session.drop_token(&token);
                    continue;
                }
                state.phase.send_replace(Phase::Down(ErrorKind::Auth, text));
            }
            Disconnect::ProxyAuthentication(text) => {
                stays_down = true;
                // A request that this attempt served is no request for the next one.
                let _ = state.retry_now.notified().now_or_never();
                state.phase.send_replace(Phase::Down(ErrorKind::Connect, text));
            }
            Disconnect::Lost(kind, text) => {
                state.phase.send_replace(Phase::Down(kind, text));
            }
        }
        failures = if began.elapsed() >= STABLE { 0 } else { failures + 1 };
        tokio::select! {
            () = sleep(backoff(failures)), if !stays_down => {}
            () = state.retry_now.notified() => {}
            _ = stopped.changed() => break,
        }
    }
    drop(closing);
}

/// Half fixed, half random, so that many clients do not reconnect at the same time.
fn backoff(failures: u32) -> Duration {
    let most = (BACKOFF_FIRST * 2_u32.saturating_pow(failures.min(10))).min(BACKOFF_SLOWEST);
    let part = random() % 1024;
    most / 2 + most / 2 * u32::try_from(part).unwrap_or_default() / 1024
}

/// Unpredictable enough for pauses and tags; not for secrets.
fn random() -> u64 {
    RandomState::new().hash_one(0_u8)
}

#[cfg(test)]
mod tests;
