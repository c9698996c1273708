//! Sessions, locks, events, and what tokens state.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::admin::{Admin, PASSWORD};
use super::{call, form, send, text};

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

async fn key_ids(admin: &Admin, realm: &str) -> Vec<String> {
    let url = &admin.sandbox.details().midprovider.shift_base_url;
    let path = format!("{url}/auth/realms/{realm}/protocol/openid-connect/certs");
    let keys = send(&admin.sandbox, "GET", &path, &[], "").await.json;
    keys["keys"].as_array().unwrap().iter().map(|key| text(key, "kid")).collect()
}

#[tokio::test]
async fn access_tokens_state_roles_and_are_signed_by_the_newest_key_of_their_realm() {
    let admin = Admin::start().await;
    let id = admin.user("mira").await;
    let client = text(&admin.create("/clients", json!({ "clientId": "desk" })).await, "id");
    let agent = admin.create(&format!("/clients/{client}/roles"), json!({ "name": "agent" })).await;
    let outer = admin.create("/roles", json!({ "name": "outer" })).await;
    admin.ok("POST", "/roles/outer/composites", Some(json!([agent])), 204).await;
    let mappings = format!("/users/{id}/role-mappings/realm");
    admin.ok("POST", &mappings, Some(json!([outer])), 204).await;
    let access = async || {
        let reply = admin.log_in("sandbox", "mira", PASSWORD, "openid").await.json;
        (text(&reply, "access_token"), text(&reply, "id_token"))
    };
    let (first, id_token) = access().await;
    let claims = part(&first, 1);
    assert_eq!(claims["realm_access"], json!({ "roles": ["outer"] }));
    assert_eq!(claims["resource_access"], json!({ "desk": { "roles": ["agent"] } }));
    assert_eq!((&claims["aud"], &claims["azp"]), (&json!(["desk", "account"]), &json!("admin-cli")));
    assert_eq!((&claims["iat"], &claims["sub"]), (&claims["nbf"], &json!(id)));
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 300);
    assert!(text(&claims, "iss").ends_with("/auth/realms/sandbox"));
    assert_eq!(part(&id_token, 1)["email"], "mira@firm.example");
    assert!(part(&id_token, 1).get("realm_access").is_none());

    let control = admin.sandbox.midprovider();
    assert!(control.rotate_key("sandbox") && !control.rotate_key("none"));
    let (second, _) = access().await;
    let kid = |token: &str| text(&part(token, 0), "kid");
    assert_eq!(key_ids(&admin, "sandbox").await, [kid(&second), kid(&first)]);
    assert!(!key_ids(&admin, "master").await.contains(&kid(&second)));
    assert!(control.drop_old_keys("sandbox"));
    assert_eq!(key_ids(&admin, "sandbox").await, [kid(&second)]);
}

#[tokio::test]
async fn sessions_end_on_logout_on_deletion_and_with_time() {
    let admin = Admin::start().await;
    let id = admin.user("mira").await;
    let sessions = format!("/users/{id}/sessions");
    let count = async || admin.get(&sessions).await.as_array().unwrap().len();
    let log_in = async || admin.log_in("sandbox", "mira", PASSWORD, "openid").await.json;
    let info = "/auth/realms/sandbox/protocol/openid-connect/userinfo";
    let is_live = async |tokens: &Value| {
        call(&admin.sandbox, &text(tokens, "access_token"), "GET", info, None).await.status == 200
    };
    let (one, two) = (log_in().await, log_in().await);
    let found = admin.get(&sessions).await;
    assert!(found[0]["clients"].as_object().unwrap().values().any(|name| name == "admin-cli"));
    assert_eq!((&found[0]["userId"], &found[0]["username"]), (&json!(id), &json!("mira")));
    let public = text(&admin.get("/clients?clientId=admin-cli").await[0], "id");
    assert_eq!(
        admin.get(&format!("/clients/{public}/user-sessions?max=1")).await.as_array().unwrap().len(),
        1
    );
    let stats = admin.get("/client-session-stats").await;
    assert_eq!(stats, json!([{ "id": public, "clientId": "admin-cli", "active": "2", "offline": "0" }]));

    let session = text(&one, "session_state");
    admin.ok("DELETE", &format!("/sessions/{session}"), None, 204).await;
    admin.ok("DELETE", &format!("/sessions/{session}"), None, 404).await;
    assert!(!is_live(&one).await && is_live(&two).await);
    admin.ok("POST", &format!("/users/{id}/logout"), None, 204).await;
    assert!(!is_live(&two).await && count().await == 0);
    let three = log_in().await;
    admin.ok("POST", "/logout-all", None, 200).await;
    assert!(!is_live(&three).await);

    admin.ok("PUT", "", Some(json!({ "accessTokenLifespan": 4000 })), 204).await;
    let admin = Admin { token: super::token(&admin.sandbox).await, ..admin };
    let four = admin.log_in("sandbox", "mira", PASSWORD, "openid").await.json;
    advance(&admin, 1000);
    let alive = text(&four, "access_token");
    assert_eq!(call(&admin.sandbox, &alive, "GET", info, None).await.status, 200);
    advance(&admin, 900);
    assert_eq!(call(&admin.sandbox, &alive, "GET", info, None).await.status, 401, "idle for too long");
    let admin = Admin { token: super::token(&admin.sandbox).await, ..admin };
    let five = admin.log_in("sandbox", "mira", PASSWORD, "openid").await.json;
    admin.ok("DELETE", &format!("/users/{id}"), None, 204).await;
    let alive = text(&five, "access_token");
    assert_eq!(call(&admin.sandbox, &alive, "GET", info, None).await.status, 401);
}

