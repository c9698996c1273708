//! Requests as the vendor's handlers see them, and the envelope of every reply.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{OriginalUri, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::Response;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::filedata::{self, FileData};
use crate::multipart::{self, Upload};

/// The most that a body of JSON may hold. Texts that are encrypted travel in it.
const MOST_JSON: usize = 64 * 1024 * 1024;

/// One request.
pub(super) struct Call {
    pub(super) method: Method,
    /// The decoded segments below the version.
    pub(super) path: Vec<String>,
    /// Every parameter of the query and the body.
    pub(super) data: Map<String, Value>,
    /// The files of a form.
    pub(super) files: Vec<Upload>,
    headers: Map<String, Value>,
    pub(super) token: Option<String>,
    /// The certificate of the TLS client, on the port that asks for one.
    pub(super) certificate: Option<Vec<u8>>,
    /// The body was a form.
    pub(super) form: bool,
    /// The body was neither empty nor a form nor a JSON object.
    pub(super) malformed: bool,
}

impl Call {
    pub(super) async fn read(
        parts: &Parts,
        OriginalUri(uri): &OriginalUri,
        certificate: Option<Vec<u8>>,
        body: Body,
        most: usize,
    ) -> Self {
        let path = uri.path().strip_prefix("/api/1.0/").map(segments).unwrap_or_default();
        let mut call = Self {
            method: parts.method.clone(),
            path,
            data: query(uri),
            files: Vec::new(),
            headers: echo(&parts.headers),
            token: None,
            certificate,
            form: false,
            malformed: false,
        };
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let boundary = header(header::CONTENT_TYPE).and_then(|kind| multer::parse_boundary(kind).ok());
        if let Some(boundary) = boundary {
            call.form = true;
            let announced = header(header::CONTENT_LENGTH).and_then(|text| text.parse().ok()).unwrap_or(0);
            match multipart::read(body, boundary, announced, most).await {
                Ok((fields, files)) => {
                    call.data.extend(fields.into_iter().map(|(name, text)| (name, text.into())));
                    call.files = files;
                }
                Err(_) => call.malformed = true,
            }
        } else {
            match to_bytes(body, MOST_JSON).await {
                Ok(body) => call.read_json(&body),
                Err(_) => call.malformed = true,
            }
        }
        let from_header = header(header::HeaderName::from_static("x-http-token"));
        call.token = from_header.or_else(|| call.text("token")).map(str::to_owned);
        call
    }

    /// The server looks at no content type: what is no form is JSON.
    fn read_json(&mut self, body: &[u8]) {
        if body.is_empty() {
            return;
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => self.data.extend(fields),
            // PHP sends and takes an empty map as an empty list.
            Ok(Value::Array(items)) if items.is_empty() => {}
            _ => self.malformed = true,
        }
    }

    /// A segment of the path.
    pub(super) fn at(&self, index: usize) -> &str {
        self.path.get(index).map_or("", String::as_str)
    }

    /// A parameter that is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.data.get(name)?.as_str()
    }

    /// A parameter that was sent.
    pub(super) fn sent(&self, name: &str) -> Option<&Value> {
        self.data.get(name).filter(|value| !value.is_null())
    }

    /// A parameter that must be text if it was sent.
    pub(super) fn optional(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let text = |value: &'_ Value| value.is_string();
        match self.sent(name) {
            Some(value) if !text(value) => Err(no(format!("Parameter {name} must be text."))),
            Some(_) => Ok(self.text(name)),
            None => Ok(None),
        }
    }

    /// A parameter that must be text and must not be empty.
    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        let text = self.optional(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| no(format!("Missing parameter {name}.")))
    }

    /// An id, or another whole number that the vendor writes as text and takes in both forms.
    pub(super) fn id(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.sent(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
            Some(Value::Number(number)) if number.is_u64() => Ok(Some(number.to_string())),
            Some(_) => Err(no(format!("Parameter {name} must be an id."))),
        }
    }

    /// A switch of the query: only the lower-case words, as in the latest version of the vendor's own client.
    pub(super) fn switch(&self, name: &str) -> Result<bool, Refusal> {
        match self.data.get(name).and_then(Value::as_str) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(no(format!("Parameter {name} must be true or false."))),
        }
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

/// What a handler answers.
pub(super) type Handled = Result<Outcome, Refusal>;

/// Why a handler does nothing.
pub(super) struct Refusal {
    status: StatusCode,
    errors: Vec<String>,
}

/// A refusal with one text.
pub(super) fn no(text: impl Into<String>) -> Refusal {
    Refusal { status: StatusCode::FORBIDDEN, errors: vec![text.into()] }
}

