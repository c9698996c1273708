//! The ways to a token.

use std::collections::HashMap;

use aws_lc_rs::digest;
use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::call::Call;
use super::error::{Complaint, Refusal};
use super::state::Inner;
use super::tokens::Authorization;

const BROWSER_CLIENT: &str = "privx-ui";
const REDIRECT: &str = "/privx/oauth-callback";
const SHORTEST_STATE: usize = 32;

type Form = HashMap<String, String>;

fn ok(body: Value) -> Response {
    Json(body).into_response()
}

fn field<'a>(form: &'a Form, name: &'static str) -> Result<&'a str, Refusal> {
    let text = form.get(name).map(String::as_str).filter(|text| !text.is_empty());
    text.ok_or(Refusal::oauth("invalid_request", "a parameter is missing"))
}

/// `POST /auth/api/v1/oauth/token`
pub(super) fn token(inner: &mut Inner, call: &Call<'_>) -> Result<Response, Refusal> {
    inner.token_requests += 1;
    let result = grant(inner, call);
    if result.is_err() {
        inner.refused_token_requests += 1;
    }
    result.map(ok)
}

fn grant(inner: &mut Inner, call: &Call<'_>) -> Result<Value, Refusal> {
    if !call.has_type("application/x-www-form-urlencoded") {
        return Err(Refusal::oauth("invalid_request", "the request is not a form"));
    }
    let form: Form = call.form().into_iter().collect();
    match field(&form, "grant_type")? {
        "password" => {
            let pair = basic(call.headers);
            let (id, secret) = pair.ok_or(Refusal::credentials("invalid_client", "no client credentials"))?;
            if id != inner.seed.oauth_client_id || secret != inner.seed.oauth_client_secret {
                return Err(Refusal::credentials("invalid_client", "invalid client credentials"));
            }
            let username = field(&form, "username")?;
            let password = field(&form, "password")?;
            let subject = inner.authenticate(username, password);
            let subject = subject.ok_or(Refusal::credentials("invalid_grant", "invalid user credentials"))?;
            Ok(inner.issue(subject, None))
        }
        "authorization_code" => {
            let client = browser_client(&form)?;
            let code = field(&form, "code")?;
            let verifier = field(&form, "code_verifier")?;
            let refused = || Refusal::oauth("invalid_grant", "invalid authorization code");
            // A code is spent by the first try, also by one that fails.
            let (subject, authorization) = inner.tokens.redeem(code).ok_or_else(refused)?;
            let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
            let proven = (43..=128).contains(&verifier.len())
                && URL_SAFE_NO_PAD.encode(hash.as_ref()) == authorization.challenge;
            if !proven || form.get("redirect_uri") != Some(&authorization.redirect_uri) {
                return Err(refused());
            }
            Ok(inner.issue(subject, Some(client)))
        }
        "refresh_token" => {
            let client = field(&form, "client_id")?.to_owned();
            field(&form, "redirect_uri")?;
            let subject = inner.tokens.refresh(field(&form, "refresh_token")?, &client);
            let subject = subject.ok_or(Refusal::oauth("invalid_grant", "invalid refresh token"))?;
            Ok(inner.issue(subject, Some(&client)))
        }
        _ => Err(Refusal::oauth("unsupported_grant_type", "the grant type is not supported")),
    }
}

fn browser_client(form: &Form) -> Result<&'static str, Refusal> {
    field(form, "redirect_uri")?;
    if field(form, "client_id")? == BROWSER_CLIENT {
        Ok(BROWSER_CLIENT)
    } else {
        Err(Refusal::credentials("invalid_client", "unknown client"))
    }
}

/// The pair of a Basic header.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, pair) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(pair.trim()).ok()?).ok()?;
    pair.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

fn json_object(call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let object = call.has_type("application/json").then(|| serde_json::from_slice(call.body).ok()).flatten();
    object.ok_or(Refusal::oauth("invalid_request", "the request is not a JSON object"))
}

