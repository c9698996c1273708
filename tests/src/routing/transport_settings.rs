//! X6: every setting enabled from outside.
//!
//! A build with all features of the HTTP client takes minutes and needs all compression libraries. Such features only
//! change defaults; the hook on the client's builder can do the same and more, so it enables everything that this
//! build has. A client with the library's defaults shows which compressions this build has.

use super::{
    certificates::{Authority, acceptor},
    redirects::{self, Round},
    server::{Server, json},
};
use crate::{
    promise::{Measured, Scale},
    replies::size_limits,
};
use portcullis_core::{
    ClientBuilder, Delivery, ErrorKind, Proxy, Retry, Trust, http::Method, transport::HttpClientBuilder,
};
use portcullis_testkit::wire::Plain;
use serde_json::Value;
use std::time::Duration;

/// Enables every setting that must have no effect.
fn everything(builder: HttpClientBuilder) -> HttpClientBuilder {
    builder
        .redirect(reqwest::redirect::Policy::limited(10))
        .retry(reqwest::retry::for_host("127.0.0.1").max_retries_per_request(5).classify_fn(|seen| {
            if seen.method() == Method::HEAD { seen.success() } else { seen.retryable() }
        }))
        .referer(true)
        .connection_verbose(true)
        .connect_timeout(Duration::from_secs(600))
        .pool_idle_timeout(Duration::from_secs(600))
        .pool_max_idle_per_host(1000)
        .tls_danger_accept_invalid_certs(true)
        .tls_danger_accept_invalid_hostnames(true)
        .tls_sni(false)
        .https_only(false)
}

/// X6.
pub async fn turned_on(scale: Scale) -> Measured {
    let mut round = Round::default();
    for _ in 0..scale.pick(5, 1) {
        redirects::redirect(&mut round, |builder| builder.reqwest_0_13(everything)).await;
    }
    let (compressed, accepted) = compressed().await;
    let unexpected = unexpected_headers().await;
    let (handshakes, trusted) = bad_certificates(scale).await;
    let features = compressions().await;
    Measured::new(
        round.followed + round.repeated + accepted + trusted == 0
            && round.wrong.is_empty()
            && unexpected.is_empty(),
        format!(
            "with everything enabled by a hook (compressions in this build of the HTTP client: {features}): {} \
             of {} redirects followed, {} repeated, wrong {:?}; {accepted} of {compressed} compressed or large \
             replies accepted; {trusted} of {handshakes} bad certificates accepted; unexpected headers: \
             {unexpected:?}",
            round.followed, round.calls, round.repeated, round.wrong
        ),
    )
}

fn builder(base: &str) -> ClientBuilder {
    ClientBuilder::new(base).proxy(Proxy::None).retry(Retry::none()).reqwest_0_13(everything)
}

/// Calls that receive the replies of R1, and how many did not fail with the right error.
async fn compressed() -> (usize, usize) {
    let server = Server::start(size_limits::large).await;
    let client = builder(&server.http()).build(Plain, None).unwrap();
    let mut taken = 0;
    for path in size_limits::LARGE {
        let error = client.request(Method::GET, path).call::<Value>().await.err();
        let right = error.is_some_and(|e| match path {
            "/error" => e.kind() == ErrorKind::Api,
            "/gzip" | "/brotli" | "/zstd" => e.message().contains("compressed"),
            _ => e.message().contains("longer than the cap"),
        });
        taken += usize::from(!right);
    }
    (size_limits::LARGE.len(), taken)
}

/// The `Accept-Encoding` of a client with the library's defaults.
async fn compressions() -> String {
    let server = Server::start(|_| json("{}")).await;
    let Ok(client) = everything(reqwest::Client::builder().no_proxy()).build() else {
        return "unknown".into();
    };
    let _ = client.get(server.http()).send().await;
    let heads = server.heads();
    let found = heads.iter().flat_map(|h| h.lines()).find_map(|l| l.strip_prefix("accept-encoding: "));
    found.unwrap_or("none").to_owned()
}

/// Headers of requests that neither the client sets nor HTTP requires; the server sets a cookie.
async fn unexpected_headers() -> Vec<String> {
    const KNOWN: [&str; 3] = ["accept", "user-agent", "host"];
    let server = Server::start(|_| match json("{}") {
        super::server::Answer::Keep(bytes) => {
            let text = String::from_utf8_lossy(&bytes).replacen("\r\n", "\r\nSet-Cookie: a=b\r\n", 1);
            super::server::Answer::Keep(text.into_bytes())
        }
        other => other,
    })
    .await;
    let client = builder(&server.http()).build(Plain, None).unwrap();
    let mut odd = Vec::new();
    for _ in 0..3 {
        if let Err(error) = client.get("/u").call::<Value>().await {
            odd.push(error.to_string());
        }
    }
    let names = |head: &String| {
        let names = head.lines().skip(1).filter_map(|l| Some(l.split_once(':')?.0.to_ascii_lowercase()));
        names.collect::<Vec<_>>()
    };
    odd.extend(server.heads().iter().flat_map(names).filter(|name| !KNOWN.contains(&name.as_str())));
    odd
}

/// Handshakes with a certificate of an unknown CA, and of another host, and how many were accepted.
async fn bad_certificates(scale: Scale) -> (usize, usize) {
    let (mut handshakes, mut trusted) = (0, 0);
    for _ in 0..scale.pick(50, 2) {
        let (ours, other) = (Authority::new(), Authority::new());
        for leaf in [other.issue(&["localhost"], |_| {}), ours.issue(&["elsewhere.example"], |_| {})] {
            let server = Server::tls(acceptor(&leaf), |_| json("{}")).await;
            let trust = Trust::only_pem(ours.pem()).unwrap();
            let client = builder(&server.https()).trust(trust).build(Plain, None).unwrap();
            let outcome = client.post("/u").call::<Value>().await;
            handshakes += 1;
            let refused = outcome.is_err_and(|e| e.delivery() == Delivery::NotSent) && server.bytes() == 0;
            trusted += usize::from(!refused);
        }
    }
    (handshakes, trusted)
}
