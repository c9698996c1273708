//! R2 to R4: bytes of every kind, through the vendors' clients.

use super::samples::{Outcome, SAMPLES, Sample, Wire};
use crate::{
    contracts,
    promise::{Measured, Scale},
};
use bytes::Bytes;
use portcullis_core::{
    Error, ErrorKind, Evidence,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    transport::{BodyStream, Incoming, TransportError},
};
use portcullis_testkit::{
    mutations::{self, CANARY, Mutation},
    wire::body_of,
};
use std::{
    collections::BTreeMap,
    error::Error as _,
    pin::Pin,
    task::{Context, Poll},
};

/// How the body of a scripted reply ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// The body ends.
    Complete,
    /// The connection breaks.
    Broken,
}

/// Bytes in two chunks, then the end.
struct Chunks(Vec<Bytes>, End);

impl futures_core::Stream for Chunks {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(chunk) = self.0.pop() {
            return Poll::Ready(Some(Ok(chunk)));
        }
        if self.1 == End::Broken {
            self.1 = End::Complete;
            return Poll::Ready(Some(Err(TransportError::new(Evidence::NoStatus, "the body broke off"))));
        }
        Poll::Ready(None)
    }
}

/// Makes a sample's call to a server that returns these bytes.
pub async fn drive(sample: &Sample, body: Vec<u8>, end: End) -> Outcome {
    let (status, headers, body) = (sample.status, sample.headers, Bytes::from(body));
    let wire = Wire::new(move |_, _| {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let half = body.len() / 2;
        let stream: BodyStream = match end {
            End::Complete => body_of(body.clone()),
            End::Broken => Box::pin(Chunks(vec![body.slice(half..), body.slice(..half)], end)),
        };
        let status = StatusCode::from_u16(status).unwrap_or_default();
        async move { Ok(Incoming::new(status, map, stream)) }
    });
    match tokio::spawn((sample.call)(wire)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Error::new(ErrorKind::Interrupted, PANICKED)),
    }
}

const PANICKED: &str = "the call panicked";

/// Whether the call, or a task that runs its exchange, panicked: nothing else interrupts a call whose reply is
/// complete.
fn panicked(outcome: &Outcome) -> bool {
    outcome.as_ref().is_err_and(|e| e.kind() == ErrorKind::Interrupted)
}

/// Every text that an error shows.
fn texts(error: &Error) -> String {
    let mut all = format!(
        "{error} {error:?} {error:#?} {} {:?} {:?}",
        error.message(),
        error.code(),
        error.request_id()
    );
    let mut cause = error.source();
    while let Some(link) = cause {
        all = format!("{all} {link} {link:?}");
        cause = link.source();
    }
    all
}

/// R2.
pub async fn any_bytes(scale: Scale) -> Measured {
    let stride = scale.pick(1, 151);
    let (mut runs, mut panics, mut values) = (0_usize, 0_usize, 0_usize);
    let (mut kinds, mut unexpected) = (BTreeMap::<String, usize>::new(), Vec::new());
    for sample in SAMPLES {
        let body = (sample.body)();
        let mutations = mutations::all(&body);
        for mutation in mutations.into_iter().skip(runs % stride).step_by(stride) {
            let outcome = drive(sample, mutations::apply(&body, mutation), End::Complete).await;
            runs += 1;
            panics += usize::from(panicked(&outcome));
            match outcome {
                Ok(_) => values += 1,
                Err(error) => {
                    *kinds.entry(format!("{:?}", error.kind())).or_default() += 1;
                    if !matches!(error.kind(), ErrorKind::Api | ErrorKind::Auth | ErrorKind::Decode) {
                        unexpected.push(format!("{} {mutation:?}: {error}", sample.name));
                    }
                }
            }
        }
    }
    let (held, contracts) = contracts::judged(scale, |contracts| {
        let found = contracts.replies();
        let figure = format!(
            "; of {} full samples that contract tests read, {} corrupted: {} values, {} panics or errors of any \
             other kind {:?}",
            found.samples,
            found.mutations,
            found.values,
            found.wrong.len(),
            found.wrong.first()
        );
        (found.wrong.is_empty() && found.samples > 0, figure)
    });
    Measured::new(
        held && panics == 0 && unexpected.is_empty() && values > 0 && kinds.len() > 1,
        format!(
            "{panics} panics in {runs} corrupted replies of {} samples (cut at every byte, every bit flipped, \
             members duplicated, types swapped, nested); {values} values, errors {kinds:?}, {} of any other \
             kind {:?}{contracts}",
            SAMPLES.len(),
            unexpected.len(),
            unexpected.first()
        ),
    )
}

