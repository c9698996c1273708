use crate::{KIT, client, error, never_sent, refused};
use digicert::{
    Client, Cursor, Delivery, ErrorKind, Flag, Retry, Secret, WebhookId, code,
    webhooks::{
        EventKind, EventLogSearch, NewWebhook, SecretChange, TestEndpoint, Webhook, WebhookSettings,
        WebhookStatus, WebhookUpdate,
    },
};
use portcullis_testkit::{Answer, full, operation, sent};
use serde_json::json;

const SECRET: &str = "0123456789abcdefghijklmnopqrstuv";
const URL: &str = "https://hooks.example/dc";

fn settings() -> WebhookSettings {
    WebhookSettings::new()
        .webhook_notification_frequency(vec![90, 0, -7])
        .instant_issue_webhook_notification(true)
        .webhook_send_certificate_chain(false)
        .webhook_send_instant_issued_certificate_chain(true)
}

const SETTINGS: &str = concat!(
    r#""webhook_settings":{"webhook_notification_frequency":[90,0,-7],"instant_issue_webhook_notification":"1","#,
    r#""webhook_send_certificate_chain":"0","webhook_send_instant_issued_certificate_chain":"1"}"#,
);

#[tokio::test]
async fn lists_the_webhook() {
    let list = async |c: &Client| c.webhooks().list().all().await;
    KIT.exchange("webhooks.list", "GET /services/v2/webhook", full(), list).await;
    let body = json!({"webhooks": [{
        "id": 7, "endpoint": URL, "secret": SECRET, "status": "paused", "events": ["order_rejected", "new"],
    }]});
    let webhooks = KIT.exchange("webhooks.list", "GET /services/v2/webhook", (200, body), list).await;
    let [webhook] = webhooks.as_slice() else { panic!("{webhooks:?}") };
    assert_eq!((webhook.id.as_str(), webhook.secret.as_ref().unwrap().expose_secret()), ("7", SECRET));
    assert_eq!(webhook.events, [EventKind::OrderRejected, EventKind::Other("new".into())]);
    assert_eq!(webhook.status, Some(WebhookStatus::Other("paused".into())));
    assert!(!format!("{webhooks:?}").contains(SECRET));
}

#[tokio::test]
async fn no_webhook_is_an_empty_list() {
    let list = async |c: &Client| c.webhooks().list().all().await;
    let line = "GET /services/v2/webhook";
    let none = (400, error(code::WEBHOOK_INVALID_ACCOUNT, "No webhook"));
    assert!(KIT.exchange("webhooks.list", line, none, list).await.is_empty());
    let both = json!({"errors": [{"code": code::WEBHOOK_INVALID_ACCOUNT}, {"code": "access_denied"}]});
    for refusal in [error("webhook_invalid_endpoint", "No"), error("access_denied|no_access", "No"), both] {
        let error = KIT.refusal("webhooks.list", line, (400, refusal), list).await;
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    }
    let created = async |c: &Client| c.webhooks().activate(&"7".into()).await;
    let refusal = (400, error(code::WEBHOOK_INVALID_ACCOUNT, "No webhook"));
    let error =
        KIT.refusal("webhooks.activate", "PUT /services/v2/webhook/7/activate", refusal, created).await;
    assert!(!error.is_not_found());
}

