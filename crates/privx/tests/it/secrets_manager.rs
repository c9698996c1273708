//! The service `secrets-manager`.

mod host_secrets;
mod managed_accounts;
mod password_policies;
mod rotation;
mod script_templates;
mod target_domain_accounts;
mod target_domains;

use crate::{client, support::exchange};
use portcullis_testkit::{full, operation};
use privx::{Client, Timestamp};
use serde_json::json;

const DOMAINS: &str = "/secrets-manager/api/v1/targetdomains";

fn at(day: u8) -> Timestamp {
    format!("2031-01-0{day}T00:00:00Z").into()
}

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.secrets_manager().status().await;
    exchange("secrets_manager.status", "GET /secrets-manager/api/v1/status", full(), status).await;
    let contract = operation("secrets_manager.status").replies(200, json!({ "status": "OK" })).start().await;
    client(&contract).secrets_manager().status().await.unwrap();
    contract.request().await.no_header("authorization");
}
