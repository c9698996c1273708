//! What is read of users.

use crate::{both, shift, ssms};
use midprovider::{Cursor, DeviceId, ErrorKind, RequiredAction, UserName, UserSearch, code};
use portcullis_testkit::operation;
use serde_json::{Value, json};

fn mira() -> UserName {
    "Mira+1@firm.example".into()
}

fn user(name: &str) -> Value {
    json!({
        "username": name, "enabled": true, "emailVerified": "false", "admin": false,
        "attributes": {"digitaniumUserIdOnboardingType": ["letter"], "note": [null], "level": 3, "tags": ["a", "b"], "gone": null},
        "requiredActions": ["UPDATE_PASSWORD", "kobil-2fa-required-action", "odd"],
    })
}

fn page(users: &[Value]) -> Value {
    json!({"subSystem": 5, "status": "Success", "message": "ok", "data": {"userList": users, "page": {"x": 1}}})
}

#[tokio::test]
async fn list_reads_pages() {
    both!(
        operation("users.list").replies(200, page(&[user("mira")])),
        [
            "/digitanium/v4/users?pageNumber=1&limit=20",
            "/auth/realms/acme/v3_user/getusers?pageNumber=1&limit=20"
        ],
        |mid, target, server| {
            let users = mid.users().list().all().await.unwrap();
            assert_eq!((users.len(), users[0].username.as_str(), users[0].id.is_none()), (1, "mira", true));
            assert_eq!(
                (users[0].enabled, users[0].email_verified, users[0].admin),
                (Some(true), Some(false), Some(false))
            );
            server.request().await.is("GET", target).header("authorization", "Bearer tok-1").empty();
        }
    );
}

#[tokio::test]
async fn list_takes_filters_sizes_and_cursors() {
    let users = [user("a"), user("b")];
    both!(
        operation("users.list").replies(200, page(&users)),
        [
            "/digitanium/v4/users?email=a%2Bb%40c.example&firstName=Mira&lastName=O%20l&pageNumber=3&limit=2",
            "/auth/realms/acme/v3_user/getusers?email=a%2Bb%40c.example&firstName=Mira&lastName=O%20l&pageNumber=3&limit=2"
        ],
        |mid, target, server| {
            let search = UserSearch::new().email("a+b@c.example").first_name("Mira").last_name("O l");
            let page = mid
                .users()
                .search(&search)
                .page_size(2)
                .starting_at(Cursor::Page(3))
                .first_page()
                .await
                .unwrap();
            assert_eq!(page.next, Some(Cursor::Page(4)), "a full page may have a next one");
            server.request().await.is("GET", target);
        }
    );
}

#[tokio::test]
async fn list_of_nothing_is_empty_in_every_spelling() {
    let nobody = json!({"subSystem": 5, "status": "USER_NOT_FOUND", "message": "none"});
    for (status, body) in [
        (200, page(&[])),
        (200, json!({"status": "Success", "data": {"userList": null}})),
        (200, json!({"status": "Success", "data": null})),
        (200, json!({"status": "Success", "data": []})),
        (200, json!({"status": "Success"})),
        (404, nobody),
    ] {
        let server = operation("users.list")
            .unlike_the_facts("other types and shapes are read too")
            .replies(status, body.clone())
            .start()
            .await;
        assert!(shift(&server).users().list().all().await.unwrap().is_empty(), "{body}");
        assert_eq!(server.count(), 1);
    }
    let server = operation("users.list")
        .unlike_the_facts("other types and shapes are read too")
        .replies(404, json!({"error": "Realm does not exist"}))
        .start()
        .await;
    assert!(shift(&server).users().list().all().await.unwrap_err().is_route_missing());
}

#[tokio::test]
async fn list_refuses_foreign_cursors() {
    let server = operation("users.list").replies(200, page(&[])).start().await;
    for cursor in [Cursor::Offset(20), Cursor::Page(0), Cursor::Token("x".into())] {
        let error = ssms(&server).users().list().starting_at(cursor).all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
    }
    let error = ssms(&server).users().list().page_size(0).all().await.unwrap_err();
    assert_eq!((error.kind(), server.count()), (ErrorKind::Input, 0));
}