fn advance(admin: &Admin, seconds: u64) {
    admin.sandbox.midprovider().advance(Duration::from_secs(seconds));
}

#[tokio::test]
async fn offline_sessions_outlive_the_others_and_end_with_the_consent() {
    let admin = Admin::start().await;
    let id = admin.user("mira").await;
    let reply = admin.log_in("sandbox", "mira", PASSWORD, "offline_access").await.json;
    assert_eq!(reply["refresh_expires_in"], 0);
    let refresh = text(&reply, "refresh_token");
    assert_eq!(part(&refresh, 1)["typ"], "Offline");
    let public = text(&admin.get("/clients?clientId=admin-cli").await[0], "id");
    let offline = format!("/users/{id}/offline-sessions/{public}");
    assert_eq!(admin.get(&format!("/users/{id}/sessions")).await, json!([]));
    assert_eq!(admin.get(&offline).await[0]["userId"], json!(id));
    admin.ok("POST", &format!("/users/{id}/logout"), None, 204).await;
    advance(&admin, 100_000);
    let renew = async |token: &str| {
        let body = format!("grant_type=refresh_token&client_id=admin-cli&refresh_token={token}");
        form(&admin.sandbox, super::TOKEN, &body).await
    };
    let renewed = renew(&refresh).await;
    assert_eq!(renewed.status, 200, "{}", renewed.json);
    let admin = Admin { token: super::token(&admin.sandbox).await, sandbox: admin.sandbox };
    assert!(admin.sandbox.midprovider().add_consent("mira", "admin-cli", &["profile"]));
    let consents = format!("/users/{id}/consents");
    let found = admin.get(&consents).await;
    assert_eq!(found[0]["grantedClientScopes"], json!(["profile"]));
    assert_eq!(found[0]["additionalGrants"][0]["key"], "Offline Token");
    admin.ok("DELETE", &format!("{consents}/admin-cli"), None, 204).await;
    admin.ok("DELETE", &format!("{consents}/admin-cli"), None, 404).await;
    assert_eq!(admin.get(&offline).await, json!([]));
    assert_eq!(admin.get(&consents).await, json!([]));
}

