use crate::support::{DONE, exchange};
use portcullis_testkit::{full, sample};
use privx::{Client, license_manager::MobileGateway};
use serde_json::json;

const GATEWAY: &str = "/license-manager/api/v1/mobilegw";

fn gateway(client: &Client) -> MobileGateway {
    client.license_manager().mobile_gateway()
}

#[tokio::test]
async fn every_field_is_read() {
    let status = async |c: &Client| gateway(c).status().await;
    exchange("mobile_gateway.status", format!("GET {GATEWAY}/status"), full(), status).await;
}

#[tokio::test]
async fn directories_come_with_and_without_a_count() {
    let status = async |c: &Client| gateway(c).status().await;
    let source = sample("Source");
    for (used, count) in [
        (json!([source]), 1),
        (json!({ "count": 1, "items": [source] }), 1),
        (json!({ "count": 0, "items": null }), 0),
        (json!([]), 0),
    ] {
        let reply = (200, json!({ "status": "REGISTERED", "used_sources": used }));
        let state = exchange("mobile_gateway.status", format!("GET {GATEWAY}/status"), reply, status).await;
        assert_eq!(state.used_sources.len(), count);
        assert!(state.used_sources.iter().all(|used| used.id.as_str() == source["id"].as_str().unwrap()));
    }
    for none in [json!({}), json!({ "used_sources": null })] {
        let line = format!("GET {GATEWAY}/status");
        assert!(exchange("mobile_gateway.status", line, (200, none), status).await.used_sources.is_empty());
    }
}

#[tokio::test]
async fn a_deployment_is_registered_and_unregistered() {
    let register = async |c: &Client| gateway(c).register().await;
    exchange("mobile_gateway.register", format!("POST {GATEWAY}/register"), DONE, register).await;
    let unregister = async |c: &Client| gateway(c).unregister().await;
    exchange("mobile_gateway.unregister", format!("POST {GATEWAY}/unregister"), DONE, unregister).await;
}
