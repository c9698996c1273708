//! What outlives the servers.

use std::path::Path;

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::id_of;
use super::session::Session;

async fn start(dir: &Path) -> Session {
    Session::over(Sandbox::builder().state_dir(dir).start().await.unwrap()).await
}

#[tokio::test]
async fn tokens_devices_and_policies_survive() {
    let dir = tempfile::tempdir().unwrap();
    let session = start(dir.path()).await;
    let engine = session.get("/dptcab/public-key").await.json;
    let device = session.authenticator("phone").await;
    let small = session.store("aGk=").await;
    let (temporary, stream) = session.reserve().await;
    assert_eq!(session.upload(&stream, &[], vec![7; 2 << 20]).await.status, 200);
    let large = session.keep(&temporary, "large").await;
    let policy = json!({ "name": "guard", "policyTemplateId": "1", "applyingEventIds": ["11"] });
    session.succeeded(&session.json("/policy/register", &policy).await).await;
    tokio::time::sleep(std::time::Duration::from_millis(60)).await;
    let id = session.get("/policy/retrieve-policy/guard").await.text("/id");
    session.done("/policy/activate", &[("policyId", &id)]).await;
    let (waiting, _) = session.reserve().await;
    let held = id_of(&session.exchange(&waiting, "aGk=").await);
    drop(session);
    assert!(std::fs::metadata(dir.path().join("privicore.jsonl")).unwrap().len() < 100_000);

    let session = start(dir.path()).await;
    assert_eq!(session.get("/dptcab/public-key").await.json, engine);
    assert_eq!(session.state(&held).await.0, 1, "still waiting for its vote");
    assert_eq!(session.control().vote(&device, true).await, 1);
    assert_eq!(session.state(&held).await, (2, Value::Null));
    let mut socket = session.socket().await;
    session.request(&small).await;
    socket.outcome().await;
    assert_eq!(socket.receive().await["data"]["body"], "aGk=");
    // Large payloads are left out of the state, and that is told.
    let reason = session.rejected("/data-token/request-data", &[("token", &large)]).await;
    assert_eq!(reason, "data_token.content_lost");
}

#[tokio::test]
async fn an_outcome_is_on_disk_before_it_is_announced() {
    let dir = tempfile::tempdir().unwrap();
    let session = start(dir.path()).await;
    let mut socket = session.socket().await;
    let id = id_of(&session.post("/device/request-unique-identifier", &[("deviceName", "phone")]).await);
    while socket.receive().await["data"]["command_status"] != 2 {}
    let saved = std::fs::read_to_string(dir.path().join("privicore.jsonl")).unwrap();
    assert!(saved.lines().any(|line| line.contains(&id) && line.contains("Succeeded")));
}
