use crate::support::is_identified;
use crate::{
    ID,
    support::{PAGE, exchange, is_refused, may_be_missing, paged, sort},
};
use portcullis_testkit::{full, sent};
use privx::{
    Client, Timestamp,
    authorizer::{CertificateSearch, Certificates},
};

const CERTIFICATES: &str = "/authorizer/api/v1/cert";

fn certificates(client: &Client) -> Certificates {
    client.authorizer().certificates()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| certificates(c).list().all().await;
    exchange("certificates.list", format!("GET {CERTIFICATES}"), full(), list).await;
    let get = async |c: &Client| certificates(c).get(&ID.into()).await;
    exchange("certificates.get", format!("GET {CERTIFICATES}/{ID}"), full(), get).await;
    is_identified("certificates.get", &format!("GET {CERTIFICATES}/{ID}"), get).await;
    let get = async |c: &Client| certificates(c).get(&ID.into()).optional().await;
    may_be_missing("certificates.get", &format!("GET {CERTIFICATES}/{ID}"), get).await;
    let search = CertificateSearch::new()
        .kind("api")
        .id(ID)
        .key_id("k")
        .owner_id(ID)
        .subject("CN=a")
        .issuer("CN=b")
        .not_before(Timestamp::from("2026-01-02T03:04:05Z"))
        .not_after(Timestamp::from("2027-01-02T03:04:05Z"))
        .include_revoked(true)
        .include_expired(false)
        .sort(sort());
    let found = async |c: &Client| paged(certificates(c).search(&search)).await;
    let body = format!(
        r#"{{"type":"api","id":"{ID}","key_id":"k","owner_id":"{ID}","subject":"CN=a","issuer":"CN=b","not_before":"2026-01-02T03:04:05Z","not_after":"2027-01-02T03:04:05Z","include_revoked":true,"include_expired":false}}"#
    );
    let line = sent(format!("POST {CERTIFICATES}/search?{PAGE}"), body);
    exchange("certificates.search", line, full(), found).await;
    let all = async |c: &Client| certificates(c).search(&CertificateSearch::new()).all().await;
    let line = sent(format!("POST {CERTIFICATES}/search?limit=50"), "{}");
    exchange("certificates.search", line, full(), all).await;
}

#[tokio::test]
async fn an_id_cannot_become_another_operation() {
    for id in ["", "..", "search", "templates"] {
        is_refused("certificate_id", async |c| certificates(c).get(&id.into()).await).await;
    }
}
