//! The only span. Its fields are a fixed list: no body, no header, no value from a path or a query.

use crate::{Error, Operation, reply::Accepted};
use tracing::{Span, field::Empty};
use url::Url;

/// A debug-level client span with the stable OpenTelemetry names.
pub(crate) fn span(operation: &Operation, origin: &Url) -> Span {
    tracing::debug_span!(
        target: "portcullis",
        "HTTP",
        otel.name = %operation,
        otel.kind = "client",
        portcullis.vendor = operation.vendor(),
        http.request.method = %operation.method(),
        url.template = operation.template(),
        server.address = origin.host_str(),
        server.port = origin.port_or_known_default(),
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        error.type = Empty,
    )
}

/// The outcome of the call.
pub(crate) fn record(span: &Span, outcome: &Result<Accepted, Error>) {
    if span.is_disabled() {
        return;
    }
    let (status, attempts) = match outcome {
        Ok(reply) => (Some(reply.status), reply.attempts),
        Err(error) => {
            span.record("error.type", tracing::field::debug(error.kind()));
            (error.status(), error.attempts())
        }
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    if attempts > 1 {
        span.record("http.request.resend_count", attempts - 1);
    }
}
