use super::SERVER;
use crate::{
    ID,
    support::{DONE, creates, exchange, is_a_conflict, keeps_the_rules, may_be_missing, sends},
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client,
    local_user_store::{TrustedClient, TrustedClientType, TrustedClients},
};
use serde_json::json;

const CLIENTS: &str = "/local-user-store/api/v1/trusted-clients";

fn clients(client: &Client) -> TrustedClients {
    client.local_user_store().trusted_clients()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| clients(c).list().page_size(5).all().await;
    exchange("trusted_clients.list", format!("GET {CLIENTS}"), full(), list).await;
    let list = async |c: &Client| c.local_user_store().extender_clients().all().await;
    let line = "GET /local-user-store/api/v1/extender-clients";
    exchange("extender_clients.list", line, full(), list).await;
}

#[tokio::test]
async fn a_client_is_written_as_a_whole() {
    let server = [SERVER, &["/registered"]].concat();
    let body = sample("TrustedClient");
    let create = async |c: &Client, one: &TrustedClient| clients(c).create(one).await;
    creates("trusted_clients.create", &format!("POST {CLIENTS}"), body.clone(), &server, create).await;
    let line = format!("PUT {CLIENTS}/{}", body["id"].as_str().unwrap());
    let replace = async |c: &Client, one: &TrustedClient| clients(c).replace(&one.id, one).await;
    sends(operation("trusted_clients.update"), &line, body, &[], replace).await;
    let delete = async |c: &Client| clients(c).delete(&ID.into()).await;
    exchange("trusted_clients.delete", format!("DELETE {CLIENTS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_client_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| clients(c).get(&id.into()).await;
    let replace = async |c: &Client, id: &str, one: TrustedClient| clients(c).replace(&id.into(), &one).await;
    keeps_the_rules(("trusted_clients.get", get), ("trusted_clients.update", replace), &[]).await;
    let get = async |c: &Client| clients(c).get(&ID.into()).optional().await;
    may_be_missing("trusted_clients.get", &format!("GET {CLIENTS}/{ID}"), get).await;
    let delete = async |c: &Client| clients(c).delete(&ID.into()).optional().await;
    may_be_missing("trusted_clients.delete", &format!("DELETE {CLIENTS}/{ID}"), delete).await;
}

#[tokio::test]
async fn the_port_of_a_web_proxy_is_a_number_or_a_text() {
    for port in [json!(8080), json!("8080")] {
        let read = json!({ "id": ID, "name": "proxy", "type": "ICAP", "web_proxy_port": port });
        let one: TrustedClient = serde_json::from_value(read.clone()).unwrap();
        assert_eq!((one.kind, one.web_proxy_port), (Some(TrustedClientType::Icap), Some(port.clone())));
        let line = format!("PUT {CLIENTS}/{ID}");
        let replace = async |c: &Client, one: &TrustedClient| clients(c).replace(&ID.into(), one).await;
        sends(operation("trusted_clients.update"), &line, read, &[], replace).await;
        let new = TrustedClient::new(TrustedClientType::Icap, "proxy").web_proxy_port(port.clone());
        let create = async |c: &Client| clients(c).create(&new).await;
        let body = format!(r#"{{"type":"ICAP","name":"proxy","web_proxy_port":{port}}}"#);
        exchange("trusted_clients.create", sent(format!("POST {CLIENTS}"), body), full(), create).await;
    }
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let one = TrustedClient::new(TrustedClientType::Extender, "site-a");
    is_a_conflict(operation("trusted_clients.create"), async |c| clients(c).create(&one).await).await;
    let replace = async |c: &Client| clients(c).replace(&ID.into(), &one).await;
    is_a_conflict(operation("trusted_clients.update"), replace).await;
}

#[test]
fn kinds_are_typed() {
    for word in ["EXTENDER", "CARRIER", "ICAP"] {
        assert!(!matches!(word.into(), TrustedClientType::Other(_)), "{word}");
    }
}
