//! A server that hands out tokens `t1`, `t2`, … and takes them back as its script says, and keeps books.

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
    /// The request never got to the server.
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

    /// One of the ways in which a token request fails for good in one try, and its name.
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

    pub(crate) async fn say(self) -> Result<Incoming, TransportError> {
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
pub(crate) struct Book {
    /// Every token request: when, and with which refresh token.
    pub(crate) asked: Vec<(Instant, Option<String>)>,
    /// Every other request: when, and with which token.
    pub(crate) used: Vec<(Instant, usize)>,
}

/// The server.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) wire: Scripted,
    book: Arc<Mutex<Book>>,
}

impl Desk {
    /// The first script answers the nth token request, the second a request to a path with the nth token. Each
    /// answer comes after its wait.
    pub(crate) fn new(
        token: impl Fn(usize, Option<&str>) -> (Duration, Answer) + Send + Sync + 'static,
        api: impl Fn(&str, usize) -> (Duration, Answer) + Send + Sync + 'static,
    ) -> Self {
        let book = Arc::new(Mutex::new(Book::default()));
        let kept = book.clone();
        let wire = Scripted::new(move |out, _| {
            let mut book = kept.lock().unwrap();
            let (wait, answer) = if out.url.path() == "/token" {
                let refresh = header(&out, REFRESH.as_str()).map(str::to_owned);
                let said = token(book.asked.len() + 1, refresh.as_deref());
                if said.1.received() {
                    book.asked.push((Instant::now(), refresh));
                }
                said
            } else {
                let bearer = header(&out, "authorization").unwrap_or_default();
                let number = bearer.trim_start_matches("Bearer t").parse().unwrap_or(0);
                book.used.push((Instant::now(), number));
                api(out.url.path(), number)
            };
            async move {
                sleep(wait).await;
                answer.say().await
            }
        });
        Self { wire, book }
    }

    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }

    /// How many token requests arrived.
    pub(crate) fn asked(&self) -> usize {
        self.book().asked.len()
    }

    pub(crate) fn client(&self) -> Client {
        self.wire.client(Some(Arc::new(OAuth2::new(Source))))
    }

    pub(crate) fn client_of(&self, source: impl TokenSource) -> Client {
        self.wire.client(Some(Arc::new(OAuth2::new(source))))
    }
}

/// Asks the desk for a token.
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

/// As [`Source`], but the first so many fetches panic after this wait.
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

    /// The next so many fetches panic.
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
                // A panic in all but its message: the hook that prints it is left out.
                resume_unwind(Box::new("scripted"));
            }
            fetch.await
        })
    }
}

/// How the calls of a crowd ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Crowd {
    pub(crate) done: usize,
    pub(crate) failed: usize,
    pub(crate) cancelled: usize,
    pub(crate) panicked: usize,
}

/// So many callers arrive within the spread; each is cancelled, perhaps, so long after its arrival.
pub(crate) async fn crowd(
    client: &Client,
    callers: usize,
    spread: Duration,
    cancel: impl Fn(usize) -> Option<Duration>,
) -> Crowd {
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
    let mut crowd = Crowd::default();
    for call in calls {
        match call.await {
            Ok(Some(Ok(_))) => crowd.done += 1,
            Ok(Some(Err(_))) => crowd.failed += 1,
            Ok(None) => crowd.cancelled += 1,
            Err(_) => crowd.panicked += 1,
        }
    }
    crowd
}

/// A random time up to this one, in whole milliseconds.
pub(crate) fn within(most: Duration) -> Duration {
    let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(fastrand::u64(0..=most))
}

pub(crate) fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}
