//! The acknowledgement arrives on the socket before the reply to the request that it acknowledges.

use super::mock_engine::{Answer, api, joined, send, settled, state, websocket};
use crate::{
    promise::{Measured, Scale},
    timeouts::fixtures::{ms, secs},
};
use futures_util::StreamExt as _;
use privicore::{Client, Command, http::Method};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{
    net::TcpStream,
    sync::{Mutex, mpsc, oneshot},
    task::JoinSet,
    time::sleep,
};

/// Concurrent requests.
const CONCURRENT: usize = 32;

type Orders = mpsc::Receiver<(String, oneshot::Sender<()>)>;

pub(super) async fn w2(scale: Scale) -> Measured {
    let count = scale.pick(1_000, 100);
    let (polls, next) = (Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
    let (orders, queue) = mpsc::channel(CONCURRENT);
    let queue = Arc::new(Mutex::new(queue));
    let ws = websocket(move |stream| acknowledge(stream, queue.clone())).await;
    let counted = polls.clone();
    let api = api(move |line| {
        let (orders, polls) = (orders.clone(), counted.clone());
        let id = format!("c-{}", next.fetch_add(1, Ordering::SeqCst));
        async move {
            if !line.starts_with("POST /write") {
                polls.fetch_add(1, Ordering::SeqCst);
                return state("started");
            }
            let (notify, acknowledged) = oneshot::channel();
            let _ = orders.send((id.clone(), notify)).await;
            let _ = acknowledged.await;
            // Some replies come at once, others long after the client has read the message.
            sleep(ms(fastrand::u64(0..4) * 5)).await;
            Answer(202, format!("X-DPT-CAB-ID: {id}\r\n"), json!([id]))
        }
    })
    .await;
    let client = Client::builder(api).ws_url(ws).token("T-1").build().unwrap();
    client.open_channel().await.unwrap();
    let (mut begun, mut kept, mut lost, mut running) = (0, 0, None, JoinSet::new());
    while begun < count || !running.is_empty() {
        if begun < count && running.len() < CONCURRENT {
            running.spawn(write(client.clone()));
            begun += 1;
        } else if let Some(ended) = running.join_next().await {
            match ended.unwrap() {
                Ok(()) => kept += 1,
                Err(error) => lost = Some(error.to_string()),
            }
        }
    }
    let mut figure = format!(
        "{kept} of {count} kept; {} polls, each answered \"started\": no outcome came from a poll",
        polls.load(Ordering::SeqCst)
    );
    if let Some(lost) = lost {
        figure.extend(["; such as ", &lost]);
    }
    Measured::new(kept == count, figure)
}

async fn write(client: Client) -> privicore::Result<()> {
    let command: Command = client.request(Method::POST, "/write").call().await?;
    client.commands().wait(&command, secs(10)).await.map(drop)
}

/// Sends each outcome, then notifies the API.
async fn acknowledge(stream: TcpStream, orders: Arc<Mutex<Orders>>) -> Option<()> {
    let mut socket = joined(stream).await?;
    let mut orders = orders.lock().await;
    loop {
        tokio::select! {
            order = orders.recv() => {
                let (id, notify) = order?;
                send(&mut socket, settled(&id, 2, &Value::Null)).await?;
                let _ = notify.send(());
            }
            message = socket.next() => { message?.ok()?; }
        }
    }
}
