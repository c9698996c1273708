//! The service `api-proxy`: every operation, and the rules of its objects.

mod client_credentials;
mod sandbox;
mod targets;

use crate::{
    ID,
    support::{exchange, is_identified, reads_the_state},
};
use portcullis_testkit::full;
use privx::Client;
use serde_json::json;

const PROXY: &str = "/api-proxy/api/v1";

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.api_proxy().status().await;
    reads_the_state("api_proxy.status", "GET /api-proxy/api/v1/status", status).await;
}

#[tokio::test]
async fn the_addresses_and_the_ca_are_read() {
    let conf = async |c: &Client| c.api_proxy().conf().await;
    exchange("api_proxy.conf", "GET /api-proxy/api/v1/conf", full(), conf).await;
    let none = (200, json!({ "addresses": null, "ca_certificate": null }));
    let found = exchange("api_proxy.conf", "GET /api-proxy/api/v1/conf", none, conf).await;
    assert!(found.addresses.is_empty() && found.ca_certificate.is_none());
}

#[tokio::test]
async fn an_object_without_an_id_is_refused() {
    let get = async |c: &Client| c.api_proxy().targets().get(&ID.into()).await;
    is_identified("api_targets.get", format!("GET {PROXY}/api-targets/{ID}"), get).await;
    let get = async |c: &Client| c.api_proxy().client_credentials().get(&ID.into()).await;
    is_identified(
        "client_credentials.get",
        format!("GET {PROXY}/users/current/client-credentials/{ID}"),
        get,
    )
    .await;
    let get = async |c: &Client| c.api_proxy().user_client_credentials().get(&ID.into(), &ID.into()).await;
    is_identified(
        "user_client_credentials.get",
        format!("GET {PROXY}/users/{ID}/client-credentials/{ID}"),
        get,
    )
    .await;
}
