//! X7: paths and URLs that aim at another origin.

use super::links;
use crate::{
    contracts,
    promise::{Measured, Scale},
    replies::samples::{self, Wire},
    timeouts::fixtures::on_sockets,
};
use portcullis_core::{
    Client, ClientBuilder, ErrorKind, Origin, Request, Secret,
    auth::header::Header,
    http::{HeaderName, Method},
};
use portcullis_testkit::wire::{Plain, reply_with};
use serde_json::{Value, json as value};
use std::collections::BTreeSet;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

const PIECES: [&str; 40] = [
    "..",
    ".",
    "/",
    "//",
    "\\",
    "%2f",
    "%2F",
    "%5c",
    "%2e%2e",
    "%",
    "%00",
    "\0",
    "\r\n",
    "\n",
    "\r",
    "\r\nX-Evil: 1",
    "\t",
    " ",
    ";",
    "?",
    "#",
    "&",
    "=",
    "@",
    ":",
    "+",
    "*",
    "|",
    "\"",
    "'",
    "<",
    "{",
    "}",
    "\u{e9}",
    "\u{1f600}",
    "\u{2028}",
    "evil.example",
    "https://evil.example/",
    " HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a",
];

/// A text of hostile pieces and random characters.
pub(super) fn hostile(random: &mut fastrand::Rng, most: usize) -> String {
    (0..random.usize(1..=most))
        .map(|_| match random.usize(..5) {
            0 => random.char(..).to_string(),
            _ => PIECES[random.usize(..PIECES.len())].to_owned(),
        })
        .collect()
}

/// The counts of X7.
#[derive(Default)]
struct Requests {
    all: AtomicUsize,
    outside: AtomicUsize,
    with_credential: AtomicUsize,
    with_routing: AtomicUsize,
}

/// Headers that frame or route a message, and one that authorizes it.
const ROUTING: [&str; 9] = [
    "Host",
    "content-length",
    "Transfer-Encoding",
    "Connection",
    "Upgrade",
    "TE",
    "Expect",
    "Proxy-Authorization",
    "Authorization",
];

/// The value of a header of the caller's that must not be sent.
const ROUTED: &str = "evil.example";

/// A transport that records where requests go; its replies contain other servers' URLs in every possible place.
fn recording(found: &Arc<Requests>) -> Wire {
    let found = found.clone();
    Wire::new(move |out, n| {
        found.all.fetch_add(1, Ordering::SeqCst);
        let first = (out.url.scheme(), out.url.host_str(), out.url.port())
            == ("https", Some("vendor.example"), None)
            && out.url.path().starts_with("/base/")
            && out.url.username().is_empty()
            && !out.headers.iter().any(|(name, _)| name == LINK);
        let credential = out.headers.iter().any(|(name, value)| {
            value.is_sensitive()
                || matches!(
                    name.as_str(),
                    "authorization" | "cookie" | "x-key" | "x-http-token" | "x-dc-devkey"
                )
        });
        let routed = out.headers.iter().any(|(_, value)| value == ROUTED);
        found.with_routing.fetch_add(usize::from(routed), Ordering::SeqCst);
        found.outside.fetch_add(usize::from(!first), Ordering::SeqCst);
        found.with_credential.fetch_add(usize::from(!first && credential), Ordering::SeqCst);
        let url = [
            "https://evil.example/x",
            "//evil.example/x",
            "https://vendor.example@evil.example/",
            "http://vendor.example/x",
        ][n % 4];
        let link = format!("<{url}>; rel=\"next\"");
        let headers = [
            ("location", url),
            ("link", link.as_str()),
            ("set-cookie", "node=n1; Domain=example; Path=/"),
            ("refresh", url),
        ];
        let body = value!({
            "next": url, "url": url, "stream": url, "href": url, "type": url, "count": 1, "items": [{"id": url}], "token_endpoint": url,
            "CALLINFO": {"status": "SUCCESS", "token": "tok-0123456789", "users": [{"id": url}]}, "jwks_uri": url, "issuer": url,
        });
        let status = [200, 201, 302, 307, 401, 200, 503, 200][n % 8];
        let answer = reply_with(status, &headers, &body);
        async move { answer }
    })
}

/// Harmless-looking parts of attacks.
const INCONSPICUOUS: [&str; 14] = [
    "a",
    "/",
    "users",
    "@evil.example",
    ":8443",
    "evil.example",
    "%2e%2e",
    "%2f",
    "..;",
    "/%2e%2e/base2/",
    "/.%2E/base2/",
    "%5c",
    "%40",
    "/.well-known",
];

/// A template that aims at another origin, with values for its placeholders.
fn hostile_request(random: &mut fastrand::Rng, begin: impl FnOnce(String) -> Request) -> Request {
    let mut template = if random.usize(..8) == 0 { String::new() } else { "/".to_owned() };
    if random.bool() {
        template.push_str(&hostile(random, 5));
    } else {
        template.extend((0..random.usize(1..5)).map(|_| INCONSPICUOUS[random.usize(..INCONSPICUOUS.len())]));
    }
    let placeholder = random.bool();
    if placeholder {
        template.push_str("/{x}");
    }
    let mut request = begin(template);
    if random.usize(..8) == 0 {
        request = request.header(ROUTING[random.usize(..ROUTING.len())], ROUTED);
    }
    let wanted = if random.usize(..8) == 0 { random.usize(..3) } else { usize::from(placeholder) };
    for _ in 0..wanted {
        request = request.path(hostile(random, 3));
    }
    if random.bool() { request.query(&hostile(random, 2), hostile(random, 2)) } else { request }
}

