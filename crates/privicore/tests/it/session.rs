use super::engine::{Asked, Engine};
use portcullis_testkit::wire::{self, Scripted};
use privicore::{Client, ClientBuilder, Delivery, ErrorKind, Reauthorized};
use serde_json::json;
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

const FAR: &str = "2099-01-01T00:00:00+00:00";
const ME: &str = "GET /profile/retrieve-profile-id";
const LOGIN: &str = "POST /profile/authenticate";

/// An engine that hands out T-1, T-2, … and keeps a list of those that live.
fn engine() -> Engine {
    let (next, live) = (AtomicUsize::new(1), Mutex::new(BTreeSet::from(["T-given".to_owned()])));
    let issue = move |live: &mut BTreeSet<String>| {
        let token = format!("T-{}", next.fetch_add(1, Ordering::SeqCst));
        live.insert(token.clone());
        json!({"authorizationToken": token, "expiresAt": FAR}).to_string()
    };
    Engine::start(move |asked| {
        let mut live = live.lock().unwrap();
        if asked.line == LOGIN {
            return if asked.body.contains("password=right") {
                (200, issue(&mut live))
            } else {
                (401, json!({"message": "invalid credentials"}).to_string())
            };
        }
        let token = asked.token.clone().unwrap_or_default();
        if !live.contains(&token) {
            return (401, json!("invalid token").to_string());
        }
        match asked.line.as_str() {
            "POST /profile/reauthorize-authorization-token" => {
                live.remove(&token);
                (200, issue(&mut live))
            }
            "POST /profile/revoke-authorization-token" => {
                live.remove(&token);
                (200, "[]".into())
            }
            "POST /kill" => {
                live.clear();
                (200, String::new())
            }
            _ => (200, json!({"profileId": token}).to_string()),
        }
    })
}

fn login(engine: &Engine) -> ClientBuilder {
    Client::builder(&engine.url).login("ada", "right")
}

async fn me(client: &Client) -> String {
    client.profile().retrieve_id().await.unwrap().to_string()
}

#[tokio::test]
async fn one_login_serves_all_calls() {
    let engine = engine();
    let client = login(&engine).build().unwrap();
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(client.profile().retrieve_id())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().as_str(), "T-1");
    }
    assert_eq!(engine.count(LOGIN), 1);
    assert_eq!(engine.seen()[0].body, "username=ada&password=right");
    assert_eq!(engine.seen()[0].token, None);
}

#[tokio::test]
async fn a_refused_login_is_not_presented_again() {
    let engine = engine();
    let client = Client::builder(&engine.url).login("ada", "wrong").build().unwrap();
    for _ in 0..100 {
        let error = client.profile().retrieve_id().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert_eq!(error.delivery(), Delivery::NotSent, "{error:?}");
        assert!(!format!("{error} {error:?}").contains("wrong"));
    }
    assert_eq!((engine.count(LOGIN), engine.count(ME)), (1, 0));
    client.reset_credentials();
    client.profile().retrieve_id().await.unwrap_err();
    assert_eq!(engine.count(LOGIN), 2);
}

#[tokio::test]
async fn a_login_refused_in_other_words_is_refused_too() {
    let engine = Engine::start(|_| (422, json!({"message": "Parameter Error"}).to_string()));
    let client = login(&engine).build().unwrap();
    for _ in 0..3 {
        assert_eq!(client.profile().retrieve_id().await.unwrap_err().kind(), ErrorKind::Auth);
    }
    assert_eq!(engine.count(LOGIN), 1);
}

#[tokio::test]
async fn a_dead_token_is_replaced_once() {
    let engine = engine();
    let client = login(&engine).build().unwrap();
    assert_eq!(me(&client).await, "T-1");
    client.request(privicore::http::Method::POST, "/kill").done().await.unwrap();
    assert_eq!(me(&client).await, "T-2");
    assert_eq!(engine.count(LOGIN), 2);
}

