//! Activation codes.

use crate::{SHIFT, SSMS, URL, refused, tries};
use midprovider::{
    Client, Timestamp,
    activation_codes::{ActivationCredential, CodePeriod, NewActivationCode, QrType},
    admin::users::{Credential, User},
    code,
};
use portcullis_testkit::{full, sent};
use serde_json::{Value, json};

const CODES: &str = "/digitanium/v4/users/mira/activationcodes";
const CREDENTIALS: &str = r#"{"credentials":[{"type":"ACTIVATION_CODE","credentialData":"{\"period\":\"30d\"}","secretData":"{\"code\":\"57310284\"}"}]}"#;

fn code() -> ActivationCredential {
    ActivationCredential::new("57310284", CodePeriod::days(30))
}

#[tokio::test]
async fn create_and_list_on_ssms() {
    let new = NewActivationCode::new().code("57310284").valid_until(1_790_000_000_u64).hidden(true);
    let body = r#"{"activationCode":"57310284","activationNotAfter":"1790000000","secret":true}"#;
    let create =
        async |c: &Client| c.activation_codes().create(&"mira".into(), &new, Some(QrType::Normal)).await;
    let line = format!("POST {CODES}?responseQrType=normal");
    SSMS.exchange("activation_codes.create", sent(line.as_str(), body), full(), create).await;
    let list = async |c: &Client| c.activation_codes().list(&"mira".into(), true).await;
    SSMS.exchange("activation_codes.list", format!("GET {CODES}?qrCode=true").as_str(), full(), list).await;
}

#[tokio::test]
async fn a_code_is_a_credential_on_shift() {
    let set = async |c: &Client| c.activation_codes().set_v3(&"mira".into(), &code()).await;
    let line = "PUT /auth/realms/acme/v3_user/mira/update";
    SHIFT.exchange("activation_codes.set_v3", sent(line, CREDENTIALS), (204, ()), set).await;
    let line = "PUT /auth/admin/realms/acme/users/u-1";
    let set = async |c: &Client| c.activation_codes().set_admin(&"u-1".into(), &code()).await;
    SHIFT.exchange("activation_codes.set_admin", sent(line, CREDENTIALS), (204, ()), set).await;
    let mut user = User::default();
    user.id = "u-1".into();
    user.enabled = Some(false);
    let body = r#"{"id":"u-1","enabled":false,"credentials":[{"type":"ACTIVATION_CODE","secretData":"{\"code\":\"57310284\"}","credentialData":"{\"period\":\"30d\"}"}]}"#;
    let set = async |c: &Client| c.activation_codes().set_admin_with(&"u-1".into(), &code(), &user).await;
    SHIFT.exchange("activation_codes.set_admin", sent(line, body), (204, ()), set).await;
}

#[tokio::test]
async fn limits_are_checked_even_where_checks_are_off() {
    for (digits, count) in
        [("12345", 1), ("1234567890123", 1), ("12345a", 1), ("123456", 0), ("123456", 10_000)]
    {
        let code = ActivationCredential::new(digits, CodePeriod::hours(count));
        let builder = || Client::shift(URL, "acme").bearer("t").check_input(false);
        refused(builder(), async |c| c.activation_codes().set_v3(&"mira".into(), &code).await).await;
        refused(builder(), async |c| c.activation_codes().set_admin(&"u-1".into(), &code).await).await;
        let user = User::default();
        let set = async |c: &Client| c.activation_codes().set_admin_with(&"u-1".into(), &code, &user).await;
        refused(builder(), set).await;
    }
    for digits in ["", "12a"] {
        let new = NewActivationCode::new().code(digits);
        let create = async |c: &Client| c.activation_codes().create(&"mira".into(), &new, None).await;
        refused(Client::ssms(URL, "acme").bearer("t"), create).await;
    }
}

#[tokio::test]
async fn each_flavour_has_its_own_way() {
    let list = async |c: &Client| c.activation_codes().list(&"mira".into(), false).await.map(drop);
    let new = NewActivationCode::new();
    let create = async |c: &Client| c.activation_codes().create(&"mira".into(), &new, None).await.map(drop);
    let shift = || Client::shift(URL, "acme").bearer("t");
    for error in [refused(shift(), list).await, refused(shift(), create).await] {
        assert!(error.message().contains("SHIFT: use `activation_codes.set_admin`"), "{error}");
    }
    let v3 = async |c: &Client| c.activation_codes().set_v3(&"mira".into(), &code()).await;
    let admin = async |c: &Client| c.activation_codes().set_admin(&"u-1".into(), &code()).await;
    let user = User::default();
    let with = async |c: &Client| c.activation_codes().set_admin_with(&"u-1".into(), &code(), &user).await;
    let ssms = || Client::ssms(URL, "acme").bearer("t");
    for error in [refused(ssms(), v3).await, refused(ssms(), admin).await, refused(ssms(), with).await] {
        assert!(error.message().contains("SSMS: use `activation_codes.create`"), "{error}");
    }
}

