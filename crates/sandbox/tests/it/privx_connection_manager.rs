//! Connections, their recordings, their index, and UEBA.

use serde_json::{Value, json};

use crate::https::{Reply, Result};
use crate::privx::Api;
use portcullis_sandbox::Sandbox;

const MANAGER: &str = "/connection-manager/api/v1";
const INDEX: &str = "/trail-index/api/v1/index";

/// PrivX with a user, a host, and a connection between them: its id.
struct Site {
    api: Api,
    user: String,
    host: String,
    connection: String,
}

impl Site {
    async fn start() -> Result<Self> {
        let api = Api::start(Sandbox::start().await?).await?;
        let user = api.users("POST", "", json!({ "username": "ada" })).await?.text("/id");
        let host = json!({ "common_name": "db1", "addresses": ["db1"], "services": [], "principals": [] });
        let host = api.call("POST", "/host-store/api/v1/hosts", host).await?.text("/id");
        let connection = api.sandbox().privx().add_connection(&user, &host);
        Ok(Self { api, user, host, connection })
    }

    async fn get(&self, path: &str) -> Result<Reply> {
        self.api.call("GET", &format!("{MANAGER}{path}"), Value::Null).await
    }

    async fn post(&self, path: &str, body: Value) -> Result<Reply> {
        self.api.call("POST", &format!("{MANAGER}{path}"), body).await
    }

    async fn connection(&self, id: &str) -> Result<Reply> {
        self.get(&format!("/connections/{id}")).await
    }

    async fn status(&self, id: &str) -> Result<String> {
        Ok(self.connection(id).await?.text("/status"))
    }
}

#[tokio::test]
async fn a_connection_is_found_with_its_recording_only_when_it_is_read_alone() -> Result<()> {
    let site = Site::start().await?;
    let listed = site.get("/connections").await?;
    assert_eq!(listed.text("/items/0/id"), site.connection);
    assert!(listed.json.pointer("/items/0/trail").is_none());
    let read = site.connection(&site.connection).await?;
    assert_eq!(read.text("/trail/connection_id"), site.connection);
    assert_eq!(
        (read.text("/user/display_name"), read.text("/target_host/common_name")),
        ("ada".into(), "db1".into())
    );
    let path = format!("{MANAGER}/connections/{}/tags", site.connection);
    assert_eq!(site.api.call("PUT", &path, json!(["odd"])).await?.status, 200);
    assert_eq!(site.connection(&site.connection).await?.json["tags"], json!(["odd"]));
    assert!(site.get("/connections/tags").await?.json.to_string().contains("odd"));
    Ok(())
}

#[tokio::test]
async fn every_condition_of_a_search_must_apply() -> Result<()> {
    let site = Site::start().await?;
    let no_one = json!(["00000000-0000-4000-8000-000000000009"]);
    let (past, later) = (json!("2020-01-01T00:00:00Z"), json!("2999-01-01T00:00:00Z"));
    for (conditions, count) in [
        (json!({}), 1),
        (json!({ "user_id": [site.user], "status": ["CONNECTED"], "type": ["RDP", "SSH"] }), 1),
        (json!({ "user_id": [site.user], "status": ["TERMINATED"] }), 0),
        (json!({ "user_id": no_one }), 0),
        (json!({ "user_display_name": ["ada"], "target_host_common_name": ["db1"] }), 1),
        (json!({ "target_host_id": [site.host], "id": [] }), 1),
        (json!({ "keywords": "DB1 ada" }), 1),
        (json!({ "keywords": "db1,bob" }), 0),
        (json!({ "connected": { "Start": past, "End": later } }), 1),
        (json!({ "connected": { "Start": later } }), 0),
        (json!({ "disconnected": { "Start": past } }), 0),
        (json!({ "user_roles": ["none"] }), 1),
        (json!({ "tags": ["none"] }), 0),
        (json!({ "has_access_roles": true }), 0),
        (json!({ "has_access_roles": false }), 1),
    ] {
        let found = site.post("/connections/search", conditions.clone()).await?;
        assert_eq!(found.json["count"], count, "{conditions}");
        assert!(found.json.pointer("/items/0/trail").is_none());
    }
    Ok(())
}

