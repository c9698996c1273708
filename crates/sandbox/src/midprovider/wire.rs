//! What comes in and what goes out, errors above all.

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::error::Unspecified;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, OriginalUri, Path, Query, Request, State as Tenant};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::realms::MASTER;
use super::state::State;
use crate::objects::Object;

/// The number under which KOBIL's user operations answer.
pub(super) const USERS: u8 = 5;
pub(super) const DEVICES: u8 = 6;
pub(super) const TRANSACTIONS: u8 = 2;
pub(super) const TENANTS: u8 = 1;

/// A refused request.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// Keycloak's general handler: `{"error": …, "error_description": …}`.
    Stock { status: StatusCode, error: &'static str, description: Option<&'static str> },
    /// KOBIL's envelope. No sample shows that errors carry it; the status tables have its two columns.
    Kobil { system: Option<u8>, status: StatusCode, code: &'static str, message: &'static str },
    /// Keycloak's admin tree: `{"errorMessage": …}`.
    Admin { status: StatusCode, message: String },
}

impl Failure {
    pub(super) fn stock(status: StatusCode, error: &'static str) -> Self {
        Self::Stock { status, error, description: None }
    }

    /// An error of the token endpoint and its neighbours.
    pub(super) fn oauth(status: StatusCode, error: &'static str, description: &'static str) -> Self {
        Self::Stock { status, error, description: Some(description) }
    }

    pub(super) fn unauthorized() -> Self {
        Self::stock(StatusCode::UNAUTHORIZED, "HTTP 401 Unauthorized")
    }

    pub(super) fn forbidden() -> Self {
        Self::stock(StatusCode::FORBIDDEN, "HTTP 403 Forbidden")
    }

    /// A body that is not JSON, or not JSON of the right types.
    pub(super) fn unreadable() -> Self {
        Self::oauth(StatusCode::BAD_REQUEST, "invalid_request", "Cannot parse the JSON")
    }

    pub(super) fn bad_request(message: &'static str) -> Self {
        Self::kobil(USERS, StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    /// A refusal by a part of KOBIL's.
    pub(super) fn kobil(
        system: impl Into<Option<u8>>,
        status: StatusCode,
        code: &'static str,
        message: &'static str,
    ) -> Self {
        Self::Kobil { system: system.into(), status, code, message }
    }

    pub(super) fn user_not_found() -> Self {
        Self::kobil(USERS, StatusCode::NOT_FOUND, "USER_NOT_FOUND", "The user was not found")
    }

    /// What happens to a second user of a name or an address is not documented. Stock Keycloak answers 409; the
    /// symbolic word is the one that KOBIL's device operations use with 409.
    pub(super) fn conflict(message: &'static str) -> Self {
        Self::kobil(USERS, StatusCode::CONFLICT, "CONFLICT", message)
    }
}

/// A token could not be signed, or no key could be made.
impl From<Unspecified> for Failure {
    fn from(_: Unspecified) -> Self {
        Self::stock(StatusCode::INTERNAL_SERVER_ERROR, "unknown_error")
    }
}

/// Marks a reply of Keycloak's general handler, which may have to become a page.
#[derive(Debug, Clone)]
struct StockError;

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Stock { status, error, description } => {
                let mut body = json!({ "error": error });
                if let (Some(description), Some(body)) = (description, body.as_object_mut()) {
                    body.insert("error_description".to_owned(), json!(description));
                }
                let mut reply = (status, Json(body)).into_response();
                reply.extensions_mut().insert(StockError);
                reply
            }
            Self::Admin { status, message } => {
                (status, Json(json!({ "errorMessage": message }))).into_response()
            }
            Self::Kobil { system, status, code, message } => enveloped(system, status, code, message, None),
        }
    }
}

/// A good reply of KOBIL's user operations.
pub(super) fn envelope(status: StatusCode, word: &str, message: &str, data: Option<Value>) -> Response {
    enveloped(Some(USERS), status, word, message, data)
}