#[tokio::test]
async fn the_server_decides_what_is_not_set() {
    let create = async |c: &Client| {
        let new = NewActivationCode::new();
        c.activation_codes().create(&"mira".into(), &new, Some(QrType::Mpower)).await
    };
    let line = || sent(format!("POST {CODES}?responseQrType=mpower"), "{}");
    let time = |value: Value| json!({"activationCode": null, "activationNotAfter": value, "userID": "mira"});
    for (data, seconds) in [
        (time(json!("1790000000")), Some(1_790_000_000)),
        (json!([time(json!(1_790_000_000))]), Some(1_790_000_000)),
        (time(json!("")), None),
    ] {
        let reply = (200, json!({"status": "OK", "data": data}));
        let codes = SSMS.exchange("activation_codes.create", line(), reply, create).await;
        assert_eq!(codes.len(), 1);
        assert!(codes[0].code.is_none());
        assert_eq!(codes[0].valid_until.as_ref().and_then(Timestamp::unix_seconds), seconds);
        assert_eq!(codes[0].user_id.as_deref(), Some("mira"));
    }
    let none = (200, json!({"status": "OK", "data": []}));
    let list = async |c: &Client| c.activation_codes().list(&"mira".into(), false).await;
    let line = format!("GET {CODES}?qrCode=false");
    assert!(SSMS.exchange("activation_codes.list", line.as_str(), none, list).await.is_empty());
}

#[tokio::test]
async fn a_user_that_is_missing_is_none() {
    let gone = || (404, json!({"status": "USER_NOT_FOUND", "message": "none"}));
    let list = async |c: &Client| c.activation_codes().list(&"mira".into(), true).optional().await;
    let line = format!("GET {CODES}?qrCode=true");
    assert!(SSMS.exchange("activation_codes.list", line.as_str(), gone(), list).await.is_none());
    let new = NewActivationCode::new();
    let create = async |c: &Client| c.activation_codes().create(&"mira".into(), &new, None).await;
    let error =
        SSMS.refusal("activation_codes.create", sent(format!("POST {CODES}"), "{}"), gone(), create).await;
    assert_eq!((error.is_not_found(), error.code()), (true, Some(code::USER_NOT_FOUND)));
}

#[tokio::test]
async fn the_least_and_the_greatest_are_sent() {
    for (digits, period, text) in [
        ("123456", CodePeriod::minutes(1), "1m"),
        ("123456789012", CodePeriod::hours(9999), "9999h"),
        ("1234567", CodePeriod::days(1), "1d"),
    ] {
        let body = format!(
            r#"{{"credentials":[{{"type":"ACTIVATION_CODE","credentialData":"{{\"period\":\"{text}\"}}","secretData":"{{\"code\":\"{digits}\"}}"}}]}}"#
        );
        let code = ActivationCredential::new(digits, period);
        let set = async |c: &Client| c.activation_codes().set_v3(&"mira".into(), &code).await;
        let line = sent("PUT /auth/realms/acme/v3_user/mira/update", body);
        SHIFT.exchange("activation_codes.set_v3", line, (204, ()), set).await;
    }
}

#[tokio::test]
async fn the_code_takes_the_place_of_the_credentials_of_the_user() {
    let mut user: User =
        serde_json::from_value(json!({"id": "u-1", "username": "mira", "firstName": "Mira"})).unwrap();
    user.credentials = Some(vec![Credential::password("old-old-old")]);
    let set = async |c: &Client| c.activation_codes().set_admin_with(&"u-1".into(), &code(), &user).await;
    let body = r#"{"id":"u-1","username":"mira","firstName":"Mira","credentials":[{"type":"ACTIVATION_CODE","secretData":"{\"code\":\"57310284\"}","credentialData":"{\"period\":\"30d\"}"}]}"#;
    let line = sent("PUT /auth/admin/realms/acme/users/u-1", body);
    SHIFT.exchange("activation_codes.set_admin", line, (204, ()), set).await;
    let other = async |c: &Client| c.activation_codes().set_admin_with(&"u-2".into(), &code(), &user).await;
    refused(Client::shift(URL, "acme").bearer("t"), other).await;
}

#[tokio::test]
async fn names_that_are_other_paths_are_refused() {
    for name in ["", "..", "a/b", "GetUsers", "tms"] {
        let set = async |c: &Client| c.activation_codes().set_v3(&name.into(), &code()).await;
        refused(Client::shift(URL, "acme").bearer("t"), set).await;
    }
    for name in ["", "..", "a/b"] {
        let list = async |c: &Client| c.activation_codes().list(&name.into(), true).await;
        refused(Client::ssms(URL, "acme").bearer("t"), list).await;
    }
    for id in ["", "count", "profile"] {
        let set = async |c: &Client| c.activation_codes().set_admin(&id.into(), &code()).await;
        refused(Client::shift(URL, "acme").bearer("t"), set).await;
    }
}

#[tokio::test]
async fn a_code_is_created_and_set_once() {
    let [ssms, shift] = [Client::ssms, Client::shift].map(|new| move || new(URL, "acme").bearer("t"));
    let new = NewActivationCode::new();
    let create = async |c: &Client| c.activation_codes().create(&"mira".into(), &new, None).await;
    assert_eq!(tries(ssms(), create).await, 1);
    let list = async |c: &Client| c.activation_codes().list(&"mira".into(), true).await;
    assert_eq!(tries(ssms(), list).await, 2);
    let set = async |c: &Client| c.activation_codes().set_v3(&"mira".into(), &code()).await;
    assert_eq!(tries(shift(), set).await, 1);
    let set = async |c: &Client| c.activation_codes().set_admin(&"u-1".into(), &code()).await;
    assert_eq!(tries(shift(), set).await, 1);
    let user = User::default();
    let set = async |c: &Client| c.activation_codes().set_admin_with(&"u-1".into(), &code(), &user).await;
    assert_eq!(tries(shift(), set).await, 1);
}
