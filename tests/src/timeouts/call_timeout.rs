//! The timeout of a call over real sockets.

use super::{
    fault_schedules,
    fixtures::{ms, on_paused_time, on_sockets, secs},
};
use crate::promise::{Campaign, Measured, Scale};
use portcullis_core::{Client, ClientBuilder, Delivery, ErrorKind, Retry, pacing::Limit};
use portcullis_testkit::wire::{Plain, Scripted, reply};
use serde_json::{Value, json};
use std::{
    ops::Range,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// The promise is broken if a call is over its timeout by more than this.
const MOST_OVER: Duration = ms(50);
/// Concurrent runs.
const CONCURRENT: usize = 64;

pub(super) fn t1(scale: Scale) -> Campaign {
    Box::pin(async move {
        let t = fault_schedules::run(scale.pick(10_000, 300));
        let zero: Vec<_> = on_paused_time(scale.pick(2_000, 60), zero);
        let (zero, early) =
            (zero.iter().map(|part| part.0).sum::<usize>(), zero.iter().map(|part| part.1).sum::<usize>());
        let real = on_sockets(move || runs(scale.pick(200, 24)));
        let held = early == 0
            && zero > 0
            && t.over == 0
            && t.at_bound > 0
            && real.worst <= MOST_OVER
            && real.at_bound > 0;
        Measured::new(
            held,
            format!(
                "paused: {} of {} calls over their timeout in {} schedules ({} ended by their timeout, worst \
                 overshoot {:?}); {early} of {zero} calls with a timeout of zero sent or with another error; \
                 sockets: {} runs, {} ended by their timeout, worst overshoot {:.1} ms (a bare timer was up to \
                 {:.1} ms late meanwhile)",
                t.over,
                t.calls,
                t.schedules,
                t.at_bound,
                t.worst,
                real.runs,
                real.at_bound,
                millis(real.worst),
                millis(real.timer),
            ),
        )
    })
}

/// Calls without any time, of clients whose rate plan or places are used up or not. Returns how many there were, and how
/// many were sent or ended otherwise than by their timeout.
async fn zero(numbers: Range<usize>) -> (usize, usize) {
    let count = numbers.len();
    let mut wrong = 0;
    for n in numbers {
        let wire = Scripted::new(|_, _| async { reply(200, &json!({"id": 1})) });
        let client = wire.shaped(None, |builder| match n % 3 {
            0 => builder.timeout(Duration::ZERO),
            _ => builder.pacing([Limit::new(1, secs(60))]).in_flight(1),
        });
        if n % 3 == 1 {
            client.get("/u").call::<Value>().await.unwrap();
        }
        let before = wire.count();
        let request = if n.is_multiple_of(2) { client.get("/u") } else { client.post("/u") };
        let error = match n % 5 {
            0 => request.download().timeout(Duration::ZERO).try_next().await.err(),
            _ => request.call::<Value>().timeout(Duration::ZERO).await.err(),
        };
        let is_timeout =
            error.is_some_and(|e| e.kind() == ErrorKind::Timeout && e.delivery() == Delivery::NotSent);
        wrong += usize::from(!is_timeout || wire.count() != before);
    }
    (count, wrong)
}

fn millis(d: Duration) -> f64 {
    d.as_secs_f64() * 1_000.0
}

#[derive(Default)]
struct Real {
    runs: usize,
    at_bound: usize,
    worst: Duration,
    timer: Duration,
}

async fn runs(count: usize) -> Real {
    let base = server().await;
    let mut real = Real::default();
    let mut running = JoinSet::new();
    for n in 0..count {
        if running.len() >= CONCURRENT {
            real.add(running.join_next().await);
        }
        running.spawn(run(base.clone(), n));
    }
    while !running.is_empty() {
        real.add(running.join_next().await);
    }
    real
}

impl Real {
    fn add(&mut self, ended: Option<Result<(Duration, Duration, Duration), tokio::task::JoinError>>) {
        let (took, bound, timer) = ended.unwrap().unwrap();
        self.runs += 1;
        self.at_bound += usize::from(took >= bound);
        self.worst = self.worst.max(took.saturating_sub(bound));
        self.timer = self.timer.max(timer);
    }
}

/// One call that its own timeout ends, and a bare timer of the same length beside it.
async fn run(base: String, n: usize) -> (Duration, Duration, Duration) {
    let bound = if n % 4 == 3 { ms(1_000) } else { ms(300) };
    let attempt = if n.is_multiple_of(2) { ms(100) } else { ms(2_000) };
    let client: Client = ClientBuilder::new(&base)
        .connect_timeout(ms(50))
        .attempt_timeout(attempt)
        .retry(Retry::default().attempts(9))
        .timeout(bound)
        .build(Plain, None)
        .unwrap();
    let fault = FAULTS[(n / 4) % FAULTS.len()];
    let start = Instant::now();
    let call = async {
        let outcome = client.get(fault).call::<Value>().await;
        (outcome, start.elapsed())
    };
    let timer = async {
        tokio::time::sleep(bound).await;
        start.elapsed()
    };
    let ((_, took), timer) = tokio::join!(call, timer);
    (took, bound, timer.saturating_sub(bound))
}

const FAULTS: [&str; 6] = ["/stall", "/drip", "/half", "/busy", "/hang", "/slow-busy"];

async fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket));
        }
    });
    base
}

async fn serve(mut socket: TcpStream) -> Option<()> {
    let busy = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}";
    let mut seen = Vec::new();
    loop {
        let mut chunk = [0; 1024];
        let n = socket.read(&mut chunk).await.ok().filter(|n| *n > 0)?;
        seen.extend_from_slice(&chunk[..n]);
        let text = String::from_utf8_lossy(&seen).into_owned();
        if !text.ends_with("\r\n\r\n") {
            continue;
        }
        seen.clear();
        let fault = text.split(' ').nth(1)?;
        match fault {
            "/hang" => return None,
            "/busy" => socket.write_all(busy.as_bytes()).await.ok()?,
            "/slow-busy" => {
                tokio::time::sleep(ms(90)).await;
                socket.write_all(busy.as_bytes()).await.ok()?;
            }
            "/half" => {
                socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":").await.ok()?;
            }
            "/drip" => {
                socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n").await.ok()?;
                for _ in 0..1_000 {
                    socket.write_all(b" ").await.ok()?;
                    tokio::time::sleep(ms(10)).await;
                }
            }
            _ => {}
        }
    }
}
