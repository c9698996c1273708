//! PrivX: login sessions, passwords, phones and settings.

use serde_json::{Value, json};

use crate::https::Result;
use crate::privx::Api;
use portcullis_sandbox::Sandbox;

const STORAGE: &str = "/auth/api/v1/sessionstorage";

async fn ada(api: &Api) -> Result<String> {
    let new = json!({ "username": "ada", "password": { "password": "Correct-horse-1" } });
    Ok(api.users("POST", "", new).await?.text("/id"))
}

#[tokio::test]
async fn each_login_is_a_session_and_its_tokens_end_with_it() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let user = ada(&api).await?;
    let first = api.logged_in_as("ada", "Correct-horse-1").await?;
    let second = api.logged_in_as("ada", "Correct-horse-1").await?;
    let list = format!("{STORAGE}/users/{user}/sessions");
    let listed = api.call("GET", &list, Value::Null).await?.json;
    assert_eq!((&listed["count"], &listed["items"][0]["username"]), (&json!(2), &json!("ada")));
    assert_eq!(
        (&listed["items"][0]["domain"], &listed["items"][0]["current"]),
        (&json!("privx-external"), &json!(false))
    );
    let found = api.call("POST", &format!("{STORAGE}/sessions/search"), json!({ "user_id": user })).await?;
    assert_eq!(found.json["count"], 2);
    let other = json!({ "keywords": "unknown" });
    assert_eq!(api.call("POST", &format!("{STORAGE}/sessions/search"), other).await?.json["count"], 0);

    let mine = format!("{STORAGE}/users/current/sessions");
    let current = |listed: &Value| -> String {
        let mut sessions = listed["items"].as_array().unwrap().iter();
        sessions.find(|session| session["current"] == true).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let id = current(&second.call("GET", &mine, Value::Null).await?.json);
    let admin = current(&api.call("GET", &mine, Value::Null).await?.json);
    let foreign = format!("{mine}/{admin}/terminate");
    assert_eq!(first.call("POST", &foreign, Value::Null).await?.status, 404, "the session of another user");
    assert_eq!(first.call("POST", &format!("{mine}/{id}/terminate"), Value::Null).await?.status, 200);
    assert_eq!(second.call("GET", &mine, Value::Null).await?.status, 401);
    assert_eq!(first.call("GET", &mine, Value::Null).await?.json["count"], 1);

    let id = current(&first.call("GET", &mine, Value::Null).await?.json);
    let end = format!("{STORAGE}/sessions/{id}/terminate");
    assert_eq!(first.call("POST", &end, Value::Null).await?.status, 403);
    assert_eq!(api.call("POST", &end, Value::Null).await?.status, 200);
    assert_eq!(api.call("POST", &end, Value::Null).await?.status, 404);
    assert_eq!(first.call("GET", &mine, Value::Null).await?.status, 401);

    let third = api.logged_in_as("ada", "Correct-horse-1").await?;
    assert_eq!(api.call("POST", &format!("{list}/terminate"), Value::Null).await?.status, 200);
    assert_eq!(third.call("GET", &mine, Value::Null).await?.status, 401);
    assert_eq!(api.call("GET", &list, Value::Null).await?.json, json!({ "count": 0, "items": [] }));
    assert_eq!(api.call("GET", &mine, Value::Null).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn a_local_user_changes_the_own_password_and_an_api_client_has_none() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    ada(&api).await?;
    let path = "/auth/api/v1/password";
    let change = |old: &str, new: &str| json!({ "current_password": old, "new_password": new });
    let refused = api.call("PUT", path, change("a", "b")).await?;
    assert_eq!(
        (refused.status.as_u16(), refused.text("/error_code").as_str()),
        (400, "UNSUPPORTED_SESSION_TYPE")
    );
    let session = api.logged_in_as("ada", "Correct-horse-1").await?;
    assert_eq!(session.call("PUT", path, change("wrong", "b")).await?.status, 400);
    let empty = session.call("PUT", path, change("Correct-horse-1", "")).await?;
    assert_eq!(empty.text("/property"), "new_password");
    assert_eq!(session.call("PUT", path, change("Correct-horse-1", "Correct-horse-2")).await?.status, 200);
    api.logged_in_as("ada", "Correct-horse-2").await?;
    let again = session.call("PUT", path, change("Correct-horse-1", "Correct-horse-3")).await?;
    assert_eq!(again.status, 400, "the former password");
    Ok(())
}

#[tokio::test]
async fn a_phone_is_paired_listed_and_unpaired() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let user = ada(&api).await?;
    let devices = format!("/auth/api/v1/users/{user}/devices");
    let control = api.sandbox().privx();
    let (first, second) =
        (control.pair_device(&user, "phone", "iOS"), control.pair_device(&user, "old", "Android"));
    let listed = api.call("GET", &devices, Value::Null).await?.json;
    assert_eq!((&listed["count"], &listed["items"][0]["os"]), (&json!(2), &json!("iOS")));
    let one = |id: &str| id.replace('=', "%3D");
    let gone = format!("{devices}/{}", one(&first));
    assert_eq!(api.call("DELETE", &gone, Value::Null).await?.status, 200);
    assert_eq!(api.call("DELETE", &gone, Value::Null).await?.status, 404);
    let session = api.logged_in_as("ada", "Correct-horse-1").await?;
    let mine = "/auth/api/v1/users/current/devices";
    assert_eq!(session.call("GET", mine, Value::Null).await?.text("/items/0/id"), second);
    assert_eq!(session.call("DELETE", &format!("{mine}/{}", one(&second)), Value::Null).await?.status, 200);
    assert_eq!(api.call("GET", &devices, Value::Null).await?.json["count"], 0);
    Ok(())
}

