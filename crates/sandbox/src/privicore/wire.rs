//! What comes in and what goes out.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::State;
use super::tokens::Kind;

/// A refused request. The vendor shows no error body; the texts and the place of the field names are what its guides
/// speak of.
#[derive(Debug)]
pub(super) enum Refusal {
    InvalidToken,
    InvalidCredentials,
    NotFound,
    Parameters(Vec<(String, &'static str)>),
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
            Self::NotFound => (StatusCode::NOT_FOUND, json!({ "message": "record not found" })),
            Self::Parameters(fields) => {
                let errors: Map<String, Value> =
                    fields.into_iter().map(|(name, rule)| (name, json!([rule]))).collect();
                (StatusCode::UNPROCESSABLE_ENTITY, json!({ "message": "Parameter Error", "errors": errors }))
            }
        };
        (status, Json(body)).into_response()
    }
}

pub(super) async fn no_route() -> Response {
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

/// A url-encoded form the way PHP reads it: the last of several fields wins, and an array is one only by brackets.
#[derive(Debug)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
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
        let empty = !request.headers().contains_key(header::CONTENT_TYPE);
        match axum::extract::Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(axum::extract::Form(fields)) => Ok(Self(fields)),
            // Several operations take an empty form, and an empty form needs no content type.
            Err(FormRejection::InvalidFormContentType(_)) if empty => Ok(Self(Vec::new())),
            Err(FormRejection::InvalidFormContentType(_)) => {
                Err(Refusal::parameter("body", "is not application/x-www-form-urlencoded"))
            }
            Err(_) => Err(Refusal::parameter("body", "cannot be read")),
        }
    }
}
