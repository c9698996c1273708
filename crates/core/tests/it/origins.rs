use crate::support::{Plain, Scripted, header, ok, reply, reply_with};
use portcullis_core::{ClientBuilder, ErrorKind, Origin, Secret, auth::header::Header, http::HeaderName};
use serde_json::Value;
use std::sync::{Arc, Mutex};

fn key() -> Arc<Header> {
    Arc::new(Header::new(HeaderName::from_static("x-key"), "k3y-canary"))
}

#[tokio::test]
async fn a_credential_goes_to_the_first_origin_only() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let wire = Scripted::new(move |out, _| {
        let host = out.url.host_str().unwrap().to_owned();
        let sensitive = out.headers.iter().any(|(n, v)| n == "x-key" && v.is_sensitive());
        log.lock().unwrap().push((host, header(&out, "x-key").map(str::to_owned), sensitive));
        async { reply(200, &ok()) }
    });
    let client =
        wire.shaped(Some(key()), |b| b.origin(Origin::beside(0), Some("https://other.example/x".into())));
    client.get("/u").call::<Value>().await.unwrap();
    client.get("/u").at(Origin::beside(0)).call::<Value>().await.unwrap();
    client.get("/u").without_credential().call::<Value>().await.unwrap();
    let unknown = client.get("/u").at(Origin::beside(3)).call::<Value>().await.unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::Config);
    let expected = [
        ("api.example".to_owned(), Some("k3y-canary".to_owned()), true),
        ("other.example".to_owned(), None, false),
        ("api.example".to_owned(), None, false),
    ];
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_link_from_a_server_gets_no_credential_and_is_followed_once() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let wire = Scripted::new(move |out, _| {
        log.lock().unwrap().push((out.url.to_string(), header(&out, "x-key").is_some()));
        async { reply(503, &serde_json::json!({"message": "the link s3cret-link is spent"})) }
    });
    let client = wire.client(Some(key()));
    let link = Secret::from("https://files.example:8011/get?auth=s3cret-link");
    let error = client.get("/").to_url(&link).call::<Value>().await.unwrap_err();
    assert_eq!((error.attempts(), error.status().map(|s| s.as_u16())), (1, Some(503)));
    assert!(error.message().contains("is spent"), "{error}");
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    assert_eq!(*seen.lock().unwrap(), [(link.expose_secret().to_owned(), false)]);
}

#[tokio::test]
async fn links_to_unsafe_places_are_not_followed() {
    let wire = Scripted::new(|_, _| async { reply(200, &ok()) });
    let client = wire.client(None);
    for bad in [
        "",
        "/get?auth=x",
        "files.example",
        "http://files.example/?auth=x",
        "ftp://files.example",
        "https://u:p@files.example",
        "https://files.example/#x",
        "wss://files.example",
        "http://127.0.0.1:1/x",
        "http://localhost/x",
        "http://[::1]/x",
    ] {
        let error = client.get("/").to_url(&Secret::from(bad)).call::<Value>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{bad}");
    }
    assert_eq!(wire.count(), 0);
    let near = ClientBuilder::new("http://127.0.0.1:2").transport(wire.clone()).build(Plain, None).unwrap();
    near.get("/").to_url(&Secret::from("http://127.0.0.1:1/x")).call::<Value>().await.unwrap();
}

#[tokio::test]
async fn hostile_templates_never_leave_the_origin() {
    let wire = Scripted::new(|out, _| {
        assert_eq!((out.url.host_str(), out.url.path().starts_with("/base/")), (Some("api.example"), true));
        async { reply(200, &ok()) }
    });
    let client = ClientBuilder::new("https://api.example/base")
        .transport(wire.clone())
        .build(Plain, Some(key()))
        .unwrap();
    let pieces = [
        "/",
        "//",
        "\\",
        "@",
        ":",
        "evil.example",
        "..",
        ".",
        "%2e%2e",
        "/.%2E/base2",
        "%2f",
        "?",
        "#",
        ";",
        "a",
        "{",
        "}",
        " ",
        "\t",
        "https:",
    ];
    let mut sent = 0;
    for _ in 0..10_000 {
        let template: String =
            (0..fastrand::usize(1..6)).map(|_| pieces[fastrand::usize(..pieces.len())]).collect();
        match client.request(portcullis_core::http::Method::GET, template).call::<Value>().await {
            Ok(_) => sent += 1,
            Err(error) => assert_eq!(error.kind(), ErrorKind::Input),
        }
    }
    assert_eq!(sent, wire.count());
}

#[tokio::test]
async fn cookies_stay_with_the_first_origin_and_survive_token_requests() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let wire = Scripted::new(move |out, _| {
        log.lock().unwrap().push(header(&out, "cookie").map(str::to_owned));
        async { reply_with(200, &[("set-cookie", "node=n1; Path=/; Secure")], &ok()) }
    });
    let client = wire
        .shaped(None, |b| b.cookies(true).origin(Origin::beside(0), Some("https://other.example".into())));
    client.get("/token").without_credential().call::<Value>().await.unwrap();
    client.get("/u").at(Origin::beside(0)).call::<Value>().await.unwrap();
    client.get("/u").call::<Value>().await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [None, None, Some("node=n1".to_owned())]);
}

#[test]
fn bad_base_urls_and_credentials_are_configuration_errors() {
    for url in ["http://api.example", "api.example", "https://u:hunter2@api.example"] {
        let error = ClientBuilder::new(url).build(Plain, None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
