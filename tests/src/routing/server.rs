//! A small server on loopback, with or without TLS, that answers each request by a script and records requests.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpListener,
    task::AbortHandle,
};
use tokio_rustls::TlsAcceptor;

/// The answer to one request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Answer {
    /// These bytes; the connection stays.
    Keep(Vec<u8>),
    /// These bytes, then the end.
    Close(Vec<u8>),
    /// The first bytes, then the second ones this many times, then the end.
    Stream(Vec<u8>, Vec<u8>, usize),
}

type Script = dyn Fn(&str) -> Answer + Send + Sync;

/// A server; it stops when dropped.
pub struct Server {
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    record: Arc<Record>,
    accepting: AbortHandle,
}

#[derive(Default)]
struct Record {
    heads: Mutex<Vec<String>>,
    connections: AtomicUsize,
    bytes: AtomicUsize,
    written: AtomicUsize,
}

impl Server {
    /// A server without TLS.
    pub async fn start(script: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::listen(None, Arc::new(script)).await
    }

    /// A server with TLS.
    pub async fn tls(acceptor: TlsAcceptor, script: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::listen(Some(acceptor), Arc::new(script)).await
    }

    async fn listen(tls: Option<TlsAcceptor>, script: Arc<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let record = Arc::<Record>::default();
        let log = record.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                log.connections.fetch_add(1, Ordering::SeqCst);
                let (tls, script, log) = (tls.clone(), script.clone(), log.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(socket, &*script, &log).await,
                        Some(tls) => match tls.accept(socket).await {
                            Ok(stream) => serve(stream, &*script, &log).await,
                            Err(_) => None,
                        },
                    }
                });
            }
        });
        Self { port, record, accepting: accepting.abort_handle() }
    }

    /// Its URL by address, without TLS.
    pub fn http(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its URL by name, with TLS.
    pub fn https(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// The heads of all requests.
    pub fn heads(&self) -> Vec<String> {
        self.record.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests arrived.
    pub fn requests(&self) -> usize {
        self.record.heads.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        self.record.connections.load(Ordering::SeqCst)
    }

    /// How many bytes of application data arrived.
    pub fn bytes(&self) -> usize {
        self.record.bytes.load(Ordering::SeqCst)
    }

    /// How many bytes were written to clients.
    pub fn written(&self) -> usize {
        self.record.written.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({})", self.port)
    }
}

/// A JSON reply.
pub fn json(body: &str) -> Answer {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    Answer::Keep(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes())
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    script: &Script,
    record: &Record,
) -> Option<()> {
    loop {
        let head = request(&mut stream, record).await?;
        let answer = script(&head);
        record.heads.lock().unwrap_or_else(PoisonError::into_inner).push(head);
        match answer {
            Answer::Keep(bytes) => write(&mut stream, &bytes, record).await?,
            Answer::Close(bytes) => {
                write(&mut stream, &bytes, record).await?;
                return stream.shutdown().await.ok();
            }
            Answer::Stream(head, chunk, times) => {
                write(&mut stream, &head, record).await?;
                for _ in 0..times {
                    write(&mut stream, &chunk, record).await?;
                }
                return stream.shutdown().await.ok();
            }
        }
    }
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8], record: &Record) -> Option<()> {
    stream.write_all(bytes).await.ok()?;
    stream.flush().await.ok()?;
    record.written.fetch_add(bytes.len(), Ordering::SeqCst);
    Some(())
}

/// The head of the next request; its body is read and dropped.
async fn request(stream: &mut (impl AsyncRead + Unpin), record: &Record) -> Option<String> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head.lines().find_map(|l| {
                l.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok()
            });
            if bytes.len() >= end + 4 + length.unwrap_or(0) {
                return Some(head);
            }
        }
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => {
                record.bytes.fetch_add(n, Ordering::SeqCst);
                bytes.extend_from_slice(&chunk[..n]);
            }
        }
    }
}
