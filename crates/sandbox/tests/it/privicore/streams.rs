//! The stream servers, and how downloads are announced.

use std::time::Duration;

use axum::body::{Body, Bytes};
use portcullis_sandbox::privicore::{DownloadDialect, UploadDialect};
use portcullis_sandbox::{Fault, RecordedRequest, Vendor};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::Socket;
use super::session::Session;
use crate::https::{Client, Reply, Result};

/// Three mebibytes in which no two stretches are the same.
fn large() -> Vec<u8> {
    (0..3_u32 * 1024 * 1024 / 4).flat_map(|word| word.wrapping_mul(2_654_435_761).to_be_bytes()).collect()
}

async fn uploaded(session: &Session, content: Vec<u8>) -> String {
    let (temporary, stream) = session.reserve().await;
    let reply = session.upload(&stream, &[], content).await;
    assert_eq!(reply.status, 200, "{}", reply.json);
    session.keep(&temporary, "large").await
}

/// The data message of a request.
async fn announced(session: &Session, socket: &mut Socket, token: &str) -> Value {
    let request = session.request(token).await;
    assert_eq!(socket.outcome().await["command_status"], 2);
    let message = socket.receive().await["data"].clone();
    assert_eq!((&message["id"], &message["output_type"]), (&json!(request), &json!(1)));
    message
}

fn refused(reply: &Reply) -> u16 {
    assert!(reply.json["message"].is_string(), "{}", reply.json);
    reply.status.as_u16()
}

#[tokio::test]
async fn three_mebibytes_go_up_and_come_down() {
    let session = Session::start().await;
    let content = large();
    let token = uploaded(&session, content.clone()).await;
    let mut socket = session.socket().await;
    let message = announced(&session, &mut socket, &token).await;
    let url = message["body"].as_str().unwrap();
    assert!(url.starts_with(&session.sandbox.details().privicore.downstream_url));
    let reply = session.download(url).await;
    assert_eq!(reply.headers["content-length"], content.len().to_string().as_str());
    assert!(reply.bytes == content);
    assert_eq!(refused(&session.download(url).await), 401, "a link works once");
    // Another request brings another link to the same data.
    let message = announced(&session, &mut socket, &token).await;
    assert!(session.download(message["body"].as_str().unwrap()).await.bytes == content);
}

#[tokio::test]
async fn the_size_decides_between_message_and_link() {
    let session = Session::start().await;
    for (size, kind) in [(50 * 1024, 0), (50 * 1024 + 1, 1)] {
        let token = uploaded(&session, vec![7; size]).await;
        let mut socket = session.socket().await;
        session.request(&token).await;
        socket.outcome().await;
        assert_eq!(socket.receive().await["data"]["output_type"], kind, "{size}");
    }
    session.control().set_inline_limit(0);
    let token = uploaded(&session, b"x".to_vec()).await;
    let mut socket = session.socket().await;
    let message = announced(&session, &mut socket, &token).await;
    assert_eq!(session.download(message["body"].as_str().unwrap()).await.bytes, "x");
}

#[tokio::test]
async fn stream_servers_take_single_use_credentials_and_nothing_else() {
    let session = Session::start().await;
    session.control().upload_dialect(UploadDialect::Token);
    let (_, credential) = session.reserve().await;
    assert!(credential.contains('+'));
    let upstream = &session.sandbox.details().privicore.upstream_url;
    let url = Session::with_auth(upstream, &credential);
    let body = || b"data".to_vec();
    let token = ("x-dpt-authorization", session.token.as_str());
    assert_eq!(refused(&session.upload(&url, &[token], body()).await), 400);
    assert_eq!(session.control().strayed_tokens(), 1);
    assert_eq!(refused(&session.upload(&format!("{upstream}/"), &[], body()).await), 401);
    let unencoded = format!("{upstream}/?auth={credential}");
    assert_eq!(refused(&session.upload(&unencoded, &[], body()).await), 401, "a plus sign is a space");
    let client = Client::new(&session.sandbox);
    let text = [("content-type", "text/plain")];
    assert_eq!(refused(&client.send("POST", &url, &text, body()).await.unwrap()), 415);

    assert_eq!(session.upload(&url, &[], body()).await.status, 200);
    assert_eq!(refused(&session.upload(&url, &[], body()).await), 401);
    assert_eq!(session.control().strayed_tokens(), 1);

    let (temporary, credential) = session.reserve().await;
    session.control().expire_reservations();
    let url = Session::with_auth(upstream, &credential);
    assert_eq!(refused(&session.upload(&url, &[], body()).await), 401);
    assert_eq!(session.file_meta(&temporary, "late").await.status, 404);
    let downstream = &session.sandbox.details().privicore.downstream_url;
    let reply = client.send("GET", &format!("{downstream}/?auth=x"), &[token], "").await.unwrap();
    assert_eq!((refused(&reply), session.control().strayed_tokens()), (400, 2));
}

