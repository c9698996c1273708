//! The rest of the OIDC tree.

use std::sync::Arc;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use super::events::Login;
use super::sessions::{Refresh, has_scope};
use super::state::State;
use super::wire::{Failure, Form, Shared, bearer};

/// The address of the realm as the caller wrote it.
#[derive(Debug)]
pub(super) struct Issuer(pub(super) String);

impl FromRequestParts<Arc<State>> for Issuer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Failure> {
        let Shared(state) = Shared::from_request_parts(parts, state).await?;
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        Ok(Self(format!("https://{host}/auth/realms/{}", state.tenant())))
    }
}

pub(super) async fn realm_info(
    Shared(state): Shared,
    Issuer(issuer): Issuer,
) -> Result<Json<Value>, Failure> {
    Ok(Json(json!({
        "realm": state.tenant(),
        "public_key": state.keys.signing(&state.realm)?.public_key(),
        "token-service": format!("{issuer}/protocol/openid-connect"),
        "account-service": format!("{issuer}/account"),
        "tokens-not-before": state.store().number("notBefore"),
    })))
}

pub(super) async fn discovery(Issuer(issuer): Issuer) -> Json<Value> {
    let at = |path: &str| format!("{issuer}/protocol/openid-connect/{path}");
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": at("auth"),
        "token_endpoint": at("token"),
        "introspection_endpoint": at("token/introspect"),
        "userinfo_endpoint": at("userinfo"),
        "end_session_endpoint": at("logout"),
        "revocation_endpoint": at("revoke"),
        "jwks_uri": at("certs"),
        "grant_types_supported": [
            "authorization_code", "implicit", "refresh_token", "password", "client_credentials",
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ],
        "response_types_supported": ["code", "id_token", "token", "id_token token"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }))
}

pub(super) async fn certs(Shared(state): Shared) -> Result<Json<Value>, Failure> {
    let keys = state.keys.of(&state.realm)?;
    Ok(Json(json!({ "keys": keys.iter().map(|key| key.jwk()).collect::<Vec<_>>() })))
}

pub(super) async fn userinfo(Shared(state): Shared, headers: HeaderMap) -> Result<Json<Value>, Failure> {
    let access = bearer(&headers).and_then(|token| state.live_access(token));
    let access = access.filter(|access| access.realm == state.realm).ok_or_else(|| {
        Failure::oauth(StatusCode::UNAUTHORIZED, "invalid_token", "Token verification failed")
    })?;
    if !has_scope(&access.scope, "openid") {
        return Err(Failure::oauth(StatusCode::FORBIDDEN, "insufficient_scope", "Missing openid scope"));
    }
    let mut claims = state.store().profile(&access.user);
    claims.insert("sub".to_owned(), access.user.into());
    Ok(Json(Value::Object(claims)))
}

pub(super) async fn logout(
    Shared(state): Shared,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<StatusCode, Failure> {
    let client = state.client(&headers, &form)?;
    let mut store = state.store();
    let now = store.now();
    let refresh = form.filled("refresh_token").and_then(|token| store.sessions.live_refresh(token, now));
    let is_own = |refresh: &&Refresh| refresh.client == client.id && refresh.realm == state.realm;
    let session = refresh.filter(is_own).map(|refresh| refresh.session.clone());
    let session = session
        .ok_or_else(|| Failure::oauth(StatusCode::BAD_REQUEST, "invalid_grant", "Invalid refresh token"))?;
    let user = store.sessions.get(&session).map(|session| session.user.clone());
    store.sessions.close(&session);
    let login =
        Login { client: &client.id, user: user.as_deref(), session: Some(&session), ..Login::default() };
    store.login_event("LOGOUT", &login);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn introspect(
    Shared(state): Shared,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Json<Value>, Failure> {
    if !state.client(&headers, &form)?.confidential {
        return Err(Failure::oauth(StatusCode::FORBIDDEN, "access_denied", "Client not allowed."));
    }
    let token = form.filled("token");
    let token = token
        .ok_or_else(|| Failure::oauth(StatusCode::BAD_REQUEST, "invalid_request", "Token not provided."))?;
    let access = state.live_access(token).filter(|access| access.realm == state.realm);
    let reply = if let Some(access) = access {
        json!({
            "active": true,
            "token_type": "Bearer",
            "sub": access.user,
            "client_id": access.client,
            "scope": access.scope,
            "sid": access.session,
            "iat": access.issued.as_secs(),
            "exp": access.expires.as_secs(),
        })
    } else if let Some(refresh) = state.live_refresh(token) {
        json!({ "active": true, "token_type": "Refresh", "client_id": refresh.client, "sid": refresh.session })
    } else {
        json!({ "active": false })
    };
    Ok(Json(reply))
}

pub(super) async fn revoke(
    Shared(state): Shared,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<StatusCode, Failure> {
    let client = state.client(&headers, &form)?;
    let token = form.filled("token");
    let token = token
        .ok_or_else(|| Failure::oauth(StatusCode::BAD_REQUEST, "invalid_request", "Token not provided"))?;
    // An unknown token counts as revoked.
    state.store().sessions.revoke(token, (&state.realm, &client.id));
    Ok(StatusCode::OK)
}

impl State {
    fn live_refresh(&self, token: &str) -> Option<Refresh> {
        let store = self.store();
        let refresh = store.sessions.live_refresh(token, store.now())?;
        (refresh.realm == self.realm).then(|| refresh.clone())
    }
}
