//! A future that is dropped, at each of its poll indices, over each kind of client.

mod pool;

use super::{
    fixtures::{Drip, Sessions, Tokens, held, ms, on_paused_time, on_sockets, secs},
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

/// Much longer than anything here takes when nothing is stuck.
const PATIENCE: Duration = secs(600);

/// Polls at most so often, then drops what it polled. `true` if that came to its end.
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

/// What is dropped.
#[derive(Clone, Copy, Debug)]
enum What {
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

const WHATS: [What; 14] = [
    What::Read,
    What::Write,
    What::Optional,
    What::Full,
    What::Done,
    What::Next,
    What::FirstPage,
    What::All,
    What::Pages,
    What::Download,
    What::Sifted,
    What::Upload,
    What::Close,
    What::Logout,
];

/// What goes wrong at the server meanwhile.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trouble {
    None,
    Busy,
    Refused,
    Lost,
}

const TROUBLES: [Trouble; 4] = [Trouble::None, Trouble::Busy, Trouble::Refused, Trouble::Lost];

#[derive(Default)]
struct Tally {
    drops: usize,
    wedges: Vec<String>,
    most_polls: usize,
}

pub(super) fn t7(scale: Scale) -> Campaign {
    Box::pin(async move {
        // Reduced: every thirteenth combination, so that all of each kind come up.
        let cases: Vec<Case> = cases().step_by(scale.pick(1, 13)).collect();
        let combinations = cases.len();
        let mut tally = Tally::default();
        for part in on_paused_time(combinations, move |numbers| part(cases[numbers].to_vec())) {
            tally.drops += part.drops;
            tally.wedges.extend(part.wedges);
            tally.most_polls = tally.most_polls.max(part.most_polls);
        }
        let pool = on_sockets(move || pool::wedges(scale.pick(40, 1)));
        let found = tally.wedges.first().map_or(String::new(), |w| format!(", such as {w}"));
        Measured::new(
            tally.wedges.is_empty() && pool.wedges == 0 && tally.most_polls > 3 && pool.dropped > 0,
            format!(
                "{} drops in {combinations} combinations on paused time, up to poll {}: {} wedges{found}; {} drops \
                 over sockets: {} wedges",
                tally.drops,
                tally.most_polls,
                tally.wedges.len(),
                pool.dropped,
                pool.wedges
            ),
        )
    })
}

fn cases() -> impl Iterator<Item = Case> {
    KINDS.into_iter().flat_map(|kind| {
        WHATS.into_iter().flat_map(move |what| {
            TROUBLES
                .into_iter()
                // Who has no token to renew is refused for good.
                .filter(move |t| *t != Trouble::Refused || !matches!(kind, Kind::Plain | Kind::Paced))
                .flat_map(move |trouble| [false, true].map(|behind| (kind, what, trouble, behind)))
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

/// Which client, what is dropped, what goes wrong, and whether it waits behind another call.
type Case = (Kind, What, Trouble, bool);

async fn every_index(it: Case, tally: &mut Tally) {
    for polls in 0.. {
        let (whole, fine) = case(it, polls).await;
        tally.drops += 1;
        if !fine {
            tally.wedges.push(format!("{it:?} at poll {polls}"));
        }
        if whole {
            tally.most_polls = tally.most_polls.max(polls);
            return;
        }
        // A future that does not end is a wedge of its own.
        if polls > 500 {
            tally.wedges.push(format!("{it:?} does not end"));
            return;
        }
    }
}

/// Whether the dropped future came to its end, and whether everybody else was served.
async fn case((kind, what, trouble, behind): Case, polls: usize) -> (bool, bool) {
    let wire = server(trouble);
    let client = client(&wire, kind);
    let other = || {
        let call = client.get("/u").idempotent().call::<Value>().timeout(PATIENCE);
        tokio::spawn(async move { call.await.is_ok() })
    };
    let mut others = Vec::new();
    if behind {
        others.push(other());
        tokio::task::yield_now().await;
    }
    let victim = Polled { inner: Some(victim(&client, what)), left: polls };
    others.push(other());
    let whole = timeout(PATIENCE, victim).await;
    let mut fine = whole.is_ok();
    others.push(other());
    for other in others {
        fine &= timeout(PATIENCE, other).await.is_ok_and(|joined| joined.unwrap());
    }
    fine &= client.close(secs(60), false).await.is_ok();
    // The plan is fresh again by then: a place in the queue that somebody took along would show.
    sleep(secs(60)).await;
    fine &= client.post("/u").call::<Value>().timeout(secs(1)).await.is_ok();
    (whole.unwrap_or(true), fine)
}

fn victim(client: &Client, what: What) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    let client = client.clone();
    let call = client.get("/u").call::<Value>();
    let list = client.get("/u").list::<u64>("items");
    match what {
        What::Read => ended(call),
        What::Write => ended(client.post("/u").json(&json!({"a": 1})).call::<Value>()),
        What::Optional => ended(call.optional()),
        What::Full => ended(call.full()),
        What::Done => ended(client.delete("/u").done()),
        What::Next => {
            let mut list = list;
            ended(async move { list.try_next().await })
        }
        What::FirstPage => ended(list.first_page()),
        What::All => ended(list.all()),
        What::Pages => {
            let mut pages = list.pages();
            ended(async move {
                while pages.try_next().await?.is_some() {}
                Ok(())
            })
        }
        What::Download => ended(client.get("/u").download().bytes()),
        What::Sifted => {
            let mut download = client.get("/u").sifted::<()>(all_but_one);
            ended(async move {
                while download.try_next().await?.is_some() {}
                Ok(())
            })
        }
        What::Upload => ended(client.post("/u").upload("text/plain", slow_upload(ms(2))).call::<Value>()),
        What::Close => ended(async move {
            client.get("/u").call::<Value>().await?;
            client.close(secs(5), false).await
        }),
        What::Logout => ended(async move {
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
struct Site {
    token: u64,
    calls: usize,
}

/// Tokens of both kinds, each reply in three pieces; the second call meets the trouble.
fn server(trouble: Trouble) -> Scripted {
    let site: Arc<Mutex<Site>> = Arc::default();
    Scripted::new(move |out, _| {
        let site = site.clone();
        async move {
            for _ in 0..3 {
                sleep(ms(2)).await;
            }
            let path = out.url.path().to_owned();
            if let Some(Body::Stream { mut stream, .. }) = out.body {
                while next(&mut stream).await.is_some() {}
            }
            let (token, meets) = {
                let mut site = held(&site);
                site.token += 1;
                site.calls += usize::from(path == "/u");
                (site.token, path == "/u" && site.calls == 2)
            };
            match trouble {
                Trouble::Busy if meets => return reply(503, &json!({})),
                Trouble::Refused if meets => return reply(401, &json!({})),
                Trouble::Lost if meets => return lost(),
                _ => {}
            }
            let whole = json!({"access_token": format!("t{token}"), "expires_in": 3600,
                "token": format!("t{token}"), "id": 1, "items": [1], "total": 3})
            .to_string();
            let mut headers = HeaderMap::new();
            headers.insert("content-length", (whole.len() + 3).into());
            let body = Drip::new(" ", ms(2), 3).then(whole);
            Ok(Incoming::new(StatusCode::OK, headers, Box::pin(body)))
        }
    })
}
