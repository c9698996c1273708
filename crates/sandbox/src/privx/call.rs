//! Reading requests.

use axum::body::Bytes;
use axum::extract::Query;
use axum::http::{HeaderMap, Method, Uri, header};
use serde_json::Value;
use url::form_urlencoded;

use super::error::Refusal;
use crate::objects::Object;

/// One request.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a Bytes,
}

impl Call<'_> {
    pub(super) fn has_type(&self, wanted: &str) -> bool {
        let value = self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        value.and_then(|value| value.split(';').next()).is_some_and(|kind| kind.trim() == wanted)
    }

    pub(super) fn form(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.body).into_owned().collect()
    }

    pub(super) fn query(&self) -> Vec<(String, String)> {
        Query::try_from_uri(&self.uri).map(|Query(pairs)| pairs).unwrap_or_default()
    }

    /// The body, which must be a JSON object with the content type of JSON.
    pub(super) fn object(&self) -> Result<Object, Refusal> {
        match self.json()? {
            Value::Object(object) => Ok(object),
            _ => Err(Refusal::bad_request("The request is not a JSON object")),
        }
    }

    /// The body, which must be JSON with the content type of JSON.
    pub(super) fn json(&self) -> Result<Value, Refusal> {
        if !self.has_type("application/json") {
            return Err(Refusal::bad_request("The content type is not application/json"));
        }
        serde_json::from_slice(self.body).map_err(|_| Refusal::bad_request("The request is not JSON"))
    }

    pub(super) fn bearer(&self) -> Option<&str> {
        self.headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
    }
}
