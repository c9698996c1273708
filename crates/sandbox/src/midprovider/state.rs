//! What the servers of both flavours share, seen from one realm.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::settings::Settings;
use super::signing::Keys;
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

/// Everything that the servers of both flavours share, and the realm that a request is about.
#[derive(Debug, Clone)]
pub(crate) struct State {
    store: Arc<Persistent<Store>>,
    settings: Arc<Mutex<Settings>>,
    pub(super) keys: Arc<Keys>,
    /// The id of the realm.
    pub(super) realm: String,
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
        let realm = store.lock().seed.realm.clone();
        let (settings, keys) = (Arc::default(), Arc::default());
        Ok(Arc::new(Self { store: Arc::new(store), settings, keys, realm }))
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

    /// The name of the realm.
    pub(super) fn tenant(&self) -> String {
        self.store().realm_name()
    }

    /// The same for the realm of this name, if there is one.
    pub(super) fn named(&self, realm: &str) -> Option<Arc<Self>> {
        let realm = self.store().realms.id_of(realm)?;
        Some(self.of(realm))
    }

    /// The same for the realm of this id.
    pub(super) fn of(&self, realm: String) -> Arc<Self> {
        Arc::new(Self { realm, ..self.clone() })
    }

    /// The state with the realm as the current one. Sessions whose time is over are gone.
    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        let mut store = self.store.lock();
        store.current.clone_from(&self.realm);
        store.end_sessions();
        store
    }

    pub(super) fn settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
