//! Drops over sockets: the connection pool and the concurrency slots.

use crate::timeouts::fixtures::{ms, secs};
use portcullis_core::{Client, ClientBuilder};
use portcullis_testkit::wire::Plain;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// More polls than a call over loopback needs.
const MOST_POLLS: usize = 16;

#[derive(Default)]
pub(super) struct Found {
    pub(super) dropped: usize,
    pub(super) blocked: usize,
}

/// One client with one concurrency slot, used again after every drop.
pub(super) async fn blocked(rounds: usize) -> Found {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket));
        }
    });
    let client = ClientBuilder::new(&base).in_flight(1).timeout(secs(20)).build(Plain, None).unwrap();
    let mut found = Found::default();
    for _ in 0..rounds {
        for polls in 0..MOST_POLLS {
            for write in [false, true] {
                let whole = one(&client, polls, write).await;
                found.dropped += usize::from(!whole);
                let next = tokio::time::timeout(secs(20), client.get("/u").call::<Value>());
                if !next.await.is_ok_and(|outcome| outcome.is_ok()) {
                    // Every further call would wait for its whole timeout.
                    found.blocked += 1;
                    return found;
                }
            }
        }
    }
    found
}

async fn one(client: &Client, polls: usize, write: bool) -> bool {
    let request = if write { client.post("/u").json(&json!({"a": 1})) } else { client.get("/u") };
    let call = request.call::<Value>();
    let inner = Box::pin(async move {
        let _ = call.await;
    });
    super::Polled { inner: Some(inner), left: polls }.await
}

/// Answers in pieces, so that a call needs several polls.
async fn serve(mut socket: TcpStream) -> Option<()> {
    socket.set_nodelay(true).ok()?;
    let pieces = ["HTTP/1.1 200 OK\r\nContent-", "Length: 8\r\n\r\n", "{\"id\"", ":", "1}"];
    let mut seen = Vec::new();
    loop {
        let mut chunk = [0; 1024];
        let n = socket.read(&mut chunk).await.ok().filter(|n| *n > 0)?;
        seen.extend_from_slice(&chunk[..n]);
        if !seen.ends_with(b"\r\n\r\n") && !seen.ends_with(b"}") {
            continue;
        }
        seen.clear();
        for piece in pieces {
            tokio::time::sleep(pause()).await;
            socket.write_all(piece.as_bytes()).await.ok()?;
        }
    }
}

fn pause() -> Duration {
    ms(fastrand::u64(0..2))
}
