//! The transport over reqwest: the only file that names it.

use super::proxy::{PROXY_AUTHENTICATION, Route};
use super::{
    Body, BodyStream, BoxFuture, ByteStream, Incoming, Outgoing, Pool, Tls, Transport, TransportError,
};
use crate::{Error, ErrorKind, Result, delivery::Evidence, runtime, text};
use bytes::Bytes;
use futures_core::Stream;
use http::Method;
use hyper::body::{Frame, SizeHint};
use rustls::AlertDescription;
use std::{
    error::Error as StdError,
    future::poll_fn,
    pin::{Pin, pin},
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};
use url::Url;

#[cfg(feature = "reqwest-0_13")]
pub use reqwest::ClientBuilder as Builder;

/// Shapes the connection pools before this crate's own settings are applied.
pub(crate) type Hook = std::sync::Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

#[cfg(feature = "reqwest-0_13")]
impl crate::ClientBuilder {
    /// Shapes the connection pools. The function is called once per pool; this crate's own settings
    /// (redirects, retries, referer, timeouts, pools, protocol, proxy, and all of TLS: verification and the
    /// client certificate) are applied after it and win. For these there are [`proxy`](Self::proxy),
    /// [`trust`](Self::trust) and [`identity`](Self::identity).
    #[cfg_attr(docsrs, doc(cfg(feature = "reqwest-0_13")))]
    pub fn reqwest_0_13(mut self, shape: impl Fn(Builder) -> Builder + Send + Sync + 'static) -> Self {
        self.hook = Some(std::sync::Arc::new(shape));
        self
    }
}

/// As `client_options`, for what needs the HTTP client's own types.
#[doc(hidden)]
#[macro_export]
macro_rules! pool_options {
    ($builder:ident) => {
        #[cfg(feature = "reqwest-0_13")]
        impl $builder {
            /// Shapes the connection pools. The function is called once per pool; our own settings (redirects,
            /// retries, referer, timeouts, pools, protocol, proxy, and all of TLS: verification and the client
            /// certificate) are applied after it and win. For these there are `proxy`, `trust` and `identity`.
            #[cfg_attr(docsrs, doc(cfg(feature = "reqwest-0_13")))]
            pub fn reqwest_0_13(
                mut self,
                shape: impl Fn($crate::transport::HttpClientBuilder) -> $crate::transport::HttpClientBuilder
                + Send
                + Sync
                + 'static,
            ) -> Self {
                self.core = self.core.reqwest_0_13(shape);
                self
            }
        }
    };
}

pub(crate) struct Settings {
    pub(crate) tls: Tls,
    pub(crate) route: Option<Route>,
    pub(crate) connect_timeout: Duration,
    pub(crate) hook: Option<Hook>,
}

/// The pools over one set of settings.
#[derive(Clone)]
pub(crate) struct Pools {
    read: reqwest::Client,
    write: reqwest::Client,
    fresh: reqwest::Client,
    link: reqwest::Client,
    is_proxied: bool,
    /// Bounds the second request to a proxy that refused a tunnel.
    refused: Duration,
}

const TUNNEL_REFUSED: &str = "the proxy did not open the connection";
const READ_IDLE: Duration = Duration::from_secs(15);
const WRITE_IDLE: Duration = Duration::from_secs(1);
const TCP_KEEPALIVE: Duration = Duration::from_secs(15);

impl Pools {
    pub(crate) fn new(settings: &Settings) -> Result<Self> {
        let tls = &settings.tls;
        let fresh = pool(settings, tls, WRITE_IDLE, 0)?;
        Ok(Self {
            read: pool(settings, tls, READ_IDLE, usize::MAX)?,
            write: pool(settings, tls, WRITE_IDLE, usize::MAX)?,
            link: match tls.without_identity()? {
                Some(tls) => pool(settings, &tls, WRITE_IDLE, 0)?,
                None => fresh.clone(),
            },
            is_proxied: settings.route.is_some(),
            // With a connection that takes all of its own time, it still ends before the attempt.
            refused: settings.connect_timeout / 4,
            fresh,
        })
    }
}

