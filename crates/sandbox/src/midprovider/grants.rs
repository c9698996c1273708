//! The token endpoint.

use std::sync::Arc;

use aws_lc_rs::digest;
use axum::Json;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::oidc::Issuer;
use super::sessions::{Code, Order};
use super::state::State;
use super::wire::{Failure, Fields, Form};

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
/// Keycloak's own public client; it has the password grant and no secret.
const PUBLIC_CLIENT: &str = "admin-cli";

/// A client that proved who it is.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) confidential: bool,
}

impl State {
    /// Issues tokens for an open session, as the body of the reply.
    pub(super) fn issue(&self, order: &Order<'_>) -> Result<Value, Failure> {
        let key = self.key()?;
        let life = self.settings().token_life;
        let store = self.store();
        Ok(self.sessions().issue(&store, key, life, order)?)
    }

    pub(super) fn knows_client(&self, id: &str) -> bool {
        id == PUBLIC_CLIENT || id == self.store().seed.client_id
    }

    /// The client behind a form or a Basic header.
    pub(super) fn client(&self, headers: &HeaderMap, form: &Fields) -> Result<Client, Failure> {
        let invalid = |error| {
            let description = "Invalid client or Invalid client credentials";
            Failure::oauth(StatusCode::UNAUTHORIZED, error, description)
        };
        let basic = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let basic = basic.and_then(|value| value.strip_prefix("Basic ")).map(|pair| {
            let pair = STANDARD.decode(pair).ok().and_then(|pair| String::from_utf8(pair).ok())?;
            let (id, secret) = pair.split_once(':')?;
            Some((id.to_owned(), Some(secret.to_owned())))
        });
        let (id, secret) = if let Some(pair) = basic {
            pair.ok_or_else(|| invalid("invalid_client"))?
        } else {
            let id = form.filled("client_id").ok_or_else(|| invalid("invalid_client"))?;
            (id.to_owned(), form.filled("client_secret").map(str::to_owned))
        };
        if id == PUBLIC_CLIENT {
            return Ok(Client { id, confidential: false });
        }
        let store = self.store();
        if id != store.seed.client_id {
            return Err(invalid("invalid_client"));
        }
        if secret.as_deref() != Some(store.seed.client_secret.as_str()) {
            return Err(invalid("unauthorized_client"));
        }
        Ok(Client { id, confidential: true })
    }
}

pub(super) async fn token(
    Shared(state): Shared<Arc<State>>,
    issuer: Issuer,
    headers: HeaderMap,
    form: Result<Form, Failure>,
) -> Result<Response, Failure> {
    state.settings().token_requests += 1;
    let Form(form) = form?;
    let grant = form.filled("grant_type").ok_or_else(|| missing("Missing form parameter: grant_type"))?;
    let client = state.client(&headers, &form)?;
    let reply = match grant {
        "password" => password(&state, &issuer, &client, &form),
        "client_credentials" => client_credentials(&state, &issuer, &client, &form),
        "refresh_token" => refresh(&state, &issuer, &client, &form),
        "authorization_code" => authorization_code(&state, &issuer, &client, &form),
        EXCHANGE => exchange(&state, &issuer, &client, &form),
        _ => Err(Failure::oauth(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Unsupported grant_type")),
    }?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(reply)).into_response())
}

fn missing(description: &'static str) -> Failure {
    Failure::oauth(StatusCode::BAD_REQUEST, "invalid_request", description)
}

fn invalid_grant(description: &'static str) -> Failure {
    Failure::oauth(StatusCode::BAD_REQUEST, "invalid_grant", description)
}

/// The scopes that a client always has, and `openid` where it is asked for.
fn scope(form: &Fields) -> String {
    scope_of(form.filled("scope").unwrap_or_default())
}

pub(super) fn scope_of(asked: &str) -> String {
    let mut scopes = vec!["profile", "email"];
    for scope in asked.split(' ').filter(|scope| !scope.is_empty()) {
        if !scopes.contains(&scope) {
            scopes.insert(0, scope);
        }
    }
    scopes.join(" ")
}

fn issue(
    state: &State,
    issuer: &Issuer,
    client: &Client,
    session: &str,
    scope: &str,
    refresh: bool,
) -> Result<Value, Failure> {
    state.issue(&Order {
        session,
        client: &client.id,
        scope,
        nonce: None,
        issuer: &issuer.0,
        with_refresh: refresh,
    })
}

