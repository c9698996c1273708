//! The webhook of a CertCentral account, and what it receives.

use std::time::Duration;

use serde_json::{Value, json};

use crate::digicert::{Api, codes};
use crate::digicert_orders::{order, prepared};
use crate::https::Result;
use crate::walk::csr;

const SECRET: &str = "a secret of more than thirty-two characters";

/// The bodies that were delivered.
fn bodies(api: &Api) -> Vec<Value> {
    let all = api.sandbox.digicert().deliveries();
    all.iter().map(|one| serde_json::from_str(&one.body).unwrap()).collect()
}

/// Creates a webhook and activates it. Returns its path.
async fn active(api: &Api, events: Value, settings: Value) -> Result<String> {
    let new = json!({
        "endpoint": "https://hooks.example.org/a", "secret": SECRET, "events": events,
        "webhook_settings": settings,
    });
    let made = api.call("POST", "/webhook", new).await?;
    assert_eq!(made.status, 201, "{}", made.json);
    let path = format!("/webhook/{}", made.json["webhook_id"]);
    assert_eq!(api.call("PUT", &format!("{path}/send-challenge"), json!({})).await?.status, 204);
    let token = bodies(api).pop().unwrap()["data"]["token"].clone();
    let verified = api.call("PUT", &format!("{path}/check-challenge"), json!({ "token": token })).await?;
    assert_eq!(verified.status, 204);
    assert_eq!(api.call("PUT", &format!("{path}/activate"), json!({})).await?.status, 204);
    Ok(path)
}

#[tokio::test]
async fn an_endpoint_is_verified_before_it_is_active() -> Result<()> {
    let api = Api::start().await?;
    assert_eq!(codes(&api.call("GET", "/webhook", json!({})).await?), ["webhook_invalid_account"]);
    for endpoint in ["http://hooks.example.org", "hooks"] {
        let refused = api.call("POST", "/webhook", json!({ "endpoint": endpoint })).await?;
        assert_eq!(codes(&refused), ["webhook_invalid_endpoint"]);
    }
    let new = json!({ "endpoint": "https://hooks.example.org/a" });
    let made = api.call("POST", "/webhook", new.clone()).await?;
    assert_eq!(codes(&api.call("POST", "/webhook", new).await?), ["webhook_configured_already"]);
    let path = format!("/webhook/{}", made.json["webhook_id"]);
    for action in ["activate", "deactivate"] {
        let refused = api.call("PUT", &format!("{path}/{action}"), json!({})).await?;
        assert_eq!(codes(&refused), ["webhook_invalid_action"]);
    }
    let check = format!("{path}/check-challenge");
    let refused = api.call("PUT", &check, json!({ "token": "x" })).await?;
    assert_eq!(codes(&refused), ["webhook_invalid_token"]);

    api.call("PUT", &format!("{path}/send-challenge"), json!({})).await?;
    let token = bodies(&api).pop().unwrap()["data"]["token"].clone();
    api.sandbox.digicert().advance(Duration::from_secs(1801));
    let late = api.call("PUT", &check, json!({ "token": token })).await?;
    assert_eq!(codes(&late), ["webhook_invalid_token"]);
    api.call("PUT", &format!("{path}/send-challenge"), json!({})).await?;
    let delivery = api.sandbox.digicert().deliveries().pop().unwrap();
    assert_eq!((delivery.url.as_str(), delivery.headers.len()), ("https://hooks.example.org/a", 1));
    let token = bodies(&api).pop().unwrap()["data"]["token"].clone();
    assert!(!format!("{delivery:?}").contains(token.as_str().unwrap()));
    assert_eq!(api.call("PUT", &check, json!({ "token": token })).await?.status, 204);
    assert_eq!(api.call("PUT", &format!("{path}/activate"), json!({})).await?.status, 204);
    let known = api.get("/webhook").await?["webhooks"][0].clone();
    assert_eq!((&known["status"], &known["events"]), (&"active".into(), &json!(["certificate_issued"])));
    assert!(known.get("token").is_none() && known.get("verified").is_none());

    // Another endpoint is not verified. A secret stays unless it is empty.
    let update = json!({ "endpoint": "https://hooks.example.org/a", "secret": SECRET });
    assert_eq!(api.call("PUT", &path, update).await?.status, 204);
    let update = json!({ "endpoint": "https://hooks.example.org/b" });
    assert_eq!(api.call("PUT", &path, update.clone()).await?.status, 204);
    let known = api.get("/webhook").await?["webhooks"][0].clone();
    assert_eq!((&known["status"], &known["secret"]), (&"pending".into(), &SECRET.into()));
    let refused = api.call("PUT", &format!("{path}/activate"), json!({})).await?;
    assert_eq!(codes(&refused), ["webhook_invalid_action"]);
    let update = json!({ "endpoint": "https://hooks.example.org/b", "secret": "" });
    assert_eq!(api.call("PUT", &path, update).await?.status, 204);
    assert!(api.get("/webhook").await?["webhooks"][0].get("secret").is_none());
    assert_eq!(api.call("DELETE", &path, json!({})).await?.status, 204);
    assert_eq!(codes(&api.call("DELETE", &path, json!({})).await?), ["not_found|webhook"]);
    Ok(())
}

