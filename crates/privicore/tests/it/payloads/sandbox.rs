//! The whole way against the sandbox, which knows the vendor's facts and nothing of this crate.

use super::plain;
use portcullis_sandbox::{
    Sandbox,
    privicore::{DownloadDialect, IdShape, ListShape, UploadDialect},
};
use privicore::{
    Client, Content, DataToken, DataTokenFilter, DataUpdate, Delivery, Error, ErrorKind, NewPayload,
    Payloads, Plain, RiskMeta, Trust,
};
use std::{io::Cursor, time::Duration};

const BOUND: Duration = Duration::from_secs(30);

struct Site {
    sandbox: Sandbox,
    client: Client,
}

async fn site() -> Site {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let site = sandbox.details().privicore.clone();
    let client = Client::builder(&site.api_url)
        .ws_url(&site.ws_url)
        .upstream_url(&site.upstream_url)
        .downstream_url(&site.downstream_url)
        .login(&site.username, site.password.as_str())
        .trust(Trust::only_pem(sandbox.ca_pem()).unwrap())
        .build()
        .unwrap();
    Site { sandbox, client }
}

fn ciphered(client: &Client) -> Payloads {
    #[cfg(feature = "cipher")]
    return client.payloads(privicore::Aes256Gcm::new(privicore::PayloadKey::generate().unwrap()));
    #[cfg(not(feature = "cipher"))]
    client.payloads(super::Odd)
}

fn new() -> NewPayload {
    NewPayload::new("in/voices", "a.pdf")
}

async fn came_back(payloads: &Payloads, token: &DataToken) -> Vec<u8> {
    let payload = payloads.retrieve(token, BOUND).await.unwrap();
    assert_eq!(payload.context(), Some("in/voices"));
    payload.bytes().await.unwrap().expose_secret().to_vec()
}

#[tokio::test]
async fn what_was_stored_comes_back_in_every_dialect() {
    let Site { sandbox, client } = site().await;
    let control = sandbox.privicore();
    let payloads = ciphered(&client);
    for (upload, download) in [
        (UploadDialect::Url, DownloadDialect::Url),
        (UploadDialect::Token, DownloadDialect::Token),
        (UploadDialect::Token, DownloadDialect::ReadyById),
        (UploadDialect::Url, DownloadDialect::ReadyByUrl),
    ] {
        control.upload_dialect(upload);
        control.download_dialect(download);
        // Only here nothing says that the stream is ready.
        let wait = if matches!(download, DownloadDialect::Token) { 50 } else { 5000 };
        let payloads = payloads.clone().stream_ready(Duration::from_millis(wait));
        for length in [1, 49_000, 50_001, 300_000] {
            let content = plain(length);
            let stored = payloads.store(&new(), Content::read(Cursor::new(content.clone())), BOUND).await;
            let stored = stored.unwrap();
            assert_eq!(stored.size, u64::from(length));
            assert!(came_back(&payloads, &stored.token).await == content, "{length} by {download:?}");
            let stored = payloads.store(&new(), content.clone(), BOUND).await.unwrap();
            assert!(came_back(&payloads, &stored.token).await == content, "{length} by {download:?}");
        }
    }
    let stored = payloads.store(&new(), plain(60_000), BOUND).await.unwrap();
    control.download_dialect(DownloadDialect::ReadyByWebsocket);
    let error = payloads.retrieve(&stored.token, BOUND).await.unwrap_err();
    assert!(error.message().contains("unsupported stream"), "{error}");
    assert_eq!(control.strayed_tokens(), 0);
}

#[tokio::test]
async fn acknowledgements_and_data_may_come_early_twice_or_in_any_order() {
    let Site { sandbox, client } = site().await;
    let payloads = ciphered(&client);
    let control = sandbox.privicore();
    client.open_channel().await.unwrap();
    for shape in [IdShape::Text, IdShape::Object, IdShape::Array] {
        control.id_shape(shape);
        let stored = payloads.store(&new(), plain(10), BOUND).await.unwrap();
        control.acknowledge_early(true);
        assert_eq!(came_back(&payloads, &stored.token).await, plain(10));
        control.acknowledge_early(false);
        control.reorder_next_two();
        assert_eq!(came_back(&payloads, &stored.token).await, plain(10));
        control.duplicate_next();
        assert_eq!(came_back(&payloads, &stored.token).await, plain(10));
    }
}