impl Refusal {
    pub(super) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal.errors).status(refusal.status)
    }
}

/// What a handler decided.
pub(super) struct Outcome {
    status: StatusCode,
    /// Fields of `CALLINFO` besides the common ones.
    info: Map<String, Value>,
    /// Fields of `DATA` besides the echo.
    data: Map<String, Value>,
    /// Fields beside `CALLINFO`, as JSON: a map of the vendor keeps its order, a `Value` does not.
    parts: Vec<(&'static str, String)>,
    file: Option<(Bytes, FileData)>,
    bare: bool,
    pub(super) token: Option<String>,
    errors: Vec<String>,
    code: &'static str,
}

impl Outcome {
    pub(super) fn success(info: Value) -> Self {
        Self {
            status: StatusCode::OK,
            info: map(info),
            data: Map::new(),
            parts: Vec::new(),
            file: None,
            bare: false,
            token: None,
            errors: Vec::new(),
            code: "",
        }
    }

    /// A success with a text.
    pub(super) fn done(message: &str) -> Self {
        Self::success(json!({ "message": message }))
    }

    /// A refusal. The only generic code that is known is 2000.
    pub(super) fn refused(errors: impl IntoIterator<Item = String>) -> Self {
        let mut outcome = Self::success(Value::Null);
        outcome.status = StatusCode::FORBIDDEN;
        outcome.errors = errors.into_iter().collect();
        outcome.code = "2000";
        outcome
    }

    pub(super) fn not_logged_in(status: StatusCode) -> Self {
        let mut outcome = Self::refused(["You are not logged in.".to_owned()]).status(status);
        outcome.code = "1200";
        outcome
    }

    pub(super) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A field beside `CALLINFO`.
    pub(super) fn part(self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        // Maps with keys of text always become JSON.
        let text = serde_json::to_string(value).unwrap_or_default();
        self.raw(name, text)
    }

    /// A field beside `CALLINFO` that is JSON already.
    pub(super) fn raw(mut self, name: &'static str, json: String) -> Self {
        self.parts.push((name, json));
        self
    }

    /// One more field of `CALLINFO`.
    pub(super) fn info(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.info.insert(name.to_owned(), value.into());
        self
    }

    /// Fields of `DATA` beside the echo.
    pub(super) fn data(mut self, data: Value) -> Self {
        self.data = map(data);
        self
    }

    /// `FILEDATA`.
    pub(super) fn file(mut self, content: Bytes, shape: FileData) -> Self {
        self.file = Some((content, shape));
        self
    }

    /// Without the fields that some replies of the vendor lack.
    pub(super) fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// The reply to `call`. It repeats the request with all its secrets, as the vendor does.
    pub(super) fn reply(self, call: &Call, handler: &str) -> Response {
        let failed = !self.errors.is_empty();
        let mut info = self.info;
        info.insert("status".to_owned(), if failed { "FAIL" } else { "SUCCESS" }.into());
        info.insert("handler".to_owned(), handler.into());
        if !self.bare {
            info.insert("errors".to_owned(), self.errors.len().into());
            info.insert("errorcodes".to_owned(), u8::from(failed).into());
            info.entry("general").or_insert_with(|| json!([]));
        }
        if let Some(token) = self.token {
            info.insert("token".to_owned(), token.into());
        }
        let mut data = call.data.clone();
        if let Some(token) = &call.token {
            data.insert("token".to_owned(), token.clone().into());
        }
        data.extend(self.data);
        let mut parts = vec![("CALLINFO", Value::Object(info).to_string()), ("DATA", php(data).to_string())];
        if !self.bare {
            parts.push(("HEADERS", php(call.headers.clone()).to_string()));
        }
        parts.push(("PARAMS", "[]".to_owned()));
        if failed {
            let text = self.errors.join(" ");
            parts.push(("ERRORS", Value::from(self.errors).to_string()));
            parts.push(("ERRORCODES", json!({ self.code: text }).to_string()));
        }
        parts.extend(self.parts);
        let fields: Vec<String> = parts.iter().map(|(name, json)| format!("\"{name}\":{json}")).collect();
        let fields = fields.join(",");
        let mut response = match self.file {
            Some((content, shape)) => filedata::response(&fields, content, shape),
            None => Response::new(Body::from(format!("{{{fields}}}"))),
        };
        *response.status_mut() = self.status;
        let kind = header::HeaderValue::from_static("application/json; charset=UTF-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

fn map(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { Map::new() }
}