#[tokio::test]
async fn what_happens_is_delivered() -> Result<()> {
    let api = Api::start().await?;
    let events = json!([
        "certificate_issued",
        "certificate_revoked",
        "order_rejected",
        "domain_validated",
        "organization_validated",
    ]);
    active(&api, events, json!({ "webhook_send_certificate_chain": "1" })).await?;
    let organization = prepared(&api).await?;
    let control = api.sandbox.digicert();
    // What is issued at once is not delivered, unless the settings have it.
    let made = api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr())).await?;
    assert!(made.json["certificate_id"].is_u64());
    control.set_issuance_delay(Duration::from_secs(60));
    let late = api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr())).await?;
    control.advance(Duration::from_secs(61));
    let names = |bodies: &[Value]| -> Vec<String> {
        bodies.iter().map(|body| body["event"].as_str().unwrap().to_owned()).collect()
    };
    let seen = bodies(&api);
    let expected =
        ["challenge_webhook_endpoint", "organization_validated", "domain_validated", "certificate_issued"];
    assert_eq!(names(&seen), expected);
    assert_eq!(seen[3]["data"]["order_id"], late.json["id"]);
    assert_eq!(seen[3]["data"]["certificate_chain"].as_array().unwrap().len(), 3);
    let delivery = control.deliveries().pop().unwrap();
    assert!(delivery.headers.contains(&("x-webhook-key".to_owned(), SECRET.to_owned())));
    assert!(!format!("{delivery:?}").contains(SECRET));

    let certificate = made.json["certificate_id"].clone();
    let revoke = json!({ "skip_approval": true });
    api.call("PUT", &format!("/certificate/{certificate}/revoke"), revoke.clone()).await?;
    api.call("PUT", &format!("/certificate/{certificate}/revoke"), revoke).await?;
    let mut unapproved = order(organization, &csr());
    unapproved["skip_approval"] = false.into();
    let asked = api.call("POST", "/order/certificate/ssl_basic", unapproved).await?;
    let request = asked.json["requests"][0]["id"].clone();
    let api = api.another().await?;
    let reject = json!({ "status": "rejected", "processor_comment": "no" });
    let rejected = api.call("PUT", &format!("/request/{request}/status"), reject).await?;
    assert_eq!(rejected.status, 204, "{}", rejected.json);
    let seen = bodies(&api);
    let more = json!([
        { "event": "certificate_revoked",
            "data": { "order_id": made.json["id"], "certificate_id": made.json["certificate_id"] } },
        { "event": "order_rejected", "data": { "order_id": asked.json["id"] } },
    ]);
    assert_eq!(json!(seen[4..]), more);

    let log = api.get("/webhook/event-logs?limit=2").await?;
    assert_eq!(log["page"]["total"], 6);
    assert_eq!(log["events"][0]["event_name"], "order_rejected");
    assert_eq!(
        (&log["events"][0]["response_code"], log["events"].as_array().unwrap().len()),
        (&200.into(), 2)
    );
    Ok(())
}

#[tokio::test]
async fn what_is_issued_at_once_is_delivered_if_the_settings_have_it() -> Result<()> {
    let api = Api::start().await?;
    let path = active(&api, Value::Null, json!({ "instant_issue_webhook_notification": "1" })).await?;
    let organization = prepared(&api).await?;
    let made = api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr())).await?;
    let data = json!({ "order_id": made.json["id"], "certificate_id": made.json["certificate_id"] });
    assert_eq!(bodies(&api)[1], json!({ "event": "certificate_issued", "data": data }));
    assert_eq!(api.call("PUT", &format!("{path}/deactivate"), json!({})).await?.status, 204);
    api.call("POST", "/order/certificate/ssl_basic", order(organization, &csr())).await?;
    assert_eq!(bodies(&api).len(), 2);

    // An endpoint is tested without a webhook.
    let test = json!({ "endpoint": "https://other.example.org", "secret": SECRET });
    assert_eq!(api.call("POST", "/webhook/test-endpoint", test.clone()).await?.status, 200);
    assert_eq!(api.sandbox.digicert().deliveries()[2].url, "https://other.example.org");
    api.sandbox.digicert().set_receiver_status(500);
    let refused = api.call("POST", "/webhook/test-endpoint", test).await?;
    assert_eq!(codes(&refused), ["webhook_endpoint_error"]);
    assert_eq!(api.get("/webhook/event-logs").await?["events"][0]["response_code"], 500);
    Ok(())
}