#[tokio::test]
async fn find_is_for_shift() {
    let server = operation("users.list").replies(200, page(&[user("mira")])).start().await;
    let found = shift(&server).users().find("mi ra", 5).await.unwrap();
    assert_eq!((found.users.len(), found.extra.get("page")), (1, Some(&json!({"x": 1}))));
    server.request().await.is("GET", "/auth/realms/acme/v3_user/getusers?search=mi%20ra&max=5");
    let error = ssms(&server).users().find("mira", 5).await.unwrap_err();
    assert_eq!((error.kind(), server.count()), (ErrorKind::Input, 1));
}

#[tokio::test]
async fn get_reads_an_object_or_a_list_of_one() {
    for data in [user("mira"), json!([user("mira")])] {
        both!(
            operation("users.get")
                .replies(200, json!({"subSystem": "5", "status": "Success", "data": data.clone()})),
            [
                "/digitanium/v4/users/Mira%2B1%40firm.example/profile",
                "/auth/realms/acme/v3_user/Mira%2B1%40firm.example"
            ],
            |mid, target, server| {
                let user = mid.users().get(&mira()).await.unwrap();
                assert_eq!(user.attribute("digitaniumUserIdOnboardingType"), Some("letter"));
                assert_eq!(user.attributes["note"], [None]);
                assert_eq!(user.attributes["gone"], [None]);
                assert_eq!(user.attributes["level"], [Some("3".to_owned())]);
                assert_eq!(user.attributes["tags"].len(), 2);
                let odd = RequiredAction::Other("odd".into());
                let actions = [RequiredAction::UpdatePassword, RequiredAction::KobilSecondFactor, odd];
                assert_eq!(user.required_actions, actions);
                server.request().await.is("GET", target).header("authorization", "Bearer tok-1").empty();
            }
        );
    }
}

#[tokio::test]
async fn get_knows_a_missing_user_from_a_missing_route() {
    let gone = json!({"subSystem": 5, "status": "USER_NOT_FOUND", "message": "no such user"});
    both!(
        operation("users.get").unlike_the_facts("an HTML page of a proxy").replies(404, gone.clone()),
        ["", ""],
        |mid, _target, _server| {
            let error = mid.users().get(&mira()).await.unwrap_err();
            assert!(error.is_not_found() && !error.is_route_missing());
            assert_eq!((error.code(), error.message()), (Some(code::USER_NOT_FOUND), "no such user"));
            assert!(mid.users().get(&mira()).optional().await.unwrap().is_none());
        }
    );
    for body in [
        json!({"error": "Realm does not exist"}),
        json!({"error": "Unable to find matching target resource method", "error_description": "x"}),
        json!({"error": "HTTP 404 Not Found"}),
        json!({"error": "USER_NOT_FOUND"}),
        json!({"status": "TENANT_NOT_FOUND"}),
        json!({}),
    ] {
        let server = operation("users.get")
            .unlike_the_facts("an HTML page of a proxy")
            .replies(404, body.clone())
            .start()
            .await;
        let error = shift(&server).users().get(&mira()).optional().await.unwrap_err();
        assert!(error.is_route_missing() && error.kind() == ErrorKind::Api, "{body}");
    }
    let server = operation("users.get")
        .unlike_the_facts("an HTML page of a proxy")
        .replies(404, "<html>lost</html>")
        .start()
        .await;
    assert!(shift(&server).users().get(&mira()).optional().await.unwrap_err().is_route_missing());
}

#[tokio::test]
async fn get_reads_the_spelling_of_the_tables_too() {
    let body = json!({"data": {"id": "u-1", "username": "a", "Enabled": "True", "RequiredActions": null, "attributes": []}});
    let server = operation("users.get")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, body)
        .start()
        .await;
    let user = ssms(&server).users().get(&"a".into()).await.unwrap();
    assert_eq!((user.id, user.enabled, user.required_actions.len()), (Some("u-1".into()), Some(true), 0));
}

