//! Privicore: the API server and the websocket proxy.
//!
//! Operations: health, the status of a command by GET and POST, everything below `/profile` with the four steps of
//! older engines, registering and reading a public key, creating a user in a directory; on the websocket
//! `joinChannel` and `leaveChannel`.
//!
//! Checks: the bare token in `X-DPT-AUTHORIZATION` and its life, url-encoded forms with PHP's arrays, required
//! fields, the confirmed password, the form of a key. Names that are taken and directories of others are refused
//! later, as rejected commands. A socket hears of the commands of its profile while the token that it joined with
//! lives; a command's id looks like a UUID and is none.
//!
//! The seeded profile owns one directory. [`Control`] delays, holds and rejects commands, drops and silences sockets,
//! and chooses among the dialects in which the vendor's sources differ. What those sources leave open is decided
//! once, beside the code that needs it, and mostly towards the stricter side.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use serde_json::Value;

use crate::Error;

mod commands;
mod control;
mod directory;
mod legacy;
mod profile;
mod sockets;
mod store;
mod tokens;
mod wire;

pub use control::{Control, IdShape, PollDialect};
use sockets::Sockets;
use store::Store;

/// Everything that the two servers share.
#[derive(Debug)]
pub(crate) struct State {
    store: Mutex<Store>,
    settings: Mutex<control::Settings>,
    sockets: Sockets,
}

impl State {
    /// Takes up the state of an earlier run, or seeds a new one.
    ///
    /// Commands that were pending when the state was saved are settled here: the engine went on without us.
    pub(crate) fn load(saved: Option<Value>) -> Result<Arc<Self>, Error> {
        let mut store: Store = match saved {
            Some(saved) => serde_json::from_value(saved)
                .map_err(|error| Error::new("cannot read the state of Privicore", error))?,
            None => Store::seeded(),
        };
        store.settle_all();
        Ok(Arc::new(Self {
            store: Mutex::new(store),
            settings: Mutex::new(control::Settings::default()),
            sockets: Sockets::default(),
        }))
    }

    /// What a later run needs to go on. Holds secrets.
    pub(crate) fn snapshot(&self) -> Value {
        serde_json::to_value(&*self.store()).unwrap_or_default()
    }

    /// The name of the seeded profile.
    pub(crate) fn username(&self) -> String {
        self.store().seed.username.clone()
    }

    /// The password that opens the seeded profile now.
    pub(crate) fn password(&self) -> String {
        let store = self.store();
        let seeded = store.profiles.values().find(|profile| profile.username == store.seed.username);
        seeded.map(|profile| profile.password.clone()).unwrap_or_default()
    }

    /// The directory that the seeded profile owns.
    pub(crate) fn directory_id(&self) -> String {
        self.store().seed.directory_id.clone()
    }

    /// The handle that tests steer the servers with.
    pub(crate) fn control(self: &Arc<Self>) -> Control {
        Control::new(Arc::clone(self))
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn settings(&self) -> MutexGuard<'_, control::Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn token_life(&self) -> Duration {
        self.settings().token_life
    }
}

/// The API.
pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/health", get(commands::health))
        .route("/request-status/{command_id}", get(commands::status).post(commands::status_post))
        .route("/profile/register-profile", post(profile::register))
        .route("/profile/authenticate", post(profile::authenticate))
        .route("/profile/retrieve-profile-id", get(profile::retrieve_id))
        .route("/profile/change-password", post(profile::change_password))
        .route("/profile/generate-token-qr", post(profile::generate_qr_token))
        .route("/profile/reauthorize-authorization-token", post(profile::reauthorize_token))
        .route("/profile/revoke-authorization-token", post(profile::revoke_token))
        .route("/profile/authorization-token/expiry", post(profile::token_expiry))
        .route("/profile/attempt-authentication", post(legacy::attempt_authentication))
        .route("/profile/retrieve-temp-token", post(legacy::retrieve_temp_token))
        .route("/profile/request-authorization-token", post(legacy::request_authorization_token))
        .route("/profile/retrieve-authorization-token", post(legacy::retrieve_authorization_token))
        .route("/public-key/register-public-key", post(directory::register_public_key))
        .route("/public-key/retrieve-public-key", get(directory::retrieve_public_key))
        .route("/directory/create-user", post(directory::create_user))
        .fallback(wire::no_route)
        .with_state(state)
}

/// The websocket, at the root path.
pub(crate) fn ws_router(state: Arc<State>) -> Router {
    Router::new().route("/", get(sockets::upgrade)).fallback(wire::no_route).with_state(state)
}
