//! Certificates of CertCentral, their files, and what is kept with an order.

use rcgen::{CertificateParams, KeyPair, PublicKeyData as _};
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::digicert::Api;
use crate::digicert_orders::{ders, organization};
use crate::https::Result;
use crate::walk::csr;

const DAY: i64 = 86_400;

/// Places an order of private TLS, for which only the organization is validated.
async fn private(api: &Api, organization: u64, csr: Option<String>) -> Result<Value> {
    let body = json!({
        "certificate": { "common_name": "intranet", "csr": csr }, "organization": { "id": organization },
        "order_validity": { "years": 2 }, "skip_approval": true,
    });
    let made = api.call("POST", "/order/certificate/private_ssl_plus", body).await?;
    assert_eq!(made.status, 201, "{}", made.json);
    Ok(made.json)
}

#[tokio::test]
async fn keys_of_every_kind_are_certified() -> Result<()> {
    let api = Api::start().await?;
    let organization = organization(&api).await?;
    for algorithm in [
        &rcgen::PKCS_RSA_SHA256,
        &rcgen::PKCS_ECDSA_P384_SHA384,
        &rcgen::PKCS_ECDSA_P521_SHA512,
        &rcgen::PKCS_ED25519,
    ] {
        let key = KeyPair::generate_for(algorithm)?;
        let csr = CertificateParams::default().serialize_request(&key)?.pem()?;
        let made = private(&api, organization, Some(csr)).await?;
        let chain = ders(made["certificate_chain"][0]["pem"].as_str().unwrap());
        let (_, leaf) = X509Certificate::from_der(&chain[0])?;
        assert_eq!(leaf.public_key().raw, key.subject_public_key_info(), "{algorithm:?}");
        // Private certificates may live as long as their order.
        let validity = leaf.validity();
        let days = (validity.not_after.timestamp() + 1 - validity.not_before.timestamp()) / DAY;
        assert_eq!(days, 730);
    }
    // Without a CSR it waits for one.
    let made = private(&api, organization, None).await?;
    assert_eq!(api.get(&format!("/order/certificate/{}", made["id"])).await?["status"], "needs_csr");
    Ok(())
}

#[tokio::test]
async fn what_surrounds_an_order_is_kept_with_it() -> Result<()> {
    let api = Api::start().await?;
    let organization = organization(&api).await?;
    let made = private(&api, organization, Some(csr())).await?;
    let path = format!("/order/certificate/{}", made["id"]);
    let note = api.call("POST", &format!("{path}/note"), json!({ "text": "mind the gap" })).await?.json;
    assert_eq!(api.get(&format!("{path}/note/{}", note["id"])).await?["text"], "mind the gap");
    assert_eq!(api.get(&format!("{path}/note")).await?["notes"][0], note);
    let certificate = format!("/certificate/{}/note", made["certificate_id"]);
    assert_eq!(api.call("POST", &certificate, json!({ "text": "mine" })).await?.status, 201);
    assert!(api.get(&certificate).await?["notes"][0].get("id").is_none());

    let contact = json!({ "contact_type": "technical_contact", "first_name": "Grace", "last_name": "Hopper",
        "email": "grace@example.org", "job_title": "Admiral" });
    let second = json!({ "contact_type": "technical_contact", "first_name": "Ada", "last_name": "Lovelace",
        "email": "ada@example.org" });
    for contact in [contact, second] {
        let sent = json!({ "contacts": [contact] });
        assert_eq!(api.call("PUT", &format!("{path}/contact"), sent).await?.status, 204);
    }
    let emails = json!({ "additional_emails": ["a@example.org"] });
    assert_eq!(api.call("PUT", &format!("{path}/additional-emails"), emails).await?.status, 204);
    let message = json!({ "custom_renewal_message": "soon" });
    assert_eq!(api.call("PUT", &format!("{path}/custom-renewal-message"), message).await?.status, 204);
    assert_eq!(api.call("PUT", &format!("{path}/renewal-emails/disabled"), json!({})).await?.status, 204);
    let info = api.get(&path).await?;
    assert_eq!(info["technical_contact"]["first_name"], "Ada");
    assert_eq!(info["technical_contact"]["job_title"], "Admiral");
    assert_eq!(
        (&info["additional_emails"][0], &info["custom_renewal_message"]),
        (&"a@example.org".into(), &"soon".into())
    );
    assert_eq!(info["disable_renewal_notifications"], true);
    assert_eq!(api.call("DELETE", &format!("{path}/custom-renewal-message"), json!({})).await?.status, 204);
    assert!(api.get(&path).await?.get("custom_renewal_message").is_none());

    let field = json!({ "metadata": [{ "label": "Cost center" }, { "label": "Room" }] });
    let many = api.call("POST", "/account/metadata/bulk", field).await?;
    assert_eq!(many.status, 200);
    let field = api.get("/account/metadata").await?["metadata"][1]["id"].clone();
    let value = json!({ "metadata_id": field, "value": "7" });
    assert_eq!(api.call("POST", &format!("{path}/custom-field"), value).await?.status, 204);
    assert_eq!(api.get(&path).await?["custom_fields"][0]["label"], "Room");
    assert_eq!(api.call("DELETE", &format!("{path}/custom-field/{field}"), json!({})).await?.status, 204);
    assert_eq!(api.get(&path).await?["custom_fields"], json!([]));
    Ok(())
}

#[tokio::test]
async fn files_that_the_sandbox_does_not_write_are_named() -> Result<()> {
    let api = Api::start().await?;
    let organization = organization(&api).await?;
    let made = private(&api, organization, Some(csr())).await?;
    let path = format!("/certificate/{}/download", made["certificate_id"]);
    for (end, status) in [
        ("format/pem_noroot", 200),
        ("format/pem_nointermediate", 200),
        ("platform/29", 200),
        ("format/p7b", 200),
        ("format/cer", 200),
        ("format/default", 501),
        ("platform", 501),
        ("format/papyrus", 400),
    ] {
        assert_eq!(api.call("GET", &format!("{path}/{end}"), json!({})).await?.status, status, "{end}");
    }
    let chain = api.get(&format!("/certificate/{}/chain", made["certificate_id"])).await?;
    assert_eq!(chain["intermediates"][0], made["certificate_chain"][1]);
    let all = api.get("/certificate/intermediates").await?;
    assert_eq!(
        all["intermediates"][0]["subject_common_name"],
        chain["intermediates"][0]["subject_common_name"]
    );
    Ok(())
}
