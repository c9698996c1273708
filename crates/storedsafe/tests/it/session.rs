//! Sessions, against a server that replaces every token and invalidates the old one at once.

use crate::support::{builder, rotating::Server};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use storedsafe::{
    BoxFuture, Client, ClientBuilder, Delivery, ErrorKind, NewUser, Result, Retry, Secret, SessionStore,
};

/// Counts the codes that were requested.
fn totp(server: &Server) -> (ClientBuilder, Arc<AtomicU32>) {
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let otp = move || {
        let code = counter.fetch_add(1, Ordering::SeqCst);
        async move { Ok(Secret::from(format!("{code:06}"))) }
    };
    (builder(&server.url()).totp("alice", "pass-phrase", "apikey1234", otp), asked)
}

fn client(server: &Server) -> Client {
    totp(server).0.build().unwrap()
}

/// This many concurrent listings, each of which must succeed.
async fn concurrent_calls(client: &Client, callers: usize) {
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.users().list().await.map(drop) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
}

fn new_user() -> NewUser {
    NewUser::new("alice", "Alice", "a@b.c", "pass-phrase".into())
}

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<Option<String>>>>);

impl SessionStore for Memory {
    fn load(&self) -> BoxFuture<'_, Result<Option<Secret>>> {
        let last = self.0.lock().unwrap().last().cloned().flatten();
        Box::pin(async move { Ok(last.map(Secret::from)) })
    }

    fn save<'a>(&'a self, token: Option<&'a Secret>) -> BoxFuture<'a, Result<()>> {
        self.0.lock().unwrap().push(token.map(|t| t.expose_secret().to_owned()));
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn every_reply_s_token_is_adopted() {
    let server = Server::start().await;
    let client = client(&server);
    for _ in 0..20 {
        client.users().list().await.unwrap();
        client.auth().check().await.unwrap();
        client.users().delete(&"1".into()).await.unwrap();
    }
    let counts = server.counts();
    assert_eq!((counts.logins, counts.done, counts.checks, counts.refused), (1, 40, 20, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_callers_of_which_ten_are_cancelled() {
    let server = Server::start().await;
    server.state().delays = vec![Duration::from_millis(3); 100];
    let (builder, asked) = totp(&server);
    let client = builder.in_flight(100).build().unwrap();
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.users().list().await.map(drop) })
        })
        .collect();
    for (number, task) in tasks.into_iter().enumerate() {
        if number % 10 == 3 {
            tokio::time::sleep(Duration::from_millis(4)).await;
            task.abort();
        } else {
            task.await.unwrap().unwrap();
        }
    }
    // The cancelled calls are not in the way of the next one, and none took the token along.
    client.users().list().await.unwrap();
    client.close(Duration::from_secs(5)).await.unwrap();
    let counts = server.counts();
    assert_eq!((counts.logins, counts.refused, counts.checks), (1, 0, 0), "no token was lost");
    assert!(counts.done > 90);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_may_be_cancelled_at_any_time() {
    let server = Server::start().await;
    let client = client(&server);
    for bound in 0..100 {
        server.state().delays = vec![Duration::from_micros(500)];
        let call = client.users().list();
        let _ = tokio::time::timeout(Duration::from_micros(bound * 50), call).await;
    }
    // The cancelled calls are not in the way of the next one, and none took the token along.
    client.users().list().await.unwrap();
    client.close(Duration::from_secs(5)).await.unwrap();
    let counts = server.counts();
    assert_eq!((counts.logins, counts.refused), (1, 0));
}

#[tokio::test]
async fn an_ended_session_is_one_probe_and_one_login() {
    for status in [401, 403] {
        let server = Server::start().await;
        server.state().unauthorized = status;
        let client = client(&server);
        client.users().list().await.unwrap();
        server.expire();
        client.users().create(&new_user()).await.unwrap();
        let counts = server.counts();
        // Refused: the call and the probe; the call was sent again because it was not applied.
        assert_eq!((counts.logins, counts.checks, counts.refused, counts.done), (2, 1, 2, 2), "{status}");
    }
}

#[tokio::test]
async fn concurrent_calls_on_an_ended_session_are_one_probe_and_one_login() {
    let server = Server::start().await;
    let (builder, asked) = totp(&server);
    let client = builder.in_flight(64).build().unwrap();
    client.users().list().await.unwrap();
    server.expire();
    concurrent_calls(&client, 50).await;
    let counts = server.counts();
    assert_eq!((counts.logins, counts.checks, counts.refused, asked.load(Ordering::SeqCst)), (2, 1, 2, 2));
}

#[tokio::test]
async fn several_lanes_log_in_once_and_close_when_tokens_change() {
    let server = Server::start().await;
    server.state().keeps = true;
    let (builder, asked) = totp(&server);
    let client = builder.lanes(8).build().unwrap();
    for _ in 0..3 {
        concurrent_calls(&client, 8).await;
    }
    assert_eq!((server.counts().logins, asked.load(Ordering::SeqCst)), (1, 1));
    server.state().keeps = false;
    for _ in 0..2 {
        client.users().list().await.unwrap();
    }
    concurrent_calls(&client, 8).await;
    assert_eq!((server.counts().logins, server.counts().refused), (1, 0));
}

#[tokio::test]
async fn a_refused_login_is_not_tried_again() {
    let server = Server::start().await;
    server.state().closed = true;
    let (builder, asked) = totp(&server);
    let client = builder.build().unwrap();
    for _ in 0..1000 {
        let error = client.users().list().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::NotSent));
        assert_eq!((error.code(), error.message()), (Some("2000"), "Login failed."));
    }
    assert_eq!((server.counts().logins, asked.load(Ordering::SeqCst)), (1, 1));
    server.state().closed = false;
    assert!(client.users().list().await.is_err());
    client.reset_credentials();
    client.users().list().await.unwrap();
    assert_eq!(server.counts().logins, 2);
}

