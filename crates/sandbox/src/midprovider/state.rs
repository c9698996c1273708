//! What the servers of both flavours share, seen from one realm.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::StatusCode;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;

use super::settings::Settings;
use super::signing::Keys;
use super::store::Store;
use super::wire::Failure;
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
        Some(Arc::new(Self { realm, ..self.clone() }))
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

/// The name of the realm in a path; paths without one belong to the tenant.
pub(super) fn realm_in(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/auth/realms/").or_else(|| path.strip_prefix("/auth/admin/realms/"))?;
    let name = rest.split('/').next()?;
    Some(percent_decode_str(name).decode_utf8_lossy().into_owned())
}

/// The state of the realm that the path names.
#[derive(Debug)]
pub(super) struct Shared(pub(super) Arc<State>);

impl FromRequestParts<Arc<State>> for Shared {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Failure> {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
        let realm = match realm_in(uri.path()) {
            Some(name) => state.named(&name),
            None => Some(Arc::clone(state)),
        };
        let missing = || Failure::stock(StatusCode::NOT_FOUND, "Realm does not exist");
        realm.map(Self).ok_or_else(missing)
    }
}
