//! M2: each operation that costs money, through scripts of outcomes.

use super::operations::{self, Operation};
use crate::{
    promise::{Measured, Scale},
    timeouts::fixtures::{locked, ms, secs},
};
use bytes::Bytes;
use digicert::{Client, Delivery, ErrorKind, Retry};
use fastrand::Rng;
use portcullis_core::{
    Evidence,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    transport::{Body, Incoming, Outgoing, Pool, TransportError},
};
use portcullis_facts::{Facts, Sent};
use portcullis_testkit::wire::{Scripted, body_in, body_of, lost, unsent};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    future::pending,
    sync::{Arc, Mutex},
};
use tokio::time::sleep;

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Nothing of it is sent.
    Unsent,
    /// The connection breaks before a reply.
    Lost,
    /// The connection breaks in the middle of a reply with this status.
    Cut(u16),
    /// No reply.
    Silent,
    /// The body of a reply with status 200 does not end.
    Stalled,
    /// This status with the vendor's error.
    Status(u16),
    /// This status with a page.
    Page(u16),
    /// A success without a body.
    Empty,
    /// A success.
    Done,
}

use Outcome::{Cut, Done, Empty, Lost, Page, Silent, Stalled, Status, Unsent};

const OUTCOMES: [Outcome; 31] = [
    Unsent,
    Lost,
    Cut(200),
    Cut(429),
    Cut(503),
    Silent,
    Stalled,
    Status(300),
    Status(302),
    Status(307),
    Status(400),
    Status(401),
    Status(403),
    Status(404),
    Status(408),
    Status(409),
    Status(421),
    Status(425),
    Status(429),
    Status(500),
    Status(502),
    Status(503),
    Status(504),
    Status(599),
    Page(200),
    Page(202),
    Page(429),
    Page(503),
    Page(302),
    Empty,
    Done,
];

impl Outcome {
    /// Whether the server provably did nothing.
    fn is_refusal(self) -> bool {
        match self {
            Unsent => true,
            Cut(status) | Status(status) | Page(status) => matches!(status, 307 | 308 | 400..=499),
            Lost | Silent | Stalled | Empty | Done => false,
        }
    }

    async fn answer(self) -> Result<Incoming, TransportError> {
        let error = || json!({ "errors": [{ "code": "no", "message": "no" }] }).to_string();
        // A reply that every operation accepts.
        let done = || json!({ "id": 1, "order_valid_till": "2031-01-01" }).to_string();
        let cut = |body: String| {
            let half = Bytes::from(body.as_bytes()[..body.len() / 2].to_vec());
            body_in([Ok(half), Err(TransportError::new(Evidence::NoStatus, "the connection broke"))])
        };
        sleep(ms(20)).await;
        let (status, kind, body) = match self {
            Unsent => return unsent(),
            Lost => return lost(),
            Silent => return pending().await,
            Stalled => (200, "application/json", Box::pin(Never) as _),
            Cut(status) => (status, "application/json", cut(if status == 200 { done() } else { error() })),
            Status(status) => (status, "application/json", body_of(error())),
            Page(status) => (status, "text/html", body_of("<!DOCTYPE html><html>It works!</html>")),
            Empty => (200, "application/json", body_of("")),
            Done => (200, "application/json", body_of(done())),
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        Ok(Incoming::new(StatusCode::from_u16(status).unwrap(), headers, body))
    }
}

struct Never;

impl futures_core::Stream for Never {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Pending
    }
}

/// The operations that cost money, by the facts of all vendors.
fn priced() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for facts in Facts::all() {
        for operation in facts.operations() {
            let whole = operation.value(facts);
            for id in &operation.ids {
                let of_id = whole["x-operations"].as_array().into_iter().flatten();
                let own = of_id
                    .filter(|one| one["id"] == id.name.as_str())
                    .find_map(|one| one.get("x-costs-money"));
                if own.unwrap_or(&whole["x-costs-money"]) == &Value::Bool(true) {
                    found.insert(format!("{} {}", facts.vendor, id.name));
                }
            }
        }
    }
    found
}

/// The operation that a request is, by the facts.
fn operation(out: &Outgoing) -> Vec<&'static str> {
    let Some(facts) = Facts::of("digicert") else { return Vec::new() };
    let body =
        out.body.as_ref().and_then(Body::whole).map(|body| serde_json::from_slice(body).unwrap_or_default());
    let sent = Sent {
        verb: out.method.to_string(),
        path: out.url.path().to_owned(),
        query: out.url.query_pairs().into_owned().collect(),
        headers: Vec::new(),
        body: body.unwrap_or_default(),
    };
    facts.identify(&sent).into_iter().map(|(_, id)| id).collect()
}

