//! A server that replaces the token in every reply and kills the old one at once.

use crate::support::{Scripted, header, lost, reply};
use portcullis_core::{
    Client, Delivery, ErrorKind, Result, Secret,
    auth::session::{Probe, Session, SessionProtocol},
    http::{HeaderName, StatusCode},
    transport::BoxFuture,
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::sleep;

pub struct Protocol;

const HEADER: HeaderName = HeaderName::from_static("x-token");

impl SessionProtocol for Protocol {
    fn header(&self) -> HeaderName {
        HEADER
    }
    fn login(&self, client: Client) -> BoxFuture<'static, Result<Secret>> {
        Box::pin(client.post("/login").without_credential().pick("token").call())
    }
    fn probe(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<Probe>> {
        Box::pin(async move {
            let call = client.post("/check").authorize_with(HEADER, token).pick("token").call::<Secret>();
            match call.await {
                Ok(token) => Ok(Probe::Alive(Some(token))),
                Err(error) if error.kind() == ErrorKind::Auth => Ok(Probe::Gone),
                Err(error) => Err(error),
            }
        })
    }
    fn logout(&self, client: Client, token: Secret) -> BoxFuture<'static, Result<()>> {
        Box::pin(client.get("/logout").once().ends_session().authorize_with(HEADER, token).done())
    }
    fn token_in(&self, _: StatusCode, body: &[u8]) -> Option<Secret> {
        let text = std::str::from_utf8(body).ok()?;
        let (_, rest) = text.split_once("\"token\":\"")?;
        rest.split_once('"').map(|(token, _)| Secret::from(token))
    }
}

#[derive(Default)]
pub struct Site {
    valid: Option<u64>,
    pub issued: u64,
    pub logins: usize,
    pub probes: usize,
    applied: usize,
    pub logouts: usize,
    /// The reply to the nth applied call is lost.
    lose: Option<usize>,
    /// The reply to the nth applied call never comes.
    stall: Option<usize>,
    pub refuse_login: bool,
}

impl Site {
    pub fn rotate(&mut self) -> String {
        self.issued += 1;
        self.valid = Some(self.issued);
        format!("t{}", self.issued)
    }
}

pub fn site(start: Site) -> (Scripted, Arc<Mutex<Site>>) {
    let site = Arc::new(Mutex::new(start));
    let state = site.clone();
    let wire = Scripted::new(move |out, _| {
        let state = state.clone();
        async move {
            sleep(Duration::from_millis(5)).await;
            let (answer, stalls) = {
                let mut site = state.lock().unwrap();
                let known = header(&out, "x-token").and_then(|t| t.trim_start_matches('t').parse().ok())
                    == site.valid
                    && site.valid.is_some();
                let answer = match out.url.path() {
                    "/login" => {
                        site.logins += 1;
                        if site.refuse_login {
                            reply(401, &json!({"message": "no"}))
                        } else {
                            reply(200, &json!({"token": site.rotate()}))
                        }
                    }
                    _ if !known => {
                        site.probes += usize::from(out.url.path() == "/check");
                        reply(403, &json!({"code": "bad_key", "message": "token"}))
                    }
                    "/check" => {
                        site.probes += 1;
                        reply(200, &json!({"token": site.rotate()}))
                    }
                    "/logout" => {
                        site.logouts += 1;
                        site.valid = None;
                        reply(200, &json!({"token": "tombstone"}))
                    }
                    _ => {
                        site.applied += 1;
                        let token = site.rotate();
                        if site.lose == Some(site.applied) {
                            lost()
                        } else {
                            reply(200, &json!({"token": token, "id": 1}))
                        }
                    }
                };
                (answer, site.stall == Some(site.applied) && out.url.path() == "/u")
            };
            sleep(if stalls { Duration::from_secs(3600) } else { Duration::from_millis(5) }).await;
            answer
        }
    });
    (wire, site)
}

