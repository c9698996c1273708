//! The error of a connection that was not made, or that broke.

use crate::{
    support::{Plain, Server, Step, http},
    tls::{Authority, acceptor},
};
use portcullis_core::{
    ApiError, ClientBuilder, Delivery, Error, ErrorKind, Proxy, Retry, Secret, Trust, http::StatusCode,
    transport::PROXY_AUTHENTICATION,
};
use serde_json::Value;
use std::{error::Error as _, time::Duration};
use tokio::{io::AsyncReadExt as _, net::TcpListener};

async fn failed(builder: ClientBuilder) -> Error {
    let retry = Retry::default().base(Duration::ZERO);
    let client = builder.retry(retry).build(Plain, None).unwrap();
    let error = client.post("/u").call::<Value>().await.unwrap_err();
    assert!(error.source().is_some(), "{error:?}");
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    error
}

async fn through(proxy: &str) -> Error {
    let url = Secret::from(proxy.replace("http://", "http://user:canary-pass@"));
    failed(ClientBuilder::new("https://api.example").proxy(Proxy::Url(url))).await
}

async fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

#[track_caller]
fn is_connect(error: &Error, text: &str, attempts: u32) {
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Connect, Delivery::NotSent), "{error:?}");
    assert!(error.to_string().contains(text), "{error}");
    assert_eq!(error.attempts(), attempts, "{error}");
}

#[tokio::test]
async fn a_name_that_is_not_found_or_a_refused_port_is_named() {
    let direct = |url: String| ClientBuilder::new(url).proxy(Proxy::None);
    let error = failed(direct("https://nothing.invalid".to_owned())).await;
    is_connect(&error, "the server's name was not found: ", 3);
    let error = failed(direct(format!("http://127.0.0.1:{}", closed_port().await))).await;
    is_connect(&error, "no connection: Connection refused", 3);
}

#[tokio::test]
async fn what_a_proxy_did_is_named() {
    for (reply, text, attempts, requests) in [
        ("407 Proxy Authentication Required", "(407)", 1, 1),
        ("403 Forbidden", "the proxy did not open the connection: 403", 3, 6),
        ("502 Bad Gateway", "the proxy did not open the connection: 502", 3, 6),
    ] {
        let proxy = Server::steps([Step::SendAndClose(http(reply, "{}").into())]);
        is_connect(&through(&proxy.url).await, text, attempts);
        let sent = proxy.texts();
        assert_eq!(sent.len(), requests);
        for text in sent {
            assert!(text.starts_with("CONNECT api.example:443 HTTP/1.1\r\n"), "{text}");
            assert!(text.to_lowercase().contains("proxy-authorization: basic "), "{text}");
        }
    }
    let proxy = Server::steps([Step::Close]);
    is_connect(&through(&proxy.url).await, "the proxy closed the connection", 3);
    let proxy = format!("http://127.0.0.1:{}", closed_port().await);
    is_connect(&through(&proxy).await, "no connection to the proxy: Connection refused", 3);
    is_connect(&through("http://nothing.invalid:3128").await, "the proxy's name was not found: ", 3);
}

#[tokio::test]
async fn a_head_that_is_no_http_is_named() {
    for head in
        ["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nbad name: 1\r\n\r\n"]
    {
        let server = Server::steps([Step::SendAndClose(head.into())]);
        let error = failed(ClientBuilder::new(&server.url).proxy(Proxy::None)).await;
        assert_eq!(
            (error.kind(), error.delivery()),
            (ErrorKind::Interrupted, Delivery::Unknown),
            "{error:?}"
        );
        assert!(error.to_string().contains("the head of the reply cannot be parsed: "), "{error}");
    }
}

#[tokio::test]
async fn tls_that_ends_without_notice_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.read(&mut [0; 4096]).await;
        }
    });
    let error = failed(ClientBuilder::new(url).proxy(Proxy::None).trust(Trust::system())).await;
    is_connect(&error, "the server closed the connection during the TLS handshake", 3);

    let ours = Authority::new();
    let leaf = ours.issue(&["localhost"], |_| {});
    let acceptor = acceptor(&leaf, None);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let mut stream = acceptor.accept(socket).await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
        }
    });
    let trust = Trust::only_pem(ours.pem()).unwrap();
    let error = failed(ClientBuilder::new(url).proxy(Proxy::None).trust(trust)).await;
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Interrupted, Delivery::Unknown), "{error:?}");
    assert!(error.to_string().contains("TLS ended without notice"), "{error}");
}

/// A read that fails in these ways may succeed a little later.
#[test]
fn failures_that_pass_are_distinguished_from_those_that_stay() {
    use ErrorKind::{Auth, Config, Connect, Decode, Input, Interrupted, Paced, Timeout};
    let api = |status| Error::api(status, ApiError::new("busy"));
    for status in [408, 425, 429, 500, 502, 503, 504, 599] {
        assert!(api(StatusCode::from_u16(status).unwrap()).is_transient(), "{status}");
    }
    for status in [400, 401, 403, 404, 409, 412, 422, 431] {
        assert!(!api(StatusCode::from_u16(status).unwrap()).is_transient(), "{status}");
    }
    for kind in [Connect, Decode, Interrupted, Paced, Timeout] {
        assert!(Error::new(kind, "no connection").is_transient(), "{kind:?}");
    }
    for kind in [Auth, Config, Input] {
        assert!(!Error::new(kind, "no").is_transient(), "{kind:?}");
    }
    assert!(!Error::new(Connect, PROXY_AUTHENTICATION).is_transient());
}
