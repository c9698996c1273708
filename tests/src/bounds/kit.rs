//! What the campaigns about time and load share: a rotating session's server, a token source, bodies that
//! drip, and runtimes of their own.

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

/// A lock that a panic elsewhere does not take away.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
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

/// A body of one chunk again and again, with a pause before each.
pub(crate) struct Drip {
    chunk: Bytes,
    every: Duration,
    left: usize,
    last: Option<Bytes>,
    end: Option<TransportError>,
    pause: Pin<Box<Sleep>>,
    /// Dropped with the body, or at its end.
    tail: Option<Box<dyn Send>>,
}

impl Drip {
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

    /// How it breaks after the last chunk.
    pub(crate) fn breaks(mut self, error: TransportError) -> Self {
        self.end = Some(error);
        self
    }

    /// What comes after the last chunk.
    pub(crate) fn then(mut self, last: impl Into<Bytes>) -> Self {
        self.last = Some(last.into());
        self
    }

    pub(crate) fn tail(mut self, tail: impl Send + 'static) -> Self {
        self.tail = Some(Box::new(tail));
        self
    }
}

impl futures_core::Stream for Drip {
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

/// Gets tokens at `/token`.
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

/// Opens sessions at `/login`, checks them at `/check`.
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

/// A server whose every reply replaces the token; the old one is dead at once.
#[derive(Default)]
pub(crate) struct Vault {
    valid: Option<u64>,
    issued: u64,
    pub(crate) logins: usize,
    pub(crate) probes: usize,
    pub(crate) refused: usize,
    pub(crate) applied: usize,
    /// The reply to the nth applied request is lost.
    pub(crate) lose: Option<usize>,
    /// Who is told when the request to this path was done, before the reply is on its way.
    pub(crate) tell: HashMap<String, oneshot::Sender<()>>,
}

impl Vault {
    fn rotate(&mut self) -> String {
        self.issued += 1;
        self.valid = Some(self.issued);
        format!("t{}", self.issued)
    }

    /// The server end of it; `pause` says how long a request and its reply are under way.
    pub(crate) fn open(
        self,
        pause: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> (Scripted, Arc<Mutex<Self>>) {
        let vault = Arc::new(Mutex::new(self));
        let (state, pause) = (vault.clone(), Arc::new(pause));
        let wire = Scripted::new(move |out, _| {
            let (state, pause) = (state.clone(), pause.clone());
            async move {
                sleep(pause()).await;
                let answer = {
                    let mut vault = held(&state);
                    let sent = header(&out, "x-token").and_then(|t| t.trim_start_matches('t').parse().ok());
                    let known = sent.is_some() && sent == vault.valid;
                    match out.url.path() {
                        "/login" => {
                            vault.logins += 1;
                            reply(200, &json!({"token": vault.rotate()}))
                        }
                        path => {
                            vault.probes += usize::from(path == "/check");
                            if known {
                                vault.applied += usize::from(path != "/check");
                                let token = vault.rotate();
                                if let Some(tell) = vault.tell.remove(path) {
                                    let _ = tell.send(());
                                }
                                if vault.lose == Some(vault.applied) {
                                    vault.lose = None;
                                    lost()
                                } else {
                                    reply(200, &json!({"token": token, "id": 1, "items": [1]}))
                                }
                            } else {
                                vault.refused += 1;
                                reply(403, &json!({"code": "bad_key", "message": "token"}))
                            }
                        }
                    }
                };
                sleep(pause()).await;
                answer
            }
        });
        (wire, vault)
    }
}
