//! All sessions of a user are ended, with a proof. The clock stands still but for the pauses.

use crate::ID;
use portcullis_testkit::wire::{Scripted, lost, reply};
use privx::{
    Client, Delivery, ErrorKind, Result, Retry,
    auth::SessionsEnd,
    transport::{Incoming, TransportError},
};
use serde_json::{Value, json};
use std::{future::pending, time::Duration};
use tokio::time::Instant;

const BOUND: Duration = Duration::from_secs(30);
/// Less than one attempt may take.
const SHORT: Duration = Duration::from_secs(5);

type Reply = std::result::Result<Incoming, TransportError>;

async fn end_all(transport: Scripted, bound: Duration) -> Result<SessionsEnd> {
    let client = Client::builder("https://privx.example").bearer("tok-0123456789").retry(Retry::none());
    client.transport(transport).build().unwrap().auth().sessions().end_all(&ID.into(), bound).await
}

/// The call that ends the sessions succeeds; then come these lists. The outcome, and how many requests were sent.
async fn ends(list: impl Fn(usize) -> Reply + Send + Sync + 'static) -> (SessionsEnd, usize) {
    let transport = Scripted::new(move |request, n| {
        assert_eq!(request.method.as_str(), if n == 0 { "POST" } else { "GET" }, "request {n}");
        let reply = if n == 0 { reply(200, &Value::Null) } else { list(n) };
        async move { reply }
    });
    let outcome = end_all(transport.clone(), BOUND).await.unwrap();
    (outcome, transport.count())
}

fn listed(sessions: &Value) -> Reply {
    let count = sessions.as_array().map_or(0, Vec::len);
    reply(200, &json!({ "count": count, "items": sessions }))
}

#[tokio::test(start_paused = true)]
async fn an_empty_list_is_the_proof() {
    for none in [json!([]), Value::Null, json!([{ "id": ID, "logged_out": true }])] {
        let began = Instant::now();
        let (outcome, sent) = ends(move |_| listed(&none)).await;
        assert!(matches!(outcome, SessionsEnd::Ended) && sent == 2, "{outcome:?}");
        assert_eq!(began.elapsed(), Duration::ZERO);
    }
}

#[tokio::test(start_paused = true)]
async fn the_list_is_read_until_none_is_left() {
    let began = Instant::now();
    let list = |n| if n <= 4 { listed(&json!([{ "id": ID }])) } else { listed(&json!([])) };
    let (outcome, sent) = ends(list).await;
    assert!(matches!(outcome, SessionsEnd::Ended) && sent == 6, "{outcome:?}");
    // 0.3, 0.6, 1.2 and 2 seconds.
    assert_eq!(began.elapsed().as_millis(), 4100);
}

#[tokio::test(start_paused = true)]
async fn sessions_that_are_left_are_returned() {
    let began = Instant::now();
    let (outcome, _) = ends(|_| listed(&json!([{ "id": ID }, { "id": "gone", "logged_out": true }]))).await;
    let SessionsEnd::Remaining(left) = outcome else { panic!("{outcome:?}") };
    assert_eq!(left.iter().map(|session| session.id.as_str()).collect::<Vec<_>>(), [ID]);
    assert_eq!(began.elapsed(), BOUND);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_fails_is_read_again_unless_it_is_refused() {
    let failed = |n| match n {
        1 => reply(503, &Value::Null),
        2 => lost(),
        3 => reply(200, &json!("odd")),
        _ => listed(&json!([])),
    };
    let (outcome, sent) = ends(failed).await;
    assert!(matches!(outcome, SessionsEnd::Ended) && sent == 5, "{outcome:?}");
    let (outcome, _) = ends(|_| reply(503, &Value::Null)).await;
    let SessionsEnd::NotKnown(error) = outcome else { panic!("{outcome:?}") };
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    let denied = json!({ "error_code": "PERMISSION_DENIED", "error_message": "no" });
    let (outcome, sent) = ends(move |_| reply(403, &denied)).await;
    let SessionsEnd::NotKnown(error) = outcome else { panic!("{outcome:?}") };
    assert!(error.is_forbidden() && sent == 2, "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_bound_holds_for_the_whole() {
    let silent = |from: usize| {
        Scripted::new(
            move |_, n| async move { if n < from { reply(200, &Value::Null) } else { pending().await } },
        )
    };
    let began = Instant::now();
    let outcome = end_all(silent(1), SHORT).await.unwrap();
    let SessionsEnd::NotKnown(error) = outcome else { panic!("{outcome:?}") };
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::NoEffect));
    assert_eq!((error.vendor(), began.elapsed()), (Some("PrivX"), SHORT));
    let began = Instant::now();
    let error = end_all(silent(0), SHORT).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::Unknown));
    assert_eq!(began.elapsed(), SHORT);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_listed_after_a_refusal() {
    for (status, delivery) in [(403, Delivery::Rejected), (500, Delivery::Unknown)] {
        let transport = Scripted::new(move |_, _| async move { reply(status, &Value::Null) });
        let error = end_all(transport.clone(), BOUND).await.unwrap_err();
        assert_eq!((error.delivery(), transport.count()), (delivery, 1));
    }
}
