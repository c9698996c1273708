//! mID Provider, spoken to without the SDK.

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::https::{Client, Reply};

mod admin;
mod auth;
mod devices;
mod mappings;
mod messages;
mod profile;
mod realms;
mod sessions;
mod tenants;
mod transactions;

const TOKEN: &str = "/auth/realms/sandbox/protocol/openid-connect/token";
const USERS: &str = "/digitanium/v4/users";
const SHIFT: &str = "/auth/realms/sandbox/v3_user";

fn base<'a>(sandbox: &'a Sandbox, path: &str) -> &'a str {
    let details = &sandbox.details().midprovider;
    let of_shift = ["v3_user", "v3_realm", "v4_realm", "v3_device", "v3_activationcode", "/mpower/v1/"];
    if path.starts_with("/v1/") || of_shift.iter().any(|part| path.contains(part)) {
        &details.shift_base_url
    } else {
        &details.ssms_base_url
    }
}

async fn send(sandbox: &Sandbox, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    Client::new(sandbox).send(method, url, headers, body.to_owned()).await.unwrap()
}

async fn form(sandbox: &Sandbox, path: &str, form: &str) -> Reply {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    send(sandbox, "POST", &format!("{}{path}", base(sandbox, path)), &headers, form).await
}

fn credentials(sandbox: &Sandbox) -> String {
    let details = &sandbox.details().midprovider;
    format!("client_id={}&client_secret={}", details.client_id, details.client_secret)
}

async fn token(sandbox: &Sandbox) -> String {
    let body = format!("grant_type=client_credentials&{}", credentials(sandbox));
    text(&form(sandbox, TOKEN, &body).await.json, "access_token")
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name}: {value}")).to_owned()
}

/// A call with a token and, if there is a body, with JSON.
async fn call(sandbox: &Sandbox, token: &str, method: &str, path: &str, body: Option<Value>) -> Reply {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("authorization", bearer.as_str()), ("accept", "application/json")];
    if body.is_some() {
        headers.push(("content-type", "application/json"));
    }
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    send(sandbox, method, &format!("{}{path}", base(sandbox, path)), &headers, &body).await
}

async fn create(sandbox: &Sandbox, token: &str, body: Value) {
    let reply = call(sandbox, token, "POST", USERS, Some(body)).await;
    assert_eq!(reply.status.as_u16(), 202, "{}", reply.json);
}

fn status_of(reply: &Reply) -> (u16, String) {
    (reply.status.as_u16(), reply.json["status"].as_str().unwrap_or_default().to_owned())
}

fn is(reply: &Reply, status: u16, word: &str) {
    assert_eq!(status_of(reply), (status, word.to_owned()), "{}", reply.json);
    assert_eq!(reply.json["subSystem"], 5);
}

#[tokio::test]
async fn a_user_is_created_read_and_deleted_in_both_flavours() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    let body = json!({
        "username": "Mira.Olsen@firm.example",
        "firstName": "Mira", "email": "mira@firm.example", "Enabled": true,
        "credentials": [{ "type": "password", "value": "S0me-long-phrase", "temporary": false }],
        "realmRoles": ["digitanium_user"],
        "attributes": {
            "digitaniumActivationValidity": "1790000000", "digitaniumActivationCode": "57310284",
            "digitaniumActivationSecret": "true", "groups": ["ks-users"], "costCentre": 4711, "note": null,
        },
    });
    let reply = call(&sandbox, &token, "POST", SHIFT, Some(body)).await;
    is(&reply, 202, "OK");
    assert!(reply.json.get("data").is_none() && !reply.headers.contains_key("location"));

    let reply =
        call(&sandbox, &token, "GET", &format!("{USERS}/mira.olsen%40FIRM.example/profile"), None).await;
    is(&reply, 200, "Success");
    let user = reply.json["data"].clone();
    assert_eq!(user["username"], "mira.olsen@firm.example");
    // `Enabled` is not `enabled`.
    assert_eq!(user["enabled"], false);
    let attributes = json!({ "groups": ["ks-users"], "costCentre": ["4711"], "note": [null] });
    assert_eq!(user["attributes"], attributes);
    let control = sandbox.midprovider();
    let codes = control.activation_codes("mira.olsen@firm.example");
    assert!(codes[0].code == "57310284" && codes[0].secret && codes.len() == 1);
    assert_eq!(control.user("mira.olsen@firm.example").unwrap()["groups"], json!(["ks-users"]));

    let by_id = format!("{SHIFT}/{}", text(&user, "id"));
    assert_eq!(call(&sandbox, &token, "GET", &by_id, None).await.json["data"], user);
    let path = format!("{SHIFT}/mira.olsen%40firm.example");
    is(&call(&sandbox, &token, "DELETE", &path, None).await, 200, "OK");
    is(&call(&sandbox, &token, "DELETE", &path, None).await, 404, "USER_NOT_FOUND");
    is(&call(&sandbox, &token, "GET", &path, None).await, 404, "USER_NOT_FOUND");
}

