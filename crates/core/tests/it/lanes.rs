//! Sessions with several exchanges at a time, against a server that keeps its token.

use crate::{
    sessions::Protocol,
    support::{Scripted, header, lost, reply},
};
use portcullis_core::{Client, ErrorKind, auth::session::Session};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, sleep};

#[derive(Default)]
struct Site {
    valid: Option<String>,
    logins: usize,
    probes: usize,
    refused: usize,
}

/// `/slow` answers after this long, and all else after 100 ms; `/refused` accepts no token.
fn site(slow: Duration) -> (Scripted, Arc<Mutex<Site>>) {
    let site = Arc::new(Mutex::new(Site::default()));
    let state = site.clone();
    let wire = Scripted::new(move |out, _| {
        let state = state.clone();
        async move {
            let (path, token) = (out.url.path(), header(&out, "x-token").map(str::to_owned));
            let body = {
                let mut site = state.lock().unwrap();
                if path == "/login" {
                    site.logins += 1;
                    site.valid = Some(format!("t{}", site.logins));
                } else if token != site.valid || path == "/refused" {
                    site.refused += 1;
                    return reply(403, &json!({"code": "bad_key", "message": "token"}));
                }
                site.probes += usize::from(path == "/check");
                match path {
                    "/login" | "/check" | "/echo" => json!({"token": site.valid}),
                    "/slow" => json!({"token": "of a session that is over"}),
                    "/long" => json!("x".repeat(2000)),
                    "/logout" => json!(site.valid.take()),
                    _ => json!({"id": 1}),
                }
            };
            sleep(if path == "/slow" { slow } else { Duration::from_millis(100) }).await;
            reply(200, &body)
        }
    });
    (wire, site)
}

fn client(wire: &Scripted) -> Client {
    wire.shaped(Some(Arc::new(Session::with_lanes(Protocol, None, 8))), |b| b.reply_cap(1000))
}

#[tokio::test(start_paused = true)]
async fn lanes_stay_several_while_no_token_is_replaced() {
    let (wire, site) = site(Duration::ZERO);
    let client = client(&wire);
    client.get("/u").call::<Value>().await.unwrap();
    // Saying the same token again is not replacing it.
    for path in ["/u", "/echo", "/u", "/echo"] {
        let start = Instant::now();
        let calls: Vec<_> = (0..16).map(|_| tokio::spawn(client.get(path).call::<Value>())).collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(start.elapsed(), Duration::from_millis(200), "{path}");
    }
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_its_lane_goes_on_after_two_restarts_of_the_server() {
    let (wire, site) = site(Duration::ZERO);
    let client = wire.client(Some(Arc::new(Session::new(Protocol, None))));
    // The client does not know that this request ends the session.
    for path in ["/u", "/logout"] {
        client.get(path).call::<Value>().await.unwrap();
    }
    // The first is refused, and comes after the others with its second attempt.
    let calls: Vec<_> =
        ["/first", "/u", "/logout"].map(|path| tokio::spawn(client.get(path).call::<Value>())).into();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes, site.refused), (3, 0, 4));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_refused_with_a_fresh_token_is_not_sent_again() {
    let (wire, site) = site(Duration::ZERO);
    let client = wire.client(Some(Arc::new(Session::new(Protocol, None))));
    client.get("/u").call::<Value>().await.unwrap();
    let error = client.get("/refused").call::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Auth, 2));
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes, site.refused), (1, 1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_was_cut_short_may_have_held_a_token_and_costs_one_probe() {
    let (wire, site) = site(Duration::ZERO);
    let client = client(&wire);
    let error = client.get("/long").once().call::<Value>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    for _ in 0..10 {
        client.get("/u").call::<Value>().await.unwrap();
    }
    let site = site.lock().unwrap();
    assert_eq!((site.logins, site.probes, site.refused), (1, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_reply_from_before_the_logout_brings_no_token_into_what_comes_after() {
    // Once while nobody is logged in, once into the next session.
    for (slow, logged_in_again) in [(400, false), (900, true)] {
        let (wire, site) = site(Duration::from_millis(slow));
        let client = client(&wire);
        client.get("/u").call::<Value>().await.unwrap();
        let late = tokio::spawn(client.get("/slow").call::<Value>());
        tokio::task::yield_now().await;
        client.get("/logout").once().ends_session().done().await.unwrap();
        if logged_in_again {
            client.get("/u").call::<Value>().await.unwrap();
        }
        assert!(!late.is_finished());
        late.await.unwrap().unwrap();
        client.get("/u").call::<Value>().await.unwrap();
        let site = site.lock().unwrap();
        assert_eq!((site.logins, site.probes, site.refused), (2, 0, 0), "{slow}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_came_during_the_probe_of_an_older_one_is_kept() {
    let wire = Scripted::new(|out, _| async move {
        let (path, token) = (out.url.path(), header(&out, "x-token"));
        let (takes, answer) = match (path, token) {
            ("/login", _) => (10, reply(200, &json!({"token": "t1"}))),
            ("/lost", _) => (10, lost()),
            // The reply that replaces the token comes while the probe is under way.
            ("/slow", _) => (100, reply(200, &json!({"token": "t2", "id": 1}))),
            ("/u", Some("t2")) => (10, reply(200, &json!({"token": "t2", "id": 1}))),
            _ => (500, reply(403, &json!({"code": "bad_key", "message": "token"}))),
        };
        sleep(Duration::from_millis(takes)).await;
        answer
    });
    let session = Arc::new(Session::with_lanes(Protocol, None, 8));
    let client = wire.client(Some(session.clone()));
    assert!(!session.is_open());
    client.get("/slow").once().call::<Value>().timeout(Duration::from_millis(50)).await.unwrap_err();
    assert!(session.is_open());
    client.post("/lost").call::<Value>().await.unwrap_err();
    assert!(!session.is_open(), "whether its token is still good is not known");
    client.get("/u").call::<Value>().await.unwrap();
    assert!(session.is_open());
    // Login, slow, lost, check, u: no second login.
    assert_eq!(wire.count(), 5);
}
