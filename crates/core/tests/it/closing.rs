//! The end of a client.

use crate::support::{Scripted, ok, reply, reply_with};
use portcullis_core::{Client, Delivery, Error, ErrorKind, Result, pacing::Limit};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

const BOUND: Duration = Duration::from_secs(10);

/// `/slow` takes three seconds, `/stuck` an hour, `/busy` is to be asked again in twenty seconds.
fn wire() -> Scripted {
    Scripted::new(|out, _| async move {
        match out.url.path() {
            "/slow" => sleep(Duration::from_secs(3)).await,
            "/stuck" => sleep(Duration::from_secs(3600)).await,
            "/busy" => return reply_with(429, &[("retry-after", "20")], &json!({})),
            _ => {}
        }
        reply(200, &ok())
    })
}

async fn begun(client: &Client, path: &'static str) -> JoinHandle<Result<Value>> {
    let call = tokio::spawn(client.get(path).call::<Value>());
    sleep(Duration::from_millis(10)).await;
    call
}

fn is_closed(error: &Error) {
    let seen = (error.kind(), error.delivery(), error.message());
    assert_eq!(seen, (ErrorKind::Interrupted, Delivery::NotSent, "the client is closed"));
}

#[tokio::test(start_paused = true)]
async fn a_closed_client_and_its_clones_send_nothing() {
    let wire = wire();
    let client = wire.client(None);
    let clone = client.clone();
    client.close(BOUND, false).await.unwrap();
    assert!(clone.is_closed());
    is_closed(&clone.get("/u").call::<Value>().await.unwrap_err());
    is_closed(&client.post("/u").call::<Value>().await.unwrap_err());
    is_closed(&client.get("/u").download().try_next().await.unwrap_err());
    is_closed(&client.get("/u").list::<Value>("items").all().await.unwrap_err());
    client.close(BOUND, true).await.unwrap();
    assert_eq!(wire.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn calls_under_way_end_and_waits_are_over_at_once() {
    let wire = wire();
    let client = wire.shaped(None, |builder| builder.in_flight(1));
    let (slow, place) = (begun(&client, "/slow").await, begun(&client, "/u").await);
    let start = Instant::now();
    let closing = tokio::spawn({
        let client = client.clone();
        async move { client.close(BOUND, false).await }
    });
    is_closed(&place.await.unwrap().unwrap_err());
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!(slow.await.unwrap().unwrap(), ok());
    closing.await.unwrap().unwrap();
    assert_eq!((wire.count(), start.elapsed()), (1, Duration::from_millis(2980)));

    let wire = self::wire();
    let client = wire.shaped(None, |builder| builder.pacing([Limit::new(1, Duration::from_secs(30))]));
    client.get("/u").call::<Value>().await.unwrap();
    let rate = begun(&client, "/u").await;
    client.close(BOUND, false).await.unwrap();
    is_closed(&rate.await.unwrap().unwrap_err());
    assert_eq!(wire.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_between_two_attempts_is_not_sent_again() {
    let wire = wire();
    let client = wire.client(None);
    let busy = begun(&client, "/busy").await;
    client.close(BOUND, false).await.unwrap();
    let error = busy.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Interrupted, "the client is closed"));
    // The first attempt was refused, so nothing was done.
    assert_eq!((error.delivery(), wire.count()), (Delivery::Rejected, 1));
}

#[tokio::test(start_paused = true)]
async fn what_does_not_end_is_cut_off_at_the_bound() {
    let wire = wire();
    let client = wire.client(None);
    let stuck = tokio::spawn(client.post("/stuck").call::<Value>().timeout(Duration::from_secs(7200)));
    sleep(Duration::from_millis(10)).await;
    let start = Instant::now();
    assert_eq!(client.close(BOUND, false).await.unwrap_err().kind(), ErrorKind::Timeout);
    assert!(start.elapsed() <= BOUND);
    let error = stuck.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Interrupted, Delivery::Unknown));
    assert!(start.elapsed() <= BOUND);
}
