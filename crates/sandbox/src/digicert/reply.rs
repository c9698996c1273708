//! Answers and refusals.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// What a handler gives.
pub(super) enum Answer {
    Ok(Value),
    Created(Value),
    Empty,
    Ready(Response),
}

/// A refusal: a status and the codes of the error list.
pub(super) struct Refusal {
    status: StatusCode,
    errors: Vec<(String, String)>,
}

impl Refusal {
    fn new(status: StatusCode, code: &str, message: &str) -> Self {
        Self { status, errors: vec![(code.to_owned(), message.to_owned())] }
    }

    pub(super) fn bad_format() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request_format", "The request body could not be parsed.")
    }

    pub(super) fn invalid(field: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            &format!("invalid_value:{field}"),
            &format!("The value of {field} is invalid."),
        )
    }

    pub(super) fn invalid_parameters(errors: Vec<(String, String)>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, errors }
    }

    pub(super) fn invalid_key() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "access_denied|access_denied_invalid_key",
            "The API key is not valid.",
        )
    }

    pub(super) fn missing_permission() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "access_denied|missing_permission",
            "You do not have permission to do this.",
        )
    }

    pub(super) fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            &format!("not_found|{what}"),
            &format!("The {what} could not be found."),
        )
    }

    /// An operation that CertCentral has and the sandbox does not serve.
    pub(super) fn not_served(id: &str) -> Self {
        let message = crate::facts::not_served(id);
        Self::new(StatusCode::NOT_IMPLEMENTED, "not_implemented", &message)
    }

    pub(super) fn too_many() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "request_limit_exceeded",
            "Service unavailable, please limit request volume.",
        )
    }
}

/// The response to a request. The error of a call that is not acceptable has no body: none was ever seen.
pub(super) fn response(result: Result<Answer, Refusal>) -> Response {
    match result {
        Ok(Answer::Ok(body)) => Json(body).into_response(),
        Ok(Answer::Created(body)) => (StatusCode::CREATED, Json(body)).into_response(),
        Ok(Answer::Ready(response)) => response,
        Ok(Answer::Empty) => StatusCode::NO_CONTENT.into_response(),
        Err(Refusal { status, errors }) => {
            let errors: Vec<Value> = errors
                .into_iter()
                .map(|(code, message)| json!({ "code": code, "message": message }))
                .collect();
            (status, Json(json!({ "errors": errors }))).into_response()
        }
    }
}
