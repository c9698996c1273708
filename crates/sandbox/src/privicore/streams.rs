//! The two stream servers. Each is a host of its own, which takes no API token.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use url::form_urlencoded;

use super::device::Role;
use super::payload::Spool;
use super::state::State;
use super::store::Store;
use super::wire::{Query, Refusal, media_type};

fn address(server: &str, credential: &str) -> String {
    let credential: String = form_urlencoded::byte_serialize(credential.as_bytes()).collect();
    format!("{server}/?auth={credential}")
}

impl State {
    pub(super) fn upload_url(&self, credential: &str) -> String {
        address(&self.upstream, credential)
    }

    pub(super) fn download_url(&self, credential: &str) -> String {
        address(&self.downstream, credential)
    }
}

/// The credential of the query. A request that brings a credential of the API as well is refused in any case: it
/// disclosed a secret to a host that must not have it.
fn credential<'a>(state: &State, headers: &HeaderMap, query: &'a Query) -> Result<&'a str, Refusal> {
    if headers.contains_key("x-dpt-authorization") || headers.contains_key(header::AUTHORIZATION) {
        state.store().strayed_tokens += 1;
        return Err(Refusal::BadRequest("this server takes no API token"));
    }
    query.0.get("auth").ok_or(Refusal::InvalidToken)
}

impl Store {
    /// Opens an upload where a storage device will take it. No command could wait for one here.
    fn begin_upload(&mut self, credential: &str) -> Result<String, Refusal> {
        let space = self.spaces.values().find(|space| space.stream == credential);
        let profile = &space.ok_or(Refusal::InvalidToken)?.profile;
        if self.with_role(profile, Role::Storage).next().is_none() {
            return Err(Refusal::Rule(Role::Storage.missing()));
        }
        self.open_upload(credential)
    }
}

pub(super) async fn upload(
    Shared(state): Shared<Arc<State>>,
    query: Query,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let credential = credential(&state, &headers, &query)?;
    if media_type(&headers) != "application/octet-stream" {
        return Err(Refusal::MediaType);
    }
    let reservation = state.store().begin_upload(credential)?;
    let mut spool = Spool::default();
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        // The credential is spent by then: a new attempt takes a new reservation.
        let chunk = chunk.map_err(|_| Refusal::BadRequest("the body broke off"))?;
        spool.push(&chunk).await?;
    }
    let payload = spool.finish().await?;
    state.store().end_upload(&reservation, payload)?;
    Ok(StatusCode::OK)
}

pub(super) async fn download(
    Shared(state): Shared<Arc<State>>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let credential = credential(&state, &headers, &query)?;
    let payload = state.store().take_download(credential)?;
    let length = payload.length().to_string();
    let kind = "application/octet-stream".to_owned();
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_LENGTH, length)];
    Ok((headers, payload.body()).into_response())
}
