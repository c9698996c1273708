//! The life of an order of CertCentral.

use std::time::{Duration, UNIX_EPOCH};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use portcullis_sandbox::{Fault, Sandbox, Vendor};
use rcgen::{CertificateParams, KeyPair, PublicKeyData as _};
use serde_json::{Value, json};
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate};

use crate::digicert::{Api, codes};
use crate::https::Result;
use crate::walk::csr;

const DAY: u64 = 86_400;

pub async fn organization(api: &Api) -> Result<u64> {
    let contact = json!({ "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org" });
    let body = json!({
        "name": "Example Inc", "address": "1 Main Street", "city": "Lehi", "state": "Utah", "zip": "84043",
        "country": "US", "telephone": "555", "organization_contact": contact, "validations": [{ "type": "ov" }],
    });
    let made = api.call("POST", "/organization", body).await?;
    Ok(made.json["id"].as_u64().unwrap())
}

/// An organization, and a domain of it that is validated.
pub async fn prepared(api: &Api) -> Result<u64> {
    let organization = organization(api).await?;
    let domain = json!({
        "name": "example.com", "organization": { "id": organization }, "validations": [{ "type": "ov" }],
    });
    assert_eq!(api.call("POST", "/domain", domain).await?.status, 201);
    api.sandbox.digicert().approve_domain("example.com");
    Ok(organization)
}

pub fn order(organization: u64, csr: &str) -> Value {
    json!({
        "certificate": {
            "common_name": "www.example.com", "dns_names": ["example.com"], "csr": csr, "signature_hash": "sha256",
            "cert_validity": { "days": 90 },
        },
        "organization": { "id": organization }, "order_validity": { "years": 1 }, "payment_method": "balance",
        "skip_approval": true, "alternative_order_id": "ref-1",
    })
}

pub fn ders(pem: &str) -> Vec<Vec<u8>> {
    Pem::iter_from_buffer(pem.as_bytes()).map(|pem| pem.unwrap().contents).collect()
}

/// Checks each certificate with the key of the one above it.
fn verify(chain: &[Vec<u8>]) {
    let parsed: Vec<X509Certificate<'_>> =
        chain.iter().map(|der| X509Certificate::from_der(der).unwrap().1).collect();
    for (index, one) in parsed.iter().enumerate() {
        let above = parsed.get(index + 1).unwrap_or(one);
        assert_eq!(one.issuer(), above.subject());
        let key = &above.public_key().subject_public_key.data;
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key);
        key.verify(one.tbs_certificate.as_ref(), &one.signature_value.data).unwrap();
    }
}