#[tokio::test]
async fn flags_are_read_in_every_type_and_sent_as_text() {
    for (on, off) in [(json!("1"), json!("0")), (json!(1), json!(0)), (json!(true), json!(false))] {
        let body = json!({"webhooks": [{
            "id": 7, "endpoint": URL, "status": "active",
            "webhook_settings": {
                "webhook_notification_frequency": [90, 0, -7], "instant_issue_webhook_notification": on,
                "webhook_send_certificate_chain": off, "webhook_send_instant_issued_certificate_chain": on,
            },
        }]});
        let reply = Answer::from((200, body)).unlike_the_facts("flags as numbers and booleans");
        let list = async |c: &Client| c.webhooks().list().all().await;
        let webhooks = KIT.exchange("webhooks.list", "GET /services/v2/webhook", reply, list).await;
        let read = webhooks[0].webhook_settings.as_ref().unwrap();
        let flags = (&read.instant_issue_webhook_notification, &read.webhook_send_certificate_chain);
        assert_eq!(flags, (&Some(Flag::Set), &Some(Flag::Unset)));
        let update = WebhookUpdate::from(&webhooks[0]);
        let body = format!(r#"{{"endpoint":"{URL}",{SETTINGS}}}"#);
        let put = async |c: &Client| c.webhooks().update(&"7".into(), &update).await;
        KIT.exchange("webhooks.update", sent("PUT /services/v2/webhook/7", body), (204, ()), put).await;
    }
    assert!(Flag::from(true).is_set() && Flag::from("true").is_set() && Flag::from("1").is_set());
    assert!(!Flag::from(false).is_set() && !Flag::from("yes").is_set());
    assert_eq!((Flag::from("0"), Flag::from("false")), (Flag::Unset, Flag::Unset));
}

/// What is neither on nor off is written back as it came.
#[test]
fn an_unknown_setting_is_kept() {
    let odd = json!({
        "webhook_send_certificate_chain": 2, "instant_issue_webhook_notification": "yes", "new": {"a": [1]},
    });
    let read: WebhookSettings = serde_json::from_value(odd.clone()).unwrap();
    assert_eq!(read.instant_issue_webhook_notification, Some(Flag::Other("yes".into())));
    assert_eq!(read.webhook_send_certificate_chain, None);
    assert_eq!(serde_json::to_value(&read).unwrap(), odd);
}

#[tokio::test]
async fn creates_a_webhook() {
    let new = NewWebhook::new(URL).secret(SECRET).webhook_settings(settings());
    let new = new.events(vec![EventKind::CertificateIssued, EventKind::DomainExpired]);
    let body = format!(
        r#"{{"endpoint":"{URL}","secret":"{SECRET}","events":["certificate_issued","domain_expired"],{SETTINGS}}}"#
    );
    let create = async |c: &Client| c.webhooks().create(&new).await;
    let line = sent("POST /services/v2/webhook", body);
    let id = KIT.exchange("webhooks.create", line, (201, json!({"webhook_id": 7})), create).await;
    assert_eq!(id.as_str(), "7");
    assert!(!format!("{new:?}").contains(SECRET));
    let create = async |c: &Client| c.webhooks().create(&NewWebhook::new(URL)).await;
    let line = sent("POST /services/v2/webhook", format!(r#"{{"endpoint":"{URL}"}}"#));
    KIT.exchange("webhooks.create", line, full(), create).await;
}

#[tokio::test]
async fn a_refused_creation_has_its_code() {
    for (word, conflict) in [
        (code::WEBHOOK_CONFIGURED_ALREADY, true),
        (code::WEBHOOK_INVALID_ENDPOINT, false),
        (code::WEBHOOK_ENDPOINT_ERROR, false),
    ] {
        let contract = operation("webhooks.create").replies(400, error(word, "No")).start().await;
        let error = client(&contract).webhooks().create(&NewWebhook::new(URL)).await.unwrap_err();
        assert_eq!((error.code(), error.is_conflict()), (Some(word), conflict));
    }
    let contract = operation("webhooks.create").replies(503, ()).start().await;
    let digicert = crate::builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.webhooks().create(&NewWebhook::new(URL)).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn a_secret_is_kept_replaced_or_removed() {
    let read = json!({
        "id": 7, "endpoint": URL, "secret": "f".repeat(32), "status": "active", "events": ["order_rejected"],
    });
    let read: Webhook = serde_json::from_value(read).unwrap();
    let keep = WebhookUpdate::from(&read);
    let set = WebhookUpdate::from(&read).secret(Secret::from(SECRET));
    let remove = WebhookUpdate::from(&read).secret(SecretChange::Remove);
    assert!(!format!("{set:?}").contains(SECRET));
    for (update, secret) in
        [(keep, String::new()), (set, format!(r#""secret":"{SECRET}","#)), (remove, r#""secret":"","#.into())]
    {
        let body = format!(r#"{{"endpoint":"{URL}",{secret}"events":["order_rejected"]}}"#);
        let put = async |c: &Client| c.webhooks().update(&"7".into(), &update).await;
        KIT.exchange("webhooks.update", sent("PUT /services/v2/webhook/7", body), (204, ()), put).await;
    }
}

/// What the reply repeats of a secret is not in the error.
#[tokio::test]
async fn an_error_does_not_repeat_a_secret() {
    let contract =
        operation("webhooks.update").replies(400, error("invalid_value:secret", SECRET)).start().await;
    let update = WebhookUpdate::new(URL).secret(Secret::from(SECRET));
    let error = client(&contract).webhooks().update(&"7".into(), &update).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");
}

#[tokio::test]
async fn verifies_and_activates() {
    let id = &WebhookId::from("7");
    let line = "PUT /services/v2/webhook/7/send-challenge";
    let send = async |c: &Client| c.webhooks().send_challenge(id).await;
    KIT.exchange("webhooks.send_challenge", line, (204, ()), send).await;
    let token = Secret::from("t0ken");
    let line = sent("PUT /services/v2/webhook/7/check-challenge", r#"{"token":"t0ken"}"#);
    let verify = async |c: &Client| c.webhooks().verify_challenge(id, &token).await;
    KIT.exchange("webhooks.verify_challenge", line, (204, ()), verify).await;
    let activate = async |c: &Client| c.webhooks().activate(id).await;
    KIT.exchange("webhooks.activate", "PUT /services/v2/webhook/7/activate", (204, ()), activate).await;
    let deactivate = async |c: &Client| c.webhooks().deactivate(id).await;
    KIT.exchange("webhooks.deactivate", "PUT /services/v2/webhook/7/deactivate", (204, ()), deactivate).await;
    let delete = async |c: &Client| c.webhooks().delete(id).await;
    KIT.exchange("webhooks.delete", "DELETE /services/v2/webhook/7", (204, ()), delete).await;
}

#[tokio::test]
async fn refusals_have_their_codes() {
    let token = Secret::from("t0ken");
    let refusal = error(code::WEBHOOK_INVALID_TOKEN, "Wrong");
    let contract = operation("webhooks.verify_challenge").replies(400, refusal).start().await;
    let error_of = client(&contract).webhooks().verify_challenge(&"7".into(), &token).await.unwrap_err();
    assert_eq!(error_of.code(), Some(code::WEBHOOK_INVALID_TOKEN));
    for id in ["webhooks.activate", "webhooks.deactivate"] {
        let refusal = error(code::WEBHOOK_INVALID_ACTION, "Not now");
        let contract = operation(id).replies(400, refusal).start().await;
        let webhooks = client(&contract).webhooks();
        let call = if id == "webhooks.activate" {
            webhooks.activate(&"7".into())
        } else {
            webhooks.deactivate(&"7".into())
        };
        assert_eq!(call.await.unwrap_err().code(), Some(code::WEBHOOK_INVALID_ACTION));
    }
    let contract =
        operation("webhooks.send_challenge").replies(404, error("not_found|webhook", "No")).start().await;
    let error = client(&contract).webhooks().send_challenge(&"7".into()).await.unwrap_err();
    assert!(error.is_not_found() && error.code() == Some("not_found|webhook"));
}

/// Each call of these sends something to the endpoint; the others may be repeated.
#[tokio::test]
async fn what_sends_an_event_is_sent_once() {
    let (id, token) = (&WebhookId::from("7"), Secret::from("t0ken"));
    for (operation_id, once) in [
        ("webhooks.send_challenge", true),
        ("webhooks.test_endpoint", true),
        ("webhooks.update", false),
        ("webhooks.verify_challenge", false),
        ("webhooks.activate", false),
        ("webhooks.deactivate", false),
        ("webhooks.delete", false),
    ] {
        let contract = operation(operation_id).replies(503, ()).start().await;
        let webhooks = crate::builder(&contract).retry(Retry::default()).build().unwrap().webhooks();
        let call = match operation_id {
            "webhooks.send_challenge" => webhooks.send_challenge(id),
            "webhooks.test_endpoint" => webhooks.test_endpoint(&TestEndpoint::new(URL)),
            "webhooks.update" => webhooks.update(id, &WebhookUpdate::new(URL)),
            "webhooks.verify_challenge" => webhooks.verify_challenge(id, &token),
            "webhooks.activate" => webhooks.activate(id),
            "webhooks.deactivate" => webhooks.deactivate(id),
            _ => webhooks.delete(id),
        };
        call.await.unwrap_err();
        assert_eq!(contract.count() == 1, once, "{operation_id}");
    }
}

#[tokio::test]
async fn sends_a_test() {
    let line = |secret: &str| {
        sent("POST /services/v2/webhook/test-endpoint", format!(r#"{{"endpoint":"{URL}"{secret}}}"#))
    };
    let plain = async |c: &Client| c.webhooks().test_endpoint(&TestEndpoint::new(URL)).await;
    KIT.exchange("webhooks.test_endpoint", line(""), (200, ()), plain).await;
    let endpoint = TestEndpoint::new(URL).secret(SECRET);
    let with_secret = async |c: &Client| c.webhooks().test_endpoint(&endpoint).await;
    let line = line(&format!(r#","secret":"{SECRET}""#));
    KIT.exchange("webhooks.test_endpoint", line, (200, ()), with_secret).await;
    let refusal = error(code::WEBHOOK_ENDPOINT_ERROR, "500");
    let contract = operation("webhooks.test_endpoint").replies(400, refusal).start().await;
    assert_eq!(plain(&client(&contract)).await.unwrap_err().code(), Some(code::WEBHOOK_ENDPOINT_ERROR));
}

#[tokio::test]
async fn lists_the_log() {
    let line = "GET /services/v2/webhook/event-logs";
    let all = EventLogSearch::new();
    let list = async |c: &Client| c.webhooks().event_logs(&all).first_page().await;
    KIT.exchange("webhooks.event_logs", line, full(), list).await;
    let search = EventLogSearch::new().filter("status", "a b").filter("event", "test_webhook_endpoint");
    let line = format!(
        "{line}?filters%5Bevent%5D=test_webhook_endpoint&filters%5Bstatus%5D=a%20b&offset=10&limit=20"
    );
    let entry = json!({
        "event_name": "challenge_webhook_endpoint", "event_info": {"webhook_id": 7}, "response_code": 204,
        "request_sent_time": "2031-05-06T07:08:09Z", "response_received_time": "2031-05-06T07:08:10Z",
    });
    let reply = (200, json!({"events": [entry, {}], "page": {"total": 12}}));
    let list = async |c: &Client| {
        c.webhooks().event_logs(&search).page_size(20).starting_at(Cursor::Offset(10)).all().await
    };
    let events = KIT.exchange("webhooks.event_logs", line, reply, list).await;
    assert_eq!((&events[0].event_name, events[0].response_code), (&Some(EventKind::Challenge), Some(204)));
    assert_eq!(events[0].request_sent_time.as_ref().unwrap().unix_seconds(), Some(1_935_817_689));
    assert_eq!(events[0].event_info, Some(json!({"webhook_id": 7})));
}

#[tokio::test]
async fn limits_of_webhooks() {
    let (short, id) = (&SECRET[1..], &WebhookId::from("7"));
    for url in ["", "https://", "http://hooks.example", "hooks.example"] {
        refused("endpoint", async |c| c.webhooks().create(&NewWebhook::new(url)).await).await;
        refused("endpoint", async |c| c.webhooks().update(id, &WebhookUpdate::new(url)).await).await;
        refused("endpoint", async |c| c.webhooks().test_endpoint(&TestEndpoint::new(url)).await).await;
    }
    refused("secret", async |c| c.webhooks().create(&NewWebhook::new(URL).secret(short)).await).await;
    let update = WebhookUpdate::new(URL).secret(Secret::from(short));
    refused("secret", async |c| c.webhooks().update(id, &update).await).await;
    let test = TestEndpoint::new(URL).secret(short);
    refused("secret", async |c| c.webhooks().test_endpoint(&test).await).await;
    refused("token", async |c| c.webhooks().verify_challenge(id, &"".into()).await).await;
    refused("endpoint", async |c| c.webhooks().update(id, &WebhookUpdate::from(&Webhook::default())).await)
        .await;
}

/// An empty variable must neither remove a secret nor make a webhook without one.
#[tokio::test]
async fn an_empty_secret_is_never_sent() {
    let update = WebhookUpdate::new(URL).secret(Secret::from(""));
    never_sent("secret", async |c| c.webhooks().update(&"7".into(), &update).await).await;
    never_sent("secret", async |c| c.webhooks().create(&NewWebhook::new(URL).secret("")).await).await;
    never_sent("secret", async |c| c.webhooks().test_endpoint(&TestEndpoint::new(URL).secret("")).await)
        .await;
}
