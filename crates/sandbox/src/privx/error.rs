//! The two error bodies: the common one, and that of the token endpoints.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// One complaint in the common body.
#[derive(Debug)]
pub(super) struct Complaint {
    pub(super) code: &'static str,
    pub(super) property: String,
    pub(super) message: String,
}

impl Complaint {
    pub(super) fn new(code: &'static str, property: &str, message: &str) -> Self {
        Self { code, property: property.to_owned(), message: message.to_owned() }
    }

    fn body(self) -> Value {
        json!({
            "error_code": self.code,
            "error_message": self.message,
            "property": self.property,
            "details": null,
        })
    }
}

/// Why a call fails.
#[derive(Debug)]
pub(super) enum Refusal {
    Common(StatusCode, Complaint),
    /// Complaints about the body.
    Invalid(Vec<Complaint>),
    OAuth(StatusCode, &'static str, &'static str),
    /// The gateway's own page, for an unknown route or method. It is no JSON.
    Gateway(StatusCode),
}

impl Refusal {
    pub(super) fn unauthorized() -> Self {
        let complaint = Complaint::new("PERMISSION_DENIED", "", "Invalid or expired access token");
        Self::Common(StatusCode::UNAUTHORIZED, complaint)
    }

    pub(super) fn forbidden() -> Self {
        Self::Common(StatusCode::FORBIDDEN, Complaint::new("PERMISSION_DENIED", "", "Permission denied"))
    }

    pub(super) fn not_found() -> Self {
        Self::Common(StatusCode::NOT_FOUND, Complaint::new("OBJECT_NOT_FOUND", "", "Object not found"))
    }

    pub(super) fn bad_request(message: &str) -> Self {
        Self::Common(StatusCode::BAD_REQUEST, Complaint::new("BAD_REQUEST", "", message))
    }

    /// An operation that PrivX has and the sandbox does not serve.
    pub(super) fn not_served(id: &str) -> Self {
        let message = crate::facts::not_served(id);
        Self::Common(StatusCode::NOT_IMPLEMENTED, Complaint::new("NOT_IMPLEMENTED", "", &message))
    }

    /// A refused or malformed request to a token endpoint.
    pub(super) fn oauth(error: &'static str, description: &'static str) -> Self {
        Self::OAuth(StatusCode::BAD_REQUEST, error, description)
    }

    /// Wrong credentials of a client or a user.
    pub(super) fn credentials(error: &'static str, description: &'static str) -> Self {
        Self::OAuth(StatusCode::UNAUTHORIZED, error, description)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Common(status, complaint) => (status, Json(complaint.body())).into_response(),
            Self::Invalid(mut complaints) => {
                let body = match (complaints.pop(), complaints.is_empty()) {
                    (Some(only), true) => only.body(),
                    (last, _) => {
                        let details: Vec<Value> =
                            complaints.into_iter().chain(last).map(Complaint::body).collect();
                        json!({
                            "error_code": "INVALID_REQUEST_DATA",
                            "error_message": "The request is not valid",
                            "property": "",
                            "details": details,
                        })
                    }
                };
                (StatusCode::BAD_REQUEST, Json(body)).into_response()
            }
            Self::OAuth(status, error, description) => {
                let body = json!({ "error": error, "error_description": description });
                (status, Json(body)).into_response()
            }
            Self::Gateway(status) => {
                let page =
                    format!("<html><head><title>{status}</title></head><body>{status}</body></html>\n");
                (status, [(header::CONTENT_TYPE, "text/html")], page).into_response()
            }
        }
    }
}
