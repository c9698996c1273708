//! What the campaigns of this chapter share.

use crate::faults::{Server, kinds::Outcome};
use portcullis_core::{
    Call, Client, ClientBuilder, Cursor, Delivery, Dialect, Error, Operation, PageRequest, Proxy, Refusal,
    Reply, Request, Retry, RetryPolicy, Secret,
    auth::{Authenticate, Credential},
    http::HeaderName,
    transport::BoxFuture,
};
use portcullis_testkit::wire::Plain;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{task::JoinSet, time::Instant};

/// This many runs at a time.
pub(super) const AT_A_TIME: usize = 64;

/// Does `run` for 0, 1, … `count`, 64 at a time.
pub(super) async fn each<T, F>(count: usize, run: impl Fn(usize) -> F + Send + Sync + 'static) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (run, next) = (Arc::new(run), Arc::new(AtomicUsize::new(0)));
    let mut workers = JoinSet::new();
    for _ in 0..AT_A_TIME.min(count) {
        let (run, next) = (run.clone(), next.clone());
        workers.spawn(async move {
            let mut results = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return results;
                }
                results.push(run(number).await);
            }
        });
    }
    workers.join_all().await.into_iter().flatten().collect()
}

/// Retries at once, as often as the usual policy, and may open the server's door first.
#[derive(Clone)]
pub(super) struct AtOnce(pub(super) Option<Arc<Server>>);

impl RetryPolicy for AtOnce {
    fn delay(&self, failed: &portcullis_core::Failed) -> Option<Duration> {
        if let Some(server) = &self.0 {
            server.open();
        }
        Retry::default().base(Duration::from_millis(2)).throttled_base(Duration::from_millis(2)).delay(failed)
    }
}

/// The plain dialect of a vendor whose limiter runs before the work, or of one of whom that is not known.
pub(super) struct Limited(pub(super) bool);

impl Dialect for Limited {
    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        Plain.reply(reply)
    }
    fn limiter_runs_first(&self) -> bool {
        self.0
    }
    fn page(&self, request: &mut PageRequest<'_>, at: &Cursor, size: Option<u32>) {
        Plain.page(request, at, size);
    }
}

/// A credential that has a successor.
#[derive(Default)]
pub(super) struct Renewed(AtomicU64);

impl Authenticate for Renewed {
    fn authorize<'a>(
        &'a self,
        _: &'a Client,
        _: Instant,
    ) -> BoxFuture<'a, portcullis_core::Result<Credential>> {
        let generation = self.0.load(Ordering::SeqCst);
        Box::pin(async move {
            let value = Secret::from(format!("key-{generation}"));
            Ok(Credential::new(HeaderName::from_static("x-key"), value))
        })
    }
    fn refused(&self, _: &Credential, _: &Operation) -> bool {
        self.0.fetch_add(1, Ordering::SeqCst);
        true
    }
}

/// A builder with the bounds of this chapter: no bound but those that a campaign sets is ever met.
pub(super) fn builder(url: impl Into<String>) -> ClientBuilder {
    ClientBuilder::new(url)
        .proxy(Proxy::None)
        .connect_timeout(Duration::from_secs(5))
        .attempt_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(30))
        .reply_cap(64 * 1024)
        .retry(AtOnce(None))
}

/// A write that may be done once.
pub(super) fn request(client: &Client, mark: &str, padding: usize) -> Request {
    client.post("/do/{mark}").path(mark).json(&json!({"mark": mark, "padding": "x".repeat(padding)}))
}

/// The same, ready to be awaited.
pub(super) fn write(client: &Client, mark: &str, padding: usize) -> Call<Thing> {
    request(client, mark, padding).call()
}

/// What a write gives; nothing is not enough.
#[derive(Debug, Deserialize)]
pub(super) struct Thing {
    #[serde(rename = "id")]
    _id: Value,
}

/// What became of a call, and how many attempts it took.
pub(super) async fn outcome(call: Call<Thing>) -> (Outcome, usize) {
    match call.full().await {
        Ok(full) => (Outcome::Done, attempts(full.attempts)),
        Err(error) => (of(&error), attempts(error.attempts())),
    }
}

fn of(error: &Error) -> Outcome {
    match error.delivery() {
        Delivery::NotSent => Outcome::NotSent,
        Delivery::Rejected => Outcome::Rejected,
        Delivery::Applied => Outcome::Applied,
        _ => Outcome::Unknown,
    }
}

fn attempts(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A number for people: 40,000.
pub(super) fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
