//! Receives the events of CertCentral: verifies them, drops repeated ones, and fetches what they are about.
//!
//! `cargo run --example webhook_receiver` plays the service: it sends events to itself, about an order of the embedded
//! sandbox. With the `PORTCULLIS_DIGICERT_…` variables (see `.env.example`), the webhook's secret in
//! `PORTCULLIS_DIGICERT_WEBHOOK_SECRET`, and an address such as `127.0.0.1:8080`, it serves until Ctrl-C, behind a proxy
//! that ends TLS: the service sends to `https` only.
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

#[path = "shared/account.rs"]
mod account;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use portcullis::digicert::{
    CertificateId, Client, OrderId, Result, Secret,
    certificates::SignatureHash,
    domains::DcvMethod,
    orders::{DvOrder, DvProduct, OrderOptions, OrderReference, TlsCertificate, Validity},
    webhooks::{Challenge, Event, EventError, EventKind, NewWebhook},
};
use portcullis_sandbox::Sandbox;
use serde_json::json;
use std::{
    collections::VecDeque,
    env,
    error::Error,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

const PATH: &str = "/digicert";
/// The most that an event can have.
const LONGEST: usize = 1024 * 1024;
/// How many events can wait for the worker.
const WAITING: usize = 1000;
/// How many events are remembered.
const REMEMBERED: usize = 1000;

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn Error>> {
    let (digicert, sandbox) = account::open().await?;
    let (secret, address) = match (&sandbox, env::args().nth(1)) {
        (Some(_), _) => (random_secret()?, "127.0.0.1:0".to_owned()),
        (None, Some(address)) => {
            let secret = account::variable("WEBHOOK_SECRET")?;
            (secret.ok_or("PORTCULLIS_DIGICERT_WEBHOOK_SECRET is not set")?.into(), address)
        }
        (None, None) => return Err("an address is missing: webhook_receiver <ADDRESS>".into()),
    };
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let (router, events) = receiver(secret.clone());
    let worker = tokio::spawn(work(digicert.clone(), events));
    if let Some(sandbox) = &sandbox {
        let serving = tokio::spawn(async { axum::serve(listener, router).await });
        play(&digicert, sandbox, address, &secret).await?;
        serving.abort();
    } else {
        // A signal that cannot be waited for ends the program, too.
        let stop = async { drop(tokio::signal::ctrl_c().await) };
        axum::serve(listener, router).with_graceful_shutdown(stop).await?;
    }
    // It ends when it has done everything that was received.
    worker.await?;
    digicert.close(Duration::from_secs(5)).await?;
    Ok(())
}

struct Receiver {
    secret: Secret,
    events: mpsc::Sender<Event>,
    seen: Mutex<VecDeque<Key>>,
}

/// What a repeated event has in common with the first one.
type Key = (EventKind, OrderId, CertificateId);

/// Events have no id. Those about a certificate are identified by it; all others count as new, and their work must be
/// harmless when it is done twice.
fn key(event: &Event) -> Option<Key> {
    match event {
        Event::CertificateIssued(of) => Some((event.kind(), of.order_id.clone(), of.certificate_id.clone()?)),
        Event::CertificateRevoked(of) => {
            Some((event.kind(), of.order_id.clone(), of.certificate_id.clone()?))
        }
        _ => None,
    }
}

/// The endpoint, and the events that it receives.
fn receiver(secret: Secret) -> (Router, mpsc::Receiver<Event>) {
    let (sender, events) = mpsc::channel(WAITING);
    let receiver = Receiver { secret, events: sender, seen: Mutex::default() };
    let router = Router::new()
        .route(PATH, post(receive))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(Arc::new(receiver));
    (router, events)
}

/// Replies before the work is done, so that the service does not have to wait for it.
async fn receive(State(receiver): State<Arc<Receiver>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    match Event::read(&headers, &body, &receiver.secret) {
        Ok(event) => receiver.accept(event),
        Err(
            EventError::NoSecret | EventError::MissingKey | EventError::RepeatedKey | EventError::WrongKey,
        ) => StatusCode::UNAUTHORIZED,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

impl Receiver {
    fn accept(&self, event: Event) -> StatusCode {
        let key = key(&event);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if key.as_ref().is_some_and(|key| seen.contains(key)) {
            return StatusCode::NO_CONTENT;
        }
        // Remembered only if the worker gets it: otherwise a repetition would be dropped.
        if self.events.try_send(event).is_err() {
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        if let Some(key) = key {
            seen.truncate(REMEMBERED - 1);
            seen.push_front(key);
        }
        StatusCode::NO_CONTENT
    }
}

async fn work(digicert: Client, mut events: mpsc::Receiver<Event>) {
    while let Some(event) = events.recv().await {
        let kind = event.kind();
        match handle(&digicert, event).await {
            Ok(done) => println!("{kind}: {done}"),
            Err(error) => println!("{kind}: {error}"),
        }
    }
}

/// An event is a hint, because the secret alone is enough to send one: what is done depends on what the service returns.
async fn handle(digicert: &Client, event: Event) -> Result<String> {
    match event {
        Event::Challenge(challenge) => answer(digicert, &challenge).await,
        Event::CertificateIssued(event) => {
            let order = digicert.orders().get(&event.order_id).await?;
            let name = order.certificate.and_then(|certificate| certificate.common_name).unwrap_or_default();
            let status = order.status.as_ref().map_or("not known", |status| status.as_str());
            Ok(format!("order {} for {} is {status}", order.id, name.escape_debug()))
        }
        _ => Ok("nothing to do".to_owned()),
    }
}

/// Proves to the service that the endpoint is its caller's. The reply to the event itself has no body.
async fn answer(digicert: &Client, challenge: &Challenge) -> Result<String> {
    let webhooks = digicert.webhooks();
    let id = match challenge.webhook_id.clone() {
        Some(id) => Some(id),
        None => webhooks.list().try_next().await?.map(|webhook| webhook.id),
    };
    let Some(id) = id else { return Ok("the account has no webhook".to_owned()) };
    webhooks.verify_challenge(&id, &challenge.token).await?;
    webhooks.activate(&id).await?;
    Ok("the webhook is active".to_owned())
}

fn random_secret() -> std::result::Result<Secret, getrandom::Error> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(random)).into())
}

/// Does what the service would do, because the sandbox sends no events. It does not serve `verify_challenge` either.
async fn play(
    digicert: &Client,
    sandbox: &Sandbox,
    address: SocketAddr,
    secret: &Secret,
) -> std::result::Result<(), Box<dyn Error>> {
    let webhook = NewWebhook::new("https://hooks.example.com/digicert").secret(secret.clone());
    let webhook = digicert.webhooks().create(&webhook.events([EventKind::CertificateIssued])).await?;
    digicert.webhooks().send_challenge(&webhook).await?;
    let csr = rcgen::CertificateParams::default().serialize_request(&rcgen::KeyPair::generate()?)?.pem()?;
    let certificate = TlsCertificate::new("shop.example.com", csr, SignatureHash::Sha256);
    let order = DvOrder::new(DvProduct::GeoTrustFlex, certificate, DcvMethod::Email, Validity::Days(90))
        .options(OrderOptions::new().skip_approval(true));
    let order = digicert.orders().create_dv(&OrderReference::from("shop-2031-000042"), &order).await?.id;
    sandbox.digicert().approve_domain("shop.example.com");

    let key = Some(secret.expose_secret());
    let challenge = json!({
        "event": "challenge_webhook_endpoint", "data": { "token": "of the service", "webhook_id": webhook },
    });
    let issued = json!({ "event": "certificate_issued", "data": { "order_id": order, "certificate_id": 1 } });
    for (what, key, event) in [
        ("the challenge", key, &challenge),
        ("an issued certificate", key, &issued),
        ("the same again", key, &issued),
        ("a forged event", Some("guessed"), &issued),
    ] {
        println!("{what}: {}", send(address, key, &event.to_string()).await?);
    }
    Ok(())
}

/// Posts an event, and returns the status of the reply.
async fn send(address: SocketAddr, key: Option<&str>, body: &str) -> io::Result<String> {
    let key = key.map(|key| format!("X-WEBHOOK-KEY: {key}\r\n")).unwrap_or_default();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nConnection: close\r\n{key}\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await?;
    let status = reply.split(' ').nth(1);
    status.map(str::to_owned).ok_or_else(|| io::Error::other("the reply has no status"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    async fn serving() -> (SocketAddr, mpsc::Receiver<Event>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (router, events) = receiver(SECRET.into());
        tokio::spawn(async { axum::serve(listener, router).await });
        (address, events)
    }

    fn issued(order: u32, certificate: u32) -> String {
        json!({ "event": "certificate_issued", "data": { "order_id": order, "certificate_id": certificate } })
            .to_string()
    }

    /// What was received until now.
    fn received(events: &mut mpsc::Receiver<Event>) -> Vec<Event> {
        std::iter::from_fn(|| events.try_recv().ok()).collect()
    }

    #[tokio::test]
    async fn a_repeated_event_is_accepted_and_dropped() {
        let (address, mut events) = serving().await;
        let revoked = issued(1, 2).replace("issued", "revoked");
        let rejected = json!({ "event": "order_rejected", "data": { "order_id": 1 } }).to_string();
        // A reissue keeps the order's id.
        for body in [&issued(1, 2), &issued(1, 2), &issued(1, 3), &revoked, &issued(1, 2), &revoked] {
            assert_eq!(send(address, Some(SECRET), body).await.unwrap(), "204");
        }
        // Whether these are the same is not known.
        for _ in 0..2 {
            assert_eq!(send(address, Some(SECRET), &rejected).await.unwrap(), "204");
        }
        let kinds: Vec<String> = received(&mut events).iter().map(|event| event.kind().to_string()).collect();
        let (issued, revoked) = ("certificate_issued", "certificate_revoked");
        assert_eq!(kinds, [issued, issued, revoked, "order_rejected", "order_rejected"]);
    }

    #[tokio::test]
    async fn events_at_the_same_time_are_received_once() {
        let (address, mut events) = serving().await;
        let body = issued(1, 2);
        let all = (0..16).map(|_| send(address, Some(SECRET), &body));
        for status in futures_util::future::join_all(all).await {
            assert_eq!(status.unwrap(), "204");
        }
        assert_eq!(received(&mut events).len(), 1);
    }

    #[tokio::test]
    async fn forged_and_unreadable_events_are_refused() {
        let (address, mut events) = serving().await;
        let long = SECRET.to_owned() + "0";
        let twice = format!("{SECRET}\r\nX-WEBHOOK-KEY: {SECRET}");
        for key in [None, Some(""), Some("guessed"), Some(&SECRET[1..]), Some(&long), Some(&twice)] {
            assert_eq!(send(address, key, &issued(1, 2)).await.unwrap(), "401", "{key:?}");
        }
        for body in ["", "[]", "{", r#"{"event":"certificate_issued"}"#, r#"{"data":{}}"#] {
            assert_eq!(send(address, Some(SECRET), body).await.unwrap(), "400", "{body}");
        }
        assert!(received(&mut events).is_empty());
        // A refused event is not remembered.
        assert_eq!(send(address, Some(SECRET), &issued(1, 2)).await.unwrap(), "204");
        assert_eq!(received(&mut events).len(), 1);
    }

    #[tokio::test]
    async fn a_challenge_is_passed_on_with_its_token_each_time() {
        let (address, mut events) = serving().await;
        let body = json!({
            "event": "challenge_webhook_endpoint", "data": { "token": "a-token", "webhook_id": 7 },
        });
        for _ in 0..2 {
            assert_eq!(send(address, Some(SECRET), &body.to_string()).await.unwrap(), "204");
        }
        for event in received(&mut events) {
            let mut shown = String::new();
            write!(shown, "{event:?}").unwrap();
            assert!(!shown.contains("a-token"));
            let Event::Challenge(challenge) = event else { panic!("{shown}") };
            assert_eq!(challenge.token.expose_secret(), "a-token");
            assert_eq!(challenge.webhook_id, Some("7".into()));
        }
    }

    #[tokio::test]
    async fn an_event_that_cannot_wait_is_refused_and_not_remembered() {
        let (address, mut events) = serving().await;
        for certificate in 0..1000 {
            assert_eq!(send(address, Some(SECRET), &issued(1, certificate)).await.unwrap(), "204");
        }
        assert_eq!(send(address, Some(SECRET), &issued(1, 1000)).await.unwrap(), "503");
        assert_eq!(received(&mut events).len(), WAITING);
        assert_eq!(send(address, Some(SECRET), &issued(1, 1000)).await.unwrap(), "204");
        // The first one is forgotten by now, the others are not.
        assert_eq!(send(address, Some(SECRET), &issued(1, 1)).await.unwrap(), "204");
        assert_eq!(received(&mut events).len(), 1);
        assert_eq!(send(address, Some(SECRET), &issued(1, 0)).await.unwrap(), "204");
        assert_eq!(received(&mut events).len(), 1);
    }

    #[tokio::test]
    async fn an_event_leads_to_the_order_at_the_service() {
        let (digicert, sandbox) = account::open().await.unwrap();
        let sandbox = sandbox.expect("the variables `PORTCULLIS_DIGICERT_…` must not be set");
        let (address, mut events) = serving().await;
        play(&digicert, &sandbox, address, &SECRET.into()).await.unwrap();
        let mut received = received(&mut events).into_iter();
        assert!(matches!(received.next(), Some(Event::Challenge(_))));
        let done = handle(&digicert, received.next().unwrap()).await.unwrap();
        assert!(done.ends_with("for shop.example.com is issued"), "{done}");
        assert!(received.next().is_none());
    }
}
