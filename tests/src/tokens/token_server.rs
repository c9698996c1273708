//! A server that issues and rejects tokens `t1`, `t2`, … by a script, and logs requests.

use portcullis_core::{
    Client, Result, Secret,
    auth::oauth2::{OAuth2, Token, TokenReply, TokenSource},
    http::{HeaderMap, HeaderName, StatusCode},
    transport::{BoxFuture, Incoming, TransportError},
};
use portcullis_testkit::wire::{Scripted, body_of, header, lost, reply, unsent};
use serde_json::{Value, json};
use std::{
    panic::resume_unwind,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::time::{Instant, sleep};

const REFRESH: HeaderName = HeaderName::from_static("x-refresh");

/// One answer of the script.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    Json(u16, Value),
    /// A 200 with exactly this body.
    Raw(String),
    /// The connection breaks without a reply.
    Lost,
    /// The request never reached the server.
    Unsent,
    /// No reply, ever.
    Never,
}

impl Answer {
    pub(crate) fn done() -> Self {
        Self::Json(200, json!({"id": 1}))
    }

    pub(crate) fn refused() -> Self {
        Self::Json(401, json!({"message": "token"}))
    }

    /// The nth token.
    pub(crate) fn token(n: usize, life: u64) -> Self {
        Self::Json(200, json!({"access_token": format!("t{n}"), "expires_in": life}))
    }

    /// One of the ways in which a token request fails in one attempt, and its name.
    pub(crate) fn failure(kind: usize) -> (&'static str, Self) {
        match kind % 6 {
            0 => ("503", Self::Json(503, json!({}))),
            1 => ("401", Self::refused()),
            2 => ("400", Self::Json(400, json!({"code": "invalid_request", "message": "no"}))),
            3 => ("lost", Self::Lost),
            4 => ("garbage", Self::Raw("{\"access_token\":[".into())),
            _ => ("never", Self::Never),
        }
    }

    pub(crate) fn received(&self) -> bool {
        !matches!(self, Self::Unsent)
    }

    pub(crate) async fn send(self) -> Result<Incoming, TransportError> {
        match self {
            Self::Json(status, body) => reply(status, &body),
            Self::Raw(body) => Ok(Incoming::new(StatusCode::OK, HeaderMap::new(), body_of(body))),
            Self::Lost => lost(),
            Self::Unsent => unsent(),
            Self::Never => std::future::pending().await,
        }
    }
}

/// What arrived at the server.
#[derive(Debug, Default)]
pub(crate) struct Log {
    /// Every token request: when, and with which refresh token.
    pub(crate) asked: Vec<(Instant, Option<String>)>,
    /// Every other request: when, and with which token.
    pub(crate) used: Vec<(Instant, usize)>,
}

/// The server.
#[derive(Clone)]
pub(crate) struct TokenServer {
    pub(crate) wire: Scripted,
    log: Arc<Mutex<Log>>,
}

impl TokenServer {
    /// The first script answers the nth token request, the second a request to a path with the nth token. Each
    /// answer comes after its wait.
    pub(crate) fn new(
        token: impl Fn(usize, Option<&str>) -> (Duration, Answer) + Send + Sync + 'static,
        api: impl Fn(&str, usize) -> (Duration, Answer) + Send + Sync + 'static,
    ) -> Self {
        let log = Arc::new(Mutex::new(Log::default()));
        let kept = log.clone();
        let wire = Scripted::new(move |out, _| {
            let mut log = kept.lock().unwrap();
            let (wait, answer) = if out.url.path() == "/token" {
                let refresh = header(&out, REFRESH.as_str()).map(str::to_owned);
                let answer = token(log.asked.len() + 1, refresh.as_deref());
                if answer.1.received() {
                    log.asked.push((Instant::now(), refresh));
                }
                answer
            } else {
                let bearer = header(&out, "authorization").unwrap_or_default();
                let number = bearer.trim_start_matches("Bearer t").parse().unwrap_or(0);
                log.used.push((Instant::now(), number));
                api(out.url.path(), number)
            };
            async move {
                sleep(wait).await;
                answer.send().await
            }
        });
        Self { wire, log }
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap()
    }

    /// How many token requests arrived.
    pub(crate) fn asked(&self) -> usize {
        self.log().asked.len()
    }

    pub(crate) fn client(&self) -> Client {
        self.wire.client(Some(Arc::new(OAuth2::new(Source))))
    }

    pub(crate) fn client_of(&self, source: impl TokenSource) -> Client {
        self.wire.client(Some(Arc::new(OAuth2::new(source))))
    }
}

/// Requests a token from the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source;

impl TokenSource for Source {
    fn fetch(&self, client: Client, refresh: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let request = client.post("/token");
        let request = match refresh {
            Some(refresh) => request.authorize_with(REFRESH, refresh),
            None => request.without_credential(),
        };
        Box::pin(async move { request.call::<TokenReply>().await.map(Token::from) })
    }
}

/// Like [`Source`], but the first fetches panic after `wait`.
#[derive(Clone)]
pub(crate) struct Panicking {
    left: Arc<Mutex<usize>>,
    started: Arc<Mutex<usize>>,
    pub(crate) wait: Duration,
}

impl Panicking {
    pub(crate) fn new(times: usize, wait: Duration) -> Self {
        Self { left: Arc::new(Mutex::new(times)), started: Arc::default(), wait }
    }

    /// Makes the next fetches panic.
    pub(crate) fn panic_next(&self, times: usize) {
        *self.left.lock().unwrap() = times;
    }

    /// How many fetches were begun.
    pub(crate) fn started(&self) -> usize {
        *self.started.lock().unwrap()
    }
}

impl TokenSource for Panicking {
    fn fetch(&self, client: Client, refresh: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        *self.started.lock().unwrap() += 1;
        let panics = {
            let mut left = self.left.lock().unwrap();
            let panics = *left > 0;
            *left = left.saturating_sub(1);
            panics
        };
        let (wait, fetch) = (self.wait, Source.fetch(client, refresh));
        Box::pin(async move {
            if panics {
                sleep(wait).await;
                // A panic that does not run the hook, so that no message is printed.
                resume_unwind(Box::new("scripted"));
            }
            fetch.await
        })
    }
}

/// How the calls of a group ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) done: usize,
    pub(crate) failed: usize,
    pub(crate) cancelled: usize,
    pub(crate) panicked: usize,
}

/// Starts callers at random times within the spread; `cancel` returns after which time one is cancelled, if at all.
pub(crate) async fn group(
    client: &Client,
    callers: usize,
    spread: Duration,
    cancel: impl Fn(usize) -> Option<Duration>,
) -> Group {
    let calls: Vec<_> = (0..callers)
        .map(|n| {
            let call = client.get("/u").call::<Value>();
            let (arrival, cancel) = (within(spread), cancel(n));
            tokio::spawn(async move {
                sleep(arrival).await;
                match cancel {
                    Some(after) => tokio::time::timeout(after, call).await.ok(),
                    None => Some(call.await),
                }
            })
        })
        .collect();
    let mut group = Group::default();
    for call in calls {
        match call.await {
            Ok(Some(Ok(_))) => group.done += 1,
            Ok(Some(Err(_))) => group.failed += 1,
            Ok(None) => group.cancelled += 1,
            Err(_) => group.panicked += 1,
        }
    }
    group
}

/// A random time up to this one, in whole milliseconds.
pub(crate) fn within(most: Duration) -> Duration {
    let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(fastrand::u64(0..=most))
}

pub(crate) fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}
