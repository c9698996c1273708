//! One token for many callers.

use super::{
    beside, client, crowd, drop_a_task, exhaust, explore, far, impatient, reply, sent, token, turns,
};
use crate::{
    Client, Error, ErrorKind, Result, Secret,
    auth::{
        Authenticate as _,
        oauth2::{OAuth2, Token, TokenSource},
        schedules::below,
    },
    transport::{BoxFuture, Incoming, Outgoing, Transport, TransportError},
};
use http::StatusCode;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, SystemTime},
};
use tokio::sync::Semaphore;

const CALLERS: usize = 4;

/// A server that gives the tokens `t1`, `t2`, … and may refuse those below a number.
struct Site {
    /// What the nth request for a token brings.
    answer: fn(usize) -> Result<Token>,
    /// How many turns that takes.
    turns: usize,
    /// How many callers must have begun to wait before it comes.
    awaited: usize,
    waiting: Semaphore,
    asked: AtomicUsize,
    valid_from: AtomicUsize,
    newest_sent: AtomicUsize,
}

fn site(answer: fn(usize) -> Result<Token>) -> Site {
    Site {
        answer,
        turns: 2,
        awaited: 0,
        waiting: Semaphore::new(0),
        asked: AtomicUsize::new(0),
        valid_from: AtomicUsize::new(0),
        newest_sent: AtomicUsize::new(0),
    }
}

impl Site {
    fn asked(&self) -> usize {
        self.asked.load(SeqCst)
    }
}

fn good(number: usize) -> Token {
    Token::new(token(number))
}

fn down(number: usize) -> Result<Token> {
    Err(Error::new(ErrorKind::Connect, format!("down at request {number}")))
}

fn refused(_: usize) -> Result<Token> {
    Err(Error::new(ErrorKind::Auth, "no such key"))
}

struct At(Arc<Site>);

impl TokenSource for At {
    fn fetch(&self, _: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let site = self.0.clone();
        Box::pin(async move {
            let number = site.asked.fetch_add(1, SeqCst) + 1;
            let _crowd = site.waiting.acquire_many(u32::try_from(site.awaited).unwrap()).await;
            turns(site.turns).await;
            (site.answer)(number)
        })
    }
}

impl Transport for At {
    fn send(&self, request: Outgoing) -> BoxFuture<'static, Result<Incoming, TransportError>> {
        let site = self.0.clone();
        Box::pin(async move {
            turns(1).await;
            let token = sent(&request, "authorization");
            site.newest_sent.fetch_max(token, SeqCst);
            let accepted = token >= site.valid_from.load(SeqCst);
            turns(1).await;
            Ok(reply(if accepted { StatusCode::OK } else { StatusCode::UNAUTHORIZED }, "{}".into()))
        })
    }
}

fn open(site: Site) -> (Arc<Site>, Client) {
    shaped(site, |auth| auth)
}

fn shaped(site: Site, shape: fn(OAuth2) -> OAuth2) -> (Arc<Site>, Client) {
    let site = Arc::new(site);
    let auth = shape(OAuth2::new(At(site.clone())).wall_clock(|| SystemTime::UNIX_EPOCH));
    (site.clone(), client(At(site), Arc::new(auth)))
}

fn call(client: &Client) -> impl Future<Output = Result<()>> + Send + 'static {
    client.post("/u").done()
}

#[test]
fn a_cold_crowd_is_served_by_one_request() {
    explore(|| async {
        let (site, client) = open(site(|n| Ok(good(n))));
        let results = crowd(CALLERS, |_| call(&client)).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!((site.asked(), site.newest_sent.load(SeqCst)), (1, 1));
    });
}

#[test]
fn two_cold_callers_are_served_by_one_request_in_every_order() {
    exhaust(|| async {
        let site = Arc::new(Site { turns: 0, ..site(|n| Ok(good(n))) });
        let auth = Arc::new(OAuth2::new(At(site.clone())));
        let client = client(At(site.clone()), auth.clone());
        let caller = || {
            let (auth, client) = (auth.clone(), client.clone());
            async move { auth.authorize(&client, far()).await.map(|c| c.generation) }
        };
        assert!(beside(caller(), caller()).await.into_iter().all(|c| c.unwrap() == 1));
        assert_eq!(site.asked(), 1);
    });
}

