//! The jobs of the book's chapter on CertCentral, as they stand there, against the sandbox.

use crate::clients;
use portcullis::digicert::{
    CertificateId, Client, OrganizationId, Secret,
    http::{HeaderMap, HeaderValue},
    orders::{
        OrderOptions, OrderOrganization, OrderReference, OrderStatus, OvEvOrder, OvEvProduct, TlsCertificate,
        Validity,
    },
    organizations::{NewContact, NewOrganization, OrganizationValidation},
    users::NewServiceUser,
    validations::ValidationType,
};
use portcullis_sandbox::{Fault, Sandbox, Vendor};
use rcgen::{CertificateParams, KeyPair};
use std::time::Duration;

/// Made by the build script.
#[allow(clippy::print_stdout, clippy::print_stderr, reason = "the jobs of the book print")]
mod jobs {
    include!(concat!(env!("OUT_DIR"), "/digicert_jobs.rs"));
}

/// An order is read once, now.
const NOW: Duration = Duration::ZERO;
const SECRET: &str = "a secret of the webhook, of 40 characters";

fn csr() -> String {
    let key = KeyPair::generate().unwrap();
    CertificateParams::default().serialize_request(&key).unwrap().pem().unwrap()
}

async fn organization(client: &Client) -> OrganizationId {
    let contact = NewContact::new("Ada", "Lovelace", "ada@example.org");
    let new = NewOrganization::new("Example Inc", contact)
        .address("1 Main Street")
        .city("Lehi")
        .state("Utah")
        .zip("84043")
        .country("US")
        .telephone("555 0100")
        .validations(vec![OrganizationValidation::new(ValidationType::Ov)]);
    client.organizations().create(&new).await.unwrap()
}

/// A sandbox with an organization whose domain is validated, by the first job.
async fn prepared() -> (Sandbox, Client, OrganizationId) {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::digicert(&sandbox);
    let organization = organization(&client).await;
    let publish = |name: &str, value: &str| sandbox.digicert().publish_txt(name, value);
    assert!(
        jobs::prove::prove(&client, &organization, "example.com", publish).await.unwrap(),
        "it is proved"
    );
    (sandbox, client, organization)
}

/// Orders a certificate by the first job.
async fn ordered(client: &Client, reference: &str, organization: &OrganizationId) -> Option<String> {
    let (reference, csr) = (OrderReference::from(reference), csr());
    jobs::order::order(client, &reference, organization, "www.example.com", &csr, NOW).await.unwrap()
}

fn new_order(organization: &OrganizationId, approved: bool) -> OvEvOrder {
    let certificate = TlsCertificate::new("www.example.com", csr(), "sha256");
    let organization = OrderOrganization::existing(organization.clone());
    let order = OvEvOrder::new(OvEvProduct::Basic, certificate, organization, Validity::Days(90));
    order.options(OrderOptions::new().skip_approval(approved))
}

fn placed(sandbox: &Sandbox, reference: &str) -> (usize, usize) {
    let orders = sandbox.digicert().orders();
    orders.get(reference).map_or((0, 0), |orders| (orders.placed, orders.paid))
}

#[tokio::test]
async fn a_first_certificate_is_ordered_once() {
    let (sandbox, client, organization) = prepared().await;
    sandbox.digicert().set_issuance_delay(Duration::from_secs(3600));
    assert_eq!(ordered(&client, "shop-1", &organization).await, None, "it comes late");
    sandbox.digicert().advance(Duration::from_secs(3601));
    let pem = ordered(&client, "shop-1", &organization).await.unwrap();
    assert_eq!(pem.matches("-----BEGIN CERTIFICATE-----").count(), 2, "the leaf and its issuer");
    assert_eq!(placed(&sandbox, "shop-1"), (1, 1));
}

#[tokio::test]
async fn a_record_that_is_not_there_proves_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::digicert(&sandbox);
    let organization = organization(&client).await;
    assert!(!jobs::prove::prove(&client, &organization, "example.com", |_, _| {}).await.unwrap());
}

#[tokio::test]
async fn an_order_is_renewed_once_and_not_too_early() {
    let (sandbox, client, organization) = prepared().await;
    ordered(&client, "shop-1", &organization).await.unwrap();
    let orders = client.orders();
    let old = orders.find_by_reference(&"shop-1".into()).all().await.unwrap().remove(0).order_id;
    let last = orders.get(&old).await.unwrap().order_valid_till.unwrap();
    let renew =
        async |until: &str| jobs::renew::renew(&client, "2020-01-01", until, |_| csr()).await.unwrap();
    assert!(renew("2020-01-02").await.is_empty(), "it is not due");
    let renewals = renew(&last).await;
    let [renewal] = renewals.as_slice() else { panic!("one renewal: {renewals:?}") };
    assert_eq!(orders.get(&old).await.unwrap().renewed_order_id.as_ref(), Some(renewal));
    assert!(!renew("2099-01-01").await.contains(&old));
    assert_eq!(placed(&sandbox, &format!("renewal-of-{old}")), (1, 1));
}

