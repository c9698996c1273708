use crate::{KEY, builder, client, error, sent};
use digicert::{
    Client, Cursor, Delivery, EU, ErrorKind, Evidence, Limit, Proxy, Retry, Trust, US, code,
    http::Method,
    transport::{BoxFuture, Incoming, Outgoing, Transport, TransportError},
    users::UserSearch,
};
use portcullis_testkit::{Body, operation};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

fn kind(builder: digicert::ClientBuilder) -> ErrorKind {
    builder.build().unwrap_err().kind()
}

#[test]
fn a_client_needs_a_key_that_a_header_can_carry() {
    assert_eq!(kind(Client::us()), ErrorKind::Config);
    for key in ["", " ", "a\nb", "a b", "\u{7f}"] {
        assert_eq!(kind(Client::us().api_key(key)), ErrorKind::Config, "{key:?}");
    }
    assert!(Client::us().api_key(KEY).build().is_ok());
    assert!(Client::eu().api_key(KEY).build().is_ok());
    assert!(US.ends_with("/services/v2") && EU.ends_with("/services/v2"));
}

#[tokio::test]
async fn a_wrong_key_is_an_auth_error() {
    let contract = operation("users.me").replies(403, error(code::INVALID_KEY, "Invalid key")).start().await;
    let error = client(&contract).users().me().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery(), contract.count()), (ErrorKind::Auth, Delivery::Rejected, 1));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (403, Some(code::INVALID_KEY)));
    assert!(error.is_unauthorized() && !error.is_forbidden());
}

#[tokio::test]
async fn a_wrong_key_is_not_presented_again_with_or_without_a_byte_order_mark() {
    for mark in ["", "\u{feff}"] {
        let body = [mark, &error(code::INVALID_KEY, "Invalid key").to_string()].concat();
        let contract = operation("users.me").unlike_the_facts("a byte-order mark");
        let contract = contract.replies(403, Body::Text(body, "application/json")).start().await;
        let client = client(&contract);
        for delivery in [Delivery::Rejected, Delivery::NotSent, Delivery::NotSent] {
            let error = client.users().me().await.unwrap_err();
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, delivery), "{mark:?}: {error}");
        }
        assert_eq!(contract.count(), 1, "{mark:?}");
    }
}

#[test]
fn plain_http_is_for_loopback() {
    assert_eq!(kind(Client::builder("http://example.com/services/v2").api_key(KEY)), ErrorKind::Config);
    assert_eq!(kind(Client::builder("").api_key(KEY)), ErrorKind::Config);
    assert!(Client::builder("http://127.0.0.1:9").api_key(KEY).build().is_ok());
    assert!(Client::builder("https://proxy.example.com/certcentral").api_key(KEY).build().is_ok());
}

#[tokio::test]
async fn every_setting_is_forwarded() {
    let contract = operation("users.me").replies(200, json!({"id": 1})).start().await;
    let second = Duration::from_secs(1);
    let digicert = builder(&contract)
        .trust(Trust::system())
        .proxy(Proxy::None)
        .timeout(5 * second)
        .attempt_timeout(2 * second)
        .connect_timeout(second)
        .pacing([Limit::new(1, Duration::from_secs(60))])
        .in_flight(1)
        .user_agent("joiner/1.0")
        .build()
        .unwrap();
    digicert.users().me().await.unwrap();
    let request = contract.request().await;
    request.header("user-agent", concat!("joiner/1.0 portcullis/", env!("CARGO_PKG_VERSION")));
    let error = digicert.users().me().await.unwrap_err();
    assert_eq!((error.kind(), contract.count()), (ErrorKind::Paced, 1));
    assert!(error.retry_after().unwrap() > 50 * second);
    digicert.reset_credentials();
    digicert.close(second).await.unwrap();
}

/// Records time and URL of each request, and sends none.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<(Instant, String)>>>);

impl Transport for Recorder {
    fn send(&self, request: Outgoing) -> BoxFuture<'static, Result<Incoming, TransportError>> {
        self.0.lock().unwrap().push((Instant::now(), request.url.to_string()));
        Box::pin(async { Err(TransportError::new(Evidence::NothingWritten, "recorded")) })
    }
}

#[tokio::test(start_paused = true)]
async fn the_rate_plan_is_below_the_vendors() {
    let recorder = Recorder::default();
    let builder = Client::us().api_key(KEY).transport(recorder.clone()).retry(Retry::none());
    let digicert = builder.timeout(Duration::from_secs(3600)).build().unwrap();
    for _ in 0..2500 {
        digicert.clone().users().me().await.unwrap_err();
    }
    let times: Vec<_> = recorder.0.lock().unwrap().iter().map(|(at, _)| *at).collect();
    assert_eq!(times.len(), 2500);
    for (count, seconds) in [(99, 5), (995, 180)] {
        let window = Duration::from_secs(seconds);
        assert!(times.windows(count + 1).all(|w| w[count] - w[0] > window), "{count} in {seconds} s");
    }
}

#[tokio::test]
async fn the_instances_have_their_hosts() {
    let recorder = Recorder::default();
    for builder in [Client::us(), Client::eu()] {
        let digicert = builder.api_key(KEY).transport(recorder.clone()).retry(Retry::none()).build().unwrap();
        let error = digicert.users().me().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Connect, Delivery::NotSent));
    }
    let urls: Vec<_> = recorder.0.lock().unwrap().iter().map(|(_, url)| url.clone()).collect();
    assert_eq!(urls, [format!("{US}/user/me"), format!("{EU}/user/me")]);
}

#[tokio::test]
async fn a_request_without_a_method_has_the_key_and_pages() {
    let (first, second) = (json!({"id": 3, "name": "A"}), json!({"id": 4, "name": "B"}));
    let body = json!({"organizations": [first, second], "page": {"total": 3}});
    let contract = operation("organizations.list").replies(200, body).start().await;
    let request = client(&contract).request(Method::GET, "/{kind}").path("organization");
    let page = request.list::<Value>("organizations").page_size(2).first_page().await.unwrap();
    sent(&contract, "GET", "/organization?limit=2").await.empty();
    assert_eq!((page.items, page.next), (vec![first, second], Some(Cursor::Offset(2))));
}

#[tokio::test]
async fn a_wrong_base_url_is_no_missing_user() {
    let contract = operation("users.get")
        .unlike_the_facts("an HTML page of a proxy")
        .replies(404, "<html>no such page</html>")
        .start()
        .await;
    let digicert = client(&contract);
    let error = digicert.users().get(&"5".into()).optional().await.unwrap_err();
    assert!(error.is_route_missing() && !error.is_not_found());
    let error = digicert.users().delete(&"5".into()).optional().await.unwrap_err();
    assert!(error.is_route_missing());
    let error = digicert.users().list(&UserSearch::new()).all().await.unwrap_err();
    assert!(error.is_route_missing());
}
