//! OAuth applications: registration, consent, codes and access tokens.
//!
//! Scopes are free strings to this server: they are stored and returned, and limit nothing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::application::{Application, Code, Grant, OAuthWork};
use super::command::Work;
use super::ids::{date_time, time_ordered_id};
use super::settings::CodeBasic;
use super::state::State;
use super::store::Store;
use super::token::Kind;
use super::wire::{Caller, Form, Query, Refusal, basic, list};
use crate::{clock, random};

const CODE_LIFE: Duration = Duration::from_secs(600);
const REFRESH_LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

impl Store {
    pub(super) fn oauth_work(&mut self, id: &str, profile: &str, work: OAuthWork) {
        let profile = profile.to_owned();
        match work {
            OAuthWork::Register { name, redirect_uri, scopes } => {
                let application = Application {
                    profile,
                    name,
                    redirect_uri,
                    scopes,
                    client_id: time_ordered_id(),
                    client_secret: random::alphanumeric(48),
                    retrieved: false,
                    nonces: BTreeSet::new(),
                    created: clock::unix(),
                };
                self.applications.insert(id.to_owned(), application);
            }
            OAuthWork::RequestCode { client_id, nonce, scope } => {
                let text = format!("ac-{}", random::alphanumeric(40));
                let expires = clock::unix().saturating_add(CODE_LIFE);
                self.codes.insert(id.to_owned(), Code { profile, client_id, nonce, scope, text, expires });
            }
        }
    }

    fn application(&self, client_id: &str) -> Option<&Application> {
        self.applications.values().find(|application| application.client_id == client_id)
    }

    /// The client whose id and secret stand in the header.
    fn client(&self, headers: &HeaderMap) -> Result<String, Refusal> {
        let pair = BASE64_STANDARD.decode(basic(headers)?).map_err(|_| Refusal::InvalidCredentials)?;
        let pair = String::from_utf8(pair).map_err(|_| Refusal::InvalidCredentials)?;
        let (id, secret) = pair.split_once(':').ok_or(Refusal::InvalidCredentials)?;
        let known = self.application(id).filter(|application| application.client_secret == secret);
        known.map(|application| application.client_id.clone()).ok_or(Refusal::InvalidCredentials)
    }

    /// Issues an access token and notes what it was granted for.
    fn grant(&mut self, grant: Grant, life: Duration, with_refresh: bool) -> Json<Value> {
        let (token, expires) = self.issue(&grant.profile, Kind::Full, life);
        let mut answer = json!({
            "clientId": grant.client_id,
            "token": token,
            "type": "bearer",
            "scope": grant.scope.join(" "),
            "expiresAt": date_time(expires),
        });
        if with_refresh && let Some(answer) = answer.as_object_mut() {
            answer.insert("refreshToken".to_owned(), json!(grant.refresh));
            answer.insert("refreshTokenExpiresAt".to_owned(), json!(date_time(grant.refresh_expires)));
        }
        self.grants.insert(token, grant);
        Json(answer)
    }
}

fn refresh_token() -> (String, Duration) {
    (format!("rt-{}", random::alphanumeric(48)), clock::unix().saturating_add(REFRESH_LIFE))
}

