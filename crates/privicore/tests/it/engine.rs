//! A small engine whose answers a test writes as a function.

use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// Verb, path, token header and body of one request.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) token: Option<String>,
    pub(crate) body: String,
}

pub(crate) struct Engine {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Asked>>>,
}

impl Engine {
    /// Answers every request with the status and the JSON that the function gives.
    pub(crate) async fn start(answer: impl Fn(&Asked) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (seen, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(answer));
        let log = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, answer.clone(), log.clone()));
            }
        });
        Self { url, seen }
    }

    /// How many requests began so, as `POST /profile/authenticate`.
    pub(crate) fn count(&self, line: &str) -> usize {
        self.seen.lock().unwrap().iter().filter(|asked| asked.line.starts_with(line)).count()
    }

    pub(crate) fn seen(&self) -> Vec<Asked> {
        self.seen.lock().unwrap().clone()
    }
}

async fn serve<F: Fn(&Asked) -> (u16, String)>(
    mut stream: TcpStream,
    answer: Arc<F>,
    log: Arc<Mutex<Vec<Asked>>>,
) -> Option<()> {
    let mut bytes = Vec::new();
    let (head, length) = loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let length = header(head, "content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
            break (head.to_owned(), length);
        }
    };
    while bytes.len() < head.len() + 4 + length {
        stream.read_buf(&mut bytes).await.ok()?;
    }
    let line = head.lines().next()?.trim_end_matches(" HTTP/1.1").to_owned();
    let body = String::from_utf8_lossy(&bytes[head.len() + 4..]).into_owned();
    let asked = Asked { line, token: header(&head, "x-dpt-authorization"), body };
    log.lock().unwrap().push(asked.clone());
    let (status, body) = answer(&asked);
    // Two ids come in headers, and one of them nowhere else.
    let ids = match asked.line.as_str() {
        "POST /data-token/request-data" => "X-DPT-CAB-ID: c-1\r\nX-DPT-CAB-REQUEST-ID: r-1\r\n",
        _ => "",
    };
    let reply = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{ids}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(reply.as_bytes()).await.ok()
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, v)| v.to_owned())
}
