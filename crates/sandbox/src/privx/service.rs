//! The route of every request: to the login, to a status, or to the collections.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{OriginalUri, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::call::Call;
use super::error::Refusal;
use super::state::{Inner, State};
use super::tokens::Subject;
use super::{audit, oauth, roles};
use crate::collections::{self, Coverage};
use crate::facts::{Facts, Operation, Route};
use crate::objects::Object;

const COOKIE: &str = "sandbox-node";

pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new().fallback(entry).with_state(state)
}

async fn entry(
    Shared(state): Shared<Arc<State>>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut inner = state.lock();
    let call = Call { method, uri, headers: &headers, body: &body };
    let mut response = respond(&mut inner, &call).unwrap_or_else(IntoResponse::into_response);
    let cookie = format!("{COOKIE}={}", inner.node);
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    if !sent.flat_map(|list| list.split(';')).any(|pair| pair.trim() == cookie) {
        inner.without_cookie += 1;
        if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; Path=/; Secure; HttpOnly")) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

fn respond(inner: &mut Inner, call: &Call<'_>) -> Result<Response, Refusal> {
    let facts = inner.facts;
    let (operation, path) = match facts.route(call.method.as_str(), call.uri.path()) {
        Route::Found(operation, path) => (operation, path),
        Route::WrongMethod => return Err(Refusal::Gateway(StatusCode::METHOD_NOT_ALLOWED)),
        Route::Unknown => return Err(Refusal::Gateway(StatusCode::NOT_FOUND)),
    };
    let caller = call.bearer().and_then(|token| inner.tokens.subject(token)).cloned();
    let before = audit::begin(inner);
    let reply = answer(inner, call, operation, path.clone(), caller.clone());
    // What a read changes is no change by the caller.
    let done = reply.as_ref().is_ok_and(|reply| reply.status().is_success()) && call.method != Method::GET;
    // Several operations share the path of a login; the form has which one it is.
    let kinds = call.form().into_iter().filter(|(name, _)| name == "grant_type");
    let id = operation.id_of(
        &path,
        &[],
        &kinds.map(|(name, kind)| (name, kind.into())).collect::<Object>().into(),
    );
    let request = audit::Request { operation: id, target: call.uri.path(), path, caller };
    audit::end(inner, &before, done.then_some(request));
    reply
}

fn answer(
    inner: &mut Inner,
    call: &Call<'_>,
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    caller: Option<Subject>,
) -> Result<Response, Refusal> {
    if let Some(reply) = login(inner, call, operation, &path) {
        return reply;
    }
    let facts = inner.facts;
    let caller = caller.ok_or_else(Refusal::unauthorized)?;
    inner.session.clone_from(&caller.session);
    if !roles::may(inner, &caller.id, operation.scopes.as_deref()) {
        return Err(Refusal::forbidden());
    }
    let id = operation.id_of(&path, &[], &Value::Null);
    if coverage(facts, id) == Coverage::NotServed {
        return Err(Refusal::not_served(id));
    }
    let body = if operation.input(id).is_none() || operation.body_is_optional() && call.body.is_empty() {
        Value::Null
    } else {
        call.json()?
    };
    let target = call.uri.path();
    let call =
        collections::Call { operation, id, target, path, query: call.query(), body, caller: caller.id };
    collections::serve(inner, &call).unwrap_or_else(|| Err(Refusal::not_served(id)))
}

/// How far an operation is served.
fn coverage(facts: &Facts, id: &str) -> Coverage {
    match facts.operation(id) {
        Some(operation) if is_status(operation) => Coverage::Served,
        _ if id.starts_with("oauth.") || id == "auth.logout" => Coverage::Served,
        _ => collections::coverage::<Inner>(id),
    }
}

fn is_status(operation: &Operation) -> bool {
    operation.success().1.and_then(|schema| schema.target()) == Some("ServiceStatus")
}

/// The operations that need no token, or check it themselves.
fn login(
    inner: &mut Inner,
    call: &Call<'_>,
    operation: &Operation,
    path: &[(&str, String)],
) -> Option<Result<Response, Refusal>> {
    Some(match operation.id.as_str() {
        "oauth.token_password" => oauth::token(inner, call),
        "oauth.token_client_credentials" => {
            oauth::client_credentials(inner, call, path.first().map_or("", |(_, domain)| domain))
        }
        "oauth.authorize" => oauth::authorize(inner, call),
        "oauth.login" => oauth::login(inner, call),
        "oauth.token_exchange" => oauth::exchange(inner, call),
        "auth.logout" => {
            let token = call.bearer().filter(|token| inner.tokens.subject(token).is_some());
            token.ok_or_else(Refusal::unauthorized).map(|token| {
                inner.tokens.log_out(token);
                StatusCode::OK.into_response()
            })
        }
        _ if is_status(operation) => Ok(status(inner)),
        _ => return None,
    })
}

fn status(inner: &Inner) -> Response {
    let body = json!({
        "variant": "sandbox",
        "version": "44.0",
        "api_version": "v1",
        "status": "OK",
        "status_message": "",
        "app_id": inner.node,
        "server-mode": "production",
        "status_details": [],
        "start_time": inner.started,
    });
    Json(body).into_response()
}
