//! What reaches the log, at every level and from every crate underneath.

use crate::support::{Plain, Server, Step, http};
use portcullis_core::{
    ClientBuilder, Dialect, Refusal, Reply, Secret, auth::header::Header, http::HeaderName, secret,
};
use serde::Serialize;
use serde_json::Value;
use std::{
    cell::RefCell,
    fmt::{Debug, Write as _},
    sync::Arc,
};
use tracing::{Event, Metadata, Subscriber, field::Visit, span};

thread_local! {
    /// Each test runs on a thread of its own, the subscriber is the process's.
    static LOG: RefCell<String> = const { RefCell::new(String::new()) };
}

struct Everything;

struct Text<'a>(&'a mut String);

impl Visit for Text<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        LOG.with_borrow_mut(|log| {
            let _ = write!(log, "\nSPAN {} {}", attributes.metadata().target(), attributes.metadata().name());
            attributes.record(&mut Text(log));
        });
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        LOG.with_borrow_mut(|log| values.record(&mut Text(log)));
    }
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        LOG.with_borrow_mut(|log| {
            let _ = write!(log, "\nEVENT {}", event.metadata().target());
            event.record(&mut Text(log));
        });
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[derive(Serialize)]
struct Body {
    #[serde(serialize_with = "secret::expose")]
    password: Secret,
}
impl portcullis_core::Input for Body {}

struct Acme;

impl Dialect for Acme {
    fn vendor(&self) -> &'static str {
        "Acme"
    }
    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        Plain.reply(reply)
    }
}

#[tokio::test]
async fn one_span_with_stable_names_and_no_secret_anywhere() {
    tracing::subscriber::set_global_default(Everything).unwrap();
    let answer = http("200 OK", r#"{"id":"canary-reply"}"#)
        .replace("\r\n\r\n", "\r\nSet-Cookie: s=canary-cookie\r\n\r\n");
    let server = Server::steps([Step::Send(answer.into())]);
    let auth = Arc::new(Header::new(HeaderName::from_static("x-key"), "canary-key"));
    let client = ClientBuilder::new(&server.url).cookies(true).build(Acme, Some(auth)).unwrap();
    for _ in 0..2 {
        let body = Body { password: "canary-password".into() };
        let request = client.post("/users/{id}").path("canary-id").query("q", "canary-query").json(&body);
        request.call::<Value>().await.unwrap();
    }
    let log = LOG.take();
    let spans: Vec<&str> = log.lines().filter(|l| l.starts_with("SPAN portcullis HTTP")).collect();
    assert_eq!(spans.len(), 2, "{log}");
    for part in [
        "otel.name=POST /users/{id}",
        "http.request.method=POST",
        "url.template=\"/users/{id}\"",
        "server.address=\"127.0.0.1\"",
        "portcullis.vendor=\"Acme\"",
    ] {
        assert!(spans[0].contains(part), "{part}: {}", spans[0]);
    }
    assert!(log.contains("http.response.status_code=200"), "{log}");
    assert!(!log.contains("canary"), "{log}");
}