#[tokio::test]
async fn the_session_follows_a_reauthorization_and_a_revocation() {
    for given in [false, true] {
        let engine = engine();
        let builder = if given { Client::builder(&engine.url).token("T-given") } else { login(&engine) };
        let client = builder.build().unwrap();
        let first = me(&client).await;
        client.profile().reauthorize_token(60).await.unwrap();
        let second = me(&client).await;
        assert_ne!(first, second);
        let Reauthorized::Token(token) = client.renew(60).await.unwrap() else { panic!("a command") };
        let third = me(&client).await;
        assert_eq!(third, token.token.expose_secret());
        client.profile().revoke_token().await.unwrap();
        match client.profile().retrieve_id().await {
            // A new login.
            Ok(id) => assert!(!given && id.as_str() != third),
            Err(error) => assert!(given && error.kind() == ErrorKind::Auth, "{error}"),
        }
        assert_eq!(engine.count(LOGIN), if given { 0 } else { 2 });
    }
}

#[tokio::test]
async fn renewals_take_turns_and_outlive_their_callers() {
    let engine = engine();
    let client = login(&engine).build().unwrap();
    me(&client).await;
    let (one, two) = tokio::join!(client.renew(60), client.renew(60));
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(engine.count(LOGIN), 1);
    // Polled once, then dropped.
    let _ = tokio::time::timeout(Duration::ZERO, client.renew(60)).await;
    client.renew(60).await.unwrap();
    assert_eq!(me(&client).await, "T-5");
    assert_eq!(engine.count(LOGIN), 1);
}

#[tokio::test]
async fn a_given_token_that_is_refused_is_the_engines_word() {
    let engine = engine();
    let client = Client::builder(&engine.url).token("T-dead").build().unwrap();
    for _ in 0..2 {
        let error = client.profile().retrieve_id().await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Auth, "invalid token"));
    }
    assert_eq!(engine.count(ME), 2);
}

#[tokio::test]
async fn an_anonymous_client_may_adopt_a_token() {
    let engine = engine();
    let client = Client::builder(&engine.url).anonymous().build().unwrap();
    let error = client.profile().retrieve_id().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::NotSent));
    let token = client.profile().authenticate("ada", &"right".into()).await.unwrap();
    client.adopt(&token);
    assert_eq!(me(&client).await, "T-1");
}

#[tokio::test]
async fn a_given_token_survives_a_reset_and_its_successor_too() {
    let engine = engine();
    let client = Client::builder(&engine.url).token("T-given").build().unwrap();
    assert_eq!(me(&client).await, "T-given");
    client.reset_credentials();
    assert_eq!(me(&client).await, "T-given");
    client.renew(60).await.unwrap();
    client.reset_credentials();
    assert_eq!(me(&client).await, "T-1");
}

#[tokio::test]
async fn closing_may_revoke() {
    let engine = engine();
    let client = login(&engine).build().unwrap();
    me(&client).await;
    client.close_and_logout(Duration::from_secs(5)).await.unwrap();
    let revoked = engine.seen().last().unwrap().clone();
    assert_eq!(revoked.line, "POST /profile/revoke-authorization-token");
    assert_eq!(revoked.token.as_deref(), Some("T-1"));
    let other = login(&engine).build().unwrap();
    other.close(Duration::from_secs(5)).await.unwrap();
    assert_eq!(engine.count("POST /profile/revoke"), 1);
}

#[tokio::test]
async fn a_revocation_at_the_end_looks_like_any_other() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let scripted = Scripted::new(move |out, _| {
        let kind = out.headers.iter().find(|(name, _)| name == "content-type");
        let kind = kind.map(|(_, kind)| kind.to_str().unwrap().to_owned());
        log.lock().unwrap().push((out.url.path().to_owned(), kind));
        async { wire::reply(200, &json!({"profileId": "prf-1"})) }
    });
    let builder = Client::builder("https://engine.example").token("T-1").transport(scripted);
    let client = builder.build().unwrap();
    me(&client).await;
    client.profile().revoke_token().await.unwrap();
    client.adopt(&serde_json::from_value(json!({"authorizationToken": "T-2"})).unwrap());
    client.close_and_logout(Duration::from_secs(5)).await.unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!((seen.len(), &seen[1]), (3, &seen[2]));
    assert_eq!(seen[2].1.as_deref(), Some("application/x-www-form-urlencoded"));
}

