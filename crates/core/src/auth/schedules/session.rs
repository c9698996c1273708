//! One token that every exchange replaces.

use super::{
    below, beside, client, crowd, drop_a_task, exhaust, explore, far, impatient, number, reply, sent, token,
    turns,
};
use crate::{
    Client, Delivery, Error, ErrorKind, Evidence, Result, Secret,
    auth::{
        Authenticate, Credential, Exchanged, SessionStore,
        session::{Probe, Session, SessionProtocol},
    },
    transport::{BoxFuture, Incoming, Outgoing, Transport, TransportError},
};
use http::{HeaderMap, HeaderName, StatusCode};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

const CALLERS: usize = 4;

/// A server that accepts its newest token only and gives another one with every reply.
#[derive(Default)]
struct State {
    valid: Option<usize>,
    issued: usize,
    stored: Option<usize>,
    in_flight: usize,
    /// The most exchanges at a time.
    most: usize,
    logins: usize,
    probes: usize,
    /// Probes of a token that was not accepted any more.
    stale: usize,
    lost: usize,
    logouts: usize,
    refuses_login: bool,
    loses_replies: bool,
    /// Calls bring no other token.
    steady: bool,
    /// Calls may come with a token that is not accepted.
    forgives: bool,
}

#[derive(Clone, Default)]
struct Site(Arc<Mutex<State>>);

/// An exchange on its way; dropped with the task that waits for it.
struct Line(Site);

impl Drop for Line {
    fn drop(&mut self) {
        self.0.state().in_flight -= 1;
    }
}

impl State {
    fn rotate(&mut self) -> usize {
        self.issued += 1;
        self.valid = Some(self.issued);
        self.issued
    }

    fn accepts(&self, token: usize) -> bool {
        self.valid == Some(token)
    }

    fn call(&mut self, token: usize) -> Result<Incoming, TransportError> {
        let fate = if self.loses_replies { below(6) } else { 5 };
        let lost = || Err(TransportError::new(Evidence::NoStatus, "the connection broke"));
        self.lost += usize::from(fate < 2);
        if fate == 0 {
            return lost();
        }
        if !self.accepts(token) {
            assert!(self.forgives, "t{token} was sent, {:?} is accepted", self.valid);
            return Ok(reply(StatusCode::UNAUTHORIZED, String::new()));
        }
        let next = if self.steady { token } else { self.rotate() };
        if fate == 1 { lost() } else { Ok(reply(StatusCode::OK, format!("t{next}"))) }
    }
}

impl Site {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn exchange<T>(self, act: impl FnOnce(&mut State) -> T) -> T {
        let line = Line(self.clone());
        {
            let mut state = self.state();
            state.in_flight += 1;
            state.most = state.most.max(state.in_flight);
        }
        turns(1).await;
        let answer = act(&mut self.state());
        turns(1).await;
        drop(line);
        answer
    }
}

const HEADER: HeaderName = HeaderName::from_static("x-token");

impl SessionProtocol for Site {
    fn header(&self) -> HeaderName {
        HEADER
    }
    fn login(&self, _: Client) -> BoxFuture<'static, Result<Secret>> {
        Box::pin(self.clone().exchange(|state| {
            state.logins += 1;
            if state.refuses_login {
                return Err(Error::new(ErrorKind::Auth, "no such user"));
            }
            Ok(token(state.rotate()))
        }))
    }
    fn probe(&self, _: Client, doubtful: Secret) -> BoxFuture<'static, Result<Probe>> {
        let doubtful = number(doubtful.expose_secret());
        Box::pin(self.clone().exchange(move |state| {
            state.probes += 1;
            let alive = state.accepts(doubtful);
            state.stale += usize::from(!alive);
            Ok(if alive { Probe::Alive(Some(token(state.rotate()))) } else { Probe::Gone })
        }))
    }
    fn logout(&self, _: Client, last: Secret) -> BoxFuture<'static, Result<()>> {
        let last = number(last.expose_secret());
        Box::pin(self.clone().exchange(move |state| {
            assert!(state.accepts(last), "t{last} was sent, {:?} is accepted", state.valid);
            state.logouts += 1;
            state.valid = None;
            Ok(())
        }))
    }
    fn token_in(&self, _: StatusCode, body: &[u8]) -> Option<Secret> {
        (!body.is_empty()).then(|| Secret::from(std::str::from_utf8(body).unwrap()))
    }
}

impl Transport for Site {
    fn send(&self, request: Outgoing) -> BoxFuture<'static, Result<Incoming, TransportError>> {
        let token = sent(&request, HEADER.as_str());
        Box::pin(self.clone().exchange(move |state| state.call(token)))
    }
}

impl SessionStore for Site {
    fn load(&self) -> BoxFuture<'_, Result<Option<Secret>>> {
        let stored = self.state().stored;
        Box::pin(async move { Ok(stored.map(token)) })
    }
    fn save<'a>(&'a self, token: Option<&'a Secret>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            turns(below(8)).await;
            let token = token.map(|token| number(token.expose_secret()));
            let mut state = self.state();
            assert!(token.is_none() || token >= state.stored, "{token:?} after {:?}", state.stored);
            state.stored = token.or(state.stored);
            Ok(())
        })
    }
}

fn open(state: State) -> (Site, Client) {
    with_lanes(state, 1)
}

fn lanes(state: State) -> (Site, Client) {
    with_lanes(state, CALLERS)
}

