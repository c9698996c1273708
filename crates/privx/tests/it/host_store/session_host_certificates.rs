use crate::{
    ID,
    support::{DONE, PAGE, exchange, is_refused, paged, sort},
};
use portcullis_testkit::full;
use privx::{Client, host_store::SessionHostCertificates};

const CERTIFICATES: &str =
    "/host-store/api/v1/hosts/5f0a0000-0000-4000-8000-000000000001/session_host_certificates";

const OTHER: &str = "5f0a0000-0000-4000-8000-000000000002";

fn certificates(client: &Client) -> SessionHostCertificates {
    client.host_store().session_host_certificates()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| certificates(c).list(&ID.into()).all().await;
    let line = format!("GET {CERTIFICATES}?limit=50");
    exchange("session_host_certificates.list", line, full(), list).await;
    let sorted = async |c: &Client| paged(certificates(c).list_sorted(&ID.into(), &sort())).await;
    exchange("session_host_certificates.list", format!("GET {CERTIFICATES}?{PAGE}"), full(), sorted).await;
}

#[tokio::test]
async fn certificates_are_deleted_one_by_one_or_all() {
    let delete = async |c: &Client| certificates(c).delete(&ID.into(), &OTHER.into()).await;
    let line = format!("DELETE {CERTIFICATES}/{OTHER}");
    exchange("session_host_certificates.delete", line, DONE, delete).await;
    let delete = async |c: &Client| certificates(c).delete_all(&ID.into()).await;
    exchange("session_host_certificates.delete_all", format!("DELETE {CERTIFICATES}"), DONE, delete).await;
    // An empty id would delete all.
    is_refused("certificate_id", async |c| certificates(c).delete(&ID.into(), &"".into()).await).await;
    is_refused("host_id", async |c| certificates(c).delete_all(&"search".into()).await).await;
}