#[tokio::test]
async fn an_order_becomes_a_certificate_of_the_key_that_was_sent() -> Result<()> {
    let api = Api::start().await?;
    let organization = prepared(&api).await?;
    let key = KeyPair::generate()?;
    let csr = CertificateParams::default().serialize_request(&key)?.pem()?;
    let before = api.sandbox.digicert().balance();
    let made = api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr)).await?;
    assert_eq!(made.status, 201, "{}", made.json);
    assert!(made.json.get("requests").is_none() && made.json.get("domains").is_none());
    let path = format!("/order/certificate/{}", made.json["id"]);
    let info = api.get(&path).await?;
    assert_eq!(
        (&info["status"], &info["certificate"]["id"]),
        (&"issued".into(), &made.json["certificate_id"])
    );
    assert_eq!(info["certificate"]["dns_names"], json!(["www.example.com", "example.com"]));

    let url = format!("/certificate/{}/download/format/pem_all", made.json["certificate_id"]);
    let file = api.call("GET", &url, json!({})).await?;
    assert_eq!(file.headers["content-type"], "application/x-pem-file");
    let pem = String::from_utf8(file.bytes.to_vec())?;
    let chain = ders(&pem);
    assert_eq!(chain.len(), 3);
    verify(&chain);
    let in_reply: String =
        (0..3).map(|place| made.text(&format!("/certificate_chain/{place}/pem"))).collect();
    assert_eq!(in_reply, pem);

    let (_, leaf) = X509Certificate::from_der(&chain[0])?;
    assert_eq!(leaf.public_key().raw, key.subject_public_key_info());
    assert!(!leaf.is_ca());
    assert_eq!(leaf.subject().iter_common_name().next().unwrap().as_str()?, "www.example.com");
    assert_eq!(leaf.subject().iter_organization().next().unwrap().as_str()?, "Example Inc");
    let names = leaf.subject_alternative_name()?.unwrap().value.general_names.clone();
    assert_eq!(names, ["www.example.com", "example.com"].map(GeneralName::DNSName));
    let now = i64::try_from(api.sandbox.digicert().now().duration_since(UNIX_EPOCH)?.as_secs())?;
    let validity = leaf.validity();
    assert!(validity.not_before.timestamp() <= now && now < validity.not_after.timestamp());
    assert_eq!(
        validity.not_after.timestamp() - validity.not_before.timestamp() + 1,
        90 * i64::try_from(DAY)?
    );
    let serial = info["certificate"]["serial_number"].as_str().unwrap().to_owned();
    assert_eq!(serial.to_lowercase(), leaf.raw_serial_as_string().replace(':', ""));
    assert_eq!(api.get(&format!("/order/certificate/{serial}")).await?["id"], made.json["id"]);

    let price = info["price"].as_f64().unwrap();
    let paid = before - api.sandbox.digicert().balance();
    assert!(price > 0.0 && (price * 100.0 - f64::from(i32::try_from(paid)?)).abs() < 0.5);
    let history = api.get("/finance/balance-history?sort=-id&limit=1").await?;
    assert_eq!(history["adjustments"][0]["order_id"], made.json["id"]);
    let counted = api.sandbox.digicert().orders()["ref-1"];
    assert_eq!((counted.placed, counted.paid), (1, 1));
    let found = api.get("/order/alternate/ref-1").await?;
    assert_eq!(found["orders"][0]["order_id"], made.json["id"]);
    assert_eq!(api.get("/order/alternate/ref-2").await?["orders"], json!([]));
    Ok(())
}

#[tokio::test]
async fn a_lost_reply_leaves_an_order_that_its_reference_finds() -> Result<()> {
    let api = Api::start().await?;
    let organization = prepared(&api).await?;
    api.sandbox.fault_on(Vendor::DigiCert, "/order/certificate/ssl_basic", Fault::ResetAfterApply);
    let body = order(organization, &csr());
    assert!(api.call("POST", "/order/certificate/ssl_basic", body.clone()).await.is_err());
    assert_eq!(api.get("/order/alternate/ref-1").await?["page"]["total"], 1);
    api.sandbox.fault_on(Vendor::DigiCert, "/order/certificate/ssl_basic", Fault::Reset);
    assert!(api.call("POST", "/order/certificate/ssl_basic", body.clone()).await.is_err());
    assert_eq!(api.sandbox.digicert().orders()["ref-1"].placed, 1);
    // Nothing keeps a reference from being used again: a blind repetition is paid twice.
    assert_eq!(api.call("POST", "/order/certificate/ssl_basic", body).await?.status, 201);
    assert_eq!(api.sandbox.digicert().orders()["ref-1"].paid, 2);
    Ok(())
}

#[tokio::test]
async fn another_user_approves_or_rejects() -> Result<()> {
    let api = Api::start().await?;
    let organization = prepared(&api).await?;
    let mut body = order(organization, &csr());
    body["skip_approval"] = false.into();
    let before = api.sandbox.digicert().balance();
    let first = api.call("POST", "/order/certificate/ssl_basic", body.clone()).await?.json;
    let second = api.call("POST", "/order/certificate/ssl_basic", body).await?.json;
    let path = |made: &Value| format!("/order/certificate/{}", made["id"]);
    let request = |made: &Value| format!("/request/{}/status", made["requests"][0]["id"]);
    assert_eq!(first["requests"][0]["status"], "pending");
    assert_eq!(api.get(&path(&first)).await?["status"], "needs_approval");
    let own = api.call("PUT", &request(&first), json!({ "status": "approved" })).await?;
    assert_eq!((own.status.as_u16(), codes(&own)), (403, vec!["access_denied|invalid_approver".to_owned()]));
    assert_eq!(api.get("/request?filters%5Bstatus%5D=pending").await?["page"]["total"], 2);

    let api = api.another().await?;
    let approve = json!({ "status": "approved", "processor_comment": "fine" });
    assert_eq!(api.call("PUT", &request(&first), approve).await?.status, 204);
    assert_eq!(api.get(&path(&first)).await?["status"], "issued");
    let shown = api.get(&format!("/request/{}", first["requests"][0]["id"])).await?;
    assert_eq!((&shown["processor_comment"], &shown["order"]["id"]), (&"fine".into(), &first["id"]));
    assert_eq!(api.call("PUT", &request(&second), json!({ "status": "rejected" })).await?.status, 204);
    assert_eq!(api.get(&path(&second)).await?["status"], "rejected");
    let late = api.call("PUT", &request(&second), json!({ "status": "approved" })).await?;
    assert_eq!(codes(&late), ["invalid_value:status"]);
    let paid = before - api.sandbox.digicert().balance();
    let price = api.get(&path(&first)).await?["price"].as_f64().unwrap();
    assert!((price * 100.0 - f64::from(i32::try_from(paid)?)).abs() < 0.5);
    let counted = api.sandbox.digicert().orders()["ref-1"];
    assert_eq!((counted.placed, counted.paid), (2, 1));
    Ok(())
}