/// The connections that a request may use, and its operation.
type Request = (Pool, Vec<&'static str>);

#[derive(Debug, Default)]
struct Tally {
    runs: usize,
    sends: usize,
    /// Requests after one that was neither unsent nor refused.
    twice: BTreeSet<&'static str>,
    /// Requests over a connection that others may use.
    shared: BTreeSet<&'static str>,
    /// Requests of another operation, or none.
    strayed: BTreeSet<&'static str>,
    /// Errors that rule a change out although the last request may have made one.
    denied: BTreeSet<&'static str>,
    /// Runs that went on after a proved refusal, by its outcome.
    again: BTreeMap<Outcome, usize>,
}

async fn run(operation_of: &Operation, script: &[Outcome], retry: Retry, tally: &mut Tally) {
    let id = operation_of.id;
    let seen: Arc<Mutex<Vec<Request>>> = Arc::default();
    let (log, outcomes) = (seen.clone(), script.to_vec());
    let at = move |n: usize| outcomes.get(n).copied().unwrap_or(Done);
    let of = at.clone();
    let wire = Scripted::new(move |out, n| {
        locked(&log).push((out.pool, operation(&out)));
        of(n).answer()
    });
    let builder =
        Client::builder("https://digicert.example/services/v2").api_key("key-0123456789").pacing([]);
    let client = builder.retry(retry).timeout(secs(90)).transport(wire).build().unwrap();
    let result = (operation_of.call)(&client).await;
    let seen = locked(&seen);
    tally.runs += 1;
    tally.sends += seen.len();
    for (n, (pool, ids)) in seen.iter().enumerate() {
        if *pool != Pool::Fresh {
            tally.shared.insert(id);
        }
        if ids.as_slice() != [id] {
            tally.strayed.insert(id);
        }
        if n > 0 {
            if at(n - 1).is_refusal() {
                *tally.again.entry(at(n - 1)).or_default() += 1;
            } else {
                tally.twice.insert(id);
            }
        }
    }
    let Some(last) = seen.len().checked_sub(1).map(at) else {
        tally.strayed.insert(id);
        return;
    };
    if let Err(error) = &result {
        let may_have = matches!(error.delivery(), Delivery::Unknown | Delivery::Applied);
        if (!last.is_refusal() && !may_have) || error.kind() == ErrorKind::Input {
            tally.denied.insert(id);
        }
    }
}

/// M2.
pub(super) async fn sent_once(scale: Scale) -> Measured {
    let (all, priced) = (operations::all(), priced());
    let driven: BTreeSet<String> = all.iter().map(|operation| format!("digicert {}", operation.id)).collect();
    let untested: Vec<&String> = priced.difference(&driven).collect();
    let free: Vec<&String> = driven.difference(&priced).collect();
    let mut t = Tally::default();
    let eager = || Retry::default().attempts(8).base(ms(1));
    for operation in &all {
        for outcome in OUTCOMES {
            for retry in [Retry::default(), eager()] {
                run(operation, &[outcome], retry, &mut t).await;
            }
        }
    }
    let scripts = scale.pick(20_000, 1_000);
    for number in 0..scripts {
        fastrand::seed(number as u64);
        let mut rng = Rng::with_seed(number as u64);
        let length = rng.usize(2..7);
        let script: Vec<Outcome> = (0..length)
            .map(|_| match rng.u8(0..4) {
                0 => Unsent,
                1 => [Status(429), Status(421), Status(425)][rng.usize(0..3)],
                _ => OUTCOMES[rng.usize(0..OUTCOMES.len())],
            })
            .collect();
        run(&all[number % all.len()], &script, eager(), &mut t).await;
    }
    let again: Vec<String> = t.again.iter().map(|(outcome, count)| format!("{count} {outcome:?}")).collect();
    let figure = format!(
        "{} operations by the facts, without a test: {untested:?}, tested and not in the facts: {free:?}; {} runs, {} \
         requests; sent after a request that may have been applied: {:?}; over a shared connection: {:?}; not its own \
         request: {:?}; with an error that rules out what may have happened: {:?}; sent again after {}",
        priced.len(),
        t.runs,
        t.sends,
        t.twice,
        t.shared,
        t.strayed,
        t.denied,
        again.join(", "),
    );
    let broken = [&t.twice, &t.shared, &t.strayed, &t.denied].into_iter().any(|found| !found.is_empty());
    // Without requests that are sent again the runs prove nothing.
    let goes_on =
        [Unsent, Status(421), Status(425), Status(429)].iter().all(|outcome| t.again.contains_key(outcome));
    let held = untested.is_empty() && free.is_empty() && !priced.is_empty() && !broken && goes_on;
    Measured::new(held, figure)
}