#[tokio::test]
async fn a_create_is_strict() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    create(&sandbox, &token, json!({ "username": "mira", "email": "mira@firm.example" })).await;
    assert_eq!(sandbox.midprovider().activation_codes("mira")[0].code.len(), 8);
    for (body, status, word) in [
        (json!({ "username": null }), 400, "BAD_REQUEST"),
        (json!({ "username": "" }), 400, "BAD_REQUEST"),
        (json!({ "username": "a/b" }), 400, "BAD_REQUEST"),
        (json!({ "username": "MIRA" }), 409, "CONFLICT"),
        (json!({ "username": "nils", "email": "Mira@firm.example" }), 409, "CONFLICT"),
        (
            json!({ "username": "nils", "attributes": { "digitaniumActivationValidity": "soon" } }),
            400,
            "BAD_REQUEST",
        ),
        (json!({ "username": "nils", "credentials": [{ "value": "x" }] }), 400, "BAD_REQUEST"),
    ] {
        is(&call(&sandbox, &token, "POST", USERS, Some(body)).await, status, word);
    }
    let reply = call(&sandbox, &token, "POST", USERS, Some(json!({ "username": "" }))).await;
    assert_eq!(reply.json["message"], "Username should not be null or empty");
    let group = json!({ "username": "nils", "attributes": { "groups": "nobody" } });
    let reply = call(&sandbox, &token, "POST", USERS, Some(group)).await;
    assert_eq!((reply.status.as_u16(), reply.json), (500, json!({ "error": "unknown_error" })));
    let reply = call(&sandbox, &token, "POST", USERS, Some(json!({ "username": ["nils"] }))).await;
    assert_eq!((reply.status.as_u16(), reply.json["error"].clone()), (400, json!("invalid_request")));
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    let url = &sandbox.details().midprovider.ssms_base_url;
    let reply = send(&sandbox, "POST", &format!("{url}{USERS}"), &headers, "{}").await;
    assert_eq!(reply.status.as_u16(), 415);

    let before = sandbox.midprovider().user("mira").unwrap();
    let attributes = json!({ "digitaniumUserIdDelete": true, "digitaniumCreateActivation": false });
    let body = json!({ "username": "mira", "email": "mira@firm.example", "attributes": attributes });
    create(&sandbox, &token, body).await;
    let after = sandbox.midprovider().user("mira").unwrap();
    assert_ne!(before["id"], after["id"]);
    assert!(sandbox.midprovider().activation_codes("mira").is_empty());
    assert!(after["attributes"].get("digitaniumUserIdDelete").is_none());
}

#[tokio::test]
async fn lists_have_pages_and_filters() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    for number in 0..25 {
        let name = format!("user{number:02}");
        create(&sandbox, &token, json!({ "username": name, "email": format!("{name}+x@firm.example") }))
            .await;
    }
    let names = |reply: &Reply| -> Vec<String> {
        assert_eq!(status_of(reply), (200, "Success".to_owned()));
        let rows = reply.json["data"]["userList"].as_array().unwrap().clone();
        assert!(rows.iter().all(|row| row.get("id").is_none()));
        rows.iter().map(|row| text(row, "username")).collect()
    };
    let get = async |path: &str| names(&call(&sandbox, &token, "GET", path, None).await);
    // The administrator is a user too.
    assert_eq!(get(USERS).await.len(), 20);
    assert_eq!(get(&format!("{USERS}?pageNumber=2")).await.len(), 6);
    assert_eq!(get(&format!("{USERS}?pageNumber=9")).await.len(), 0);
    assert_eq!(get(&format!("{SHIFT}/getusers?limit=3&pageNumber=2")).await, ["user02", "user03", "user04"]);
    assert_eq!(get(&format!("{SHIFT}/getusers/?email=user07%2Bx")).await, ["user07"]);
    assert_eq!(get(&format!("{SHIFT}/getusers?search=user1&max=2")).await, ["user10", "user11"]);
    is(&call(&sandbox, &token, "GET", &format!("{USERS}?limit=0"), None).await, 400, "BAD_REQUEST");
}

