//! Organizations and domains of CertCentral, and their validation.

use std::time::Duration;

use portcullis_sandbox::digicert::Control;
use serde_json::{Value, json};

use crate::digicert::{Api, codes};
use crate::digicert_orders::{order, organization};
use crate::https::Result;
use crate::walk::csr;

async fn domain(api: &Api, organization: u64, name: &str, method: &str) -> Result<Value> {
    let body = json!({
        "name": name, "organization": { "id": organization }, "validations": [{ "type": "ov" }],
        "dcv_method": method,
    });
    let made = api.call("POST", "/domain", body).await?;
    assert_eq!(made.status, 201, "{}", made.json);
    Ok(made.json)
}

/// Publishes a token where a method looks for it.
fn publish(control: &Control, method: &str, name: &str, token: &Value) {
    let value = token["token"].as_str().unwrap();
    match method {
        "dns-txt-token" => control.publish_txt(name, value),
        "dns-cname-token" => {
            control.publish_cname(&format!("{value}.{name}"), token["verification_value"].as_str().unwrap());
        }
        _ => control.publish_file(token["http_token_url"].as_str().unwrap(), value),
    }
}

#[tokio::test]
async fn a_domain_is_validated_when_the_value_is_there() -> Result<()> {
    let api = Api::start().await?;
    let control = api.sandbox.digicert().clone();
    let organization = organization(&api).await?;
    for (method, code) in [
        ("dns-txt-token", "invalid_dns_txt"),
        ("dns-cname-token", "invalid_dns_method"),
        ("http-token", "file_random_value_not_found"),
    ] {
        let name = format!("{method}.example");
        let made = domain(&api, organization, &name, method).await?;
        let path = format!("/domain/{}", made["id"]);
        let check = async || api.call("PUT", &format!("{path}/dcv/validate-token"), json!({})).await;
        assert_eq!(codes(&check().await?), [code]);
        // A new value voids the old one.
        publish(&control, method, &name, &made["dcv_token"]);
        let token = api.call("POST", &format!("{path}/dcv/token"), json!({})).await?.json;
        assert_eq!(codes(&check().await?), [code]);
        publish(&control, method, &name, &token);
        assert_eq!(check().await?.status, 200, "{method}");
        let shown = api.get(&format!("{path}?include_dcv=true&include_validation=true")).await?;
        assert_eq!(
            (&shown["validations"][0]["status"], &shown["dcv_token"]["status"]),
            (&"active".into(), &"active".into())
        );
    }
    assert_eq!(api.get("/domain?filters%5Bvalidation%5D=completed").await?["page"]["total"], 3);
    // It does not hold for ever.
    control.advance(Duration::from_secs(200 * 86_400));
    assert_eq!(api.get("/domain?filters%5Bvalidation%5D=pending").await?["page"]["total"], 3);
    assert_eq!(
        api.get("/domain?filters%5Bvalidation%5D=ov_expired_in_last_7_days").await?["page"]["total"],
        3
    );
    Ok(())
}

