//! A plain dialect, and a transport whose every answer is a function of the request: for schedules on
//! paused time, where sockets would be in the way.

use bytes::Bytes;
use portcullis_core::{
    ApiError, Client, ClientBuilder, Cursor, Dialect, Evidence, Json, Operation, PageRequest, Refusal, Reply,
    auth::Authenticate,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    transport::{BodyStream, BoxFuture, Incoming, Outgoing, Transport, TransportError},
};
use serde_json::Value;
use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

/// JSON in, JSON out; errors are `{"code", "message"}`; `missing` proves that the object is missing.
#[allow(clippy::exhaustive_structs, reason = "a name for a behaviour; it never gets a field")]
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Dialect for Plain {
    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        if reply.is_success() {
            return Ok(());
        }
        let value: Value = serde_json::from_slice(reply.body()).unwrap_or_default();
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let mut error = ApiError::new(text("message")).code(text("code"));
        error.object_missing = error.code.as_deref() == Some("missing");
        error.credential_refused = error.code.as_deref() == Some("bad_key");
        Err(error.into())
    }
    fn total(&self, reply: &[u8]) -> Option<u64> {
        serde_json::from_slice::<Value>(reply).ok()?["total"].as_u64()
    }
    fn acknowledges(&self, reply: &Reply<'_>) -> bool {
        !matches!(reply.json(), Json::Invalid)
    }
    fn page(&self, request: &mut PageRequest<'_>, at: &Cursor, size: Option<u32>) {
        if let Some(size) = size {
            request.query("limit", size);
        }
        if let Cursor::Offset(n) = at {
            request.query("offset", n);
        }
    }
    fn next(&self, _: &Operation, at: &Cursor, _: Option<u32>, items: usize, reply: &[u8]) -> Option<Cursor> {
        let total = self.total(reply)?;
        let seen = if let Cursor::Offset(n) = at { *n } else { 0 } + items as u64;
        (seen < total).then_some(Cursor::Offset(seen))
    }
}

/// A client of the server at this URL, without a credential.
///
/// # Panics
/// If the URL is no base URL.
pub fn client(base: &str) -> Client {
    ClientBuilder::new(base).build(Plain, None).expect("a base URL")
}

type Script = dyn Fn(Outgoing, usize) -> BoxFuture<'static, Result<Incoming, TransportError>> + Send + Sync;

/// A transport whose every answer is a function of the request and its number.
#[derive(Clone)]
pub struct Scripted {
    script: Arc<Script>,
    sent: Arc<AtomicUsize>,
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scripted({} sent)", self.count())
    }
}

impl Scripted {
    /// The script gets each request and its number, from 0.
    pub fn new<F>(script: impl Fn(Outgoing, usize) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Incoming, TransportError>> + Send + 'static,
    {
        Self { script: Arc::new(move |out, n| Box::pin(script(out, n))), sent: Arc::default() }
    }

    /// How many requests were sent.
    pub fn count(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }

    /// A client over this transport.
    pub fn client(&self, auth: Option<Arc<dyn Authenticate>>) -> Client {
        self.shaped(auth, |b| b)
    }

    /// As [`client`](Self::client), with other settings.
    ///
    /// # Panics
    /// If the settings cannot work.
    pub fn shaped(
        &self,
        auth: Option<Arc<dyn Authenticate>>,
        shape: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Client {
        shape(ClientBuilder::new("https://api.example").in_flight(10_000).transport(self.clone()))
            .build(Plain, auth)
            .expect("settings that work")
    }
}

impl Transport for Scripted {
    fn send(&self, request: Outgoing) -> BoxFuture<'static, Result<Incoming, TransportError>> {
        (self.script)(request, self.sent.fetch_add(1, Ordering::SeqCst))
    }
}

/// A JSON reply.
pub fn reply(status: u16, body: &Value) -> Result<Incoming, TransportError> {
    reply_with(status, &[], body)
}

/// A JSON reply with headers.
///
/// # Panics
/// If a header or the status is not valid.
pub fn reply_with(status: u16, headers: &[(&str, &str)], body: &Value) -> Result<Incoming, TransportError> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(
            HeaderName::try_from(*name).expect("a name"),
            HeaderValue::from_str(value).expect("a value"),
        );
    }
    let status = StatusCode::from_u16(status).expect("a status");
    Ok(Incoming::new(status, map, body_of(body.to_string())))
}

/// A body in one chunk.
pub fn body_of(bytes: impl Into<Bytes>) -> BodyStream {
    body_in([bytes.into()].map(Ok))
}

/// A body in these chunks; an error ends it.
pub fn body_in<I>(chunks: I) -> BodyStream
where
    I: IntoIterator<Item = Result<Bytes, TransportError>>,
    I::IntoIter: Send + Unpin + 'static,
{
    Box::pin(Chunks(chunks.into_iter()))
}

struct Chunks<I>(I);

impl<I: Iterator<Item = Result<Bytes, TransportError>> + Unpin> futures_core::Stream for Chunks<I> {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// The connection broke; what was done is not known.
pub fn lost() -> Result<Incoming, TransportError> {
    Err(TransportError::new(Evidence::NoStatus, "the connection broke"))
}

/// Nothing was written.
pub fn unsent() -> Result<Incoming, TransportError> {
    Err(TransportError::new(Evidence::NothingWritten, "no connection"))
}

/// The value of a header of a request.
pub fn header<'a>(out: &'a Outgoing, name: &str) -> Option<&'a str> {
    out.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.to_str().unwrap_or_default())
}
