//! Tokens that run out, on paused time.

use crate::support::{Scripted, header, ok, reply};
use portcullis_core::{
    Client, ErrorKind, Result, Secret,
    auth::oauth2::{OAuth2, Token, TokenReply, TokenSource},
    transport::BoxFuture,
};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::time::sleep;

struct Source;

impl TokenSource for Source {
    fn fetch(&self, client: Client, refresh: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let grant = if refresh.is_some() { "/token/refresh" } else { "/token" };
        Box::pin(async move {
            client.post(grant).without_credential().call::<TokenReply>().await.map(Token::from)
        })
    }
}

#[derive(Default)]
struct Seen {
    tokens: AtomicUsize,
    refreshes: AtomicUsize,
    /// Tokens below this number are refused.
    valid_from: AtomicUsize,
}

/// A server with tokens `t1`, `t2`, … and a script for the token endpoint's nth answer.
fn server(
    life: u64,
    answer: impl Fn(usize, u64) -> (u16, Value) + Send + Sync + 'static,
) -> (Scripted, Arc<Seen>) {
    let seen = Arc::new(Seen::default());
    let (state, answer) = (seen.clone(), Arc::new(answer));
    let wire = Scripted::new(move |out, _| {
        let (state, answer) = (state.clone(), answer.clone());
        let path = out.url.path().to_owned();
        let bearer =
            header(&out, "authorization").map(|v| v.trim_start_matches("Bearer t").parse().unwrap_or(0));
        async move {
            if path.starts_with("/token") {
                let number = state.tokens.fetch_add(1, SeqCst) + 1;
                state.refreshes.fetch_add(usize::from(path.ends_with("refresh")), SeqCst);
                sleep(Duration::from_secs(1)).await;
                let (status, body) = answer(number, life);
                return reply(status, &body);
            }
            sleep(Duration::from_millis(10)).await;
            if bearer.is_some_and(|n: usize| n >= state.valid_from.load(SeqCst).max(1)) {
                reply(200, &ok())
            } else {
                reply(401, &json!({"message": "token"}))
            }
        }
    });
    (wire, seen)
}

fn good(number: usize, life: u64) -> (u16, Value) {
    (200, json!({"access_token": format!("t{number}"), "expires_in": life}))
}

fn client(wire: &Scripted) -> Client {
    wire.client(Some(Arc::new(OAuth2::new(Source))))
}

async fn hundred(client: &Client) -> Vec<Result<Value>> {
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.get("/u").call::<Value>())).collect();
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.unwrap());
    }
    results
}