fn client(wire: &Scripted) -> (Client, Arc<Session>) {
    let session = Arc::new(Session::new(Protocol, None));
    (wire.client(Some(session.clone())), session)
}

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_of_which_ten_are_cancelled_lose_no_session() {
    for _ in 0..20 {
        let (wire, site) = site(Site::default());
        let (client, _) = client(&wire);
        let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.post("/u").call::<Value>())).collect();
        sleep(Duration::from_millis(fastrand::u64(20..200))).await;
        let cancelled: Vec<usize> = (0..10).map(|n| n * 10 + 5).collect();
        for n in &cancelled {
            calls[*n].abort();
        }
        for (n, call) in calls.into_iter().enumerate() {
            match call.await {
                Ok(result) => assert!(result.is_ok(), "call {n}: {result:?}"),
                Err(_) => assert!(cancelled.contains(&n)),
            }
        }
        client.get("/u").call::<Value>().await.unwrap();
        let site = site.lock().unwrap();
        assert_eq!((site.logins, site.probes), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_reply_costs_one_probe_and_one_login_and_nothing_is_done_twice() {
    let (wire, site) = site(Site { lose: Some(3), ..Site::default() });
    let (client, _) = client(&wire);
    for n in 1..=6 {
        let result = client.post("/u").call::<Value>().await;
        assert_eq!(result.is_err(), n == 3);
        if let Err(error) = result {
            assert_eq!((error.delivery(), error.attempts()), (Delivery::Unknown, 1));
        }
    }
    let site = site.lock().unwrap();
    assert_eq!((site.applied, site.probes, site.logins), (6, 1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_session_ended_by_the_server_is_opened_again_and_the_call_resent() {
    let (wire, site) = site(Site::default());
    let (client, _) = client(&wire);
    client.post("/u").call::<Value>().await.unwrap();
    site.lock().unwrap().valid = None;
    let full = client.post("/u").call::<Value>().full().await.unwrap();
    assert_eq!(full.attempts, 2);
    let site = site.lock().unwrap();
    assert_eq!((site.applied, site.probes, site.logins), (2, 1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_refused_login_is_tried_once() {
    let (wire, site) = site(Site { refuse_login: true, ..Site::default() });
    let (client, _) = client(&wire);
    for _ in 0..1000 {
        let error = client.get("/u").call::<Value>().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::NotSent));
    }
    assert_eq!(site.lock().unwrap().logins, 1);
    client.reset_credentials();
    client.get("/u").call::<Value>().await.unwrap_err();
    assert_eq!(site.lock().unwrap().logins, 2);
}

#[tokio::test(start_paused = true)]
async fn a_logout_clears_the_session_and_its_token_is_not_adopted() {
    let (wire, site) = site(Site::default());
    let (client, session) = client(&wire);
    client.post("/u").call::<Value>().await.unwrap();
    client.get("/logout").once().ends_session().done().await.unwrap();
    assert!(format!("{session:?}").contains("open: false"));
    client.post("/u").call::<Value>().await.unwrap();
    client.close(Duration::from_secs(5), true).await.unwrap();
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.logouts), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_caller_whose_bound_ends_does_not_take_the_token_along() {
    let (wire, site) = site(Site::default());
    let (client, _) = client(&wire);
    client.post("/u").call::<Value>().await.unwrap();
    for _ in 0..20 {
        let error = client.post("/u").call::<Value>().timeout(Duration::from_millis(7)).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::Unknown));
        client.idle().await;
    }
    client.post("/u").call::<Value>().await.unwrap();
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes, site.applied), (1, 0, 22));
}

#[tokio::test(start_paused = true)]
async fn several_lanes_become_one_with_the_first_replaced_token() {
    let (wire, site) = site(Site::default());
    let session = Arc::new(Session::with_lanes(Protocol, None, 8));
    let client = wire.client(Some(session));
    client.post("/u").call::<Value>().await.unwrap();
    let calls: Vec<_> = (0..50).map(|_| tokio::spawn(client.post("/u").call::<Value>())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(site.lock().unwrap().logins, 1);
}

#[tokio::test(start_paused = true)]
async fn a_read_that_stalls_is_repeated_within_the_calls_bound() {
    let (wire, site) = site(Site { stall: Some(2), ..Site::default() });
    let (client, _) = client(&wire);
    client.post("/u").call::<Value>().await.unwrap();
    let full = client.get("/u").call::<Value>().full().await.unwrap();
    assert_eq!(full.attempts, 2);
    let site = site.lock().unwrap();
    assert_eq!((site.probes, site.logins), (1, 2));
}

/// With a grace for old tokens two exchanges may overlap, and the slower reply holds the older token.
#[tokio::test(start_paused = true)]
async fn a_slower_reply_does_not_put_an_older_token_back() {
    let site = Arc::new(Mutex::new(Site::default()));
    let state = site.clone();
    let wire = Scripted::new(move |out, n| {
        let state = state.clone();
        async move {
            let login = out.url.path() == "/login";
            let (token, current) = {
                let mut site = state.lock().unwrap();
                site.logins += usize::from(login);
                let sent = header(&out, "x-token").map(|t| t.trim_start_matches('t').parse::<u64>().unwrap());
                // While the two overlap, the newest token and the one before it are good.
                let grace = u64::from(n < 3);
                let current = login || sent.is_some_and(|sent| sent + grace >= site.issued);
                (if login || n < 3 { site.rotate() } else { format!("t{}", site.issued) }, current)
            };
            // The first of the two overlapping replies comes last.
            sleep(Duration::from_millis(if n == 1 { 500 } else { 50 })).await;
            if current {
                reply(200, &json!({"token": token, "id": 1}))
            } else {
                reply(403, &json!({"code": "bad_key", "message": "token"}))
            }
        }
    });
    let client = wire.client(Some(Arc::new(Session::with_lanes(Protocol, None, 2))));
    let first = tokio::spawn(client.post("/u").call::<Value>());
    sleep(Duration::from_millis(60)).await;
    let second = tokio::spawn(client.post("/u").call::<Value>());
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    client.post("/u").call::<Value>().await.unwrap();
    assert_eq!((site.lock().unwrap().logins, wire.count()), (1, 4));
}
