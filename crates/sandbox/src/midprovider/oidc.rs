//! The rest of the OIDC tree.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use super::sessions::has_scope;
use super::state::State;
use super::wire::{Failure, Form, bearer};

/// The address of the realm as the caller wrote it.
#[derive(Debug)]
pub(super) struct Issuer(pub(super) String);

impl FromRequestParts<Arc<State>> for Issuer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Failure> {
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        Ok(Self(format!("https://{host}/auth/realms/{}", state.tenant())))
    }
}

pub(super) async fn realm_info(
    Shared(state): Shared<Arc<State>>,
    Issuer(issuer): Issuer,
) -> Result<Json<Value>, Failure> {
    Ok(Json(json!({
        "realm": state.tenant(),
        "public_key": state.key()?.public_key(),
        "token-service": format!("{issuer}/protocol/openid-connect"),
        "account-service": format!("{issuer}/account"),
        "tokens-not-before": 0,
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

pub(super) async fn certs(Shared(state): Shared<Arc<State>>) -> Result<Json<Value>, Failure> {
    Ok(Json(json!({ "keys": [state.key()?.jwk()] })))
}

pub(super) async fn userinfo(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
) -> Result<Json<Value>, Failure> {
    let access = bearer(&headers).and_then(|token| state.live_access(token)).ok_or_else(|| {
        Failure::oauth(StatusCode::UNAUTHORIZED, "invalid_token", "Token verification failed")
    })?;
    if !has_scope(&access.scope, "openid") {
        return Err(Failure::oauth(StatusCode::FORBIDDEN, "insufficient_scope", "Missing openid scope"));
    }
    let store = state.store();
    let Some(user) = store.user(&access.user) else {
        let name = format!("service-account-{}", access.client);
        return Ok(Json(json!({ "sub": access.user, "preferred_username": name, "email_verified": false })));
    };
    let mut claims = json!({
        "sub": user.id,
        "preferred_username": user.username,
        "email_verified": user.email_verified,
    });
    if let Some(claims) = claims.as_object_mut() {
        let optional =
            [("given_name", &user.first_name), ("family_name", &user.last_name), ("email", &user.email)];
        for (name, value) in optional {
            if let Some(value) = value {
                claims.insert(name.to_owned(), json!(value));
            }
        }
        let full: Vec<&str> =
            [&user.first_name, &user.last_name].into_iter().flatten().map(String::as_str).collect();
        if !full.is_empty() {
            claims.insert("name".to_owned(), json!(full.join(" ")));
        }
    }
    Ok(Json(claims))
}

pub(super) async fn logout(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<StatusCode, Failure> {
    let client = state.client(&headers, &form)?;
    let mut sessions = state.sessions();
    let refresh = form.filled("refresh_token").and_then(|token| sessions.live_refresh(token));
    let session =
        refresh.filter(|refresh| refresh.client == client.id).map(|refresh| refresh.session.clone());
    let session = session
        .ok_or_else(|| Failure::oauth(StatusCode::BAD_REQUEST, "invalid_grant", "Invalid refresh token"))?;
    sessions.close(&session);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn introspect(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Json<Value>, Failure> {
    if !state.client(&headers, &form)?.confidential {
        return Err(Failure::oauth(StatusCode::FORBIDDEN, "access_denied", "Client not allowed."));
    }
    let token = form.filled("token");
    let token = token
        .ok_or_else(|| Failure::oauth(StatusCode::BAD_REQUEST, "invalid_request", "Token not provided."))?;
    let reply = if let Some(access) = state.live_access(token) {
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
    } else if let Some(refresh) = state.sessions().live_refresh(token) {
        json!({ "active": true, "token_type": "Refresh", "client_id": refresh.client, "sid": refresh.session })
    } else {
        json!({ "active": false })
    };
    Ok(Json(reply))
}

pub(super) async fn revoke(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<StatusCode, Failure> {
    let client = state.client(&headers, &form)?;
    let token = form.filled("token");
    let token = token
        .ok_or_else(|| Failure::oauth(StatusCode::BAD_REQUEST, "invalid_request", "Token not provided"))?;
    // An unknown token counts as revoked.
    state.sessions().revoke(token, &client.id);
    Ok(StatusCode::OK)
}
