//! What the tests share, and a server that writes exactly the bytes it is told to.

pub use portcullis_testkit::wire::{
    Plain, Scripted, body_in, client, header, lost, reply, reply_with, unsent,
};

use serde_json::{Value, json};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// What the server does with the nth connection.
#[derive(Clone, Debug)]
pub enum Act {
    /// Reads a request, then writes these bytes and keeps the connection.
    Say(String),
    /// Reads a request, then writes these bytes and closes.
    SayAndClose(String),
    /// Reads a request, then closes without a word.
    Hang,
    /// Reads a request, then waits.
    Stall,
}

pub fn http(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub struct Server {
    pub url: String,
    pub seen: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// One act per request, over all connections; the last one is repeated.
    pub async fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (acts, log) = (Arc::new(acts), seen.clone());
        let connections = Arc::new(AtomicUsize::new(0));
        let count = connections.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(socket, acts.clone(), log.clone()));
            }
        });
        Self { url, seen, connections }
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

async fn serve(mut socket: TcpStream, acts: Arc<Vec<Act>>, log: Arc<Mutex<Vec<String>>>) {
    while let Some(request) = read_request(&mut socket).await {
        let number = {
            let mut log = log.lock().unwrap();
            log.push(request);
            log.len() - 1
        };
        match &acts[number.min(acts.len() - 1)] {
            Act::Say(bytes) => socket.write_all(bytes.as_bytes()).await.unwrap_or_default(),
            Act::SayAndClose(bytes) => {
                socket.write_all(bytes.as_bytes()).await.unwrap_or_default();
                return;
            }
            Act::Hang => return,
            Act::Stall => tokio::time::sleep(Duration::from_secs(600)).await,
        }
    }
}

async fn read_request(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        match socket.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => bytes.extend_from_slice(&chunk[..n]),
        }
    }
}

pub fn ok() -> Value {
    json!({"id": 1})
}
