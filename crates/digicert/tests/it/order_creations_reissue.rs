//! Reissues, duplicates, and signatures of KeyLocker.

use crate::{KIT, builder, never_sent, order_creations::CSR, order_creations::validities, refused};
use digicert::{
    Client, Delivery, OrderId, Retry, certificates::SignatureHash, finance::PaymentMethod, orders::*,
    products::ServerPlatformId,
};
use portcullis_testkit::{full, operation, sent};

fn whole(validity: Validity) -> ReissueCertificate {
    let certificate = ReissueCertificate::new(SignatureHash::Sha256).common_name("shop.example").csr(CSR);
    let certificate =
        certificate.dns_names(["*.shop.example".to_owned()]).server_platform(ServerPlatformId::Nginx);
    certificate.cert_validity(validity).ca_cert_id("CA1")
}

#[tokio::test]
async fn reissues_and_duplicates_with_everything() {
    let id = &OrderId::from("700");
    for (validity, text) in validities() {
        let certificate = format!(
            concat!(
                r#"{{"common_name":"shop.example","dns_names":["*.shop.example"],"csr":"{}","server_platform":{{"id":45}},"#,
                r#""signature_hash":"sha256","cert_validity":{},"ca_cert_id":"CA1"}}"#,
            ),
            CSR, text
        );
        let new = Reissue::new(whole(validity.clone())).cs_provisioning_method(CsProvisioningMethod::Email);
        let new = new.certificate_dcv_scope(DcvScope::BaseDomain).store_reissue_as_duplicate(true);
        let new = new.skip_approval(true).comments("new key");
        let body = format!(
            concat!(
                r#"{{"certificate":{},"cs_provisioning_method":"email","certificate_dcv_scope":"base_domain","#,
                r#""store_reissue_as_duplicate":true,"skip_approval":true,"comments":"new key"}}"#,
            ),
            certificate
        );
        let line = sent("POST /services/v2/order/certificate/700/reissue", body);
        let reissue = async |c: &Client| c.orders().reissue(id, &new).await;
        let made = KIT.exchange("orders.reissue", line, full(), reissue).await;
        assert!(made.dcv_random_value.is_some() && made.requests.len() == 1);
        let new = Duplicate::new(whole(validity)).skip_approval(false).comments("b");
        let body = format!(r#"{{"certificate":{certificate},"skip_approval":false,"comments":"b"}}"#);
        let line = sent("POST /services/v2/order/certificate/700/duplicate", body);
        let duplicate = async |c: &Client| c.orders().duplicate(id, &new).await;
        KIT.exchange("orders.duplicate", line, full(), duplicate).await;
    }
}

#[tokio::test]
async fn buys_signatures() {
    let profile = SignaturePurchase::new(2_u64, PaymentMethod::Profile).payment_profile("31");
    let balance = SignaturePurchase::new(1_u64, PaymentMethod::Balance);
    for (purchase, body) in [
        (profile, r#"{"signature_units":2,"payment_method":"profile","payment_profile":{"id":31}}"#),
        (balance, r#"{"signature_units":1,"payment_method":"balance"}"#),
    ] {
        let line = sent("PUT /services/v2/order/certificate/700/buy-keylocker-signature-unit", body);
        let buy = async |c: &Client| c.orders().buy_keylocker_signatures(&"700".into(), &purchase).await;
        KIT.exchange("orders.buy_keylocker_signatures", line, (200, ()), buy).await;
    }
    for (field, units, method, id) in [
        ("signature_units", 0_u64, PaymentMethod::Balance, None),
        ("payment_profile", 1, PaymentMethod::Profile, None),
        ("payment_profile", 1, PaymentMethod::Profile, Some("")),
    ] {
        let mut purchase = SignaturePurchase::new(units, method);
        purchase.payment_profile = id.map(Into::into);
        refused(field, async |c| c.orders().buy_keylocker_signatures(&"700".into(), &purchase).await).await;
    }
}

#[tokio::test]
async fn what_costs_money_is_sent_once() {
    let (id, certificate) = (&OrderId::from("700"), ReissueCertificate::new(SignatureHash::Sha256));
    let (reissue, duplicate) = (Reissue::new(certificate.clone()), Duplicate::new(certificate));
    let purchase = SignaturePurchase::new(1_u64, PaymentMethod::Balance);
    for name in ["orders.reissue", "orders.duplicate", "orders.buy_keylocker_signatures"] {
        let contract = operation(name).replies(503, ()).start().await;
        let orders = builder(&contract).retry(Retry::default()).build().unwrap().orders();
        let error = match name {
            "orders.reissue" => orders.reissue(id, &reissue).await.unwrap_err(),
            "orders.duplicate" => orders.duplicate(id, &duplicate).await.unwrap_err(),
            _ => orders.buy_keylocker_signatures(id, &purchase).await.unwrap_err(),
        };
        assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1), "{name}");
    }
}

#[tokio::test]
async fn limits_of_a_reissue() {
    let id = &OrderId::from("700");
    let new = || ReissueCertificate::new(SignatureHash::Sha256);
    for (field, certificate) in [
        ("common_name", new().common_name("a b")),
        ("dns_names", new().dns_names([])),
        ("dns_names", new().dns_names(["a.*.example".to_owned()])),
        ("csr", new().csr("MAMCAQ==")),
        ("validity", new().cert_validity(Validity::Days(0))),
    ] {
        let reissue = Reissue::new(certificate.clone());
        refused(field, async |c| c.orders().reissue(id, &reissue).await).await;
        let duplicate = Duplicate::new(certificate);
        refused(field, async |c| c.orders().duplicate(id, &duplicate).await).await;
    }
    let reissue = Reissue::new(new()).cs_provisioning_method(CsProvisioningMethod::Email);
    refused("csr", async |c| c.orders().reissue(id, &reissue).await).await;
    let key = "-----BEGIN PRIVATE KEY-----MAMCAQA=-----END PRIVATE KEY-----";
    let reissue = Reissue::new(new().csr(key));
    never_sent("csr", async |c| c.orders().reissue(id, &reissue).await).await;
}