pub(super) async fn register(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Response, Refusal> {
    let [name, redirect_uri, scopes] = form.required(["name", "redirectUri", "scopes"])?;
    if url::Url::parse(redirect_uri).is_err() {
        return Err(Refusal::parameter("redirectUri", "is not a URI"));
    }
    let scopes: Vec<String> = scopes.split(',').map(|scope| scope.trim().to_owned()).collect();
    if scopes.iter().any(String::is_empty) {
        return Err(Refusal::parameter("scopes", "holds an empty scope"));
    }
    let work = OAuthWork::Register { name: name.to_owned(), redirect_uri: redirect_uri.to_owned(), scopes };
    Ok(state.accept(Some(caller.profile), Work::OAuth(work)).await)
}

pub(super) async fn retrieve_configuration(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    form: Form,
) -> Result<Json<Value>, Refusal> {
    let [id] = form.required(["applicationId"])?;
    let mut store = state.store();
    let application = store.applications.get_mut(id).filter(|known| known.profile == caller.profile);
    let application = application.ok_or(Refusal::NotFound)?;
    if std::mem::replace(&mut application.retrieved, true) {
        return Err(Refusal::Rule("oauth.already_retrieved"));
    }
    Ok(Json(json!({
        "applicationId": id,
        "clientId": application.client_id,
        "clientSecret": application.client_secret,
        "redirectUri": application.redirect_uri,
        "scopes": application.scopes,
    })))
}

pub(super) async fn list_applications(Shared(state): Shared<Arc<State>>, caller: Caller) -> Json<Value> {
    let shape = state.settings().lists;
    let store = state.store();
    let own = store.applications.iter().filter(|(_, known)| known.profile == caller.profile);
    let items = own.map(|(id, application)| {
        json!({
            "applicationId": id,
            "name": application.name,
            "scopes": application.scopes,
            "createdAt": date_time(application.created),
        })
    });
    list(items.collect(), shape)
}

pub(super) async fn request_code(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Query(query): Query,
) -> Result<Response, Refusal> {
    let [client_id, nonce] = query.required(["client_id", "nonce"])?;
    let scope: Vec<String> = query.array("scope").into_iter().map(str::to_owned).collect();
    if scope.is_empty() || scope.iter().any(String::is_empty) {
        return Err(Refusal::parameter("scope", "is required"));
    }
    {
        let mut store = state.store();
        let application = store.applications.find_mut(|known| known.client_id == client_id);
        let (_, application) = application.ok_or(Refusal::NotFound)?;
        // Any profile may consent, not only the one that registered the application.
        if !application.nonces.insert(nonce.to_owned()) {
            return Err(Refusal::parameter("nonce", "was used before"));
        }
    }
    let work = OAuthWork::RequestCode { client_id: client_id.to_owned(), nonce: nonce.to_owned(), scope };
    Ok(state.accept(Some(caller.profile), Work::OAuth(work)).await)
}

pub(super) async fn retrieve_code(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    form: Form,
) -> Result<Json<Value>, Refusal> {
    let store = state.store();
    let client_id = store.client(&headers)?;
    let [id, nonce] = form.required(["id", "nonce"])?;
    let code = store.codes.get(id).filter(|code| code.client_id == client_id).ok_or(Refusal::NotFound)?;
    if code.nonce != nonce {
        return Err(Refusal::parameter("nonce", "does not match"));
    }
    Ok(Json(json!({
        "clientId": client_id,
        "nonce": nonce,
        "authorizationCode": code.text,
        "expiresAt": date_time(code.expires),
    })))
}

pub(super) async fn obtain_token(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    form: Form,
) -> Result<Json<Value>, Refusal> {
    let (wanted, life) = {
        let settings = state.settings();
        (settings.code_basic, settings.access_life)
    };
    let mut store = state.store();
    let client_id = match wanted {
        CodeBasic::Client => Some(store.client(&headers)?),
        CodeBasic::Code => None,
    };
    let [text] = form.required(["authorization_code"])?;
    if client_id.is_none() && basic(&headers)? != text {
        return Err(Refusal::InvalidCredentials);
    }
    let found = store.codes.iter().find(|(_, code)| code.text == text && code.expires > clock::unix());
    let (id, code) = found.map(|(id, code)| (id.clone(), code.clone())).ok_or(Refusal::NotFound)?;
    if client_id.is_some_and(|client_id| client_id != code.client_id) {
        return Err(Refusal::Forbidden);
    }
    store.codes.remove(&id);
    let (refresh, refresh_expires) = refresh_token();
    let Code { profile, client_id, scope, .. } = code;
    Ok(store.grant(Grant { profile, client_id, scope, refresh, refresh_expires }, life, true))
}

pub(super) async fn refresh(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    form: Form,
) -> Result<Json<Value>, Refusal> {
    let (life, rotate) = {
        let settings = state.settings();
        (settings.access_life, settings.rotate_refresh)
    };
    let mut store = state.store();
    let token = basic(&headers)?;
    store.live_token(token, Kind::Full).ok_or(Refusal::InvalidToken)?;
    let mut grant = store.grants.get(token).cloned().ok_or(Refusal::InvalidToken)?;
    let [refresh] = form.required(["refresh_token"])?;
    if grant.refresh != refresh || grant.refresh_expires <= clock::unix() {
        return Err(Refusal::InvalidToken);
    }
    // The old access token and its refresh token are invalid at once.
    store.tokens.remove(token);
    store.grants.remove(token);
    if rotate {
        (grant.refresh, grant.refresh_expires) = refresh_token();
    }
    Ok(store.grant(grant, life, rotate))
}
