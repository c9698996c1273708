//! Activation codes, and the devices that they activate.

use std::time::Duration;

use portcullis_sandbox::Sandbox;
use portcullis_sandbox::midprovider::ActivationError;
use serde_json::{Value, json};

use super::{SHIFT, USERS, call, create, status_of, text, token};
use crate::https::Reply;

async fn with_user() -> (Sandbox, String) {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    let attributes = json!({ "digitaniumCreateActivation": false });
    create(&sandbox, &token, json!({ "username": "mira", "enabled": true, "attributes": attributes })).await;
    (sandbox, token)
}

fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!(status_of(reply), (status, code.to_owned()), "{}", reply.json);
}

#[tokio::test]
async fn a_code_is_created_listed_and_used_up() {
    let (sandbox, token) = with_user().await;
    let control = sandbox.midprovider();
    let path = format!("{USERS}/mira/activationcodes");
    for (body, query) in [
        (json!({ "activationCode": "12345" }), ""),
        (json!({ "activationCode": "1234567890123" }), ""),
        (json!({ "activationCode": "12345a" }), ""),
        (json!({ "activationNotAfter": "soon" }), ""),
        (json!({}), "?responseQrType=other"),
    ] {
        let reply = call(&sandbox, &token, "POST", &format!("{path}{query}"), Some(body)).await;
        refused(&reply, 400, "BAD_REQUEST");
    }
    let unknown = format!("{USERS}/nils/activationcodes");
    refused(&call(&sandbox, &token, "POST", &unknown, Some(json!({}))).await, 404, "USER_NOT_FOUND");
    refused(&call(&sandbox, &token, "GET", &unknown, None).await, 404, "USER_NOT_FOUND");

    let end = (control.now().as_secs() + 60).to_string();
    let body = json!({ "activationCode": "573102", "activationNotAfter": end });
    let made = call(&sandbox, &token, "POST", &path, Some(body)).await.json["data"].clone();
    let info = json!({
        "activationCode": "573102", "activationNotAfter": end, "codeCount": 1, "userID": "mira",
    });
    assert_eq!(made, json!([info]));
    let made = call(&sandbox, &token, "POST", &path, Some(json!({ "secret": true }))).await;
    assert!(made.json.get("subSystem").is_none());
    let secret = text(&made.json["data"][0], "activationCode");
    assert_eq!(secret.len(), 8);
    let listed = call(&sandbox, &token, "GET", &path, None).await.json["data"].clone();
    assert_eq!(listed[0]["activationCode"], "573102");
    assert!(listed[1].get("activationCode").is_none() && listed[1]["codeCount"] == 2);

    control.advance(Duration::from_secs(61));
    assert_eq!(control.activate("mira", "573102"), Err(ActivationError::Expired));
    let device = control.activate("mira", &secret).unwrap();
    assert_eq!(control.activate("mira", &secret), Err(ActivationError::WrongCode));
    assert_eq!(control.activate("nils", &secret), Err(ActivationError::UnknownUser));
    let reply = call(&sandbox, &token, "GET", &format!("{USERS}/mira/devices"), None).await;
    assert_eq!(reply.json["data"][0]["deviceId"], device.as_str());
    // The other flavour has neither.
    let path = "/auth/realms/sandbox/v3_activationcode/mira/";
    assert_eq!(call(&sandbox, &token, "GET", path, None).await.status, 404);
}

#[tokio::test]
async fn wrong_codes_end_the_right_one() {
    let (sandbox, token) = with_user().await;
    let control = sandbox.midprovider();
    let path = format!("{USERS}/mira/activationcodes");
    let body = json!({ "activationCode": "57310284" });
    call(&sandbox, &token, "POST", &path, Some(body.clone())).await;
    for _ in 0..4 {
        assert_eq!(control.activate("mira", "00000000"), Err(ActivationError::WrongCode));
    }
    assert_eq!(control.activation_codes("mira").len(), 1);
    assert_eq!(control.activate("mira", "00000000"), Err(ActivationError::WrongCode));
    assert_eq!(control.activate("mira", "57310284"), Err(ActivationError::WrongCode));
    // The count belongs to the code.
    call(&sandbox, &token, "POST", &path, Some(body)).await;
    call(&sandbox, &token, "PUT", &format!("{USERS}/mira/disable"), Some(json!({ "enabled": false }))).await;
    assert_eq!(control.activate("mira", "57310284"), Err(ActivationError::UserDisabled));
    call(&sandbox, &token, "PUT", &format!("{USERS}/mira/enable"), Some(json!({ "enabled": true }))).await;
    assert!(control.activate("mira", "57310284").is_ok());
}

fn credential(code: &str, period: &str) -> Value {
    json!({ "enabled": true, "credentials": [{
        "type": "ACTIVATION_CODE", "secretData": json!({ "code": code }).to_string(),
        "credentialData": json!({ "period": period }).to_string(),
    }] })
}

