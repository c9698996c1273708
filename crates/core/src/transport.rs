//! How bytes get to a server and back: the seam under which everything can be replaced.

pub(crate) mod cookies;
pub(crate) mod proxy;
pub(crate) mod read;
pub(crate) mod reqwest;
pub(crate) use self::reqwest as http_client;
mod tls;

/// What shapes a connection pool, for vendor builders that pass the hook on.
#[cfg(feature = "reqwest-0_13")]
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest-0_13")))]
pub use self::reqwest::Builder as HttpClientBuilder;
pub use proxy::Proxy;
#[doc(hidden)]
pub use proxy::{Hop, PROXY_AUTHENTICATION, SocketRoute};
pub(crate) use tls::Tls;
pub use tls::{ClientIdentity, Trust, client_config};

use crate::delivery::Evidence;
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use std::{borrow::Cow, future::Future, pin::Pin};
use url::Url;

/// A boxed future, as the traits of this crate return them.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The bytes of a request's body, as they are read.
pub type ByteStream = Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>;

/// A request's body.
#[non_exhaustive]
pub enum Body {
    /// All of it.
    Whole(Bytes),
    /// Read while it is sent.
    Stream {
        /// The bytes. An error stops the request half-way: it must not be ended as if it were whole.
        stream: ByteStream,
        /// How many, if that is known; the stream yields exactly as many then.
        length: Option<u64>,
    },
}

impl Body {
    /// The bytes, if they are all there.
    pub fn whole(&self) -> Option<&Bytes> {
        match self {
            Self::Whole(bytes) => Some(bytes),
            Self::Stream { .. } => None,
        }
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(bytes) => write!(f, "Whole({} bytes)", bytes.len()),
            Self::Stream { length: Some(length), .. } => write!(f, "Stream({length} bytes)"),
            Self::Stream { .. } => f.write_str("Stream(..)"),
        }
    }
}

/// The chunks of a reply's body.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// Which connections a request may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pool {
    /// Pooled; idle connections are kept for 15 seconds.
    Read,
    /// Pooled; idle connections are kept for one second, so that a lone write gets a fresh one.
    Write,
    /// A connection of its own.
    Fresh,
    /// A connection of its own to a URL that a server named: without the client's certificate.
    Link,
}

/// One HTTP request, complete.
#[non_exhaustive]
pub struct Outgoing {
    /// The verb.
    pub method: Method,
    /// The whole URL.
    pub url: Url,
    /// All headers; those with credentials are marked sensitive.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body.
    pub body: Option<Body>,
    /// Which connections it may use.
    pub pool: Pool,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing")
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("pool", &self.pool)
            .finish_non_exhaustive()
    }
}

/// The head of a reply and the stream of its body.
#[non_exhaustive]
pub struct Incoming {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: BodyStream,
}

impl Incoming {
    /// A reply from its parts: for implementers of [`Transport`].
    pub fn new(status: StatusCode, headers: HeaderMap, body: BodyStream) -> Self {
        Self { status, headers, body }
    }
}

impl std::fmt::Debug for Incoming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Incoming").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why no reply, or no whole reply, came.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TransportError {
    /// What is known of the request's fate.
    pub evidence: Evidence,
    /// Whether a timeout of the transport ended it.
    pub timed_out: bool,
    /// Whether trying again can help; a certificate that is not trusted stays so.
    pub permanent: bool,
    /// For people: no URL, no header, no secret.
    pub text: Cow<'static, str>,
    /// The texts of the underlying failures, the outermost first; empty if there are none.
    pub cause: String,
}

impl TransportError {
    /// A failure of which nothing better is known than this evidence.
    pub fn new(evidence: Evidence, text: impl Into<Cow<'static, str>>) -> Self {
        Self { evidence, timed_out: false, permanent: false, text: text.into(), cause: String::new() }
    }
}

impl std::fmt::Display for TransportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for TransportError {}

/// Sends one request and hands back the reply.
///
/// An implementation guarantees: no redirect is followed and nothing is sent twice;
/// [`Evidence::NothingWritten`] is claimed only when not one byte of the request was written; certificates
/// are verified; the client's certificate is presented in no connection of [`Pool::Link`]; connecting has a timeout of its own; no cookie is kept; no compression is requested; nothing
/// of the request is logged. Bounds on the attempt and the call, the size cap, retries, credentials and
/// cookies are this crate's task.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request; resolves when the reply's head is there.
    fn send(&self, request: Outgoing) -> BoxFuture<'static, Result<Incoming, TransportError>>;
}