fn text<'a>(body: &'a Map<String, Value>, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// `POST /auth/api/v1/oauth/clientcredentials/{domain}/token`
pub(super) fn client_credentials(
    inner: &mut Inner,
    call: &Call<'_>,
    domain: &str,
) -> Result<Response, Refusal> {
    inner.token_requests += 1;
    let result = (|| {
        let body = json_object(call)?;
        if domain != "privx-external" {
            return Err(Refusal::oauth("invalid_request", "unknown domain"));
        }
        if !inner.client_credentials_open {
            return Err(Refusal::oauth("unauthorized_client", "the client type is not public"));
        }
        if text(&body, "grant_type") != "client_credentials" {
            return Err(Refusal::oauth("unsupported_grant_type", "the grant type is not supported"));
        }
        let (id, secret) = (text(&body, "client_id"), text(&body, "client_secret"));
        if id != inner.seed.api_client_id || secret != inner.seed.api_client_secret {
            return Err(Refusal::oauth("invalid_client", "invalid client credentials"));
        }
        let subject = inner.subject(id);
        Ok(inner.issue(subject, None))
    })();
    if result.is_err() {
        inner.refused_token_requests += 1;
    }
    result.map(ok)
}

/// `GET /auth/api/v1/oauth/authorize`
pub(super) fn authorize(inner: &mut Inner, call: &Call<'_>) -> Result<Response, Refusal> {
    let form: Form = call.query().into_iter().collect();
    if field(&form, "response_type")? != "code" {
        return Err(Refusal::oauth("invalid_request", "the response type is not supported"));
    }
    browser_client(&form)?;
    if field(&form, "redirect_uri")? != REDIRECT {
        return Err(Refusal::oauth("invalid_request", "the redirect URI is not registered"));
    }
    let state = field(&form, "state")?;
    if state.len() < SHORTEST_STATE {
        return Err(Refusal::oauth("invalid_request", "the state is too short"));
    }
    let challenge = field(&form, "code_challenge")?;
    // 43 characters are a SHA-256 hash without padding.
    if field(&form, "code_challenge_method")? != "S256" || challenge.len() != 43 {
        return Err(Refusal::oauth("invalid_request", "the code challenge is not valid"));
    }
    let token = inner.tokens.open(Authorization {
        state: state.to_owned(),
        challenge: challenge.to_owned(),
        redirect_uri: REDIRECT.to_owned(),
    });
    let location = format!("/auth/login?token={token}");
    Ok((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response())
}

/// `POST /auth/api/v1/login`
pub(super) fn login(inner: &mut Inner, call: &Call<'_>) -> Result<Response, Refusal> {
    let body = call.object()?;
    let missing = ["username", "password", "token"].into_iter().filter(|name| text(&body, name).is_empty());
    let missing: Vec<Complaint> =
        missing.map(|name| Complaint::new("REQUIRED_VALUE_MISSING", name, "A value is missing")).collect();
    if !missing.is_empty() {
        return Err(Refusal::Invalid(missing));
    }
    let session = text(&body, "token");
    let authorization =
        inner.tokens.session(session).ok_or_else(|| Refusal::bad_request("Unknown login session"))?;
    // The API client's pair is for the password grant alone.
    let subject = inner.local_user(text(&body, "username"), text(&body, "password"));
    let subject = subject.ok_or_else(|| {
        let complaint = Complaint::new("PERMISSION_DENIED", "", "Invalid user name or password");
        Refusal::Common(StatusCode::UNAUTHORIZED, complaint)
    })?;
    let code = inner.tokens.code(session, subject);
    Ok(ok(json!({ "code": code, "state": authorization.state })))
}

/// `POST /auth/api/v1/token/login`
pub(super) fn exchange(inner: &mut Inner, call: &Call<'_>) -> Result<Response, Refusal> {
    inner.token_requests += 1;
    let result = json_object(call).and_then(|body| {
        let subject = inner.tokens.exchange(text(&body, "token"), inner.clock.now());
        let subject = subject.ok_or(Refusal::oauth("invalid_grant", "the token is not trusted"))?;
        let client = Some(text(&body, "client_id")).filter(|id| !id.is_empty()).unwrap_or(BROWSER_CLIENT);
        Ok(inner.issue(subject, Some(client)))
    });
    if result.is_err() {
        inner.refused_token_requests += 1;
    }
    result.map(ok)
}