/// Every setting by hand: Cargo features unify, and another crate's must not change what we do.
fn pool(settings: &Settings, tls: &Tls, idle: Duration, most_idle: usize) -> Result<reqwest::Client> {
    let builder = reqwest::Client::builder();
    let builder = match &settings.hook {
        Some(hook) => hook(builder),
        None => builder,
    };
    let builder = builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .connection_verbose(false)
        .connect_timeout(settings.connect_timeout)
        .tcp_nodelay(true)
        .tcp_keepalive(TCP_KEEPALIVE)
        .pool_idle_timeout(idle)
        .pool_max_idle_per_host(most_idle);
    // The environment was read when the route was made.
    let builder = builder.no_proxy();
    let builder = match &settings.route {
        Some(route) => {
            // Of `http`, only the second request to a proxy that refused a tunnel comes here.
            let proxy = reqwest::Proxy::all(route.url.expose_secret())
                .map_err(|_| Error::new(ErrorKind::Config, "the proxy URL is not usable"))?;
            builder.proxy(proxy.no_proxy(reqwest::NoProxy::from_string(&route.except)))
        }
        None => builder,
    };
    // Always set, on loopback without TLS too: otherwise the library looks for a process-wide provider
    // and panics where there is none.
    let builder = builder.tls_backend_preconfigured(tls.config()?);
    builder.build().map_err(|e| {
        Error::new(ErrorKind::Config, "the HTTP client cannot be built")
            .with_source(e.without_url().to_string())
    })
}

impl Transport for Pools {
    fn send(&self, request: Outgoing) -> BoxFuture<'static, Result<Incoming, TransportError>> {
        let client = match request.pool {
            Pool::Read => &self.read,
            Pool::Write => &self.write,
            Pool::Fresh => &self.fresh,
            Pool::Link => &self.link,
        };
        let again = self.is_proxied.then(|| (self.clone(), request.url.clone()));
        let is_tunnel = request.method == Method::CONNECT;
        let mut outgoing = reqwest::Request::new(request.method, request.url);
        for (name, value) in request.headers {
            outgoing.headers_mut().append(name, value);
        }
        if is_tunnel {
            // Each setting of a request is two allocations.
            *outgoing.timeout_mut() = Some(self.refused);
        }
        *outgoing.body_mut() = request.body.map(|body| match body {
            Body::Whole(bytes) => bytes.into(),
            Body::Stream { stream, length } => {
                reqwest::Body::wrap(Outbound { stream: Mutex::new(stream), length })
            }
        });
        let sending = client.execute(outgoing);
        Box::pin(async move {
            let mut sending = pin!(sending);
            // Where there is no IO, nothing is connected.
            let polled = |cx: &mut Context<'_>| match runtime::caught(|| sending.as_mut().poll(cx)) {
                Ok(poll) => poll.map_err(judge),
                Err(error) => Poll::Ready(Err(unconnected(&error))),
            };
            let response: http::Response<reqwest::Body> = match poll_fn(polled).await {
                Ok(response) => response.into(),
                Err(mut error) => {
                    if error.text == TUNNEL_REFUSED
                        && let Some((pools, server)) = again
                        && let Some(request) = tunnel(&server)
                        && let Ok(refused) = pools.send(request).await
                        && !refused.status.is_success()
                    {
                        error.text = [TUNNEL_REFUSED, ": ", refused.status.as_str()].concat().into();
                    }
                    return Err(error);
                }
            };
            let (head, body) = response.into_parts();
            Ok(Incoming::new(head.status, head.headers, Box::pin(Chunks(body)) as BodyStream))
        })
    }
}

/// The request for a tunnel, as a request of its own: the HTTP client does not return the status of the first one.
fn tunnel(server: &Url) -> Option<Outgoing> {
    let port = server.port_or_known_default()?.to_string();
    let url = Url::parse(&["http://", server.host_str()?, ":", &port].concat()).ok()?;
    Some(Outgoing { method: Method::CONNECT, url, headers: Vec::new(), body: None, pool: Pool::Fresh })
}

fn unconnected(error: &Error) -> TransportError {
    let error = TransportError::new(Evidence::NothingWritten, error.message().to_owned());
    TransportError { permanent: true, ..error }
}

/// A body that is read while it is sent. The lock is never taken: it makes the stream `Sync`, which the library
/// requires.
struct Outbound {
    stream: Mutex<ByteStream>,
    length: Option<u64>,
}

impl hyper::body::Body for Outbound {
    type Data = Bytes;
    type Error = std::io::Error;
    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let stream = self.stream.get_mut().unwrap_or_else(PoisonError::into_inner);
        stream.as_mut().poll_next(cx).map_ok(Frame::data)
    }
    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// The data frames of a body; trailers are ignored.
struct Chunks(reqwest::Body);

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame = std::task::ready!(hyper::body::Body::poll_frame(Pin::new(&mut self.0), cx));
            return Poll::Ready(match frame {
                None => None,
                Some(Err(error)) => Some(Err(judge(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => Some(Ok(data)),
                    Err(_) => continue,
                },
            });
        }
    }
}

/// The longest text of underlying failures: some print lists of bytes.
const LONGEST_CAUSE: usize = 400;