/// Marks a request to a link: even if the link points to the first origin, no credential is sent.
const LINK: &str = "x-link";

/// A link as a server might return it.
fn link(random: &mut fastrand::Rng, client: &Client, verb: Method) -> Request {
    let scheme = ["https://", "https://", "https:", "http://", "HTTPS://", "//", ""][random.usize(..7)];
    let host = ["vendor.example/base", "files.example:8011", "127.0.0.1:8011", "u:p@vendor.example"]
        [random.usize(..4)];
    let rest = format!("/{}?auth={}", hostile(random, 2), hostile(random, 2));
    let url = Secret::from(format!("{scheme}{host}{rest}"));
    client.request(verb, "/").header(LINK, "1").to_url(&url)
}

/// X7.
pub async fn origins(scale: Scale) -> Measured {
    let count = scale.pick(10_000, 400);
    let mut random = fastrand::Rng::with_seed(77);
    let found = Arc::<Requests>::default();
    let key = Arc::new(Header::new(HeaderName::from_static("x-key"), "k3y-canary-k3y"));
    let core =
        ClientBuilder::new("https://vendor.example/base").cookies(true).retry(portcullis_core::Retry::none());
    let core = core.origin(Origin::beside(0), Some("https://second.example/other".into()));
    let core = core.transport(recording(&found)).build(Plain, Some(key)).unwrap();
    let (mut sent, mut refused, mut odd) = (0_usize, 0_usize, Vec::new());
    for n in 0..count {
        let verb = [Method::GET, Method::POST][n % 2].clone();
        // Each with a new client: a rejected credential is not sent again.
        let request = match n % 8 {
            0 => hostile_request(&mut random, |t| samples::privx(recording(&found)).request(verb, t)),
            1 => hostile_request(&mut random, |t| samples::privicore(recording(&found)).request(verb, t)),
            2 => hostile_request(&mut random, |t| samples::storedsafe(recording(&found)).request(verb, t)),
            3 => hostile_request(&mut random, |t| samples::digicert(recording(&found)).request(verb, t)),
            4 => hostile_request(&mut random, |t| samples::midprovider(recording(&found)).request(verb, t)),
            5 => hostile_request(&mut random, |t| core.request(verb, t).at(Origin::beside(0))),
            6 => link(&mut random, &core, verb),
            _ => hostile_request(&mut random, |t| core.request(verb, t)),
        };
        let before = found.all.load(Ordering::SeqCst);
        match request.without_retry().await {
            Err(e) if e.kind() == ErrorKind::Input => {
                refused += 1;
                if found.all.load(Ordering::SeqCst) != before {
                    odd.push(format!("sent, and refused: {e}"));
                }
            }
            _ => sent += 1,
        }
    }
    let lists = lists(&found).await;
    let (all, outside) = (found.all.load(Ordering::SeqCst), found.outside.load(Ordering::SeqCst));
    let leaked = found.with_credential.load(Ordering::SeqCst);
    let routed = found.with_routing.load(Ordering::SeqCst);
    let certificates = on_sockets(move || links::certificates(scale.pick(50, 2)));
    let kept = certificates.along_presented == 0 && certificates.along > 0;
    let presented = certificates.own_presented == certificates.own;
    let (held, contracts) = contracts::judged(scale, |contracts| {
        let sent = contracts.sent();
        // The builder names them: DigiCert's Report Library; mID Provider's AST services, chats and files.
        let own = |vendor: &str| match vendor {
            "digicert" => 2,
            "midprovider" => 4,
            _ => 1,
        };
        let others: Vec<_> = sent.hosts.iter().filter(|(vendor, hosts)| hosts.len() != own(vendor)).collect();
        let figure = format!(
            "; the requests of {} operations in contract tests went to {} hosts of {} vendors {others:?}",
            sent.operations,
            sent.hosts.values().map(BTreeSet::len).sum::<usize>(),
            sent.hosts.len()
        );
        (others.is_empty() && sent.hosts.len() == 5, figure)
    });
    Measured::new(
        held && leaked + routed == 0
            && kept
            && presented
            && odd.is_empty()
            && sent > count / 20
            && outside > 0
            && refused > count / 20,
        format!(
            "{leaked} of {all} requests carried a credential outside the first origin, {routed} a header that \
             routes; {} of {} connections along links over TLS presented the client's certificate, {} of {} calls to \
             its own origins; {count} hostile templates, headers and links through five vendors' clients and core's: {refused} refused before sending, \
             {sent} sent; {outside} requests to a second origin or along a link, none with a credential; \
             every reply contained other servers' URLs in 11 places, {lists} listings and logins among them; \
             {odd:?}{contracts}",
            certificates.along_presented, certificates.along, certificates.own_presented, certificates.own,
        ),
    )
}

trait WithoutRetry {
    fn without_retry(self) -> portcullis_core::Call<Value>;
}

impl WithoutRetry for Request {
    fn without_retry(self) -> portcullis_core::Call<Value> {
        self.call().retry(portcullis_core::Retry::none())
    }
}

/// The vendors' calls over replies that contain other servers' URLs.
async fn lists(found: &Arc<Requests>) -> usize {
    for sample in samples::SAMPLES {
        let _ =
            tokio::time::timeout(std::time::Duration::from_secs(2), (sample.call)(recording(found))).await;
    }
    samples::SAMPLES.len()
}
