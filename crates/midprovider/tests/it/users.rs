//! What is read of users.

use crate::{SHIFT, SSMS, URL, both, refused};
use midprovider::{
    Client, Cursor, DeviceId, UserName, code,
    users::{OnboardingType, RequiredAction, UserSearch},
};
use portcullis_testkit::{Answer, Body};
use serde_json::{Value, json};

const LIST: &str = "GET /auth/realms/acme/v3_user/getusers?pageNumber=1&limit=20";
const GET: [&str; 2] = [
    "GET /digitanium/v4/users/Mira%2B1%40firm.example/profile",
    "GET /auth/realms/acme/v3_user/Mira%2B1%40firm.example",
];

fn mira() -> UserName {
    "Mira+1@firm.example".into()
}

fn page(users: &[Value]) -> Value {
    json!({"subSystem": 5, "status": "Success", "message": "ok", "data": {"userList": users, "page": {"x": 1}}})
}

/// A reply that the facts do not have.
fn odd(status: u16, body: impl Into<Body>) -> Answer {
    Answer::from((status, body)).unlike_the_facts("other types and shapes are read too")
}

#[tokio::test]
async fn list_takes_filters_sizes_and_cursors() {
    let query = "email=a%2Bb%40c.example&firstName=Mira&lastName=O%20l&pageNumber=3&limit=2";
    let paths = ["/digitanium/v4/users", "/auth/realms/acme/v3_user/getusers"];
    let search = UserSearch::new().email("a+b@c.example").first_name("Mira").last_name("O l");
    let list = async |c: &Client| {
        c.users().search(&search).page_size(2).starting_at(Cursor::Page(3)).first_page().await
    };
    let reply = (200, page(&[json!({"username": "a"}), json!({"username": "b"})]));
    for page in both("users.list", paths.map(|path| format!("GET {path}?{query}")), reply, list).await {
        assert!(page.items.len() == 2 && page.items[0].id.is_none());
        assert_eq!(page.next, Some(Cursor::Page(4)), "a full page may have a next one");
    }
}

#[tokio::test]
async fn list_of_nothing_is_empty_in_every_spelling() {
    let list = async |c: &Client| c.users().list().all().await;
    for (status, body) in [
        (200, page(&[])),
        (200, json!({"status": "Success", "data": {"userList": null}})),
        (200, json!({"status": "Success", "data": null})),
        (200, json!({"status": "Success", "data": []})),
        (404, json!({"subSystem": 5, "status": "USER_NOT_FOUND", "message": "none"})),
    ] {
        assert!(SHIFT.exchange("users.list", LIST, odd(status, body), list).await.is_empty());
    }
    let absent = odd(404, json!({"error": "Realm does not exist"}));
    assert!(SHIFT.refusal("users.list", LIST, absent, list).await.is_route_missing());
}

#[tokio::test]
async fn list_refuses_other_cursors_and_empty_pages() {
    let token = Cursor::Token("x".into());
    for (at, size) in [(Cursor::Offset(20), 1), (Cursor::Page(0), 1), (token, 1), (Cursor::Page(1), 0)] {
        let list = async |c: &Client| c.users().list().starting_at(at.clone()).page_size(size).all().await;
        refused(Client::ssms(URL, "acme").bearer("t"), list).await;
    }
}

#[tokio::test]
async fn get_reads_an_object_or_a_list_of_one() {
    let get = async |c: &Client| c.users().get(&mira()).await;
    let user = json!({
        "username": "mira", "enabled": true, "emailVerified": "false", "admin": false,
        "attributes": {
            "digitaniumUserIdOnboardingType": ["letter"], "digitaniumRequiredAction": [null, "kobil-2fa-required-action"],
            "note": [null], "level": 3, "tags": ["a", "b"], "gone": null,
        },
        "requiredActions": ["UPDATE_PASSWORD", "kobil-2fa-required-action", "odd"],
    });
    for data in [user.clone(), json!([user])] {
        let reply = json!({"subSystem": "5", "status": "Success", "data": data});
        for user in both("users.get", GET, (200, reply), get).await {
            let flags = (user.enabled, user.email_verified, user.admin);
            assert_eq!(flags, (Some(true), Some(false), Some(false)));
            assert_eq!((user.attribute("tags"), user.attribute("note")), (Some("a"), None));
            assert_eq!(user.attributes.onboarding, Some(OnboardingType::Letter));
            assert_eq!(user.attributes.required_actions, [RequiredAction::KobilSecondFactor]);
            let own = json!({"gone": [null], "level": ["3"], "note": [null], "tags": ["a", "b"]});
            assert_eq!(json!(user.attributes.own), own);
            let odd = RequiredAction::Other("odd".into());
            let actions = [RequiredAction::UpdatePassword, RequiredAction::KobilSecondFactor, odd];
            assert_eq!(user.required_actions, actions);
        }
    }
    let tables = json!({"data": {"id": "u-1", "username": "a", "Enabled": "True", "RequiredActions": null, "attributes": []}});
    let user = SSMS.exchange("users.get", GET[0], odd(200, tables), get).await;
    assert_eq!((user.id, user.enabled, user.required_actions.len()), (Some("u-1".into()), Some(true), 0));
}

