//! The service `authorizer`: every operation, and the rules of its objects.

mod access_groups;
mod account_secrets;
mod cas;
mod certificates;
mod component_cas;
mod loans;
mod principals;
mod sandbox;
mod trusted_client_configs;

use crate::{
    ID,
    support::{exchange, is_limited, reads_the_state},
};
use portcullis_testkit::{full, operation, sent};
use privx::{
    Client,
    authorizer::{AccessRequest, TargetService},
};
use serde_json::json;

const BASE: &str = "/authorizer/api/v1";

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.authorizer().status().await;
    reads_the_state("authorizer.status", &format!("GET {BASE}/status"), status).await;
}

#[tokio::test]
async fn an_account_is_opened() {
    let request = AccessRequest::new("AAAAC3Nza/+1")
        .host_id(ID)
        .hostname("db")
        .username("root")
        .service(TargetService::Ssh)
        .role_id(ID);
    let authorize = async |c: &Client| c.authorizer().authorize(&request).await;
    let body = format!(
        r#"{{"public_key":"AAAAC3Nza/+1","hostid":"{ID}","hostname":"db","username":"root","service":"SSH","roleid":"{ID}"}}"#
    );
    exchange("authorizer.authorize", sent(format!("POST {BASE}/ca/authorize"), body), full(), authorize)
        .await;
    let request = AccessRequest::new("AAAAC3Nza");
    let authorize = async |c: &Client| c.authorizer().authorize(&request).await;
    let refused = (200, json!({ "response_code": 7, "message": "no role" }));
    let line = sent(format!("POST {BASE}/ca/authorize"), r#"{"public_key":"AAAAC3Nza"}"#);
    let access = exchange("authorizer.authorize", line, refused, authorize).await;
    assert_eq!((access.response_code, access.message.as_deref()), (Some(7), Some("no role")));
    assert!(access.certificates.is_empty() && access.passphrase.is_none());
}

#[tokio::test]
async fn a_public_key_is_its_base64_part_alone() {
    for key in ["", "ssh-ed25519 AAAAC3Nza", "AAAAC3Nza alice", "AAAAC3Nza=="] {
        let request = AccessRequest::new(key);
        let authorize = async |c: &Client| c.authorizer().authorize(&request).await;
        is_limited(operation("authorizer.authorize"), "public_key", authorize).await;
    }
}

#[tokio::test]
async fn templates_and_trust_anchors_are_read() {
    let line = format!("GET {BASE}/cert/templates");
    let list = async |c: &Client| c.authorizer().certificate_templates().all().await;
    exchange("authorizer.cert_templates", &line, full(), list).await;
    let list = async |c: &Client| c.authorizer().certificate_templates_of(&TargetService::Ssh).all().await;
    exchange("authorizer.cert_templates", format!("{line}?service=SSH"), full(), list).await;
    let anchor = async |c: &Client| c.authorizer().ssl_trust_anchor().await;
    exchange("authorizer.ssl_trust_anchor", format!("GET {BASE}/ssl-trust-anchor"), full(), anchor).await;
    let anchor = async |c: &Client| c.authorizer().extender_trust_anchor().await;
    let line = format!("GET {BASE}/extender-trust-anchor");
    exchange("authorizer.extender_trust_anchor", line, full(), anchor).await;
}
