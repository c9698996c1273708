//! Reading requests and writing replies.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, FromRequestParts, OriginalUri, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::settings::ListShape;
use super::state::State;
use super::token::Kind;
use crate::vendor::Vendor;
use crate::{facts, multipart};

/// A refused request. The vendor shows no error body; its guides name the texts and the place of the field names.
#[derive(Debug)]
pub(super) enum Refusal {
    InvalidToken,
    InvalidCredentials,
    Forbidden,
    NotFound,
    Parameters(Vec<(String, &'static str)>),
    /// A rule of the business that is checked at once, by its key.
    Rule(&'static str),
    BadRequest(&'static str),
    MediaType,
    /// This machine's fault, such as a full disk.
    Internal,
}

impl Refusal {
    pub(super) fn parameter(name: &str, rule: &'static str) -> Self {
        Self::Parameters(vec![(name.to_owned(), rule)])
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::InvalidToken => (StatusCode::UNAUTHORIZED, json!({ "message": "invalid token" })),
            Self::InvalidCredentials => {
                (StatusCode::UNAUTHORIZED, json!({ "message": "invalid credentials" }))
            }
            Self::Forbidden => (StatusCode::FORBIDDEN, json!({ "message": "forbidden" })),
            Self::NotFound => (StatusCode::NOT_FOUND, json!({ "message": "record not found" })),
            Self::Rule(key) => (StatusCode::UNPROCESSABLE_ENTITY, json!({ "message": key })),
            Self::BadRequest(text) => (StatusCode::BAD_REQUEST, json!({ "message": text })),
            Self::MediaType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, json!({ "message": "not application/octet-stream" }))
            }
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, json!({ "message": "internal error" })),
            Self::Parameters(fields) => {
                let errors: Map<String, Value> =
                    fields.into_iter().map(|(name, rule)| (name, json!([rule]))).collect();
                (StatusCode::UNPROCESSABLE_ENTITY, json!({ "message": "Parameter Error", "errors": errors }))
            }
        };
        (status, Json(body)).into_response()
    }
}

pub(super) async fn no_route(method: Method, OriginalUri(uri): OriginalUri) -> Response {
    if let Some(message) = facts::not_served_by(Vendor::Privicore, method.as_str(), uri.path()) {
        return (StatusCode::NOT_IMPLEMENTED, Json(json!({ "message": message }))).into_response();
    }
    (StatusCode::NOT_FOUND, Json(json!({ "message": "no route found" }))).into_response()
}

/// The profile behind `X-DPT-AUTHORIZATION`, with the token itself.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) profile: String,
    pub(super) token: String,
}

/// The same for a temporary token of the four-step login.
#[derive(Debug)]
pub(super) struct TemporaryCaller(pub(super) Caller);

fn caller(parts: &Parts, state: &State, kind: Kind) -> Result<Caller, Refusal> {
    // The header holds the bare token: a scheme word in front of it makes it another, unknown token.
    let text = parts.headers.get("x-dpt-authorization").and_then(|value| value.to_str().ok());
    let text = text.ok_or(Refusal::InvalidToken)?;
    let store = state.store();
    let token = store.live_token(text, kind).ok_or(Refusal::InvalidToken)?;
    Ok(Caller { profile: token.profile.clone(), token: text.to_owned() })
}

impl FromRequestParts<Arc<State>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Refusal> {
        caller(parts, state, Kind::Full)
    }
}

impl FromRequestParts<Arc<State>> for TemporaryCaller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Refusal> {
        caller(parts, state, Kind::Temporary).map(Self)
    }
}

/// What stands after `Basic` in the header `Authorization`.
pub(super) fn basic(headers: &HeaderMap) -> Result<&str, Refusal> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.strip_prefix("Basic ")).ok_or(Refusal::InvalidCredentials)
}

/// The media type of a body without its parameters.
pub(super) fn media_type(headers: &HeaderMap) -> &str {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}

/// A whole list in the shape of the settings.
pub(super) fn list(items: Vec<Value>, shape: ListShape) -> Json<Value> {
    match shape {
        ListShape::Mixed | ListShape::Array => Json(Value::Array(items)),
        ListShape::Items | ListShape::ItemsOfPage => {
            let count = items.len();
            Json(json!({ "items": items, "meta": { "count": count } }))
        }
    }
}

/// The members of a JSON object.
#[derive(Debug)]
pub(super) struct JsonForm(pub(super) Map<String, Value>);

impl JsonForm {
    /// A value that is there: PHP's clients send null for what they leave out.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, name: &str) -> Result<String, Refusal> {
        self.optional_text(name)?.ok_or_else(|| Refusal::parameter(name, "is required"))
    }

    pub(super) fn optional_text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
            Some(_) => Err(Refusal::parameter(name, "is not a string")),
        }
    }

    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let values = self.get(name).ok_or_else(|| Refusal::parameter(name, "is required"))?;
        let texts = values.as_array().and_then(|values| {
            values.iter().map(|value| value.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        texts.ok_or_else(|| Refusal::parameter(name, "is not an array of strings"))
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonForm {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        match Json::<Map<String, Value>>::from_request(request, state).await {
            Ok(Json(members)) => Ok(Self(members)),
            Err(_) => Err(Refusal::parameter("body", "is not a JSON object")),
        }
    }
}

/// The fields of a query, read like those of a form.
#[derive(Debug)]
pub(super) struct Query(pub(super) Form);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(Form(form_urlencoded::parse(query.as_bytes()).into_owned().collect())))
    }
}

/// A form the way PHP reads it, url-encoded or in parts: the last of several fields wins, and an array is one only by
/// brackets.
#[derive(Debug)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A whole number of at least `least`, or a refusal.
    pub(super) fn number(&self, name: &str, least: u64) -> Result<Option<u64>, Refusal> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| *number >= least);
        number.map(Some).ok_or_else(|| Refusal::parameter(name, "is not a number that is allowed"))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn array(&self, name: &str) -> Vec<&str> {
        let open = format!("{name}[");
        self.0
            .iter()
            .filter(|(field, _)| field.starts_with(&open) && field.ends_with(']'))
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The values of required fields, or one refusal that names every field that is missing.
    pub(super) fn required<const N: usize>(&self, names: [&str; N]) -> Result<[&str; N], Refusal> {
        let missing: Vec<_> = names
            .iter()
            .filter(|name| self.get(name).is_none())
            .map(|name| ((*name).to_owned(), "is required"))
            .collect();
        if missing.is_empty() {
            Ok(names.map(|name| self.get(name).unwrap_or_default()))
        } else {
            Err(Refusal::Parameters(missing))
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let empty = kind.is_none();
        if let Some(boundary) = kind.and_then(|kind| multer::parse_boundary(kind.to_str().ok()?).ok()) {
            let read = multipart::read(request.into_body(), boundary, 0, 0).await;
            let (fields, _) = read.map_err(|_| Refusal::parameter("body", "cannot be read"))?;
            return Ok(Self(fields));
        }
        match axum::extract::Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(axum::extract::Form(fields)) => Ok(Self(fields)),
            // Several operations take an empty form, and an empty form needs no content type.
            Err(FormRejection::InvalidFormContentType(_)) if empty => Ok(Self(Vec::new())),
            Err(FormRejection::InvalidFormContentType(_)) => Err(Refusal::parameter("body", "is not a form")),
            Err(_) => Err(Refusal::parameter("body", "cannot be read")),
        }
    }
}
