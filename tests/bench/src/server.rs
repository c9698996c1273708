//! The one server: as much of PrivX as the benches ask for, and what it counted on a port of its own.

#[cfg(feature = "tls")]
mod tls;

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

use crate::{
    Result,
    shapes::{self, Hosts, Shape, Users},
};

/// Calls under this path take a while, as those of real servers do.
const SLOW: &str = "/slow";
const PAUSE: Duration = Duration::from_millis(10);
const TOKEN: &str = "/auth/api/v1/oauth/token";

/// By the number of their items: the first page and the second. They take turns for all pages: a listing rejects a page
/// that it has just read.
type Pages = HashMap<usize, [Bytes; 2]>;

/// What every connection shares.
struct Shared {
    users: Pages,
    hosts: Pages,
    connections: AtomicU64,
    tokens: AtomicU64,
    requests: AtomicU64,
}

/// Serves until the process is killed.
pub(crate) async fn run(tls: bool) -> Result {
    let shared = Arc::new(Shared {
        users: pages::<Users>(),
        hosts: pages::<Hosts>(),
        connections: AtomicU64::new(0),
        tokens: AtomicU64::new(0),
        requests: AtomicU64::new(0),
    });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let control = TcpListener::bind("127.0.0.1:0").await?;
    let (scheme, acceptor, ca) = match tls.then(acceptor).transpose()? {
        Some((acceptor, ca)) => ("https", Some(acceptor), ca),
        None => ("http", None, String::new()),
    };
    let told = serde_json::json!({
        "url": format!("{scheme}://{}", listener.local_addr()?),
        "control": control.local_addr()?.to_string(),
        "ca": ca,
    });
    tokio::spawn(counters(control, Arc::clone(&shared)));
    println!("{told}");
    loop {
        let (socket, _) = listener.accept().await?;
        socket.set_nodelay(true)?;
        let (acceptor, shared) = (acceptor.clone(), Arc::clone(&shared));
        tokio::spawn(async move {
            match acceptor {
                None => serve(socket, shared).await,
                Some(acceptor) => {
                    if let Ok(socket) = acceptor.accept(socket).await {
                        serve(socket, shared).await;
                    }
                }
            }
        });
    }
}

#[cfg(feature = "tls")]
use tls::acceptor;

#[cfg(not(feature = "tls"))]
fn acceptor() -> Result<(tokio_rustls::TlsAcceptor, String)> {
    Err("built without the feature `tls`".into())
}

async fn serve(socket: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, shared: Arc<Shared>) {
    shared.connections.fetch_add(1, Ordering::Relaxed);
    let service = service_fn(move |request| answer(request, Arc::clone(&shared)));
    // A client that goes away ends its connection, which is no failure of the server's.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
}

async fn answer(
    request: Request<Incoming>,
    shared: Arc<Shared>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    // A body that is not read would cost the connection.
    let _ = body.collect().await;
    let path = head.uri.path();
    if path.ends_with(TOKEN) {
        shared.tokens.fetch_add(1, Ordering::Relaxed);
        let token = r#"{"access_token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2lnbmF0dXJl","token_type":"Bearer","expires_in":3600}"#;
        return Ok(json(200, Bytes::from_static(token.as_bytes())));
    }
    shared.requests.fetch_add(1, Ordering::Relaxed);
    if path.starts_with(SLOW) {
        tokio::time::sleep(PAUSE).await;
    }
    if head.method == Method::POST {
        let id = br#"{"id":"0b6a7c1e-53d1-4a6e-9a0c-000000000001"}"#;
        return Ok(json(201, Bytes::from_static(id)));
    }
    let query = head.uri.query().unwrap_or_default();
    let number = |name| query.split('&').find_map(|pair| pair.strip_prefix(name)?.parse::<usize>().ok());
    let (limit, offset) = (number("limit=").unwrap_or_default(), number("offset=").unwrap_or_default());
    let pages = if path.ends_with(Hosts::PATH) { &shared.hosts } else { &shared.users };
    Ok(match pages.get(&limit) {
        Some([even, odd]) => json(200, if offset / limit % 2 == 0 { even } else { odd }.clone()),
        None => json(400, Bytes::from_static(b"{}")),
    })
}

fn pages<S: Shape>() -> Pages {
    [50, 1000].map(|size| (size, [0, size].map(|first| shapes::page::<S>(first, size).into()))).into()
}

fn json(status: u16, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    response
}

/// Answers everything with the counts; asking does not change them.
async fn counters(listener: TcpListener, shared: Arc<Shared>) -> std::io::Result<()> {
    loop {
        let (socket, _) = listener.accept().await?;
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let counts = serde_json::json!({
            "connections": count(&shared.connections),
            "tokens": count(&shared.tokens),
            "requests": count(&shared.requests),
        });
        let counts = Bytes::from(counts.to_string());
        let service = service_fn(move |_| {
            let reply = json(200, counts.clone());
            async { Ok::<_, Infallible>(reply) }
        });
        let _ =
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
    }
}
