//! A future that is dropped at each of its poll indices, over each kind of client.

mod pool;

use super::{
    fixtures::{Sessions, SlowBody, Tokens, locked, ms, on_paused_time, on_sockets, secs},
    transfers::{all_but_one, next, slow_upload},
};

use crate::promise::{Campaign, Measured, Scale};
use portcullis_core::{
    Client, Result, Retry,
    auth::{Authenticate, oauth2::OAuth2, session::Session},
    http::{HeaderMap, StatusCode},
    pacing::Limit,
    transport::{Body, Incoming},
};
use portcullis_testkit::wire::{Scripted, lost, reply};
use serde_json::{Value, json};
use std::{
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// Much longer than any call here takes unless it is blocked.
const NEVER: Duration = secs(600);

/// Polls the inner future at most `left` times, then drops it. Returns `true` if the inner future completed.
struct Polled {
    inner: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    left: usize,
}

impl Future for Polled {
    type Output = bool;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        if self.left > 0 {
            self.left -= 1;
            if let Some(inner) = &mut self.inner {
                match inner.as_mut().poll(cx) {
                    Poll::Ready(()) => return Poll::Ready(true),
                    Poll::Pending if self.left > 0 => return Poll::Pending,
                    Poll::Pending => {}
                }
            }
        }
        self.inner = None;
        Poll::Ready(false)
    }
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Plain,
    Paced,
    Token,
    Session,
    Lanes,
}

const KINDS: [Kind; 5] = [Kind::Plain, Kind::Paced, Kind::Token, Kind::Session, Kind::Lanes];

/// The kind of future that is dropped.
#[derive(Clone, Copy, Debug)]
enum Target {
    Read,
    Write,
    Optional,
    Full,
    Done,
    Next,
    FirstPage,
    All,
    Pages,
    Download,
    Sifted,
    Upload,
    Close,
    Logout,
}

const TARGETS: [Target; 14] = [
    Target::Read,
    Target::Write,
    Target::Optional,
    Target::Full,
    Target::Done,
    Target::Next,
    Target::FirstPage,
    Target::All,
    Target::Pages,
    Target::Download,
    Target::Sifted,
    Target::Upload,
    Target::Close,
    Target::Logout,
];

/// The fault that the server shows on its second call.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    Busy,
    Refused,
    Lost,
}

const FAULTS: [Fault; 4] = [Fault::None, Fault::Busy, Fault::Refused, Fault::Lost];

#[derive(Default)]
struct Tally {
    drops: usize,
    blocked: Vec<String>,
    most_polls: usize,
}

pub(super) fn t7(scale: Scale) -> Campaign {
    Box::pin(async move {
        // Reduced: every thirteenth combination, which covers each kind.
        let cases: Vec<Case> = cases().step_by(scale.pick(1, 13)).collect();
        let combinations = cases.len();
        let mut tally = Tally::default();
        for part in on_paused_time(combinations, move |numbers| part(cases[numbers].to_vec())) {
            tally.drops += part.drops;
            tally.blocked.extend(part.blocked);
            tally.most_polls = tally.most_polls.max(part.most_polls);
        }
        let pool = on_sockets(move || pool::blocked(scale.pick(40, 1)));
        let found = tally.blocked.first().map_or(String::new(), |w| format!(", such as {w}"));
        Measured::new(
            tally.blocked.is_empty() && pool.blocked == 0 && tally.most_polls > 3 && pool.dropped > 0,
            format!(
                "{} drops in {combinations} combinations on paused time, up to poll {}: {} blocked{found}; {} \
                 drops over sockets: {} blocked",
                tally.drops,
                tally.most_polls,
                tally.blocked.len(),
                pool.dropped,
                pool.blocked
            ),
        )
    })
}

fn cases() -> impl Iterator<Item = Case> {
    KINDS.into_iter().flat_map(|kind| {
        TARGETS.into_iter().flat_map(move |what| {
            FAULTS
                .into_iter()
                // A client without a renewable token fails after a 401.
                .filter(move |t| *t != Fault::Refused || !matches!(kind, Kind::Plain | Kind::Paced))
                .flat_map(move |fault| [false, true].map(|behind| (kind, what, fault, behind)))
        })
    })
}

async fn part(cases: Vec<Case>) -> Tally {
    let mut tally = Tally::default();
    for it in cases {
        every_index(it, &mut tally).await;
    }
    tally
}

/// The client, the future that is dropped, the fault, and whether the future is queued behind another call.
type Case = (Kind, Target, Fault, bool);

async fn every_index(it: Case, tally: &mut Tally) {
    for polls in 0.. {
        let (whole, fine) = case(it, polls).await;
        tally.drops += 1;
        if !fine {
            tally.blocked.push(format!("{it:?} at poll {polls}"));
        }
        if whole {
            tally.most_polls = tally.most_polls.max(polls);
            return;
        }
        // A future that does not complete counts as blocked, too.
        if polls > 500 {
            tally.blocked.push(format!("{it:?} does not end"));
            return;
        }
    }
}