#[tokio::test]
async fn a_role_may_view_a_connection_until_it_is_revoked() -> Result<()> {
    let site = Site::start().await?;
    let role = json!({ "name": "ops", "source_rules": { "type": "GROUP", "match": "ANY", "rules": [] } });
    let role = site.api.call("POST", "/role-store/api/v1/roles", role).await?.text("/id");
    let roles = format!("/connections/{}/access_roles", site.connection);
    let (one, all) = (format!("{roles}/{role}"), format!("/connections/access_roles/{role}"));
    for revoked in [&one, &all] {
        assert_eq!(site.post(&one, Value::Null).await?.status, 200);
        assert_eq!(site.get(&roles).await?.text("/0/id"), role);
        let path = format!("{MANAGER}{revoked}");
        assert_eq!(site.api.call("DELETE", &path, Value::Null).await?.status, 200);
        assert_eq!(site.get(&roles).await?.json, json!([]));
    }
    Ok(())
}

#[tokio::test]
async fn a_termination_is_requested_and_happens_later() -> Result<()> {
    let site = Site::start().await?;
    let terminate = format!("/terminate/connection/{}", site.connection);
    assert_eq!(site.post(&terminate, json!("upgrade")).await?.status, 200);
    let read = site.connection(&site.connection).await?;
    assert_eq!(
        (read.text("/status"), read.text("/termination_reason")),
        ("TERMINATING".into(), "upgrade".into())
    );
    assert!(read.json.get("disconnected").is_none());
    let read = site.connection(&site.connection).await?;
    assert!(read.text("/status") == "TERMINATED" && read.json["disconnected"].is_string());
    assert_eq!(site.post(&terminate, json!("")).await?.status, 200);
    assert_eq!(site.status(&site.connection).await?, "TERMINATED", "a terminated connection does not change");
    let unknown = "/terminate/connection/00000000-0000-4000-8000-000000000009";
    assert_eq!(site.post(unknown, json!("")).await?.text("/error_code"), "OBJECT_NOT_FOUND");
    Ok(())
}

#[tokio::test]
async fn all_connections_of_a_host_or_a_user_end_and_no_other() -> Result<()> {
    let site = Site::start().await?;
    let other_user = site.api.users("POST", "", json!({ "username": "bob" })).await?.text("/id");
    let host = json!({ "common_name": "db2", "addresses": ["db2"], "services": [], "principals": [] });
    let other_host = site.api.call("POST", "/host-store/api/v1/hosts", host).await?.text("/id");
    let others = site.api.sandbox().privx().add_connection(&other_user, &other_host);
    assert_eq!(site.post(&format!("/terminate/host/{}", site.host), json!("")).await?.status, 200);
    assert_eq!(site.status(&site.connection).await?, "TERMINATING");
    assert_eq!(site.status(&others).await?, "CONNECTED");
    assert_eq!(site.post(&format!("/terminate/user/{other_user}"), json!("")).await?.status, 200);
    assert_eq!(site.status(&others).await?, "TERMINATING");
    Ok(())
}