#[tokio::test]
async fn updates_keep_to_their_defaults() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    let control = sandbox.midprovider();
    create(&sandbox, &token, json!({ "username": "mira", "firstName": "Mira", "attributes": { "a": "1" } }))
        .await;
    let reply =
        call(&sandbox, &token, "PUT", &format!("{USERS}/mira/update"), Some(json!({ "lastName": "Olsen" })))
            .await;
    is(&reply, 200, "OK");
    let user = control.user("mira").unwrap();
    assert_eq!((&user["enabled"], &user["emailVerified"]), (&json!(true), &json!(true)));
    assert_eq!((&user["firstName"], &user["lastName"]), (&json!("Mira"), &json!("Olsen")));
    assert_eq!(control.activation_codes("mira").len(), 2);

    let credential = json!({
        "type": "ACTIVATION_CODE", "credentialData": "{\"period\":\"30d\"}", "secretData": "{\"code\":\"57310284\"}",
    });
    let path = format!("{SHIFT}/mira/update");
    let body = json!({ "enabled": false, "credentials": [credential] });
    is(&call(&sandbox, &token, "PUT", &path, Some(body)).await, 200, "OK");
    assert_eq!(control.activation_codes("mira")[0].code, "57310284");
    assert_eq!(control.user("mira").unwrap()["enabled"], false);

    let path = format!("{SHIFT}/mira/profile");
    let body = json!({ "email": "mira@firm.example", "attributes": { "b": true } });
    is(&call(&sandbox, &token, "PUT", &path, Some(body)).await, 200, "OK");
    let user = control.user("mira").unwrap();
    assert_eq!(user["attributes"], json!({ "a": ["1"], "b": ["true"] }));
    assert_eq!(user["enabled"], false);
    is(&call(&sandbox, &token, "PUT", &path, Some(json!({ "email": 7 }))).await, 400, "GENERAL ERROR");

    for (verb, enabled) in [("enable", true), ("disable", false)] {
        let path = format!("{USERS}/mira/{verb}");
        is(&call(&sandbox, &token, "PUT", &path, None).await, 400, "BAD_REQUEST");
        is(
            &call(&sandbox, &token, "PUT", &path, Some(json!({ "Enabled": enabled }))).await,
            400,
            "BAD_REQUEST",
        );
        for _ in 0..2 {
            let reply = call(&sandbox, &token, "PUT", &path, Some(json!({ "enabled": enabled }))).await;
            is(&reply, 200, "Success");
            assert_eq!(control.user("mira").unwrap()["enabled"], enabled);
        }
    }
}

#[tokio::test]
async fn every_write_to_a_user_is_in_both_flavours() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    let control = sandbox.midprovider();
    for users in [USERS, SHIFT] {
        create(&sandbox, &token, json!({ "username": "mira", "firstName": "Mira" })).await;
        let put = async |verb: &str, body: Value| {
            let reply = call(&sandbox, &token, "PUT", &format!("{users}/mira/{verb}"), Some(body)).await;
            assert_eq!(reply.status.as_u16(), 200, "{users} {verb}: {}", reply.json);
            control.user("mira").unwrap()
        };
        assert_eq!(put("update", json!({ "lastName": "Olsen" })).await["lastName"], "Olsen");
        assert_eq!(put("profile", json!({ "email": "m@firm.example" })).await["email"], "m@firm.example");
        assert_eq!(put("disable", json!({ "enabled": false })).await["enabled"], false);
        assert_eq!(put("enable", json!({ "enabled": true })).await["enabled"], true);
        let path = format!("{users}/mira/otp-brute-force");
        assert_eq!(call(&sandbox, &token, "DELETE", &path, None).await.status.as_u16(), 200);
        let path = format!("{users}/mira");
        assert_eq!(call(&sandbox, &token, "DELETE", &path, None).await.status.as_u16(), 200);
        assert!(control.user("mira").is_none());
    }
}

