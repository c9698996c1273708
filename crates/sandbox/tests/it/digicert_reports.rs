//! Reports of CertCentral, and what is watched and bought for an order.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::digicert::{Api, codes};
use crate::digicert_orders::{order, organization, prepared};
use crate::https::{Client, Reply, Result};
use crate::walk::csr;

const DAY: u64 = 86_400;

async fn at(api: &Api, method: &str, url: &str, accept: &str, body: &Value) -> Result<Reply> {
    let headers = [("x-dc-devkey", api.key.as_str()), ("accept", accept)];
    Client::new(&api.sandbox).json(method, url, &headers, body).await
}

#[tokio::test]
async fn orders_are_counted_and_written_as_csv() -> Result<()> {
    let api = Api::start().await?;
    let organization = prepared(&api).await?;
    let mut body = order(organization, &csr());
    body["comments"] = "with \"quotes\"".into();
    let made = api.call("POST", "/order/certificate/ssl_basic", body).await?.json;
    let mut unapproved = order(organization, &csr());
    unapproved["skip_approval"] = false.into();
    api.call("POST", "/order/certificate/ssl_basic", unapproved).await?;
    let open = api.get("/report/request").await?["request"].clone();
    assert_eq!((&open["total"], &open["types"][0]["request_count"]), (&1.into(), &1.into()));

    api.sandbox.digicert().advance(Duration::from_secs(345 * DAY));
    let soon = api.get("/report/order/expiring").await?;
    assert_eq!(soon["expiring_orders"][2], json!({ "days_expiring": 30, "order_count": 1 }));
    let soon = api.get("/report/order/expiring?include_expiring_certs=true").await?;
    assert_eq!(soon["expiring_orders"][2], json!({ "days_expiring": 30, "count": 1 }));
    assert_eq!(soon["expiring_certs"][2]["count"], 0);

    let url = format!("{}/report/order?filters[id]={}", api.sandbox.details().digicert.base_url, made["id"]);
    let reply = at(&api, "GET", &url, "text/csv", &Value::Null).await?;
    assert_eq!((reply.status.as_u16(), &reply.headers["content-type"]), (200, &"text/csv".parse()?));
    let text = String::from_utf8(reply.bytes.to_vec())?;
    let (head, rest) = text.split_once("\r\n").unwrap();
    assert!(head.starts_with("\"order_id\",\"customer_order_id\""));
    let start = format!("\"{}\",\"ref-1\",", made["id"]);
    assert!(rest.starts_with(&start) && rest.contains("BEGIN CERTIFICATE REQUEST"), "{rest}");
    // The columns of this form are not known.
    let url = format!("{}/order/certificate", api.sandbox.details().digicert.base_url);
    assert_eq!(at(&api, "GET", &url, "text/csv", &Value::Null).await?.status, 406);
    assert_eq!(api.call("POST", "/reports/query", json!({ "query": "{ a }" })).await?.status, 501);
    let prices = api.get("/product/pricing").await?;
    assert_eq!(prices["standard_prices"][0]["prices"][0]["currency"], "usd");
    Ok(())
}

