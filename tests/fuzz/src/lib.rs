//! Shared by the targets: a sample's call over a transport that returns the fuzzer's bytes.
#![deny(unsafe_code)]

pub mod memory;
pub mod websocket;

#[allow(missing_docs, unreachable_pub, reason = "a module of the campaigns, also compiled here")]
#[path = "../../src/replies/samples.rs"]
pub mod samples;

#[allow(missing_docs, unreachable_pub, reason = "a module of the campaigns, also compiled here")]
#[path = "../../src/secrecy/spellings.rs"]
pub mod spellings;

use portcullis_core::{
    Client, Error, ErrorKind,
    bytes::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    transport::Incoming,
};
use portcullis_testkit::wire::{Scripted, body_of, reply};
use samples::{Outcome, SAMPLES, Sample, Wire};
use serde_json::Value;
use std::future::Future;
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: Runtime =
        Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
}

/// The maximum number of requests per input.
const MOST: usize = 64;

/// A reply as the fuzzer made it.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// Picks a matching sample by the first byte; the rest is for the reply.
pub fn pick(data: &[u8], fits: impl Fn(&Sample) -> bool) -> Option<(&'static Sample, &[u8])> {
    let (first, rest) = data.split_first()?;
    let fitting: Vec<&Sample> = SAMPLES.iter().filter(|s| fits(s)).collect();
    Some((fitting.get(usize::from(*first) % fitting.len())?, rest))
}

/// The headers that a sample has.
pub fn headers(sample: &Sample) -> HeaderMap {
    let pair = |(name, value): &(&'static str, &'static str)| {
        (HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    sample.headers.iter().map(pair).collect()
}

/// Runs a sample's call against these replies in order; the last one is repeated.
///
/// # Panics
/// If the call, or a task that it started, panicked, or if it ends with an error that no reply can cause.
pub fn run(sample: &Sample, replies: Vec<Reply>) {
    let call = sample.call;
    let wire = Wire::new(move |_, n| {
        let reply = replies.get(n).or(replies.last()).filter(|_| n < MOST).cloned();
        async move {
            let Some(Reply { status, headers, body }) = reply else {
                return portcullis_testkit::wire::reply(500, &serde_json::json!({}));
            };
            let status = StatusCode::from_u16(status).unwrap_or_default();
            Ok(Incoming::new(status, headers, body_of(Bytes::from(body))))
        }
    });
    let outcome: Outcome = RUNTIME.with(|runtime| runtime.block_on(call(wire)));
    judge(outcome.err().as_ref());
}

fn judge(error: Option<&Error>) {
    let Some(error) = error else { return };
    let texts = format!("{error} {error:?}");
    assert!(error.kind() != ErrorKind::Interrupted, "{texts}");
    assert!(error.operation().is_some(), "{texts}");
}

/// The error of a call of core whose refusal has this body.
///
/// # Panics
/// If the call returns a value.
pub fn echoed<F: Future<Output = Result<Value, Error>>>(
    body: Value,
    call: impl FnOnce(Client) -> F,
) -> Error {
    let wire = Scripted::new(move |_, _| {
        let refusal = reply(400, &body);
        async move { refusal }
    });
    RUNTIME.with(|runtime| runtime.block_on(call(wire.client(None)))).expect_err("a refusal is an error")
}