/// Whether the dropped future completed, and whether all other calls succeeded.
async fn case((kind, what, fault, behind): Case, polls: usize) -> (bool, bool) {
    let wire = server(fault);
    let client = client(&wire, kind);
    let closes = matches!(what, Target::Close | Target::Logout);
    let other = || {
        let (call, client) = (client.get("/u").idempotent().call::<Value>().timeout(NEVER), client.clone());
        tokio::spawn(async move { call.await.is_ok() || (closes && client.is_closed()) })
    };
    let mut others = Vec::new();
    if behind {
        others.push(other());
        tokio::task::yield_now().await;
    }
    let target = Polled { inner: Some(target(&client, what)), left: polls };
    others.push(other());
    let whole = timeout(NEVER, target).await;
    let mut fine = whole.is_ok();
    others.push(other());
    for other in others {
        fine &= timeout(NEVER, other).await.is_ok_and(|joined| joined.unwrap());
    }
    fine &= timeout(secs(60), client.idle()).await.is_ok();
    // By then the rate plan is free again: a concurrency slot lost by the dropped call would show.
    sleep(secs(60)).await;
    let last = client.post("/u").call::<Value>().timeout(secs(1)).await;
    fine &= last.is_ok() || (closes && client.is_closed());
    (whole.unwrap_or(true), fine)
}

fn target(client: &Client, what: Target) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    let client = client.clone();
    let call = client.get("/u").call::<Value>();
    let list = client.get("/u").list::<u64>("items");
    match what {
        Target::Read => ended(call),
        Target::Write => ended(client.post("/u").json(&json!({"a": 1})).call::<Value>()),
        Target::Optional => ended(call.optional()),
        Target::Full => ended(call.full()),
        Target::Done => ended(client.delete("/u").done()),
        Target::Next => {
            let mut list = list;
            ended(async move { list.try_next().await })
        }
        Target::FirstPage => ended(list.first_page()),
        Target::All => ended(list.all()),
        Target::Pages => {
            let mut pages = list.pages();
            ended(async move {
                while pages.try_next().await?.is_some() {}
                Ok(())
            })
        }
        Target::Download => ended(client.get("/u").download().bytes()),
        Target::Sifted => {
            let mut download = client.get("/u").sifted::<()>(all_but_one);
            ended(async move {
                while download.try_next().await?.is_some() {}
                Ok(())
            })
        }
        Target::Upload => ended(client.post("/u").upload("text/plain", slow_upload(ms(2))).call::<Value>()),
        Target::Close => ended(async move {
            client.get("/u").call::<Value>().await?;
            client.close(secs(5), false).await
        }),
        Target::Logout => ended(async move {
            client.get("/u").call::<Value>().await?;
            client.close(secs(5), true).await
        }),
    }
}

fn ended<T>(
    call: impl Future<Output = Result<T>> + Send + 'static,
) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let _ = call.await;
    })
}

fn client(wire: &Scripted, kind: Kind) -> Client {
    let auth: Option<Arc<dyn Authenticate>> = match kind {
        Kind::Plain | Kind::Paced => None,
        Kind::Token => Some(Arc::new(OAuth2::new(Tokens))),
        Kind::Session => Some(Arc::new(Session::new(Sessions, None))),
        Kind::Lanes => Some(Arc::new(Session::with_lanes(Sessions, None, 2))),
    };
    wire.shaped(auth, |b| {
        let b = b.retry(Retry::default().base(ms(20)));
        match kind {
            Kind::Paced => b.in_flight(1).pacing([Limit::new(1, secs(1)), Limit::new(4, secs(10))]),
            Kind::Plain => b.in_flight(1),
            _ => b.in_flight(2),
        }
    })
}

#[derive(Default)]
struct ServerState {
    token: u64,
    calls: usize,
}

/// Tokens of both kinds, each reply in three pieces; the second call gets the fault.
fn server(fault: Fault) -> Scripted {
    let state: Arc<Mutex<ServerState>> = Arc::default();
    Scripted::new(move |out, _| {
        let state = state.clone();
        async move {
            for _ in 0..3 {
                sleep(ms(2)).await;
            }
            let path = out.url.path().to_owned();
            if let Some(Body::Stream { mut stream, .. }) = out.body {
                while next(&mut stream).await.is_some() {}
            }
            let (token, faulty) = {
                let mut state = locked(&state);
                state.token += 1;
                state.calls += usize::from(path == "/u");
                (state.token, path == "/u" && state.calls == 2)
            };
            match fault {
                Fault::Busy if faulty => return reply(503, &json!({})),
                Fault::Refused if faulty => return reply(401, &json!({})),
                Fault::Lost if faulty => return lost(),
                _ => {}
            }
            let whole = json!({"access_token": format!("t{token}"), "expires_in": 3600,
                "token": format!("t{token}"), "id": 1, "items": [1], "total": 3})
            .to_string();
            let mut headers = HeaderMap::new();
            headers.insert("content-length", (whole.len() + 3).into());
            let body = SlowBody::new(" ", ms(2), 3).then(whole);
            Ok(Incoming::new(StatusCode::OK, headers, Box::pin(body)))
        }
    })
}
