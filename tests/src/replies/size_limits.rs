//! R1: large replies, and the memory that they cost the process.
//!
//! A counting allocator would need `unsafe`, so the kernel's figures are used: the program starts itself once per
//! reply, makes one small call, reads its resident memory, makes the measured call, and reads its highest resident
//! memory.

use super::{decompression_bombs, large_errors};
use crate::{
    promise::{Measured, Scale, program},
    routing::server::{Answer, Server, json},
};
use portcullis_core::{Client, ClientBuilder, ErrorKind, Proxy, Retry};
use portcullis_testkit::wire::Plain;
use serde_json::Value;
use std::process::{Command, Stdio};

/// The environment variable by which the child process gets the URL of the replies.
const CHILD: &str = "PORTCULLIS_TESTS_HEAP";
/// The most memory that a reply may cost, in KiB.
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
        path => large_errors::answer(path).unwrap_or_else(|| json("{}")),
    }
}

/// The paths of [`large`].
pub const LARGE: [&str; 7] = ["/declared", "/endless", "/unframed", "/error", "/gzip", "/brotli", "/zstd"];

/// R1.
pub async fn caps(scale: Scale) -> Measured {
    if let Ok(task) = std::env::var(CHILD) {
        return measure_reply(&task).await;
    }
    let Some(program) = program() else {
        return Measured::new(false, "the program `promises` is not built: no process to measure");
    };
    let server = Server::start(large).await;
    let (mut worst, mut worst_error, mut lines, mut wrong) = (0, 0, Vec::new(), Vec::new());
    let errors = large_errors::paths();
    for _ in 0..scale.pick(3, 1) {
        lines.clear();
        for path in LARGE.into_iter().chain(errors.iter().map(String::as_str)) {
            let task = format!("{} {path}", server.http());
            let mut command = Command::new(&program);
            command.arg("R1").env(CHILD, task).stderr(Stdio::null());
            let output = tokio::task::spawn_blocking(move || command.output()).await;
            let text =
                output.ok().and_then(Result::ok).map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
            let row = text.and_then(|t| serde_json::from_str::<Value>(t.trim()).ok()).unwrap_or_default();
            let measured = row["measured"].as_str().unwrap_or_default().to_owned();
            let Some(cost) = measured.split(' ').next().and_then(|n| n.parse::<u64>().ok()) else {
                wrong.push(format!("{path}: {measured}"));
                continue;
            };
            let is_error = path.matches('/').count() > 1;
            let most = if is_error { &mut worst_error } else { &mut worst };
            *most = (*most).max(cost);
            if is_error && cost > MOST {
                wrong.push(format!("{path}: {cost} KiB"));
            }
            if !row["held"].as_bool().unwrap_or_default() {
                wrong.push(format!("{path}: {measured}"));
            }
            if !is_error {
                lines.push(format!("{path} {:.1} MiB", mebibytes(cost)));
            }
        }
    }
    Measured::new(
        wrong.is_empty() && worst <= MOST && lines.len() == LARGE.len(),
        format!(
            "at most {:.1} MiB more resident memory, measured by the kernel for a process of its own ({}); at most {:.1} MiB \
             for {} errors of 8 MB; not an error, or more: {wrong:?}",
            mebibytes(worst),
            lines.join(", "),
            mebibytes(worst_error),
            errors.len(),
        ),
    )
}

#[allow(clippy::cast_precision_loss, reason = "a rounded figure")]
fn mebibytes(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

/// The child: one small call, one large one. The figure begins with its cost in KiB.
async fn measure_reply(task: &str) -> Measured {
    let (base, path) = task.split_once(' ').unwrap_or_default();
    let client = plain(base);
    let vendor = path.trim_start_matches('/').split_once('/').map(|(vendor, _)| vendor);
    if let Some(vendor) = vendor {
        let before = (large_errors::call(vendor, base, "/small").await.is_err()).then(|| memory("VmRSS:"));
        let outcome = large_errors::call(vendor, base, path).await;
        return large_errors::judge(outcome, memory("VmHWM:").saturating_sub(before.unwrap_or_default()));
    }
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

/// A value of `/proc/self/status`, in KiB.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|l| l.strip_prefix(line));
    found.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