#[tokio::test]
async fn list_devices_is_for_ssms() {
    let device = json!({
        "deviceId": "d-1", "deviceState": "OFFLINE", "deviceType": "SOFTWARE", "deviceTypeName": "VIRTUAL_DEVICE",
        "deviceVersion": null, "certificateSerialNumber": 12, "issuerDN": "CN=a", "lastLoginTime": "1700000000",
        "locked": false, "userLocked": "true", "nodeID": 4, "appName": "app",
    });
    for data in [json!([device.clone()]), device] {
        let server = operation("users.list_devices")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, json!({"subSystem": 5, "data": data}))
            .start()
            .await;
        let devices = ssms(&server).users().list_devices(&mira()).await.unwrap();
        let device = &devices[0];
        assert_eq!((devices.len(), &device.device_id), (1, &DeviceId::from("d-1")));
        assert_eq!(device.certificate_serial_number.as_deref(), Some("12"));
        assert_eq!(device.last_login_time.as_ref().unwrap().unix_seconds(), Some(1_700_000_000));
        assert_eq!(
            (device.locked, device.user_locked, device.node_id.as_deref()),
            (Some(false), Some(true), Some("4"))
        );
        server
            .request()
            .await
            .is("GET", "/digitanium/v4/users/Mira%2B1%40firm.example/devices")
            .header("authorization", "Bearer tok-1");
    }
    let server = operation("users.list_devices")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, json!({"status": "OK", "data": null}))
        .start()
        .await;
    assert!(ssms(&server).users().list_devices(&mira()).await.unwrap().is_empty());
    let error = shift(&server).users().list_devices(&mira()).await.unwrap_err();
    assert_eq!((error.kind(), server.count()), (ErrorKind::Input, 1));
    assert!(error.to_string().contains("SHIFT"), "{error}");
}

#[tokio::test]
async fn list_devices_keeps_every_digit_of_a_serial_number() {
    let body = r#"{"data":[{"deviceid":"d","certificateSerialNumber":123456789012345678901234567890,"lastLoginTime":""},
        {"certificateSerialNumber":"0A"},{"certificateSerialNumber":null}]}"#;
    let server = operation("users.list_devices")
        .replies(200, portcullis_testkit::Body::Text(body.into(), "application/json"))
        .start()
        .await;
    let devices = ssms(&server).users().list_devices(&mira()).await.unwrap();
    let serial = |at: usize| devices[at].certificate_serial_number.as_deref();
    assert_eq!(serial(0), Some("123456789012345678901234567890"));
    assert_eq!((serial(1), serial(2)), (Some("0A"), None));
    assert_eq!((devices[0].device_id.as_str(), devices[0].last_login_time.is_none()), ("d", true));
}

fn lock() -> Value {
    json!({"otp_disabled": true, "otp_numFailures": "3", "otp_lastIPFailure": "192.0.2.1", "otp_lastFailure": 1_700_000_000_123_i64})
}

#[tokio::test]
async fn otp_brute_force_status_is_read_at_both_levels() {
    let mut flat = lock();
    flat["status"] = json!("Success");
    for body in
        [json!({"subSystem": 5, "status": "Success", "data": lock()}), json!({"data": [lock()]}), flat]
    {
        both!(
            operation("users.otp_brute_force_status").replies(200, body.clone()),
            [
                "/digitanium/v3/users/Mira%2B1%40firm.example/otp-brute-force",
                "/auth/realms/acme/v3_user/Mira%2B1%40firm.example/otp-brute-force"
            ],
            |mid, target, server| {
                let status = mid.users().otp_brute_force_status(&mira()).await.unwrap();
                assert_eq!((status.disabled, status.failures), (Some(true), Some(3)));
                assert_eq!(status.last_failure_ip.as_deref(), Some("192.0.2.1"));
                assert_eq!(status.last_failure_ms, Some(1_700_000_000_123));
                server.request().await.is("GET", target).header("authorization", "Bearer tok-1").empty();
            }
        );
    }
}

#[tokio::test]
async fn status_admin_is_bare_and_may_be_nothing() {
    let target = "/auth/admin/realms/acme/attack-detection/otp-brute-force/users/Mira%2B1%40firm.example";
    let server = operation("users.status_admin")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, lock())
        .start()
        .await;
    let status = ssms(&server).users().status_admin(&mira()).await.unwrap().unwrap();
    assert_eq!(status.failures, Some(3));
    server.request().await.is("GET", target).header("authorization", "Bearer tok-1").empty();
    let server = operation("users.status_admin")
        .unlike_the_facts("other types and shapes are read too")
        .replies(204, ())
        .start()
        .await;
    assert!(ssms(&server).users().status_admin(&mira()).await.unwrap().is_none());
    let error = shift(&server).users().status_admin(&mira()).await.unwrap_err();
    assert_eq!((error.kind(), server.count()), (ErrorKind::Input, 1));
}