fn with_lanes(state: State, lanes: usize) -> (Site, Client) {
    let site = Site(Arc::new(Mutex::new(state)));
    let session = Session::with_lanes(site.clone(), Some(Arc::new(site.clone())), lanes);
    (site.clone(), client(site, Arc::new(session)))
}

fn call(client: &Client) -> impl Future<Output = Result<()>> + Send + 'static {
    client.post("/u").done()
}

/// All but the last caller give up at any moment, from before the login until after the last reply.
async fn leavers(client: &Client) -> Vec<Option<Result<()>>> {
    crowd(CALLERS, |n| impatient(if n + 1 == CALLERS { usize::MAX } else { below(12) }, call(client))).await
}

async fn idle(client: &Client) {
    client.idle().await;
}

#[test]
fn callers_that_give_up_lose_no_token_and_no_two_exchanges_meet() {
    explore(|| async {
        let (site, client) = open(State::default());
        assert!(leavers(&client).await.into_iter().flatten().all(|r| r.is_ok()));
        idle(&client).await;
        let state = site.state();
        assert_eq!((state.most, state.logins, state.probes, state.in_flight), (1, 1, 0, 0));
        assert_eq!(state.stored, state.valid);
    });
}

#[test]
fn a_lost_reply_costs_one_probe_and_no_token_that_is_not_accepted_is_sent() {
    explore(|| async {
        let (site, client) = open(State { loses_replies: true, ..State::default() });
        for result in leavers(&client).await.into_iter().flatten() {
            assert!(result.is_ok() || result.is_err_and(|e| e.delivery() == Delivery::Unknown));
        }
        idle(&client).await;
        site.state().loses_replies = false;
        call(&client).await.unwrap();
        let state = site.state();
        assert_eq!((state.most, state.probes, state.logins), (1, state.lost, 1 + state.stale));
        assert_eq!(state.stored, state.valid);
    });
}

#[test]
fn a_refused_login_is_presented_once() {
    explore(|| async {
        let (site, client) = open(State { refuses_login: true, ..State::default() });
        for presented in 1..=2 {
            let results = leavers(&client).await;
            assert!(results.into_iter().flatten().all(|r| r.is_err_and(|e| e.kind() == ErrorKind::Auth)));
            assert_eq!(site.state().logins, presented);
            client.reset_credentials();
        }
    });
}

#[test]
fn a_logout_waits_for_those_who_gave_up() {
    explore(|| async {
        let (site, client) = open(State::default());
        leavers(&client).await;
        client.close(Duration::from_secs(1), true).await.unwrap();
        let state = site.state();
        assert_eq!((state.logouts, state.most), (1, 1));
    });
}

#[test]
fn a_task_that_vanishes_leaves_nobody_stuck() {
    explore(|| async {
        let (site, client) = open(State { forgives: true, ..State::default() });
        let end = async {
            turns(below(12)).await;
            drop_a_task();
        };
        let (results, ()) = tokio::join!(crowd(CALLERS, |_| call(&client)), end);
        let failed: Vec<_> = results.into_iter().filter_map(Result::err).collect();
        assert!(failed.len() <= 1 && failed.iter().all(|e| e.kind() == ErrorKind::Interrupted), "{failed:?}");
        idle(&client).await;
        call(&client).await.unwrap();
        assert_eq!(site.state().most, 1);
    });
}

#[test]
fn several_lanes_open_one_session() {
    explore(|| async {
        let (site, client) = lanes(State { steady: true, ..State::default() });
        assert!(leavers(&client).await.into_iter().flatten().all(|r| r.is_ok()));
        let state = site.state();
        assert_eq!((state.logins, state.probes), (1, 0));
    });
}

#[test]
fn the_first_replaced_token_brings_several_lanes_to_one() {
    explore(|| async {
        let (site, client) = lanes(State { forgives: true, ..State::default() });
        // Those who went out before it was seen may meet and refuse each other.
        crowd(CALLERS, |_| call(&client)).await;
        idle(&client).await;
        site.state().most = 0;
        let results = crowd(CALLERS, |_| call(&client)).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        idle(&client).await;
        let state = site.state();
        assert_eq!((state.most, state.stored), (1, state.valid));
    });
}

/// Two exchanges began with the same token; the server answered `t2` to one, then `t3` to the other.
#[test]
fn of_two_replies_the_first_seen_is_kept_in_every_order() {
    exhaust(|| async {
        let site = Site::default();
        let session = Arc::new(Session::with_lanes(site.clone(), None, 2));
        let client = client(site, session.clone());
        let first = session.authorize(&client, far()).await.unwrap();
        let second = session.authorize(&client, far()).await.unwrap();
        let generation = first.generation;
        let (slow, gone) = (session.clone(), client.clone());
        let slow = async move { observe(&slow, &gone, &first, "t2").await };
        beside(slow, observe(&session, &client, &second, "t3")).await;
        drop(second);
        let kept = session.authorize(&client, far()).await.unwrap();
        assert_eq!(kept.generation, generation + 1, "both were adopted");
    });
}

async fn observe(session: &Session, client: &Client, used: &Credential, body: &str) {
    let seen = Exchanged::Reply {
        status: StatusCode::OK,
        headers: &HeaderMap::new(),
        body: body.as_bytes(),
        whole: true,
    };
    session.observe(used, client.post("/u").operation(), seen).await;
}
