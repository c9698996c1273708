//! The service `ssh-proxy`: every operation, and both steps of a transfer in one call.

use crate::{
    ID, client,
    support::{DONE, exchange, is_refused},
};
use portcullis_testkit::{Contract, Server, Step, full, operation, sent};
use privx::{
    Client, ConnectionChannelId, Delivery, ErrorKind, Secret,
    ssh_proxy::{FileCommand, FileOperation},
};
use serde_json::{Value, json};

const CONNECTIONS: &str = "/ssh-proxy/api/v1/connections";
const CHANNEL: &str = "/ssh-proxy/api/v1/connections/5f0a0000-0000-4000-8000-000000000001%3A7";
const TICKET: &str = "tick-0123456789";

fn channel() -> ConnectionChannelId {
    ConnectionChannelId::of(&ID.into(), "7")
}

#[tokio::test]
async fn a_connection_is_kept_alive() {
    let keepalive = async |c: &Client| c.ssh_proxy().keepalive(&ID.into()).await;
    exchange("ssh_proxy.keepalive", format!("POST {CONNECTIONS}/{ID}/keepalive"), DONE, keepalive).await;
    is_refused("connection_id", async |c| c.ssh_proxy().keepalive(&"..".into()).await).await;
}

#[tokio::test]
async fn every_operation_on_files_is_sent() {
    for (operation, body) in [
        (FileOperation::list("/tmp"), r#"{"cmd":"LS","display_path":"/tmp"}"#),
        (FileOperation::home(), r#"{"cmd":"HOME"}"#),
        (FileOperation::remove("/a"), r#"{"cmd":"RM","display_path":"/a"}"#),
        (FileOperation::remove_folder("/a"), r#"{"cmd":"RMDIR","display_path":"/a"}"#),
        (FileOperation::make_folder("/a"), r#"{"cmd":"MKDIR","new_path":"/a"}"#),
        (FileOperation::rename("/a", "/b"), r#"{"cmd":"MV","display_path":"/a","new_path":"/b"}"#),
        (FileOperation::get("/a"), r#"{"cmd":"GET","display_path":"/a"}"#),
        (FileOperation::put("/a"), r#"{"cmd":"PUT","new_path":"/a"}"#),
        (FileOperation::new(FileCommand::List).path("h1"), r#"{"cmd":"LS","path":"h1"}"#),
    ] {
        let file = async |c: &Client| c.ssh_proxy().file(&channel(), &operation).await;
        exchange("ssh_proxy.file", sent(format!("POST {CHANNEL}/file"), body), full(), file).await;
    }
}

#[tokio::test]
async fn a_file_is_downloaded_and_uploaded() {
    let contract = operation("ssh_proxy.file_download").replies(200, "line 1").start().await;
    let file = client(&contract).ssh_proxy().download_file(&channel(), &TICKET.into()).bytes().await.unwrap();
    assert_eq!(file.expose_secret(), b"line 1");
    contract.request().await.is("GET", &format!("{CHANNEL}/file/download/{TICKET}"));
    let contract = operation("ssh_proxy.file_upload").start().await;
    let proxy = client(&contract).ssh_proxy();
    proxy.upload_file(&channel(), &TICKET.into(), b"line 1".to_vec()).await.unwrap();
    let request = contract.request().await.is("POST", &format!("{CHANNEL}/file/upload/{TICKET}"));
    request.bytes("application/octet-stream", b"line 1");
}

#[tokio::test]
async fn an_id_of_a_transfer_is_neither_empty_nor_shown() {
    is_refused("upload_id", async |c| c.ssh_proxy().upload_file(&channel(), &"".into(), b"a".to_vec()).await)
        .await;
    is_refused("download_id", async |c| {
        c.ssh_proxy().download_file(&channel(), &"..".into()).bytes().await.map(drop)
    })
    .await;
    let words = format!("no transfer {TICKET}");
    let body = json!({ "error_code": "BAD_REQUEST", "error_message": words });
    let contract = operation("ssh_proxy.file_upload").replies(400, body).start().await;
    let proxy = client(&contract).ssh_proxy();
    let error = proxy.upload_file(&channel(), &TICKET.into(), b"a".to_vec()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(TICKET), "{error:?}");
}

async fn begun(id: &'static str, result: Value) -> Contract {
    let contract = operation(id).aside("POST", &format!("{CHANNEL}/file"), 200, result);
    let contract = if id == "ssh_proxy.file_download" { contract.replies(200, "line 1") } else { contract };
    contract.start().await
}

#[tokio::test]
async fn both_steps_are_one_call() {
    let result = json!({ "status": { "status_code": 0 }, "download_id": TICKET });
    let contract = begun("ssh_proxy.file_download", result).await;
    let mut file = client(&contract).ssh_proxy().download(&channel(), "/var/log/messages").await.unwrap();
    let mut whole = Vec::new();
    while let Some(bytes) = file.try_next().await.unwrap() {
        whole.extend_from_slice(&bytes);
    }
    assert_eq!(whole, b"line 1");
    contract.request().await.is("GET", &format!("{CHANNEL}/file/download/{TICKET}"));
    let contract = begun("ssh_proxy.file_upload", json!({ "upload_id": TICKET })).await;
    client(&contract).ssh_proxy().upload(&channel(), "/tmp/motd", b"welcome".to_vec()).await.unwrap();
    contract.request().await.bytes("application/octet-stream", b"welcome");
}

#[tokio::test]
async fn a_host_that_begins_no_transfer_is_an_error() {
    for (result, words) in [
        (json!({ "status": { "status_code": 2, "status_message": "no such file" } }), "no such file"),
        (json!({ "status": { "status_code": 2, "status_message": "" } }), "the host began no transfer"),
        (json!({}), "the host began no transfer"),
    ] {
        let contract = begun("ssh_proxy.file_download", result.clone()).await;
        let proxy = client(&contract).ssh_proxy();
        let error = proxy.download(&channel(), "/a").await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
        assert_eq!(error.vendor(), Some("PrivX"));
        assert_eq!((error.message(), contract.count()), (words, 0));
        let contract = begun("ssh_proxy.file_upload", result).await;
        let proxy = client(&contract).ssh_proxy();
        let error = proxy.upload(&channel(), "/a", b"a".to_vec()).await.unwrap_err();
        assert_eq!((error.message(), contract.count()), (words, 0));
    }
}

#[tokio::test]
async fn the_second_step_carries_the_cookies_of_the_first() {
    let server = Server::start(|seen, _| {
        let begins = seen.path().ends_with("/file");
        let result = if begins { json!({ "upload_id": TICKET }).to_string() } else { String::new() };
        let headers: &[(&str, &str)] =
            if begins { &[("set-cookie", "node=a1; Path=/; Secure")] } else { &[] };
        Step::reply(200, headers, result)
    });
    let client = Client::builder(&*server.url).bearer("tok-0123456789").build().unwrap();
    client.ssh_proxy().upload(&channel(), "/tmp/motd", b"welcome".to_vec()).await.unwrap();
    let upload = format!("/file/upload/{TICKET}");
    assert_eq!(server.requests_to(&upload)[0].header("cookie"), Some("node=a1"));
}

#[tokio::test]
async fn the_id_of_a_transfer_is_not_shown() {
    let put = async |c: &Client| c.ssh_proxy().file(&channel(), &FileOperation::put("/a")).await;
    let line = sent(format!("POST {CHANNEL}/file"), r#"{"cmd":"PUT","new_path":"/a"}"#);
    let result = exchange("ssh_proxy.file", line, (200, json!({ "upload_id": TICKET })), put).await;
    assert_eq!(result.upload_id.as_ref().map(Secret::expose_secret), Some(TICKET));
    assert!(!format!("{result:?}").contains(TICKET));
}
