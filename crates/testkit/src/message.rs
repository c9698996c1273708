//! A request that came, from a socket or over the in-process transport.

use crate::server::Received;
use portcullis_core::{
    http::{HeaderMap, HeaderName, HeaderValue},
    transport::Outgoing,
    url::{Url, form_urlencoded},
};
use portcullis_facts::Sent;
use serde_json::{Map, Value};

/// A request as it was sent.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) verb: String,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl From<&Received> for Message {
    fn from(request: &Received) -> Self {
        let url = format!("http://server.example{}", request.target);
        Self {
            verb: request.verb.clone(),
            url: Url::parse(&url).expect("a target"),
            headers: request.headers.clone(),
            body: request.body.clone(),
        }
    }
}

impl From<&Outgoing> for Message {
    fn from(request: &Outgoing) -> Self {
        let headers = request.headers.iter().cloned().collect::<HeaderMap<HeaderValue>>();
        let body = request.body.as_ref().and_then(|body| body.whole()).map(|body| body.to_vec());
        Self {
            verb: request.method.to_string(),
            url: request.url.clone(),
            headers,
            body: body.unwrap_or_default(),
        }
    }
}

impl Message {
    /// Path and query.
    pub(crate) fn target(&self) -> String {
        match self.url.query() {
            Some(query) => format!("{}?{query}", self.url.path()),
            None => self.url.path().to_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap_or("not text"))
    }

    /// The request as the facts identify it.
    pub(crate) fn sent(&self) -> Sent {
        let text = |(name, value): (&HeaderName, &HeaderValue)| {
            (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
        };
        let mut sent = Sent {
            verb: self.verb.clone(),
            path: self.url.path().to_owned(),
            query: self.url.query_pairs().map(|(a, b)| (a.into_owned(), b.into_owned())).collect(),
            headers: self.headers.iter().map(text).collect(),
            body: Value::Null,
        };
        sent.body = match sent.header("content-type").unwrap_or_default() {
            kind if kind.ends_with("json") => serde_json::from_slice(&self.body).unwrap_or_default(),
            "application/x-www-form-urlencoded" => form(
                form_urlencoded::parse(&self.body)
                    .map(|(name, value)| (name.into_owned(), value.into_owned())),
            ),
            "multipart/form-data" => form(parts(&String::from_utf8_lossy(&self.body)).into_iter()),
            _ => Value::Null,
        };
        sent
    }
}

/// The names and contents of a multipart body whose contents are text.
fn parts(body: &str) -> Vec<(String, String)> {
    let part = |part: &str| {
        let (head, content) = part.split_once("\r\n\r\n")?;
        let name = head.split([';', '\r']).next()?.trim_matches('"');
        Some((name.to_owned(), content.split("\r\n--").next()?.to_owned()))
    };
    body.split("form-data; name=").skip(1).filter_map(part).collect()
}

/// A form as an object; a repeated name becomes a list.
fn form(fields: impl Iterator<Item = (String, String)>) -> Value {
    let mut form = Map::new();
    for (name, value) in fields {
        let value = Value::String(value);
        match form.get_mut(&name) {
            None => drop(form.insert(name, value)),
            Some(Value::Array(all)) => all.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
        }
    }
    Value::Object(form)
}
