//! Shared by the campaigns on delivery.

use crate::faults::{Server, kinds::Outcome};
use portcullis_core::{
    Call, Client, ClientBuilder, Delivery, Error, Operation, Proxy, Request, Retry, RetryPolicy, Secret,
    auth::{Authenticate, Credential},
    http::HeaderName,
    transport::BoxFuture,
};
pub(super) use portcullis_testkit::wire::Plain;
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

/// Concurrent runs.
pub(super) const AT_A_TIME: usize = 64;

/// Calls `run` with 0 to `count`, 64 at a time.
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

/// Retries at once, as often as the default policy, and opens the server first if one is given.
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

/// A credential that can be renewed.
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

/// A builder with long timeouts: only a timeout that a campaign sets ever expires.
pub(super) fn builder(url: impl Into<String>) -> ClientBuilder {
    ClientBuilder::new(url)
        .proxy(Proxy::None)
        .connect_timeout(Duration::from_secs(5))
        .attempt_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(30))
        .reply_cap(64 * 1024)
        .retry(AtOnce(None))
}

/// A write that may be applied only once.
pub(super) fn request(client: &Client, mark: &str, padding: usize) -> Request {
    client.post("/do/{mark}").path(mark).json(&json!({"mark": mark, "padding": "x".repeat(padding)}))
}

/// The same, ready to be awaited.
pub(super) fn write(client: &Client, mark: &str, padding: usize) -> Call<Thing> {
    request(client, mark, padding).call()
}

/// The result of a write; an empty body is an error.
#[derive(Debug, Deserialize)]
pub(super) struct Thing {
    #[serde(rename = "id")]
    _id: Value,
}

/// The outcome of a call, and how many attempts it made.
pub(super) async fn outcome(call: Call<Thing>) -> (Outcome, usize) {
    match call.full().await {
        Ok(full) => (Outcome::Done, attempts(full.attempts)),
        Err(error) => (of(&error), attempts(error.attempts())),
    }
}

pub(super) fn of(error: &Error) -> Outcome {
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

/// A number with separators, such as 40,000.
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
