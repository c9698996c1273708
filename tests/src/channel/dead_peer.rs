//! A peer that stops sending, on paused time over real sockets.
//!
//! A paused clock runs ahead of sockets. So it is stopped and advanced in small steps, with some real time after
//! each step for the sockets.

use super::mock_engine::{api, joined, state, websocket};
use crate::{
    promise::{Measured, Scale},
    timeouts::fixtures::{locked, ms, secs},
};
use futures_util::{SinkExt as _, StreamExt as _};
use privicore::{Client, Command, ErrorKind};
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::AsyncReadExt as _,
    net::TcpStream,
    task::spawn_blocking,
    time::{Instant, advance},
};

const STEP: Duration = ms(20);
/// The tolerance for the steps and the sockets.
const SLACK: Duration = ms(200);
/// Ping and pong.
const MOST: Duration = secs(30);
const BOUND: Duration = secs(95);

/// What a server recorded, in paused time.
#[derive(Default)]
struct Record {
    /// From the last activity to the end of the connection.
    detected: Vec<Duration>,
    /// From an end to the next connection.
    pauses: Vec<Duration>,
    ended: Option<Instant>,
    connections: AtomicUsize,
}

impl Record {
    fn connected(&mut self) -> usize {
        self.pauses.extend(self.ended.take().map(|ended| ended.elapsed()));
        self.connections.fetch_add(1, Ordering::SeqCst)
    }
}

pub(super) async fn w3(scale: Scale) -> Measured {
    // While this thread blocks, the paused clock does not advance by itself.
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let blocked = spawn_blocking(move || stopped.recv());
    let measured = measure(scale).await;
    drop(stop);
    let _ = blocked.await;
    measured
}

async fn measure(scale: Scale) -> Measured {
    let (dead, wait) = silent_peers(scale.pick(40, 6)).await;
    let steps = [refusing(7).await, refusing(7).await];
    let worst = dead.detected.iter().max().copied().unwrap_or_default();
    let silent = dead.detected.len();
    let different: BTreeSet<u128> = dead.pauses.iter().map(Duration::as_millis).collect();
    let within = |pause: &Duration, most: Duration| *pause + STEP >= most / 2 && *pause <= most + SLACK;
    let short = dead.pauses.iter().all(|pause| within(pause, ms(500)));
    let doubling = steps.iter().all(|steps| {
        let due = (0..7).map(|n| (secs(1) * 2_u32.pow(n)).min(secs(30)));
        steps.len() >= 7 && steps.iter().zip(due).all(|(pause, most)| within(pause, most))
    });
    let jitter = different.len() >= scale.pick(6, 3) && steps[0] != steps[1];
    let (kind, took) = wait;
    let bounded = kind == Some(ErrorKind::Timeout) && took >= BOUND && took <= BOUND + SLACK;
    let seconds = |steps: &[Duration]| {
        steps.iter().map(|s| format!("{:.1}", s.as_secs_f64())).collect::<Vec<_>>().join(", ")
    };
    let range = |all: &[Duration]| {
        let (least, most) = (all.iter().min().copied(), all.iter().max().copied());
        (least.unwrap_or_default().as_millis(), most.unwrap_or_default().as_millis())
    };
    let (least, most) = range(&dead.pauses);
    Measured::new(
        silent > 0 && worst <= MOST + SLACK && short && doubling && jitter && bounded,
        format!(
            "{silent} dead peers detected, at most {:.2} s after their last activity; reconnected after \
             {least} to {most} ms, {} different pauses of {}; with a server that drops every connection: {} s \
             and {} s; a wait of {} s meanwhile ended after {:.2} s ({}); steps of {} ms",
            worst.as_secs_f64(),
            different.len(),
            dead.pauses.len(),
            seconds(&steps[0]),
            seconds(&steps[1]),
            BOUND.as_secs(),
            took.as_secs_f64(),
            kind.map_or_else(|| "a success".to_owned(), |kind| format!("{kind:?}")),
            STEP.as_millis(),
        ),
    )
}

/// Advances the time until the condition is met, at most this long.
async fn advance_until(most: Duration, met: impl Fn() -> bool) {
    let began = Instant::now();
    while !met() && began.elapsed() < most {
        advance(STEP).await;
        let _ = spawn_blocking(|| std::thread::sleep(Duration::from_micros(300))).await;
    }
}

async fn client(ws: String) -> Client {
    let api = api(|_| async { state("started") }).await;
    Client::builder(api).ws_url(ws).token("T-1").build().unwrap()
}

/// Makes `count` connections that stop answering; returns the records and how a concurrent wait ended.
async fn silent_peers(count: usize) -> (Record, (Option<ErrorKind>, Duration)) {
    let seen = Arc::new(Mutex::new(Record::default()));
    let log = seen.clone();
    let ws = websocket(move |stream| stop_answering(stream, log.clone())).await;
    let client = client(ws).await;
    let waiter = client.clone();
    let wait = tokio::spawn(async move {
        let began = Instant::now();
        let outcome = waiter.commands().wait(&Command::new("c-1"), BOUND).await;
        (outcome.err().map(|error| error.kind()), began.elapsed())
    });
    // Two pongs and the ping timeout after them take 70 s.
    let most = secs(80) * u32::try_from(count).unwrap_or(u32::MAX);
    let all = || locked(&seen).detected.len() >= count;
    advance_until(most.max(BOUND + secs(5)), || all() && wait.is_finished()).await;
    let ended = if wait.is_finished() { wait.await.unwrap() } else { (None, most) };
    drop(client);
    let seen = std::mem::take(&mut *locked(&seen));
    (seen, ended)
}

async fn stop_answering(stream: TcpStream, log: Arc<Mutex<Record>>) -> Option<()> {
    let number = locked(&log).connected();
    let mut socket = joined(stream).await?;
    let mut active = Instant::now();
    for _ in 0..number % 3 {
        while !socket.next().await?.ok()?.is_ping() {}
        socket.flush().await.ok()?;
        active = Instant::now();
    }
    let mut raw = socket.into_inner();
    let mut bytes = [0; 64];
    while raw.read(&mut bytes).await.is_ok_and(|read| read > 0) {}
    let mut log = locked(&log);
    log.detected.push(active.elapsed());
    log.ended = Some(Instant::now());
    None
}

/// The pauses between connections to a server that drops every one.
async fn refusing(count: usize) -> Vec<Duration> {
    let seen = Arc::new(Mutex::new(Record::default()));
    let log = seen.clone();
    let ws = websocket(move |stream| {
        let mut log = locked(&log);
        log.connected();
        log.ended = Some(Instant::now());
        drop(stream);
        async { None }
    })
    .await;
    let client = client(ws).await;
    let messages = client.messages().unwrap();
    advance_until(secs(200), || locked(&seen).pauses.len() >= count).await;
    drop(messages);
    std::mem::take(&mut locked(&seen).pauses)
}
