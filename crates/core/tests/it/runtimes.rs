//! Runtimes that lack something: an error, and no panic.

use crate::{
    sessions::Protocol,
    support::{Plain, Scripted, ok, reply},
};
use portcullis_core::{
    Client, ClientBuilder, Delivery, Error, ErrorKind, Result,
    auth::{FileStore, SessionStore as _, session::Session},
};
use serde_json::Value;
use std::{
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};
use tokio::runtime::{Builder, Runtime};

const BOUND: Duration = Duration::from_secs(5);

/// What the future returns at its first poll, outside of any runtime.
fn outside<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits for what is not there"),
    }
}

fn runtimes(shape: fn(&mut Builder) -> &mut Builder) -> [Runtime; 2] {
    [Builder::new_current_thread(), Builder::new_multi_thread()]
        .map(|mut builder| shape(&mut builder).worker_threads(1).build().unwrap())
}

fn interrupted(outcome: Result<()>) {
    let error = outcome.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Interrupted, Delivery::NotSent), "{error}");
}

/// Each way to use a client, with and without a session.
fn uses(client: &Client) -> Vec<std::pin::Pin<Box<dyn Future<Output = Result<()>> + Send>>> {
    let (first, second, third, fourth, fifth) =
        (client.clone(), client.clone(), client.clone(), client.clone(), client.clone());
    vec![
        Box::pin(async move { first.post("/u").call::<Value>().await.map(drop) }),
        Box::pin(async move { second.get("/u").list::<Value>("items").all().await.map(drop) }),
        Box::pin(async move { third.get("/u").download().try_next().await.map(drop) }),
        Box::pin(async move { fourth.close(BOUND, false).await }),
        Box::pin(async move { fifth.close(BOUND, true).await }),
    ]
}

fn clients() -> [Client; 2] {
    let wire = Scripted::new(|_, _| async { reply(200, &ok()) });
    [wire.client(None), wire.client(Some(Arc::new(Session::new(Protocol, None))))]
}

#[test]
fn outside_of_tokio_everything_is_an_error() {
    for client in clients() {
        for attempt in uses(&client) {
            interrupted(outside(attempt));
        }
    }
}

#[test]
fn without_timers_everything_is_an_error() {
    for runtime in runtimes(Builder::enable_io) {
        for client in clients() {
            for attempt in uses(&client) {
                interrupted(runtime.block_on(attempt));
            }
        }
    }
}

#[test]
fn a_session_file_needs_neither_timers_nor_io() {
    for runtime in runtimes(|builder| builder) {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("session"));
        runtime.block_on(async {
            assert!(store.load().await.unwrap().is_none());
            store.save(Some(&"t0ken".into())).await.unwrap();
            assert_eq!(store.load().await.unwrap().unwrap().expose_secret(), "t0ken");
            store.release().await;
        });
    }
}

#[test]
fn without_io_no_connection_is_made() {
    for runtime in runtimes(Builder::enable_time) {
        for (url, auth) in [
            ("http://127.0.0.1:9", None),
            ("http://localhost:9", None),
            ("http://127.0.0.1:9", Some(Arc::new(Session::new(Protocol, None)))),
        ] {
            let auth = auth.map(|auth| auth as Arc<dyn portcullis_core::auth::Authenticate>);
            let client = ClientBuilder::new(url).build(Plain, auth).unwrap();
            let error: Error = runtime.block_on(client.post("/u").call::<Value>()).unwrap_err();
            assert_eq!(
                (error.kind(), error.delivery(), error.attempts() <= 1),
                (ErrorKind::Connect, Delivery::NotSent, true),
                "{error:?}"
            );
            assert!(format!("{error:?}").contains("enable_all"), "{error:?}");
            runtime.block_on(client.close(BOUND, true)).unwrap();
        }
    }
}