#[tokio::test]
async fn get_distinguishes_a_missing_user_from_a_missing_route() {
    let gone = (404, json!({"subSystem": 5, "status": "USER_NOT_FOUND", "message": "no such user"}));
    let optional = async |c: &Client| c.users().get(&mira()).optional().await;
    for (kit, line) in [(SSMS, GET[0]), (SHIFT, GET[1])] {
        let get = async |c: &Client| c.users().get(&mira()).await;
        let error = kit.refusal("users.get", line, gone.clone(), get).await;
        assert!(error.is_not_found() && !error.is_route_missing());
        assert_eq!((error.code(), error.message()), (Some(code::USER_NOT_FOUND), "no such user"));
        assert!(kit.exchange("users.get", line, gone.clone(), optional).await.is_none());
    }
    for body in [
        json!({"error": "Realm does not exist"}).into(),
        json!({"error": "Unable to find matching target resource method", "error_description": "x"}).into(),
        json!({"error": "HTTP 404 Not Found"}).into(),
        json!({"error": "USER_NOT_FOUND"}).into(),
        json!({"status": "TENANT_NOT_FOUND"}).into(),
        json!({}).into(),
        Body::from("<html>lost</html>"),
    ] {
        assert!(SHIFT.refusal("users.get", GET[1], odd(404, body), optional).await.is_route_missing());
    }
}

#[tokio::test]
async fn list_devices_reads_a_list_or_one() {
    let device = json!({"deviceId": "d-1", "deviceVersion": null, "lastLoginTime": "1700000000", "locked": false, "userLocked": "true", "nodeID": 4});
    // Every digit of a serial number is kept.
    let several = r#"[{"deviceid":"d","certificateSerialNumber":123456789012345678901234567890,"lastLoginTime":""},
        {"certificateSerialNumber":"0A"},{"certificateSerialNumber":12},{"certificateSerialNumber":null}]"#;
    let mut read = Vec::new();
    for data in [&device.to_string(), &json!([device]).to_string(), several, "null"] {
        let reply = Body::Text(format!(r#"{{"subSystem":5,"data":{data}}}"#), "application/json");
        let line = "GET /digitanium/v4/users/Mira%2B1%40firm.example/devices";
        let list = async |c: &Client| c.users().list_devices(&mira()).await;
        read.push(SSMS.exchange("users.list_devices", line, odd(200, reply), list).await);
    }
    assert_eq!(read.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 4, 0]);
    for device in read[..2].iter().flatten() {
        assert_eq!(device.device_id, DeviceId::from("d-1"));
        assert_eq!(device.last_login_time.as_ref().unwrap().unix_seconds(), Some(1_700_000_000));
        let found = (device.locked, device.user_locked, device.node_id.as_deref());
        assert_eq!(found, (Some(false), Some(true), Some("4")));
    }
    let serials: Vec<_> = read[2].iter().map(|d| d.certificate_serial_number.as_deref()).collect();
    assert_eq!(serials, [Some("123456789012345678901234567890"), Some("0A"), Some("12"), None]);
    assert_eq!((read[2][0].device_id.as_str(), read[2][0].last_login_time.is_none()), ("d", true));
}

#[tokio::test]
async fn the_lock_of_one_time_passwords_is_read_in_every_form() {
    let flat = json!({
        "status": "Success", "otp_disabled": true, "otp_numFailures": "3", "otp_lastFailure": 1_700_000_000_123_u64
    });
    let line = "GET /digitanium/v3/users/Mira%2B1%40firm.example/otp-brute-force";
    let status = async |c: &Client| c.users().otp_brute_force_status(&mira()).await;
    for body in [json!({"data": flat}), json!({"data": [flat]}), flat] {
        let lock = SSMS.exchange("users.otp_brute_force_status", line, (200, body), status).await;
        assert_eq!((lock.disabled, lock.failures), (Some(true), Some(3)));
        assert_eq!(lock.last_failure().and_then(|time| time.unix_seconds()), Some(1_700_000_000));
    }
    let line = "GET /auth/admin/realms/acme/attack-detection/otp-brute-force/users/Mira%2B1%40firm.example";
    let admin = async |c: &Client| c.users().status_admin(&mira()).await;
    assert!(SSMS.exchange("users.status_admin", line, (204, ()), admin).await.is_none());
    assert!(midprovider::users::OtpBruteForceStatus::default().last_failure().is_none());
}
