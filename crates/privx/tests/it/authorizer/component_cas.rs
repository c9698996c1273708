use crate::{
    ID, KIT,
    support::{DONE, exchange, is_limited, is_refused, keeps_the_rules, sends},
};
use portcullis_testkit::{Answer, full, operation, sample, sent};
use privx::{
    Client, ErrorKind,
    authorizer::{CertificateEnrollment, CertificateRevocation, Component, ComponentCaConfig, ComponentCas},
};
use serde_json::json;

const EXTENDER: &str = "/authorizer/api/v1/extender";

fn cas(client: &Client) -> ComponentCas {
    client.authorizer().component_cas()
}

#[tokio::test]
async fn certificates_are_listed_and_downloaded() {
    let list = async |c: &Client| cas(c).list(&Component::Extender).all().await;
    exchange("component_cas.list", format!("GET {EXTENDER}/cas"), full(), list).await;
    let list = async |c: &Client| cas(c).list_of(&Component::DbProxy, &ID.into()).all().await;
    let line = format!("GET /authorizer/api/v1/dbproxy/cas?access_group_id={ID}");
    exchange("component_cas.list", line, full(), list).await;
    let line = format!("GET {EXTENDER}/cas/{ID}");
    let download = async |c: &Client| cas(c).download(&Component::Extender, &ID.into()).bytes().await;
    let file = exchange("component_cas.download", &line, (200, "-----BEGIN"), download).await;
    assert_eq!(file.expose_secret(), b"-----BEGIN");
    let get = async |c: &Client| cas(c).get(&Component::Extender, &ID.into()).await;
    let json = Answer::from((200, sample("CaCertificate"))).unlike_the_facts("JSON in place of a file");
    let ca = exchange("component_cas.download", &line, json, get).await;
    assert!(ca.id.is_some() && ca.x509_certificate.is_some());
    let error = KIT.refusal("component_cas.download", &line, (200, "-----BEGIN"), get).await;
    assert_eq!(error.kind(), ErrorKind::Decode, "a file");
    let contract = operation("component_cas.download").unlike_the_facts("JSON in place of a file");
    let contract = contract.replies(200, json!({})).start().await;
    assert_eq!(get(&crate::client(&contract)).await.unwrap_err().kind(), ErrorKind::Decode, "no id");
    let crl = async |c: &Client| cas(c).crl(&Component::WebProxy, &ID.into()).bytes().await;
    let line = format!("GET /authorizer/api/v1/icap/cas/{ID}/crl");
    exchange("component_cas.crl", line, (200, "0\u{2}"), crl).await;
}

#[tokio::test]
async fn the_certificate_authority_in_use_is_read_and_written_as_a_whole() {
    let get = async |c: &Client| cas(c).config(&Component::Extender).await;
    exchange("component_cas.config_get", format!("GET {EXTENDER}/cas/config"), full(), get).await;
    let get = async |c: &Client, _: &str| cas(c).config(&Component::Extender).await;
    let set = async |c: &Client, _: &str, config: ComponentCaConfig| {
        cas(c).set_config(&Component::Extender, &config).await
    };
    keeps_the_rules(("component_cas.config_get", get), ("component_cas.config_set", set), &[]).await;
    let line = format!("PUT {EXTENDER}/cas/config");
    let set =
        async |c: &Client, config: &ComponentCaConfig| cas(c).set_config(&Component::Extender, config).await;
    sends(operation("component_cas.config_set"), &line, sample("ComponentCaConfig"), &[], set).await;
    let set = async |c: &Client| cas(c).set_config(&Component::Extender, &ComponentCaConfig::new(ID)).await;
    exchange("component_cas.config_set", sent(line, format!(r#"{{"primary_ca_id":"{ID}"}}"#)), DONE, set)
        .await;
    for config in [ComponentCaConfig::default(), ComponentCaConfig::new("")] {
        let set = async |c: &Client| cas(c).set_config(&Component::Extender, &config).await;
        is_limited(operation("component_cas.config_set"), "primary_ca_id", set).await;
    }
}

#[tokio::test]
async fn a_certificate_is_issued_and_revoked() {
    let enrollment = CertificateEnrollment::new("-----BEGIN", "extender-1").ca_id(ID);
    let enroll = async |c: &Client| cas(c).enroll(&Component::Extender, &enrollment).await;
    let body = format!(r#"{{"ca_id":"{ID}","csr":"-----BEGIN","owner":"extender-1"}}"#);
    exchange("component_cas.enroll", sent(format!("POST {EXTENDER}/enroll"), body), full(), enroll).await;
    for (csr, owner, field) in [("", "a", "csr"), ("a", "", "owner")] {
        let enrollment = CertificateEnrollment::new(csr, owner);
        let enroll = async |c: &Client| cas(c).enroll(&Component::Extender, &enrollment).await;
        is_limited(operation("component_cas.enroll").replies(200, json!({ "id": ID })), field, enroll).await;
    }
    let revocation = CertificateRevocation::new()
        .reason("lost")
        .owner("extender-1")
        .ip_addresses(["192.0.2.1".to_owned()])
        .dns_names(["a.example".to_owned()])
        .cert("-----BEGIN");
    let revoke = async |c: &Client| cas(c).revoke(&Component::Extender, &revocation).await;
    let body = r#"{"reason":"lost","owner":"extender-1","ip_addresses":["192.0.2.1"],"dns_names":["a.example"],"cert":"-----BEGIN"}"#;
    exchange("component_cas.revoke", sent(format!("POST {EXTENDER}/revoke"), body), full(), revoke).await;
}

#[tokio::test]
async fn a_revocation_without_a_condition_is_refused() {
    let none = CertificateRevocation::new;
    for revocation in [none(), none().reason("lost"), none().owner("").dns_names([]), none().cert("")] {
        is_refused("owner", async |c| cas(c).revoke(&Component::Extender, &revocation).await).await;
    }
    for revocation in [none().ip_addresses(["192.0.2.1".to_owned()]), none().dns_names(["a".to_owned()])] {
        let contract = operation("component_cas.revoke").replies(200, json!({ "ids": [] })).start().await;
        cas(&crate::client(&contract)).revoke(&Component::Extender, &revocation).await.unwrap();
        contract.request().await;
    }
}

#[tokio::test]
async fn a_component_and_an_id_cannot_become_another_operation() {
    for name in [
        "",
        "..",
        "accessgroups",
        "ca",
        "carrier",
        "cas",
        "cert",
        "deploy",
        "extender-trust-anchor",
        "principals",
        "secrets",
        "ssl-trust-anchor",
        "status",
    ] {
        is_refused("ca_type", async |c| cas(c).list(&name.into()).all().await).await;
        is_refused("ca_type", async |c| cas(c).set_config(&name.into(), &ComponentCaConfig::new(ID)).await)
            .await;
    }
    is_refused("ca_id", async |c| cas(c).get(&Component::Extender, &"config".into()).await).await;
}