#[tokio::test]
async fn a_reissue_whose_reply_is_lost_is_not_repeated() {
    let (sandbox, client, organization) = prepared().await;
    ordered(&client, "shop-1", &organization).await.unwrap();
    let found = client.orders().find_by_reference(&"shop-1".into()).all().await.unwrap().remove(0);
    let (id, old) = (found.order_id, found.certificate_id.unwrap());
    sandbox.fault_on(Vendor::DigiCert, "/reissue", Fault::ResetAfterApply);
    let mut news: Vec<CertificateId> = Vec::new();
    for _ in 0..2 {
        let new = jobs::reissue::reissue(&client, &id, &old, &csr(), NOW).await.unwrap();
        news.push(new.unwrap());
    }
    assert_eq!(news[0], news[1]);
    assert_ne!(news[0], old);
    assert_eq!(requests(&sandbox, "/reissue"), 1);
}

#[tokio::test]
async fn an_order_whose_reply_is_lost_is_placed_once() {
    let (sandbox, client, organization) = prepared().await;
    let reference = OrderReference::from("shop-1");
    let order = new_order(&organization, true);
    sandbox.fault_on(Vendor::DigiCert, "/order/certificate/ssl_basic", Fault::ResetAfterApply);
    let first = jobs::place::place(&client, &reference, &order).await.unwrap().unwrap();
    let second = jobs::place::place(&client, &reference, &order).await.unwrap().unwrap();
    assert_eq!(first, second);
    assert_eq!(placed(&sandbox, "shop-1"), (1, 1));
}

#[tokio::test]
async fn another_user_approves_the_orders_of_one_product() {
    let (sandbox, client, organization) = prepared().await;
    let order = new_order(&organization, false);
    let id = client.orders().create_ov_ev(&"shop-1".into(), &order).await.unwrap().id;
    let status = async || client.orders().get(&id).await.unwrap().status.unwrap();
    jobs::approve::approve(&client, "ssl_basic").await.unwrap();
    assert_eq!(status().await, OrderStatus::NeedsApproval, "the requester cannot approve it");

    let user = NewServiceUser::new("approver", "approver@example.org");
    let key = client.users().create_service(&user).await.unwrap().api_key;
    let approver = clients::digicert_builder(&sandbox).api_key(key).build().unwrap();
    jobs::approve::approve(&approver, "ssl_ev_basic").await.unwrap();
    assert_eq!(status().await, OrderStatus::NeedsApproval, "it is of another product");
    jobs::approve::approve(&approver, "ssl_basic").await.unwrap();
    assert_eq!(status().await, OrderStatus::Issued);
}

#[tokio::test]
async fn a_receiver_reads_the_order_of_an_event() {
    let (sandbox, client, organization) = prepared().await;
    ordered(&client, "shop-1", &organization).await.unwrap();
    let found = client.orders().find_by_reference(&"shop-1".into()).all().await.unwrap().remove(0);
    let secret = Secret::from(SECRET);
    let headers = |key: &'static str| {
        HeaderMap::from_iter([("x-webhook-key".parse().unwrap(), HeaderValue::from_static(key))])
    };
    let receive = |key, body: &str| jobs::work::receive(&headers(key), body.as_bytes(), &secret);

    let issued = format!(r#"{{"event":"certificate_issued","data":{{"order_id":{}}}}}"#, found.order_id);
    assert_eq!(receive("another", &issued).0, 401);
    assert_eq!(jobs::work::receive(&HeaderMap::new(), issued.as_bytes(), &secret).0, 401);
    assert_eq!(receive(SECRET, "no JSON").0, 400);
    let (status, event) = receive(SECRET, &issued);
    assert_eq!(status, 204);
    let certificate = jobs::work::work(&client, event.unwrap()).await.unwrap();
    assert!(certificate.is_some() && certificate == found.certificate_id);

    let body = r#"{"event":"challenge_webhook_endpoint","data":{"token":"t0ken","webhook_id":7}}"#;
    // No webhook has this id, so that the token is refused.
    assert!(jobs::work::work(&client, receive(SECRET, body).1.unwrap()).await.is_err());
    assert!(requests(&sandbox, "/webhook/7/check-challenge") > 0, "the token goes back");
    let rejected = r#"{"event":"order_rejected","data":{"order_id":1}}"#;
    assert_eq!(jobs::work::work(&client, receive(SECRET, rejected).1.unwrap()).await.unwrap(), None);
}

/// How many requests came to a path that ends like this, other than reads.
fn requests(sandbox: &Sandbox, end: &str) -> usize {
    let all = sandbox.requests(Vendor::DigiCert);
    all.iter().filter(|request| request.method != "GET" && request.path.ends_with(end)).count()
}