#[tokio::test]
async fn a_code_is_a_credential_of_the_user() {
    let (sandbox, _) = with_user().await;
    let control = sandbox.midprovider();
    let user = control.user("mira").unwrap();
    let admin = format!("/auth/admin/realms/sandbox/users/{}", text(&user, "id"));
    let update = format!("{SHIFT}/mira/update");
    // Tokens outlive what follows.
    control.set_token_life(Duration::from_secs(86_400));
    control.advance(Duration::from_secs(1000));
    let token = super::token(&sandbox).await;
    for path in [&admin, &update] {
        for body in [credential("12345", "1d"), credential("57310284", "01d"), credential("57310284", "1y")] {
            assert_eq!(call(&sandbox, &token, "PUT", path, Some(body)).await.status, 400);
        }
        for code in ["573102", "573103"] {
            let reply = call(&sandbox, &token, "PUT", path, Some(credential(code, "10m"))).await;
            assert!(reply.status.is_success(), "{}", reply.json);
        }
        let held = call(&sandbox, &token, "GET", &format!("{admin}/credentials"), None).await;
        assert!(held.json.as_array().unwrap().len() == 1 && held.json[0]["type"] == "ACTIVATION_CODE");
        assert!(!held.json.to_string().contains("573103"));
        let codes = control.activation_codes("mira");
        assert!(codes.len() == 1 && codes[0].code == "573103" && codes[0].secret);
        control.advance(Duration::from_secs(590));
        assert!(control.activate("mira", "573103").is_ok(), "{path}");
        let held = call(&sandbox, &token, "GET", &format!("{admin}/credentials"), None).await;
        assert_eq!(held.json, json!([]));
        call(&sandbox, &token, "PUT", path, Some(credential("573103", "10m"))).await;
        control.advance(Duration::from_secs(601));
        assert_eq!(control.activate("mira", "573103"), Err(ActivationError::Expired));
    }
}

#[tokio::test]
async fn a_device_is_locked_unlocked_and_deleted() {
    let (sandbox, token) = with_user().await;
    let control = sandbox.midprovider();
    let id = control.add_device("mira").unwrap();
    let path = format!("/digitanium/v4/devices/{id}");
    let reply = call(&sandbox, &token, "GET", &path, None).await;
    assert!(reply.json["subSystem"] == 6 && reply.json["data"]["deviceId"] == id.as_str());
    for (action, locked) in [("lock", true), ("unlock", false)] {
        let path = format!("{path}/{action}");
        let reply = call(&sandbox, &token, "POST", &path, None).await;
        assert!(reply.status == 200 && reply.json["data"] == locked, "{}", reply.json);
        refused(&call(&sandbox, &token, "POST", &path, None).await, 409, "CONFLICT");
        let path = format!("{USERS}/mira/devices");
        assert_eq!(call(&sandbox, &token, "GET", &path, None).await.json["data"][0]["locked"], locked);
    }
    refused(&call(&sandbox, &token, "POST", &format!("{path}/logoff"), None).await, 200, "OK");
    let shift = format!("/auth/realms/sandbox/v3_device/{id}");
    assert_eq!(call(&sandbox, &token, "GET", &shift, None).await.status, 404);
    refused(&call(&sandbox, &token, "DELETE", &path, None).await, 200, "OK");
    for (method, action) in [("GET", ""), ("POST", "/lock"), ("POST", "/unlock"), ("POST", "/logoff")] {
        let reply = call(&sandbox, &token, method, &format!("{path}{action}"), None).await;
        refused(&reply, 404, "DEVICE_NOT_FOUND");
    }
    refused(&call(&sandbox, &token, "DELETE", &path, None).await, 404, "DEVICEID_NOT_FOUND");
    let reply = call(&sandbox, &token, "DELETE", "/digitanium/v4/devices/a%20b", None).await;
    refused(&reply, 400, "DEVICE_PARAMETER_INVALID");
}

#[tokio::test]
async fn devices_go_with_their_user() {
    let (sandbox, token) = with_user().await;
    let control = sandbox.midprovider();
    let replaced = control.add_device("mira").unwrap();
    let again = json!({ "username": "mira", "attributes": { "digitaniumUserIdDelete": true } });
    create(&sandbox, &token, again).await;
    let deleted = control.add_device("mira").unwrap();
    call(&sandbox, &token, "DELETE", &format!("{USERS}/mira"), None).await;
    create(&sandbox, &token, json!({ "username": "mira" })).await;
    let removed = control.add_device("mira").unwrap();
    let id = text(&control.user("mira").unwrap(), "id");
    call(&sandbox, &token, "DELETE", &format!("/auth/admin/realms/sandbox/users/{id}"), None).await;
    for id in [replaced, deleted, removed] {
        let reply = call(&sandbox, &token, "GET", &format!("/digitanium/v4/devices/{id}"), None).await;
        refused(&reply, 404, "DEVICE_NOT_FOUND");
    }
}
