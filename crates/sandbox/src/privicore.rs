//! Privicore: the API server, the websocket proxy and the two stream servers.
//!
//! # Operations
//!
//! All 66 whose path is known: health and the status of commands; profiles, tokens and the four steps of older engines;
//! OAuth applications; public keys; data tokens, their metadata, lists and streams; devices, storages, authenticators
//! and voting rules; policies; polls; creating a user in a directory. On the websocket `joinChannel`, `leaveChannel`,
//! the states of commands, data messages and `STREAM-READY`. Operations whose path is a guess of the fact sheet answer
//! as an unknown route does.
//!
//! # Checks
//!
//! The bare token in `X-DPT-AUTHORIZATION` and its life, the three kinds of `Basic`, url-encoded forms with PHP's
//! arrays, JSON where JSON is wanted, required fields, the confirmed password, the checksum of a key, nonces, codes,
//! configurations and stream credentials that work once, the life of a reservation, whose things they are. Names that
//! are taken, roles that are missing and directories of others are refused later, as rejected commands. A socket hears
//! of the commands of its profile while the token that it joined with lives; a command's id looks like a UUID and is
//! none. The stream servers refuse a request that brings a credential of the API.
//!
//! # Seed
//!
//! The seeded profile owns one directory, has a public key and one approved storage device. Without such a device an
//! exchange or an update stays pending, and an upload is refused.
//!
//! # Policies and polls
//!
//! A policy that is active holds `data_token.data_exchanged`, `data_token.data_requested` or `directory.user_created`
//! until [`Control::vote`] or [`Control::vote_all`] decides its poll. An attempt ends as soon as no vote can change it
//! any more, or with its time; with a yes or with the last attempt the command ends too. Uploads are no commands and
//! are not held.
//!
//! # What tests choose
//!
//! [`Control`] delays, holds and rejects commands, drops, silences and confuses sockets, and chooses among the dialects
//! in which the vendor's sources differ.
//!
//! # What is decided here and not by the vendor
//!
//! What the sources leave open is decided once, beside the code that needs it, and mostly towards the stricter side:
//!
//! - The keys of rejections, but for `profile.not_an_owner` and `oauth.already_retrieved`: `device.…`, `storage.…`,
//!   `authenticator.…`, `policy.…`, `data_token.…`, and `voting.rejected` and `voting.timed_out` for a poll without a
//!   yes.
//! - The shapes of devices, policies and polls, the templates of policies with their events, and the names of lists.
//! - A reservation lives for 60 minutes at most. The file's metadata makes a new permanent token of a temporary one,
//!   once there is data; the temporary one is unknown from then on, and data can be requested for a permanent one only.
//! - Shares of votes are of all who may vote, not of those who did. A profile's own rule is `consensus` in 300 seconds,
//!   once.
//! - A policy's configuration narrows it down to data with this classification; data without any is held as well.
//! - An update leaves the parts of the metadata alone that it does not name. Scopes limit nothing.
//!
//! The saved state holds everything but the content of payloads from 1 MiB on, which lie in files without a name, and
//! downloads that were announced. A request for a payload that was left out is rejected as `data_token.content_lost`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use serde_json::Value;

use crate::{Error, endpoints};

mod commands;
mod control;
mod data;
mod deliver;
mod devices;
mod directory;
mod keys;
mod legacy;
mod listing;
mod oauth;
mod payload;
mod policies;
mod polls;
mod profile;
mod roles;
mod settings;
mod sockets;
mod spaces;
mod store;
mod streams;
mod tokens;
mod voting;
mod wire;

pub use control::Control;
pub use settings::{CodeBasic, DownloadDialect, IdShape, ListShape, PollDialect, UploadDialect};
use sockets::Sockets;
use store::Store;
use streams::Streams;

/// Everything that the four servers share.
#[derive(Debug)]
pub(crate) struct State {
    store: Mutex<Store>,
    settings: Mutex<settings::Settings>,
    sockets: Sockets,
    streams: Streams,
}

impl State {
    /// Takes up the state of an earlier run, or seeds a new one.
    ///
    /// Commands that were pending when the state was saved are settled here: the engine went on without us. Those that
    /// wait for votes go on waiting.
    pub(crate) fn load(
        saved: Option<Value>,
        upstream: String,
        downstream: String,
    ) -> Result<Arc<Self>, Error> {
        let mut store: Store = match saved {
            Some(saved) => serde_json::from_value(saved)
                .map_err(|error| Error::new("cannot read the state of Privicore", error))?,
            None => Store::seeded(),
        };
        store.settle_all();
        let state = Arc::new(Self {
            store: Mutex::new(store),
            settings: Mutex::new(settings::Settings::default()),
            sockets: Sockets::default(),
            streams: Streams { upstream, downstream },
        });
        state.arm_polls();
        Ok(state)
    }

