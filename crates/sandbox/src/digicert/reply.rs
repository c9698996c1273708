//! Refusals.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::facts::{Complaint, Kind};

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

    /// A refusal with a code of its own.
    pub(super) fn code(code: &str, message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn required(field: &str) -> Self {
        Self::of_complaints(vec![Complaint::new(Kind::Missing, field)])
    }

    pub(super) fn bad_csr() -> Self {
        Self::code("csr_invalid_cannot_parse", "The CSR could not be parsed.")
    }

    pub(super) fn denied() -> Self {
        Self::new(StatusCode::FORBIDDEN, "access_denied", "This is not allowed.")
    }

    pub(super) fn invalid_approver() -> Self {
        Self::new(StatusCode::FORBIDDEN, "access_denied|invalid_approver", "You cannot approve this request.")
    }

    pub(super) fn invalid(field: &str) -> Self {
        Self::of_complaints(vec![Complaint::new(Kind::Format, field)])
    }

    /// The vendor documents no code for a value that is taken; that for a value that is not allowed is the nearest.
    pub(super) fn of_complaints(complaints: Vec<Complaint>) -> Self {
        if complaints.iter().any(|complaint| complaint.property.is_empty()) {
            return Self::bad_format();
        }
        let word = |Complaint { kind, property }: Complaint| {
            if kind == Kind::Missing {
                return (
                    format!("required_param:{property}"),
                    format!("The parameter {property} is required."),
                );
            }
            let name = property.split('[').next().unwrap_or_default();
            (format!("invalid_value:{name}"), format!("The value of {name} is invalid."))
        };
        let mut errors: Vec<(String, String)> = complaints.into_iter().map(word).collect();
        errors.dedup();
        Self { status: StatusCode::BAD_REQUEST, errors }
    }

    /// The same refusal; what was not found is an object of this group.
    pub(super) fn of_group(self, group: &str) -> Self {
        let is_object = self.errors.iter().any(|(code, _)| code == "not_found|object");
        if is_object { Self::not_found(group.trim_end_matches('s')) } else { self }
    }

    pub(super) fn invalid_key() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "access_denied|access_denied_invalid_key",
            "Access denied due to access_denied_invalid_key.",
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

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let errors = self.errors.into_iter();
        let errors: Vec<Value> =
            errors.map(|(code, message)| json!({ "code": code, "message": message })).collect();
        (self.status, Json(json!({ "errors": errors }))).into_response()
    }
}
