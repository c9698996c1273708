//! Requests as the vendor's handlers see them, and the envelope of every reply.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Query};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// One request.
pub(super) struct Call {
    pub(super) method: Method,
    /// The decoded segments below the version.
    pub(super) path: Vec<String>,
    /// Every parameter of the query and the body.
    pub(super) data: Map<String, Value>,
    headers: Map<String, Value>,
    pub(super) token: Option<String>,
    /// The certificate of the TLS client, on the port that asks for one.
    pub(super) certificate: Option<Vec<u8>>,
    /// The body was neither empty nor a JSON object.
    pub(super) malformed: bool,
}

impl Call {
    pub(super) fn read(
        method: Method,
        OriginalUri(uri): &OriginalUri,
        headers: &HeaderMap,
        certificate: Option<Vec<u8>>,
        body: &Bytes,
    ) -> Self {
        let mut data = query(uri);
        let mut malformed = false;
        if !body.is_empty() {
            match serde_json::from_slice(body) {
                Ok(Value::Object(fields)) => data.extend(fields),
                // PHP sends and takes an empty map as an empty list.
                Ok(Value::Array(items)) if items.is_empty() => {}
                _ => malformed = true,
            }
        }
        let from_header = headers.get("x-http-token").and_then(|value| value.to_str().ok());
        let token = from_header.or_else(|| data.get("token")?.as_str()).map(str::to_owned);
        let path = uri.path().strip_prefix("/api/1.0/").map(segments).unwrap_or_default();
        Self { method, path, data, headers: echo(headers), token, certificate, malformed }
    }

    /// A parameter that is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.data.get(name)?.as_str()
    }
}

fn query(uri: &Uri) -> Map<String, Value> {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri).map(|Query(pairs)| pairs);
    pairs.unwrap_or_default().into_iter().map(|(name, value)| (name, Value::String(value))).collect()
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned()).collect()
}

/// Header names in the spelling of PHP's `apache_request_headers`.
fn echo(headers: &HeaderMap) -> Map<String, Value> {
    let title = |name: &str| {
        let words = name.split('-').map(|word| match word.split_at_checked(1) {
            Some((first, rest)) => first.to_ascii_uppercase() + rest,
            None => String::new(),
        });
        words.collect::<Vec<_>>().join("-")
    };
    headers
        .iter()
        .map(|(name, value)| (title(name.as_str()), String::from_utf8_lossy(value.as_bytes()).into()))
        .collect()
}

/// PHP writes an empty map as an empty list.
pub(super) fn php(map: Map<String, Value>) -> Value {
    if map.is_empty() { json!([]) } else { Value::Object(map) }
}

/// What a handler decided.
pub(super) struct Outcome {
    pub(super) status: StatusCode,
    pub(super) handler: &'static str,
    /// Fields of `CALLINFO` besides the common ones.
    pub(super) info: Map<String, Value>,
    pub(super) token: Option<String>,
    errors: Vec<String>,
    code: &'static str,
}

impl Outcome {
    pub(super) fn success(handler: &'static str, info: Value) -> Self {
        let info = if let Value::Object(info) = info { info } else { Map::new() };
        Self { status: StatusCode::OK, handler, info, token: None, errors: Vec::new(), code: "" }
    }

    /// A refusal. The only generic code that is known is 2000.
    pub(super) fn refused(handler: &'static str, errors: impl IntoIterator<Item = String>) -> Self {
        let mut outcome = Self::success(handler, Value::Null);
        outcome.status = StatusCode::FORBIDDEN;
        outcome.errors = errors.into_iter().collect();
        outcome.code = "2000";
        outcome
    }

    pub(super) fn not_logged_in(handler: &'static str, status: StatusCode) -> Self {
        let mut outcome = Self::refused(handler, ["You are not logged in.".to_owned()]);
        outcome.status = status;
        outcome.code = "1200";
        outcome
    }

    pub(super) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The reply to `call`. It repeats the request with all its secrets, as the vendor does.
    pub(super) fn reply(self, call: &Call) -> Response {
        let failed = !self.errors.is_empty();
        let mut info = self.info;
        info.insert("status".to_owned(), if failed { "FAIL" } else { "SUCCESS" }.into());
        info.insert("handler".to_owned(), self.handler.into());
        info.insert("errors".to_owned(), self.errors.len().into());
        info.insert("errorcodes".to_owned(), u8::from(failed).into());
        info.entry("general").or_insert_with(|| json!([]));
        if let Some(token) = self.token {
            info.insert("token".to_owned(), token.into());
        }
        let mut data = call.data.clone();
        if let Some(token) = &call.token {
            data.insert("token".to_owned(), token.clone().into());
        }
        let mut body = json!({
            "CALLINFO": info,
            "DATA": php(data),
            "HEADERS": php(call.headers.clone()),
            "PARAMS": [],
        });
        if failed && let Some(body) = body.as_object_mut() {
            let text = self.errors.join(" ");
            body.insert("ERRORS".to_owned(), self.errors.into());
            body.insert("ERRORCODES".to_owned(), json!({ self.code: text }));
        }
        (self.status, Json(body)).into_response()
    }
}
