use crate::support::{anonymous, client, failure, success};
use portcullis_testkit::operation;
use serde_json::json;
use storedsafe::{Delivery, ErrorKind, LoginType};

#[tokio::test]
async fn login_types() {
    for types in [
        json!([["totp", "yubikey_otp", "smartcard", "fido"]]),
        json!(["totp", "yubikey_otp", "smartcard", "fido"]),
    ] {
        let reply = json!({
            "CALLINFO": {"status": "SUCCESS", "handler": "AuthInfoHandler", "enabled_login_types": types}, "DATA": [],
        });
        let contract = operation("authinfo.login_types").replies(200, reply).start().await;
        let types = client(&contract.url()).auth_info().login_types().await.unwrap();
        contract.request().await.is("GET", "/api/1.0/authinfo/logintypes").no_header("x-http-token").empty();
        let other = LoginType::Other("fido".into());
        assert_eq!(types, [LoginType::Totp, LoginType::YubikeyOtp, LoginType::Smartcard, other]);
        assert_eq!(types[3].to_string(), "fido");
    }
}

#[tokio::test]
async fn no_type_at_all() {
    for none in [json!([]), json!([[]])] {
        let contract = operation("authinfo.login_types")
            .replies(200, success(json!({"enabled_login_types": none})))
            .start()
            .await;
        assert!(anonymous(&contract.url()).auth_info().login_types().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_older_server_has_no_such_route() {
    let contract = operation("authinfo.login_types").replies(404, failure("2000", "NO ROUTE")).start().await;
    let error = anonymous(&contract.url()).auth_info().login_types().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert!(error.is_route_missing() && !error.is_not_found());
    assert_eq!((error.code(), error.message()), (Some("2000"), "NO ROUTE"));
}
