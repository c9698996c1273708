//! Headers and request ids of the caller.

use crate::support::{Scripted, reply};
use portcullis_core::{
    ClientBuilder, ErrorKind, Origin, Retry,
    auth::header::Header,
    http::{HeaderMap, HeaderName},
};
use portcullis_testkit::wire::{Plain, lost};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

fn builder() -> ClientBuilder {
    ClientBuilder::new("https://api.example")
}

/// A transport that keeps the headers, and replies so.
fn keeping(status: u16, body: &'static str) -> (Scripted, Arc<Mutex<Vec<HeaderMap>>>) {
    let seen: Arc<Mutex<Vec<HeaderMap>>> = Arc::default();
    let log = seen.clone();
    let wire = Scripted::new(move |out, _| {
        log.lock().unwrap().push(out.headers.into_iter().collect());
        async move { if status == 0 { lost() } else { reply(status, &json!({"message": body})) } }
    });
    (wire, seen)
}

#[tokio::test(start_paused = true)]
async fn a_header_of_the_caller_is_sent_to_the_first_origin_and_shown_nowhere() {
    const CANARY: &str = "canary-0123456789";
    let other = Origin::beside(0);
    let (wire, seen) = keeping(400, CANARY);
    let given = builder().origin(other, Some("https://other.example".into())).header("X-Gateway", CANARY);
    assert!(format!("{given:?}").contains("X-Gateway") && !format!("{given:?}").contains("canary"));
    let client = given.transport(wire).build(Plain, None).unwrap();
    let error = client.post("/u").call::<Value>().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    client.post("/u").call::<Value>().header("x-gateway", "call").await.unwrap_err();
    client.post("/u").at(other).call::<Value>().await.unwrap_err();
    let seen = seen.lock().unwrap();
    assert_eq!(seen[0]["x-gateway"], CANARY);
    assert!(seen[0]["x-gateway"].is_sensitive());
    assert_eq!(seen[1].get_all("x-gateway").iter().collect::<Vec<_>>(), ["call"]);
    assert!(!seen[2].contains_key("x-gateway"));
}

#[test]
fn a_header_that_the_library_sets_or_that_cannot_be_sent_is_a_configuration_error() {
    for (name, value) in [
        ("Authorization", "canary"),
        ("accept", "text/plain"),
        ("Content-Type", "text/plain"),
        ("Host", "elsewhere.example"),
        ("cookie", "a=b"),
        ("User-Agent", "me"),
        ("Content-Length", "5"),
        ("X-Bad Name", "canary"),
        ("", "canary"),
        ("X-Good", "canary\r\nX-Other: 1"),
        ("X-Good", "canary\n"),
        ("X-Good", ""),
    ] {
        let error = builder().header(name, value).build(Plain, None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{name}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
    let twice = builder().header("x-a", "1").header("X-A", "2");
    assert_eq!(twice.build(Plain, None).unwrap_err().kind(), ErrorKind::Config);
    let own = builder().client_request_id(true).header("X-Request-Id", "1");
    assert_eq!(own.build(Plain, None).unwrap_err().kind(), ErrorKind::Config);
}

#[tokio::test(start_paused = true)]
async fn a_request_id_is_that_of_all_attempts_and_of_the_error() {
    let (wire, seen) = keeping(0, "");
    let client =
        builder().client_request_id(true).retry(Retry::default()).transport(wire).build(Plain, None).unwrap();
    let error = client.get("/u").call::<Value>().await.unwrap_err();
    let first = error.request_id().unwrap().to_owned();
    assert_eq!((first.len(), error.attempts()), (32, 3));
    assert!(seen.lock().unwrap().iter().all(|headers| headers["x-request-id"] == first.as_str()));
    let second = client.get("/u").call::<Value>().await.unwrap_err();
    assert_ne!(second.request_id(), Some(&*first));
    let own = client.get("/u").call::<Value>().header("X-Request-Id", "job-7").await.unwrap_err();
    assert_eq!(own.request_id(), Some("job-7"));

    let (wire, seen) = keeping(200, "");
    let client = builder().transport(wire).build(Plain, None).unwrap();
    let none = client.get("/u").call::<u8>().await.unwrap_err();
    assert_eq!((none.kind(), none.request_id()), (ErrorKind::Decode, None));
    assert!(!seen.lock().unwrap()[0].contains_key("x-request-id"));
    // An error of decoding has the id, too.
    let own = client.get("/u").header("X-Request-Id", "job-8").call::<u8>().await.unwrap_err();
    assert_eq!((own.kind(), own.request_id()), (ErrorKind::Decode, Some("job-8")));
}

/// Names that frame or route a message, or belong to one connection.
const FRAMING: [&str; 12] = [
    "Host",
    "Content-Length",
    "transfer-encoding",
    "Connection",
    "Keep-Alive",
    "TE",
    "Trailer",
    "Upgrade",
    "Expect",
    "HTTP2-Settings",
    "Proxy-Authorization",
    "Proxy-Anything",
];

#[tokio::test]
async fn a_header_that_frames_or_routes_is_refused_before_anything_is_sent() {
    let (wire, seen) = keeping(200, "");
    let client = builder().transport(wire).build(Plain, None).unwrap();
    for name in FRAMING {
        let calls = [
            client.get("/u").header(name, "canary").call::<Value>(),
            client.post("/u").json(&Nothing).call().header(name, "canary"),
        ];
        for call in calls {
            let error = call.await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input, "{name}");
            assert!(error.message().contains(&name.to_lowercase()), "{error}");
            assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        }
        let error = client.get("/u").download().header(name, "canary").try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{name}");
        let error = builder().header(name, "canary").build(Plain, None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{name}");
    }
    assert!(seen.lock().unwrap().is_empty());
    client.get("/u").header("X-Proxy", "1").header("accept", "text/csv").done().await.unwrap();
    assert_eq!(seen.lock().unwrap()[0]["accept"], "text/csv");
}

#[derive(serde::Serialize)]
struct Nothing;
impl portcullis_core::Input for Nothing {}

#[tokio::test]
async fn no_header_of_the_caller_takes_the_place_of_the_credential() {
    let (wire, seen) = keeping(200, "");
    let key = std::sync::Arc::new(Header::new(HeaderName::from_static("x-key"), "k3y"));
    let client = builder().transport(wire.clone()).build(Plain, Some(key)).unwrap();
    let token = portcullis_core::Secret::from("t0ken");
    for request in [
        client.get("/u").header("Authorization", "Bearer canary"),
        client.get("/u").header("X-Key", "canary"),
        client.get("/u").without_credential().header("Authorization", "canary"),
        client
            .get("/u")
            .header("X-Other", "canary")
            .authorize_with(HeaderName::from_static("x-other"), token),
    ] {
        let error = request.call::<Value>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
    assert!(seen.lock().unwrap().is_empty());
    // A client without a credential has none to protect.
    let client = builder().transport(wire).build(Plain, None).unwrap();
    client.get("/u").header("Authorization", "Bearer mine").done().await.unwrap();
    assert_eq!(seen.lock().unwrap()[0]["authorization"], "Bearer mine");
}
