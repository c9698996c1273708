//! What the servers of both flavours share.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use aws_lc_rs::error::Unspecified;

use super::sessions::Sessions;
use super::settings::Settings;
use super::signing::SigningKey;
use super::store::Store;
use crate::endpoints;
use crate::error::Error;
use crate::facts::Facts;
use crate::store::{Directories, Persistent, Save};
use crate::vendor::Vendor;

/// The two sets of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// `/digitanium/…`; the tenant is the sub-domain.
    Ssms,
    /// `/auth/realms/{tenant}/v3_user…`
    Shift,
}

/// Everything that the servers of both flavours share.
#[derive(Debug)]
pub(crate) struct State {
    store: Persistent<Store>,
    sessions: Mutex<Sessions>,
    settings: Mutex<Settings>,
    key: OnceLock<SigningKey>,
}

impl Save for State {
    fn save(&self) -> Result<(), Error> {
        self.store.save()
    }
}

impl State {
    /// Reads the state of an earlier run, or seeds a new one. Tokens and sessions are not saved.
    pub(crate) fn open(directories: &Directories) -> Result<Arc<Self>, Error> {
        let empty = Store::empty(Facts::of(Vendor::MidProvider)?);
        let store = Persistent::open(directories, Vendor::MidProvider, empty, Store::seed)?;
        Ok(Arc::new(Self {
            store,
            sessions: Mutex::default(),
            settings: Mutex::default(),
            key: OnceLock::new(),
        }))
    }

    /// The addresses, and the credentials of the seeded client.
    pub(crate) fn details(&self, ssms_base_url: String, shift_base_url: String) -> endpoints::MidProvider {
        let store = self.store();
        endpoints::MidProvider {
            ssms_base_url,
            shift_base_url,
            tenant: store.seed.tenant.clone(),
            client_id: store.seed.client_id.clone(),
            client_secret: store.seed.client_secret.clone(),
        }
    }

    /// The key of the realm. It is made at its first use: that takes longer than the rest of the start.
    pub(super) fn key(&self) -> Result<&SigningKey, Unspecified> {
        if let Some(key) = self.key.get() {
            return Ok(key);
        }
        let key = SigningKey::generate()?;
        Ok(self.key.get_or_init(|| key))
    }

    pub(super) fn tenant(&self) -> String {
        self.store().seed.tenant.clone()
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock()
    }

    pub(super) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
