//! The service `host-store`: every operation, and the rules of its objects.

mod hosts;
mod sandbox;
mod session_host_certificates;
mod whitelists;

use crate::support::{exchange, reads_the_state};
use portcullis_testkit::{full, sent};
use privx::Client;
use serde_json::json;

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.host_store().status().await;
    reads_the_state("host_store.status", "GET /host-store/api/v1/status", status).await;
}

#[tokio::test]
async fn default_options_are_read() {
    let options = async |c: &Client| c.host_store().default_service_options().await;
    let line = "GET /host-store/api/v1/settings/default_service_options";
    exchange("host_store.default_service_options", line, full(), options).await;
}

#[tokio::test]
async fn a_realm_is_resolved_by_a_request_that_is_sent_as_it_is() {
    let request = json!({ "address": "10.0.0.5" });
    let resolve = async |c: &Client| c.host_store().resolve_realm(&request).await;
    let line = sent("POST /host-store/api/v1/realm/resolve", r#"{"address":"10.0.0.5"}"#);
    let found = json!({ "host": 1 });
    let reply = exchange("host_store.realm_resolve", line, (200, found.clone()), resolve).await;
    assert_eq!(reply, found);
}
