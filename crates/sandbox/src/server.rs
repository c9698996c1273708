//! The accept loop, and what is done with every request before and after its handler.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Response, StatusCode, header};
use futures_util::StreamExt as _;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::error::{Error, Kind};
use crate::faults::{Fault, Faults};
use crate::requests::{RequestLog, Trace};
use crate::store::Save;
use crate::vendor::Vendor;

/// The certificate that a client presented, as an extension of its requests.
#[derive(Clone)]
pub(crate) struct PeerCertificate(pub(crate) Arc<[u8]>);

/// A socket that listens, and its port.
pub(crate) struct Bound {
    listener: TcpListener,
    pub(crate) port: u16,
}

pub(crate) async fn bind() -> Result<Bound, Error> {
    let failed = |error: io::Error| Error::from(Kind::Listen(error));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    Ok(Bound { listener, port })
}

/// What the servers of one vendor share beside their handlers.
#[derive(Clone)]
pub(crate) struct VendorContext {
    pub(crate) vendor: Vendor,
    pub(crate) faults: Faults,
    pub(crate) log: RequestLog,
    pub(crate) state: Arc<dyn Save>,
    /// Its sender is dropped with the sandbox.
    pub(crate) stop: watch::Receiver<()>,
}

/// Serves until the task is aborted; its connections end with it.
pub(crate) fn serve(
    bound: Bound,
    tls: Arc<ServerConfig>,
    vendor: VendorContext,
    router: Router,
) -> JoinHandle<()> {
    let acceptor = TlsAcceptor::from(tls);
    tokio::spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = bound.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        connections.spawn(connection(stream, acceptor.clone(), vendor.clone(), router.clone()));
                    }
                    // Accepting fails while the process is out of file descriptors.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                },
                Some(_) = connections.join_next(), if !connections.is_empty() => {}
            }
        }
    })
}

async fn connection(stream: TcpStream, acceptor: TlsAcceptor, vendor: VendorContext, router: Router) {
    // Without this, a reply that is written in two parts waits for the client's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let peer = stream
        .get_ref()
        .1
        .peer_certificates()
        .and_then(|chain| chain.first())
        .map(|leaf| PeerCertificate(Arc::from(leaf.as_ref())));
    let reset = Arc::new(AtomicBool::new(false));
    let io = TokioIo::new(Socket { stream, reset: Arc::clone(&reset), stop: stopped(vendor.stop.clone()) });
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        if let Some(peer) = &peer {
            request.extensions_mut().insert(peer.clone());
        }
        handle(vendor.clone(), router.clone(), Arc::clone(&reset), request)
    });
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(io, service).with_upgrades().await;
}

/// The handler's reply is withheld and the connection ends.
#[derive(Debug, thiserror::Error)]
#[error("a fault closed the connection")]
struct Cut;

async fn handle(
    vendor: VendorContext,
    router: Router,
    reset: Arc<AtomicBool>,
    request: hyper::Request<Incoming>,
) -> Result<Response<Body>, Cut> {
    let path = request.uri().path().to_owned();
    let index = vendor.log.arrived(vendor.vendor, request.method().as_str(), &path);
    // The request that opens a websocket takes no fault: faults are for the API.
    let upgrade = request.headers().contains_key(header::UPGRADE);
    let fault = if upgrade { None } else { vendor.faults.take(vendor.vendor, &path) };

    let instead = match &fault {
        Some(Fault::Delay(delay)) => {
            tokio::time::sleep(*delay).await;
            None
        }
        Some(Fault::Reset) => {
            reset.store(true, Ordering::Release);
            return Err(Cut);
        }
        Some(fault) => without_handler(fault),
        None => None,
    };
    let (mut trace, request) = Trace::of(vendor.vendor, request.map(Body::new)).await;
    let response = if let Some(response) = instead {
        // The reply of a fault does not show that the operation is served.
        trace = None;
        response
    } else {
        let Ok(response) = TowerToHyperService::new(router).call(request).await;
        // Before the reply, so that a client never gets a reply to a change that is not on disk. A full disk must not
        // become an error that the vendor never returns. Some requests with GET change the state, too.
        let _ = vendor.state.save();
        response
    };
    let response = match fault {
        Some(Fault::DelayReply(delay)) => {
            tokio::time::sleep(delay).await;
            response
        }
        Some(Fault::ResetAfterApply) => {
            reset.store(true, Ordering::Release);
            return Err(Cut);
        }
        Some(Fault::Truncate) => truncated(response).await,
        _ => response,
    };
    vendor.log.answered(index, response.status().as_u16());
    if let Some(trace) = trace {
        trace.answered(response.status().as_u16());
    }
    Ok(response)
}

/// The reply of a fault that takes the place of the handler.
fn without_handler(fault: &Fault) -> Option<Response<Body>> {
    let (status, kind, body) = match fault {
        Fault::Status(status) | Fault::Throttled { status, .. } => {
            (*status, "text/plain", "The service is not available.".to_owned())
        }
        Fault::Reply { status, body } => (*status, "application/json", body.to_string()),
        Fault::Garbage => {
            (200, "text/html", "<!DOCTYPE html><html><body><h1>It works!</h1></body></html>".to_owned())
        }
        _ => return None,
    };
    let mut builder = Response::builder()
        .status(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        .header(header::CONTENT_TYPE, kind);
    if let Fault::Throttled { retry_after, .. } = fault {
        builder = builder.header(header::RETRY_AFTER, retry_after.as_secs());
    }
    builder.body(Body::from(body)).ok()
}

/// The reply with its full length announced and half of it sent.
async fn truncated(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let announced = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    // A reply of known length passes through: a download may be larger than this process should be.
    let announced = announced.and_then(|length| length.parse::<usize>().ok());
    let (length, body) = if let Some(length) = announced {
        (length, body)
    } else {
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        (bytes.len(), Body::from(bytes))
    };
    parts.headers.insert(header::CONTENT_LENGTH, length.into());
    let mut left = length / 2;
    let chunks = body.into_data_stream().map(move |chunk| {
        let mut chunk = chunk.map_err(|_| Cut)?;
        if left == 0 {
            return Err(Cut);
        }
        chunk.truncate(left);
        left -= chunk.len();
        Ok(chunk)
    });
    let end = futures_util::stream::iter([Err::<Bytes, Cut>(Cut)]);
    Response::from_parts(parts, Body::from_stream(chunks.chain(end)))
}

/// Ready when the sandbox is gone.
fn stopped(mut stop: watch::Receiver<()>) -> Stopped {
    Box::pin(async move { while stop.changed().await.is_ok() {} })
}

type Stopped = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A TLS stream that ends with the sandbox, and that can end with a TCP reset instead of an orderly close.
///
/// The task of a connection is aborted at the end anyway, but a websocket leaves that task with its stream.
struct Socket {
    stream: TlsStream<TcpStream>,
    reset: Arc<AtomicBool>,
    stop: Stopped,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Acquire) {
            let _ = self.stream.get_ref().0.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // A future that was ready must not be polled again: another takes its place.
        if self.stop.as_mut().poll(cx).is_ready() {
            self.stop = Box::pin(std::future::ready(()));
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
