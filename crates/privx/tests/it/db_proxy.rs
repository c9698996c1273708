//! The service `db-proxy`: every operation.

use crate::support::{exchange, reads_the_state};
use portcullis_testkit::full;
use privx::Client;
use serde_json::json;

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.db_proxy().status().await;
    reads_the_state("db_proxy.status", "GET /db-proxy/api/v1/status", status).await;
}

#[tokio::test]
async fn the_authority_is_read() {
    let conf = async |c: &Client| c.db_proxy().conf().await;
    exchange("db_proxy.conf", "GET /db-proxy/api/v1/conf", full(), conf).await;
    let none = json!({ "ca_certificate": null, "ca_certificate_chain": "" });
    let found = exchange("db_proxy.conf", "GET /db-proxy/api/v1/conf", (200, none), conf).await;
    assert!(found.ca_certificate.is_none());
}
