use super::{
    super::{
        channel::{Order, Proxy, builder, until},
        engine::{Asked, Engine},
    },
    Odd, base64, plain, sealed,
};
use portcullis_testkit::{Contract, operation};
use privicore::{Client, Delivery, ErrorKind, Payloads, Plain, Result, Retrieved};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::time::sleep;

const BOUND: Duration = Duration::from_secs(20);
/// Longer than a channel needs to come back.
const LOSS: Duration = Duration::from_secs(2);
/// For those who have nothing to wait for.
const SHORT: Duration = Duration::from_millis(300);

/// A message of the channel.
fn frame(data: &Value) -> Order {
    Order::Say(json!({ "data": data }).to_string())
}

fn data(output_type: u8, body: &str) -> Order {
    frame(&json!({
        "type": "X-DPT-CAB-REQUEST-ID", "id": "r-1", "data_context": "in/voices", "output_type": output_type,
        "body": body,
    }))
}

fn ready(data: &Value) -> Order {
    let mut data = data.clone();
    data["type"] = json!("STREAM-READY");
    frame(&data)
}

/// An engine that grants the request once the switch is set, and its websocket server.
struct Play {
    engine: Engine,
    proxy: Arc<Proxy>,
    granted: Arc<AtomicBool>,
    /// Said before the request is answered.
    early: Arc<Mutex<Vec<Order>>>,
}

impl Play {
    async fn start() -> Self {
        let proxy = Arc::new(Proxy::start(|_| 200).await);
        let (granted, early) = (Arc::new(AtomicBool::new(false)), Arc::<Mutex<Vec<Order>>>::default());
        let (switch, orders, first) = (granted.clone(), early.clone(), proxy.clone());
        let engine = Engine::start(move |asked: &Asked| {
            if asked.line == "POST /data-token/request-data" {
                let mut dropped = false;
                for order in orders.lock().unwrap().drain(..) {
                    dropped |= matches!(order, Order::Drop);
                    let _ = first.orders.send(order);
                }
                // What was said arrives before the reply, and a channel that was dropped has come back.
                tokio::task::block_in_place(|| {
                    while dropped && first.joined() < 2 {
                        std::thread::sleep(Duration::from_millis(10));
                    }
                    std::thread::sleep(Duration::from_millis(100));
                });
                return (202, String::new());
            }
            assert_eq!(asked.line, "GET /request-status/c-1");
            (200, json!([if switch.load(Ordering::SeqCst) { "succeeded" } else { "started" }]).to_string())
        });
        Self { engine, proxy, granted, early }
    }

    fn early(self, orders: impl IntoIterator<Item = Order>) -> Self {
        self.early.lock().unwrap().extend(orders);
        self
    }

    fn payloads(&self, downstream: Option<&str>) -> Payloads {
        let builder = builder(&self.engine, &self.proxy);
        let builder = match downstream {
            Some(url) => builder.downstream_url(url),
            None => builder,
        };
        builder.build().unwrap().payloads(Odd).stream_ready(Duration::from_secs(2)).after_loss(LOSS)
    }

    async fn retrieve(&self) -> Result<Retrieved> {
        self.payloads(None).retrieve(&"dtk-1".into(), BOUND).await
    }

    fn asked(&self) -> usize {
        self.engine.count("POST /data-token/request-data")
    }
}

async fn downstream(status: u16, body: &str) -> Contract {
    let body = portcullis_testkit::Body::Text(body.into(), "application/octet-stream");
    let contract = operation("data_token.stream_download").unlike_the_facts("the engine names the URL");
    contract.replies(status, body).start().await
}

/// Ciphertext that is text, and what it stands for.
const WIRE: &str = "<\u{7f}wire>";

fn wired() -> Vec<u8> {
    WIRE[1..WIRE.len() - 1].bytes().map(|byte| !byte).collect()
}