#[tokio::test]
async fn wrong_passwords_lock_a_user_until_time_passes_or_an_administrator_unlocks() {
    let admin = Admin::start().await;
    let id = admin.user("mira").await;
    let state = format!("/attack-detection/brute-force/users/{id}");
    let try_to = async |password: &str| admin.log_in("sandbox", "mira", password, "").await.status.as_u16();
    for _ in 0..3 {
        assert_eq!(try_to("wrong").await, 401);
    }
    let none = json!({ "disabled": false, "numFailures": 0, "lastFailure": 0, "lastIPFailure": "n/a" });
    assert_eq!(admin.get(&state).await, none, "an unprotected realm counts nothing");
    let settings = json!({ "bruteForceProtected": true, "failureFactor": 2, "waitIncrementSeconds": 60 });
    admin.ok("PUT", "", Some(settings), 204).await;
    assert_eq!(try_to("wrong").await, 401);
    assert_eq!(try_to(PASSWORD).await, 200);
    assert_eq!(admin.get(&state).await["numFailures"], 0, "a success forgets the failures");
    for _ in 0..2 {
        try_to("wrong").await;
    }
    let locked = admin.get(&state).await;
    assert_eq!((&locked["disabled"], &locked["numFailures"]), (&json!(true), &json!(2)));
    assert_eq!(try_to(PASSWORD).await, 401);
    advance(&admin, 61);
    assert_eq!(try_to(PASSWORD).await, 200);
    for path in [state.as_str(), "/attack-detection/brute-force/users"] {
        for _ in 0..2 {
            try_to("wrong").await;
        }
        assert_eq!(try_to(PASSWORD).await, 401);
        admin.ok("DELETE", path, None, 204).await;
        assert_eq!(try_to(PASSWORD).await, 200);
    }
    admin.ok("PUT", "", Some(json!({ "permanentLockout": true })), 204).await;
    for _ in 0..2 {
        try_to("wrong").await;
    }
    assert_eq!(admin.sandbox.midprovider().user("mira").unwrap()["enabled"], false);
    let unknown = "/attack-detection/brute-force/users/none";
    admin.ok("GET", unknown, None, 404).await;
}

#[tokio::test]
async fn a_realm_records_what_its_settings_want() {
    let admin = Admin::start().await;
    let id = admin.user("mira").await;
    admin.log_in("sandbox", "mira", PASSWORD, "").await;
    assert_eq!(admin.get("/events").await, json!([]));
    assert_eq!(admin.get("/admin-events").await, json!([]));
    let settings = json!({
        "eventsEnabled": true, "enabledEventTypes": ["LOGIN", "LOGIN_ERROR"], "adminEventsEnabled": true,
        "adminEventsDetailsEnabled": true,
    });
    admin.ok("PUT", "/events/config", Some(settings), 204).await;
    assert_eq!(admin.get("/events/config").await["adminEventsEnabled"], true);
    let tokens = admin.log_in("sandbox", "mira", PASSWORD, "").await.json;
    admin.log_in("sandbox", "mira", "wrong", "").await;
    let events = admin.get("/events").await;
    assert_eq!((&events[0]["type"], &events[1]["type"]), (&json!("LOGIN_ERROR"), &json!("LOGIN")));
    assert_eq!(events[0]["error"], "invalid_user_credentials");
    assert_eq!((&events[1]["userId"], &events[1]["sessionId"]), (&json!(id), &tokens["session_state"]));
    assert!(!events.to_string().contains(PASSWORD));
    assert_eq!(admin.get("/events?type=LOGIN&type=X").await.as_array().unwrap().len(), 1);
    assert_eq!(admin.get("/events?direction=asc&max=1").await[0]["type"], "LOGIN");
    assert_eq!(admin.get("/events?dateTo=2020-01-01").await, json!([]));
    assert_eq!(admin.get("/events?user=other").await, json!([]));
    admin.ok("GET", "/events?dateFrom=soon", None, 400).await;

    let secret = "An0ther-long-phrase";
    let nils = json!({ "username": "nils", "credentials": [{ "type": "password", "value": secret }] });
    let nils = text(&admin.create("/users", nils).await, "id");
    let reset = json!({ "type": "password", "value": secret });
    admin.ok("PUT", &format!("/users/{nils}/reset-password"), Some(reset), 204).await;
    admin.ok("DELETE", &format!("/users/{nils}"), None, 204).await;
    admin.ok("DELETE", &format!("/users/{nils}"), None, 404).await;
    let events = admin.get("/admin-events?resourceTypes=USER").await;
    let kinds: Vec<&Value> = events.as_array().unwrap().iter().map(|event| &event["operationType"]).collect();
    assert_eq!(kinds, ["DELETE", "ACTION", "CREATE"]);
    assert_eq!(events[2]["resourcePath"], format!("users/{nils}"));
    assert!(text(&events[2], "representation").contains("nils") && !events.to_string().contains(secret));
    assert!(events[2]["authDetails"]["userId"].is_string());
    admin.ok("DELETE", "/events", None, 204).await;
    assert_eq!(admin.get("/events").await, json!([]));
    admin.ok("DELETE", "/admin-events", None, 204).await;
    let left = admin.get("/admin-events").await;
    assert_eq!(left[0]["resourcePath"], "admin-events", "the clearing itself is recorded");
    assert!(left[1].is_null());
}