#[tokio::test]
async fn the_report_library_has_a_base_path_of_its_own() -> Result<()> {
    let api = Api::start().await?;
    let organization = prepared(&api).await?;
    api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr())).await?;
    let base = api.sandbox.details().digicert.report_library_url.clone();
    let json = "application/json";
    let metadata = json!({
        "report_type": "orders", "columns": [{ "identifier": "order_id" }, { "identifier": "common_name" }],
    });
    let mut new = json!({
        "display_name": "all_orders", "schedule": { "frequency": "MONTHLY" }, "format": ["CSV"],
        "report_metadata": metadata,
    });
    let made = at(&api, "POST", &format!("{base}/report"), json, &new).await?;
    assert_eq!(made.status, 200, "{}", made.json);
    let path = format!("{base}/report/{}", made.text("/report_identifier"));
    let shown = at(&api, "GET", &path, json, &Value::Null).await?.json["report"].clone();
    assert_eq!(
        (&shown["report_display_name"], &shown["created_by_user_id"]),
        (&"all_orders".into(), &1001.into())
    );
    let history = format!("{base}/report/history?report_type=orders,users");
    let runs = at(&api, "GET", &history, json, &Value::Null).await?.json;
    assert_eq!((&runs["page"]["total"], &runs["report_history"][0]["status"]), (&1.into(), &"READY".into()));
    let run = format!("{path}/{}", runs["report_history"][0]["report_run_identifier"].as_str().unwrap());
    let file = at(&api, "GET", &format!("{run}/download?report_format=CSV"), "*/*", &Value::Null).await?;
    let text = String::from_utf8(file.bytes.to_vec())?;
    assert!(
        text.starts_with("\"order_id\",\"common_name\"\r\n") && text.ends_with("\"www.example.com\"\r\n")
    );
    let wrong = at(&api, "GET", &format!("{run}/download?report_format=EXCEL"), "*/*", &Value::Null).await?;
    assert_eq!((wrong.status.as_u16(), &wrong.json["code"]), (400, &"report_format_inapplicable".into()));
    let archive = at(&api, "GET", &format!("{run}/download?report_format=ZIP"), "*/*", &Value::Null).await?;
    assert_eq!(archive.status, 501);

    new["schedule"]["frequency"] = "ON_DEMAND".into();
    assert!(at(&api, "PUT", &path, json, &new).await?.status.is_success());
    assert_eq!(at(&api, "GET", &history, json, &Value::Null).await?.json["page"]["total"], 2);
    assert_eq!(at(&api, "DELETE", &path, json, &Value::Null).await?.status, 204);
    assert_eq!(at(&api, "GET", &path, json, &Value::Null).await?.status, 404);
    // Neither base path has what the other one has.
    assert_eq!(codes(&api.call("POST", "/report", new).await?), ["not_found|route"]);
    assert_eq!(at(&api, "GET", &format!("{base}/user/me"), json, &Value::Null).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn logs_and_scans_go_by_the_order() -> Result<()> {
    let api = Api::start().await?;
    let organization = prepared(&api).await?;
    let made =
        api.call("POST", "/order/certificate/ssl_securesite_pro", order(organization, &csr())).await?.json;
    let id = &made["id"];
    assert_eq!(api.get(&format!("/ctmonitor/{id}/status")).await?, json!({ "status": true }));
    let logs = api.get(&format!("/ctmonitor/{id}/details")).await?;
    let serial = logs["ct_certificates"][0]["serial"].as_str().unwrap().to_owned();
    let pem = api.get(&format!("/ctmonitor/{id}/ct-cert/{serial}/?issuer=DigiCert")).await?;
    assert_eq!(pem["pem"], made["certificate_chain"][0]["pem"]);
    let other = api.get(&format!("/ctmonitor/{id}/details?filters[issuer_ca]=Non-DigiCert")).await?;
    assert_eq!(other["page"]["total"], 0);

    let path = format!("/vulnerability-assessment/{id}");
    let rescan = format!("{path}/rescan/www.example.com");
    assert_eq!(codes(&api.call("PUT", &rescan, json!({})).await?), ["access_denied"]);
    assert_eq!(api.call("PUT", &format!("{path}/scan"), json!({})).await?.status, 204);
    assert_eq!(api.call("PUT", &rescan, json!({})).await?.status, 204);
    let details = api.get(&format!("{path}/details")).await?;
    assert_eq!(details["domains_scan_details"][0]["vulnerability_status"], "SECURE");
    assert_eq!(api.call("DELETE", &format!("{path}/scan"), json!({})).await?.status, 204);
    assert_eq!(api.get(&format!("{path}/details")).await?["page"]["total"], 0);

    let seal = format!("/order/certificate/{id}/site-seal");
    assert_eq!(api.get(&seal).await?["seal_size"], "m");
    assert_eq!(api.call("PUT", &seal, json!({ "seal_size": "l" })).await?.status, 200);
    assert_eq!(
        codes(&api.call("PUT", &seal, json!({ "seal_size": "xl" })).await?),
        ["invalid_value:seal_size"]
    );
    let mail = json!({ "recipient_email": "a@example.org", "seal_number": 16 });
    assert_eq!(api.call("POST", &format!("{seal}/email-seal"), mail).await?.status, 204);
    let shown = api.get(&seal).await?;
    assert_eq!((&shown["seal_size"], &shown["seal_number"]), (&"l".into(), &16.into()));
    let signatures = format!("/order/certificate/{id}/signature-unit");
    assert_eq!(codes(&api.call("GET", &signatures, json!({})).await?), ["access_denied"]);
    Ok(())
}

#[tokio::test]
async fn signatures_are_bought_and_logos_are_kept() -> Result<()> {
    let api = Api::start().await?;
    let organization = organization(&api).await?;
    let order = |name: &str| {
        json!({
            "certificate": { "common_name": name, "signature_hash": "sha256" },
            "organization": {
                "id": organization, "contacts": [{ "contact_type": "verified_contact", "user_id": 1001 }],
            },
            "order_validity": { "years": 1 }, "skip_approval": true,
        })
    };
    let made = api.call("POST", "/order/certificate/code_signing", order("Example Inc")).await?;
    assert_eq!(made.status, 201, "{}", made.json);
    let path = format!("/order/certificate/{}", made.json["id"]);
    let before = api.sandbox.digicert().balance();
    let buy = json!({ "signature_units": "2", "payment_method": "balance" });
    assert_eq!(api.call("PUT", &format!("{path}/buy-keylocker-signature-unit"), buy).await?.status, 200);
    assert!(api.sandbox.digicert().balance() < before);
    let shown = api.get(&format!("{path}/signature-unit")).await?;
    assert_eq!(shown["signatures"][0], json!({ "signatures_allotted": 2000, "signatures_consumed": 0 }));

    let made = api.call("POST", "/order/certificate/vmc_basic", order("example.com")).await?;
    assert_eq!(made.status, 201, "{}", made.json);
    let path = format!("/order/certificate/{}/vmc", made.json["id"]);
    let url = format!("{}{path}/logo", api.sandbox.details().digicert.base_url);
    let headers = [("x-dc-devkey", api.key.as_str()), ("content-type", "image/svg")];
    let client = Client::new(&api.sandbox);
    let logo = client.send("POST", &url, &headers, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").await?;
    assert_eq!((logo.status.as_u16(), &logo.json["organization_id"]), (200, &organization.into()));
    assert_eq!(client.send("POST", &url, &headers, "GIF89a").await?.status, 400);
    let encoded = format!("{path}/encoded-logo");
    assert_eq!(api.call("POST", &encoded, json!({ "logo": "H4sIAAAA" })).await?.status, 200);
    assert_eq!(codes(&api.call("POST", &encoded, json!({ "logo": "AAAA" })).await?), ["invalid_value:logo"]);
    let mark = json!({ "mark_type_data": { "citation": "x" } });
    let code = codes(&api.call("PUT", &path, mark).await?);
    assert_eq!(code, ["required_param:mark_type_data.country_code"]);
    assert_eq!(api.call("PUT", &path, json!({ "enable_hosting": true })).await?.status, 204);
    Ok(())
}

#[tokio::test]
async fn a_bundle_is_read_by_openssl() -> Result<()> {
    let api = Api::start().await?;
    let organization = prepared(&api).await?;
    let made = api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr())).await?.json;
    let path = format!("/certificate/{}/download/format/p7b", made["certificate_id"]);
    let file = api.call("GET", &path, json!({})).await?;
    assert_eq!(file.headers["content-type"], "application/x-pkcs7-certificates");
    let directory = tempfile::tempdir()?;
    let name = directory.path().join("bundle.p7b");
    std::fs::write(&name, &file.bytes)?;
    let mut openssl = Command::new("openssl");
    openssl.args(["pkcs7", "-print_certs", "-noout", "-in"]).arg(&name).stdin(Stdio::null());
    // A machine without it has nothing to compare with.
    let Ok(done) = openssl.output() else { return Ok(()) };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout)?;
    assert_eq!(text.matches("subject=").count(), 3, "{text}");
    Ok(())
}