async fn read(payload: Result<Retrieved>) -> Vec<u8> {
    payload.unwrap().bytes().await.unwrap().expose_secret().to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn data_in_a_message_is_heard_however_early_and_words_about_its_state_are_passed_over() {
    let body = base64(&sealed(b"plain text"));
    let words = ["queued for delivery", "", "not-base64!"].map(|word| data(0, word));
    let play = Play::start().await.early(words.into_iter().chain([data(0, &body)]));
    let payload = play.retrieve().await.unwrap();
    assert_eq!(payload.context(), Some("in/voices"));
    assert_eq!(payload.bytes().await.unwrap().expose_secret(), b"plain text");
    let asked = play.engine.seen().into_iter().find(|asked| asked.line.contains("request-data")).unwrap();
    assert_eq!((asked.body.as_str(), asked.token.as_deref()), ("token=dtk-1", Some("T-1")));
    assert_eq!(play.asked(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn data_may_come_long_after_the_request_was_granted() {
    let play = Play::start().await;
    let wait = tokio::spawn(play.payloads(None).retrieve(&"dtk-1".into(), BOUND));
    until(|| play.asked() == 1).await;
    sleep(Duration::from_millis(300)).await;
    play.proxy.say("c-1", 2, Value::Null);
    sleep(Duration::from_millis(300)).await;
    let _ = play.proxy.orders.send(data(0, &base64(&sealed(b"late"))));
    assert_eq!(read(wait.await.unwrap()).await, b"late");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_is_followed_without_the_clients_token() {
    let server = downstream(200, WIRE).await;
    let play = Play::start().await.early([data(1, &format!("{}/get?auth=s3cret", server.url()))]);
    let payload = play.retrieve().await.unwrap();
    assert_eq!(server.count(), 1, "a link ends soon: its download has begun");
    assert_eq!(payload.context(), Some("in/voices"));
    assert_eq!(payload.bytes().await.unwrap().expose_secret(), wired());
    server.request().await.is("GET", "/get?auth=s3cret").no_header("x-dpt-authorization");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_that_fails_is_not_followed_again() {
    let server = downstream(503, "busy").await;
    let play = Play::start().await.early([data(1, &format!("{}/get?auth=s3cret", server.url()))]);
    let error = play.retrieve().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), server.count(), play.asked()), (503, 1, 1));
    assert!(!format!("{error:?}").contains("s3cret"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_bare_token_waits_for_the_stream_that_the_engine_names() {
    for (correlation, before) in [("requestId", true), ("id", true), ("requestId", false), ("id", false)] {
        let (named, own) = (downstream(200, WIRE).await, downstream(200, "wrong").await);
        let ready = ready(&json!({correlation: "r-1", "streamUrl": format!("{}/s?auth=x", named.url())}));
        let other = data(1, "s3cret");
        let orders = if before { [ready, other] } else { [other, ready] };
        let play = Play::start().await.early(orders);
        let payload = play.payloads(Some(&own.url())).retrieve(&"dtk-1".into(), BOUND).await;
        assert_eq!(read(payload).await, wired());
        named.request().await.is("GET", "/s?auth=x");
        assert_eq!(own.count(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_bare_token_goes_to_the_downstream_server_when_no_stream_is_named() {
    for (orders, wait, least) in [
        (vec![], 0, 0),
        (vec![], 400, 400),
        (vec![ready(&json!({"requestId": "r-1"}))], 60_000, 0),
        (vec![ready(&json!({"id": "r-1", "streamUrl": "soon"}))], 60_000, 0),
    ] {
        let own = downstream(200, WIRE).await;
        let play = Play::start().await.early([data(1, "s3cret+1")].into_iter().chain(orders));
        let payloads = play.payloads(Some(&own.url())).stream_ready(Duration::from_millis(wait));
        let began = Instant::now();
        assert_eq!(read(payloads.retrieve(&"dtk-1".into(), BOUND).await).await, wired());
        assert!(began.elapsed() >= Duration::from_millis(least));
        own.request().await.is("GET", "/?auth=s3cret%2B1").no_header("x-dpt-authorization");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_bare_token_without_a_server_is_a_matter_of_the_configuration() {
    let play = Play::start().await.early([data(1, "s3cret")]);
    let payloads = play.payloads(None).stream_ready(Duration::ZERO);
    let error = payloads.retrieve(&"dtk-1".into(), BOUND).await.unwrap_err();
    // The data itself was asked for, and that may have taken a vote.
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Config, Delivery::Unknown));
    assert_eq!(play.asked(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_stream_over_a_websocket_is_not_supported_and_says_so() {
    let stream = json!({"requestId": "r-1", "streamUrl": "wss://down.example:8011/s3cret"});
    for orders in [vec![data(1, "ws://down.example/s3cret")], vec![data(1, "s3cret"), ready(&stream)]] {
        let own = downstream(200, "wrong").await;
        let play = Play::start().await.early(orders);
        let error = play.payloads(Some(&own.url())).retrieve(&"dtk-1".into(), BOUND).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied));
        assert!(error.message().contains("unsupported stream") && error.message().contains("down.example"));
        assert!(!format!("{error:?}").contains("s3cret"));
        assert_eq!(own.count(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn data_of_an_unknown_kind_is_an_error() {
    let play = Play::start().await.early([data(7, "s3cret")]);
    let error = play.retrieve().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied));
    assert!(!format!("{error:?}").contains("s3cret"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rejected_request_brings_no_data() {
    let play = Play::start().await;
    let wait = tokio::spawn(play.payloads(None).retrieve(&"dtk-1".into(), BOUND));
    until(|| play.asked() == 1).await;
    play.proxy.say("c-1", 1, Value::Null);
    play.proxy.say("c-1", 3, "policy.vote_failed");
    let error = wait.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!(error.code(), Some("policy.vote_failed"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_that_is_held_ends_with_the_bound_and_says_what_is_known() {
    let held = async |granted, what| {
        let play = Play::start().await;
        play.granted.store(granted, Ordering::SeqCst);
        let bound = Duration::from_millis(1500);
        let error = play.payloads(None).retrieve(&"dtk-1".into(), bound).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::Unknown));
        assert!(error.message().contains("r-1") && error.message().contains(what), "{error}");
    };
    tokio::join!(held(false, "a vote may hold it"), held(true, "the request was granted"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn data_that_was_due_when_the_channel_was_lost_is_an_error_and_no_hang() {
    let play = Play::start().await;
    let payloads = play.payloads(None).after_loss(SHORT);
    let wait = tokio::spawn(payloads.retrieve(&"dtk-1".into(), Duration::from_secs(120)));
    until(|| play.asked() == 1).await;
    sleep(Duration::from_millis(300)).await;
    play.proxy.say("c-1", 2, Value::Null);
    sleep(Duration::from_millis(300)).await;
    let _ = play.proxy.orders.send(Order::Drop);
    let began = Instant::now();
    let error = wait.await.unwrap().unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Interrupted, Delivery::Unknown));
    assert!(error.message().contains("request it again"), "{error}");
    assert_eq!(play.asked(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_channel_that_was_away_while_the_request_was_answered_may_have_missed_the_data() {
    let play = Play::start().await.early([Order::Drop]);
    play.granted.store(true, Ordering::SeqCst);
    let payloads = play.payloads(None).after_loss(SHORT);
    let error = payloads.retrieve(&"dtk-1".into(), BOUND).await.unwrap_err();
    assert_eq!((error.kind(), play.proxy.joined()), (ErrorKind::Interrupted, 2));
    assert!(error.message().contains("request it again"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn data_that_is_granted_or_sent_after_the_channel_came_back_is_heard() {
    for granted_before in [true, false] {
        let play = Play::start().await;
        let payloads = play.payloads(None).after_loss(if granted_before { LOSS } else { SHORT });
        let wait = tokio::spawn(payloads.retrieve(&"dtk-1".into(), BOUND));
        until(|| play.asked() == 1).await;
        sleep(Duration::from_millis(300)).await;
        if granted_before {
            play.proxy.say("c-1", 2, Value::Null);
            sleep(Duration::from_millis(300)).await;
        }
        let _ = play.proxy.orders.send(Order::Drop);
        until(|| play.proxy.joined() == 2).await;
        if !granted_before {
            sleep(3 * SHORT).await;
            play.proxy.say("c-1", 2, Value::Null);
            sleep(3 * SHORT).await;
        }
        sleep(Duration::from_millis(200)).await;
        let _ = play.proxy.orders.send(data(0, &base64(&sealed(b"late"))));
        assert_eq!(read(wait.await.unwrap()).await, b"late");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_a_channel_nothing_is_asked() {
    let play = Play::start().await;
    let none = Client::builder(&play.engine.url).token("T-1").build().unwrap().payloads(Plain);
    assert_eq!(none.retrieve(&"dtk-1".into(), BOUND).await.unwrap_err().kind(), ErrorKind::Config);
    let dead = Client::builder(&play.engine.url).token("T-1").ws_url("ws://127.0.0.1:1");
    let dead = dead.build().unwrap().payloads(Plain);
    assert_eq!(dead.retrieve(&"dtk-1".into(), BOUND).await.unwrap_err().kind(), ErrorKind::Connect);
    assert!(play.engine.seen().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_changed_is_handed_out_as_bytes_at_no_time() {
    let play = Play::start().await.early([data(0, &base64(b"<changed"))]);
    assert_eq!(play.retrieve().await.unwrap_err().kind(), ErrorKind::Decode);

    let server = downstream(200, "<changed").await;
    let link = || [data(1, &format!("{}/get?auth=s3cret", server.url()))];
    let error = Play::start().await.early(link()).retrieve().await.unwrap().bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let mut stream = Play::start().await.early(link()).retrieve().await.unwrap();
    assert_eq!(stream.try_next().await.unwrap().unwrap().len(), 6);
    assert_eq!(stream.try_next().await.unwrap_err().kind(), ErrorKind::Decode);
    assert!(stream.try_next().await.unwrap().is_none());
    assert!(!format!("{stream:?}").contains("s3cret"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_payload_over_the_limit_is_refused() {
    let server = downstream(200, WIRE).await;
    let long = || [data(0, &base64(&sealed(&plain(100))))];
    let link = || [data(1, &format!("{}/get?auth=s3cret", server.url()))];
    for (orders, length) in [(long(), 100), (link(), 5)] {
        let fits = Play::start().await.early(orders.clone()).retrieve().await.unwrap().limit(length);
        assert_eq!(fits.bytes().await.unwrap().expose_secret().len() as u64, length);
        let over = Play::start().await.early(orders).retrieve().await.unwrap().limit(length - 1);
        assert_eq!(over.bytes().await.unwrap_err().kind(), ErrorKind::Decode);
    }
}

#[cfg(feature = "cipher")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_word_that_happens_to_be_base64_is_no_encrypted_payload() {
    use privicore::{Aes256Gcm, PayloadKey};
    let key = PayloadKey::new((0..32).collect::<Vec<u8>>()).unwrap();
    let vector = "QEFCQ0RFRkdISUpLksvHVU9f6HGo5GNT6BAzKxi/PjPWUTfmttAhq3VX2AfOmJbiCV0=";
    let words = ["done", "accepted", vector].map(|word| data(0, word));
    let play = Play::start().await.early(words);
    let client = builder(&play.engine, &play.proxy).build().unwrap();
    let payload = client.payloads(Aes256Gcm::new(key)).retrieve(&"dtk-1".into(), BOUND).await;
    assert_eq!(read(payload).await, b"privicore test payload");
}