#[tokio::test]
async fn data_that_is_lost_with_the_socket_is_asked_for_again() {
    let Site { sandbox, client } = site().await;
    let control = sandbox.privicore();
    let payloads = ciphered(&client).after_loss(Duration::from_secs(2));
    let stored = payloads.store(&new(), plain(10), BOUND).await.unwrap();
    // The first message says that the request is granted, the second would have been the data.
    for message in [1, 2] {
        control.drop_sockets_at(message);
        match payloads.retrieve(&stored.token, BOUND).await {
            // The first is heard by polling, and the data finds the channel again or not.
            Ok(payload) => {
                assert_eq!((message, payload.bytes().await.unwrap().expose_secret()), (1, &*plain(10)));
            }
            Err(error) => {
                assert_eq!((error.kind(), error.delivery()), (ErrorKind::Interrupted, Delivery::Unknown));
            }
        }
        assert_eq!(came_back(&payloads, &stored.token).await, plain(10));
    }
}

#[tokio::test]
async fn rejections_and_missing_tokens_are_told_apart() {
    let Site { sandbox, client } = site().await;
    let control = sandbox.privicore();
    let payloads = client.payloads(Plain);
    // The code of a rejection comes by the channel; a poll may be faster than one that is not open yet.
    client.open_channel().await.unwrap();
    control.reject_next("policy.too_late");
    let rejected = payloads.store(&new(), plain(10), BOUND).await.unwrap_err();
    assert_eq!((rejected.code(), rejected.delivery()), (Some("policy.too_late"), Delivery::Rejected));
    let stored = payloads.store(&new(), plain(10), BOUND).await.unwrap();
    control.reject_next("policy.voted_down");
    let rejected = payloads.retrieve(&stored.token, BOUND).await.unwrap_err();
    assert_eq!((rejected.code(), rejected.delivery()), (Some("policy.voted_down"), Delivery::Rejected));
    let missing = payloads.retrieve(&"dtk-0".into(), BOUND).await.unwrap_err();
    assert_eq!(missing.status().unwrap().as_u16(), 404);
    control.hold_next();
    let bound = Duration::from_secs(1);
    let held = payloads.retrieve(&stored.token, bound).await.unwrap_err();
    assert!(held.is_timeout() && held.message().contains("a vote may hold it"), "{held}");
    control.release().await;
}

#[tokio::test]
async fn tokens_are_listed_changed_and_deleted() {
    let Site { sandbox, client } = site().await;
    let payloads = client.payloads(Plain);
    for number in 0..30 {
        let new = NewPayload::new("in/voices", format!("{number}.txt"));
        payloads.store(&new, plain(10), BOUND).await.unwrap();
    }
    let tokens = client.data_tokens();
    for shape in [ListShape::Mixed, ListShape::Items, ListShape::ItemsOfPage, ListShape::Array] {
        sandbox.privicore().list_shape(shape);
        for size in [1, 7, 10, 15, 25, 30, 31] {
            let all = tokens.list(&DataTokenFilter::new()).page_size(size).all().await.unwrap();
            assert_eq!(all.len(), 30, "{shape:?} by {size}");
        }
        let one = tokens.list(&DataTokenFilter::new().context("in/voices").file_name("7.txt")).all().await;
        let one = one.unwrap().remove(0);
        assert_eq!(one.context.as_deref(), Some("in/voices"));
    }
    let one =
        tokens.list(&DataTokenFilter::new().file_name("7.txt")).first_page().await.unwrap().items.remove(0);
    payloads.classify(&one.token, &RiskMeta::new("secret", "hr", "shred"), BOUND).await.unwrap();
    let settle = async |command: privicore::Result<privicore::Command>| {
        client.commands().wait(&command?, BOUND).await?;
        Ok::<_, Error>(())
    };
    settle(tokens.update(&DataUpdate::new(one.token.clone(), super::base64(b"new"))).await).await.unwrap();
    assert_eq!(came_back(&payloads, &one.token).await, b"new");
    let read = tokens.list(&DataTokenFilter::new().token(one.token.clone())).all().await.unwrap().remove(0);
    let meta = read.meta.unwrap();
    assert_eq!(meta.information_security_risk.unwrap().classification.as_deref(), Some("secret"));
    settle(tokens.delete(&one.token).await).await.unwrap();
    let gone = tokens.request_data(&one.token).await.unwrap_err();
    assert_eq!(gone.status().unwrap().as_u16(), 404);
}