#[tokio::test]
async fn a_domain_is_changed_approved_by_mail_and_deleted() -> Result<()> {
    let api = Api::start().await?;
    let organization = organization(&api).await?;
    let made = domain(&api, organization, "www.example.net", "email").await?;
    assert!(made["validation_emails"]["base_emails"].as_array().is_some_and(|all| !all.is_empty()));
    let path = format!("/domain/{}", made["id"]);
    assert_eq!(api.get(&path).await?["name"], "example.net");
    let token = api.sandbox.digicert().mailed_token("example.net").unwrap();
    let wrong = api.call("PUT", "/domain/dcv/email/token/wrong", json!({})).await?;
    assert_eq!(wrong.status, 404);
    assert_eq!(api.call("PUT", &format!("/domain/dcv/email/token/{token}"), json!({})).await?.status, 200);
    assert_eq!(api.get(&path).await?["status"], "approved");
    let same = api.call("PUT", &format!("{path}/dcv/method"), json!({ "dcv_method": "email" })).await?;
    assert_eq!(same.json, json!({}));
    let other = api.call("PUT", &format!("{path}/dcv/method"), json!({ "dcv_method": "http-token" })).await?;
    assert!(other.json["dcv_token"]["http_token_url"].is_string());
    let unknown = api.call("PUT", &format!("{path}/dcv/method"), json!({ "dcv_method": "pigeon" })).await?;
    assert_eq!(codes(&unknown), ["invalid_value:dcv_method"]);
    assert_eq!(api.call("PUT", &format!("{path}/deactivate"), json!({})).await?.status, 204);
    assert_eq!(api.get("/domain?filters%5Bstatus%5D=active").await?["page"]["total"], 0);
    assert_eq!(api.call("DELETE", &path, json!({})).await?.status, 204);
    assert_eq!(codes(&api.call("GET", &path, json!({})).await?), ["not_found|domain"]);
    let nowhere = json!({
        "name": "a.example", "organization": { "id": 7 }, "validations": [{ "type": "ov" }],
    });
    assert_eq!(codes(&api.call("POST", "/domain", nowhere).await?), ["invalid_value:organization.id"]);
    Ok(())
}

#[tokio::test]
async fn an_order_waits_for_its_organization_and_its_domains() -> Result<()> {
    let api = Api::start().await?;
    let control = api.sandbox.digicert().clone();
    control.set_automatic_validation(false);
    let organization = organization(&api).await?;
    let mut body = order(organization, &csr());
    body["dcv_method"] = "dns-txt-token".into();
    let made = api.call("POST", "/order/certificate/ssl_basic", body).await?.json;
    assert!(made.get("certificate_id").is_none());
    assert_eq!(made["domains"].as_array().map(Vec::len), Some(2));
    assert_eq!(made["domains"][0]["name"], "example.com");
    let path = format!("/order/certificate/{}", made["id"]);
    let check = async || api.call("PUT", &format!("{path}/check-dcv"), json!({})).await;
    assert_eq!(codes(&check().await?), ["invalid_dns_txt"]);
    control.publish_txt("example.com", made["dcv_random_value"].as_str().unwrap());
    assert_eq!(check().await?.json["order_status"], "pending");
    let open = api.get(&format!("{path}/validation")).await?;
    assert_eq!(open["dns_name_validations"][0]["status"], "approved");
    assert_eq!(open["organization_validations"][0]["status"], "pending");
    assert!(control.validate_organization(organization) && !control.validate_organization(7));
    assert_eq!(api.get(&path).await?["status"], "issued");
    Ok(())
}

#[tokio::test]
async fn an_order_of_domain_validation_needs_no_organization() -> Result<()> {
    let api = Api::start().await?;
    let control = api.sandbox.digicert().clone();
    let body = json!({
        "certificate": { "common_name": "*.example.org", "csr": csr() }, "order_validity": { "days": 30 },
        "dcv_method": "dns-cname-token", "skip_approval": true,
    });
    let made = api.call("POST", "/order/certificate/wildcard_dv_rapidssl", body).await?.json;
    let path = format!("/order/certificate/{}", made["id"]);
    let random = api.call("PUT", &format!("{path}/dcv-random-value"), json!({})).await?;
    assert_eq!(random.json["dcv_random_value"], made["dcv_random_value"]);
    let changed =
        api.call("PUT", &format!("{path}/dcv-method"), json!({ "dcv_method": "dns-txt-token" })).await?;
    control.publish_txt("example.org", &changed.text("/dcv_random_value"));
    let checked = api.call("PUT", &format!("{path}/check-dcv"), json!({})).await?.json;
    assert_eq!(checked["order_status"], "issued");
    let info = api.get(&path).await?;
    assert_eq!(info["certificate"]["id"], checked["certificate_id"]);
    assert!(info.get("organization").is_none());
    Ok(())
}

