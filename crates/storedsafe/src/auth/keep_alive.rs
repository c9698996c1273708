//! Probes of an idle session.

use crate::{Client, dialect::VENDOR};
use portcullis_core::{Result, runtime};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{task::JoinHandle, time::timeout};

/// The idle timeout before the first login: the shortest one in the vendor's samples.
const SHORTEST_SEEN: Duration = Duration::from_secs(60 * 60);

/// The idle timeout in the reply to the login; shared by the login and the probes.
#[derive(Debug, Clone, Default)]
pub(crate) struct IdleTimeout(Arc<AtomicU64>);

impl IdleTimeout {
    pub(crate) fn set(&self, timeout: Option<Duration>) {
        let millis = timeout.and_then(|timeout| u64::try_from(timeout.as_millis()).ok());
        self.0.store(millis.unwrap_or_default(), Ordering::Release);
    }

    fn get(&self) -> Duration {
        match self.0.load(Ordering::Acquire) {
            0 => SHORTEST_SEEN,
            millis => Duration::from_millis(millis),
        }
    }
}

/// Keeps an idle session valid until it is dropped; see [`Client::keep_alive`].
#[derive(Debug)]
#[must_use = "it ends when it is dropped"]
pub struct KeepAlive(JoinHandle<()>);

impl KeepAlive {
    pub(crate) fn start(client: Client, idle: IdleTimeout) -> Result<Self> {
        runtime::check().map_err(|error| error.with_vendor(VENDOR))?;
        Ok(Self(tokio::spawn(async move {
            loop {
                // A timeout of zero must not become a loop without pauses.
                let pause = (idle.get() * 3 / 4).max(Duration::from_secs(1));
                if timeout(pause, client.core.closing()).await.is_ok() {
                    return;
                }
                // Opening a session may need a one-time code: only calls do that.
                if client.session.is_open() {
                    // The next call fails for the same reason and returns the error.
                    let _ = client.auth().check().await;
                }
            }
        })))
    }
}

impl Drop for KeepAlive {
    fn drop(&mut self) {
        self.0.abort();
    }
}