#[tokio::test]
async fn a_certificate_comes_late_and_ends() -> Result<()> {
    let api = Api::start().await?;
    let control = api.sandbox.digicert().clone();
    let organization = prepared(&api).await?;
    control.set_issuance_delay(Duration::from_secs(3600));
    let made = api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr())).await?.json;
    assert!(made.get("certificate_id").is_none());
    let path = format!("/order/certificate/{}", made["id"]);
    assert_eq!(api.get(&path).await?["status"], "pending");
    let url = format!("/certificate/download/order/{}/format/pem_all", made["id"]);
    assert_eq!(api.call("GET", &url, json!({})).await?.status, 404);
    control.advance(Duration::from_secs(3500));
    assert_eq!(api.get(&path).await?["status"], "pending");
    control.advance(Duration::from_secs(101));
    assert_eq!(api.get(&path).await?["status"], "issued");
    assert_eq!(api.call("GET", &url, json!({})).await?.status, 200);
    let changes = api.get("/order/certificate/status-changes?minutes=5").await?;
    assert_eq!(changes["orders"][0]["status"], "issued");
    control.advance(Duration::from_secs(400));
    assert_eq!(api.get("/order/certificate/status-changes?minutes=5").await?, json!({}));

    control.advance(Duration::from_secs(366 * DAY));
    assert_eq!(api.get(&path).await?["status"], "expired");
    assert_eq!(api.get("/order/certificate?filters%5Bstatus%5D=issued").await?["page"]["total"], 1);
    // It is renewed once.
    control.set_issuance_delay(Duration::ZERO);
    control.approve_domain("example.com");
    let mut renewal = order(organization, &csr());
    renewal["renewal_of_order_id"] = made["id"].clone();
    let renewed = api.call("POST", "/order/certificate/ssl_basic", renewal.clone()).await?.json;
    let old = api.get(&path).await?;
    assert_eq!((&old["is_renewed"], &old["renewed_order_id"]), (&true.into(), &renewed["id"]));
    let twice = api.call("POST", "/order/certificate/ssl_basic", renewal).await?;
    assert_eq!(codes(&twice), ["order_renewed_already"]);
    Ok(())
}

