//! X3 and X4: which certificates a client accepts, over real handshakes.

use super::{
    certificates::{Authority, Leaf, acceptor, declared_as_sha1, presenting, self_signed},
    server::{Server, json},
};
use crate::promise::{Measured, Scale};
use portcullis_core::{
    Client, ClientBuilder, Delivery, Error, ErrorKind, Proxy, Trust,
    auth::header::Header,
    http::{HeaderName, Method},
};
use portcullis_testkit::wire::Plain;
use rcgen::{KeyPair, date_time_ymd};
use serde_json::{Value, json as value};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio_rustls::TlsAcceptor;

/// A client with a credential and with retries enabled: a forbidden retry would show.
fn client(base: &str, trust: Trust) -> Client {
    let key = Header::new(HeaderName::from_static("x-key"), "k3y-canary-k3y");
    let builder =
        ClientBuilder::new(base).proxy(Proxy::None).trust(trust).connect_timeout(Duration::from_millis(500));
    builder.build(Plain, Some(Arc::new(key))).unwrap()
}

async fn call(client: &Client, verb: Method) -> Result<Value, Error> {
    client.request(verb, "/u").json(&value!({"password": "hunter2-canary"})).call().await
}

struct Fault {
    name: &'static str,
    acceptor: TlsAcceptor,
    trust: Trust,
    reason: &'static str,
}

/// One of each kind of certificate that must be rejected.
fn kinds() -> Vec<Fault> {
    let (ours, other, rsa) = (Authority::new(), Authority::named("another"), Authority::rsa());
    let trust = |authority: &Authority| Trust::only_pem(authority.pem()).unwrap();
    let fault =
        |name, leaf: &Leaf, trust: Trust, reason| Fault { name, acceptor: acceptor(leaf), trust, reason };
    let expired = ours.issue(&["localhost"], |p| p.not_after = date_time_ymd(2001, 1, 1));
    let early = ours.issue(&["localhost"], |p| p.not_before = date_time_ymd(4001, 1, 1));
    let own = self_signed();
    let good = ours.issue(&["localhost"], |_| {});
    let weak = declared_as_sha1(&rsa.issue(&["localhost"], |_| {}));
    vec![
        fault("expired", &expired, trust(&ours), "expired"),
        fault("not yet valid", &early, trust(&ours), "not valid yet"),
        fault("wrong host", &ours.issue(&["elsewhere.example"], |_| {}), trust(&ours), "not valid for name"),
        fault("no names", &ours.issue(&[], |_| {}), trust(&ours), "not valid for"),
        fault("unknown CA", &good, trust(&other), "UnknownIssuer"),
        fault("unknown CA, system", &good, Trust::system(), "UnknownIssuer"),
        fault("self-signed", &own, trust(&other), "UnknownIssuer"),
        fault("unknown CA of a known name", &good, trust(&Authority::new()), "BadSignature"),
        fault("CA as leaf", &ours.itself(), trust(&ours), "CaUsedAsEndEntity"),
        fault("declared as signed with SHA-1", &weak, trust(&rsa), "UnsupportedSignatureAlgorithm"),
        fault("pinned, but expired", &expired, Trust::exact_leaf_pem(expired.pem()).unwrap(), "expired"),
        fault(
            "pinned, but not yet valid",
            &early,
            Trust::exact_leaf_pem(early.pem()).unwrap(),
            "NotValidYet",
        ),
    ]
}

/// X3.
pub async fn faults(scale: Scale) -> Measured {
    let (mut calls, mut bytes, mut again) = (0, 0, 0);
    let mut wrong = Vec::new();
    let names: Vec<&str> = kinds().iter().map(|f| f.name).collect();
    for _ in 0..scale.pick(20, 1) {
        for Fault { name, acceptor, trust, reason } in kinds() {
            for verb in [Method::GET, Method::POST] {
                let server = Server::tls(acceptor.clone(), |_| json("{}")).await;
                let outcome = call(&client(&server.https(), trust.clone()), verb).await;
                calls += 1;
                bytes += server.bytes() + server.requests();
                again += server.connections().saturating_sub(1);
                let right = outcome.as_ref().is_err_and(|e| {
                    (e.kind(), e.delivery(), e.attempts()) == (ErrorKind::Connect, Delivery::NotSent, 1)
                        && e.to_string().to_lowercase().contains(&reason.to_lowercase())
                });
                if !right {
                    wrong.push(format!("{name}: {outcome:?}"));
                }
            }
        }
    }
    let (silent, silent_bytes, silent_wrong) = never_answered(scale).await;
    wrong.extend(silent_wrong);
    Measured::new(
        bytes + silent_bytes + again == 0 && wrong.is_empty() && calls > 0,
        format!(
            "{} bytes of application data in {calls} calls ({}) and {silent} handshakes never answered; \
             {again} connections too many; wrong errors: {wrong:?}. The SHA-1 certificate is one of SHA-256 \
             with a changed algorithm identifier: no available tool signs with SHA-1",
            bytes + silent_bytes,
            names.join(", ")
        ),
    )
}

