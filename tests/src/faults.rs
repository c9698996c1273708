//! A server that runs a script on each connection, byte by byte, and records what arrived. It parses HTTP only as far
//! as needed to find the end of a request.

mod connection;
pub mod kinds;

use bytes::Bytes;
use std::{
    fmt,
    io::ErrorKind,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::timeout,
};

/// Makes a reply out of a whole request: head and body as text.
pub type Answer = Arc<dyn Fn(&str) -> Vec<u8> + Send + Sync>;

/// One step of a connection.
#[derive(Clone)]
#[non_exhaustive]
pub enum Act {
    /// Reads once: at least one byte.
    Read,
    /// Reads on to the end of a head.
    Head,
    /// Reads on to the end of a request.
    Request,
    /// Like `Request`, but closes if it has not arrived in time.
    Within(Duration),
    /// Like `Request`, but closes after it if it arrived later.
    Early(Duration),
    /// Writes these bytes.
    Write(Bytes),
    /// Writes a reply made from the last whole request.
    Answer(Answer),
    /// Writes these bytes one by one, with a pause after each.
    Trickle(Bytes, Duration),
    /// Writes these bytes this many times, with a pause after each, or until the peer closes.
    Repeat(Bytes, usize, Duration),
    /// Neither reads nor writes for this time.
    Pause(Duration),
    /// Continues when the gate is open.
    Wait(Gate),
    /// Opens the gate.
    Open(Gate),
    /// Reads, and writes nothing until the peer closes.
    Stall,
    /// Records the last whole request as rejected: the next bytes are its rejection.
    Refuse,
    /// Closes the sending direction; the other one stays open.
    HalfClose,
    /// Ends the connection with a reset instead of a close.
    Reset,
    /// Starts the script again.
    Again,
}

impl fmt::Debug for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read => f.write_str("Read"),
            Self::Head => f.write_str("Head"),
            Self::Request => f.write_str("Request"),
            Self::Within(time) => f.debug_tuple("Within").field(time).finish(),
            Self::Early(time) => f.debug_tuple("Early").field(time).finish(),
            Self::Write(bytes) => f.debug_tuple("Write").field(bytes).finish(),
            Self::Answer(_) => f.write_str("Answer"),
            Self::Trickle(bytes, each) => f.debug_tuple("Trickle").field(bytes).field(each).finish(),
            Self::Repeat(bytes, times, _) => {
                f.debug_tuple("Repeat").field(&bytes.len()).field(times).finish()
            }
            Self::Pause(time) => f.debug_tuple("Pause").field(time).finish(),
            Self::Wait(_) => f.write_str("Wait"),
            Self::Open(_) => f.write_str("Open"),
            Self::Stall => f.write_str("Stall"),
            Self::Refuse => f.write_str("Refuse"),
            Self::HalfClose => f.write_str("HalfClose"),
            Self::Reset => f.write_str("Reset"),
            Self::Again => f.write_str("Again"),
        }
    }
}

impl Act {
    /// Writes these bytes.
    pub fn write(bytes: impl Into<Bytes>) -> Self {
        Self::Write(bytes.into())
    }
}

/// What one connection does, in order; it is closed at the end.
pub type Script = Vec<Act>;

/// Closed until it is opened, then open.
#[derive(Clone, Debug)]
pub struct Gate(watch::Sender<bool>);

impl Default for Gate {
    fn default() -> Self {
        Self(watch::channel(false).0)
    }
}

impl Gate {
    /// Opens the gate.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    /// Resolves when the gate is open.
    pub async fn passed(&self) {
        let _ = self.0.subscribe().wait_for(|open| *open).await;
    }
}

/// How the server handles connections before [`Server::open`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PortState {
    /// It accepts them.
    Open,
    /// It refuses them; the port stays reserved.
    Closed,
    /// Its queue is full: attempts to connect get no answer.
    Full,
}

/// What arrived, over all connections.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Seen {
    /// Connections that were accepted.
    pub connections: usize,
    /// Those of them that have ended.
    pub closed: usize,
    /// Bytes that arrived, those that no script read included.
    pub bytes: usize,
    /// Requests of which at least one byte arrived.
    pub begun: usize,
    /// The marks (last path segments) of the requests that arrived whole.
    pub whole: Vec<String>,
    /// Those of them that the server rejected.
    pub refused: Vec<String>,
}

impl Seen {
    /// How many whole requests with this mark arrived.
    pub fn arrived(&self, mark: &str) -> usize {
        self.whole.iter().filter(|m| *m == mark).count()
    }

