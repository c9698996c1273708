//! Rotations, scans and batches of PrivX's secrets manager.

use serde_json::{Value, json};

use crate::https::Result;
use crate::privx::Api;
use portcullis_sandbox::Sandbox;

const DOMAINS: &str = "/secrets-manager/api/v1/targetdomains";

async fn domain() -> Result<(Api, String, String)> {
    let api = Api::start(Sandbox::start().await?).await?;
    let id = api.call("POST", DOMAINS, json!({ "name": "staff" })).await?.text("/id");
    let path = format!("{DOMAINS}/{id}");
    Ok((api, id, path))
}

#[tokio::test]
async fn a_rotation_shows_in_the_history_of_the_account() -> Result<()> {
    let (api, _, path) = domain().await?;
    let accounts = format!("{path}/managedaccounts");
    let mut ids = Vec::new();
    for name in ["a", "b"] {
        ids.push(api.call("POST", &accounts, json!({ "username": name })).await?.text("/id"));
    }
    let one = format!("{accounts}/{}", ids[0]);
    assert_eq!(api.call("POST", &format!("{one}/rotate"), Value::Null).await?.status, 200);
    let batch = json!({ "ids": ids });
    assert_eq!(api.call("POST", &format!("{accounts}/batch/rotate"), batch).await?.status, 200);
    let history = api.call("GET", &one, Value::Null).await?.json["rotation_history"].clone();
    assert_eq!((&history[0]["version"], &history[1]["version"]), (&json!(1), &json!(2)));
    assert_eq!((&history[1]["trigger"], &history[1]["status"]), (&json!("MANUAL"), &json!("SUCCESS")));
    let other = api.call("GET", &format!("{accounts}/{}", ids[1]), Value::Null).await?.json;
    assert_eq!(other["rotation_history"].as_array().map(Vec::len), Some(1));
    let unknown = json!({ "ids": [ids[1], "00000000-0000-4000-8000-000000000009"] });
    assert_eq!(api.call("POST", &format!("{accounts}/batch/rotate"), unknown).await?.status, 404);
    let other = api.call("GET", &format!("{accounts}/{}", ids[1]), Value::Null).await?.json;
    assert_eq!(other["rotation_history"].as_array().map(Vec::len), Some(1));
    Ok(())
}

#[tokio::test]
async fn a_change_set_keeps_what_it_does_not_name() -> Result<()> {
    let (api, _, path) = domain().await?;
    let accounts = format!("{path}/managedaccounts");
    let new = json!({ "username": "a", "enabled": true, "comment": "old" });
    let id = api.call("POST", &accounts, new).await?.text("/id");
    let edit = json!({ "ids": [id], "changes": { "comment": "new", "enabled": null } });
    assert_eq!(api.call("POST", &format!("{accounts}/batch/edit"), edit).await?.status, 200);
    let account = api.call("GET", &format!("{accounts}/{id}"), Value::Null).await?.json;
    assert_eq!((&account["enabled"], &account["comment"]), (&json!(true), &json!("new")));
    Ok(())
}

#[tokio::test]
async fn a_scanned_account_is_marked_and_becomes_managed() -> Result<()> {
    let (api, domain, path) = domain().await?;
    let id = api.sandbox().privx().add_scanned_account(&domain, "svc");
    let scanned = format!("{path}/accounts/{id}");
    assert_eq!(api.call("POST", &format!("{path}/refresh"), Value::Null).await?.status, 200);
    assert!(api.call("GET", &path, Value::Null).await?.json["last_scanned"].is_string());
    assert_eq!(api.call("PUT", &scanned, json!({ "ignored": true })).await?.status, 200);
    let edit = json!({ "ids": [id], "changes": { "comment": "a service" } });
    assert_eq!(api.call("POST", &format!("{path}/accounts/batch/edit"), edit).await?.status, 200);
    let account = api.call("GET", &scanned, Value::Null).await?.json;
    assert_eq!((&account["ignored"], &account["comment"]), (&json!(true), &json!("a service")));
    assert_eq!((&account["username"], &account["state"]), (&json!("svc"), &json!("NEW")));

    let batch = format!("{path}/managedaccounts/batch/create");
    let create = json!({ "ids": [id], "data": { "rotation_enabled": true, "rotate": true } });
    let made = api.call("POST", &batch, create.clone()).await?;
    assert_eq!(made.status, 201);
    let managed = format!("{path}/managedaccounts/{}", made.text("/ids/0"));
    let managed = api.call("GET", &managed, Value::Null).await?.json;
    assert_eq!((&managed["username"], &managed["rotation_enabled"]), (&json!("svc"), &json!(true)));
    assert_eq!(managed["rotation_history"][0]["status"], "SUCCESS");
    assert!(managed.get("rotate").is_none() && managed.get("ignored").is_none());
    assert_eq!(api.call("GET", &scanned, Value::Null).await?.text("/state"), "MANAGED");
    assert_eq!(api.call("POST", &batch, create).await?.text("/error_code"), "VALUE_DUPLICATE");
    Ok(())
}

#[tokio::test]
async fn a_rotation_shows_in_the_host() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let hosts = "/host-store/api/v1/hosts";
    let plain = json!({ "common_name": "h", "addresses": ["h"], "services": [], "principals": [] });
    let mut rotated = plain.clone();
    rotated["common_name"] = "r".into();
    rotated["password_rotation"] = json!({ "use_main_account": false });
    let plain = api.call("POST", hosts, plain).await?.text("/id");
    let rotated = api.call("POST", hosts, rotated).await?.text("/id");
    let rotate = |id: &str| format!("/secrets-manager/api/v1/rotate/{id}/root");
    assert_eq!(api.call("POST", &rotate(&plain), Value::Null).await?.status, 400);
    let unknown = rotate("00000000-0000-4000-8000-000000000009");
    assert_eq!(api.call("POST", &unknown, Value::Null).await?.status, 404);
    let status = async || -> Result<Value> {
        assert_eq!(api.call("POST", &rotate(&rotated), Value::Null).await?.status, 200);
        let host = api.call("GET", &format!("{hosts}/{rotated}"), Value::Null).await?.json;
        Ok(host["password_rotation"]["rotation_status"].clone())
    };
    let first = status().await?;
    let second = status().await?;
    assert_eq!((&first[0]["principal"], second.as_array().map(Vec::len)), (&json!("root"), Some(1)));
    assert_ne!(first[0]["last_rotated"], second[0]["last_rotated"]);
    Ok(())
}
