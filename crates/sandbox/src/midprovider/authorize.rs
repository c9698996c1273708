//! The authorize endpoint. It shows no login page: the seeded administrator agrees at once.

use std::fmt::Write as _;
use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::grants::scope_of;
use super::oidc::Issuer;
use super::sessions::{Code, Kind};
use super::state::State;
use super::tokens::Order;
use super::wire::{Failure, Fields, Shared};
use crate::collections::plain;

impl State {
    /// Opens a session for a user and mints a code for it.
    pub(super) fn code_for(&self, user: &str, client: &str, asked: &Asked<'_>) -> String {
        let mut store = self.store();
        let session = store.open_session(user, Kind::of(asked.scope));
        let expires = store.now() + Duration::from_secs(store.number("accessCodeLifespan"));
        store.consent(user, client, asked.scope);
        store.sessions.mint_code(Code {
            session,
            realm: self.realm.clone(),
            client: client.to_owned(),
            redirect_uri: asked.redirect_uri.to_owned(),
            scope: scope_of(asked.scope),
            nonce: asked.nonce.map(str::to_owned),
            challenge: asked.challenge.map(|(method, challenge)| (method.to_owned(), challenge.to_owned())),
            expires,
            spent: false,
        })
    }
}

/// The parts of an authorize request that a code remembers.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) redirect_uri: &'a str,
    pub(super) scope: &'a str,
    pub(super) nonce: Option<&'a str>,
    pub(super) challenge: Option<(&'a str, &'a str)>,
}

pub(super) async fn authorize(
    Shared(state): Shared,
    Issuer(issuer): Issuer,
    query: Fields,
) -> Result<Response, Failure> {
    // Until client and address are known to be good, nothing is redirected.
    let client = query.filled("client_id").filter(|client| state.knows_client(client));
    let client = client.ok_or_else(|| Failure::stock(StatusCode::BAD_REQUEST, "Client not found."))?;
    let redirect_uri = query.filled("redirect_uri").filter(|uri| state.may_redirect(uri));
    let redirect_uri = redirect_uri
        .ok_or_else(|| Failure::stock(StatusCode::BAD_REQUEST, "Invalid parameter: redirect_uri"))?;
    let implicit = match query.filled("response_type") {
        Some("code") => false,
        Some("token" | "id_token token" | "token id_token") => true,
        other => {
            let error = if other.is_some() { "unsupported_response_type" } else { "invalid_request" };
            return Ok(answer(&query, redirect_uri, false, vec![("error", error.to_owned())]));
        }
    };
    let challenge = query.filled("code_challenge");
    let method = query.filled("code_challenge_method").unwrap_or("plain");
    if challenge.is_some() && !matches!(method, "plain" | "S256") {
        let description = "Invalid parameter: code_challenge_method".to_owned();
        let error = vec![("error", "invalid_request".to_owned()), ("error_description", description)];
        return Ok(answer(&query, redirect_uri, implicit, error));
    }
    let scope = query.filled("scope").unwrap_or_default();
    let nonce = query.filled("nonce");
    let user = {
        let store = state.store();
        store.id_of(&store.seed.admin_username)
    };
    let user = user.ok_or_else(|| Failure::stock(StatusCode::BAD_REQUEST, "Invalid user"))?;
    let mut fields = Vec::new();
    if implicit {
        let session = state.store().open_session(&user, Kind::Browser);
        let scope = scope_of(scope);
        let order =
            Order { session: &session, client, scope: &scope, nonce, issuer: &issuer, with_refresh: false };
        let reply = state.issue(&order)?;
        let text = |name| Some((name, plain(reply.get(name)?)?));
        fields.extend(["access_token", "token_type", "expires_in", "id_token"].into_iter().filter_map(text));
        fields.push(("session_state", session));
    } else {
        let challenge = challenge.map(|challenge| (method, challenge));
        let code = state.code_for(&user, client, &Asked { redirect_uri, scope, nonce, challenge });
        // The middle part of a code is its session.
        fields.push(("session_state", code.split('.').nth(1).unwrap_or_default().to_owned()));
        fields.push(("code", code));
    }
    fields.push(("iss", issuer));
    Ok(answer(&query, redirect_uri, implicit, fields))
}

impl State {
    /// Loopback addresses are registered from the start; tests add others.
    fn may_redirect(&self, uri: &str) -> bool {
        let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        let registered = |host: &&str| {
            let rest = uri.strip_prefix(host);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        };
        loopback.iter().any(registered) || self.settings().redirect_uris.iter().any(|known| known == uri)
    }
}

/// Sends the fields back in the way that the request asks for.
fn answer(query: &Fields, redirect_uri: &str, implicit: bool, mut fields: Vec<(&str, String)>) -> Response {
    if let Some(state) = query.get("state") {
        fields.insert(0, ("state", state.to_owned()));
    }
    if query.filled("response_mode") == Some("form_post") {
        let mut inputs = String::new();
        for (name, value) in fields {
            let value = value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
            let _ = write!(inputs, "<input type=\"hidden\" name=\"{name}\" value=\"{value}\"/>");
        }
        let action = redirect_uri.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        let form = format!("<form method=\"post\" action=\"{action}\">{inputs}</form>");
        return Html(format!("<html><body onload=\"document.forms[0].submit()\">{form}</body></html>"))
            .into_response();
    }
    let fragment = implicit || query.filled("response_mode") == Some("fragment");
    let mark = match (fragment, redirect_uri.contains('?')) {
        (true, _) => '#',
        (false, true) => '&',
        (false, false) => '?',
    };
    let mut location = redirect_uri.to_owned();
    for (index, (name, value)) in fields.iter().enumerate() {
        let _ = write!(location, "{}{name}={}", if index == 0 { mark } else { '&' }, encoded(value));
    }
    (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
}

fn encoded(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