/// A server that accepts connections and sends nothing. Returns calls, bytes after the client's hello, and failures.
async fn never_answered(scale: Scale) -> (usize, usize, Vec<String>) {
    let hellos = Arc::new(AtomicUsize::new(0));
    let more = Arc::new(AtomicUsize::new(0));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let (count, rest) = (hellos.clone(), more.clone());
    let accepting = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let (count, rest) = (count.clone(), rest.clone());
            tokio::spawn(async move {
                use tokio::io::AsyncReadExt as _;
                let mut bytes = [0; 16 * 1024];
                while let Ok(n @ 1..) = socket.read(&mut bytes).await {
                    // A hello begins with a handshake record; application data is of type 23.
                    count.fetch_add(usize::from(bytes[0] == 22), Ordering::SeqCst);
                    rest.fetch_add(if bytes[0] == 22 { 0 } else { n }, Ordering::SeqCst);
                }
            });
        }
    });
    let (mut calls, mut wrong) = (0, Vec::new());
    for _ in 0..scale.pick(20, 1) {
        for verb in [Method::GET, Method::POST] {
            let trust = Trust::only_pem(Authority::new().pem()).unwrap();
            let builder = ClientBuilder::new(&base).proxy(Proxy::None).trust(trust);
            let client = builder.connect_timeout(Duration::from_millis(50)).build(Plain, None).unwrap();
            let before = hellos.load(Ordering::SeqCst);
            let outcome = call(&client, verb).await;
            calls += 1;
            let tried = hellos.load(Ordering::SeqCst) - before;
            let right = outcome.as_ref().is_err_and(|e| {
                (e.kind(), e.delivery()) == (ErrorKind::Connect, Delivery::NotSent)
                    && e.to_string().contains("no connection within")
                    && e.attempts() as usize == tried
                    && tried == 3
            });
            if !right {
                wrong.push(format!("never answered, {tried} hellos: {outcome:?}"));
            }
        }
    }
    accepting.abort();
    (calls, more.load(Ordering::SeqCst), wrong)
}

/// X4.
pub async fn modes(scale: Scale) -> Measured {
    let ours = Authority::new();
    let key = KeyPair::generate().unwrap();
    let leaf = ours.issue_for(&key, &["localhost"], |_| {});
    let (pinned, pem) = (Trust::exact_leaf_pem(leaf.pem()).unwrap(), ours.pem());
    let good = Server::tls(acceptor(&leaf), |_| json("{}")).await;
    let mut wrong = Vec::new();
    let works = |outcome: Result<Value, Error>, what: &str, wrong: &mut Vec<String>| {
        if outcome.is_err() {
            wrong.push(format!("{what}: {outcome:?}"));
        }
    };
    for (what, trust) in [
        ("pinned", pinned.clone()),
        ("only", Trust::only_pem(&pem).unwrap()),
        ("system and more", Trust::system_plus_pem(&pem).unwrap()),
    ] {
        works(call(&client(&good.https(), trust), Method::POST).await, what, &mut wrong);
    }
    let named = ours.issue(&["appliance.example"], |_| {});
    let elsewhere = Server::tls(acceptor(&named), |_| json("{}")).await;
    let pin = Trust::exact_leaf_pem(named.pem()).unwrap();
    works(call(&client(&elsewhere.https(), pin), Method::POST).await, "pinned, another name", &mut wrong);
    let system = call(&client(&good.https(), Trust::system()), Method::POST).await;
    let unrelated = Trust::only_pem(Authority::new().pem()).unwrap();
    let unknown = call(&client(&good.https(), unrelated), Method::POST).await;
    let (mut others, mut refused, mut bytes) =
        (2, usize::from(system.is_err()) + usize::from(unknown.is_err()), 0);
    for n in 0..scale.pick(500, 8) {
        let acceptor = match n % 4 {
            0 => acceptor(&ours.issue(&["localhost"], |_| {})),
            // The same key, issued again.
            1 => acceptor(&ours.issue_for(&key, &["localhost"], |p| p.not_after = date_time_ymd(3000, 1, 2))),
            // The pinned certificate, without its key.
            2 => presenting(leaf.der.clone(), &ours.issue(&["localhost"], |_| {})),
            // A certificate of the same name by another issuer.
            _ => acceptor(&Authority::new().issue(&["localhost"], |_| {})),
        };
        let server = Server::tls(acceptor, |_| json("{}")).await;
        let outcome = call(&client(&server.https(), pinned.clone()), Method::POST).await;
        others += 1;
        bytes += server.bytes();
        let fine = outcome.as_ref().is_err_and(|e| e.delivery() == Delivery::NotSent);
        refused += usize::from(fine);
        if !fine {
            wrong.push(format!("{n}: {outcome:?}"));
        }
    }
    Measured::new(
        wrong.is_empty() && refused == others && bytes == 0,
        format!(
            "the pinned leaf, given roots only, and system roots plus given ones work; {refused} of {others} \
             others refused (new key, same key issued again, the pinned certificate without its key, another \
             issuer of the same name, system roots and an unrelated CA for a private one); {bytes} bytes of \
             application data; wrong: {wrong:?}"
        ),
    )
}