fn password(state: &State, issuer: &Issuer, client: &Client, form: &Fields) -> Result<Value, Failure> {
    let username = form.filled("username").ok_or_else(|| missing("Missing parameter: username"))?;
    let user = {
        let store = state.store();
        let user = store.by_name(username);
        let user =
            user.filter(|user| user.password.is_some() && user.password.as_deref() == form.get("password"));
        let wrong = Failure::oauth(StatusCode::UNAUTHORIZED, "invalid_grant", "Invalid user credentials");
        let user = user.ok_or(wrong)?;
        if !user.enabled {
            return Err(invalid_grant("Account disabled"));
        }
        if !user.required_actions.is_empty() {
            return Err(invalid_grant("Account is not fully set up"));
        }
        user.id.clone()
    };
    let session = state.sessions().open(&user, false);
    issue(state, issuer, client, &session, &scope(form), true)
}

fn client_credentials(
    state: &State,
    issuer: &Issuer,
    client: &Client,
    form: &Fields,
) -> Result<Value, Failure> {
    if !client.confidential {
        let description = "Public client not allowed to retrieve service account";
        return Err(Failure::oauth(StatusCode::UNAUTHORIZED, "unauthorized_client", description));
    }
    let account = state.store().seed.service_account_id.clone();
    let session = state.sessions().open(&account, true);
    issue(state, issuer, client, &session, &scope(form), false)
}

fn refresh(state: &State, issuer: &Issuer, client: &Client, form: &Fields) -> Result<Value, Failure> {
    let token = form.filled("refresh_token").ok_or_else(|| missing("No refresh token"))?;
    let rotate = state.settings().rotate_refresh;
    let old = state.sessions().redeem_refresh(token, &client.id, rotate).map_err(invalid_grant)?;
    let mut reply = issue(state, issuer, client, &old.session, &old.scope, rotate)?;
    // Without rotation the old token comes back.
    if let (false, Some(reply)) = (rotate, reply.as_object_mut()) {
        reply.insert("refresh_token".to_owned(), json!(token));
    }
    Ok(reply)
}

fn authorization_code(
    state: &State,
    issuer: &Issuer,
    client: &Client,
    form: &Fields,
) -> Result<Value, Failure> {
    let text = form.filled("code").ok_or_else(|| missing("Missing parameter: code"))?;
    let code = state.sessions().redeem_code(text).ok_or_else(|| invalid_grant("Code not valid"))?;
    if code.client != client.id {
        return Err(invalid_grant("Auth error"));
    }
    if form.filled("redirect_uri") != Some(code.redirect_uri.as_str()) {
        return Err(invalid_grant("Incorrect redirect_uri"));
    }
    verify_pkce(&code, form.filled("code_verifier"))?;
    state.issue(&Order {
        session: &code.session,
        client: &client.id,
        scope: &code.scope,
        nonce: code.nonce.as_deref(),
        issuer: &issuer.0,
        with_refresh: true,
    })
}

fn verify_pkce(code: &Code, verifier: Option<&str>) -> Result<(), Failure> {
    let Some((method, challenge)) = &code.challenge else { return Ok(()) };
    let verifier = verifier.ok_or_else(|| invalid_grant("PKCE code verifier not specified"))?;
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
        return Err(invalid_grant("PKCE verification failed: Invalid code verifier"));
    }
    let computed = if method == "S256" {
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
    } else {
        verifier.to_owned()
    };
    if computed == *challenge {
        Ok(())
    } else {
        Err(invalid_grant("PKCE verification failed: Code mismatch"))
    }
}

fn exchange(state: &State, issuer: &Issuer, client: &Client, form: &Fields) -> Result<Value, Failure> {
    let subject =
        form.filled("subject_token").ok_or_else(|| missing("Parameter 'subject_token' is missing"))?;
    if form.filled("subject_token_type") != Some(ACCESS_TOKEN) {
        return Err(missing("Parameter 'subject_token_type' supports access tokens only"));
    }
    if !client.confidential {
        let description = "Public client is not allowed to exchange token";
        return Err(Failure::oauth(StatusCode::FORBIDDEN, "access_denied", description));
    }
    let access = state.live_access(subject);
    let access =
        access.ok_or_else(|| Failure::oauth(StatusCode::BAD_REQUEST, "invalid_token", "Invalid token"))?;
    // Which clients may be an audience is a setting of the real server; here it may be any.
    let mut reply = issue(state, issuer, client, &access.session, &access.scope, false)?;
    if let Some(reply) = reply.as_object_mut() {
        reply.insert("issued_token_type".to_owned(), json!(ACCESS_TOKEN));
    }
    Ok(reply)
}