#[tokio::test(start_paused = true)]
async fn a_hundred_callers_share_one_request_at_start_expiry_and_refusal() {
    let (wire, seen) = server(300, good);
    let client = client(&wire);
    assert!(hundred(&client).await.iter().all(Result::is_ok));
    assert_eq!(seen.tokens.load(SeqCst), 1);
    sleep(Duration::from_secs(301)).await;
    assert!(hundred(&client).await.iter().all(Result::is_ok));
    assert_eq!(seen.tokens.load(SeqCst), 2);
    seen.valid_from.store(3, SeqCst);
    assert!(hundred(&client).await.iter().all(Result::is_ok));
    assert_eq!(seen.tokens.load(SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_is_shared_and_a_refused_credential_is_not_presented_again() {
    let (wire, seen) = server(300, |_, _| (401, json!({"code": "bad_key", "message": "no"})));
    let client = client(&wire);
    let results = hundred(&client).await;
    assert!(results.iter().all(|r| r.as_ref().is_err_and(|e| e.kind() == ErrorKind::Auth)));
    for _ in 0..1000 {
        let error = client.get("/u").call::<Value>().await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Auth, "no"));
    }
    assert_eq!(seen.tokens.load(SeqCst), 1);
    client.reset_credentials();
    client.get("/u").call::<Value>().await.unwrap_err();
    assert_eq!(seen.tokens.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_401_is_renewed_once_per_token_and_then_final() {
    let (wire, seen) = server(300, good);
    let client = client(&wire);
    seen.valid_from.store(1000, SeqCst);
    for _ in 0..50 {
        let error = client.get("/role-missing").call::<Value>().await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Auth, 401));
    }
    assert_eq!(seen.tokens.load(SeqCst), 2);
    // Its life over, the next token gets its own chance.
    sleep(Duration::from_secs(301)).await;
    seen.valid_from.store(0, SeqCst);
    client.get("/u").call::<Value>().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_write_is_sent_again_after_a_401() {
    let (wire, seen) = server(300, good);
    let client = client(&wire);
    client.get("/u").call::<Value>().await.unwrap();
    seen.valid_from.store(2, SeqCst);
    let full = client.post("/u").json(&ok()).call::<Value>().full().await.unwrap();
    assert_eq!((full.attempts, seen.tokens.load(SeqCst)), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn an_early_renewal_that_fails_leaves_the_good_token_in_place() {
    let (wire, seen) = server(300, |n, life| if n == 2 { (503, json!({})) } else { good(n, life) });
    let client = client(&wire);
    client.get("/u").call::<Value>().await.unwrap();
    sleep(Duration::from_secs(280)).await;
    client.get("/u").call::<Value>().await.unwrap();
    sleep(Duration::from_secs(5)).await;
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!(seen.tokens.load(SeqCst), 2);
    sleep(Duration::from_secs(10)).await;
    client.get("/u").call::<Value>().await.unwrap();
    client.close(Duration::from_secs(5), false).await.unwrap();
    assert_eq!(seen.tokens.load(SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn cancelled_callers_do_not_cancel_the_renewal() {
    let (wire, seen) = server(300, good);
    let client = client(&wire);
    for _ in 0..20 {
        let call = client.get("/u").call::<Value>();
        assert!(tokio::time::timeout(Duration::from_millis(10), call).await.is_err());
    }
    sleep(Duration::from_secs(2)).await;
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!(seen.tokens.load(SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_short_bound_ends_only_that_callers_wait() {
    let (wire, seen) = server(300, good);
    let client = client(&wire);
    let error = client.get("/u").call::<Value>().timeout(Duration::from_millis(100)).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, portcullis_core::Delivery::NotSent));
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!(seen.tokens.load(SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn odd_lives_are_survived_and_do_not_loop() {
    for life in
        [json!(0), json!(-5), json!("300"), json!(1.5), json!(1e300), json!("soon"), json!(null), json!([1])]
    {
        let shown = life.clone();
        let (wire, seen) =
            server(0, move |n, _| (200, json!({"access_token": format!("t{n}"), "expires_in": life})));
        let client = client(&wire);
        for _ in 0..1000 {
            client.get("/u").call::<Value>().await.unwrap();
            sleep(Duration::from_secs(1)).await;
        }
        assert!(seen.tokens.load(SeqCst) <= 60, "{shown}: {}", seen.tokens.load(SeqCst));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_is_presented_once_and_then_the_primary_credential() {
    let (wire, seen) = server(300, |n, life| {
        if n == 2 {
            (503, json!({}))
        } else {
            (200, json!({"access_token": format!("t{n}"), "expires_in": life, "refresh_token": "r"}))
        }
    });
    let client = client(&wire);
    client.get("/u").call::<Value>().await.unwrap();
    sleep(Duration::from_secs(301)).await;
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!((seen.tokens.load(SeqCst), seen.refreshes.load(SeqCst)), (3, 1));
}

/// The monotonic clock stands still in suspend, the wall clock may be set: either may say that it is over.
#[tokio::test(start_paused = true)]
async fn a_token_has_run_out_when_either_clock_says_so() {
    let (wire, seen) = server(300, good);
    let jump = Arc::new(AtomicUsize::new(0));
    let ahead = jump.clone();
    let start = std::time::SystemTime::now();
    let auth = OAuth2::new(Source).wall_clock(move || start + Duration::from_secs(ahead.load(SeqCst) as u64));
    let client = wire.client(Some(Arc::new(auth)));
    client.get("/u").call::<Value>().await.unwrap();
    jump.store(301, SeqCst);
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!(seen.tokens.load(SeqCst), 2);
    sleep(Duration::from_secs(301)).await;
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!(seen.tokens.load(SeqCst), 3);
    // Set back by ten years, it says nothing.
    jump.store(0, SeqCst);
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!(seen.tokens.load(SeqCst), 3);
}

#[test]
fn a_renewal_that_dies_with_its_runtime_is_started_anew() {
    let (wire, seen) = server(300, good);
    let client = client(&wire);
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let first = runtime();
    let call = client.get("/u").call::<Value>();
    assert!(first.block_on(async { tokio::time::timeout(Duration::from_millis(10), call).await }).is_err());
    drop(first);
    runtime().block_on(async { client.get("/u").call::<Value>().await }).unwrap();
    assert_eq!(seen.tokens.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_late_401_for_an_old_token_does_not_discard_the_new_one() {
    let (wire, seen) = server(300, good);
    let slow = Arc::new(Mutex::new(true));
    let gate = slow.clone();
    let inner = wire.clone();
    let outer = Scripted::new(move |out, n| {
        let late = out.url.path() == "/slow" && std::mem::take(&mut *gate.lock().unwrap());
        let answer = portcullis_core::transport::Transport::send(&inner, out);
        async move {
            let _ = n;
            let answer = answer.await;
            if late {
                sleep(Duration::from_secs(30)).await;
            }
            answer
        }
    });
    let client =
        outer.shaped(Some(Arc::new(OAuth2::new(Source))), |b| b.attempt_timeout(Duration::from_secs(50)));
    client.get("/u").call::<Value>().await.unwrap();
    seen.valid_from.store(2, SeqCst);
    let late = tokio::spawn(client.get("/slow").call::<Value>());
    sleep(Duration::from_secs(1)).await;
    client.get("/u").call::<Value>().await.unwrap();
    late.await.unwrap().unwrap();
    assert_eq!(seen.tokens.load(SeqCst), 2);
}

#[tokio::test]
async fn a_refused_key_is_presented_once() {
    let wire = Scripted::new(|_, n| async move {
        if n == 0 { reply(403, &json!({"code": "bad_key", "message": "revoked"})) } else { reply(200, &ok()) }
    });
    let key = portcullis_core::auth::header::Header::new(
        portcullis_core::http::HeaderName::from_static("x-key"),
        "k",
    );
    let client = wire.client(Some(Arc::new(key.refusal_is_final())));
    for _ in 0..1000 {
        let error = client.get("/u").call::<Value>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
    }
    assert_eq!(wire.count(), 1);
    client.reset_credentials();
    client.get("/u").call::<Value>().await.unwrap();
}

/// Does not survive its first request.
struct Fragile(Arc<AtomicUsize>);

impl TokenSource for Fragile {
    fn fetch(&self, client: Client, refresh: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let first = self.0.fetch_add(1, SeqCst) == 0;
        Box::pin(async move {
            assert!(!first, "a source with a fault");
            Source.fetch(client, refresh).await
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_panics_is_started_anew_once_for_all_who_wait() {
    let (wire, _) = server(300, good);
    let fetches = Arc::new(AtomicUsize::new(0));
    let client = wire.client(Some(Arc::new(OAuth2::new(Fragile(fetches.clone())))));
    assert!(hundred(&client).await.iter().all(Result::is_ok));
    assert_eq!(fetches.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_of_unknown_life_is_renewed_for_refusals_every_twenty_seconds_at_most() {
    let (wire, seen) = server(0, good);
    let client = client(&wire);
    seen.valid_from.store(1000, SeqCst);
    let start = tokio::time::Instant::now();
    for _ in 0..50 {
        client.get("/u").call::<Value>().await.unwrap_err();
    }
    assert_eq!(seen.tokens.load(SeqCst), 2);
    // The second token was asked for after 1.01 s, and a refusal takes 10 ms.
    tokio::time::sleep_until(start + Duration::from_secs(21)).await;
    client.get("/u").call::<Value>().await.unwrap_err();
    assert_eq!(seen.tokens.load(SeqCst), 3);
}

/// Its credential is another one each minute.
struct Assertion;

impl TokenSource for Assertion {
    fn fetch(&self, client: Client, refresh: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        Source.fetch(client, refresh)
    }
    fn refusal_lasts(&self) -> Option<Duration> {
        Some(Duration::from_secs(60))
    }
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_changes_by_itself_is_presented_again_when_the_refusal_is_over() {
    let (wire, seen) =
        server(300, |n, life| if n == 1 { (401, json!({"message": "no"})) } else { good(n, life) });
    let client = wire.client(Some(Arc::new(OAuth2::new(Assertion))));
    client.get("/u").call::<Value>().await.unwrap_err();
    sleep(Duration::from_secs(59)).await;
    client.get("/u").call::<Value>().await.unwrap_err();
    assert_eq!(seen.tokens.load(SeqCst), 1);
    sleep(Duration::from_secs(1)).await;
    client.get("/u").call::<Value>().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_token_that_a_call_brought_is_used_until_it_is_dropped() {
    let (wire, seen) = server(300, good);
    let auth = Arc::new(OAuth2::new(Source));
    let client = wire.client(Some(auth.clone()));
    let current = || auth.current().map(|token| token.expose_secret().to_owned());
    assert_eq!(current(), None);
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!(current().unwrap(), "t1");
    auth.replace(Token::new("t8"));
    seen.valid_from.store(8, SeqCst);
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!((current().unwrap().as_str(), seen.tokens.load(SeqCst)), ("t8", 1));
    auth.clear();
    assert_eq!(current(), None);
    seen.valid_from.store(0, SeqCst);
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!((current().unwrap().as_str(), seen.tokens.load(SeqCst)), ("t2", 2));
}

#[test]
fn a_life_is_read_from_numbers_and_texts_and_nonsense_is_none() {
    let life = |value: &str| {
        let reply = format!(r#"{{"access_token":"t","expires_in":{value}}}"#);
        Token::from(serde_json::from_str::<TokenReply>(&reply).unwrap()).life
    };
    for (value, millis) in
        [("300", 300_000), ("\" 300 \"", 300_000), ("1.5", 1_500), ("999999999", 999_999_999_000)]
    {
        assert_eq!(life(value), Some(Duration::from_millis(millis)), "{value}");
    }
    // Thirty years and more are a mistake, and so is a life that is over.
    for value in ["0", "-0.0", "-5", "1e9", "1e999", "\"NaN\"", "\"soon\"", "null", "[1]", "{}"] {
        assert_eq!(life(value), None, "{value}");
    }
}
