//! The socket is dropped at every message.

use super::mock_engine::{answer, api, join, send, settled, state, upgrade, websocket};
use crate::{
    promise::{Measured, Scale},
    timeouts::fixtures::{locked, ms, secs},
};
use futures_util::{SinkExt as _, StreamExt as _};
use privicore::{Client, Command};
use serde_json::Value;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{io::AsyncWriteExt as _, net::TcpStream, task::JoinSet, time::sleep};

const BOUND: Duration = secs(120);
const LONGEST: Duration = secs(60);
/// Counted from when the server has the outcome.
const LATEST: Duration = secs(2);
/// Concurrent runs; each has four sockets.
const CONCURRENT: usize = 150;

/// Where the socket is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Connection,
    Upgrade,
    Join,
    JoinAnswer,
    Pending,
    /// In place of the outcome.
    NoOutcome,
    HalfOutcome,
    Outcome,
    /// The first ping comes after 20 s.
    Ping,
}

const AT: [At; 8] = [
    At::Connection,
    At::Upgrade,
    At::Join,
    At::JoinAnswer,
    At::Pending,
    At::NoOutcome,
    At::HalfOutcome,
    At::Outcome,
];

/// When the command completes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// When the first socket is dropped.
    Dropped,
    /// Shortly after, while no socket is open.
    Disconnected,
    /// While the channel rejoins, without a message: only a later poll finds the outcome.
    Joining,
    /// After the channel has rejoined.
    Rejoined,
}

struct Run {
    at: At,
    drops: usize,
    when: When,
    connections: AtomicUsize,
    polls: AtomicUsize,
    settled: Mutex<Option<Instant>>,
}

impl Run {
    fn settle(&self) {
        locked(&self.settled).get_or_insert_with(Instant::now);
    }
}

fn plan(scale: Scale) -> Vec<Run> {
    let count = scale.pick(1_000, 96);
    let pings = scale.pick(100, 0);
    let whens = [When::Dropped, When::Disconnected, When::Joining, When::Rejoined];
    (0..count)
        .map(|n| Run {
            at: if n < pings { At::Ping } else { AT[n % AT.len()] },
            drops: if n < pings { 1 } else { 1 + n / AT.len() % 3 },
            when: whens[n / AT.len() / 3 % 4],
            connections: AtomicUsize::new(0),
            polls: AtomicUsize::new(0),
            settled: Mutex::default(),
        })
        .collect()
}

pub(super) async fn w1(scale: Scale) -> Measured {
    let runs: Arc<Vec<Run>> = Arc::new(plan(scale));
    let polled = runs.clone();
    let api = api(move |line| {
        let number = line.split(['-', ' ']).find_map(|part| part.parse::<usize>().ok());
        let run = number.and_then(|n| polled.get(n));
        let done = run.is_some_and(|run| {
            run.polls.fetch_add(1, Ordering::SeqCst);
            locked(&run.settled).is_some()
        });
        async move { state(if done { "succeeded" } else { "started" }) }
    })
    .await;
    let serving = runs.clone();
    let ws = websocket(move |stream| connection(stream, serving.clone())).await;
    let (mut next, mut waits, mut tally) = (0, JoinSet::new(), Tally::default());
    while next < runs.len() || !waits.is_empty() {
        if next < runs.len() && waits.len() < CONCURRENT {
            waits.spawn(wait(api.clone(), format!("{ws}/?run={next}&"), next));
            next += 1;
            // Spread the starts.
            sleep(ms(2)).await;
            continue;
        }
        if let Some(Ok((number, took, done))) = waits.join_next().await {
            tally.add(&runs[number], took, done);
        }
    }
    tally.verdict(runs.len())
}

/// Waits for one command; returns when and how the wait ended.
async fn wait(api: String, ws: String, number: usize) -> (usize, Duration, Option<Instant>) {
    let client = Client::builder(api).ws_url(ws).token(format!("T-{number}")).build().unwrap();
    let began = Instant::now();
    let outcome = client.commands().wait(&Command::new(format!("c-{number}")), BOUND).await;
    let took = began.elapsed();
    let ended = outcome.is_ok().then(Instant::now);
    // Later messages have no receiver.
    let _ = client.close(secs(5)).await;
    (number, took, ended)
}

