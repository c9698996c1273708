use crate::support::{Scripted, Server, Step, client, http, lost, ok, reply, reply_with, unsent};
use portcullis_core::{
    ClientBuilder, Delivery, ErrorKind, Failed, Retry, RetryPolicy,
    http::Method,
    transport::{Incoming, TransportError},
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_write_of_unknown_fate_is_never_repeated() {
    let wire = Scripted::new(|_, _| async { lost() });
    let error = wire.client(None).post("/u").call::<Value>().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.delivery(), error.attempts()),
        (ErrorKind::Interrupted, Delivery::Unknown, 1)
    );
    for status in [500, 502, 503, 504, 408, 407] {
        let wire = Scripted::new(move |_, _| async move { reply(status, &json!({})) });
        let error = wire.client(None).post("/u").call::<Value>().await.unwrap_err();
        assert_eq!((wire.count(), error.status().unwrap().as_u16()), (1, status));
    }
    // A gateway between: its reply stays the same.
    let wire = Scripted::new(|_, _| async { reply(407, &json!({})) });
    wire.client(None).get("/u").call::<Value>().await.unwrap_err();
    assert_eq!(wire.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_or_may_be_repeated_is_sent_again() {
    let wire = Scripted::new(|_, n| async move { if n == 0 { unsent() } else { reply(201, &ok()) } });
    let full = wire.client(None).post("/u").call::<Value>().full().await.unwrap();
    assert_eq!((full.attempts, wire.count()), (2, 2));
    for method in [Method::GET, Method::HEAD] {
        let wire = Scripted::new(|_, n| async move { if n < 2 { lost() } else { reply(200, &ok()) } });
        wire.client(None).request(method, "/u").call::<Value>().await.unwrap();
        assert_eq!(wire.count(), 3);
    }
    let wire =
        Scripted::new(|_, n| async move { if n < 2 { reply(503, &json!({})) } else { reply(200, &ok()) } });
    wire.client(None).put("/u").idempotent().done().await.unwrap();
    assert_eq!(wire.count(), 3);
    let wire = Scripted::new(|_, _| async move { reply(503, &json!({})) });
    let error = wire.client(None).get("/u").call::<Value>().retry(Retry::none()).await.unwrap_err();
    assert_eq!((wire.count(), error.delivery()), (1, Delivery::NoEffect));
}

#[tokio::test(start_paused = true)]
async fn a_read_cannot_have_done_anything() {
    type Answer =
        fn() -> Result<portcullis_core::transport::Incoming, portcullis_core::transport::TransportError>;
    let answers: [(Answer, Delivery); 7] = [
        (unsent, Delivery::NotSent),
        (lost, Delivery::NoEffect),
        (|| reply(503, &json!({})), Delivery::NoEffect),
        (|| reply(302, &json!({})), Delivery::NoEffect),
        (|| reply(200, &json!(["no number"])), Delivery::NoEffect),
        (|| reply(404, &json!({"code": "missing"})), Delivery::Rejected),
        (|| reply(307, &json!({})), Delivery::Rejected),
    ];
    for (answer, delivery) in answers {
        let wire = Scripted::new(move |_, _| async move { answer() });
        let client = wire.client(None);
        for request in [client.get("/u"), client.post("/search").read_only(), client.get("/u").idempotent()] {
            let error = request.call::<u8>().await.unwrap_err();
            assert_eq!(error.delivery(), delivery, "{error}");
            let text = error.to_string();
            assert!(!text.contains("done"), "{text}");
            assert_eq!(text.ends_with("(nothing was changed)"), delivery == Delivery::NoEffect, "{text}");
        }
        // A GET that changes something may have done it.
        let error = client.get("/logout").once().call::<u8>().await.unwrap_err();
        assert_ne!(error.delivery(), Delivery::NoEffect, "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_verdict_is_the_worst_of_the_attempts() {
    let wire =
        Scripted::new(
            |_, n| async move { if n == 0 { lost() } else { reply(400, &json!({"message": "no"})) } },
        );
    let error = wire.client(None).put("/u").idempotent().done().await.unwrap_err();
    assert_eq!((error.delivery(), error.attempts(), error.message()), (Delivery::Unknown, 2, "no"));
}

#[tokio::test(start_paused = true)]
async fn a_repeated_delete_that_finds_nothing_has_its_wish() {
    let wire =
        Scripted::new(
            |_, n| async move { if n == 0 { lost() } else { reply(404, &json!({"code": "missing"})) } },
        );
    wire.client(None).delete("/u").idempotent().done().await.unwrap();
    let wire = Scripted::new(|_, _| async move { reply(404, &json!({"code": "missing"})) });
    assert!(wire.client(None).delete("/u").idempotent().done().await.unwrap_err().is_not_found());
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_waited_for_or_handed_back() {
    let wire = Scripted::new(|_, n| async move {
        if n == 0 { reply_with(429, &[("retry-after", "7")], &json!({})) } else { reply(200, &ok()) }
    });
    let start = Instant::now();
    wire.client(None).get("/u").call::<Value>().await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(7) && start.elapsed() < Duration::from_secs(10));

    let wire = Scripted::new(|_, _| async move { reply_with(503, &[("retry-after", "31")], &json!({})) });
    let start = Instant::now();
    let error = wire.client(None).get("/u").call::<Value>().await.unwrap_err();
    assert_eq!((start.elapsed(), error.retry_after()), (Duration::ZERO, Some(Duration::from_secs(31))));
}

#[tokio::test(start_paused = true)]
async fn a_page_with_a_success_status_is_repeated_when_the_server_asked() {
    for (after, count) in [("7", 2), ("0", 2), ("31", 1)] {
        let wire = Scripted::new(move |_, n| async move {
            let page = [("content-type", "text/html"), ("retry-after", after)];
            if n == 0 { reply_with(200, &page, &ok()) } else { reply(200, &ok()) }
        });
        let start = Instant::now();
        let outcome = wire.client(None).get("/u").call::<Value>().await;
        let (waited, asked) = (start.elapsed(), Duration::from_secs(after.parse().unwrap()));
        assert_eq!(wire.count(), count, "{after}");
        match outcome {
            Ok(_) => {
                assert!(waited >= asked && waited < asked + Duration::from_secs(3), "{after}: {waited:?}");
            }
            Err(error) => {
                assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Decode, Some(asked)));
                assert_eq!(waited, Duration::ZERO);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_was_rejected_for_its_rate_is_sent_again_when_the_server_asked() {
    for (after, least, most) in
        [(Some("0"), 0, 0), (Some("7"), 7_000, 7_700), (Some("30"), 30_000, 32_000), (None, 0, 1_000)]
    {
        let wire = Scripted::new(move |_, n| async move {
            let headers: Vec<_> = after.map(|value| ("retry-after", value)).into_iter().collect();
            if n == 0 { reply_with(429, &headers, &json!({})) } else { reply(201, &ok()) }
        });
        let start = Instant::now();
        let full = wire.client(None).post("/u").call::<Value>().full().await.unwrap();
        assert_eq!((full.attempts, wire.count()), (2, 2));
        let waited = start.elapsed().as_millis();
        assert!((least..=most).contains(&waited), "{after:?}: {waited} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_is_rejected_each_time_ends_rejected() {
    // Without a time the attempts end it, with a time the call's timeout does.
    for (after, attempts) in [(None, 3..=3), (Some("5"), 8..=12), (Some("31"), 1..=1)] {
        let wire = Scripted::new(move |_, _| async move {
            let headers: Vec<_> = after.map(|value| ("retry-after", value)).into_iter().collect();
            reply_with(429, &headers, &json!({}))
        });
        let start = Instant::now();
        let error = wire.client(None).post("/u").call::<Value>().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
        assert!(error.is_rate_limited() && start.elapsed() < Duration::from_secs(60));
        assert!(attempts.contains(&error.attempts()), "{after:?}: {}", error.attempts());
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_decides_whether_a_rejected_write_is_sent_again() {
    struct Never;
    impl RetryPolicy for Never {
        fn delay(&self, failed: &Failed) -> Option<Duration> {
            assert!(failed.throttled && failed.attempt == 1 && failed.retry_after == Some(Duration::ZERO));
            None
        }
    }
    struct Impatient;
    impl RetryPolicy for Impatient {
        fn delay(&self, _: &Failed) -> Option<Duration> {
            Some(Duration::ZERO)
        }
    }
    let throttled = |after: &'static str| {
        Scripted::new(move |_, n| async move {
            if n == 0 { reply_with(429, &[("retry-after", after)], &json!({})) } else { reply(201, &ok()) }
        })
    };
    let wire = throttled("0");
    let error = wire.shaped(None, |b| b.retry(Never)).post("/u").call::<Value>().await.unwrap_err();
    assert_eq!((error.delivery(), wire.count()), (Delivery::Rejected, 1));
    let wire = throttled("9");
    let start = Instant::now();
    wire.client(None).post("/u").call::<Value>().retry(Impatient).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(9));
}

#[tokio::test(start_paused = true)]
async fn what_happens_after_a_rejected_attempt_decides() {
    let second = |reply: fn() -> Result<Incoming, TransportError>| {
        Scripted::new(move |_, n| async move {
            if n == 0 { reply_with(429, &[("retry-after", "0")], &json!({})) } else { reply() }
        })
    };
    for (wire, delivery, count) in [
        (second(lost), Delivery::Unknown, 2),
        (second(|| reply(500, &json!({}))), Delivery::Unknown, 2),
        (second(|| reply(400, &json!({}))), Delivery::Rejected, 2),
        // The server got a request, if only one that it rejected.
        (second(unsent), Delivery::Rejected, 3),
    ] {
        let error = wire.client(None).post("/u").call::<Value>().await.unwrap_err();
        assert_eq!((error.delivery(), wire.count()), (delivery, count), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_other_calls_wait_as_long_as_the_server_asked_and_not_longer() {
    for (after, wait) in [("0", 0), ("1", 1), ("7", 7)] {
        let wire = Scripted::new(move |_, n| async move {
            if n == 0 { reply_with(429, &[("retry-after", after)], &json!({})) } else { reply(200, &ok()) }
        });
        let client = wire.client(None);
        client.post("/u").call::<Value>().retry(Retry::none()).await.unwrap_err();
        let start = Instant::now();
        let reads: Vec<_> = (0..100).map(|_| tokio::spawn(client.get("/u").call::<Value>())).collect();
        for read in reads {
            read.await.unwrap().unwrap();
            assert_eq!(start.elapsed(), Duration::from_secs(wait), "Retry-After: {after}");
        }
        let error = client.get("/u").call::<Value>().timeout(Duration::from_nanos(1)).await;
        assert!(error.is_ok(), "the pause is over");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_without_a_rate_plan_reports_the_servers_wish() {
    let wire = Scripted::new(|_, _| async { reply_with(429, &[("retry-after", "60")], &json!({})) });
    let client = wire.client(None);
    client.post("/u").call::<Value>().await.unwrap_err();
    let error = client.get("/u").call::<Value>().timeout(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery(), wire.count()), (ErrorKind::Paced, Delivery::NotSent, 1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    assert!(error.message().starts_with("the server asked"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_not_hammered() {
    let wire = Scripted::new(|_, _| async move { reply(503, &json!({})) });
    let client = wire.shaped(None, |b| b.retry(Retry::default().base(Duration::ZERO)));
    for _ in 0..1000 {
        client.get("/u").call::<Value>().await.unwrap_err();
    }
    assert!(wire.count() <= 1010, "{}", wire.count());
}

#[tokio::test]
async fn the_wire_shows_as_many_requests_as_attempts() {
    let server = Server::steps([Step::Close]);
    let error = client(&server.url).post("/u").json(&ok()).call::<Value>().await.unwrap_err();
    assert_eq!((error.delivery(), error.attempts(), server.requests().len()), (Delivery::Unknown, 1, 1));

    let server = Server::steps([Step::Close, Step::Send(http("200 OK", "{}").into())]);
    let full = client(&server.url).get("/u").call::<Value>().full().await.unwrap();
    assert_eq!((full.attempts, server.requests().len()), (2, 2));
}

#[tokio::test]
async fn a_refused_connection_is_not_sent() {
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let client = ClientBuilder::new(format!("http://127.0.0.1:{port}")).retry(Retry::none());
    let client = client.build(crate::support::Plain, None).unwrap();
    let error = client.post("/u").call::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Connect, Delivery::NotSent));
    assert!(
        error.to_string().contains("(not sent)") && !error.to_string().contains(&port.to_string()),
        "{error}"
    );
}

#[tokio::test]
async fn a_success_that_cannot_be_read_was_applied() {
    let page = Server::steps([Step::Send(http("200 OK", "<html>login</html>").into())]);
    let error = client(&page.url).post("/u").pick("id").call::<u8>().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Unknown));
    for body in ["", "{\"id\":"] {
        let server = Server::steps([Step::Send(http("201 Created", body).into())]);
        let error = client(&server.url).post("/u").pick("id").call::<u8>().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied), "{body}");
        assert_eq!(error.status().unwrap().as_u16(), 201);
    }
    // No length, no chunks: the cut looks like an end.
    let server = Server::steps([
        Step::SendAndClose("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"id\":".into()),
        Step::Send(http("200 OK", r#"{"id":5}"#).into()),
    ]);
    assert_eq!(client(&server.url).get("/u").pick("id").call::<u8>().await.unwrap(), 5);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let target = Server::steps([Step::Send(http("200 OK", "{}").into())]);
    for (status, delivery) in [
        (301, Delivery::Unknown),
        (302, Delivery::Unknown),
        (303, Delivery::Unknown),
        (307, Delivery::Rejected),
        (308, Delivery::Rejected),
    ] {
        let reply = format!(
            "HTTP/1.1 {status} X\r\nLocation: {}/t?token=hunter2\r\nContent-Length: 0\r\n\r\n",
            target.url
        );
        let server = Server::steps([Step::Send(reply.into())]);
        let error = client(&server.url).post("/u").json(&ok()).call::<Value>().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, delivery));
        assert!(
            error.to_string().contains("redirect") && !format!("{error:?}").contains("hunter2"),
            "{error}"
        );
    }
    assert_eq!(target.requests().len(), 0);
}

#[tokio::test]
async fn a_burst_of_writes_shares_a_connection_and_a_lone_write_gets_a_fresh_one() {
    let server = Server::steps([Step::Send(http("200 OK", "{}").into())]);
    let client = client(&server.url);
    for _ in 0..5 {
        client.post("/u").done().await.unwrap();
    }
    assert_eq!(server.connections(), 1);
    // Reads may use what a write may not.
    client.get("/u").call::<Value>().await.unwrap();
    tokio::time::sleep(Duration::from_millis(1300)).await;
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!(server.connections(), 2);
    client.post("/u").done().await.unwrap();
    assert_eq!(server.connections(), 3);
    client.post("/u").fresh().call::<Value>().await.unwrap();
    assert_eq!(server.connections(), 4);
}

#[tokio::test]
async fn a_read_whose_reply_breaks_off_is_tried_again() {
    let short = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":".to_owned();
    let server =
        Server::steps([Step::SendAndClose(short.into()), Step::Send(http("200 OK", "{\"id\":1}").into())]);
    let full = client(&server.url).get("/u").call::<Value>().full().await.unwrap();
    assert_eq!(full.attempts, 2);
}
