//! Contract tests: one operation, one real socket, every byte of the request pinned.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use portcullis_testkit::operation;
//! use serde_json::json;
//!
//! let contract = operation("users.create").replies(201, json!({"id": 7})).start().await;
//! // ... a client with the base URL `contract.url()` makes its call here ...
//! # tokio::task::spawn_blocking({ let url = contract.url(); move || portcullis_testkit::raw_post(&url, "/user", "{\"a\":1}") }).await.unwrap();
//! contract.request().await.is("POST", "/user").json(json!({"a": 1}));
//! # });
//! ```
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unnecessary_wraps,
    reason = "a failed expectation of a test is a panic"
)]

pub mod disguises;
mod encodings;
mod exchange;
mod fields;
mod judge;
mod message;
pub mod mutations;
mod record;
mod replies;
mod resource;
mod server;
pub mod wire;

pub use encodings::encodings;
pub use exchange::{Answer, Kit, Line, form, full, sample, sent};
pub use judge::crate_under_test;
pub use record::CREDENTIALS;
pub use resource::Resource;
pub use server::{Received, Server, Step};

use judge::{Judge, Reply};
use message::Message;
use record::Record;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    thread,
};

/// Begins the contract of the operation with this id in the vendor's catalogue.
pub fn operation(id: &'static str) -> Builder {
    let reply = Reply { status: 200, headers: Vec::new(), body: Body::Empty };
    Builder { id, aside: BTreeMap::new(), reply, unlike: None }
}

/// What a server sends back.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Body {
    /// Nothing.
    Empty,
    /// JSON.
    Json(Value),
    /// Text as it is, with this content type.
    Text(String, &'static str),
}

impl From<Value> for Body {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}

impl From<()> for Body {
    fn from((): ()) -> Self {
        Self::Empty
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        let page = text.trim_start().starts_with('<');
        Self::Text(text.into(), if page { "text/html" } else { "text/plain" })
    }
}

impl Reply {
    /// The headers; a content type among them counts, and not that of the body.
    pub(crate) fn headers(&self) -> Vec<(&str, &str)> {
        let kind = match &self.body {
            Body::Empty => None,
            Body::Json(_) => Some("application/json"),
            Body::Text(_, kind) => Some(*kind),
        };
        let named = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let kind = kind.filter(|_| !named).map(|kind| ("content-type", kind));
        let others = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        kind.into_iter().chain(others).collect()
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        match &self.body {
            Body::Empty => String::new(),
            Body::Json(value) => value.to_string(),
            Body::Text(text, _) => text.clone(),
        }
    }

    fn step(&self) -> Step {
        Step::reply(self.status, &self.headers(), self.text())
    }
}

/// A contract being written.
#[must_use]
#[derive(Debug)]
pub struct Builder {
    id: &'static str,
    aside: BTreeMap<String, Reply>,
    reply: Reply,
    unlike: Option<&'static str>,
}

impl Builder {
    /// What the server answers to the operation.
    pub fn replies(mut self, status: u16, body: impl Into<Body>) -> Self {
        (self.reply.status, self.reply.body) = (status, body.into());
        self
    }

    /// A header of that answer.
    pub fn reply_header(mut self, name: &str, value: &str) -> Self {
        self.reply.headers.push((name.into(), value.into()));
        self
    }

    /// What the server answers to another request, such as a login; it is not the one under test.
    pub fn aside(mut self, verb: &str, path: &str, status: u16, body: impl Into<Body>) -> Self {
        let reply = Reply { status, headers: Vec::new(), body: body.into() };
        self.aside.insert(format!("{verb} {path}"), reply);
        self
    }

    /// Requests and replies of this contract are not as the facts have them, on purpose: the reason.
    pub fn unlike_the_facts(mut self, why: &'static str) -> Self {
        self.unlike = Some(why);
        self
    }

    /// Starts the server.
    #[allow(clippy::unused_async, reason = "reads like the calls around it")]
    pub async fn start(self) -> Contract {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let judge = Judge::of(self.id, self.unlike);
        let script = Script {
            aside: self.aside,
            reply: self.reply,
            seen: seen.clone(),
            record: Record::of(self.id),
            judge: judge.clone(),
        };
        let server = Server::start(move |request, _| script.respond(request).step());
        Contract { id: self.id, server, seen, judge }
    }
}

struct Script {
    aside: BTreeMap<String, Reply>,
    reply: Reply,
    seen: Arc<Mutex<Vec<Message>>>,
    record: Option<Record>,
    judge: Option<Judge>,
}

impl Script {
    fn respond(&self, request: &Received) -> &Reply {
        let message = Message::from(request);
        let aside = self.aside.get(&format!("{} {}", message.verb, message.url.path()));
        let reply = aside.unwrap_or(&self.reply);
        let known = self.judge.as_ref().and_then(|judge| judge.exchange(&message, reply));
        if aside.is_none() {
            if let Some(record) = &self.record {
                record.came(&message.verb, message.url.path());
            }
            if let Some(known) = &known {
                record::sent(known);
            }
            self.seen.lock().expect("no test holds it").push(message);
        }
        reply
    }
}

