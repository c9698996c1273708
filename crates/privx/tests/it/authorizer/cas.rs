use crate::{
    ID, KIT,
    support::{exchange, is_refused},
};
use portcullis_testkit::full;
use privx::{
    Client,
    authorizer::{CaFilter, CaQuery, Cas},
};
use serde_json::json;

const CAS: &str = "/authorizer/api/v1/cas";

fn cas(client: &Client) -> Cas {
    client.authorizer().cas()
}

#[tokio::test]
async fn certificates_are_listed() {
    let list = async |c: &Client| cas(c).list().all().await;
    exchange("cas.list", format!("GET {CAS}"), full(), list).await;
    let query = CaQuery::new().access_group_id(ID).filter(CaFilter::IncludeInvalid);
    let search = async |c: &Client| cas(c).search(&query).all().await;
    let line = format!("GET {CAS}?access_group_id={ID}&filter=include_invalid");
    exchange("cas.list", line, full(), search).await;
}

#[tokio::test]
async fn certificates_and_revocation_lists_are_downloaded() {
    let download = async |c: &Client| cas(c).download(&ID.into()).bytes().await;
    let file = exchange("cas.download", format!("GET {CAS}/{ID}"), (200, "-----BEGIN"), download).await;
    assert_eq!(file.expose_secret(), b"-----BEGIN");
    let crl = async |c: &Client| cas(c).crl(&ID.into()).bytes().await;
    let file = exchange("cas.crl", format!("GET {CAS}/{ID}/crl"), (200, "0\u{2}"), crl).await;
    assert_eq!(file.expose_secret(), b"0\x02");
    let missing = (404, json!({ "error_code": "OBJECT_NOT_FOUND", "error_message": "no such key" }));
    let error = KIT.refusal("cas.crl", format!("GET {CAS}/{ID}/crl"), missing, crl).await;
    assert!(error.is_not_found());
    is_refused("ca_id", async |c| cas(c).download(&"config".into()).bytes().await).await;
}
