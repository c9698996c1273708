//! The two servers of a Privicore engine, API and websocket, scripted by a campaign.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_websockets::{Message, ServerBuilder, WebSocketStream};

/// A connection of the websocket server.
pub(crate) type Socket = WebSocketStream<TcpStream>;

/// A reply of the API: status, a header line or nothing, JSON.
pub(crate) struct Answer(pub(crate) u16, pub(crate) String, pub(crate) Value);

/// The state of a command, as a poll returns it.
pub(crate) fn state(word: &str) -> Answer {
    Answer(200, String::new(), json!([word]))
}

/// Starts an API whose replies are a function of the request line; connections stay open. Returns its URL.
pub(crate) async fn api<F>(answer: impl Fn(String) -> F + Send + Sync + 'static) -> String
where
    F: Future<Output = Answer> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move { requests(stream, &*answer).await });
        }
    });
    url
}

async fn requests<F: Future<Output = Answer>>(
    mut stream: TcpStream,
    answer: &impl Fn(String) -> F,
) -> Option<()> {
    let mut bytes = Vec::new();
    loop {
        let end = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let line = String::from_utf8_lossy(&bytes[..end]).lines().next()?.to_owned();
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok())
            .unwrap_or(0);
        while bytes.len() < end + length {
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        }
        bytes.drain(..end + length);
        let Answer(status, header, body) = answer(line).await;
        let body = body.to_string();
        let reply = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{header}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(reply.as_bytes()).await.ok()?;
    }
}

/// Starts a websocket server that passes each connection, before its upgrade, to the function. Returns its URL.
pub(crate) async fn websocket<F>(serve: impl Fn(TcpStream) -> F + Send + Sync + 'static) -> String
where
    F: Future<Output = Option<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            tokio::spawn(serve(stream));
        }
    });
    url
}

pub(crate) async fn upgrade(stream: TcpStream) -> Option<Socket> {
    Some(ServerBuilder::new().accept(stream).await.ok()?.1)
}

/// Reads the client's first text message, its join.
pub(crate) async fn join(socket: &mut Socket) -> Option<Value> {
    loop {
        let message = socket.next().await?.ok()?;
        if let Some(text) = message.as_text() {
            return serde_json::from_str(text).ok();
        }
    }
}

pub(crate) async fn answer(socket: &mut Socket, join: &Value, status: u16) -> Option<()> {
    let answer = json!({
        "correlationId": join["correlationId"], "status": status, "data": {"channelId": "ch", "message": ""},
    });
    send(socket, answer.to_string()).await
}

pub(crate) async fn send(socket: &mut Socket, text: impl Into<String>) -> Option<()> {
    socket.send(Message::text(text.into())).await.ok()
}

/// Upgrades the connection and accepts the join.
pub(crate) async fn joined(stream: TcpStream) -> Option<Socket> {
    let mut socket = upgrade(stream).await?;
    let join = join(&mut socket).await?;
    answer(&mut socket, &join, 200).await?;
    Some(socket)
}

/// An acknowledgement of a command.
pub(crate) fn settled(id: &str, status: u8, body: &Value) -> String {
    json!({"data": {"type": "X-DPT-CAB-ID", "id": id, "command_status": status, "body": body}}).to_string()
}