fn legacy(asked: &Asked, rejected: bool, polls: &AtomicUsize) -> (u16, String) {
    let reply = match asked.line.as_str() {
        "POST /profile/attempt-authentication" => json!(["c-1"]),
        "GET /request-status/c-1" if polls.fetch_add(1, Ordering::SeqCst) == 0 => json!(["started"]),
        "GET /request-status/c-1" if rejected => {
            json!({"command_status": 3, "body": "profile.wrong_password"})
        }
        "GET /request-status/c-1" | "GET /request-status/c-2" => json!("succeeded"),
        "POST /profile/retrieve-temp-token" => json!({"token": "T-temp"}),
        "POST /profile/request-authorization-token" => json!({"commandId": "c-2"}),
        "POST /profile/retrieve-authorization-token" => json!({"token": "T-full", "expiresAt": FAR}),
        _ => json!({"profileId": asked.token}),
    };
    (200, reply.to_string())
}

#[tokio::test]
async fn the_four_steps_give_one_session() {
    let polls = AtomicUsize::new(0);
    let engine = Engine::start(move |asked| legacy(asked, false, &polls));
    let client = Client::builder(&engine.url).legacy_login("ada", "right", &["all", "x"]).build().unwrap();
    assert_eq!(me(&client).await, "T-full");
    assert_eq!(me(&client).await, "T-full");
    let seen = engine.seen();
    let lines: Vec<_> =
        seen.iter().map(|asked| (asked.line.as_str(), asked.token.as_deref(), asked.body.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("POST /profile/attempt-authentication", None, "username=ada&password=right"),
            ("GET /request-status/c-1", None, ""),
            ("GET /request-status/c-1", None, ""),
            ("POST /profile/retrieve-temp-token", None, "id=c-1"),
            ("POST /profile/request-authorization-token", Some("T-temp"), "scope[]=all&scope[]=x"),
            ("GET /request-status/c-2", None, ""),
            (
                "POST /profile/retrieve-authorization-token",
                Some("T-temp"),
                "request_auth_token_command_id=c-2"
            ),
            (ME, Some("T-full"), ""),
            (ME, Some("T-full"), ""),
        ]
    );
}

#[tokio::test]
async fn a_rejected_attempt_is_a_refused_login() {
    let polls = AtomicUsize::new(0);
    let engine = Engine::start(move |asked| legacy(asked, true, &polls));
    let client = Client::builder(&engine.url).legacy_login("ada", "wrong", &["all"]).build().unwrap();
    for _ in 0..5 {
        let error = client.profile().retrieve_id().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert!(error.message().contains("profile.wrong_password"), "{error}");
    }
    assert_eq!(engine.count("POST /profile/attempt"), 1);
}

#[test]
fn exactly_one_way_to_log_in() {
    let builder = || Client::builder("https://engine.example");
    for bad in [
        builder(),
        builder().login("u", "p").token("t"),
        builder().anonymous().token("t"),
        builder().login("", "p"),
        builder().login("u", ""),
        builder().token(""),
        builder().legacy_login("u", "p", &[]),
        builder().legacy_login("u", "p", &[""]),
        Client::builder("http://engine.example").token("t"),
    ] {
        assert_eq!(bad.build().unwrap_err().kind(), ErrorKind::Config);
    }
}

#[test]
fn no_credential_shows() {
    let clients = [
        Client::builder("https://engine.example").login("u", "hunter2"),
        Client::builder("https://engine.example").legacy_login("u", "hunter2", &["all"]),
        Client::builder("https://engine.example").token("hunter2"),
    ];
    for builder in clients {
        assert!(!format!("{builder:?}").contains("hunter2"));
        let client = builder.build().unwrap();
        let shown =
            format!("{client:?} {:?} {:?} {:?}", client.profile(), client.commands(), client.directories());
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[tokio::test]
async fn a_client_is_shared() {
    fn whole<T: Send + Sync + Clone + 'static>(value: T) -> T {
        value
    }
    let engine = engine();
    let client = Arc::new(whole(login(&engine).build().unwrap()));
    let other = client.clone();
    tokio::spawn(async move { me(&other).await }).await.unwrap();
}
