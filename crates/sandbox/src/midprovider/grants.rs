//! The token endpoint.

use aws_lc_rs::digest;
use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::events::Login;
use super::oidc::Issuer;
use super::sessions::{Code, Kind};
use super::state::State;
use super::store::Store;
use super::tokens::Order;
use super::user::User;
use super::wire::{Failure, Fields, Form, Shared};
use crate::collections::text;

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
/// A client that proved who it is.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) confidential: bool,
    /// Its UUID.
    uuid: String,
    passwords: bool,
}

impl State {
    pub(super) fn knows_client(&self, id: &str) -> bool {
        let store = self.store();
        store.client(id).is_some_and(|row| row.object.get("enabled") == Some(&true.into()))
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
        let store = self.store();
        let client = store.client(&id).ok_or_else(|| invalid("invalid_client"))?;
        let is = |name: &str| client.object.get(name) == Some(&true.into());
        if !is("enabled") || is("bearerOnly") {
            return Err(invalid("invalid_client"));
        }
        let confidential = !is("publicClient");
        let kept = text(&client.object, "secret");
        if confidential && (kept.is_empty() || secret.as_deref() != Some(kept)) {
            return Err(invalid("unauthorized_client"));
        }
        let (uuid, passwords) = (client.key.clone(), is("directAccessGrantsEnabled"));
        Ok(Client { id, confidential, uuid, passwords })
    }
}

pub(super) async fn token(
    Shared(state): Shared,
    issuer: Issuer,
    headers: HeaderMap,
    form: Result<Form, Failure>,
) -> Result<Response, Failure> {
    state.settings().token_requests += 1;
    let Form(form) = form?;
    let grant = form.filled("grant_type").ok_or_else(|| missing("Missing form parameter: grant_type"))?;
    if !state.store().is_on("enabled") {
        return Err(Failure::oauth(StatusCode::FORBIDDEN, "access_denied", "Realm not enabled"));
    }
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
    if !client.passwords {
        let description = "Client not allowed for direct access grants";
        return Err(Failure::oauth(StatusCode::BAD_REQUEST, "unauthorized_client", description));
    }
    let scope = scope(form);
    let session = {
        let mut store = state.store();
        let by_email = store.is_on("loginWithEmailAllowed");
        let user = store.by_name(username).or_else(|| by_email.then(|| store.by_email(username))?);
        let user = user.filter(|user| !user.other.contains_key("serviceAccountClientId"));
        let id = user.as_ref().map(|user| user.id.clone());
        let details = [("username", username), ("auth_method", "openid-connect")];
        let base = Login { client: &client.id, user: id.as_deref(), details: &details, ..Login::default() };
        match admitted(&mut store, user.as_ref(), form.get("password")) {
            Ok(user) => {
                store.forget_failures(user);
                let session = store.open_session(user, Kind::of(&scope));
                store.login_event("LOGIN", &Login { session: Some(&session), ..base });
                session
            }
            Err((error, refusal)) => {
                store.login_event("LOGIN_ERROR", &Login { error: Some(error), ..base });
                return Err(refusal);
            }
        }
    };
    issue(state, issuer, client, &session, &scope, true)
}

/// The id of a user whose password opens the account; otherwise the word for the event, and the refusal.
fn admitted<'a>(
    store: &mut Store,
    user: Option<&'a User>,
    password: Option<&str>,
) -> Result<&'a str, (&'static str, Failure)> {
    let wrong = || Failure::oauth(StatusCode::UNAUTHORIZED, "invalid_grant", "Invalid user credentials");
    let user = user.ok_or_else(|| ("user_not_found", wrong()))?;
    // The refusal of a locked user does not differ from that of a wrong password.
    if store.is_locked(&user.id) {
        return Err(("user_temporarily_disabled", wrong()));
    }
    if user.password.is_none() || user.password.as_deref() != password {
        store.fail_password(&user.id);
        return Err(("invalid_user_credentials", wrong()));
    }
    if !user.enabled {
        return Err(("user_disabled", invalid_grant("Account disabled")));
    }
    if !user.required_actions.is_empty() {
        return Err(("resolve_required_actions", invalid_grant("Account is not fully set up")));
    }
    Ok(&user.id)
}

fn client_credentials(
    state: &State,
    issuer: &Issuer,
    client: &Client,
    form: &Fields,
) -> Result<Value, Failure> {
    let denied = |description| Failure::oauth(StatusCode::UNAUTHORIZED, "unauthorized_client", description);
    if !client.confidential {
        return Err(denied("Public client not allowed to retrieve service account"));
    }
    let session = {
        let mut store = state.store();
        let account = store.service_account(&client.uuid);
        let account = account.ok_or_else(|| denied("Client not enabled to retrieve service account"))?;
        if !store.user(&account).is_some_and(|user| user.enabled) {
            return Err(invalid_grant("Account disabled"));
        }
        let session = store.open_session(&account, Kind::Service);
        let login =
            Login { client: &client.id, user: Some(&account), session: Some(&session), ..Login::default() };
        store.login_event("CLIENT_LOGIN", &login);
        session
    };
    issue(state, issuer, client, &session, &scope(form), false)
}

fn refresh(state: &State, issuer: &Issuer, client: &Client, form: &Fields) -> Result<Value, Failure> {
    let token = form.filled("refresh_token").ok_or_else(|| missing("No refresh token"))?;
    let rotate = state.settings().rotate_refresh;
    let (old, rotate) = {
        let mut store = state.store();
        let (now, rotate) = (store.now(), rotate && store.is_on("revokeRefreshToken"));
        let of = (state.realm.as_str(), client.id.as_str());
        let old = store.sessions.redeem_refresh(token, of, rotate, now).map_err(invalid_grant)?;
        let user = store.sessions.get(&old.session).map(|session| session.user.clone());
        if user.as_ref().is_some_and(|user| !store.user(user).is_some_and(|user| user.enabled)) {
            return Err(invalid_grant("User disabled"));
        }
        let login = Login {
            client: &client.id,
            user: user.as_deref(),
            session: Some(&old.session),
            ..Login::default()
        };
        store.login_event("REFRESH_TOKEN", &login);
        (old, rotate)
    };
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
    let sent = form.filled("code").ok_or_else(|| missing("Missing parameter: code"))?;
    let code = {
        let mut store = state.store();
        let now = store.now();
        store.sessions.redeem_code(sent, &state.realm, now).ok_or_else(|| invalid_grant("Code not valid"))?
    };
    if code.client != client.id {
        return Err(invalid_grant("Auth error"));
    }
    if form.filled("redirect_uri") != Some(code.redirect_uri.as_str()) {
        return Err(invalid_grant("Incorrect redirect_uri"));
    }
    verify_pkce(&code, form.filled("code_verifier"))?;
    {
        let mut store = state.store();
        let user = store.sessions.get(&code.session).map(|session| session.user.clone());
        let login = Login {
            client: &client.id,
            user: user.as_deref(),
            session: Some(&code.session),
            ..Login::default()
        };
        store.login_event("CODE_TO_TOKEN", &login);
    }
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
    let access = state.live_access(subject).filter(|access| access.realm == state.realm);
    let access =
        access.ok_or_else(|| Failure::oauth(StatusCode::BAD_REQUEST, "invalid_token", "Invalid token"))?;
    // Which clients may be an audience is a setting of the real server; here it may be any.
    let mut reply = issue(state, issuer, client, &access.session, &access.scope, false)?;
    if let Some(reply) = reply.as_object_mut() {
        reply.insert("issued_token_type".to_owned(), json!(ACCESS_TOKEN));
    }
    Ok(reply)
}
