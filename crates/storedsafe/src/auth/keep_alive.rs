//! A session that nobody uses for a while.

use crate::Client;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{task::JoinHandle, time::sleep};

/// Until a login has told how long a session may idle: the shortest time seen at the vendor's.
const SHORTEST_KNOWN: Duration = Duration::from_secs(60 * 60);

/// How long the session may idle, as its login told; shared by the login and whoever keeps it alive.
#[derive(Debug, Clone, Default)]
pub(crate) struct IdleTimeout(Arc<AtomicU64>);

impl IdleTimeout {
    pub(crate) fn set(&self, timeout: Option<Duration>) {
        let millis = timeout.and_then(|timeout| u64::try_from(timeout.as_millis()).ok());
        self.0.store(millis.unwrap_or_default(), Ordering::Release);
    }

    fn get(&self) -> Duration {
        match self.0.load(Ordering::Acquire) {
            0 => SHORTEST_KNOWN,
            millis => Duration::from_millis(millis),
        }
    }
}

/// Keeps a session alive until it is dropped; made by [`Client::keep_alive`].
#[derive(Debug)]
#[must_use = "it ends when it is dropped"]
pub struct KeepAlive(JoinHandle<()>);

impl KeepAlive {
    pub(crate) fn start(client: Client, idle: IdleTimeout) -> Self {
        Self(tokio::spawn(async move {
            loop {
                // A timeout of nothing must not become a loop without pauses.
                sleep((idle.get() * 3 / 4).max(Duration::from_secs(1))).await;
                // Opening a session may cost a one-time code: that is for calls to do.
                if client.session.is_open() {
                    // What is wrong with the session will stop the next call too, which says so.
                    let _ = client.auth().check().await;
                }
            }
        }))
    }
}

impl Drop for KeepAlive {
    fn drop(&mut self) {
        self.0.abort();
    }
}
