//! A user who signs in by name and password.

use crate::client::{TOKEN, an_hour_passes, list, none_found, token};
use portcullis_testkit::{Server, Step};
use privx::{Client, ErrorKind};
use serde_json::{Value, json};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

const AUTHORIZE: &str = "/oauth/authorize";
const LOGIN: &str = "/v1/login";

/// PrivX as far as this login goes; the login's reply is made of the state.
fn start(refuse_refresh: Arc<AtomicBool>, login: impl Fn(&str) -> Step + Send + Sync + 'static) -> Server {
    let (state, issued) = (Mutex::new(String::new()), AtomicUsize::new(0));
    Server::start(move |seen, _| match seen.path() {
        path if path.ends_with(AUTHORIZE) => {
            seen.parameter("state").unwrap().clone_into(&mut state.lock().unwrap());
            let location = ("Location", "/auth/login?token=sess-1");
            Step::reply(307, &[location, ("Set-Cookie", "node=a1; Path=/")], "")
        }
        path if path.ends_with(LOGIN) => login(&state.lock().unwrap()),
        path if path.ends_with(TOKEN) => {
            let refreshes = seen.parameter("grant_type") == Some("refresh_token");
            if refreshes && refuse_refresh.load(Ordering::SeqCst) {
                return Step::json(400, &json!({"error": "invalid_grant"}));
            }
            token(issued.fetch_add(1, Ordering::SeqCst))
        }
        _ => none_found(),
    })
}

fn welcome(state: &str) -> Step {
    Step::json(200, &json!({"code": "c-1", "state": state}))
}

fn client(server: &Server) -> Client {
    Client::builder(&server.url).user("alice", "correct horse").scope("privx-user").build().unwrap()
}

#[tokio::test]
async fn a_user_signs_in_and_is_refreshed() {
    let refuse = Arc::new(AtomicBool::new(false));
    let server = start(refuse.clone(), welcome);
    let client = client(&server);
    list(&client).await.unwrap();

    let opened = &server.requests_to(AUTHORIZE)[0];
    let parameter = |name| opened.parameter(name).unwrap();
    assert_eq!((parameter("code_challenge_method"), parameter("scope")), ("S256", "privx-user"));
    assert_eq!((parameter("state").len(), parameter("code_challenge").len()), (43, 43));
    let login: Value = serde_json::from_slice(&server.requests_to(LOGIN)[0].body).unwrap();
    assert_eq!(login, json!({"username": "alice", "password": "correct horse", "token": "sess-1"}));
    let exchanged = &server.requests_to(TOKEN)[0];
    assert_eq!((exchanged.parameter("code"), exchanged.header("authorization")), (Some("c-1"), None));
    assert_eq!(exchanged.parameter("code_verifier").unwrap().len(), 43);
    for seen in [&server.requests_to(LOGIN)[0], exchanged, &server.requests_to("/users")[0]] {
        assert_eq!(seen.header("cookie"), Some("node=a1"), "all of it shares one jar");
    }

    an_hour_passes().await;
    list(&client).await.unwrap();
    assert_eq!(
        (server.requests_to(LOGIN).len(), server.requests_to(TOKEN)[1].parameter("refresh_token")),
        (1, Some("ref-0"))
    );

    refuse.store(true, Ordering::SeqCst);
    an_hour_passes().await;
    list(&client).await.unwrap();
    assert_eq!(
        (server.requests_to(LOGIN).len(), server.requests_to(TOKEN)[2].parameter("refresh_token")),
        (2, Some("ref-1"))
    );
    let codes: Vec<_> =
        server.requests_to(AUTHORIZE).iter().map(|s| s.parameter("state").unwrap().to_owned()).collect();
    assert_ne!(codes[0], codes[1]);
}

#[tokio::test]
async fn a_login_that_fails_is_not_tried_again() {
    let denied = |_: &str| Step::json(401, &json!({"error_code": "PERMISSION_DENIED"}));
    let forbidden = |_: &str| Step::json(403, &json!({"error_code": "PERMISSION_DENIED"}));
    let second_factor = |_: &str| Step::json(200, &json!({"challenge": "totp"}));
    let foreign = |_: &str| welcome("another state than the one that was sent");
    let refuse = || Arc::new(AtomicBool::new(false));
    for server in [
        start(refuse(), denied),
        start(refuse(), forbidden),
        start(refuse(), second_factor),
        start(refuse(), foreign),
    ] {
        let client = client(&server);
        for _ in 0..10 {
            assert_eq!(list(&client).await.unwrap_err().kind(), ErrorKind::Auth);
        }
        assert_eq!((server.requests_to(LOGIN).len(), server.requests_to(TOKEN).len()), (1, 0));
    }
}

#[test]
fn an_empty_name_or_password_is_refused_when_building() {
    for (name, password) in [("", "s3cret"), ("alice", "")] {
        let error = Client::builder("https://privx.example").user(name, password).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
    }
}
