use super::engine::Engine;
use futures_util::{SinkExt as _, StreamExt as _};
use privicore::{Client, ClientBuilder, Command, CommandState, Delivery, ErrorKind};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::broadcast,
    time::sleep,
};
use tokio_websockets::{Message, ServerBuilder};

const BOUND: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(super) enum Order {
    Say(String),
    Drop,
}

/// The websocket server of an engine.
pub(super) struct Proxy {
    url: String,
    joins: Arc<Mutex<Vec<Value>>>,
    pub(super) open: Arc<AtomicUsize>,
    pub(super) orders: broadcast::Sender<Order>,
}

impl Proxy {
    /// Answers joins with what the function says of the token.
    pub(super) async fn start(status: impl Fn(&str) -> u16 + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        let (joins, open, status) =
            (Arc::<Mutex<Vec<Value>>>::default(), Arc::new(AtomicUsize::new(0)), Arc::new(status));
        let orders = broadcast::Sender::new(64);
        let (log, count, sender) = (joins.clone(), open.clone(), orders.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (status, log, count, orders) =
                    (status.clone(), log.clone(), count.clone(), sender.subscribe());
                tokio::spawn(async move {
                    count.fetch_add(1, Ordering::SeqCst);
                    serve(stream, &*status, &log, orders).await;
                    count.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { url, joins, open, orders }
    }

    pub(super) fn say(&self, id: &str, status: impl Into<Value>, body: impl Into<Value>) {
        let data =
            json!({"type": "X-DPT-CAB-ID", "id": id, "command_status": status.into(), "body": body.into()});
        let _ = self.orders.send(Order::Say(json!({ "data": data }).to_string()));
    }

    pub(super) fn joined(&self) -> usize {
        self.joins.lock().unwrap().len()
    }

    fn tokens(&self) -> Vec<String> {
        let joins = self.joins.lock().unwrap();
        joins.iter().map(|join| join["data"]["authorizationToken"].as_str().unwrap().to_owned()).collect()
    }
}

async fn serve(
    stream: TcpStream,
    status: &(dyn Fn(&str) -> u16 + Send + Sync),
    log: &Mutex<Vec<Value>>,
    mut orders: broadcast::Receiver<Order>,
) -> Option<()> {
    let (_, mut socket) = ServerBuilder::new().accept(stream).await.ok()?;
    loop {
        tokio::select! {
            frame = socket.next() => {
                let frame = frame?.ok()?;
                let Some(text) = frame.as_text() else { continue };
                let join: Value = serde_json::from_str(text).unwrap();
                let status = status(join["data"]["authorizationToken"].as_str().unwrap());
                let answer = json!({
                    "correlationId": join["correlationId"], "status": status, "data": {"channelId": "ch", "message": ""},
                });
                log.lock().unwrap().push(join);
                socket.send(Message::text(answer.to_string())).await.ok()?;
            }
            order = orders.recv() => match order.ok()? {
                Order::Say(text) => socket.send(Message::text(text)).await.ok()?,
                Order::Drop => return None,
            }
        }
    }
}

/// An engine whose polls say "started" until the switch is set.
fn pending_until(done: Arc<AtomicBool>) -> Engine {
    Engine::start(move |_| {
        let word = if done.load(Ordering::SeqCst) { "succeeded" } else { "started" };
        (200, json!([word]).to_string())
    })
}

pub(super) fn pending() -> Engine {
    pending_until(Arc::default())
}

pub(super) fn builder(engine: &Engine, proxy: &Proxy) -> ClientBuilder {
    Client::builder(&engine.url).ws_url(&proxy.url).token("T-1")
}

pub(super) async fn until(what: impl Fn() -> bool) {
    let began = Instant::now();
    while !what() {
        assert!(began.elapsed() < Duration::from_secs(10), "it did not happen");
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn an_acknowledgement_ends_the_wait() {
    let (engine, proxy) = (pending(), Proxy::start(|_| 200).await);
    let client = builder(&engine, &proxy).build().unwrap();
    let wait = tokio::spawn(client.commands().wait(&Command::new("c-1"), BOUND));
    until(|| proxy.joined() == 1).await;
    sleep(Duration::from_millis(200)).await;
    for noise in ["not json", "{}", r#"{"data":7}"#, r#"{"data":{"type":"STREAM-READY"}}"#] {
        let _ = proxy.orders.send(Order::Say(noise.into()));
    }
    proxy.say("c-2", 2, Value::Null);
    proxy.say("c-1", 1, Value::Null);
    proxy.say("c-1", "2", json!({"token": "x"}));
    let status = wait.await.unwrap().unwrap();
    assert_eq!((status.state, status.command_id.unwrap().as_str()), (CommandState::Succeeded, "c-1"));
    assert_eq!(status.body, Some(json!({"token": "x"})));
    let join = proxy.joins.lock().unwrap()[0].clone();
    assert_eq!(
        (&join["action"], &join["data"]),
        (&json!("joinChannel"), &json!({"authorizationToken": "T-1"}))
    );
    assert!(join["correlationId"].as_str().unwrap().len() >= 16);
}

#[tokio::test]
async fn an_acknowledgement_before_the_wait_is_kept() {
    let (engine, proxy) = (pending(), Proxy::start(|_| 200).await);
    let client = builder(&engine, &proxy).build().unwrap();
    client.open_channel().await.unwrap();
    client.open_channel().await.unwrap();
    proxy.say("c-1", 2, Value::Null);
    sleep(Duration::from_millis(300)).await;
    client.commands().wait(&Command::new("c-1"), BOUND).await.unwrap();
    assert_eq!((proxy.joined(), engine.seen().len()), (1, 0));
}

#[tokio::test]
async fn a_rejection_by_socket_is_an_error_with_its_key() {
    let (engine, proxy) = (pending(), Proxy::start(|_| 200).await);
    let client = builder(&engine, &proxy).build().unwrap();
    client.open_channel().await.unwrap();
    let wait = tokio::spawn(client.commands().wait(&Command::new("c-1"), BOUND));
    until(|| !engine.seen().is_empty()).await;
    proxy.say("c-1", 3, "profile.not_an_owner");
    let error = wait.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!((error.code(), error.status()), (Some("profile.not_an_owner"), None));
}

#[tokio::test]
async fn after_a_lost_socket_the_channel_is_joined_again_and_polled_once() {
    let done = Arc::new(AtomicBool::new(false));
    let (engine, proxy) = (pending_until(done.clone()), Proxy::start(|_| 200).await);
    let client = builder(&engine, &proxy).build().unwrap();
    client.open_channel().await.unwrap();
    let waits: Vec<_> = (0..5)
        .map(|n| tokio::spawn(client.commands().wait(&Command::new(format!("c-{n}")), BOUND)))
        .collect();
    until(|| engine.seen().len() >= 5).await;
    // It settles while no client is connected, and the message is never sent again.
    done.store(true, Ordering::SeqCst);
    let _ = proxy.orders.send(Order::Drop);
    for wait in waits {
        wait.await.unwrap().unwrap();
    }
    until(|| proxy.joined() == 2).await;
}

#[tokio::test]
async fn a_silent_socket_is_helped_by_polling() {
    let done = Arc::new(AtomicBool::new(false));
    let (engine, proxy) = (pending_until(done.clone()), Proxy::start(|_| 200).await);
    let client = builder(&engine, &proxy).build().unwrap();
    client.open_channel().await.unwrap();
    let wait = tokio::spawn(client.commands().wait(&Command::new("c-1"), BOUND));
    sleep(Duration::from_millis(1500)).await;
    assert_eq!(engine.seen().len(), 1, "a channel that works spares the engine");
    done.store(true, Ordering::SeqCst);
    wait.await.unwrap().unwrap();
}

#[tokio::test]
async fn without_a_server_there_is_polling_and_an_error_for_who_wants_the_channel() {
    let done = Arc::new(AtomicBool::new(true));
    let engine = pending_until(done);
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let client = Client::builder(&engine.url).ws_url(format!("ws://{closed}")).token("T-1").build().unwrap();
    client.commands().wait(&Command::new("c-1"), BOUND).await.unwrap();
    assert_eq!(client.open_channel().await.unwrap_err().kind(), ErrorKind::Connect);
    let none = Client::builder(&engine.url).token("T-1").build().unwrap();
    assert_eq!(none.open_channel().await.unwrap_err().kind(), ErrorKind::Config);
}

#[tokio::test]
async fn a_refused_join_is_a_refused_token_and_does_not_storm() {
    let (engine, proxy) = (pending(), Proxy::start(|_| 401).await);
    let client = builder(&engine, &proxy).build().unwrap();
    let error = client.open_channel().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(!format!("{error} {error:?} {client:?}").contains("T-1"));
    sleep(Duration::from_millis(400)).await;
    assert!(proxy.joined() <= 3, "{} joins", proxy.joined());
}

#[tokio::test]
async fn the_channel_follows_the_token() {
    let engine = Engine::start(|asked| {
        let token = format!("{}+", asked.token.clone().unwrap_or_default());
        if asked.line.contains("reauthorize") {
            (200, json!({"authorizationToken": token}).to_string())
        } else {
            (200, json!(["started"]).to_string())
        }
    });
    let proxy = Proxy::start(|_| 200).await;
    let client = builder(&engine, &proxy).build().unwrap();
    client.open_channel().await.unwrap();
    client.renew(60).await.unwrap();
    until(|| proxy.joined() == 2).await;
    assert_eq!(proxy.tokens(), ["T-1", "T-1+"]);
    let wait = tokio::spawn(client.commands().wait(&Command::new("c-1"), BOUND));
    sleep(Duration::from_millis(300)).await;
    proxy.say("c-1", 2, Value::Null);
    wait.await.unwrap().unwrap();
}

#[tokio::test]
async fn the_socket_ends_with_the_client() {
    let (engine, proxy) = (pending(), Proxy::start(|_| 200).await);
    let client = builder(&engine, &proxy).build().unwrap();
    client.open_channel().await.unwrap();
    let clone = client.clone();
    drop(client);
    sleep(Duration::from_millis(100)).await;
    assert_eq!(proxy.open.load(Ordering::SeqCst), 1);
    drop(clone);
    until(|| proxy.open.load(Ordering::SeqCst) == 0).await;

    let client = builder(&engine, &proxy).build().unwrap();
    client.open_channel().await.unwrap();
    client.close(Duration::from_secs(5)).await.unwrap();
    until(|| proxy.open.load(Ordering::SeqCst) == 0).await;
    for error in [client.open_channel().await.unwrap_err(), client.messages().unwrap_err()] {
        assert_eq!((error.kind(), error.message()), (ErrorKind::Interrupted, "the client is closed"));
    }
    assert_eq!((proxy.open.load(Ordering::SeqCst), proxy.joined()), (0, 2));
}

#[test]
fn a_channel_outlives_the_runtime_that_opened_it() {
    let serving = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (engine, proxy) = serving.block_on(async { (pending(), Proxy::start(|_| 200).await) });
    let client = builder(&engine, &proxy).build().unwrap();
    for _ in 0..2 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(client.open_channel()).unwrap();
    }
    assert_eq!(proxy.joined(), 2);
}

#[test]
fn only_safe_websocket_urls() {
    let built = |url: &str| Client::builder("https://engine.example").token("t").ws_url(url).build();
    for good in ["wss://engine.example:8083", "ws://127.0.0.1:8083", "ws://localhost", "ws://[::1]:1"] {
        built(good).unwrap();
    }
    for bad in [
        "",
        "engine",
        "ws://engine.example",
        "https://engine.example",
        "wss://u:p@engine.example",
        "wss://e.example/#x",
    ] {
        assert_eq!(built(bad).unwrap_err().kind(), ErrorKind::Config, "{bad}");
    }
}
