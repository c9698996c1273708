//! The service `auth`: every operation, and the rules of its objects.

mod devices;
mod idp_clients;
mod sandbox;
mod sessions;

use crate::{
    ID, client,
    support::{DONE, exchange, is_identified, is_limited, reads_the_state},
};
use portcullis_testkit::{operation, sent};
use privx::{Client, auth::PasswordChange, code};
use serde_json::json;

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.auth().status().await;
    reads_the_state("auth.status", "GET /auth/api/v1/status", status).await;
}

#[tokio::test]
async fn a_session_is_ended() {
    let logout = async |c: &Client| c.auth().logout().await;
    exchange("auth.logout", "POST /auth/api/v1/logout", DONE, logout).await;
}

#[tokio::test]
async fn a_user_changes_the_own_password() {
    let change = async |c: &Client, old: &str, new: &str| {
        c.auth().change_password(&PasswordChange::new(old, new)).await
    };
    let body = r#"{"current_password":"old-pass-1","new_password":"new-pass-1"}"#;
    let line = sent("PUT /auth/api/v1/password", body);
    exchange("auth.change_password", line, DONE, async |c| change(c, "old-pass-1", "new-pass-1").await).await;
    for (field, old, new) in [("current_password", "", "b"), ("new_password", "a", "")] {
        is_limited(operation("auth.change_password"), field, async |c| change(c, old, new).await).await;
    }
    let unsent = serde_json::to_string(&PasswordChange::new("old-pass-1", "new-pass-1"));
    assert!(!unsent.unwrap_err().to_string().contains("-pass-1"));
    let refused = json!({ "error_code": "UNSUPPORTED_SESSION_TYPE", "error_message": "not old-pass-1" });
    let contract = operation("auth.change_password").replies(400, refused).start().await;
    let error = change(&client(&contract), "old-pass-1", "new-pass-1").await.unwrap_err();
    assert_eq!(error.code(), Some(code::UNSUPPORTED_SESSION_TYPE));
    assert!(!format!("{error} {error:?}").contains("old-pass-1"));
}

#[tokio::test]
async fn an_object_without_an_id_is_refused() {
    let get = async |c: &Client| c.auth().idp_clients().get(&ID.into()).await;
    is_identified("idp_clients.get", format!("GET /auth/api/v1/idp/clients/{ID}"), get).await;
}
