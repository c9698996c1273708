//! The service `license-manager`.

mod mobile_gateway;

use crate::{
    client,
    support::{DONE, exchange, is_limited, reads_the_state},
};
use portcullis_testkit::{Answer, full, operation, sent};
use privx::{
    Client, Confirmed, Secret,
    license_manager::{License, LicenseStatus},
};
use serde_json::json;

const LICENSE: &str = "/license-manager/api/v1/license";

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.license_manager().status().await;
    reads_the_state("license.status", "GET /license-manager/api/v1/status", status).await;
}

#[tokio::test]
async fn every_field_of_the_license_is_read() {
    let get = async |c: &Client| c.license_manager().license().await;
    exchange("license.get", format!("GET {LICENSE}"), full(), get).await;
    let code = Secret::from("AAAA-BBBB");
    let set = async |c: &Client| c.license_manager().set_license(&code).await;
    let line = sent(format!("POST {LICENSE}"), r#""AAAA-BBBB""#);
    let nothing = || Answer::from(DONE).unlike_the_facts("the page has a reply, clients do without");
    exchange("license.set", line.clone(), full(), set).await;
    assert!(exchange("license.set", line, nothing(), set).await.is_none());
    let refresh = async |c: &Client| c.license_manager().refresh_license().await;
    exchange("license.refresh", format!("POST {LICENSE}/refresh"), full(), refresh).await;
    let none = exchange("license.refresh", format!("POST {LICENSE}/refresh"), nothing(), refresh).await;
    assert!(none.is_none());
}

#[tokio::test]
async fn a_state_that_is_not_known_is_kept() {
    let odd = json!({ "license_status": "SUSPENDED", "serial_number": "12345678901234567890", "later": 1 });
    let get = async |c: &Client| c.license_manager().license().await;
    let License { license_status, serial_number, extra, .. } =
        exchange("license.get", format!("GET {LICENSE}"), (200, odd), get).await;
    assert_eq!(license_status, Some(LicenseStatus::from("SUSPENDED")));
    assert_eq!(serial_number.as_deref(), Some("12345678901234567890"));
    assert_eq!(extra.get("later"), Some(&json!(1)));
}

#[tokio::test]
async fn an_empty_code_is_not_sent() {
    let none = Secret::from("");
    let set = async |c: &Client| c.license_manager().set_license(&none).await;
    is_limited(operation("license.set"), "code", set).await;
}

#[tokio::test]
async fn a_license_code_is_redacted() {
    let echo = json!({ "error_code": "BAD_REQUEST", "error_message": "no license: AAAA-BBBB-CCCC" });
    let contract = operation("license.set").replies(400, echo).start().await;
    let code = Secret::from("AAAA-BBBB-CCCC");
    let error = client(&contract).license_manager().set_license(&code).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("BBBB"), "{error:?}");
}

#[tokio::test]
async fn a_license_is_deactivated_on_purpose() {
    let deactivate = async |c: &Client| c.license_manager().deactivate_license(Confirmed).await;
    exchange("license.deactivate", format!("POST {LICENSE}/deactivate"), DONE, deactivate).await;
    for (send, body) in [(true, r#"{"optin":true}"#), (false, r#"{"optin":false}"#)] {
        let set = async |c: &Client| c.license_manager().set_statistics(send).await;
        exchange("license.set_statistics", sent(format!("POST {LICENSE}/optin"), body), DONE, set).await;
    }
}

#[tokio::test]
async fn the_script_is_downloaded_as_text() {
    let script = async |c: &Client| c.license_manager().license_script().bytes().await;
    let reply = Answer::from((200, "var license = {};"));
    let text = exchange("license.js", format!("GET {LICENSE}.js"), reply, script).await;
    assert_eq!(text.expose_secret(), b"var license = {};");
}