/// Evidence from the error chain. The error itself goes no further: it may print the URL.
fn judge(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let mut found =
        TransportError::new(Evidence::NoStatus, "the connection closed before the reply was complete");
    found.timed_out = error.is_timeout();
    if error.is_connect() || error.is_builder() {
        found.evidence = Evidence::NothingWritten;
        found.text = "no connection".into();
    }
    let mut cause = error.source();
    while let Some(link) = cause {
        let text = link.to_string();
        if found.evidence == Evidence::NothingWritten {
            judge_connect(&text, &mut found);
        }
        if let Some(hyper) = link.downcast_ref::<hyper::Error>() {
            if hyper.is_canceled() {
                found.evidence = Evidence::NothingWritten;
                found.text = "the connection closed before the request was started".into();
            } else if hyper.is_parse() {
                found.text = format!("the head of the reply cannot be parsed: {hyper}").into();
            }
        }
        if let Some(tls) = link.downcast_ref::<rustls::Error>() {
            judge_tls(tls, &mut found);
        } else if let Some(io) = link.downcast_ref::<std::io::Error>() {
            judge_io(io, &mut found);
        }
        if !found.cause.is_empty() {
            found.cause.push_str(": ");
        }
        found.cause.push_str(&text);
        cause = link.source();
    }
    if let Some((end, _)) = found.cause.char_indices().nth(LONGEST_CAUSE) {
        found.cause.truncate(end);
    }
    if error.is_timeout() && error.is_connect() {
        found.text = "no connection within the connect timeout".into();
    }
    found
}

/// The library's types of these errors are private, so their texts decide. A text that is not known changes nothing.
fn judge_connect(text: &str, found: &mut TransportError) {
    const NO_PROXY: &str = "no connection to the proxy";
    let text = match text.strip_prefix("tunnel error: ") {
        Some("failed to create underlying connection") => NO_PROXY,
        Some("io error establishing tunnel") => "the connection to the proxy broke",
        Some("unexpected end of file") => "the proxy closed the connection",
        Some("proxy response headers too long") => "the proxy's reply cannot be parsed",
        // The same credentials again can lock the account.
        Some("proxy authorization required") => {
            found.permanent = true;
            PROXY_AUTHENTICATION
        }
        Some("unsuccessful") => TUNNEL_REFUSED,
        _ if text == "dns error" && found.text == NO_PROXY => "the proxy's name was not found",
        _ if text == "dns error" => "the server's name was not found",
        _ => return,
    };
    found.text = text.into();
}

/// `io::Error::source` skips the error that it wraps, so the layers are opened one by one.
fn judge_io(mut io: &std::io::Error, found: &mut TransportError) {
    while let Some(wrapped) = io.get_ref() {
        if let Some(tls) = wrapped.downcast_ref::<rustls::Error>() {
            return judge_tls(tls, found);
        }
        match wrapped.downcast_ref::<std::io::Error>() {
            Some(inner) => io = inner,
            None if io.kind() == std::io::ErrorKind::UnexpectedEof => return judge_eof(io, found),
            // A name that was not found, for example; otherwise it may be the caller's own stream that failed.
            None if found.evidence == Evidence::NothingWritten => break,
            None => return,
        }
    }
    found.text = format!("{}: {io}", found.text).into();
}

/// The library's texts name its own functions and a page of its documentation.
fn judge_eof(io: &std::io::Error, found: &mut TransportError) {
    let text = io.to_string();
    if found.evidence == Evidence::NothingWritten && text::contains(&text, "handshake") {
        found.text = "the server closed the connection during the TLS handshake".into();
    } else if text::contains(&text, "close_notify") {
        found.text.to_mut().push_str(": TLS ended without notice");
    }
}

fn judge_tls(error: &rustls::Error, found: &mut TransportError) {
    use AlertDescription::{
        AccessDenied, BadCertificate, CertificateExpired, CertificateRequired, CertificateRevoked,
        CertificateUnknown, UnknownCA, UnsupportedCertificate,
    };
    match error {
        rustls::Error::InvalidCertificate(reason) => {
            found.permanent = true;
            // Some reasons print lists of bytes behind the first words.
            let reason: String = reason.to_string().chars().take(200).collect();
            found.text = format!(
                "the server's certificate is not trusted ({reason}); give its CA with `Trust::only_pem`, or pin it with `Trust::exact_leaf_pem`"
            )
            .into();
        }
        rustls::Error::AlertReceived(
            AccessDenied
            | BadCertificate
            | CertificateExpired
            | CertificateRequired
            | CertificateRevoked
            | CertificateUnknown
            | UnknownCA
            | UnsupportedCertificate,
        ) => {
            found.permanent = true;
            if found.evidence == Evidence::NoStatus {
                found.evidence = Evidence::ClientCertificateRefused;
            }
            found.text = "the server does not accept the client certificate".into();
        }
        _ => found.text = format!("TLS failed: {error}").into(),
    }
}
