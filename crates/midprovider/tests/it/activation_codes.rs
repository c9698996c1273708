//! Activation codes.

use crate::{SHIFT, SSMS, URL, refused};
use midprovider::{
    Client,
    activation_codes::{ActivationCredential, CodePeriod, NewActivationCode, QrType},
    admin::users::User,
};
use portcullis_testkit::{full, sent};

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
    let list = async |c: &Client| c.activation_codes().list(&"mira".into(), false).await;
    let error = refused(Client::shift(URL, "acme").bearer("t"), list).await;
    assert!(error.message().contains("set_admin"), "{error}");
    let set = async |c: &Client| c.activation_codes().set_v3(&"mira".into(), &code()).await;
    let error = refused(Client::ssms(URL, "acme").bearer("t"), set).await;
    assert!(error.message().contains("activation_codes.create"), "{error}");
}
