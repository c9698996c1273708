//! Shared by the campaigns on timeouts and load: a server of a rotating session, a token source, slow bodies, and
//! separate runtimes.

use bytes::Bytes;
use portcullis_core::{
    Client, ErrorKind, Result, Secret,
    auth::{
        oauth2::{Token, TokenReply, TokenSource},
        session::{Probe, SessionProtocol},
    },
    http::{HeaderName, StatusCode},
    transport::{BoxFuture, TransportError},
};
use portcullis_testkit::wire::{Scripted, header, lost, reply};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    ops::Range,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    sync::oneshot,
    time::{Instant, Sleep, sleep},
};

pub(crate) const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

pub(crate) const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// Locks, also after a thread panicked while it held the lock.
pub(crate) fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Splits `0..count` over two threads, each with a paused clock and its own sequence of random numbers.
pub(crate) fn on_paused_time<T, F>(
    count: usize,
    work: impl Fn(Range<usize>) -> F + Send + Clone + 'static,
) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T>,
{
    let threads: Vec<_> = [0..count / 2, count / 2..count]
        .into_iter()
        .map(|part| {
            let work = work.clone();
            std::thread::spawn(move || {
                fastrand::seed(part.start as u64 + 1);
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .start_paused(true)
                    .build()
                    .unwrap();
                runtime.block_on(work(part))
            })
        })
        .collect();
    threads.into_iter().map(|thread| thread.join().unwrap()).collect()
}

/// Runs work over sockets, in a runtime of its own with a real clock.
pub(crate) fn on_sockets<T, F>(work: impl FnOnce() -> F + Send + 'static) -> T
where
    T: Send + 'static,
    F: Future<Output = T>,
{
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(work())
    });
    thread.join().unwrap()
}

/// A body that repeats one chunk, with a pause before each.
pub(crate) struct SlowBody {
    chunk: Bytes,
    every: Duration,
    left: usize,
    last: Option<Bytes>,
    end: Option<TransportError>,
    pause: Pin<Box<Sleep>>,
    /// Dropped with the body, or at its end.
    tail: Option<Box<dyn Send>>,
}

impl SlowBody {
    pub(crate) fn new(chunk: impl Into<Bytes>, every: Duration, left: usize) -> Self {
        Self {
            chunk: chunk.into(),
            every,
            left,
            last: None,
            end: None,
            pause: Box::pin(sleep(every)),
            tail: None,
        }
    }

    /// Ends with this error after the last chunk.
    pub(crate) fn fails_with(mut self, error: TransportError) -> Self {
        self.end = Some(error);
        self
    }

    /// Adds a chunk without a pause at the end.
    pub(crate) fn then(mut self, last: impl Into<Bytes>) -> Self {
        self.last = Some(last.into());
        self
    }

    /// Drops this value with the body, or at its end.
    pub(crate) fn tail(mut self, tail: impl Send + 'static) -> Self {
        self.tail = Some(Box::new(tail));
        self
    }
}

impl futures_core::Stream for SlowBody {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            let last = self.last.take().map(Ok);
            if last.is_none() {
                self.tail = None;
            }
            return Poll::Ready(last.or_else(|| self.end.take().map(Err)));
        }
        ready!(self.pause.as_mut().poll(cx));
        let next = Instant::now() + self.every;
        self.pause.as_mut().reset(next);
        self.left -= 1;
        Poll::Ready(Some(Ok(self.chunk.clone())))
    }
}

/// Requests tokens at `/token`.
pub(crate) struct Tokens;

impl TokenSource for Tokens {
    fn fetch(&self, client: Client, refresh: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let place = if refresh.is_some() { "/token/refresh" } else { "/token" };
        Box::pin(async move {
            client.post(place).without_credential().call::<TokenReply>().await.map(Token::from)
        })
    }
}

const HEADER: HeaderName = HeaderName::from_static("x-token");

/// Logs in at `/login`, probes at `/check`.
pub(crate) struct Sessions;

impl SessionProtocol for Sessions {
    fn header(&self) -> HeaderName {
        HEADER
    }
    fn login(&self, client: Client) -> BoxFuture<'static, Result<Secret>> {
        Box::pin(client.post("/login").without_credential().pick("token").call())
    }
    fn probe(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<Probe>> {
        Box::pin(async move {
            let check = client.post("/check").authorize_with(HEADER, token).pick("token");
            match check.call::<Secret>().await {
                Ok(token) => Ok(Probe::Alive(Some(token))),
                Err(error) if error.kind() == ErrorKind::Auth => Ok(Probe::Gone),
                Err(error) => Err(error),
            }
        })
    }
    fn logout(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<()>> {
        Box::pin(client.get("/logout").once().authorize_with(HEADER, token).done())
    }
    fn token_in(&self, _: StatusCode, body: &[u8]) -> Option<Secret> {
        let value: Value = serde_json::from_slice(body).ok()?;
        value["token"].as_str().map(Secret::from)
    }
}

/// A server that replaces the token with every reply; the old token is invalid at once.
#[derive(Default)]
pub(crate) struct RotatingServer {
    valid: Option<u64>,
    issued: u64,
    pub(crate) logins: usize,
    pub(crate) probes: usize,
    pub(crate) refused: usize,
    pub(crate) applied: usize,
    /// The reply to the nth applied request is lost.
    pub(crate) lose: Option<usize>,
    /// Notified when the request to this path is applied, before the reply is sent.
    pub(crate) notify: HashMap<String, oneshot::Sender<()>>,
}

impl RotatingServer {
    fn rotate(&mut self) -> String {
        self.issued += 1;
        self.valid = Some(self.issued);
        format!("t{}", self.issued)
    }

    /// Starts the server; `pause` returns how long a request, and its reply, takes on the wire.
    pub(crate) fn start(
        self,
        pause: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> (Scripted, Arc<Mutex<Self>>) {
        let server = Arc::new(Mutex::new(self));
        let (state, pause) = (server.clone(), Arc::new(pause));
        let wire = Scripted::new(move |out, _| {
            let (state, pause) = (state.clone(), pause.clone());
            async move {
                sleep(pause()).await;
                let answer = {
                    let mut server = locked(&state);
                    let sent = header(&out, "x-token").and_then(|t| t.trim_start_matches('t').parse().ok());
                    let known = sent.is_some() && sent == server.valid;
                    match out.url.path() {
                        "/login" => {
                            server.logins += 1;
                            reply(200, &json!({"token": server.rotate()}))
                        }
                        path => {
                            server.probes += usize::from(path == "/check");
                            if known {
                                server.applied += usize::from(path != "/check");
                                let token = server.rotate();
                                if let Some(notify) = server.notify.remove(path) {
                                    let _ = notify.send(());
                                }
                                if server.lose == Some(server.applied) {
                                    server.lose = None;
                                    lost()
                                } else {
                                    reply(200, &json!({"token": token, "id": 1, "items": [1]}))
                                }
                            } else {
                                server.refused += 1;
                                reply(403, &json!({"code": "bad_key", "message": "token"}))
                            }
                        }
                    }
                };
                sleep(pause()).await;
                answer
            }
        });
        (wire, server)
    }
}
