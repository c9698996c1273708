//! One server over a real socket: a function chooses what it does with each request.

mod read;

use bytes::Bytes;
use portcullis_core::http::{HeaderMap, StatusCode};
use read::{End, read};
use serde_json::Value;
use std::{
    fmt,
    net::{Ipv4Addr, TcpListener},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpStream,
    runtime::{Builder, Runtime},
    sync::Notify,
    task::{JoinHandle, JoinSet},
    time::sleep,
};

/// A request as it was received.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Received {
    /// The verb.
    pub verb: String,
    /// Path and query.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, without the framing of chunks.
    pub body: Vec<u8>,
    /// All bytes, head included.
    pub raw: Vec<u8>,
    /// Whether the connection ended before the request did.
    pub cut: bool,
}

impl Received {
    /// Verb and target: `GET /users?limit=1`.
    pub fn line(&self) -> String {
        format!("{} {}", self.verb, self.target)
    }

    /// The target without its query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A parameter of the query or of a form, as it was sent.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let form = std::str::from_utf8(&self.body).unwrap_or_default();
        let mut pairs = query.split('&').chain(form.split('&')).filter_map(|pair| pair.split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Head and body as text.
    pub fn raw_text(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }
}

/// What the server does with one request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Step {
    /// Sends these bytes and keeps the connection.
    Send(Bytes),
    /// Sends these bytes and closes the connection.
    SendAndClose(Bytes),
    /// Closes the connection without a reply.
    Close,
    /// Keeps the connection open without a reply.
    Hold,
    /// Does this after a delay.
    After(Duration, Box<Step>),
}

impl Step {
    /// Sends a reply with its length.
    ///
    /// # Panics
    /// If the status is not valid.
    pub fn reply(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let code = StatusCode::from_u16(status).expect("a status");
        let bodiless = code == StatusCode::NO_CONTENT || code == StatusCode::NOT_MODIFIED;
        let body = if bodiless { &[] } else { body.as_ref() };
        let mut head = format!("HTTP/1.1 {status} {}\r\n", code.canonical_reason().unwrap_or("-"));
        if !bodiless {
            head.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
        }
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        let mut bytes = (head + "\r\n").into_bytes();
        bytes.extend_from_slice(body);
        Self::Send(bytes.into())
    }

    /// Sends a JSON reply.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::reply(status, &[("Content-Type", "application/json")], body.to_string())
    }

    /// Does the same after a delay.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self::After(delay, Box::new(self))
    }
}

type Script = dyn Fn(&Received, usize) -> Step + Send + Sync;

/// A server on loopback. It runs on threads of its own, so that a test may block or pause its clock; its connections end
/// when it is dropped.
pub struct Server {
    /// The base URL, `http` on loopback.
    pub url: String,
    state: Arc<State>,
    task: JoinHandle<()>,
}

struct State {
    script: Box<Script>,
    end: End,
    seen: Mutex<Vec<Received>>,
    closed: AtomicUsize,
    /// A request was added to the list, or a connection closed.
    change: Notify,
    connections: AtomicUsize,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({})", self.url)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// The script gets each whole request and its number, from 0 over all connections.
    pub fn start(script: impl Fn(&Received, usize) -> Step + Send + Sync + 'static) -> Self {
        Self::with(End::OfRequest, Box::new(script))
    }

    /// One step per request over all connections; the last one is repeated.
    ///
    /// # Panics
    /// If there is no step.
    pub fn steps(steps: impl Into<Vec<Step>>) -> Self {
        let steps = steps.into();
        assert!(!steps.is_empty(), "a step is needed");
        Self::start(move |_, number| steps[number.min(steps.len() - 1)].clone())
    }

    /// Does the step as soon as these bytes have come, wherever in the request they are, or when the client has closed.
    pub fn at(bytes: &'static [u8], step: Step) -> Self {
        Self::with(End::Bytes(bytes), Box::new(move |_, _| step.clone()))
    }

    fn with(end: End, script: Box<Script>) -> Self {
        let runtime = runtime();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound socket"));
        listener.set_nonblocking(true).expect("a socket");
        let state = State {
            script,
            end,
            seen: Mutex::default(),
            closed: AtomicUsize::new(0),
            change: Notify::new(),
            connections: AtomicUsize::new(0),
        };
        let state = Arc::new(state);
        let all = state.clone();
        let task = runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
            let mut open = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                all.connections.fetch_add(1, Ordering::SeqCst);
                let state = all.clone();
                open.spawn(async move {
                    serve(socket, &state).await;
                    state.closed.fetch_add(1, Ordering::SeqCst);
                    state.change.notify_waiters();
                });
                while open.try_join_next().is_some() {}
            }
        });
        Self { url, state, task }
    }

    /// The requests that were received, those that were cut included.
    ///
    /// # Panics
    /// If another thread panicked while it held the list.
    pub fn requests(&self) -> Vec<Received> {
        self.state.seen.lock().expect("no thread panics with it").clone()
    }

    /// The requests to paths that end like this.
    pub fn requests_to(&self, end: &str) -> Vec<Received> {
        self.requests().into_iter().filter(|request| request.path().ends_with(end)).collect()
    }

    /// The requests, as soon as there are this many.
    pub async fn received(&self, count: usize) -> Vec<Received> {
        self.until(|| self.requests().len() >= count).await
    }

    /// The requests, as soon as this many connections have closed.
    pub async fn closed(&self, count: usize) -> Vec<Received> {
        self.until(|| self.state.closed.load(Ordering::SeqCst) >= count).await
    }

    async fn until(&self, done: impl Fn() -> bool) -> Vec<Received> {
        loop {
            let change = self.state.change.notified();
            if done() {
                return self.requests();
            }
            change.await;
        }
    }

    /// The requests, head and body, as text.
    pub fn texts(&self) -> Vec<String> {
        self.requests().iter().map(Received::raw_text).collect()
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads for the server")
    })
}

async fn serve(mut socket: TcpStream, state: &State) {
    let mut bytes = Vec::new();
    while let Some(request) = read(&mut socket, &mut bytes, &state.end).await {
        let head = request.verb == "HEAD";
        let last = request.header("connection") == Some("close");
        let cut = request.cut;
        let number = {
            let mut seen = state.seen.lock().expect("no thread panics with it");
            seen.push(request.clone());
            seen.len() - 1
        };
        state.change.notify_waiters();
        if cut {
            return;
        }
        let mut step = (state.script)(&request, number);
        while let Step::After(delay, next) = step {
            sleep(delay).await;
            step = *next;
        }
        // The client may have gone; what it sees then is the test's matter.
        match step {
            Step::Send(bytes) => {
                let bytes = if head { without_body(&bytes) } else { bytes };
                if socket.write_all(&bytes).await.is_err() || last {
                    return;
                }
            }
            Step::SendAndClose(bytes) => {
                let _ = socket.write_all(&bytes).await;
                let _ = socket.shutdown().await;
                return;
            }
            Step::Close | Step::After(..) => return,
            Step::Hold => std::future::pending().await,
        }
    }
}

fn without_body(bytes: &Bytes) -> Bytes {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    end.map_or_else(|| bytes.clone(), |at| bytes.slice(..at + 4))
}
