//! A plain dialect, a scripted transport, and a server that writes exactly the bytes it is told to.

use bytes::Bytes;
use portcullis_core::{
    ApiError, Client, ClientBuilder, Cursor, Dialect, Evidence, Operation, Refusal, Request,
    auth::Authenticate,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    is_html,
    transport::{BoxFuture, Incoming, Outgoing, Transport, TransportError},
};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// JSON in, JSON out; errors are `{"code", "message"}`; `missing` proves that the object is missing.
pub struct Plain;

impl Dialect for Plain {
    fn reply(
        &self,
        operation: &Operation,
        status: StatusCode,
        _: &HeaderMap,
        body: &Bytes,
    ) -> Result<Bytes, Refusal> {
        if operation.accepts(status) {
            if is_html(body) {
                return Err(Refusal::Unreadable("expected JSON, found a page for people"));
            }
            return Ok(body.clone());
        }
        let value: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let mut error = ApiError::new(text("message")).code(text("code"));
        error.object_missing = error.code.as_deref() == Some("missing");
        error.credential_refused = error.code.as_deref() == Some("bad_key");
        Err(error.into())
    }
    fn page(&self, request: Request, at: &Cursor, size: Option<u32>) -> Request {
        let request = request.query_opt("limit", size);
        match at {
            Cursor::Offset(n) => request.query("offset", n),
            _ => request,
        }
    }
    fn next(&self, at: &Cursor, _: Option<u32>, items: usize, reply: &[u8]) -> Option<Cursor> {
        let total = serde_json::from_slice::<Value>(reply).ok()?["total"].as_u64()?;
        let seen = if let Cursor::Offset(n) = at { *n } else { 0 } + items as u64;
        (seen < total).then_some(Cursor::Offset(seen))
    }
}

pub fn client(base: &str) -> Client {
    ClientBuilder::new(base).build(Plain, None).unwrap()
}

/// A transport whose every answer is a function of the request and its number.
#[derive(Clone)]
pub struct Scripted {
    script:
        Arc<dyn Fn(Outgoing, usize) -> BoxFuture<'static, Result<Incoming, TransportError>> + Send + Sync>,
    pub sent: Arc<AtomicUsize>,
}

impl Scripted {
    pub fn new<F>(script: impl Fn(Outgoing, usize) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Incoming, TransportError>> + Send + 'static,
    {
        Self { script: Arc::new(move |out, n| Box::pin(script(out, n))), sent: Arc::default() }
    }

    pub fn count(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }

    pub fn client(&self, auth: Option<Arc<dyn Authenticate>>) -> Client {
        self.shaped(auth, |b| b)
    }

    pub fn shaped(
        &self,
        auth: Option<Arc<dyn Authenticate>>,
        shape: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Client {
        shape(ClientBuilder::new("https://api.example").in_flight(10_000).transport(self.clone()))
            .build(Plain, auth)
            .unwrap()
    }
}

impl Transport for Scripted {
    fn send(&self, request: Outgoing) -> BoxFuture<'static, Result<Incoming, TransportError>> {
        (self.script)(request, self.sent.fetch_add(1, Ordering::SeqCst))
    }
}

pub fn reply(status: u16, body: &Value) -> Result<Incoming, TransportError> {
    reply_with(status, &[], body)
}

pub fn reply_with(status: u16, headers: &[(&str, &str)], body: &Value) -> Result<Incoming, TransportError> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    Ok(Incoming::new(
        StatusCode::from_u16(status).unwrap(),
        map,
        Box::pin(Once(Some(body.to_string().into()))),
    ))
}

struct Once(Option<Bytes>);

impl futures_core::Stream for Once {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

pub fn lost() -> Result<Incoming, TransportError> {
    Err(TransportError::new(Evidence::NoStatus, "the connection broke"))
}

pub fn unsent() -> Result<Incoming, TransportError> {
    Err(TransportError::new(Evidence::NothingWritten, "no connection"))
}

pub fn header<'a>(out: &'a Outgoing, name: &str) -> Option<&'a str> {
    out.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.to_str().unwrap())
}

/// What the server does with the nth connection.
#[derive(Clone, Debug)]
pub enum Act {
    /// Reads a request, then writes these bytes and keeps the connection.
    Say(String),
    /// Reads a request, then writes these bytes and closes.
    SayAndClose(String),
    /// Reads a request, then closes without a word.
    Hang,
    /// Reads a request, then waits.
    Stall,
}

pub fn http(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub struct Server {
    pub url: String,
    pub seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// One act per request, over all connections; the last one is repeated.
    pub async fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (acts, log) = (Arc::new(acts), seen.clone());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, acts.clone(), log.clone()));
            }
        });
        Self { url, seen }
    }

    pub fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

async fn serve(mut socket: TcpStream, acts: Arc<Vec<Act>>, log: Arc<Mutex<Vec<String>>>) {
    while let Some(request) = read_request(&mut socket).await {
        let number = {
            let mut log = log.lock().unwrap();
            log.push(request);
            log.len() - 1
        };
        match &acts[number.min(acts.len() - 1)] {
            Act::Say(bytes) => socket.write_all(bytes.as_bytes()).await.unwrap_or_default(),
            Act::SayAndClose(bytes) => {
                socket.write_all(bytes.as_bytes()).await.unwrap_or_default();
                return;
            }
            Act::Hang => return,
            Act::Stall => tokio::time::sleep(Duration::from_secs(600)).await,
        }
    }
}

async fn read_request(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        match socket.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => bytes.extend_from_slice(&chunk[..n]),
        }
    }
}

pub fn ok() -> Value {
    json!({"id": 1})
}
