//! X5 and X7: values, paths and URLs that aim at another route or origin.

use super::{
    links,
    server::{Server, json},
};
use crate::{
    promise::{Measured, Scale},
    replies::{
        interpretation::percent,
        samples::{self, Wire},
    },
    timeouts::fixtures::on_sockets,
};
use portcullis_core::{
    Client, ClientBuilder, ErrorKind, Origin, Proxy, Request, Secret,
    auth::header::Header,
    http::{HeaderName, Method},
};
use portcullis_testkit::wire::{Plain, reply_with};
use serde_json::{Value, json as value};
use std::sync::{
    Arc, Mutex,
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
fn hostile(random: &mut fastrand::Rng, most: usize) -> String {
    (0..random.usize(1..=most))
        .map(|_| match random.usize(..5) {
            0 => random.char(..).to_string(),
            _ => PIECES[random.usize(..PIECES.len())].to_owned(),
        })
        .collect()
}

/// The counts of X5.
#[derive(Default)]
struct Values {
    sent: AtomicUsize,
    refused: AtomicUsize,
    wrong: Mutex<Vec<String>>,
}

/// X5.
pub async fn values(scale: Scale) -> Measured {
    let count = scale.pick(10_000, 300);
    let server = Server::start(|head| json(&Value::from(head).to_string())).await;
    let client = ClientBuilder::new(format!("{}/base", server.http())).proxy(Proxy::None).in_flight(64);
    let client = client.build(Plain, None).unwrap();
    let found = Arc::<Values>::default();
    let mut tasks = Vec::new();
    for worker in 0..64 {
        let (client, found) = (client.clone(), found.clone());
        let share = count / 64 + usize::from(worker < count % 64);
        tasks.push(tokio::spawn(async move {
            let mut random = fastrand::Rng::with_seed(worker as u64);
            for _ in 0..share {
                one_value(&client, &mut random, &found).await;
            }
        }));
    }
    for task in tasks {
        if task.await.is_err() {
            found.wrong.lock().unwrap().push("a panic".into());
        }
    }
    let (sent, refused) = (found.sent.load(Ordering::SeqCst), found.refused.load(Ordering::SeqCst));
    let wrong = found.wrong.lock().unwrap();
    Measured::new(
        wrong.is_empty() && sent + refused == count && server.requests() == sent && sent > count / 2,
        format!(
            "{} of {count} values (path, query key and query value each) changed route, headers or themselves; \
             the server received {} requests; {refused} refused before sending (empty, `.`, `..`, percent-encoded too); {:?}",
            wrong.len(),
            server.requests(),
            wrong.first()
        ),
    )
}

async fn one_value(client: &Client, random: &mut fastrand::Rng, found: &Values) {
    let [mut path, key, value] = [4, 3, 4].map(|most| hostile(random, most));
    if random.usize(..20) == 0 {
        path.clear();
    }
    let request = client.request(Method::GET, "/a/{x}/z").path(&path).query(&key, &value).query("last", 1);
    match request.call::<String>().await {
        Ok(head) => {
            found.sent.fetch_add(1, Ordering::SeqCst);
            if let Some(what) = differs(&head, &path, &key, &value) {
                found.wrong.lock().unwrap().push(format!("{what}: {path:?} {key:?} {value:?}: {head:?}"));
            }
        }
        Err(e) if e.kind() == ErrorKind::Input && is_dots(&path) => {
            found.refused.fetch_add(1, Ordering::SeqCst);
        }
        Err(error) => found.wrong.lock().unwrap().push(format!("{path:?} {key:?} {value:?}: {error}")),
    }
}

/// Whether a value is a dot segment, however it is encoded.
fn is_dots(path: &str) -> bool {
    matches!(path.to_lowercase().replace("%2e", ".").as_str(), "" | "." | "..")
}

/// The part of the request that differs from what the caller passed.
fn differs(head: &str, path: &str, key: &str, value: &str) -> Option<&'static str> {
    let mut lines = head.split("\r\n");
    let words: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    let ["GET", target, "HTTP/1.1"] = words.as_slice() else { return Some("the request line") };
    let mut names: Vec<String> =
        lines.map(|l| l.split(':').next().unwrap_or_default().to_ascii_lowercase()).collect();
    names.sort();
    if names != ["accept", "host", "user-agent"] {
        return Some("the headers");
    }
    let (route, query) = target.split_once('?')?;
    let ["", "base", "a", segment, "z"] = route.split('/').collect::<Vec<_>>()[..] else {
        return Some("the segments");
    };
    let pairs: Vec<Vec<&str>> = query.split('&').map(|pair| pair.split('=').collect()).collect();
    let [first, last] = &pairs[..] else { return Some("the pairs") };
    let same = |encoded: &str, text: &str| percent(encoded) == text.as_bytes();
    let fits = matches!(&first[..], [k, v] if same(k, key) && same(v, value)) && last[..] == ["last", "1"];
    let clean = target.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'#' | b'\\' | b';'));
    (!same(segment, path) || !fits || !clean).then_some("the values")
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
    Measured::new(
        leaked + routed == 0
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
             {odd:?}",
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