    /// Where the servers are, and what opens the seeded profile now.
    pub(crate) fn details(&self, api_url: String, ws_url: String) -> endpoints::Privicore {
        let store = self.store();
        let seeded = store.profiles.values().find(|profile| profile.username == store.seed.username);
        endpoints::Privicore {
            api_url,
            ws_url,
            upstream_url: self.streams.upstream.clone(),
            downstream_url: self.streams.downstream.clone(),
            username: store.seed.username.clone(),
            password: seeded.map(|profile| profile.password.clone()).unwrap_or_default(),
            directory_id: store.seed.directory_id.clone(),
        }
    }

    /// What a later run needs to go on. Holds secrets. Payloads from 1 MiB on are left out.
    pub(crate) fn snapshot(&self) -> Value {
        serde_json::to_value(&*self.store()).unwrap_or_default()
    }

    /// The handle that tests steer the servers with.
    pub(crate) fn control(self: &Arc<Self>) -> Control {
        Control::new(Arc::clone(self))
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn settings(&self) -> MutexGuard<'_, settings::Settings> {
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
        .route("/directory/create-user", post(directory::create_user))
        .merge(oauth_routes())
        .merge(key_routes())
        .merge(data_routes())
        .merge(device_routes())
        .merge(voting_routes())
        .fallback(wire::no_route)
        .with_state(state)
}

fn oauth_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/profile/oauth-application-register", post(oauth::register))
        .route("/profile/retrieve-oauth-application-configuration", post(oauth::retrieve_configuration))
        .route("/profile/oauth-application-request-authorization-code", get(oauth::request_code))
        .route("/profile/retrieve-oauth-application-list", get(oauth::list_applications))
        .route("/oauth-application/retrieve-authorization-code", post(oauth::retrieve_code))
        .route("/oauth-application/obtain-access-token", post(oauth::obtain_token))
        .route("/oauth-application/refresh-access-token", post(oauth::refresh))
}

fn key_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/generate-keys", get(keys::generate_keys))
        .route("/public-key/register-public-key", post(keys::register))
        .route("/public-key/retrieve-public-key", get(keys::retrieve))
        .route("/dptcab/public-key", get(keys::retrieve_cab))
}

fn data_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/data-token/reserve-token-space", post(data::reserve))
        .route("/data-token/retrieve-temporary-data-token/{reservation}", get(data::retrieve_temporary))
        .route("/data-token/exchange-data-for-token", post(data::exchange))
        .route("/data-token/request-data", post(data::request))
        .route("/data-token/configure-information-security-risk-meta", post(data::configure_risk_meta))
        .route("/data-token/configure-file-meta", post(data::configure_file_meta))
        .route("/data-token/list-data-tokens", get(listing::list))
        .route("/data-token/update-data", post(data::update))
        .route("/data-token/update-data-token", post(data::update_metadata))
        .route("/data-token/delete-data", post(data::delete))
}

fn device_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/device/request-unique-identifier", post(devices::request_identifier))
        .route("/device/retrieve-unique-identifier", post(devices::retrieve_identifier))
        .route("/device/retrieve-profile-devices", get(devices::retrieve_all))
        .route("/device/configure-meta", post(devices::configure_meta))
        .route("/device/approve-device", post(devices::approve))
        .route("/device/reject-device", post(devices::reject))
        .route("/device/remove", post(devices::remove))
        .route("/device/retrieve-device-configuration/{device}", get(devices::retrieve_configuration))
        .route("/device/download-device-configuration", post(devices::download_configuration))
        .route("/device/download-device-configuration/{device}", get(devices::download_configuration_file))
        .route("/storage/register", post(roles::register_storage))
        .route("/storage/list-storage-devices", get(roles::list_storages))
        .route("/storage/sync-device", post(roles::synchronize_storage))
        .route("/storage/remove", post(roles::remove_storage))
        .route("/verified-authenticator/register", post(roles::register_authenticator))
        .route("/verified-authenticator/remove", post(roles::remove_authenticator))
}

fn voting_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/verified-authenticator/set-quorum-strategy", post(voting::set_strategy))
        .route("/verified-authenticator/set-voting-time-limit", post(voting::set_time_limit))
        .route("/verified-authenticator/set-maximum-voting-attempts", post(voting::set_attempts))
        .route("/verified-authenticator/voting-configuration/register", post(voting::register_configuration))
        .route("/voting/create", post(voting::create))
        .route("/voting/check-pool-status/{pool}", get(voting::check_pool_status))
        .route("/policy/list-policy-templates", get(policies::list_templates))
        .route("/policy/register", post(policies::register))
        .route("/policy/retrieve-policy/{name}", get(policies::retrieve))
        .route("/policy/activate", post(policies::activate))
        .route("/policy/deactivate", post(policies::deactivate))
}

/// The server for uploads, at the root path.
pub(crate) fn upstream_router(state: Arc<State>) -> Router {
    Router::new().route("/", post(streams::upload)).fallback(wire::no_route).with_state(state)
}

/// The server for downloads, at the root path.
pub(crate) fn downstream_router(state: Arc<State>) -> Router {
    Router::new().route("/", get(streams::download)).fallback(wire::no_route).with_state(state)
}

/// The websocket, at the root path.
pub(crate) fn ws_router(state: Arc<State>) -> Router {
    Router::new().route("/", get(sockets::upgrade)).fallback(wire::no_route).with_state(state)
}