#[tokio::test]
async fn an_order_is_reissued_duplicated_revoked_and_deleted() -> Result<()> {
    let api = Api::start().await?;
    let organization = prepared(&api).await?;
    let made = api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr())).await?.json;
    let path = format!("/order/certificate/{}", made["id"]);
    let again = || {
        json!({
            "certificate": { "common_name": "www.example.com", "csr": csr(), "signature_hash": "sha256" },
            "skip_approval": true,
        })
    };
    let reissued = api.call("POST", &format!("{path}/reissue"), again()).await?.json;
    assert_eq!(reissued["id"], made["id"]);
    assert_ne!(reissued["certificate_id"], made["certificate_id"]);
    let info = api.get(&path).await?;
    assert_eq!(info["certificate"]["id"], reissued["certificate_id"]);
    assert_eq!(info["certificate"]["dns_names"], json!(["www.example.com"]));
    let duplicate = api.call("POST", &format!("{path}/duplicate"), again()).await?.json;
    let list = api.get(&format!("{path}/duplicate")).await?;
    assert_eq!(list["certificates"][0]["id"], duplicate["certificate_id"]);
    assert_eq!(api.get(&path).await?["certificate"]["id"], reissued["certificate_id"]);

    let archive = |id: &Value| format!("/certificate/{id}/archive");
    let primary = api.call("PUT", &archive(&reissued["certificate_id"]), json!({})).await?;
    assert_eq!(codes(&primary), ["cannot_archive_primary_certificate"]);
    let archived = api.call("PUT", &archive(&duplicate["certificate_id"]), json!({})).await?;
    assert_eq!(archived.status, 204);
    assert_eq!(api.get(&format!("{path}/duplicate")).await?["certificates"], json!([]));
    let shown = api.get(&format!("{path}/duplicate?show_archived=true")).await?;
    assert_eq!(shown["certificates"][0]["archived"], "1");

    // A reissue that waits: it can be canceled, and the order cannot be revoked meanwhile.
    let mut waiting = again();
    waiting["skip_approval"] = false.into();
    let asked = api.call("POST", &format!("{path}/reissue"), waiting).await?.json;
    assert_eq!(api.get(&path).await?["status"], "reissue_pending");
    let revoke = json!({ "skip_approval": true, "revocation_reason": "keyCompromise" });
    assert_eq!(codes(&api.call("PUT", &format!("{path}/revoke"), revoke.clone()).await?), ["access_denied"]);
    let cancel = json!({ "status": "canceled", "note": "not now" });
    assert_eq!(api.call("PUT", &format!("{path}/status"), cancel.clone()).await?.status, 204);
    assert_eq!(api.get(&path).await?["status"], "issued");
    let request = api.get(&format!("/request/{}", asked["requests"][0]["id"])).await?;
    assert_eq!(request["processor_comment"], "not now");

    // An issued order is neither canceled nor deleted.
    assert_eq!(codes(&api.call("PUT", &format!("{path}/status"), cancel).await?), ["invalid_value:status"]);
    assert_eq!(api.call("DELETE", &path, json!({})).await?.status, 403);
    let serial = info["certificate"]["serial_number"].as_str().unwrap();
    let one = api.call("PUT", &format!("/certificate/{serial}/revoke"), json!({})).await?;
    assert_eq!((one.status.as_u16(), one.text("/status")), (201, "pending".to_owned()));
    assert_eq!(api.call("PUT", &format!("/certificate/{serial}/revoke"), revoke.clone()).await?.status, 204);
    assert_eq!(api.get(&path).await?["status"], "issued");
    assert_eq!(api.get(&format!("{path}/reissue")).await?["certificates"][0]["status"], "revoked");
    assert_eq!(api.call("PUT", &format!("{path}/revoke"), revoke).await?.status, 204);
    assert_eq!(api.get(&path).await?["status"], "revoked");
    assert_eq!(api.call("DELETE", &path, json!({})).await?.status, 204);
    assert_eq!(codes(&api.call("GET", &path, json!({})).await?), ["not_found|order"]);
    Ok(())
}

#[tokio::test]
async fn an_order_without_a_csr_waits_for_it() -> Result<()> {
    let api = Api::start().await?;
    let organization = organization(&api).await?;
    let body = json!({
        "certificate": { "signature_hash": "sha256" }, "organization": { "id": organization },
        "order_validity": { "days": 459 }, "skip_approval": true, "csa_agreed_to": 1,
    });
    let made = api.call("POST", "/order/certificate/code_signing", body).await?.json;
    let path = format!("/order/certificate/{}", made["id"]);
    assert_eq!(api.get(&path).await?["status"], "needs_csr");
    let wrong = api.call("POST", &format!("{path}/csr"), json!({ "csr": "nothing" })).await?;
    assert_eq!(codes(&wrong), ["csr_invalid_cannot_parse"]);
    assert_eq!(api.call("POST", &format!("{path}/csr"), json!({ "csr": csr() })).await?.status, 200);
    let info = api.get(&path).await?;
    assert_eq!(
        (&info["status"], &info["certificate"]["common_name"]),
        (&"issued".into(), &"Example Inc".into())
    );
    Ok(())
}