#[test]
fn a_failed_request_is_shared_by_the_crowd() {
    explore(|| async {
        let (site, client) = open(Site { awaited: CALLERS, ..site(down) });
        let results = crowd(CALLERS, |_| {
            let (site, mut call) = (site.clone(), Box::pin(call(&client)));
            async move {
                // A call that was polled once waits for the token.
                let early = std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx))).await;
                assert!(early.is_pending());
                site.waiting.add_permits(1);
                call.await
            }
        });
        for result in results.await {
            let error = result.unwrap_err();
            assert_eq!((error.kind(), error.message()), (ErrorKind::Connect, "down at request 1"));
        }
        assert_eq!(site.asked(), 1);
    });
}

#[test]
fn callers_that_give_up_take_nothing_from_the_others() {
    explore(|| async {
        let (site, client) = open(site(|n| Ok(good(n))));
        let results = crowd(CALLERS, |n| {
            // The last one stays.
            let patience = if n + 1 == CALLERS { usize::MAX } else { below(6) };
            impatient(patience, call(&client))
        });
        assert!(results.await.into_iter().flatten().all(|r| r.is_ok()));
        client.close(Duration::from_secs(1), false).await.unwrap();
        assert_eq!(site.asked(), 1);
    });
}

#[test]
fn a_401_to_many_is_one_renewal() {
    explore(|| async {
        let (site, client) = open(site(|n| Ok(good(n))));
        call(&client).await.unwrap();
        site.valid_from.store(2, SeqCst);
        let results = crowd(CALLERS, |_| call(&client)).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!((site.asked(), site.newest_sent.load(SeqCst)), (2, 2));
    });
}

#[test]
fn a_late_401_does_not_discard_the_newer_token_in_any_order() {
    exhaust(|| async {
        let auth = Arc::new(OAuth2::new(At(Arc::new(site(|n| Ok(good(n)))))));
        let client = client(At(Arc::new(site(|n| Ok(good(n))))), auth.clone());
        let old = Arc::new(auth.authorize(&client, far()).await.unwrap());
        let late = {
            let (auth, client, old) = (auth.clone(), client.clone(), old.clone());
            async move { auth.refused(&old, client.post("/u").operation()) }
        };
        let soon = async {
            let again = auth.refused(&old, client.post("/u").operation());
            auth.replace(Token::new(token(2)));
            again
        };
        assert_eq!(beside(late, soon).await, [true, true]);
        assert!(auth.current().is_some_and(|current| current.ct_eq(&token(2))));
    });
}

#[test]
fn a_refused_credential_is_presented_once() {
    explore(|| async {
        let (site, client) = open(site(refused));
        for presented in 1..=2 {
            let results = crowd(CALLERS, |n| {
                let patience = if n + 1 == CALLERS { usize::MAX } else { 2 + below(20) };
                impatient(patience, call(&client))
            });
            assert!(
                results.await.into_iter().flatten().all(|r| r.is_err_and(|e| e.kind() == ErrorKind::Auth))
            );
            assert_eq!(site.asked(), presented);
            client.reset_credentials();
        }
    });
}

#[test]
fn a_request_whose_task_vanishes_leaves_nobody_stuck() {
    explore(|| async {
        let (site, client) = open(site(|n| Ok(good(n))));
        let callers = crowd(CALLERS, |_| call(&client));
        let end = async {
            turns(below(8)).await;
            usize::from(drop_a_task())
        };
        let (results, dropped) = tokio::join!(callers, end);
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert!(site.asked() <= 1 + dropped);
        client.close(Duration::from_secs(1), false).await.unwrap();
    });
}

/// The clock stands still, so a token that is renewed its whole life early is always good and always due.
#[test]
fn an_early_renewal_that_fails_is_tried_once_and_holds_nobody_up() {
    fn once(number: usize) -> Result<Token> {
        if number == 1 { Ok(good(1).life(Some(Duration::from_secs(300)))) } else { down(number) }
    }
    explore(|| async {
        let (site, client) = shaped(site(once), |auth| auth.margin(|life| life));
        call(&client).await.unwrap();
        let results = crowd(CALLERS, |_| call(&client)).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        client.close(Duration::from_secs(1), false).await.unwrap();
        assert_eq!((site.asked(), site.newest_sent.load(SeqCst)), (2, 1));
    });
}
