//! The service `connection-manager`: every operation, and what takes several calls.

mod connections;
mod sandbox;
mod termination;
mod trails;
mod ueba;

use crate::{client, support::exchange};
use portcullis_testkit::{full, operation};
use privx::Client;
use serde_json::json;

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.connection_manager().status().await;
    exchange("connection_manager.status", "GET /connection-manager/api/v1/status", full(), status).await;
    let contract =
        operation("connection_manager.status").replies(200, json!({ "status": "OK" })).start().await;
    client(&contract).connection_manager().status().await.unwrap();
    contract.request().await.no_header("authorization");
}
