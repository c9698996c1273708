use crate::support::{Plain, Scripted, Server, Step, http, ok, reply, reply_with};
use portcullis_core::{ClientBuilder, Delivery, ErrorKind, Retry, pacing::Limit};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn one_bound_for_the_whole_call() {
    let wire = Scripted::new(|_, _| async {
        sleep(Duration::from_secs(4)).await;
        reply(503, &json!({}))
    });
    let start = Instant::now();
    let bound = Duration::from_secs(10);
    let error = wire.client(None).get("/u").call::<Value>().timeout(bound).await.unwrap_err();
    assert!(start.elapsed() <= bound);
    assert_eq!(error.delivery(), Delivery::NoEffect);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_zero_is_a_timeout_and_sends_nothing() {
    let wire = Scripted::new(|_, _| async { reply(200, &ok()) });
    let plan = || wire.shaped(None, |b| b.pacing([Limit::new(1, Duration::from_secs(60))]).in_flight(1));
    let busy = plan();
    busy.get("/u").call::<Value>().await.unwrap();
    let before = wire.count();
    for client in [plan(), busy, wire.shaped(None, |b| b.timeout(Duration::ZERO))] {
        let error = client.post("/u").call::<Value>().timeout(Duration::ZERO).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.delivery(), error.attempts()),
            (ErrorKind::Timeout, Delivery::NotSent, 0)
        );
        let error = client.get("/u").download().timeout(Duration::ZERO).try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        let error = client.get("/u").list::<Value>("items").timeout(Duration::ZERO).all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
    }
    let error = wire.shaped(None, |b| b.timeout(Duration::ZERO)).get("/u").call::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), wire.count()), (ErrorKind::Timeout, before));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_has_its_own_bound() {
    let wire = Scripted::new(|_, n| async move {
        sleep(Duration::from_secs(if n == 0 { 3600 } else { 1 })).await;
        reply(200, &ok())
    });
    let start = Instant::now();
    wire.client(None).get("/u").call::<Value>().await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(22));

    let wire = Scripted::new(|_, _| async move {
        sleep(Duration::from_secs(3600)).await;
        reply(200, &ok())
    });
    let error = wire.client(None).post("/u").call::<Value>().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.delivery(), error.attempts()),
        (ErrorKind::Timeout, Delivery::Unknown, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn hostile_bounds_do_not_overflow() {
    let wire = Scripted::new(|_, _| async { reply(200, &ok()) });
    wire.client(None).get("/u").call::<Value>().timeout(Duration::MAX).await.unwrap();
    let client = wire.shaped(None, |b| b.timeout(Duration::MAX).pacing([Limit::new(1, Duration::MAX)]));
    client.get("/u").call::<Value>().await.unwrap();
    let error = client.get("/u").call::<Value>().timeout(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paced);

    let wire = Scripted::new(|_, _| async {
        reply_with(503, &[("retry-after", "18446744073709551615")], &json!({}))
    });
    let policy = Retry::default().longest_retry_after(Duration::MAX).base(Duration::MAX).cap(Duration::MAX);
    let client = wire.shaped(None, |b| b.retry(policy));
    assert_eq!(client.get("/u").call::<Value>().await.unwrap_err().status().unwrap().as_u16(), 503);
}

#[tokio::test]
async fn a_stalled_reply_ends_at_the_attempts_bound() {
    let server = Server::steps([Step::Hold]);
    let client = ClientBuilder::new(&server.url)
        .attempt_timeout(Duration::from_millis(100))
        .build(Plain, None)
        .unwrap();
    let error = client.post("/u").call::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::Unknown));
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":";
    let server = Server::steps([Step::Send(half.into())]);
    let client = ClientBuilder::new(&server.url)
        .attempt_timeout(Duration::from_millis(100))
        .build(Plain, None)
        .unwrap();
    let error = client.post("/u").call::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::Applied));
}

#[tokio::test]
async fn long_replies_are_cut_off_at_the_cap() {
    let long = format!("\"{}\"", "x".repeat(2000));
    let declared = "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n".to_owned();
    let endless = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "400\r\n".to_owned() + &"x".repeat(1024) + "\r\n"
    );
    for act in [http("200 OK", &long), declared, endless] {
        let server = Server::steps([Step::Send(act.into())]);
        let client = ClientBuilder::new(&server.url).reply_cap(1000).build(Plain, None).unwrap();
        let error = client.post("/u").call::<Value>().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied));
        assert!(error.message().contains("longer than the cap"));
    }
    let server = Server::steps([Step::Send(http("200 OK", &long).into())]);
    let client = ClientBuilder::new(&server.url).reply_cap(1000).build(Plain, None).unwrap();
    assert_eq!(client.get("/u").call::<String>().reply_cap(3000).await.unwrap().len(), 2000);
    // An error's status is reported whatever its body is like.
    let server = Server::steps([Step::Send(http("400 Bad Request", &"x".repeat(100_000)).into())]);
    let error = crate::support::client(&server.url).post("/u").call::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Api, 400));
}

#[tokio::test]
async fn a_packed_reply_is_an_error() {
    let packed = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc";
    let server = Server::steps([Step::Send(packed.into())]);
    let error = crate::support::client(&server.url).get("/u").call::<Value>().await.unwrap_err();
    assert!(error.message().contains("compressed"));
}

#[tokio::test(start_paused = true)]
async fn a_rate_plan_holds_for_retries_too_and_never_outlasts_the_bound() {
    let wire = Scripted::new(|_, _| async { reply(200, &ok()) });
    let client = wire.shaped(None, |b| b.pacing([Limit::new(2, Duration::from_secs(60))]));
    for _ in 0..2 {
        client.get("/u").call::<Value>().await.unwrap();
    }
    let start = Instant::now();
    let error = client.get("/u").call::<Value>().timeout(Duration::from_secs(30)).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.delivery(), start.elapsed()),
        (ErrorKind::Paced, Delivery::NotSent, Duration::ZERO)
    );
    assert!(error.retry_after().unwrap() > Duration::from_secs(60));
    assert_eq!(wire.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn calls_in_flight_are_bounded() {
    let wire = Scripted::new(|_, _| async {
        sleep(Duration::from_secs(1)).await;
        reply(200, &ok())
    });
    let client = wire.shaped(None, |b| b.in_flight(2));
    let start = Instant::now();
    let calls: Vec<_> = (0..6).map(|_| tokio::spawn(client.get("/u").call::<Value>())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(start.elapsed(), Duration::from_secs(3));
}
