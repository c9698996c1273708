//! Servers that close idle connections.

use super::fixtures::{Plain, builder, each, number, outcome, request};
use crate::{
    faults::{
        Act, PortState, Script, Seen, Server,
        kinds::{Outcome, good},
    },
    promise::{Measured, Scale},
};
use fastrand::Rng;
use portcullis_core::Client;
use std::time::Duration;
use tokio::{task::JoinSet, time::sleep};

/// The results of some writes.
#[derive(Default)]
struct Found {
    writes: usize,
    unknown: usize,
    /// Any other errors.
    failed: usize,
    repeated: usize,
    false_not_sent: usize,
    reused: usize,
}

impl Found {
    fn add(mut self, other: &Self) -> Self {
        self.writes += other.writes;
        self.unknown += other.unknown;
        self.failed += other.failed;
        self.repeated += other.repeated;
        self.false_not_sent += other.false_not_sent;
        self.reused += other.reused;
        self
    }

    fn count(outcomes: &[Outcome], seen: &Seen) -> Self {
        let mut found = Self { writes: outcomes.len(), ..Self::default() };
        found.reused = seen.whole.len().saturating_sub(seen.connections);
        for (n, outcome) in outcomes.iter().enumerate() {
            let mark = format!("m{n}");
            found.repeated += usize::from(seen.arrived(&mark) > 1);
            match outcome {
                Outcome::Done => {}
                Outcome::Unknown => found.unknown += 1,
                other => {
                    found.failed += 1;
                    found.false_not_sent +=
                        usize::from(*other == Outcome::NotSent && seen.arrived(&mark) > 0);
                }
            }
        }
        found
    }
}

/// D5.
pub(super) async fn survived(scale: Scale) -> Measured {
    let (slow, quick, worst, fresh) = tokio::join!(
        slow_closers(scale.pick(100, 24), scale.pick(10, 3)),
        quick_closers(scale.pick(100, 10), 10),
        worst_case(scale.pick(1000, 40), false),
        worst_case(scale.pick(1000, 40), true),
    );
    let safe = |found: &Found| found.repeated == 0 && found.false_not_sent == 0 && found.failed == 0;
    let figure = format!(
        "closing after 2 s: {} unknown of {} writes, {} on a reused connection; after 30 ms: {} unknown of {}, \
         {} repeated; on reading the second request of a connection: {} unknown of {}, {} repeated; the same \
         with `fresh()`: {} unknown of {}",
        slow.unknown,
        number(slow.writes),
        number(slow.reused),
        quick.unknown,
        number(quick.writes),
        quick.repeated,
        number(worst.unknown),
        number(worst.writes),
        worst.repeated,
        fresh.unknown,
        number(fresh.writes),
    );
    // Without a reused connection, or one closed during a write, the run proves nothing.
    let meaningful = slow.reused > 0 && worst.unknown > 0;
    let held =
        slow.unknown == 0 && fresh.unknown == 0 && [&slow, &quick, &worst, &fresh].iter().all(|f| safe(f));
    Measured::new(held && meaningful, figure)
}

fn client(url: String) -> Client {
    builder(url).build(Plain, None).unwrap()
}

/// Makes writes with these pauses between them; the nth is marked `mn`.
async fn series(client: Client, pauses: Vec<Duration>, fresh: bool) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for (n, pause) in pauses.into_iter().enumerate() {
        sleep(pause).await;
        let request = request(&client, &format!("m{n}"), 10);
        let request = if fresh { request.fresh() } else { request };
        outcomes.push(outcome(request.call()).await.0);
    }
    outcomes
}

async fn against(script: Script, pauses: Vec<Duration>, fresh: bool) -> Found {
    let server = Server::start(PortState::Open, vec![script]).await;
    let outcomes = series(client(server.url()), pauses, fresh).await;
    Found::count(&outcomes, &server.ended().await)
}

/// Serves every request, and closes a connection that is idle for this long.
fn closing_after(idle: Duration) -> Script {
    vec![Act::Within(idle), Act::Write(good()), Act::Again]
}

/// The worst case of a close that races a request: a request that comes later is read, and the connection closed.
fn closing_on_late_request(idle: Duration) -> Script {
    vec![Act::Early(idle), Act::Write(good()), Act::Again]
}

fn around(random: &mut Rng, middle: u64, spread: u64) -> Duration {
    Duration::from_millis(random.u64(middle.saturating_sub(spread)..=middle + spread))
}

fn add_up(runs: &[Found]) -> Found {
    runs.iter().fold(Found::default(), Found::add)
}

/// Bursts, and pauses about as long as the idle timeouts of the client and the server.
async fn slow_closers(clients: usize, writes: usize) -> Found {
    let mut all = JoinSet::new();
    for seed in 0..clients {
        let mut random = Rng::with_seed(seed as u64);
        let pauses = (0..writes).map(|n| match n % 4 {
            _ if n == 0 => around(&mut random, 0, 50),
            0 => around(&mut random, 1000, 60),
            2 => around(&mut random, 2000, 60),
            _ => around(&mut random, 20, 20),
        });
        let script =
            if seed % 2 == 0 { closing_after } else { closing_on_late_request }(Duration::from_secs(2));
        all.spawn(against(script, pauses.collect(), false));
    }
    add_up(&all.join_all().await)
}

async fn quick_closers(clients: usize, writes: usize) -> Found {
    let mut all = JoinSet::new();
    for seed in 0..clients {
        let mut random = Rng::with_seed(seed as u64);
        let pauses = (0..writes).map(|_| Duration::from_micros(random.u64(29_000..31_500))).collect();
        all.spawn(against(closing_after(Duration::from_millis(30)), pauses, false));
    }
    add_up(&all.join_all().await)
}

/// Every connection is closed after its second request has been read.
async fn worst_case(writes: usize, fresh: bool) -> Found {
    let script = vec![Act::Request, Act::Write(good()), Act::Request];
    let runs = each(writes / 4, move |_| against(script.clone(), vec![Duration::ZERO; 4], fresh));
    add_up(&runs.await)
}
