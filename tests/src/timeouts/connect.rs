//! Connections that are never established.

use super::fixtures::{ms, secs};
use crate::promise::{Campaign, Measured, Scale};
use portcullis_core::{Client, ClientBuilder, Delivery, Proxy, Retry};
use portcullis_testkit::wire::Plain;
use serde_json::Value;
use std::collections::BTreeMap;
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinSet,
};

/// Concurrent runs.
const CONCURRENT: usize = 64;

/// Which of the client's timeouts is shorter.
#[derive(Clone, Copy)]
enum Timeouts {
    /// The connect timeout, as by default.
    Usual,
    /// The attempt timeout.
    ShortAttempt,
}

#[derive(Clone, Copy, PartialEq)]
enum Obstacle {
    SilentTls,
    FullBacklog,
    SilentProxy,
    RefusingProxy,
    ClosedPort,
}

const OBSTACLES: [Obstacle; 5] = [
    Obstacle::SilentTls,
    Obstacle::FullBacklog,
    Obstacle::SilentProxy,
    Obstacle::RefusingProxy,
    Obstacle::ClosedPort,
];

/// Peers to which no connection is established.
struct Peers {
    silent: String,
    full: String,
    refusing: String,
    closed: String,
    /// Fill the backlog until they are dropped.
    _filling: Vec<TcpStream>,
    _full: TcpListener,
}

pub(super) fn t2(scale: Scale) -> Campaign {
    Box::pin(async move {
        let peers = peers().await;
        let mut tally = BTreeMap::new();
        for (name, timeouts) in
            [("usual timeouts", Timeouts::Usual), ("short attempt", Timeouts::ShortAttempt)]
        {
            let counts = runs(&peers, timeouts, scale.pick(200, 10)).await;
            tally.insert(name, counts);
        }
        let held = tally.values().all(|(runs, proved)| runs == proved);
        let figure = tally.iter().map(|(name, (runs, proved))| format!("{name}: {proved} of {runs} NotSent"));
        Measured::new(held, figure.collect::<Vec<_>>().join("; "))
    })
}

async fn runs(peers: &Peers, timeouts: Timeouts, each: usize) -> (usize, usize) {
    let (mut runs, mut proved) = (0, 0);
    let mut running = JoinSet::new();
    for obstacle in OBSTACLES {
        let client = client(peers, obstacle, timeouts);
        for _ in 0..each {
            if running.len() >= CONCURRENT {
                proved += usize::from(running.join_next().await.unwrap().unwrap());
            }
            runs += 1;
            let call = client.post("/u").call::<Value>();
            running
                .spawn(async move { call.await.is_err_and(|error| error.delivery() == Delivery::NotSent) });
        }
    }
    while let Some(ended) = running.join_next().await {
        proved += usize::from(ended.unwrap());
    }
    (runs, proved)
}

fn client(peers: &Peers, obstacle: Obstacle, timeouts: Timeouts) -> Client {
    let (address, proxy) = match obstacle {
        Obstacle::SilentTls => (&peers.silent, None),
        Obstacle::FullBacklog => (&peers.full, None),
        Obstacle::SilentProxy => (&peers.closed, Some(&peers.silent)),
        Obstacle::RefusingProxy => (&peers.closed, Some(&peers.refusing)),
        Obstacle::ClosedPort => (&peers.closed, None),
    };
    let (connect, attempt) = match timeouts {
        Timeouts::Usual => (ms(50), secs(5)),
        Timeouts::ShortAttempt => (secs(5), ms(100)),
    };
    let proxy = proxy.map_or(Proxy::None, |p| Proxy::Url(format!("http://{p}").into()));
    ClientBuilder::new(format!("https://{address}"))
        .connect_timeout(connect)
        .attempt_timeout(attempt)
        .retry(Retry::none())
        .proxy(proxy)
        .build(Plain, None)
        .unwrap()
}

async fn peers() -> Peers {
    let silent = listener().await;
    let silent_at = address(&silent);
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((socket, _)) = silent.accept().await {
            open.push(socket);
        }
    });
    let refusing = listener().await;
    let refusing_at = address(&refusing);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = refusing.accept().await {
            tokio::spawn(async move {
                let refusal = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
                socket.readable().await.ok()?;
                let mut request = [0; 1024];
                let _ = socket.try_read(&mut request);
                socket.write_all(refusal).await.ok()
            });
        }
    });
    let closed = listener().await;
    let closed_at = address(&closed);
    drop(closed);
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let full = socket.listen(1).unwrap();
    let mut filling = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(ms(100), TcpStream::connect(address(&full))).await {
        filling.push(stream);
    }
    Peers {
        silent: silent_at,
        full: address(&full),
        refusing: refusing_at,
        closed: closed_at,
        _filling: filling,
        _full: full,
    }
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

fn address(listener: &TcpListener) -> String {
    listener.local_addr().unwrap().to_string()
}
