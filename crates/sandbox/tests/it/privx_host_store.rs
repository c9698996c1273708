//! What hosts and whitelists do besides what every collection does.

use serde_json::{Value, json};

use crate::https::Result;
use crate::privx::Api;
use portcullis_sandbox::Sandbox;

const HOSTS: &str = "/host-store/api/v1/hosts";
const WHITELISTS: &str = "/host-store/api/v1/whitelists";

fn host(name: &str) -> Value {
    let service = json!({ "service": "SSH", "address": "10.0.0.5", "port": 22 });
    json!({ "common_name": name, "addresses": ["10.0.0.5"], "services": [service], "principals": [] })
}

#[tokio::test]
async fn a_host_is_found_by_its_address() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let id = api.call("POST", HOSTS, host("db1")).await?.text("/id");
    let find = |port: u16| json!({ "service": "SSH", "address": "10.0.0.5", "port": port });
    let path = format!("{HOSTS}/resolve");
    assert_eq!(api.call("POST", &path, find(22)).await?.text("/id"), id);
    assert_eq!(api.call("POST", &path, find(23)).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn only_a_deployable_host_is_rewritten() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let deploy = format!("{HOSTS}/deploy");
    let mut script = host("db1");
    script["external_id"] = "e-1".into();
    let id = api.call("POST", &deploy, script.clone()).await?.text("/id");
    script["common_name"] = "db2".into();
    assert_eq!(api.call("POST", &deploy, script.clone()).await?.status, 403);
    let path = format!("{HOSTS}/{id}");
    api.call("PUT", &format!("{path}/deployable"), json!({ "deployable": true })).await?;
    assert_eq!(api.call("POST", &deploy, script.clone()).await?.text("/id"), id);
    let read = api.call("GET", &path, Value::Null).await?.json;
    assert_eq!((&read["common_name"], &read["deployable"]), (&json!("db2"), &json!(true)));
    script["external_id"] = "e-2".into();
    assert_ne!(api.call("POST", &deploy, script).await?.text("/id"), id);
    assert_eq!(api.call("GET", HOSTS, Value::Null).await?.json["count"], 2);
    Ok(())
}

#[tokio::test]
async fn certificates_of_one_host_are_deleted_one_by_one_or_all() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let host_id = api.call("POST", HOSTS, host("rds")).await?.text("/id");
    let other = api.call("POST", HOSTS, host("other")).await?.text("/id");
    let control = api.sandbox().privx();
    let first = control.add_session_host_certificate(&host_id, "rds-1");
    for name in ["rds-2", "rds-3"] {
        let _ = control.add_session_host_certificate(&host_id, name);
    }
    let _ = control.add_session_host_certificate(&other, "other-1");
    let list = format!("{HOSTS}/{host_id}/session_host_certificates");
    let count = async |path: String| {
        api.call("GET", &path, Value::Null).await.map(|reply| reply.json["count"].clone())
    };
    assert_eq!(api.call("DELETE", &format!("{list}/{first}"), Value::Null).await?.status, 200);
    assert_eq!(api.call("DELETE", &format!("{list}/{first}"), Value::Null).await?.status, 404);
    assert_eq!(count(list.clone()).await?, 2);
    assert_eq!(api.call("DELETE", &list, Value::Null).await?.status, 200);
    assert_eq!(count(list).await?, 0);
    assert_eq!(count(format!("{HOSTS}/{other}/session_host_certificates")).await?, 1);
    Ok(())
}

#[tokio::test]
async fn commands_are_tested_against_patterns() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let test = |kind: &str| {
        let whitelist = json!({ "type": kind, "whitelist_patterns": ["df *", "ls"] });
        json!({ "whitelist": whitelist, "rshell_variant": "bash", "commands": ["df -h", "rm a", "ls"] })
    };
    let path = format!("{WHITELISTS}/evaluate");
    let found = api.call("POST", &path, test("glob")).await?.json;
    let allowed: Vec<&Value> =
        found["command_results"].as_array().unwrap().iter().map(|result| &result["allowed"]).collect();
    assert_eq!(allowed, [&json!(true), &json!(false), &json!(true)]);
    assert_eq!(found["whitelist_pattern_results"][1]["whitelist_pattern"], "ls");
    assert_eq!(api.call("POST", &path, test("regex")).await?.status, 501);
    Ok(())
}

#[tokio::test]
async fn default_options_are_those_that_were_set() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let path = "/host-store/api/v1/settings/default_service_options";
    assert_eq!(api.call("GET", path, Value::Null).await?.json, json!({}));
    let options = json!({ "ssh": { "shell": true, "tunnels": false } });
    api.sandbox().privx().set_default_service_options(options.clone());
    assert_eq!(api.call("GET", path, Value::Null).await?.json, options);
    Ok(())
}
