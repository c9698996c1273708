//! The service `network-access-manager`: every operation, and the rules of its objects.

mod network_targets;

use crate::{client, support::exchange};
use portcullis_testkit::{full, operation};
use privx::Client;
use serde_json::json;

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.network_access_manager().status().await;
    let line = "GET /network-access-manager/api/v1/status";
    exchange("network_access_manager.status", line, full(), status).await;
    let contract = operation("network_access_manager.status").replies(200, json!({})).start().await;
    client(&contract).network_access_manager().status().await.unwrap();
    contract.request().await.no_header("authorization");
}