    /// How many of them count as applied: a server applies every whole request that it does not reject.
    pub fn applied(&self, mark: &str) -> usize {
        self.arrived(mark) - self.refused.iter().filter(|m| *m == mark).count()
    }
}

/// The record that all connections of a server share.
#[derive(Debug, Clone, Default)]
struct Record(Arc<Mutex<Seen>>);

impl Record {
    fn with<R>(&self, act: impl FnOnce(&mut Seen) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

enum Entry {
    Held(TcpSocket),
    Full(std::net::TcpListener, Vec<TcpStream>),
    Open,
}

/// A server on loopback.
pub struct Server {
    address: SocketAddr,
    scripts: Arc<Vec<Script>>,
    record: Record,
    entry: Mutex<Entry>,
    connections: Arc<Mutex<JoinSet<()>>>,
    accepting: Mutex<Option<JoinHandle<()>>>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("seen", &self.record)
            .field("scripts", &self.scripts)
            .finish_non_exhaustive()
    }
}

/// A separate address for each server, so that lingering connections of one campaign take no port from the next.
fn next_address() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let [_, a, b, c] = NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E_3779).to_be_bytes();
    ([127, 64 | (a & 63), b, c.clamp(1, 254)], 0).into()
}

/// The longest time that a connection stays open.
const LONGEST: Duration = Duration::from_secs(30);
/// If a connection is not accepted within this time, the queue is full.
const QUEUE_TIMEOUT: Duration = Duration::from_millis(30);

impl Server {
    /// The nth connection gets the nth script, and those after it the last one.
    ///
    /// # Panics
    /// If loopback has no port left.
    pub async fn start(port_state: PortState, scripts: Vec<Script>) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(next_address()).unwrap();
        let address = socket.local_addr().unwrap();
        let entry = match port_state {
            PortState::Open | PortState::Closed => Entry::Held(socket),
            PortState::Full => {
                let listener = socket.listen(0).unwrap().into_std().unwrap();
                let mut queued = Vec::new();
                while let Ok(Ok(stream)) = timeout(QUEUE_TIMEOUT, TcpStream::connect(address)).await {
                    queued.push(stream);
                }
                Entry::Full(listener, queued)
            }
        };
        let server = Self {
            address,
            scripts: Arc::new(scripts),
            record: Record::default(),
            entry: Mutex::new(entry),
            connections: Arc::default(),
            accepting: Mutex::default(),
        };
        if port_state == PortState::Open {
            server.open();
        }
        server
    }

    /// The base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What arrived so far.
    pub fn seen(&self) -> Seen {
        self.record.with(|seen| seen.clone())
    }

    /// Accepts connections from now on.
    ///
    /// # Panics
    /// If the held port cannot be listened on.
    pub fn open(&self) {
        let mut entry = self.entry.lock().unwrap_or_else(PoisonError::into_inner);
        let listener = match std::mem::replace(&mut *entry, Entry::Open) {
            Entry::Open => return,
            Entry::Held(socket) => socket.listen(1024).unwrap(),
            Entry::Full(listener, queued) => {
                // Empties the queue, so that the next attempt is accepted.
                loop {
                    match listener.accept() {
                        Ok(_) => {}
                        Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                        Err(_) => return,
                    }
                }
                drop(queued);
                TcpListener::from_std(listener).unwrap()
            }
        };
        let (scripts, record, connections) =
            (self.scripts.clone(), self.record.clone(), self.connections.clone());
        let accepting = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let number = record.with(|seen| {
                    seen.connections += 1;
                    seen.connections - 1
                });
                let script = scripts.get(number).or(scripts.last()).cloned().unwrap_or_default();
                let (running, after) = (connection::serve(socket, script, record.clone()), record.clone());
                let mut connections = connections.lock().unwrap_or_else(PoisonError::into_inner);
                connections.spawn(async move {
                    let _ = timeout(LONGEST, running).await;
                    after.with(|seen| seen.closed += 1);
                });
            }
        });
        *self.accepting.lock().unwrap_or_else(PoisonError::into_inner) = Some(accepting);
    }

    /// Accepts no more connections; the port refuses them.
    pub fn shut(&self) {
        if let Some(accepting) = self.accepting.lock().unwrap_or_else(PoisonError::into_inner).take() {
            accepting.abort();
        }
    }

    /// Accepts no more connections, waits until all have ended, and returns what arrived.
    pub async fn ended(&self) -> Seen {
        // An already queued connection counts.
        tokio::task::yield_now().await;
        self.shut();
        let mut connections = {
            let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *connections)
        };
        while connections.join_next().await.is_some() {}
        self.seen()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shut();
    }
}