/// R3.
pub async fn places(scale: Scale) -> Measured {
    let stride = scale.pick(1, 23);
    let (mut typed, mut judged, mut canaries) = (0_usize, 0_usize, 0_usize);
    let (mut without_operation, mut without_path) = (Vec::new(), Vec::new());
    for sample in SAMPLES.iter().filter(|s| s.status < 300) {
        let body = (sample.body)();
        for mutation in mutations::swaps(&body).into_iter().step_by(stride) {
            let Err(error) = drive(sample, mutations::apply(&body, mutation), End::Complete).await else {
                continue;
            };
            if error.kind() != ErrorKind::Decode {
                continue;
            }
            let text = texts(&error);
            canaries += usize::from(text.contains("canary") || text.contains("48213377"));
            let place = error.vendor().zip(error.operation());
            let operation = place.is_some_and(|(vendor, one)| text.starts_with(&format!("{vendor}: {one}")));
            if !operation || error.status().map(|s| s.as_u16()) != Some(sample.status) {
                without_operation.push(sample.name);
            }
            if error.message().contains(": expected ") {
                typed += 1;
                let place = error.message().split('`').nth(1).unwrap_or_default();
                if place.is_empty() || !error.message().contains("line ") {
                    without_path.push(sample.name);
                }
            } else {
                judged += 1;
            }
        }
    }
    without_operation.dedup();
    without_path.dedup();
    let keys = keys_of_the_input().await;
    Measured::new(
        canaries + keys == 0 && without_operation.is_empty() && without_path.is_empty() && typed > 0,
        format!(
            "of {typed} typed decode errors and {judged} by the envelope: operation and status missing in \
             {without_operation:?}, the path of a typed one in {without_path:?}; {canaries} show a value; {keys} show a key \
             of the input"
        ),
    )
}

/// How many errors show a key of a map whose keys come from the server.
async fn keys_of_the_input() -> usize {
    let mut shown = 0;
    for key in [
        CANARY.to_owned(),
        format!("tok_{CANARY}"),
        format!("{CANARY}{}", "x".repeat(40)),
        format!("\u{e9}{CANARY}"),
    ] {
        let body = serde_json::json!({"known": {key: "no number"}});
        let wire = Wire::new(move |_, _| {
            let body = body.clone();
            async move { portcullis_testkit::wire::reply(200, &body) }
        });
        let client = wire.client(None);
        let call = client.get("/m").pick("known").call::<BTreeMap<String, u8>>();
        shown += usize::from(call.await.map_or_else(|e| texts(&e).contains("48213377"), |_| true));
    }
    shown
}

/// R4 over the scripted transport: cuts that the framing shows, and cuts that only the decoder can find.
pub async fn cut_short(scale: Scale) -> (usize, usize, Vec<String>) {
    let stride = scale.pick(1, 13);
    let (mut runs, mut wrong, mut which) = (0, 0, Vec::new());
    for sample in SAMPLES.iter().filter(|s| s.status < 300) {
        // A deletion has no result: its body is checked for errors and not decoded. A registration's result is in
        // its headers. The HTTP status alone may report an engine's health and a command's state.
        let bodiless = sample.name.ends_with(" delete") || !sample.headers.is_empty();
        let by_status = matches!(sample.name, "privicore health" | "privicore status");
        let whole = (sample.body)().to_string().into_bytes();
        for at in (0..whole.len()).step_by(stride) {
            for end in [End::Complete, End::Broken] {
                let cut = mutations::apply(&(sample.body)(), Mutation::Cut(at));
                let decodes = serde_json::from_slice::<serde_json::Value>(&cut).is_ok();
                let allowed = end == End::Complete && (decodes || bodiless || by_status && at == 0);
                let taken = drive(sample, cut, end).await.is_ok();
                runs += 1;
                if taken && !allowed {
                    wrong += 1;
                    which.push(format!("{} at {at} of {}", sample.name, whole.len()));
                }
            }
        }
    }
    which.truncate(12);
    (runs, wrong, which)
}
