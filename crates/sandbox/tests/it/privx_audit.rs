//! The audit events of what was done.

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::https::Result;
use crate::privx::Api;
use crate::privx_requests::{Site, role, user};

const EVENTS: &str = "/monitor-service/api/v1/auditevents";

async fn found(api: &Api, search: Value) -> Result<Vec<Value>> {
    let found = api.call("POST", &format!("{EVENTS}/search?limit=1000"), search).await?;
    assert_eq!(found.status, 200, "{}", found.json);
    Ok(found.json["items"].as_array().unwrap().clone())
}

fn names(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["event_name"].as_str().unwrap()).collect()
}

async fn count(api: &Api) -> Result<Value> {
    Ok(api.call("GET", EVENTS, Value::Null).await?.json["count"].clone())
}

#[tokio::test]
async fn changes_and_logins_leave_events_without_what_was_sent() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let me = api.sandbox().details().privx.api_client_id.clone();
    let ada = user(&api, "ada", &[]).await?;
    let hers = api.logged_in_as("ada", "hunter2-hunter2").await?;
    let path = format!("/{ada}");
    assert_eq!(
        api.users("PUT", &path, json!({ "username": "ada", "company": "Engines" })).await?.status,
        200
    );
    let key = json!({ "name": "laptop", "public_key": "ssh-ed25519 AAAA" });
    let keys = format!("/role-store/api/v1/users/{ada}/authorizedkeys");
    let key = api.call("POST", &keys, key).await?.text("/id");
    let events = found(&api, json!({ "user_id": ada })).await?;
    // The empty set of roles that the helper grants changes nothing.
    let done =
        ["local_users.create", "oauth.token_password", "local_users.update", "user_authorized_keys.create"];
    assert_eq!(names(&events), done);
    let all = Value::from(events.clone()).to_string();
    assert!(!all.contains("hunter2") && !all.contains("Engines") && !all.contains("AAAA"), "{all}");
    let [create, login, _, keyed] = &events[..] else { panic!("{events:?}") };
    assert_eq!(
        (&create["message"]["user_id"], &create["message"]["target_user_id"]),
        (&json!(me), &json!(ada))
    );
    assert_eq!(create["service_name"], "LOCAL-USER-STORE");
    assert!(create.get("event_id").is_none() && create["service_id"].is_string());
    assert_eq!((&login["service_name"], &login["message"]["user_id"]), (&json!("AUTH"), &json!(ada)));
    assert!(keyed["message"].as_object().unwrap().values().any(|id| *id == *key), "{keyed}");

    // The session of the events is that of the caller.
    let sessions = format!("/auth/api/v1/sessionstorage/users/{me}/sessions");
    let sessions = api.call("GET", &sessions, Value::Null).await?.json;
    let session = sessions["items"][0]["id"].clone();
    assert_eq!(create["message"]["session_id"], session);
    let mine = found(&api, json!({ "session_id": session })).await?;
    assert!(names(&mine).starts_with(&["oauth.token_password", "local_users.create"]), "{mine:?}");

    // Neither a read nor what is refused leaves one.
    let before = count(&api).await?;
    assert_eq!(api.users("POST", "", json!({ "username": "ada" })).await?.status, 400);
    assert_eq!(hers.call("DELETE", "/local-user-store/api/v1/users/x", Value::Null).await?.status, 403);
    assert_eq!(api.users("GET", "", Value::Null).await?.status, 200);
    api.call("POST", "/role-store/api/v1/users/search", json!({ "keywords": "ada" })).await?;
    assert_eq!(count(&api).await?, before);

    assert_eq!(api.users("DELETE", &path, Value::Null).await?.status, 200);
    let gone = found(&api, json!({ "keywords": "local_users.delete" })).await?;
    assert_eq!((gone.len(), &gone[0]["message"]["target_user_id"]), (1, &json!(ada)));
    Ok(())
}

#[tokio::test]
async fn events_are_found_by_words_and_times_and_the_oldest_go() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let time = async || -> Result<String> {
        Ok(api.call("GET", "/monitor-service/api/v1/time", Value::Null).await?.text("/time_utc"))
    };
    role(&api, "first", json!([])).await?;
    api.sandbox().privx().advance(std::time::Duration::from_secs(3600));
    let later = time().await?;
    role(&api, "second", json!([])).await?;
    let words = |words: &str| json!({ "keywords": words });
    assert_eq!(names(&found(&api, words("ROLE-STORE")).await?), ["roles.create", "roles.create"]);
    assert_eq!(found(&api, words("ROLE-STORE,AUTH")).await?.len(), 3);
    assert_eq!(found(&api, json!({ "start_time": later })).await?.len(), 1);
    assert_eq!(found(&api, json!({ "end_time": later })).await?.len(), 2);
    for _ in 0..10_000 {
        api.sandbox().privx().add_audit_event("AUTH", "7", "LOGIN");
    }
    assert_eq!((count(&api).await?, found(&api, words("ROLE-STORE")).await?.len()), (json!(10_000), 0));
    Ok(())
}

#[tokio::test]
async fn grants_checkouts_and_terminations_leave_events() -> Result<()> {
    let site = Site::start(json!({})).await?;
    let id = site.made().await?;
    assert_eq!(site.decided("bob", &id, "APPROVED").await?, 200);
    let api = site.api();
    let about = async |name: &str| -> Result<Vec<Value>> {
        let events = found(api, json!({ "user_id": site.ada })).await?;
        Ok(events.into_iter().filter(|event| event["event_name"] == *name).collect())
    };
    let decided = &about("requests.decide").await?[0]["message"];
    assert_eq!((&decided["role_id"], &decided["request_id"]), (&json!(site.ops), &json!(id)));
    assert_eq!(decided["target_user_id"], *site.ada);
    assert_ne!(decided["user_id"], *site.ada, "bob decided");
    let granted = &about("users.roles_set").await?[0]["message"];
    assert!(granted["role_id"].is_string() && granted["target_user_id"] == *site.ada, "{granted}");

    let ada = site.by("ada").await?;
    api.sandbox().privx().add_account_secret("hosts/db/root", "root", "s3cret-s3cret");
    let checkout = json!({ "path": "hosts/db/root" });
    let made = ada.call("POST", "/authorizer/api/v1/secrets/checkouts", checkout).await?;
    let checkout = made.text("/items/0/id");
    let path = format!("/authorizer/api/v1/secrets/checkouts/{checkout}/release");
    assert_eq!(ada.call("POST", &path, Value::Null).await?.status, 200);
    for name in ["account_secrets.checkout", "account_secrets.checkout_release"] {
        let events = about(name).await?;
        assert_eq!((events.len(), &events[0]["message"]["checkout_id"]), (1, &json!(checkout)), "{events:?}");
        assert!(!events[0].to_string().contains("s3cret"));
    }

    let path = format!("/auth/api/v1/sessionstorage/users/{}/sessions/terminate", site.ada);
    assert_eq!(api.call("POST", &path, Value::Null).await?.status, 200);
    assert_eq!(about("sessions.terminate_user").await?[0]["message"]["target_user_id"], *site.ada);
    let connection = api.sandbox().privx().add_connection(&site.ada, "none");
    let path = format!("/connection-manager/api/v1/terminate/connection/{connection}");
    assert_eq!(api.call("POST", &path, json!("")).await?.status, 200);
    assert_eq!(names(&found(api, json!({ "connection_id": connection })).await?), ["connections.terminate"]);
    Ok(())
}