#[tokio::test]
async fn orders_come_in_pages_and_by_filters() -> Result<()> {
    let api = Api::start().await?;
    let organization = prepared(&api).await?;
    let csr = csr();
    for number in 0..25 {
        let mut body = order(organization, &csr);
        body["certificate"]["common_name"] = format!("n{number:02}.example.com").into();
        body["alternative_order_id"] = format!("ref-{number}").into();
        assert_eq!(api.call("POST", "/order/certificate/ssl_basic", body).await?.status, 201);
    }
    let page = api.get("/order/certificate?sort=-common_name&offset=20&limit=10").await?;
    assert_eq!(page["page"], json!({ "total": 25, "offset": 20, "limit": 10 }));
    assert_eq!(page["orders"].as_array().map(Vec::len), Some(5));
    assert_eq!(page["orders"][4]["certificate"]["common_name"], "n00.example.com");
    let total = async |query: &str| {
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(
            api.get(&format!("/order/certificate?{query}")).await?["page"]["total"].as_u64(),
        )
    };
    assert_eq!(total("filters%5Bsearch%5D=n1").await?, Some(10));
    assert_eq!(total("filters%5Bsearch%5D=%251.example").await?, Some(3));
    assert_eq!(
        total("filters%5Bstatus%5D%5B0%5D=pending&filters%5Bstatus%5D%5B1%5D=issued").await?,
        Some(25)
    );
    assert_eq!(total("filters%5Bstatus%5D=revoked").await?, Some(0));
    assert_eq!(total("filters%5Bdomain_name%5D=n07.example.com").await?, Some(1));
    assert_eq!(total("filters%5Bvalid_till%5D=%3E2030-01-01").await?, Some(0));
    assert_eq!(total("filters%5Bdate_created%5D=2026-01-01...2099-01-01").await?, Some(25));
    let wrong = api.call("GET", "/order/certificate?sort=color", json!({})).await?;
    assert_eq!(codes(&wrong), ["invalid_value:sort"]);
    let window =
        api.call("GET", "/order/certificate/status-changes?minutes=10080&seconds=1", json!({})).await?;
    assert_eq!(codes(&window), ["time_frame_too_long"]);
    Ok(())
}

#[tokio::test]
async fn certificates_of_persons_and_documents_are_ordered() -> Result<()> {
    let api = Api::start().await?;
    let organization = organization(&api).await?;
    let usage = json!({ "primary_usage": "signing" });
    for (product, certificate) in [
        ("document_signing_org_1", json!({})),
        ("ds_individual", json!({ "usage_designation": usage })),
        ("secure_email_mailbox", json!({ "emails": ["ada@example.com"], "usage_designation": usage })),
        ("client_premium", json!({ "common_name": "Ada Lovelace", "emails": ["ada@example.com"] })),
    ] {
        let mut body = order(organization, "");
        body["certificate"] = certificate;
        body["certificate"]["signature_hash"] = "sha256".into();
        body["certificate"]["csr"] = csr().into();
        body["cs_provisioning_method"] = "client_app".into();
        body["alternative_order_id"] = product.into();
        let made = api.call("POST", &format!("/order/certificate/{product}"), body).await?;
        assert_eq!(made.status, 201, "{product} {}", made.json);
        let info = api.get(&format!("/order/certificate/{}", made.json["id"])).await?;
        assert_eq!(info["product"]["name_id"], product);
    }
    Ok(())
}

#[tokio::test]
async fn orders_outlive_the_sandbox() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let api = Api::of(Sandbox::builder().state_dir(dir.path()).start().await?);
    let organization = prepared(&api).await?;
    api.sandbox.digicert().set_issuance_delay(Duration::from_secs(3600));
    let made = api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr())).await?.json;
    let path = format!("/order/certificate/{}", made["id"]);
    let before = api.get(&path).await?;
    drop(api);
    let api = Api::of(Sandbox::builder().state_dir(dir.path()).start().await?);
    assert_eq!(api.get(&path).await?, before);
    api.sandbox.digicert().advance(Duration::from_secs(3601));
    let issued = api.get(&path).await?;
    assert_eq!(issued["status"], "issued");
    drop(api);
    let api = Api::of(Sandbox::builder().state_dir(dir.path()).start().await?);
    let again = api.get(&path).await?;
    assert_eq!(again["certificate"]["thumbprint"], issued["certificate"]["thumbprint"]);
    let url = format!("/certificate/download/order/{}/format/pem_all", made["id"]);
    let file = api.call("GET", &url, json!({})).await?;
    verify(&ders(std::str::from_utf8(&file.bytes)?));
    Ok(())
}
