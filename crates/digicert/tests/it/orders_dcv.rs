use crate::{KIT, builder, client, error};
use digicert::{
    Client, Delivery, OrderId, Retry, code,
    domains::DcvMethod,
    orders::{DcvCheckResult, DnsNameStatus, EmailStatus, OrderStatus},
};
use portcullis_testkit::{Answer, Line, full, operation, sent};
use serde_json::json;

fn id() -> OrderId {
    "1001".into()
}

fn put(rest: &str, body: &str) -> Line {
    sent(format!("PUT /services/v2/order/certificate/1001/{rest}"), body)
}

#[tokio::test]
async fn reads_what_is_validated() {
    for (risk, query) in [(false, ""), (true, "?include_risk_check=true")] {
        let line = format!("GET /services/v2/order/certificate/1001/validation{query}");
        let get = async |c: &Client| c.orders().get_validation(&id(), risk).await;
        KIT.exchange("orders.get_validation", line, full(), get).await;
    }
    let body = json!({
        "order_id": "1001", "order_status": "pending", "organization_id": "7",
        "dns_name_validations": [{"domain_id": "9", "dns_name": "a.example", "status": "pending", "method": "email"}],
    });
    let get = async |c: &Client| c.orders().get_validation(&id(), false).await;
    let line = "GET /services/v2/order/certificate/1001/validation";
    let found = KIT.exchange("orders.get_validation", line, (200, body), get).await;
    assert_eq!((found.order_id.as_str(), &found.order_status), ("1001", &Some(OrderStatus::Pending)));
    let name = &found.dns_name_validations[0];
    assert_eq!((&name.status, &name.method), (&Some(DnsNameStatus::Pending), &Some(DcvMethod::Email)));
    let line = "GET /services/v2/order/certificate/1001/email-validation";
    let status = async |c: &Client| c.orders().email_validation_status(&id()).await;
    KIT.exchange("orders.email_validation_status", line, full(), status).await;
    let body = json!({"emails": [{"email": "ada@example.com", "status": "unvalidated"}]});
    let found = KIT.exchange("orders.email_validation_status", line, (200, body), status).await;
    assert_eq!(found.emails[0].status, Some(EmailStatus::Unvalidated));
}

#[tokio::test]
async fn a_random_value_is_a_secret() {
    let line = "PUT /services/v2/order/certificate/1001/dcv-random-value";
    let get = async |c: &Client| c.orders().get_dcv_random_value(&id()).await;
    KIT.exchange("orders.get_dcv_random_value", line, full(), get).await;
    let body = json!({"dcv_random_value": "R4ND0MVALUE", "expiration_date": "2031-05-06T07:08:09+00:00"});
    let value = KIT.exchange("orders.get_dcv_random_value", line, (200, body), get).await;
    assert_eq!(value.dcv_random_value.expose_secret(), "R4ND0MVALUE");
    assert!(!format!("{value:?}").contains("R4ND0M"));
    // Without the value, the reply is of no use.
    let bare = Answer::from((200, json!({"expiration_date": "2031-05-06"}))).unlike_the_facts("no value");
    KIT.refusal("orders.get_dcv_random_value", line, bare, get).await;
}

#[tokio::test]
async fn another_method_has_a_value_or_no_body() {
    let line = put("dcv-method", r#"{"dcv_method":"dns-txt-token"}"#);
    let change = async |c: &Client| c.orders().change_dcv_method(&id(), &DcvMethod::DnsTxtToken).await;
    let changed = KIT.exchange("orders.change_dcv_method", line.clone(), full(), change).await;
    assert!(changed.unwrap().dcv_random_value.is_some());
    let changed = KIT.exchange("orders.change_dcv_method", line, (200, json!({})), change).await;
    assert!(changed.unwrap().dcv_random_value.is_none());
    for status in [200, 204] {
        let reply = Answer::from((status, ()));
        let reply = if status == 200 { reply.unlike_the_facts("200 without a body") } else { reply };
        let change = async |c: &Client| c.orders().change_dcv_method(&id(), &DcvMethod::Email).await;
        let line = put("dcv-method", r#"{"dcv_method":"email"}"#);
        assert!(KIT.exchange("orders.change_dcv_method", line, reply, change).await.is_none());
    }
    let contract = operation("orders.change_dcv_method").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.orders().change_dcv_method(&id(), &DcvMethod::Email).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn checks_all_names_or_some() {
    let check = async |c: &Client| c.orders().check_dcv(&id(), &[]).await;
    KIT.exchange("orders.check_dcv", put("check-dcv", "{}"), full(), check).await;
    let line = || put("check-dcv", r#"{"dns_names_validations":["a.example","b.example"]}"#);
    let names = ["a.example".to_owned(), "b.example".to_owned()];
    let check = async |c: &Client| c.orders().check_dcv(&id(), &names).await;
    KIT.exchange("orders.check_dcv", line(), full(), check).await;
    let body = (200, json!({"order_status": "ISSUED", "certificate_id": 5, "dcv_status": "valid"}));
    let checked = KIT.exchange("orders.check_dcv", line(), body, check).await;
    assert_eq!(checked.order_status, Some(OrderStatus::Issued));
    assert_eq!(checked.dcv_status, Some(DcvCheckResult::Valid));
}

#[tokio::test]
async fn what_is_not_there_yet_is_an_error() {
    let refusal = error("invalid_dns_txt", "Unable to find the random value");
    let contract = operation("orders.check_dcv").replies(400, refusal).start().await;
    let error = client(&contract).orders().check_dcv(&id(), &[]).await.unwrap_err();
    assert_eq!(error.code(), Some(code::INVALID_DNS_TXT));
    assert!(!error.is_transient());
    assert_eq!(contract.count(), 1);
}
