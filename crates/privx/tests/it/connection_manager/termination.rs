//! The end of a connection, with proof. Time is paused: a pause passes when nothing else is left to do.

use crate::ID;
use portcullis_testkit::wire::{Scripted, lost, reply, unsent};
use privx::{
    Client, Delivery, ErrorKind, Retry,
    connection_manager::{ConnectionStatus, Termination},
    http::Method,
    transport::{Incoming, TransportError},
};
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

type Replied = Result<Incoming, TransportError>;

const BOUND: Duration = Duration::from_secs(60);

/// A client, and what the server replies to the request and to each read by its number.
fn site(
    request: impl Fn() -> Replied + Send + Sync + 'static,
    read: impl Fn(usize) -> Replied + Send + Sync + 'static,
) -> (Client, Scripted) {
    let wire = Scripted::new(move |out, n| {
        let replied = if out.method == Method::POST { request() } else { read(n) };
        async move { replied }
    });
    let builder = Client::builder("https://privx.example").bearer("tok-0123456789").retry(Retry::none());
    (builder.transport(wire.clone()).build().unwrap(), wire)
}

fn accepted() -> Replied {
    reply(200, &json!(null))
}

fn is(status: &str) -> Replied {
    reply(200, &json!({ "id": ID, "status": status }))
}

async fn ends(client: &Client) -> privx::Result<Termination> {
    client.connection_manager().connections().terminate_and_wait(&ID.into(), "upgrade", BOUND).await
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_read_until_it_has_ended() {
    for (end, status) in
        [("TERMINATED", ConnectionStatus::Terminated), ("DISCONNECTED", ConnectionStatus::Disconnected)]
    {
        let (client, wire) = site(accepted, move |n| is(["CONNECTED", "TERMINATING", end][(n - 1).min(2)]));
        let Termination::Ended(connection) = ends(&client).await.unwrap() else { panic!("it ended") };
        assert_eq!((connection.id.as_str(), connection.status), (ID, Some(status)));
        assert_eq!(wire.count(), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_does_not_end_is_open_at_the_bound() {
    let (client, wire) = site(accepted, |_| is("CONNMGR_TIMEOUT"));
    let started = Instant::now();
    let Termination::Open { status, error, .. } = ends(&client).await.unwrap() else { panic!("it is open") };
    assert_eq!(started.elapsed().as_secs(), 60);
    assert_eq!(status, Some(ConnectionStatus::ConnmgrTimeout));
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::Unknown));
    assert!(error.to_string().contains("within 60s"), "{error}");
    assert!((10..20).contains(&wire.count()), "{}", wire.count());
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_no_longer_exists_is_gone() {
    let missing = || reply(404, &json!({ "error_code": "CONNECTION_NOT_FOUND", "error_message": "gone" }));
    let (client, _) = site(accepted, move |_| missing());
    assert!(matches!(ends(&client).await, Ok(Termination::Gone)));
}

#[tokio::test(start_paused = true)]
async fn a_refused_request_ends_it_at_once() {
    let denied = || reply(403, &json!({ "error_code": "PERMISSION_DENIED", "error_message": "no" }));
    let (client, wire) = site(denied, |_| is("CONNECTED"));
    let error = ends(&client).await.unwrap_err();
    assert!(error.is_forbidden() && error.delivery() == Delivery::Rejected, "{error}");
    assert_eq!(wire.count(), 1);
    let (client, wire) = site(unsent, |_| is("CONNECTED"));
    assert_eq!(ends(&client).await.unwrap_err().delivery(), Delivery::NotSent);
    assert_eq!(wire.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_request_whose_reply_is_lost_is_followed() {
    let (client, _) = site(lost, |n| is(if n < 3 { "CONNECTED" } else { "TERMINATED" }));
    assert!(matches!(ends(&client).await, Ok(Termination::Ended(_))));
    let (client, _) = site(lost, |_| is("CONNECTED"));
    let Ok(Termination::Open { status, error, .. }) = ends(&client).await else { panic!("it is open") };
    assert_eq!(status, Some(ConnectionStatus::Connected));
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Interrupted, Delivery::Unknown));
}

#[tokio::test(start_paused = true)]
async fn reads_that_fail_for_now_are_repeated() {
    let (client, wire) = site(accepted, |n| match n {
        1 => lost(),
        2 => unsent(),
        3 => reply(503, &json!({})),
        _ => is("TERMINATED"),
    });
    assert!(matches!(ends(&client).await, Ok(Termination::Ended(_))));
    assert_eq!(wire.count(), 5);
    let (client, _) = site(accepted, |n| if n < 3 { is("TERMINATING") } else { reply(503, &json!({})) });
    let Ok(Termination::Open { status, error, .. }) = ends(&client).await else { panic!("it is open") };
    assert_eq!(status, Some(ConnectionStatus::Terminating));
    assert!(
        std::error::Error::source(&error).is_some_and(|read| read.to_string().contains("503")),
        "{error:?}"
    );
}

/// A read that failed before one that succeeded does not explain why the connection is open.
#[tokio::test(start_paused = true)]
async fn a_failure_that_has_passed_is_not_the_cause() {
    let (client, _) = site(accepted, |n| if n == 1 { reply(503, &json!({})) } else { is("TERMINATING") });
    let Ok(Termination::Open { error, .. }) = ends(&client).await else { panic!("it is open") };
    assert!(std::error::Error::source(&error).is_none(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_requested_pause_is_kept_for_at_most_half_a_minute() {
    for (requested, kept) in [(20, 20), (3600, 30)] {
        let (client, _) = site(accepted, move |n| {
            if n > 1 {
                return is("TERMINATED");
            }
            let mut busy = reply(503, &json!({}))?;
            busy.headers.insert("retry-after", requested.into());
            Ok(busy)
        });
        let started = Instant::now();
        assert!(matches!(ends(&client).await, Ok(Termination::Ended(_))));
        assert_eq!(started.elapsed().as_secs(), kept);
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_that_is_refused_leaves_the_outcome_unknown() {
    let denied = || reply(403, &json!({ "error_code": "PERMISSION_DENIED", "error_message": "no" }));
    let (client, wire) = site(accepted, move |_| denied());
    let error = ends(&client).await.unwrap_err();
    assert!(error.is_forbidden() && error.delivery() == Delivery::Unknown, "{error}");
    assert_eq!(wire.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_closed_client_ends_the_wait() {
    let (client, _) = site(accepted, |_| is("CONNECTED"));
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { ends(&client).await }
    });
    tokio::time::sleep(Duration::from_secs(2)).await;
    client.close(Duration::from_secs(1)).await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap_err().kind(), ErrorKind::Interrupted);
}

#[test]
fn a_missing_runtime_is_an_error() {
    let (client, wire) = site(accepted, |_| is("TERMINATED"));
    let mut work = Box::pin(ends(&client));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(result) = work.as_mut().poll(&mut context) else { panic!("it waits") };
    assert!(result.is_err_and(|error| error.kind() == ErrorKind::Interrupted));
    assert_eq!(wire.count(), 0);
}
