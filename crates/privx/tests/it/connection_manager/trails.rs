use crate::{
    ID, KIT, client,
    support::{exchange, is_refused},
};
use portcullis_testkit::{full, operation};
use privx::{
    Client, Secret,
    connection_manager::{TrailLogOptions, Trails},
};
use serde_json::json;

const CHANNEL: &str =
    "/connection-manager/api/v1/connections/5f0a0000-0000-4000-8000-000000000001/channel/ch%2F1";
const HANDLE: &str = "handle-0123456789";

fn trails(client: &Client) -> Trails {
    client.connection_manager().trails()
}

fn handle() -> Secret {
    Secret::from(HANDLE)
}

#[tokio::test]
async fn a_handle_is_made_for_each_download() {
    let file = async |c: &Client| trails(c).file_handle(&ID.into(), &"ch/1".into(), &ID.into()).await;
    exchange("trails.file_handle", format!("POST {CHANNEL}/file/{ID}"), full(), file).await;
    let log = async |c: &Client| trails(c).log_handle(&ID.into(), &"ch/1".into()).await;
    let handle = exchange("trails.log_handle", format!("POST {CHANNEL}/log"), full(), log).await;
    assert!(!format!("{handle:?}").contains(handle.expose_secret()));
}

#[tokio::test]
async fn files_and_logs_are_downloaded_by_a_handle() {
    let file = async |c: &Client| {
        let download = trails(c).file_download(&ID.into(), &"ch/1".into(), &ID.into(), &handle());
        download.bytes().await
    };
    let line = format!("GET {CHANNEL}/file/{ID}/{HANDLE}");
    let bytes = exchange("trails.file_download", line, (200, "copied"), file).await;
    assert_eq!(bytes.expose_secret(), b"copied");
    let options = TrailLogOptions::new().format("txt").filter("stdout");
    let log = async |c: &Client| {
        trails(c).log_download(&ID.into(), &"ch/1".into(), &handle(), &options).bytes().await
    };
    let line = format!("GET {CHANNEL}/log/{HANDLE}?format=txt&filter=stdout");
    let bytes = exchange("trails.log_download", line, (200, "typed"), log).await;
    assert_eq!(bytes.expose_secret(), b"typed");
}

#[tokio::test]
async fn a_handle_is_redacted() {
    let refused = json!({ "error_code": "NOT_FOUND", "error_message": format!("no session {HANDLE}") });
    let file = async |c: &Client| {
        let download = trails(c).file_download(&ID.into(), &"ch/1".into(), &ID.into(), &handle());
        download.bytes().await
    };
    let line = format!("GET {CHANNEL}/file/{ID}/{HANDLE}");
    let error = KIT.refusal("trails.file_download", line, (404, refused.clone()), file).await;
    assert!(error.is_not_found() && !format!("{error} {error:?}").contains(HANDLE), "{error:?}");
    let log = async |c: &Client| {
        trails(c).log_download(&ID.into(), &"ch/1".into(), &handle(), &TrailLogOptions::new()).bytes().await
    };
    let error =
        KIT.refusal("trails.log_download", format!("GET {CHANNEL}/log/{HANDLE}"), (404, refused), log).await;
    assert!(error.is_not_found() && !format!("{error} {error:?}").contains(HANDLE), "{error:?}");
    let download = trails(&client(&operation("trails.log_download").start().await));
    let download = download.log_download(&ID.into(), &"1".into(), &handle(), &TrailLogOptions::new());
    assert!(!format!("{download:?}").contains(HANDLE));
}

#[tokio::test]
async fn one_call_makes_the_handle_and_downloads() {
    let session = json!({ "session_id": HANDLE });
    let contract = operation("trails.file_download").replies(200, "copied");
    let contract =
        contract.aside("POST", &format!("{CHANNEL}/file/{ID}"), 201, session.clone()).start().await;
    let file = trails(&client(&contract)).file(&ID.into(), &"ch/1".into(), &ID.into()).await.unwrap();
    assert_eq!(contract.count(), 0, "the file is requested when it is polled");
    assert_eq!(file.bytes().await.unwrap().expose_secret(), b"copied");
    contract.request().await.is("GET", &format!("{CHANNEL}/file/{ID}/{HANDLE}"));
    let contract = operation("trails.log_download").replies(200, "typed");
    let contract = contract.aside("POST", &format!("{CHANNEL}/log"), 201, session).start().await;
    let options = TrailLogOptions::new().format("txt");
    let log = trails(&client(&contract)).log(&ID.into(), &"ch/1".into(), &options).await.unwrap();
    assert_eq!(log.bytes().await.unwrap().expose_secret(), b"typed");
    contract.request().await.is("GET", &format!("{CHANNEL}/log/{HANDLE}?format=txt"));
}

#[tokio::test]
async fn an_id_cannot_become_another_operation() {
    let options = TrailLogOptions::new();
    for id in ["", "..", "search"] {
        is_refused("connection_id", async |c| trails(c).file(&id.into(), &"1".into(), &ID.into()).await)
            .await;
        is_refused("connection_id", async |c| trails(c).log(&id.into(), &"1".into(), &options).await).await;
    }
    is_refused("channel_id", async |c| trails(c).log(&ID.into(), &"".into(), &options).await).await;
    is_refused("file_id", async |c| trails(c).file(&ID.into(), &"1".into(), &".".into()).await).await;
    is_refused("session_id", async |c| {
        let empty = Secret::from("");
        trails(c).log_download(&ID.into(), &"1".into(), &empty, &options).bytes().await
    })
    .await;
}
