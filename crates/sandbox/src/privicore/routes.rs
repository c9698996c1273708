//! Which handler serves which path of which server.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::state::State;
use super::{
    commands, data, devices, directory, legacy, listing, oauth, policies, profile, public_keys, roles,
    streams, voting, websocket, wire,
};

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
        .route("/generate-keys", get(public_keys::generate_keys))
        .route("/public-key/register-public-key", post(public_keys::register))
        .route("/public-key/retrieve-public-key", get(public_keys::retrieve))
        .route("/dptcab/public-key", get(public_keys::retrieve_cab))
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
    Router::new().route("/", get(websocket::upgrade)).fallback(wire::no_route).with_state(state)
}