#[tokio::test]
async fn a_section_is_a_part_of_its_scope() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let path = |kind: &str, rest: &str| format!("/settings/api/v1/{kind}/{rest}");
    let db = json!({ "max_open_conns": 20, "conn_max_idletime": "5m" });
    assert_eq!(api.call("PUT", &path("settings", "AUTH"), json!({ "db": db })).await?.status, 200);
    assert_eq!(api.call("GET", &path("settings", "AUTH/db"), Value::Null).await?.json, db);
    let limits = json!({ "logins": 5 });
    assert_eq!(api.call("PUT", &path("settings", "AUTH/limits"), limits.clone()).await?.status, 200);
    let all = api.call("GET", &path("settings", "AUTH"), Value::Null).await?.json;
    assert_eq!(all, json!({ "db": db, "limits": limits }));
    assert_eq!(api.call("GET", &path("settings", "VAULT"), Value::Null).await?.json, json!({}));

    let shared = json!({ "limits": { "logins": 9, "idle": "1h" } });
    api.call("PUT", &path("settings", "GLOBAL"), shared).await?;
    let merged = api.call("GET", &path("settings", "AUTH?merge=true"), Value::Null).await?.json;
    assert_eq!(merged["limits"], json!({ "logins": 5, "idle": "1h" }));

    let change = json!({ "limits": { "logins": 5, "idle": "2h" } });
    let needed = api.call("POST", &path("restart_required", "AUTH"), change).await?.json;
    assert_eq!(
        needed,
        json!({ "restart": true, "settings": { "limits": { "logins": false, "idle": true } } })
    );
    let same = json!({ "limits": limits });
    assert_eq!(api.call("POST", &path("restart_required", "AUTH"), same).await?.json["restart"], false);

    let schema = api.call("GET", &path("schema", "AUTH/db"), Value::Null).await?.json;
    assert_eq!(schema["properties"]["max_open_conns"], json!({ "type": "integer" }));
    let schema = api.call("GET", &path("schema", "AUTH"), Value::Null).await?.json;
    assert_eq!(schema["properties"]["limits"]["properties"]["logins"]["type"], "integer");
    Ok(())
}
