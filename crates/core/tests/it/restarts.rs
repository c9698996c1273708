//! Servers that forget their tokens, and accounts that lack a role, on paused time.

use crate::support::{Scripted, header, ok, reply};
use portcullis_core::{
    Client, ErrorKind, Result, Secret,
    auth::oauth2::{OAuth2, Token, TokenReply, TokenSource},
    transport::BoxFuture,
};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep};

struct Source;

impl TokenSource for Source {
    fn fetch(&self, client: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let call = client.post("/token").without_credential().call::<TokenReply>();
        Box::pin(async move { call.await.map(Token::from) })
    }
}

#[derive(Default)]
struct Seen {
    tokens: AtomicUsize,
    /// Tokens below this number are refused.
    valid_from: AtomicUsize,
}

impl Seen {
    fn tokens(&self) -> usize {
        self.tokens.load(SeqCst)
    }

    /// All tokens so far are forgotten.
    fn restart(&self) {
        self.valid_from.store(self.tokens() + 1, SeqCst);
    }
}

/// A server of tokens `t1`, `t2`, …; a path with `role` is refused with a 401 whatever the token, and one with
/// `missing` is answered by a proof that the object is missing.
fn server(expires_in: Value) -> (Client, Arc<Seen>) {
    let seen = Arc::new(Seen::default());
    let state = seen.clone();
    let wire = Scripted::new(move |out, _| {
        let path = out.url.path();
        let answer = if path == "/token" {
            let number = state.tokens.fetch_add(1, SeqCst) + 1;
            reply(200, &json!({"access_token": format!("t{number}"), "expires_in": expires_in}))
        } else {
            let number = header(&out, "authorization").and_then(|v| v.strip_prefix("Bearer t")?.parse().ok());
            let good = number.is_some_and(|n: usize| n >= state.valid_from.load(SeqCst).max(1));
            match (good && !path.contains("role"), path.contains("missing")) {
                (false, _) => reply(401, &json!({"message": "token"})),
                (true, true) => reply(404, &json!({"code": "missing", "message": "no such user"})),
                (true, false) => reply(200, &ok()),
            }
        };
        async move {
            sleep(Duration::from_millis(10)).await;
            answer
        }
    });
    (wire.client(Some(Arc::new(OAuth2::new(Source)))), seen)
}

async fn get(client: &Client, path: &'static str) -> Result<Value> {
    client.get(path).call::<Value>().await
}

#[tokio::test(start_paused = true)]
async fn a_token_that_has_worked_is_renewed_after_each_restart_of_the_server() {
    for expires_in in [json!(300), json!(86_400), json!(19), json!(null), json!(0)] {
        let (client, seen) = server(expires_in);
        for restart in 1..=4 {
            get(&client, "/u").await.unwrap();
            assert_eq!(seen.tokens(), restart);
            seen.restart();
        }
        get(&client, "/u").await.unwrap();
        assert_eq!(seen.tokens(), 5);
    }
}

#[tokio::test(start_paused = true)]
async fn an_object_that_is_proved_to_be_missing_shows_that_the_token_works() {
    let (client, seen) = server(json!(300));
    for restart in 1..=3 {
        let error = get(&client, "/missing").await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
        assert_eq!(seen.tokens(), restart);
        seen.restart();
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_role_costs_one_renewal_of_a_lifetime_however_often_other_calls_are_accepted() {
    let (client, seen) = server(json!(300));
    for _ in 0..50 {
        get(&client, "/u").await.unwrap();
        assert_eq!(get(&client, "/role/1").await.unwrap_err().kind(), ErrorKind::Auth);
    }
    assert_eq!(seen.tokens(), 2);
    // Another role costs one more, and the first one none.
    for _ in 0..50 {
        assert_eq!(get(&client, "/role/2").await.unwrap_err().kind(), ErrorKind::Auth);
        get(&client, "/u").await.unwrap();
        assert_eq!(get(&client, "/role/1").await.unwrap_err().kind(), ErrorKind::Auth);
    }
    assert_eq!(seen.tokens(), 3);
    seen.restart();
    assert_eq!(get(&client, "/role/1").await.unwrap_err().kind(), ErrorKind::Auth);
    get(&client, "/u").await.unwrap();
    assert_eq!(seen.tokens(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_lives_for_less_than_twenty_seconds_counts_by_its_own_life() {
    let (client, seen) = server(json!(5));
    let start = Instant::now();
    // The server refuses each token after five seconds, and no call comes between.
    for token in 1..=10 {
        tokio::time::sleep_until(start + Duration::from_secs(6 * (token - 1))).await;
        get(&client, "/u").await.unwrap();
        assert_eq!(seen.tokens() as u64, token);
        seen.restart();
    }
    // Within its life a missing role is final.
    let (client, seen) = server(json!(5));
    for _ in 0..20 {
        get(&client, "/role").await.unwrap_err();
    }
    assert_eq!(seen.tokens(), 2);
}

/// Two nodes that do not share their tokens: each token works at one call and is refused at the next.
#[tokio::test(start_paused = true)]
async fn a_server_that_accepts_and_refuses_in_turn_is_not_asked_for_ever_more_tokens() {
    for expires_in in [json!(300), json!(0)] {
        let (client, seen) = server(expires_in);
        for _ in 0..1_000 {
            let _ = get(&client, "/u").await;
            seen.restart();
            sleep(Duration::from_secs(1)).await;
        }
        assert!((50..=60).contains(&seen.tokens()), "{}", seen.tokens());
    }
}