/// A server that plays one operation. A request or a reply that is unlike the facts fails the test when it is dropped.
#[derive(Debug)]
pub struct Contract {
    id: &'static str,
    server: Server,
    seen: Arc<Mutex<Vec<Message>>>,
    judge: Option<Judge>,
}

impl Drop for Contract {
    fn drop(&mut self) {
        if let Some(judge) = self.judge.as_ref().filter(|_| !thread::panicking()) {
            judge.sentence();
        }
    }
}

impl Contract {
    /// The base URL, `http` on loopback.
    pub fn url(&self) -> String {
        self.server.url.clone()
    }

    /// How many requests of the operation came.
    ///
    /// # Panics
    /// If another test thread panicked while it held the list.
    pub fn count(&self) -> usize {
        self.seen.lock().expect("no test holds it").len()
    }

    /// The one request of the operation.
    ///
    /// # Panics
    /// If not exactly one came.
    #[allow(clippy::unused_async, reason = "reads like the calls around it")]
    pub async fn request(&self) -> Sent {
        let mut seen = self.seen.lock().expect("no test holds it").clone();
        assert!(seen.len() == 1, "{}: {} requests came, not 1", self.id, seen.len());
        Sent { id: self.id, request: seen.remove(0) }
    }
}

/// A request that came, to be held against what the vendor documents.
#[derive(Debug)]
pub struct Sent {
    id: &'static str,
    request: Message,
}

impl Sent {
    /// Verb, path and query, exactly as they were on the wire.
    ///
    /// # Panics
    /// If they differ.
    pub fn is(self, verb: &str, target: &str) -> Self {
        let got = format!("{} {}", self.request.verb, self.request.target());
        assert_eq!(got, format!("{verb} {target}"), "{}", self.id);
        self
    }

    /// A header with this value.
    ///
    /// # Panics
    /// If it is missing or has another value.
    pub fn header(self, name: &str, value: &str) -> Self {
        assert_eq!(self.request.header(name), Some(value), "{}: header {name}", self.id);
        self
    }

    /// No such header.
    ///
    /// # Panics
    /// If it is there.
    pub fn no_header(self, name: &str) -> Self {
        assert!(self.request.header(name).is_none(), "{}: header {name} was sent", self.id);
        self
    }

    /// The whole body as JSON, with its content type: byte for byte but for the order of members, without spaces, without a
    /// member twice.
    ///
    /// # Panics
    /// If it differs.
    #[allow(clippy::needless_pass_by_value, reason = "taken as `json!(..)` gives it")]
    pub fn json(self, body: Value) -> Self {
        let got: Value = serde_json::from_slice(&self.request.body).unwrap_or(Value::Null);
        assert_eq!(got, body, "{}: body", self.id);
        let bytes = &self.request.body;
        assert_eq!(body.to_string().len(), bytes.len(), "{}: {}", self.id, String::from_utf8_lossy(bytes));
        self.header("content-type", "application/json")
    }

    /// The whole body as an encoded form, with its content type.
    ///
    /// # Panics
    /// If it differs.
    pub fn form(self, body: &str) -> Self {
        assert_eq!(String::from_utf8_lossy(&self.request.body), body, "{}: body", self.id);
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// The whole body as `multipart/form-data`: for each part its name, as the header has it, and its content. A part
    /// whose name goes on with a file name has a content type too.
    ///
    /// # Panics
    /// If it differs.
    pub fn form_data(self, parts: &[(&str, &str)]) -> Self {
        let content_type = self.request.header("content-type").unwrap_or_default();
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap_or_default();
        let part = |(name, content): &(&str, &str)| {
            let file =
                if name.contains("; filename=") { "Content-Type: application/octet-stream\r\n" } else { "" };
            format!("--{boundary}\r\nContent-Disposition: form-data; name={name}\r\n{file}\r\n{content}\r\n")
        };
        let end = format!("--{boundary}--\r\n");
        let expected: String = parts.iter().map(part).chain([end]).collect();
        assert_eq!(String::from_utf8_lossy(&self.request.body), expected, "{}: body", self.id);
        self
    }

    /// The whole body.
    pub fn body(&self) -> &[u8] {
        &self.request.body
    }

    /// The whole body as it is, with this content type.
    ///
    /// # Panics
    /// If it differs.
    pub fn bytes(self, content_type: &str, body: &[u8]) -> Self {
        assert!(self.request.body == body, "{}: {} bytes came, not these", self.id, self.request.body.len());
        self.header("content-type", content_type)
    }

    /// No body.
    ///
    /// # Panics
    /// If there is one.
    pub fn empty(self) -> Self {
        assert!(self.request.body.is_empty(), "{}: a body was sent", self.id);
        self
    }
}

/// A bare HTTP POST, for tests of this crate.
#[doc(hidden)]
pub fn raw_post(url: &str, path: &str, body: &str) {
    use std::io::{Read as _, Write as _};
    let host = url.trim_start_matches("http://");
    let mut socket = std::net::TcpStream::connect(host).expect("the server listens");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n"
    );
    write!(socket, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
    socket.read_to_end(&mut Vec::new()).expect("the server answers");
}
