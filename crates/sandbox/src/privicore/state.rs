//! What the four servers share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::settings::Settings;
use super::sockets::Sockets;
use super::store::Store;
use crate::endpoints;
use crate::error::Error;
use crate::store::{Directories, Persistent, Save};
use crate::vendor::Vendor;

/// Everything that the four servers share.
#[derive(Debug)]
pub(crate) struct State {
    store: Persistent<Store>,
    settings: Mutex<Settings>,
    pub(super) sockets: Sockets,
    /// The base URL of the server for uploads.
    pub(super) upstream: String,
    /// The base URL of the server for downloads.
    pub(super) downstream: String,
}

impl Save for State {
    fn save(&self) -> Result<(), Error> {
        self.store.save()
    }
}

impl State {
    /// Reads the state of an earlier run, or seeds a new one.
    ///
    /// Commands that were pending when the process ended are settled here: the real engine would have gone on. Those
    /// that wait for votes stay pending.
    pub(crate) fn open(
        directories: &Directories,
        upstream: String,
        downstream: String,
    ) -> Result<Arc<Self>, Error> {
        let store = Persistent::open(directories, Vendor::Privicore, Store::default(), Store::seed)?;
        store.lock().settle_all();
        let state = Arc::new(Self {
            store,
            settings: Mutex::default(),
            sockets: Sockets::default(),
            upstream,
            downstream,
        });
        state.arm_polls();
        Ok(state)
    }

    /// The addresses of the servers, and the credentials of the seeded profile.
    pub(crate) fn details(&self, api_url: String, ws_url: String) -> endpoints::Privicore {
        let store = self.store();
        let seeded = store.profiles.values().find(|profile| profile.username == store.seed.username);
        endpoints::Privicore {
            api_url,
            ws_url,
            upstream_url: self.upstream.clone(),
            downstream_url: self.downstream.clone(),
            username: store.seed.username.clone(),
            password: seeded.map(|profile| profile.password.clone()).unwrap_or_default(),
            directory_id: store.seed.directory_id.clone(),
        }
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock()
    }

    pub(super) fn settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn token_life(&self) -> Duration {
        self.settings().token_life
    }
}
