//! A wait for a command while the websocket's server sends the fuzzer's bytes.

use crate::memory;
use futures_util::{SinkExt as _, StreamExt as _};
use portcullis_testkit::wire::{Scripted, reply};
use privicore::{Client, Command, CommandOutcome, Result};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    runtime::{Builder, Runtime},
    time::timeout,
};
use tokio_websockets::{Message, ServerBuilder};

/// How long the wait may last, on paused time.
const BOUND: Duration = Duration::from_secs(60);
/// The most that a run may add to the memory in use: a message of 1 MiB and its copies, and the messages that are kept.
const MOST: usize = 8 * 1024 * 1024;
/// How much a server that repeats its bytes sends, unless its client is gone before.
const ENDLESS: usize = 4 * 1024 * 1024;
/// How often it sends them at most: each ping of three bytes costs the client a system call.
const REPEATS: usize = 50_000;

/// What the server does, and after how many polls the engine's status is final.
#[derive(Debug, Clone)]
pub struct Script {
    /// Its reply to the handshake is good.
    pub upgrades: bool,
    /// Its reply to the join is good.
    pub joins: bool,
    /// It sends the bytes again and again.
    pub repeats: bool,
    /// It closes the connection afterwards.
    pub closes: bool,
    /// The number of polls before the command is done; 0 for never.
    pub polls: usize,
    /// What it sends.
    pub bytes: Vec<u8>,
}

thread_local! {
    static RUNTIME: Runtime =
        Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
}

/// Waits for a command while a server follows the script.
///
/// # Panics
/// If the wait does not end as it must, if something panicked, or if too much memory was used.
pub fn run(script: &Script) {
    RUNTIME.with(|runtime| runtime.block_on(attempt(script)));
}

async fn attempt(script: &Script) {
    let before = memory::begin();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("ws://{}/", listener.local_addr().expect("an address"));
    let follows = script.clone();
    let server = tokio::spawn(async move {
        // Each reconnection gets the same.
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_zero_linger();
            serve(stream, &follows).await;
        }
    });
    let polls = script.polls;
    let wire = Scripted::new(move |_, n| async move {
        let is_final = polls > 0 && n + 1 >= polls;
        reply(200, &json!({"status": if is_final { "succeeded" } else { "pending" }}))
    });
    let client = Client::builder("http://127.0.0.1:1").token("T-1").ws_url(url.as_str()).transport(wire);
    let client = client.build().expect("a client");
    let wait = client.commands().outcome(&Command::new("c-1"), BOUND);
    let outcome = timeout(2 * BOUND, wait).await.expect("a wait that ends with its timeout");
    judge(outcome, polls > 0);
    client.close(BOUND).await.expect("a channel that ends");
    let panicked = server.is_finished();
    server.abort();
    assert!(!panicked, "the server of the test ended");
    let used = memory::most().saturating_sub(before);
    assert!(used < MOST, "{used} bytes");
}

fn judge(outcome: Result<CommandOutcome>, settles: bool) {
    let outcome = outcome.unwrap_or_else(|error| panic!("{error:?}"));
    match outcome {
        // By polling, or by a frame that names the command.
        CommandOutcome::Done(_) | CommandOutcome::Rejected { .. } => {}
        other => assert!(!settles, "{other:?}"),
    }
}

async fn serve(stream: TcpStream, script: &Script) -> Option<()> {
    let mut stream = if script.upgrades {
        let (_, mut socket) = ServerBuilder::new().accept(stream).await.ok()?;
        if script.joins {
            let join = socket.next().await?.ok()?;
            let join: Value = serde_json::from_str(join.as_text()?).ok()?;
            let joined = json!({"correlationId": join["correlationId"], "status": 200}).to_string();
            socket.send(Message::text(joined)).await.ok()?;
        }
        socket.into_inner()
    } else {
        stream
    };
    stream.write_all(&script.bytes).await.ok()?;
    if script.repeats && !script.bytes.is_empty() {
        let repeats = 4096_usize.div_ceil(script.bytes.len());
        let piece = script.bytes.repeat(repeats);
        for _ in 0..(ENDLESS / piece.len()).min(REPEATS / repeats) {
            stream.write_all(&piece).await.ok()?;
        }
    }
    if !script.closes {
        // Until the client is gone.
        let mut rest = [0; 4096];
        while stream.read(&mut rest).await.is_ok_and(|read| read > 0) {}
    }
    Some(())
}
