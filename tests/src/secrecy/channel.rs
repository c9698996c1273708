//! A websocket channel that is refused, joins, is dropped, rejoins and changes its token, while every kind of
//! credential is sent over it.

use super::scan::{self, Shown};
use crate::{
    channel::mock_engine::{Answer, answer, api, join, send, settled, state, upgrade, websocket},
    timeouts::fixtures::{locked, secs},
};
use futures_util::StreamExt as _;
use portcullis::privicore::{Client, Command, Message, Messages, http::Method};
use serde_json::{Value, json};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{net::TcpStream, time::timeout};

const PASSWORD: &str = "Kn4rr channel/password+1";
/// The secrets of a data message, its link, a stream's URL, a message of an unknown type, and an outcome.
const SENT: [&str; 5] = [
    "Kn4rrInlineBody/cipher+text==",
    "https://down.example/?auth=Kn4rrLinkCapability",
    "wss://stream.example/?auth=Kn4rrStreamCapability",
    "Kn4rrOfAnUnknownType",
    "Kn4rrBodyOfAnOutcome",
];

/// The nth token.
fn token(number: usize) -> String {
    format!("T-Kn4rrChannelToken+{number}/")
}

/// The results of the channel.
pub(super) struct Run {
    /// The secrets that were used.
    pub(super) secrets: Vec<String>,
    /// How many calls were made.
    pub(super) calls: usize,
    /// The messages that came.
    pub(super) shown: Vec<Shown>,
}

/// Runs the channel.
pub(super) async fn run() -> Run {
    let issued = AtomicUsize::new(0);
    let api = api(move |line| {
        let answer = if line.contains("/request-status") {
            state("started")
        } else if line.contains("authenticate") || line.contains("reauthorize") {
            let number = issued.fetch_add(1, Ordering::SeqCst);
            Answer(200, String::new(), json!({ "authorizationToken": token(number) }))
        } else {
            Answer(202, "X-DPT-CAB-ID: c-1\r\n".to_owned(), json!(["c-1"]))
        };
        async move { answer }
    })
    .await;
    let joins = Arc::<Mutex<Vec<String>>>::default();
    let log = joins.clone();
    let ws = websocket(move |stream| serve(stream, log.clone())).await;
    let client = Client::builder(api).ws_url(ws).login("kn", PASSWORD).build().unwrap();
    let mut messages = client.messages().unwrap();
    // The first token is refused, the second one is accepted, and its connection ends after all messages.
    let mut shown = received(&mut messages).await;
    // The same token again, on a new connection.
    received(&mut messages).await;
    // The next one.
    client.renew(60).await.unwrap();
    received(&mut messages).await;
    let command: Command = client.request(Method::POST, "/write").call().await.unwrap();
    client.commands().wait(&command, secs(10)).await.unwrap();
    shown.extend([scan::shown("privicore::Client", &client), scan::shown("privicore::Messages", &messages)]);
    client.close_and_logout(secs(5)).await.unwrap();
    assert!(messages.next().await.is_none());
    let used = locked(&joins).clone();
    assert_eq!(used, [0, 1, 1, 2].map(token), "other tokens joined");
    let sent = SENT.iter().map(|received| (*received).to_owned()).chain([PASSWORD.to_owned()]);
    Run { secrets: used.into_iter().chain(sent).collect(), calls: 6, shown }
}

async fn serve(stream: TcpStream, joins: Arc<Mutex<Vec<String>>>) -> Option<()> {
    let mut socket = upgrade(stream).await?;
    let request = join(&mut socket).await?;
    let number = {
        let mut joins = locked(&joins);
        joins.push(request["data"]["authorizationToken"].as_str()?.to_owned());
        joins.len()
    };
    if number == 1 {
        return answer(&mut socket, &request, 401).await;
    }
    answer(&mut socket, &request, 200).await?;
    let data = |output, body| json!({"type": "X-DPT-CAB-REQUEST-ID", "id": "r-1", "output_type": output, "body": body});
    for data in [
        data(0, SENT[0]),
        data(1, SENT[1]),
        json!({"type": "STREAM-READY", "requestId": "r-1", "streamUrl": SENT[2]}),
        json!({"type": "NEWS", "what": SENT[3]}),
    ] {
        send(&mut socket, json!({ "data": data }).to_string()).await?;
    }
    send(&mut socket, settled("c-1", 2, &json!(SENT[4]))).await?;
    if number == 2 {
        return None;
    }
    while socket.next().await?.is_ok() {}
    None
}

/// Receives all messages of a connection.
async fn received(messages: &mut Messages) -> Vec<Shown> {
    let (mut bodies, mut shown) = (Vec::new(), Vec::new());
    while bodies.len() < SENT.len() {
        let message = timeout(secs(10), messages.next()).await.unwrap().unwrap();
        shown.push(scan::shown("privicore::Message", &message));
        bodies.extend(match message {
            Message::Data(data) => {
                shown.push(scan::shown("privicore::DataMessage", &data));
                Some(data.body.expose_secret().to_owned())
            }
            Message::StreamReady(ready) => {
                shown.push(scan::shown("privicore::StreamReady", &ready));
                ready.stream_url.map(|url| url.expose_secret().to_owned())
            }
            Message::Other { data, .. } => data.and_then(|data| {
                let read: Value = serde_json::from_str(data.expose_secret()).ok()?;
                Some(read["what"].as_str()?.to_owned())
            }),
            Message::Command(status) => status.body.and_then(|body| Some(body.as_str()?.to_owned())),
            _ => None,
        });
    }
    assert_eq!(bodies, SENT);
    shown
}