#[tokio::test]
async fn a_file_shows_control_of_its_own_name_alone() -> Result<()> {
    let api = Api::start().await?;
    let control = api.sandbox.digicert().clone();
    let body = json!({
        "certificate": { "common_name": "example.org", "dns_names": ["www.example.org"], "csr": csr() },
        "order_validity": { "days": 30 }, "dcv_method": "http-token", "skip_approval": true,
    });
    let made = api.call("POST", "/order/certificate/ssl_dv_rapidssl", body).await?.json;
    let path = format!("/order/certificate/{}", made["id"]);
    let random = made["dcv_random_value"].as_str().unwrap();
    let url = |name: &str| format!("http://{name}/.well-known/pki-validation/fileauth.txt");
    control.publish_file(&url("example.org"), random);
    let check = async || api.call("PUT", &format!("{path}/check-dcv"), json!({})).await;
    assert_eq!(codes(&check().await?), ["file_random_value_not_found"]);
    let open = api.get(&format!("{path}/validation")).await?;
    assert_eq!(open["dns_name_validations"][0]["status"], "approved");
    assert_eq!(open["dns_name_validations"][1]["status"], "pending");
    let names = json!({ "certificate": { "common_name": "example.org" } });
    assert_eq!(api.call("PUT", &format!("{path}/dns-names"), names).await?.status, 204);
    assert_eq!(api.get(&path).await?["status"], "issued");
    Ok(())
}

#[tokio::test]
async fn organizations_are_validated_changed_and_kept_while_orders_name_them() -> Result<()> {
    let api = Api::start().await?;
    let control = api.sandbox.digicert().clone();
    control.set_automatic_validation(false);
    let id = organization(&api).await?;
    // The same again is the same organization.
    assert_eq!(organization(&api).await?, id);
    let path = format!("/organization/{id}");
    assert_eq!(api.get("/organization?filters%5Bvalidation%5D=pending").await?["page"]["total"], 1);
    let ev = json!({ "validations": [{ "type": "ev" }] });
    let missing = api.call("POST", &format!("{path}/validation"), ev).await?;
    assert_eq!(codes(&missing), ["required_param:validations.verified_users"]);
    let ev = json!({ "validations": [{ "type": "ev", "verified_users": [{ "id": 1001 }] }] });
    assert_eq!(api.call("POST", &format!("{path}/validation"), ev).await?.status, 204);
    control.validate_organization(id);
    let shown = api.get(&format!("{path}/validation")).await?;
    assert!(shown["validations"].as_array().unwrap().iter().all(|one| one["status"] == "active"));
    control.advance(Duration::from_secs(400 * 86_400));
    let shown = api.get(&format!("{path}/validation")).await?;
    assert!(shown["validations"].as_array().unwrap().iter().all(|one| one["status"] == "expired"));

    let contact = json!({ "contact_type": "technical_contact", "first_name": "Grace", "last_name": "Hopper",
        "email": "grace@example.org" });
    let twice = json!({ "contacts": [contact, contact] });
    let refused = api.call("PUT", &format!("{path}/contact"), twice).await?;
    assert_eq!(codes(&refused), ["contact_type_duplicate"]);
    let once = json!({ "contacts": [contact] });
    assert_eq!(api.call("PUT", &format!("{path}/contact"), once).await?.status, 204);
    assert_eq!(api.get(&path).await?["technical_contact"]["first_name"], "Grace");

    let made = api.call("POST", "/order/certificate/ssl_basic", order(id, &csr())).await?;
    assert_eq!(made.status, 201);
    assert_eq!(api.call("DELETE", &path, json!({})).await?.status, 403);
    assert_eq!(api.call("PUT", &format!("{path}/deactivate"), json!({})).await?.status, 204);
    let inactive = api.call("POST", "/order/certificate/ssl_basic", order(id, &csr())).await?;
    assert_eq!(codes(&inactive), ["invalid_value:organization.id"]);
    Ok(())
}
