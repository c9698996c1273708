//! The service `role-store`: every operation, and the rules of its objects.

mod authorized_keys;
mod aws_roles;
mod current_user;
mod grants;
mod identity_providers;
mod log_collectors;
mod principal_keys;
mod roles;
mod sandbox;
mod sources;
mod users;

use crate::{client, support::exchange};
use portcullis_testkit::{full, operation};
use privx::Client;
use serde_json::json;

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.role_store().status().await;
    exchange("role_store.status", "GET /role-store/api/v1/status", full(), status).await;
    let contract = operation("role_store.status").replies(200, json!({ "status": "OK" })).start().await;
    client(&contract).role_store().status().await.unwrap();
    contract.request().await.no_header("authorization");
}