/// A good reply of a part of KOBIL's. The numbers of some parts are not known: it is left out then.
pub(super) fn enveloped(
    system: Option<u8>,
    status: StatusCode,
    word: &str,
    message: &str,
    data: Option<Value>,
) -> Response {
    let mut body = Object::new();
    if let Some(system) = system {
        body.insert("subSystem".to_owned(), system.into());
    }
    body.insert("status".to_owned(), word.into());
    body.insert("message".to_owned(), message.into());
    if let Some(data) = data {
        body.insert("data".to_owned(), data);
    }
    (status, Json(body)).into_response()
}

pub(super) async fn no_route() -> Failure {
    Failure::stock(StatusCode::NOT_FOUND, "Unable to find matching target resource method")
}

/// Runs before every route: refuses unknown realms, and writes errors in the type that `Accept` prefers.
pub(super) async fn check_realm(Tenant(state): Tenant<Arc<State>>, request: Request, next: Next) -> Response {
    let html = prefers_html(request.headers());
    let realm_missing = realm_missing(request.uri().path(), &state);
    let reply = if let Some(error) = realm_missing {
        Failure::stock(StatusCode::NOT_FOUND, error).into_response()
    } else {
        let reply = next.run(request).await;
        if reply.status() == StatusCode::METHOD_NOT_ALLOWED {
            let allow = reply.headers().get(header::ALLOW).cloned();
            let mut stock = Failure::stock(reply.status(), "HTTP 405 Method Not Allowed").into_response();
            if let Some(allow) = allow {
                stock.headers_mut().insert(header::ALLOW, allow);
            }
            stock
        } else {
            reply
        }
    };
    if html && reply.extensions().get::<StockError>().is_some() {
        let page = "<!DOCTYPE html><html><head><title>Sign in</title></head>\
                    <body><h1>We are sorry...</h1><p>An internal server error has occurred</p></body></html>";
        return (reply.status(), Html(page)).into_response();
    }
    reply
}

fn realm_missing(path: &str, state: &State) -> Option<&'static str> {
    let is_missing = state.named(&realm_in(path)?).is_none();
    let of_tree = path.starts_with("/auth/admin/");
    is_missing.then_some(if of_tree { "Realm not found." } else { "Realm does not exist" })
}

/// Keycloak looks for a type that is html and no wildcard; of html and JSON the one of higher weight wins.
fn prefers_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let weight = |wanted: &str| {
        accept.split(',').find_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            if parts.next() != Some(wanted) {
                return None;
            }
            Some(parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0))
        })
    };
    match (weight("text/html"), weight("application/json")) {
        (Some(html), Some(json)) => html > json,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// The name of the realm in a path; paths without one belong to the tenant.
fn realm_in(path: &str) -> Option<String> {
    let trees = ["/auth/realms/", "/auth/admin/realms/", "/v1/tenants/", "/v1/mpower/tenants/"];
    let rest = trees.iter().find_map(|tree| path.strip_prefix(tree))?;
    let name = rest.split('/').next()?;
    Some(percent_decode_str(name).decode_utf8_lossy().into_owned())
}

/// The state of the realm that the path names.
#[derive(Debug)]
pub(super) struct Shared(pub(super) Arc<State>);

impl FromRequestParts<Arc<State>> for Shared {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Failure> {
        // `master` has no users of KOBIL's operations: its token is one of another realm there.
        let of_token = |state: &State| {
            let access = bearer(&parts.headers).and_then(|token| state.live_access(token))?;
            let is_master = state.store().is_master(&access.realm);
            (!is_master).then(|| state.of(access.realm))
        };
        match named_realm(parts, state)? {
            Some(realm) => Ok(Self(realm)),
            None => Ok(Self(of_token(state).unwrap_or_else(|| Arc::clone(state)))),
        }
    }
}

/// The realm that the path names, or the sub-domain. All realms share a host here, so that the SSMS flavour, which has no
/// realm in its paths, goes by the token where the host names none.
fn named_realm(parts: &Parts, state: &State) -> Result<Option<Arc<State>>, Failure> {
    let missing = || Failure::stock(StatusCode::NOT_FOUND, "Realm does not exist");
    if let Some(name) = named_in_path(parts) {
        return state.named(&name).map(Some).ok_or_else(missing);
    }
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    Ok(host.split_once('.').and_then(|(name, _)| state.named(name)))
}

fn named_in_path(parts: &Parts) -> Option<String> {
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
    realm_in(uri.path())
}

/// The access token of the request, without a judgement.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// A caller that KOBIL's operations serve. A good token without the role gets 401 too, as was seen, not 403.
#[derive(Debug)]
pub(super) struct Administrator;

impl FromRequestParts<Arc<State>> for Administrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Failure> {
        let Shared(state) = Shared::from_request_parts(parts, state).await?;
        let access = bearer(&parts.headers).and_then(|token| state.live_access(token));
        let access = access.ok_or_else(Failure::unauthorized)?;
        if state.serves_as_admin(&access) { Ok(Self) } else { Err(Failure::unauthorized()) }
    }
}