#[tokio::test]
async fn a_handle_is_good_for_one_download_of_its_file() -> Result<()> {
    let site = Site::start().await?;
    let read = site.connection(&site.connection).await?;
    let channel = format!("/connections/{}/channel/{}", site.connection, read.text("/trail/channels/0/id"));
    let log = format!("{channel}/log");
    let handle = site.post(&log, Value::Null).await?;
    assert_eq!(handle.status, 201);
    let handle = handle.text("/session_id");
    let file = format!("{channel}/file/{}", read.text("/trail/channels/0/transferred_files/0/id"));
    assert_eq!(site.get(&format!("{file}/{handle}")).await?.status, 404, "it is for the log");
    let content = site.get(&format!("{log}/{handle}")).await?;
    assert_eq!(content.status, 200);
    assert_eq!(site.get(&format!("{log}/{handle}")).await?.status, 404, "it is used up");
    let handle = site.post(&file, Value::Null).await?.text("/session_id");
    assert_eq!(site.get(&format!("{file}/{handle}")).await?.status, 200);
    for unknown in [
        format!("/connections/{}/channel/none/log", site.connection),
        format!("{channel}/file/{}", site.host),
    ] {
        assert_eq!(site.post(&unknown, Value::Null).await?.text("/error_code"), "OBJECT_NOT_FOUND");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_indexed_is_found() -> Result<()> {
    let site = Site::start().await?;
    let search = format!("{INDEX}/search");
    let words = json!({ "keywords": "DB1" });
    assert_eq!(site.api.call("POST", &search, words.clone()).await?.json["count"], 0);
    let status = format!("{INDEX}/{}/status", site.connection);
    assert_eq!(site.api.call("GET", &status, Value::Null).await?.text("/status"), "NOT_INDEXED");
    let ids = json!([site.connection]);
    let all_states = site.api.call("POST", &format!("{INDEX}/status"), ids.clone()).await?;
    assert_eq!(all_states.text("/0/status"), "NOT_INDEXED");
    let begun = site.api.call("POST", &format!("{INDEX}/start"), ids).await?;
    assert_eq!(begun.text("/0/connection_id"), site.connection);
    assert!(site.api.call("GET", &status, Value::Null).await?.json.get("status").is_none());
    let found = site.api.call("POST", &search, words).await?;
    assert_eq!(
        (found.json["count"].as_i64(), found.text("/items/0/content")),
        (Some(1), "welcome to db1".into())
    );
    let none = json!({ "keywords": "db1", "start_position": 1000 });
    assert_eq!(site.api.call("POST", &search, none).await?.json["count"], 0);
    let unknown = format!("{INDEX}/{}/status", site.host);
    assert_eq!(site.api.call("GET", &unknown, Value::Null).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn a_dataset_is_trained_used_and_no_longer_used() -> Result<()> {
    let site = Site::start().await?;
    let range = json!({ "start": "2020-01-01T00:00:00Z" });
    let count = site.post("/ueba/query-connection-count", range.clone()).await?;
    assert_eq!(count.json["count"], 1);
    let gap = json!({ "exclude": [{ "start": "2020-01-01T00:00:00Z", "end": "2999-01-01T00:00:00Z" }] });
    assert_eq!(site.post("/ueba/query-connection-count", gap).await?.json["count"], 0);
    let new =
        json!({ "is_active": false, "use_for_inference_once_trained": false, "time_range_settings": range });
    let id = site.post("/ueba/datasets", new).await?.text("/id");
    let (one, start) = (format!("/ueba/datasets/{id}"), format!("/ueba/start-analyzing/{id}"));
    assert_eq!(site.post(&start, Value::Null).await?.status, 400, "it is not trained");
    assert_eq!(site.post(&format!("/ueba/train/{id}"), Value::Null).await?.json["count"], 1);
    assert_eq!(site.post(&start, Value::Null).await?.status, 400, "the training runs");
    assert_eq!(site.get(&one).await?.text("/training_results/0/status"), "TRAINING");
    let trained = site.get(&one).await?;
    assert!(trained.json["last_training"].is_string() && trained.json["is_active"] == false);
    assert_eq!(site.post(&start, Value::Null).await?.status, 200);
    assert_eq!(site.get(&one).await?.json["is_active"], true);
    assert_eq!(site.get("/ueba/status/internal").await?.text("/dataset_id"), id);
    assert_eq!(site.post("/ueba/stop-analyzing", Value::Null).await?.status, 200);
    assert_eq!(site.get(&one).await?.json["is_active"], false);
    assert!(site.get("/ueba/status/internal").await?.json.get("dataset_id").is_none());
    site.post(&format!("/ueba/train/{id}?set_active_after_training=true"), Value::Null).await?;
    site.get(&one).await?;
    assert_eq!(site.get(&one).await?.json["is_active"], true, "it is used once it is trained");
    Ok(())
}

#[tokio::test]
async fn the_setup_script_is_downloaded_once() -> Result<()> {
    let site = Site::start().await?;
    let handle = site.post("/ueba/setup-script", Value::Null).await?;
    assert_eq!(handle.status, 200);
    let script = format!("/ueba/setup-script/{}", handle.text("/id"));
    assert_eq!(site.get(&script).await?.status, 200);
    assert_eq!(site.get(&script).await?.status, 404);
    Ok(())
}