/// The number of the run, read before any answer.
async fn number(stream: &TcpStream) -> Option<usize> {
    let mut head = vec![0; 4096];
    loop {
        let read = stream.peek(&mut head).await.ok()?;
        let text = String::from_utf8_lossy(&head[..read]);
        if let Some((_, rest)) = text.split_once("run=") {
            return rest.split('&').next()?.parse().ok();
        }
        if read == 0 {
            return None;
        }
        sleep(ms(1)).await;
    }
}

async fn connection(stream: TcpStream, runs: Arc<Vec<Run>>) -> Option<()> {
    let number = number(&stream).await?;
    let run = runs.get(number)?;
    let drops = run.connections.fetch_add(1, Ordering::SeqCst) < run.drops;
    let end = serve(stream, run, number, drops).await;
    if drops {
        match run.when {
            When::Dropped => run.settle(),
            When::Disconnected => {
                sleep(ms(100)).await;
                run.settle();
            }
            When::Joining | When::Rejoined => {}
        }
    }
    end
}

/// One connection; it is dropped at the step of its run if `drops`.
async fn serve(stream: TcpStream, run: &Run, number: usize, drops: bool) -> Option<()> {
    let drops_at = |at| drops && run.at == at;
    let outcome = settled(&format!("c-{number}"), 2, &Value::Null);
    if drops_at(At::Connection) {
        return None;
    }
    let mut socket = upgrade(stream).await?;
    if drops_at(At::Upgrade) {
        return None;
    }
    let join = join(&mut socket).await?;
    if drops_at(At::Join) {
        return None;
    }
    if !drops && run.when == When::Joining {
        run.settle();
    }
    answer(&mut socket, &join, 200).await?;
    if drops_at(At::JoinAnswer) {
        return None;
    }
    send(&mut socket, settled(&format!("c-{number}"), 1, &Value::Null)).await?;
    if drops_at(At::Pending) {
        return None;
    }
    if !drops && run.when == When::Rejoined {
        sleep(ms(200)).await;
        run.settle();
        send(&mut socket, outcome).await?;
    } else if drops_at(At::NoOutcome) {
        run.settle();
        return None;
    } else if drops_at(At::HalfOutcome) {
        run.settle();
        let mut raw = socket.into_inner();
        let length = u8::try_from(outcome.len()).unwrap_or(125).min(125);
        raw.write_all(&[0x81, length]).await.ok()?;
        return raw.write_all(&outcome.as_bytes()[..20]).await.ok();
    } else if drops_at(At::Outcome) {
        run.settle();
        send(&mut socket, outcome).await?;
        return socket.flush().await.ok();
    }
    while let Some(Ok(message)) = socket.next().await {
        if drops_at(At::Ping) && message.is_ping() {
            return None;
        }
    }
    None
}

#[derive(Default)]
struct Tally {
    stuck: Vec<String>,
    reconnects: usize,
    pings: usize,
    polls: usize,
    most_polls: usize,
    longest: Duration,
    latest: Duration,
}

impl Tally {
    fn add(&mut self, run: &Run, took: Duration, ended: Option<Instant>) {
        let polls = run.polls.load(Ordering::SeqCst);
        self.reconnects += run.connections.load(Ordering::SeqCst).saturating_sub(1);
        self.pings += usize::from(run.at == At::Ping);
        self.polls += polls;
        self.most_polls = self.most_polls.max(polls);
        self.longest = self.longest.max(took);
        let (Some(ended), Some(there)) = (ended, *locked(&run.settled)) else {
            self.stuck.push(format!("{:?} x{}, {:?}", run.at, run.drops, run.when));
            return;
        };
        self.latest = self.latest.max(ended.saturating_duration_since(there));
    }

    fn verdict(self, runs: usize) -> Measured {
        let mut figure = format!(
            "{} of {runs} waiters stuck, {} reconnects ({} runs dropped at a ping); an outcome was returned at \
             most {:.2} s after the server had it, the longest wait took {:.1} s of {} s; {} polls, at most {} \
             for a command",
            self.stuck.len(),
            self.reconnects,
            self.pings,
            self.latest.as_secs_f64(),
            self.longest.as_secs_f64(),
            BOUND.as_secs(),
            self.polls,
            self.most_polls,
        );
        if let Some(first) = self.stuck.first() {
            figure.extend(["; such as ", first]);
        }
        // Without reconnects the run proves nothing.
        let dropped = self.reconnects > runs / 3;
        let quick = self.latest <= LATEST && self.longest <= LONGEST;
        Measured::new(self.stuck.is_empty() && dropped && quick, figure)
    }
}
