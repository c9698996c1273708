use crate::support::{Plain, Server, Step, http};
use portcullis_core::{ClientBuilder, Delivery, ErrorKind, Origin, Proxy, Retry, Secret};
use serde_json::Value;
use std::time::Duration;

fn proxied(base: &str, proxy: &Server) -> portcullis_core::Client {
    let url = Secret::from(proxy.url.replace("http://", "http://user:canary-pass@"));
    ClientBuilder::new(base).proxy(Proxy::Url(url)).retry(Retry::none()).build(Plain, None).unwrap()
}

#[tokio::test]
async fn a_given_proxy_is_used_and_tls_goes_through_it_end_to_end() {
    let proxy = Server::steps([Step::SendAndClose(http("502 Bad Gateway", "{}").into())]);
    let error = proxied("https://api.example", &proxy).post("/u").call::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Connect, Delivery::NotSent), "{error}");
    let seen = proxy.texts();
    assert!(seen[0].starts_with("CONNECT api.example:443 HTTP/1.1\r\n"), "{seen:?}");
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[tokio::test]
async fn credentials_that_a_proxy_refuses_are_presented_once_a_call() {
    // After a 502, each of three attempts requests the tunnel once more to read the status.
    for (status, times) in [("407 Proxy Authentication Required", 1), ("502 Bad Gateway", 6)] {
        let proxy = Server::steps([Step::SendAndClose(http(status, "{}").into())]);
        let url = Secret::from(proxy.url.replace("http://", "http://user:canary-pass@"));
        let builder = ClientBuilder::new("https://api.example").proxy(Proxy::Url(url));
        let client = builder.retry(Retry::default().base(Duration::ZERO)).build(Plain, None).unwrap();
        for call in [client.post("/u").call::<Value>(), client.get("/u").call::<Value>()] {
            let before = proxy.texts().len();
            let error = call.await.unwrap_err();
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Connect, Delivery::NotSent), "{error}");
            assert_eq!(error.message().contains("(407)"), times == 1, "{error}");
            assert_eq!(proxy.texts().len() - before, times, "{status}");
            assert!(
                proxy
                    .texts()
                    .iter()
                    .all(|text| text.contains("proxy-authorization: ")
                        || text.contains("Proxy-Authorization: "))
            );
        }
    }
}

#[tokio::test]
async fn no_proxy_means_none() {
    let server = Server::steps([Step::Send(http("200 OK", "{}").into())]);
    let client = ClientBuilder::new(&server.url).proxy(Proxy::None).build(Plain, None).unwrap();
    client.get("/u").call::<Value>().await.unwrap();
    assert!(server.texts()[0].starts_with("GET /u HTTP/1.1\r\n"));
}

#[test]
fn a_proxy_url_for_a_server_without_tls_is_a_configuration_error() {
    let build = |first: &str, second: &str| {
        let builder = ClientBuilder::new(first).origin(Origin::beside(0), Some(second.to_owned()));
        builder.proxy(Proxy::Url("http://proxy.example:3128".into())).build(Plain, None)
    };
    build("https://127.0.0.1:1", "https://api.example").unwrap();
    for (first, second) in [
        ("http://127.0.0.1:1", "https://api.example"),
        ("https://api.example", "http://localhost:1"),
        ("http://[::1]:1", "http://127.9.9.9"),
    ] {
        assert_eq!(build(first, second).unwrap_err().kind(), ErrorKind::Config, "{first} {second}");
    }
}

#[test]
fn an_unusable_proxy_is_a_configuration_error() {
    let builder =
        ClientBuilder::new("https://api.example").proxy(Proxy::Url("http://canary:canary@:x".into()));
    assert!(!format!("{builder:?}").contains("canary"));
    let error = builder.build(Plain, None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(!format!("{error} {error:?}").contains("canary"));
}
