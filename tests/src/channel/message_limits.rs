//! Memory that a flood of messages costs the process.
//!
//! A counting allocator would need `unsafe`, so the kernel's figures are used, as for R1: the program starts itself,
//! with an allocator that returns large blocks at once; the servers run in this process.

use super::mock_engine::{Answer, Socket, answer, api, join, send, settled, state, websocket};
use crate::{
    promise::{Measured, Scale, program},
    timeouts::fixtures::{ms, secs},
};
use futures_util::{SinkExt as _, StreamExt as _};
use privicore::{Client, Command, Message as Received, http::Method};
use serde_json::{Value, json};
use std::{
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use tokio::{net::TcpStream, task::JoinSet, time::sleep};
use tokio_websockets::{Config, Message, ServerBuilder};

/// The environment variable by which the child process gets the URLs of the servers and the number of waiters.
const CHILD: &str = "PORTCULLIS_TESTS_FLOOD";
/// What the flood may cost, in KiB.
const MOST: u64 = 4 * 1024;
const CAP: usize = 1024 * 1024;
/// Waiters beyond this number only poll.
const AT_THE_CHANNEL: usize = 1024;

/// State that the servers share with the child.
#[derive(Default)]
struct Progress {
    rounds: usize,
    /// How often all kinds of messages are sent in each round.
    times: usize,
    begun: AtomicBool,
    round: AtomicUsize,
    sent: AtomicUsize,
    bytes: AtomicUsize,
    polls: AtomicUsize,
    done: AtomicBool,
}

pub(super) async fn w4(scale: Scale) -> Measured {
    if let Ok(task) = std::env::var(CHILD) {
        return receive_flood(&task).await;
    }
    let Some(program) = program() else {
        return Measured::new(false, "the program `promises` is not built: no process to measure");
    };
    let progress =
        Arc::new(Progress { rounds: scale.pick(6, 2), times: scale.pick(5, 1), ..Progress::default() });
    let (polled, flooding) = (progress.clone(), progress.clone());
    let api = api(move |line| {
        let answer = polled.answer(&line);
        async move { answer }
    })
    .await;
    let ws = websocket(move |stream| flood(stream, flooding.clone())).await;
    let waiters = scale.pick(10_000, 1_500);
    let mut command = std::process::Command::new(program);
    command.arg("W4").env(CHILD, format!("{api} {ws} {waiters}")).stderr(Stdio::null());
    // Otherwise freed memory stays resident and hides later allocations.
    command
        .env("MALLOC_ARENA_MAX", "1")
        .env("MALLOC_MMAP_THRESHOLD_", "16384")
        .env("MALLOC_TRIM_THRESHOLD_", "16384");
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    let text = output.ok().and_then(Result::ok).map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
    let row = text.and_then(|t| serde_json::from_str::<Value>(t.trim()).ok()).unwrap_or_default();
    let measured = row["measured"].as_str().unwrap_or("the process printed no figure").to_owned();
    let rounds = progress.round.load(Ordering::SeqCst);
    Measured::new(
        row["held"].as_bool().unwrap_or_default() && rounds > progress.rounds,
        format!(
            "{measured}; {} messages of {} MiB, {} connections ended by one over the cap",
            progress.sent.load(Ordering::SeqCst),
            progress.bytes.load(Ordering::SeqCst) / CAP,
            rounds.saturating_sub(1),
        ),
    )
}

impl Progress {
    fn answer(&self, line: &str) -> Answer {
        if line.contains("/request-status/") {
            self.polls.fetch_add(1, Ordering::SeqCst);
            return state(if self.done.load(Ordering::SeqCst) { "succeeded" } else { "started" });
        }
        if line.contains("/begin") {
            self.begun.store(true, Ordering::SeqCst);
        }
        if line.contains("/settle") {
            self.done.store(true, Ordering::SeqCst);
        }
        let flooded = self.round.load(Ordering::SeqCst) > self.rounds;
        let polls = self.polls.load(Ordering::SeqCst);
        Answer(200, String::new(), json!({ "flooded": flooded, "polls": polls }))
    }
}

/// One round of the flood per connection, which ends with a message over the cap; the last connection stays open.
async fn flood(stream: TcpStream, progress: Arc<Progress>) -> Option<()> {
    let round = progress.round.load(Ordering::SeqCst);
    // Every other connection sends its messages in pieces.
    let piece = if round % 2 == 1 { 64 * 1024 } else { 4 * CAP };
    let server = ServerBuilder::new().config(Config::default().frame_size(piece));
    let mut socket = server.accept(stream).await.ok()?.1;
    let request = join(&mut socket).await?;
    answer(&mut socket, &request, 200).await?;
    // Small ones of each kind, before the measurement.
    send_all_kinds(&mut socket, &progress, 64).await?;
    while !progress.begun.load(Ordering::SeqCst) {
        tokio::select! {
            message = socket.next() => { message?.ok()?; }
            () = sleep(ms(10)) => {}
        }
    }
    if round < progress.rounds {
        for _ in 0..progress.times {
            send_all_kinds(&mut socket, &progress, CAP).await?;
        }
        progress.round.fetch_add(1, Ordering::SeqCst);
        send(&mut socket, settled("c", 2, &json!("x".repeat(CAP)))).await?;
    } else {
        progress.round.fetch_add(1, Ordering::SeqCst);
    }
    while socket.next().await?.is_ok() {}
    None
}

/// All kinds of messages, up to this size.
async fn send_all_kinds(socket: &mut Socket, progress: &Progress, size: usize) -> Option<()> {
    let frame = |data: Value| json!({ "data": data }).to_string();
    let data = |id: usize, body: String| {
        frame(
            json!({"type": "X-DPT-CAB-REQUEST-ID", "id": format!("r-{id}"), "output_type": id % 3, "body": body}),
        )
    };
    let long = "x".repeat(size.saturating_sub(256));
    let empty = vec![json!([]); size / 4];
    let middle = size.min(60_000);
    let mut texts = vec![
        settled("c-1", 2, &json!(long)),
        settled("c-1", 3, &json!(empty)),
        data(1, long.clone()),
        data(2, long.clone()),
        // Escapes, which are longer than their characters.
        data(3, String::new())
            .replace(r#""body":"""#, &format!(r#""body":"{}""#, r"\u0041".repeat(size / 8))),
        frame(json!({"type": "STREAM-READY", "requestId": "r-1", "streamUrl": long})),
        frame(json!({"type": "STREAM-READY", "data_context": [long]})),
        frame(json!({"type": "NEWS", "text": long})),
        frame(json!({"type": long})),
        frame(json!({"type": "X-DPT-CAB-REQUEST-ID", "id": "r-1", "data_context": long})),
        "[".repeat(size),
        format!("{{\"data\":{}", "[".repeat(size - 16)),
        long.clone(),
    ];
    for n in 0..40 {
        texts.push(settled(&format!("c-{n}"), 3, &json!("x".repeat(middle))));
        texts.push(settled(&format!("c-{n}"), 2, &json!(vec![json!([]); middle / 4])));
        texts.push(frame(json!({"type": "NEWS", "text": "x".repeat(middle)})));
        texts.push(data(n, "x".repeat(middle)));
    }
    for n in 0..400 {
        texts.push(settled(&format!("w-{n}"), 1, &Value::Null));
        texts.push(data(n, "x".repeat(size / 256)));
    }
    // Long ones again, after the memory is fragmented.
    texts.extend([data(4, long.clone()), data(5, long)]);
    for text in texts {
        progress.sent.fetch_add(1, Ordering::SeqCst);
        progress.bytes.fetch_add(text.len(), Ordering::SeqCst);
        send(socket, text).await?;
    }
    for _ in 0..size / 512 {
        socket.feed(Message::ping(&b"0123456789"[..])).await.ok()?;
    }
    socket.send(Message::binary(vec![0; size])).await.ok()
}

/// The child: many waiters, one reader that does not read, and the flood. The figure begins with its cost in KiB.
async fn receive_flood(task: &str) -> Measured {
    let mut words = task.split(' ');
    let mut word = || words.next().unwrap_or_default();
    let (api, ws, waiters) = (word(), word(), word().parse::<usize>().unwrap_or_default());
    let client = Client::builder(api).ws_url(ws).token("T-1").build().unwrap();
    let mut idle = client.messages().unwrap();
    client.open_channel().await.unwrap();
    let empty = memory("RssAnon:");
    let mut waits = JoinSet::new();
    for n in 0..waiters {
        let wait = client.commands().wait(&Command::new(format!("w-{n}")), secs(600));
        waits.spawn(async move { wait.await.is_ok().then_some(n) });
    }
    // Until each has polled once.
    while progress(&client, "/state").await["polls"].as_u64() < Some(waiters as u64) {
        sleep(ms(100)).await;
    }
    let own = memory("RssAnon:").saturating_sub(empty);
    let before = reset();
    progress(&client, "/begin").await;
    while progress(&client, "/state").await["flooded"] != json!(true) {
        sleep(ms(100)).await;
    }
    let cost = memory("VmHWM:").saturating_sub(before.unwrap_or_default());
    progress(&client, "/settle").await;
    let (mut ended, mut beyond) = (0, 0);
    while let Some(wait) = waits.join_next().await {
        if let Ok(Some(n)) = wait {
            ended += 1;
            beyond += usize::from(n >= AT_THE_CHANNEL);
        }
    }
    let mut missed = 0;
    if let Some(Received::Joined | Received::Missed(_)) = idle.next().await {
        missed = 1;
    }
    let whole = ended == waiters && beyond == waiters.saturating_sub(AT_THE_CHANNEL) && missed == 1;
    Measured::new(
        before.is_some() && cost <= MOST && whole,
        format!(
            "{cost} KiB more resident memory, measured by the kernel for a process of its own, in addition to \
             the {waiters} waiters' {own} KiB; {ended} of them got their outcome by polling, {beyond} of {} \
             after the 1,024th",
            waiters.saturating_sub(AT_THE_CHANNEL)
        ),
    )
}

async fn progress(client: &Client, path: &'static str) -> Value {
    client.request(Method::GET, path).bare().call().await.unwrap_or_default()
}

/// Resets the highest resident memory and returns the present one.
fn reset() -> Option<u64> {
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    Some(memory("VmRSS:"))
}

/// A value of `/proc/self/status`, in KiB.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|l| l.strip_prefix(line));
    found.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
