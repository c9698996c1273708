//! The user profile, mails, impersonation, and tokens from before the realm's not-before.

use std::time::Duration;

use serde_json::json;

use super::admin::{Admin, PASSWORD};
use super::{call, text};

#[tokio::test]
async fn a_profile_is_kept_and_names_what_it_does_not_manage() {
    let admin = Admin::start().await;
    let id = admin.user("mira").await;
    let attributes = json!({ "attributes": { "desk": ["7"], "floor": ["2"] } });
    admin.ok("PUT", &format!("/users/{id}"), Some(attributes), 204).await;
    let unmanaged = format!("/users/{id}/unmanagedAttributes");
    assert_eq!(admin.get(&unmanaged).await, json!({ "desk": ["7"], "floor": ["2"] }));
    let mut profile = admin.get("/users/profile").await;
    profile["attributes"].as_array_mut().unwrap().push(json!({ "name": "desk", "displayName": "Desk" }));
    assert_eq!(admin.ok("PUT", "/users/profile", Some(profile.clone()), 200).await, profile);
    assert_eq!(admin.get(&unmanaged).await, json!({ "floor": ["2"] }));
    let metadata = admin.get("/users/profile/metadata").await;
    assert_eq!(metadata["attributes"][4]["displayName"], "Desk");
}

#[tokio::test]
async fn a_mail_needs_an_enabled_user_with_an_address_and_known_actions() {
    let admin = Admin::start().await;
    let mira = format!("/users/{}", admin.user("mira").await);
    let nils = admin.create("/users", json!({ "username": "nils", "enabled": true })).await;
    let nils = format!("/users/{}", text(&nils, "id"));
    admin.ok("PUT", &format!("{mira}/send-verify-email"), None, 204).await;
    admin.ok("PUT", &format!("{nils}/send-verify-email"), None, 400).await;
    let page = "redirect_uri=https://firm.example/";
    admin.ok("PUT", &format!("{mira}/send-verify-email?{page}"), None, 400).await;
    admin.ok("PUT", &format!("{mira}/send-verify-email?{page}&client_id=account"), None, 204).await;
    let actions = format!("{mira}/execute-actions-email");
    admin.ok("PUT", &actions, Some(json!(["UPDATE_PASSWORD"])), 204).await;
    admin.ok("PUT", &actions, Some(json!(["DANCE"])), 400).await;
    admin.ok("PUT", &mira, Some(json!({ "enabled": false })), 204).await;
    admin.ok("PUT", &actions, Some(json!(["UPDATE_PASSWORD"])), 400).await;
}

#[tokio::test]
async fn an_impersonation_opens_a_session() {
    let admin = Admin::start().await;
    let user = format!("/users/{}", admin.user("mira").await);
    let reply = admin.ok("POST", &format!("{user}/impersonation"), None, 200).await;
    assert_eq!(reply["sameRealm"], true);
    assert!(text(&reply, "redirect").ends_with("/auth/realms/sandbox/account"));
    assert_eq!(admin.get(&format!("{user}/sessions")).await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn tokens_from_before_the_not_before_are_dead() {
    let admin = Admin::start().await;
    admin.user("mira").await;
    let control = admin.sandbox.midprovider();
    let info = "/auth/realms/sandbox/protocol/openid-connect/userinfo";
    let log_in = async || {
        let reply = admin.log_in("sandbox", "mira", PASSWORD, "openid").await.json;
        text(&reply, "access_token")
    };
    let old = log_in().await;
    control.advance(Duration::from_secs(10));
    let not_before = control.now().as_secs();
    admin.ok("PUT", "", Some(json!({ "notBefore": not_before })), 204).await;
    assert_eq!(call(&admin.sandbox, &old, "GET", info, None).await.status, 401);
    let new = log_in().await;
    assert_eq!(call(&admin.sandbox, &new, "GET", info, None).await.status, 200);
    assert_eq!(
        call(&admin.sandbox, &admin.token, "GET", "/auth/admin/realms/sandbox", None).await.status,
        401
    );
}
