//! Flows of several requests, while requests fail and replies are lost: F1 and F2, on paused time over scripted
//! transports. Sockets would add nothing: a fault here is whether the server applied a request and what the client saw of
//! the reply, and the seeded order of two clients' requests needs paused time.

mod grant;
mod loan;

use crate::promise::Promise;
use bytes::Bytes;
use fastrand::Rng;
use portcullis_core::{
    Evidence,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    transport::{Incoming, TransportError},
};
use portcullis_testkit::wire::{Scripted, body_in, body_of, lost, unsent};
use privx::{Client, Retry};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::sleep;

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::paused(
            "F1",
            "A secret that is checked out is released again, once, also when replies are lost",
            "1,000 loans of a PrivX secret with random faults (a broken connection, a lost reply, a 503, half a reply) and \
             futures of `open` and `close` that are dropped half way: 0 secrets left out, 0 releases sent for what had \
             ended, 0 of others' checkouts released",
            |scale| Box::pin(loan::returned(scale)),
        ),
        Promise::paused(
            "F2",
            "A grant or revocation of one role loses no grant that others make at the same time",
            "1,000 pairs of `grant` and `revoke` of two roles of one PrivX user, by two clients at the same time, with the \
             faults of F1: 0 changes lost, except those that the documentation excludes (a write, sent once, of roles that \
             were read before the other change, after the last check of that change); at least half of the pairs overlap, \
             have faults and are counted",
            |scale| Box::pin(grant::kept(scale)),
        ),
    ]
}

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// Nothing of it is sent.
    Unsent,
    /// The connection breaks before the request is applied.
    Broken,
    /// It is applied, and the connection breaks before the reply.
    Lost,
    /// A 503 before it is applied.
    Busy,
    /// It is applied, and a gateway returns a 503 in place of the reply.
    Gateway,
    /// It is applied, and the connection breaks in the middle of the reply.
    Cut,
}

const FAULTS: [Fault; 6] =
    [Fault::Unsent, Fault::Broken, Fault::Lost, Fault::Busy, Fault::Gateway, Fault::Cut];

impl Fault {
    /// Whether the request is applied all the same.
    fn is_applied(self) -> bool {
        matches!(self, Self::Lost | Self::Gateway | Self::Cut)
    }
}

/// The faults of one client in one run. They are bounded, so that a bounded number of calls gets through.
struct Faults {
    rng: Rng,
    left: usize,
    drawn: BTreeMap<Fault, usize>,
}

impl Faults {
    fn new(mut rng: Rng, most: usize) -> Self {
        let left = rng.usize(1..=most);
        Self { rng, left, drawn: BTreeMap::new() }
    }

    /// For the next request.
    fn draw(&mut self) -> Option<Fault> {
        if self.left == 0 || self.rng.u8(0..10) >= 4 {
            return None;
        }
        self.left -= 1;
        let fault = FAULTS[self.rng.usize(0..FAULTS.len())];
        *self.drawn.entry(fault).or_default() += 1;
        Some(fault)
    }

    /// How long a request is under way, and its reply.
    fn way(&mut self) -> [Duration; 2] {
        [(); 2].map(|()| Duration::from_millis(self.rng.u64(1..40)))
    }
}

/// What a server replies: status and body.
type Answer = (u16, String);

fn found(value: &Value) -> Answer {
    (200, value.to_string())
}

fn missing() -> Answer {
    (404, json!({ "error_code": "OBJECT_NOT_FOUND", "error_message": "none" }).to_string())
}

/// One exchange: the request arrives, is applied and answered, unless the fault prevents it.
async fn exchange(
    fault: Option<Fault>,
    [there, back]: [Duration; 2],
    apply: impl FnOnce() -> Answer,
) -> Result<Incoming, TransportError> {
    sleep(there).await;
    let (status, body) = match fault {
        Some(Fault::Unsent) => return unsent(),
        Some(Fault::Broken) => return lost(),
        Some(Fault::Busy) => (503, String::new()),
        _ => apply(),
    };
    sleep(back).await;
    match fault {
        Some(Fault::Lost) => lost(),
        Some(Fault::Gateway) => Ok(incoming(503, body_of("busy"))),
        Some(Fault::Cut) => {
            let half = Bytes::from(body.as_bytes()[..body.len() / 2].to_vec());
            let cut = TransportError::new(Evidence::NoStatus, "the connection broke");
            Ok(incoming(status, body_in([Ok(half), Err(cut)])))
        }
        _ => Ok(incoming(status, body_of(body))),
    }
}

fn incoming(status: u16, body: portcullis_core::transport::BodyStream) -> Incoming {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Incoming::new(StatusCode::from_u16(status).unwrap_or_default(), headers, body)
}

/// A client with the default retries, or with none.
fn client(wire: Scripted, retries: bool) -> Client {
    let builder = Client::builder("https://privx.example").bearer("tok-0123456789").transport(wire);
    let builder = if retries { builder } else { builder.retry(Retry::none()) };
    builder.build().unwrap()
}

/// As text: `3 Broken, 4 Lost`.
fn listed<K: std::fmt::Debug>(counts: &BTreeMap<K, usize>) -> String {
    let texts: Vec<String> = counts.iter().map(|(key, count)| format!("{count} {key:?}")).collect();
    texts.join(", ")
}
