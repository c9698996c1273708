//! The monitor service: the state of the only machine, and audit events.

use serde_json::{Value, json};

use crate::https::Result;
use crate::privx::Api;
use portcullis_sandbox::Sandbox;

const MONITOR: &str = "/monitor-service/api/v1";

#[tokio::test]
async fn terminated_instances_restart() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let get = async |path: &str| api.call("GET", &format!("{MONITOR}/{path}"), Value::Null).await;
    let before = get("components").await?.json;
    assert_eq!(before["sandbox"], {
        let mut again = get("components/sandbox").await?.json;
        for (component, first) in
            again.as_array_mut().unwrap().iter_mut().zip(before["sandbox"].as_array().unwrap())
        {
            component["created"] = first["created"].clone();
        }
        again
    });
    assert_eq!(get("components/elsewhere").await?.status, 404);
    let names: Vec<&str> = before["sandbox"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["component_name"].as_str())
        .collect();
    assert!(names.contains(&"HOST-STORE") && names.contains(&"VAULT"), "{names:?}");
    let app = "/status/app_id";
    let first = get("instance/status").await?.text(app);
    assert_eq!(api.call("POST", &format!("{MONITOR}/instance/exit"), Value::Null).await?.status, 200);
    let second = get("instance/status").await?.text(app);
    assert_ne!(first, second);
    assert_eq!(get("status").await?.text("/app_id"), second);
    assert!(get("time").await?.json["time_utc"].is_string());
    Ok(())
}

#[tokio::test]
async fn audit_events_have_codes() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let codes = format!("{MONITOR}/auditevents/codes");
    assert_eq!(api.call("GET", &codes, Value::Null).await?.json, json!({}));
    for (code, name) in [("7", "LOGIN"), ("8", "LOGOUT"), ("7", "LOGIN")] {
        api.sandbox().privx().add_audit_event("AUTH", code, name);
    }
    let found = api.call("GET", &codes, Value::Null).await?.json;
    assert_eq!((found.as_object().unwrap().len(), found["8"]["event_name"].as_str()), (2, Some("LOGOUT")));
    let listed = api.call("GET", &format!("{MONITOR}/auditevents"), Value::Null).await?.json;
    // The login of the test itself left one, which has no code.
    assert_eq!((&listed["count"], &listed["items"][1]["service_name"]), (&json!(4), &json!("AUTH")));
    Ok(())
}
