//! Faults of the network and of servers by the vendors' own clients: what the error of a read reports, and of a write.

use crate::replies::samples::{SAMPLES, Sample, WRITES, Wire};
use portcullis_core::{
    Delivery, Error, Evidence,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    transport::{Incoming, Outgoing, TransportError},
};
use portcullis_testkit::wire::body_of;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::JoinSet;

/// A fault: what the transport returns in place of the vendor's reply.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Evidence(Evidence),
    Reply(u16, &'static str, &'static str),
}

const JSON: &str = "application/json";
const FAULTS: [Fault; 13] = [
    Fault::Evidence(Evidence::NothingWritten),
    Fault::Evidence(Evidence::NoStatus),
    Fault::Evidence(Evidence::ClientCertificateRefused),
    Fault::Reply(200, JSON, ""),
    Fault::Reply(200, JSON, "[{"),
    Fault::Reply(200, JSON, "\u{feff}<html>"),
    Fault::Reply(200, "text/html", "<html>log in</html>"),
    Fault::Reply(302, "text/html", ""),
    Fault::Reply(307, "text/html", ""),
    Fault::Reply(404, "text/html", "<html>no such page</html>"),
    Fault::Reply(500, JSON, r#"{"message":"failed"}"#),
    Fault::Reply(502, "text/html", "<html>bad gateway</html>"),
    Fault::Reply(503, "text/plain", "busy"),
];

/// The operations of the samples that read although their verb is not `GET`.
const READS: [&str; 1] = ["/request-status/c-1"];
/// The operations of the samples that change something although their verb is `GET`.
const CHANGING_GETS: [&str; 2] = ["/auth/logout", "/resend-create-email"];

#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) reads: usize,
    pub(super) writes: usize,
    pub(super) wrong: Vec<String>,
}

/// Every fault against the calls of the samples.
pub(super) async fn vendors() -> Found {
    let mut runs = JoinSet::new();
    for sample in SAMPLES.iter().chain(WRITES) {
        for fault in FAULTS {
            runs.spawn(run(*sample, fault));
        }
    }
    let mut found = Found::default();
    for (name, fault, read, error) in runs.join_all().await.into_iter().flatten() {
        *(if read { &mut found.reads } else { &mut found.writes }) += 1;
        let delivery = error.delivery();
        let right = match fault {
            Fault::Evidence(Evidence::NothingWritten) => delivery == Delivery::NotSent,
            Fault::Evidence(Evidence::ClientCertificateRefused) | Fault::Reply(307, ..) => {
                delivery == Delivery::Rejected
            }
            // Of a proxy, perhaps: a dialect may take the page for the reply of another server.
            Fault::Reply(404, ..) if delivery == Delivery::Rejected => true,
            _ if read => delivery == Delivery::NoEffect,
            _ => matches!(delivery, Delivery::Unknown | Delivery::Applied),
        };
        if !right {
            found.wrong.push(format!("{name} after {fault:?}: {error:?}"));
        }
    }
    found
}

/// `None` if the call succeeds in spite of the fault, as one without a result may.
async fn run(sample: Sample, fault: Fault) -> Option<(&'static str, Fault, bool, Error)> {
    let read = Arc::new(Mutex::new(None));
    let seen = read.clone();
    let wire = Wire::new(move |out, _| {
        // A later one may be a session's question whether its token is still good.
        seen.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| reads(&out));
        async move { reply(fault) }
    });
    let error = (sample.call)(wire).await.err()?;
    let read = read.lock().unwrap_or_else(PoisonError::into_inner).take()?;
    Some((sample.name, fault, read, error))
}

fn reads(out: &Outgoing) -> bool {
    let is_one_of = |paths: &[&str]| paths.iter().any(|path| out.url.path().ends_with(path));
    (out.method.is_safe() && !is_one_of(&CHANGING_GETS)) || is_one_of(&READS)
}

fn reply(fault: Fault) -> Result<Incoming, TransportError> {
    match fault {
        Fault::Evidence(evidence) => Err(TransportError::new(evidence, "fault")),
        Fault::Reply(status, content_type, body) => {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
            headers.insert(header::LOCATION, HeaderValue::from_static("/login"));
            let status = StatusCode::from_u16(status).unwrap_or_default();
            Ok(Incoming::new(status, headers, body_of(body)))
        }
    }
}