#[tokio::test]
async fn a_lost_reply_leads_to_a_probe() {
    let server = Server::start().await;
    let (builder, _) = totp(&server);
    let client = builder.attempt_timeout(Duration::from_millis(200)).retry(Retry::none()).build().unwrap();
    client.users().list().await.unwrap();

    // The token did not change: the probe succeeds.
    server.state().keeps = true;
    server.state().delays = vec![Duration::from_millis(600)];
    let error = client.users().create(&new_user()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::Unknown));
    assert_eq!(server.counts().checks, 0, "nobody needs the token yet");
    client.users().list().await.unwrap();
    assert_eq!((server.counts().checks, server.counts().logins), (1, 1));

    // It changed, and the new one is lost with the reply: the probe fails.
    server.state().keeps = false;
    server.state().delays = vec![Duration::from_millis(600)];
    client.users().create(&new_user()).await.unwrap_err();
    client.users().list().await.unwrap();
    let counts = server.counts();
    assert_eq!((counts.checks, counts.logins, counts.refused), (2, 2, 1));
}

#[tokio::test]
async fn a_read_whose_reply_is_lost_is_repeated_with_a_valid_token() {
    let server = Server::start().await;
    let (builder, _) = totp(&server);
    let client = builder.attempt_timeout(Duration::from_millis(200)).build().unwrap();
    client.users().list().await.unwrap();
    server.state().delays = vec![Duration::from_millis(600)];
    client.users().list().await.unwrap();
    let counts = server.counts();
    assert_eq!((counts.checks, counts.logins, counts.done), (1, 2, 3));
}

#[tokio::test]
async fn a_callback_that_fails_is_called_again_unless_the_error_is_auth() {
    for (kind, times) in [(ErrorKind::Interrupted, 3), (ErrorKind::Auth, 1)] {
        let server = Server::start().await;
        let asked = Arc::new(AtomicU32::new(0));
        let counter = asked.clone();
        let client = builder(&server.url())
            .yubikey_otp("alice", "p", "a", move || {
                counter.fetch_add(1, Ordering::SeqCst);
                async move { Err(storedsafe::Error::new(kind, "nobody pressed the key")) }
            })
            .build()
            .unwrap();
        for _ in 0..3 {
            let error = client.users().list().await.unwrap_err();
            assert_eq!((error.kind(), error.delivery()), (kind, Delivery::NotSent));
        }
        assert_eq!((asked.load(Ordering::SeqCst), server.counts().logins), (times, 0));
    }
}

#[tokio::test]
async fn a_stored_token_saves_a_login() {
    let server = Server::start().await;
    let store = Memory::default();
    let (first, _) = totp(&server);
    let first = first.session_store(store.clone()).build().unwrap();
    first.users().list().await.unwrap();
    first.close(Duration::from_secs(5)).await.unwrap();
    assert!(first.unsaved_session().is_none());
    assert_eq!(*store.0.lock().unwrap(), [Some("tok1".to_owned()), Some("tok2".to_owned())]);

    let (second, asked) = totp(&server);
    let second = second.session_store(store.clone()).build().unwrap();
    second.users().list().await.unwrap();
    assert_eq!((server.counts().logins, asked.load(Ordering::SeqCst)), (1, 0));
    second.close_and_logout(Duration::from_secs(5)).await.unwrap();
    assert_eq!(server.counts().logouts, 1);
    assert_eq!(store.0.lock().unwrap().last(), Some(&None));
}

#[tokio::test]
async fn logging_out_drops_the_token_and_adopts_none() {
    let server = Server::start().await;
    let client = client(&server);
    client.users().list().await.unwrap();
    assert_eq!(client.auth().logout().await.unwrap().as_deref(), Some("Bye bye"));
    client.users().list().await.unwrap();
    let counts = server.counts();
    assert_eq!((counts.logins, counts.logouts, counts.checks, counts.refused), (2, 1, 0, 0));
    client.close_and_logout(Duration::from_secs(5)).await.unwrap();
    client.close_and_logout(Duration::from_secs(5)).await.unwrap();
    assert_eq!(server.counts().logouts, 2, "without a session there is nothing to end");
}

#[tokio::test]
async fn a_resumed_session_cannot_be_opened_again() {
    let server = Server::start().await;
    let helper = client(&server);
    helper.users().list().await.unwrap();
    let resumed = builder(&server.url()).token("tok2").build().unwrap();
    resumed.users().list().await.unwrap();
    resumed.users().list().await.unwrap();
    server.expire();
    for _ in 0..3 {
        let error = resumed.users().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
    }
    let counts = server.counts();
    assert_eq!((counts.logins, counts.checks, counts.refused), (1, 1, 2));
}

#[tokio::test]
async fn a_client_without_a_login_sends_nothing() {
    let server = Server::start().await;
    let client = builder(&server.url()).anonymous().build().unwrap();
    let error = client.users().list().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::NotSent));
    assert_eq!((server.counts().logins, server.counts().refused), (0, 0));
}

#[cfg(feature = "totp")]
#[tokio::test]
async fn a_code_is_computed_for_the_first_login() {
    let server = Server::start().await;
    let client = builder(&server.url())
        .totp_secret("alice", "pass-phrase", "apikey1234", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        .build()
        .unwrap();
    client.users().list().await.unwrap();
    assert_eq!(server.counts().logins, 1);
}
