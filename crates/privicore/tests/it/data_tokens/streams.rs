//! Payloads to and from the stream servers, which are other hosts.

use super::{TOKEN, client};
use portcullis_testkit::{Body, Server, Step, operation};
use privicore::{Client, Delivery, ErrorKind, StreamAccess};
use serde_json::json;

/// A client whose API is at an address without a server.
fn beside(up: &str, down: &str) -> Client {
    Client::builder("http://127.0.0.1:1").token(TOKEN).upstream_url(up).downstream_url(down).build().unwrap()
}

fn nowhere() -> &'static str {
    "http://127.0.0.1:1"
}

#[tokio::test]
async fn stream_upload() {
    let contract = operation("data_token.stream_upload").replies(201, json!("stored")).start().await;
    let client = beside(&contract.url(), nowhere());
    client.data_tokens().stream_upload(&"a&b=s3cret".into(), vec![0, 159, 146, 150]).await.unwrap();
    contract
        .request()
        .await
        .is("POST", "/?auth=a%26b%3Ds3cret")
        .no_header("x-dpt-authorization")
        .header("content-length", "4")
        .bytes("application/octet-stream", &[0, 159, 146, 150]);
}

#[tokio::test]
async fn an_upload_goes_where_the_engine_says() {
    for (status, path, reply) in [(200, "/", "ok"), (202, "/up/7", "019-abc"), (204, "/", "")] {
        let contract = operation("data_token.stream_upload")
            .unlike_the_facts("the caller chooses the path")
            .replies(status, reply)
            .start()
            .await;
        let access = StreamAccess::from(format!("{}{path}?auth=s3cret%3D", contract.url()).as_str());
        client(nowhere()).data_tokens().stream_upload(&access, b"abc".to_vec()).await.unwrap();
        contract
            .request()
            .await
            .is("POST", &format!("{path}?auth=s3cret%3D"))
            .no_header("x-dpt-authorization")
            .bytes("application/octet-stream", b"abc");
    }
}

#[tokio::test]
async fn stream_download() {
    let content = "<not judged> \u{0} [";
    let contract = operation("data_token.stream_download")
        .unlike_the_facts("the engine names the URL")
        .replies(200, Body::Text(content.into(), "application/octet-stream"))
        .start()
        .await;
    let client = beside(nowhere(), &format!("{}/base/", contract.url()));
    let bytes = client.data_tokens().stream_download(&"a b".into()).bytes().await.unwrap();
    assert_eq!(bytes.expose_secret(), content.as_bytes());
    contract.request().await.is("GET", "/base/?auth=a%20b").no_header("x-dpt-authorization").empty();
}

#[tokio::test]
async fn a_download_comes_from_where_the_engine_says() {
    let contract = operation("data_token.stream_download")
        .unlike_the_facts("the engine names the URL")
        .replies(200, "abc")
        .start()
        .await;
    let access = StreamAccess::from(format!("{}/get?auth=s3cret&x=1", contract.url()).as_str());
    let bytes = client(nowhere()).data_tokens().stream_download(&access).bytes().await.unwrap();
    assert_eq!(bytes.expose_secret(), b"abc");
    contract.request().await.is("GET", "/get?auth=s3cret&x=1").no_header("x-dpt-authorization").empty();
}

#[tokio::test]
async fn a_stream_credential_shows_in_no_error() {
    let contract =
        operation("data_token.stream_download").replies(401, json!("s3cret is spent")).start().await;
    let client = beside(&contract.url(), &contract.url());
    let url = StreamAccess::from(format!("{}/?auth=s3cret", contract.url()).as_str());
    for access in [&StreamAccess::from("s3cret"), &url] {
        let up = client.data_tokens().stream_upload(access, b"abc".to_vec()).await.unwrap_err();
        let down = client.data_tokens().stream_download(access).bytes().await.unwrap_err();
        for error in [up, down] {
            assert_eq!((error.delivery(), error.message()), (Delivery::Rejected, "*** is spent"));
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
    }
    assert_eq!(contract.count(), 4, "nothing is asked twice");
}

#[tokio::test]
async fn a_bare_token_needs_the_servers_url_and_a_url_must_be_safe() {
    let client = client(nowhere());
    let access = StreamAccess::from("s3cret");
    let error = client.data_tokens().stream_upload(&access, b"abc".to_vec()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let error = client.data_tokens().stream_download(&access).bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    for unsafe_access in ["http://files.example/?auth=s3cret", "https://u:s3cret@files.example", ""] {
        let client = beside(nowhere(), nowhere());
        let call = client.data_tokens().stream_upload(&unsafe_access.into(), b"abc".to_vec());
        let error = call.await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent));
        assert!(!format!("{error:?}").contains("s3cret"));
    }
    let unsafe_server =
        Client::builder("https://engine.example").token("t").upstream_url("http://up.example");
    assert_eq!(unsafe_server.build().unwrap_err().kind(), ErrorKind::Config);
}

/// A server that waits for these bytes, sends this and closes the connection.
fn breaking(until: &'static [u8], reply: &'static [u8]) -> Server {
    Server::at(until, Step::SendAndClose(reply.into()))
}

#[tokio::test]
async fn no_upload_is_sent_again_after_a_byte_went() {
    for (until, reply, delivery) in [
        (&b"THE END"[..], &b""[..], Delivery::Unknown),
        (b"begin", b"", Delivery::Unknown),
        (b"THE END", b"HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n", Delivery::Unknown),
        (b"THE END", b"HTTP/1.1 429 X\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n", Delivery::Rejected),
        (b"THE END", b"HTTP/1.1 307 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", Delivery::Rejected),
    ] {
        let server = breaking(until, reply);
        for (number, access) in
            [format!("{}/?auth=s3cret", server.url), "s3cret".to_owned()].iter().enumerate()
        {
            let client = beside(&server.url, nowhere());
            let content = [b"begin".to_vec(), vec![0; 4 << 20], b"THE END".to_vec()].concat();
            let call = client.data_tokens().stream_upload(&access.as_str().into(), content);
            let error = call.await.unwrap_err();
            assert_eq!((error.delivery(), error.attempts()), (delivery, 1), "{error:?}");
            assert_eq!(server.connections(), number + 1);
        }
    }
}

#[tokio::test]
async fn no_download_is_asked_for_again() {
    for reply in [
        &b""[..],
        b"HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        b"HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
    ] {
        let server = breaking(b"\r\n\r\n", reply);
        for (number, access) in
            [format!("{}/?auth=s3cret", server.url), "s3cret".to_owned()].iter().enumerate()
        {
            // A client of its own: a shared one could use the connection that the server is closing.
            let client = beside(nowhere(), &server.url);
            let download = client.data_tokens().stream_download(&access.as_str().into());
            let error = download.bytes().await.unwrap_err();
            assert_eq!((error.attempts(), server.connections()), (1, number + 1), "{error:?}");
        }
    }
}