type Chunks = tokio::sync::mpsc::UnboundedSender<Result<Bytes, std::io::Error>>;

/// An upload whose first bytes are under way, and what sends the others.
async fn begun(session: &Session, url: String) -> (Chunks, JoinHandle<Result<Reply>>) {
    let (send, receive) = tokio::sync::mpsc::unbounded_channel();
    let chunks = futures_util::stream::unfold(receive, |mut receive| async move {
        receive.recv().await.map(|chunk| (chunk, receive))
    });
    let client = Client::new(&session.sandbox);
    let upload = tokio::spawn(async move {
        let kind = [("content-type", "application/octet-stream")];
        client.send("POST", &url, &kind, Body::from_stream(chunks)).await
    });
    send.send(Ok(Bytes::from_static(b"first "))).unwrap();
    let arrived = |seen: &RecordedRequest| seen.method == "POST" && seen.path == "/";
    while !session.sandbox.requests(Vendor::Privicore).iter().any(arrived) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    (send, upload)
}

#[tokio::test]
async fn an_upload_ends_with_its_last_byte() {
    let session = Session::start().await;
    let (temporary, stream) = session.reserve().await;
    let (send, upload) = begun(&session, stream).await;
    assert_eq!(session.file_meta(&temporary, "early").await.status, 422);
    assert!(!upload.is_finished());
    send.send(Ok(Bytes::from_static(b"last"))).unwrap();
    drop(send);
    assert_eq!(upload.await.unwrap().unwrap().status, 200);
    assert_eq!(session.file_meta(&temporary, "whole").await.status, 200);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let session = Session::start().await;
    let (temporary, stream) = session.reserve().await;
    let (send, upload) = begun(&session, stream.clone()).await;
    send.send(Err(std::io::Error::other("gone"))).unwrap();
    assert!(upload.await.unwrap().is_err());
    assert_eq!(session.file_meta(&temporary, "half").await.status, 422);
    assert_eq!(refused(&session.upload(&stream, &[], b"whole".to_vec()).await), 401, "spent");
}

#[tokio::test]
async fn a_bare_credential_waits_for_its_message() {
    let session = Session::start().await;
    let token = uploaded(&session, large()).await;
    let mut socket = session.socket().await;
    let control = session.control();
    control.set_stream_ready_delay(Duration::from_millis(700));
    let downstream = session.sandbox.details().privicore.downstream_url.clone();
    for dialect in
        [DownloadDialect::ReadyById, DownloadDialect::ReadyByUrl, DownloadDialect::ReadyByWebsocket]
    {
        control.download_dialect(dialect);
        let message = announced(&session, &mut socket, &token).await;
        let url = Session::with_auth(&downstream, message["body"].as_str().unwrap());
        assert_eq!(refused(&session.download(&url).await), 404);
        let ready = socket.receive().await["data"].clone();
        assert_eq!(ready["type"], "STREAM-READY");
        match dialect {
            DownloadDialect::ReadyById => {
                assert_eq!((&ready["id"], ready.get("streamUrl")), (&message["id"], None));
            }
            DownloadDialect::ReadyByUrl => {
                assert_eq!((&ready["requestId"], &ready["streamUrl"]), (&message["id"], &json!(url)));
            }
            _ => assert!(ready["streamUrl"].as_str().unwrap().starts_with("wss://")),
        }
        assert_eq!(session.download(&url).await.bytes.len(), 3 * 1024 * 1024);
    }
    control.download_dialect(DownloadDialect::Token);
    let message = announced(&session, &mut socket, &token).await;
    let url = Session::with_auth(&downstream, message["body"].as_str().unwrap());
    assert_eq!(session.download(&url).await.status, 200);
    assert!(socket.is_quiet().await);
}

#[tokio::test]
async fn stream_servers_take_faults_like_the_others() {
    let session = Session::start().await;
    let (_, stream) = session.reserve().await;
    session.sandbox.fault_on(Vendor::Privicore, "/", Fault::Status(503));
    assert_eq!(session.upload(&stream, &[], b"x".to_vec()).await.status, 503);
    assert_eq!(session.upload(&stream, &[], b"x".to_vec()).await.status, 200);

    let token = uploaded(&session, large()).await;
    let mut socket = session.socket().await;
    let message = announced(&session, &mut socket, &token).await;
    session.sandbox.fault(Vendor::Privicore, Fault::Truncate);
    let url = message["body"].as_str().unwrap();
    let broken = Client::new(&session.sandbox).send("GET", url, &[], "").await;
    assert!(broken.is_err());
    assert_eq!(refused(&session.download(url).await), 401, "spent");
}
