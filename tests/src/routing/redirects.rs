//! X1: redirects with every code to every kind of target.

use super::{
    certificates::{Authority, acceptor},
    server::{Answer, Server, json},
};
use crate::promise::{Measured, Scale};
use portcullis_core::{
    ClientBuilder, Delivery, ErrorKind, Proxy, Retry, Trust,
    auth::header::Header,
    http::{HeaderName, Method},
};
use portcullis_testkit::wire::Plain;
use serde_json::{Value, json as value};
use std::sync::Arc;

const CODES: [u16; 5] = [301, 302, 303, 307, 308];
const VERBS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// The counts of a round of redirects.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Round {
    /// Calls made.
    pub calls: usize,
    /// Requests that reached a target.
    pub followed: usize,
    /// Calls that sent another number of requests than one.
    pub repeated: usize,
    /// Calls without the expected error.
    pub wrong: Vec<String>,
}

/// X1.
pub async fn targets(scale: Scale) -> Measured {
    let mut round = Round::default();
    for _ in 0..scale.pick(20, 1) {
        redirect(&mut round, |b| b).await;
    }
    Measured::new(
        round.followed + round.repeated == 0 && round.wrong.is_empty() && round.calls > 0,
        format!(
            "{} requests to a target in {} calls (5 codes, 5 verbs, to the same host, its root, another host, \
             another port, http from https); {} calls sent more than one request; wrong errors: {:?}",
            round.followed, round.calls, round.repeated, round.wrong
        ),
    )
}

/// Every code and verb to every target, with a client built by `shape`.
pub async fn redirect(round: &mut Round, shape: impl Fn(ClientBuilder) -> ClientBuilder) {
    let target = Server::start(|_| json("{}")).await;
    let authority = Authority::new();
    let leaf = authority.issue(&["localhost"], |_| {});
    let trust = Trust::only_pem(authority.pem()).unwrap();
    for tls in [false, true] {
        let port = target.port;
        let script = move |head: &str| moved(head, port);
        let server =
            if tls { Server::tls(acceptor(&leaf), script).await } else { Server::start(script).await };
        let base = if tls { server.https() } else { server.http() };
        let places: &[&str] =
            if tls { &["same", "root", "plain"] } else { &["same", "root", "host", "port"] };
        let key = Header::new(HeaderName::from_static("x-key"), "k3y-canary-k3y");
        let builder =
            shape(ClientBuilder::new(&base).proxy(Proxy::None)).trust(trust.clone()).retry(Retry::default());
        let client = builder.build(Plain, Some(Arc::new(key))).unwrap();
        for place in places {
            for code in CODES {
                for verb in VERBS {
                    let before = (server.requests(), target.requests());
                    let request =
                        client.request(verb.clone(), "/{place}/{code}").path(place).path(code.to_string());
                    let request = if verb == Method::GET {
                        request
                    } else {
                        request.json(&value!({"password": "hunter2-canary"}))
                    };
                    let outcome = request.call::<Value>().await;
                    round.calls += 1;
                    round.followed += target.requests() - before.1
                        + server.heads()[before.0..].iter().filter(|h| h.contains("/target")).count();
                    round.repeated += usize::from(server.requests() != before.0 + 1);
                    let expected = match code {
                        305.. => Delivery::Rejected,
                        _ if verb.is_safe() => Delivery::NoEffect,
                        _ => Delivery::Unknown,
                    };
                    let right = outcome.as_ref().is_err_and(|e| {
                        e.kind() == ErrorKind::Api
                            && e.delivery() == expected
                            && e.status().map(|s| s.as_u16()) == Some(code)
                            && e.message().contains("redirects are not followed")
                            && !format!("{e} {e:?}").contains("canary")
                    });
                    if !right {
                        round.wrong.push(format!("{verb} {place} {code}: {outcome:?}"));
                    }
                }
            }
        }
    }
}

/// Answers `/{place}/{code}` with a redirect of this code to this place.
fn moved(head: &str, port: u16) -> Answer {
    let mut parts = head.split(' ').nth(1).unwrap_or_default().split('/').skip(1);
    let (place, code) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let location = match place {
        "same" => "/target?token=canary".to_owned(),
        "root" => "target".to_owned(),
        "host" => format!("http://localhost:{port}/target"),
        "port" | "plain" => format!("http://127.0.0.1:{port}/target?token=canary"),
        _ => return json("{}"),
    };
    let head = format!("HTTP/1.1 {code} Moved\r\nLocation: {location}\r\nContent-Length: 2\r\n\r\n{{}}");
    Answer::Keep(head.into_bytes())
}