#[tokio::test]
async fn sessions_devices_and_one_time_passwords() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    let control = sandbox.midprovider();
    create(&sandbox, &token, json!({ "username": "mira" })).await;
    let id = text(&control.user("mira").unwrap(), "id");
    let (by_id, by_name) =
        (format!("{USERS}/{id}/logout?ssms=true"), format!("{USERS}/mira/logout?ssms=true"));
    assert!(control.open_session("mira"));
    is(&call(&sandbox, &token, "PUT", &by_name, None).await, 404, "USER_NOT_FOUND");
    is(&call(&sandbox, &token, "PUT", &by_id, None).await, 200, "Success");
    is(&call(&sandbox, &token, "PUT", &by_id, None).await, 409, "USER_ALREADY_LOGGED_OUT");
    for path in [format!("{USERS}/mira/ssms/logout"), format!("{SHIFT}/mira/ssms/logout")] {
        assert!(control.open_ssms_session("mira"));
        let reply = call(&sandbox, &token, "PUT", &path, None).await;
        is(&reply, 200, "OK");
        assert_eq!(reply.json["data"], true);
        is(&call(&sandbox, &token, "PUT", &path, None).await, 409, "USER_ALREADY_LOGGED_OUT");
    }
    assert!(control.open_ssms_session("mira"));
    let path = format!("{SHIFT}/{id}/ssms/logout?ssms=true");
    is(&call(&sandbox, &token, "PUT", &path, None).await, 200, "Success");

    let device = control.add_device("mira").unwrap();
    let reply = call(&sandbox, &token, "GET", &format!("{USERS}/mira/devices"), None).await;
    assert_eq!(reply.json["data"][0]["deviceId"], device.as_str());
    let reply = call(&sandbox, &token, "GET", &format!("{SHIFT}/devices/mira"), None).await;
    assert_eq!(reply.status.as_u16(), 404);

    let admin = "/auth/admin/realms/sandbox/attack-detection/otp-brute-force/users/mira";
    assert_eq!(call(&sandbox, &token, "GET", admin, None).await.status, 204);
    for _ in 0..5 {
        assert!(control.fail_otp("mira"));
    }
    let bare = call(&sandbox, &token, "GET", admin, None).await.json;
    assert_eq!((&bare["otp_disabled"], &bare["otp_numFailures"]), (&json!(true), &json!(5)));
    let v3 = "/digitanium/v3/users";
    let reply = call(&sandbox, &token, "GET", &format!("{v3}/mira/otp-brute-force"), None).await;
    assert_eq!(reply.json["data"], bare);
    let unlock = format!("{USERS}/mira/otp-brute-force");
    is(&call(&sandbox, &token, "DELETE", &unlock, None).await, 200, "Success");
    let reply = call(&sandbox, &token, "GET", &format!("{SHIFT}/mira/otp-brute-force"), None).await;
    assert_eq!(reply.json["data"]["otp_numFailures"], 0);
    for path in [format!("{v3}/otp-brute-force"), format!("{SHIFT}/otp-brute-force")] {
        control.fail_otp("mira");
        is(&call(&sandbox, &token, "DELETE", &path, None).await, 200, "Success");
        assert_eq!(call(&sandbox, &token, "GET", admin, None).await.status, 204);
    }
}

#[tokio::test]
async fn wrong_routes_realms_and_tokens_are_told_apart() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    let error = async |method: &str, path: &str| {
        let reply = call(&sandbox, &token, method, path, None).await;
        (reply.status.as_u16(), text(&reply.json, "error"))
    };
    let no_route = (404, "Unable to find matching target resource method".to_owned());
    assert_eq!(error("GET", "/digitanium/v4/nowhere").await, no_route);
    assert_eq!(error("GET", "/realms/sandbox").await, no_route);
    assert_eq!(error("POST", &format!("{TOKEN}/")).await, no_route);
    assert_eq!(
        error("GET", "/auth/realms/other/v3_user/mira").await,
        (404, "Realm does not exist".to_owned())
    );
    for name in ["getusers", "otp-brute-force", "devices", "tms"] {
        let method = if name == "otp-brute-force" { "GET" } else { "DELETE" };
        assert_eq!(error(method, &format!("{SHIFT}/{name}")).await.0, 405, "{name}");
    }

    let unauthorized = json!({ "error": "HTTP 401 Unauthorized" });
    let reply = call(&sandbox, "nonsense", "GET", USERS, None).await;
    assert_eq!((reply.status.as_u16(), reply.json), (401, unauthorized.clone()));
    let url = &sandbox.details().midprovider.ssms_base_url;
    let html = [("accept", "text/html,application/json;q=0.9")];
    let reply = send(&sandbox, "GET", &format!("{url}{USERS}"), &html, "").await;
    assert!(reply.status == 401 && reply.bytes.starts_with(b"<!DOCTYPE html>"));

    let control = sandbox.midprovider();
    control.role_missing(true);
    let reply = call(&sandbox, &token, "GET", USERS, None).await;
    assert_eq!((reply.status.as_u16(), reply.json), (401, unauthorized));
    control.role_missing(false);
    assert_eq!(call(&sandbox, &token, "GET", USERS, None).await.status, 200);
    control.revoke_tokens();
    assert_eq!(call(&sandbox, &token, "GET", USERS, None).await.status, 401);
}