/// An administrator of `master`, which is the realm of the path, too.
#[derive(Debug)]
pub(super) struct MasterAdministrator(pub(super) Arc<State>);

impl FromRequestParts<Arc<State>> for MasterAdministrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Failure> {
        let master = state.named(MASTER).filter(|_| named_in_path(parts).is_none_or(|name| name == MASTER));
        let master = master.ok_or_else(Failure::unauthorized)?;
        let access = bearer(&parts.headers).and_then(|token| master.live_access(token));
        let access = access.ok_or_else(Failure::unauthorized)?;
        if master.serves_as_admin(&access) { Ok(Self(master)) } else { Err(Failure::unauthorized()) }
    }
}

/// An administrator of the realm that a request is about, which may be `master`.
#[derive(Debug)]
pub(super) struct OwnAdministrator(pub(super) Arc<State>);

impl FromRequestParts<Arc<State>> for OwnAdministrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Failure> {
        let access = bearer(&parts.headers).and_then(|token| state.live_access(token));
        let access = access.ok_or_else(Failure::unauthorized)?;
        let realm = named_realm(parts, state)?.unwrap_or_else(|| state.of(access.realm.clone()));
        if realm.serves_as_admin(&access) { Ok(Self(realm)) } else { Err(Failure::unauthorized()) }
    }
}

/// An administrator in the stock admin tree, which returns 403 where the role is missing.
#[derive(Debug)]
pub(super) struct RealmAdministrator;

impl FromRequestParts<Arc<State>> for RealmAdministrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Failure> {
        let Shared(state) = Shared::from_request_parts(parts, state).await?;
        let access = bearer(&parts.headers).and_then(|token| state.live_access(token));
        let access = access.ok_or_else(Failure::unauthorized)?;
        // The lock of the one-time passwords needs the same role as that of the passwords.
        if state.may(&access, "admin_brute_force.get", parts.method.as_str()) {
            Ok(Self)
        } else {
            Err(Failure::forbidden())
        }
    }
}

/// The path parameter `{user}`, decoded.
#[derive(Debug)]
pub(super) struct UserInPath(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for UserInPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Path(mut found) = Path::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Failure::stock(StatusCode::BAD_REQUEST, "HTTP 400 Bad Request"))?;
        found.remove("user").map(Self).ok_or_else(Failure::user_not_found)
    }
}

/// The query, name by name.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Like `get`; an empty value counts as absent.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Fields {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        Ok(Query::try_from_uri(&parts.uri).map(|Query(fields)| Self(fields)).unwrap_or_default())
    }
}

/// A url-encoded form. Keycloak takes nothing else at its token endpoint.
#[derive(Debug)]
pub(super) struct Form(pub(super) Fields);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let form = axum::extract::Form::<Vec<(String, String)>>::from_request(request, state).await;
        let unsupported =
            Failure::stock(StatusCode::UNSUPPORTED_MEDIA_TYPE, "HTTP 415 Unsupported Media Type");
        form.map(|axum::extract::Form(fields)| Self(Fields(fields))).map_err(|_| unsupported)
    }
}

/// A JSON body with the content type that says so.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let media = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media = media.and_then(|media| media.split(';').next()).unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case("application/json") {
            let error = "HTTP 415 Unsupported Media Type";
            return Err(Failure::stock(StatusCode::UNSUPPORTED_MEDIA_TYPE, error));
        }
        let body = Bytes::from_request(request, state).await.map_err(|_| Failure::unreadable())?;
        serde_json::from_slice(&body).map(Self).map_err(|_| Failure::unreadable())
    }
}
