//! R1: replies that want to be large, and what they cost a process.
//!
//! A counting allocator would need `unsafe`, so the kernel counts: the program starts itself once per reply, makes
//! one small call, notes its resident memory, makes the call that is measured, and reads the highest resident
//! memory that it ever had.

use super::decompression_bombs;
use crate::{
    promise::{Measured, Scale, program},
    routing::server::{Answer, Server, json},
};
use portcullis_core::{Client, ClientBuilder, ErrorKind, Proxy, Retry};
use portcullis_testkit::wire::Plain;
use serde_json::Value;
use std::process::{Command, Stdio};

/// Tells the program started by itself where the replies are.
const CHILD: &str = "PORTCULLIS_TESTS_HEAP";
/// What any reply may cost, in KiB.
const MOST: u64 = 24 * 1024;

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const BAD: &str = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n";

/// The replies, by path.
pub fn large(head: &str) -> Answer {
    let path = head.split(' ').nth(1).unwrap_or_default();
    let megabyte = vec![b' '; 1 << 20];
    let chunk =
        [format!("{:x}\r\n", megabyte.len()).into_bytes(), megabyte.clone(), b"\r\n".to_vec()].concat();
    let start = |status: &str, more: &str| format!("{status}{more}\r\n\r\n").into_bytes();
    match path {
        "/declared" => Answer::Stream(start(OK, "Content-Length: 10737418240"), megabyte, 64),
        "/endless" => Answer::Stream(start(OK, "Transfer-Encoding: chunked"), chunk, 1024),
        "/unframed" => Answer::Stream(start(OK, "Connection: close"), megabyte, 1024),
        "/error" => Answer::Stream(start(BAD, "Transfer-Encoding: chunked"), chunk, 1024),
        "/gzip" => decompression_bombs::gzip().answer(OK),
        "/brotli" => decompression_bombs::brotli().answer(OK),
        "/zstd" => decompression_bombs::zstd().answer(OK),
        _ => json("{}"),
    }
}

/// The paths that [`large`] knows.
pub const LARGE: [&str; 7] = ["/declared", "/endless", "/unframed", "/error", "/gzip", "/brotli", "/zstd"];

/// R1.
pub async fn caps(scale: Scale) -> Measured {
    if let Ok(task) = std::env::var(CHILD) {
        return swallow(&task).await;
    }
    let Some(program) = program() else {
        return Measured::new(false, "the program `promises` is not built: no process to measure");
    };
    let server = Server::start(large).await;
    let (mut worst, mut lines, mut wrong) = (0, Vec::new(), Vec::new());
    for _ in 0..scale.pick(3, 1) {
        lines.clear();
        for path in LARGE {
            let task = format!("{} {path}", server.http());
            let mut command = Command::new(&program);
            command.arg("R1").env(CHILD, task).stderr(Stdio::null());
            let output = tokio::task::spawn_blocking(move || command.output()).await;
            let text =
                output.ok().and_then(Result::ok).map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
            let row = text.and_then(|t| serde_json::from_str::<Value>(t.trim()).ok()).unwrap_or_default();
            let said = row["measured"].as_str().unwrap_or_default().to_owned();
            let Some(cost) = said.split(' ').next().and_then(|n| n.parse::<u64>().ok()) else {
                wrong.push(format!("{path}: {said}"));
                continue;
            };
            worst = worst.max(cost);
            if !row["held"].as_bool().unwrap_or_default() {
                wrong.push(format!("{path}: {said}"));
            }
            lines.push(format!("{path} {:.1} MiB", mebibytes(cost)));
        }
    }
    Measured::new(
        wrong.is_empty() && worst <= MOST && lines.len() == LARGE.len(),
        format!(
            "at most {:.1} MiB more resident memory, by the kernel's count of a process of its own ({}); not an error: {wrong:?}",
            mebibytes(worst),
            lines.join(", ")
        ),
    )
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn mebibytes(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

/// The child: one small call, one large one. The figure begins with its cost in KiB.
async fn swallow(task: &str) -> Measured {
    let (base, path) = task.split_once(' ').unwrap_or_default();
    let client = plain(base);
    let before = client.get("/small").call::<Value>().await.is_ok().then(|| memory("VmRSS:"));
    let outcome = client.request(portcullis_core::http::Method::GET, path.to_owned()).call::<Value>().await;
    let cost = memory("VmHWM:").saturating_sub(before.unwrap_or_default());
    let expected = if path == "/error" { ErrorKind::Api } else { ErrorKind::Decode };
    match outcome {
        Ok(_) => Measured::new(false, format!("{cost} KiB, and a value")),
        Err(error) => {
            Measured::new(error.kind() == expected && before.is_some(), format!("{cost} KiB: {error}"))
        }
    }
}

fn plain(base: &str) -> Client {
    let builder = ClientBuilder::new(base).proxy(Proxy::None).retry(Retry::none());
    builder.build(Plain, None).unwrap()
}

/// A line of the kernel's account of this process, in KiB.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|l| l.strip_prefix(line));
    found.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
