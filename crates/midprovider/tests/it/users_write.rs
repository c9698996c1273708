//! What is done to users.

use crate::{both, shift, ssms};
use midprovider::{
    Activation, Client, Delivery, ErrorKind, InitialPassword, KobilUser, LogoutScope, NewUser,
    OnboardingType, ProfileUpdate, RequiredAction, UserName, UserUpdate, code,
};
use portcullis_testkit::operation;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

fn mira() -> UserName {
    "mira".into()
}

fn ok() -> Value {
    json!({"subSystem": 5, "status": "OK", "message": "done"})
}

fn full() -> NewUser {
    NewUser::new("mira.olsen@firm.example")
        .first_name("Mira")
        .last_name("Olsen")
        .email("mira.olsen@firm.example")
        .email_verified(true)
        .enabled(false)
        .password(InitialPassword::temporary("S0me-long-phrase"))
        .required_action(RequiredAction::UpdatePassword)
        .realm_role("digitanium_user")
        .client_role("help-desk", "agent")
        .group("ks-users")
        .onboarding(OnboardingType::Letter)
        .attribute("costCentre", "4711")
        .attribute("tags", "a")
        .attribute("tags", "b")
        .activation(
            Activation::new()
                .code("57310284")
                .valid_until(SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000))
                .hidden(true)
                .clear_older(true),
        )
        .replace_existing_user_and_devices(true)
}

#[tokio::test]
async fn create_says_everything_that_has_a_dangerous_default() {
    both!(
        operation("users.create").replies(202, ok()),
        ["/digitanium/v4/users", "/auth/realms/acme/v3_user"],
        |mid, target, server| {
            mid.users().create(&NewUser::new("mira")).await.unwrap();
            server.request().await.is("POST", target).header("authorization", "Bearer tok-1").json(json!({
                "username": "mira", "enabled": true,
                "attributes": {"digitaniumUserIdDelete": false, "digitaniumCreateActivation": false},
            }));
        }
    );
}

#[tokio::test]
async fn create_sends_everything() {
    both!(
        operation("users.create").replies(202, json!({"status": "Accepted"})),
        ["/digitanium/v4/users", "/auth/realms/acme/v3_user"],
        |mid, target, server| {
            mid.users().create(&full()).await.unwrap();
            server.request().await.is("POST", target).json(json!({
                "username": "mira.olsen@firm.example", "firstName": "Mira", "lastName": "Olsen",
                "email": "mira.olsen@firm.example", "emailVerified": true, "enabled": false,
                "credentials": [{"type": "password", "value": "S0me-long-phrase", "temporary": true}],
                "requiredActions": ["UPDATE_PASSWORD"], "realmRoles": ["digitanium_user"],
                "clientRoles": {"help-desk": ["agent"]},
                "attributes": {
                    "digitaniumUserIdDelete": true, "digitaniumCreateActivation": true,
                    "digitaniumActivationCode": "57310284", "digitaniumActivationValidity": "1790000000",
                    "digitaniumActivationSecret": true, "digitaniumClearActivation": true,
                    "digitaniumUserIdOnboardingType": "letter", "groups": ["ks-users"],
                    "costCentre": "4711", "tags": ["a", "b"],
                },
            }));
        }
    );
}

#[tokio::test]
async fn create_tells_a_conflict_and_is_sent_once() {
    let taken = json!({"subSystem": 5, "status": "CONFLICT", "message": "exists"});
    let server = operation("users.create").replies(409, taken).start().await;
    let error = shift(&server).users().create(&NewUser::new("mira")).await.unwrap_err();
    assert!(error.is_conflict());
    assert_eq!(
        (error.delivery(), error.code(), error.message()),
        (Delivery::Rejected, Some(code::CONFLICT), "exists")
    );
    let server = operation("users.create").replies(500, json!({"error": "unknown_error"})).start().await;
    let error = ssms(&server).users().create(&NewUser::new("mira")).await.unwrap_err();
    assert_eq!((error.delivery(), error.code()), (Delivery::Unknown, Some(code::UNKNOWN_ERROR)));
    assert_eq!(server.count(), 1);
}

fn read() -> KobilUser {
    serde_json::from_value(json!({
        "id": "u-1", "username": "mira", "firstName": "Mira", "enabled": false, "emailVerified": true, "admin": true,
        "requiredActions": [],
        "attributes": {
            "digitaniumUserIdOnboardingType": ["letter"], "digitaniumCreateActivation": ["true"],
            "digitaniumUserIdDelete": ["true"], "DigitaniumClearActivation": ["true"], "groups": ["ks-users", "x"],
            "note": [null], "tags": ["a", null], "none": [],
        },
        "newer": {"a": null, "b": [1, {"c": null}]}, "nothing": null,
    }))
    .unwrap()
}

#[tokio::test]
async fn update_writes_back_what_was_read_and_no_command() {
    both!(
        operation("users.update").unlike_the_facts("unknown members are written back").replies(200, ok()),
        ["/digitanium/v4/users/mira/update", "/auth/realms/acme/v3_user/mira/update"],
        |mid, target, server| {
            mid.users().update(&mira(), &UserUpdate::from(read())).await.unwrap();
            server.request().await.is("PUT", target).header("authorization", "Bearer tok-1").json(json!({
                "username": "mira", "firstName": "Mira", "enabled": false, "emailVerified": true, "requiredActions": [],
                "attributes": {
                    "digitaniumCreateActivation": false, "digitaniumUserIdOnboardingType": "letter",
                    "groups": ["ks-users", "x"], "note": null, "tags": ["a", null], "none": [],
                },
                "newer": {"a": null, "b": [1, {"c": null}]}, "nothing": null,
            }));
        }
    );
}

#[tokio::test]
async fn update_is_explicit() {
    let server = operation("users.update").replies(202, json!({"status": "Accepted"})).start().await;
    let mid = shift(&server);
    for (update, field) in [
        (UserUpdate::new().email_verified(true), "enabled"),
        (UserUpdate::new().enabled(true), "email_verified"),
    ] {
        let error = mid.users().update(&mira(), &update).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().contains(field), "{error}");
    }
    assert_eq!(server.count(), 0);
    let mut update = UserUpdate::new()
        .enabled(false)
        .email_verified(false)
        .password(InitialPassword::permanent("hunter2hunter2"))
        .activation(Activation::new().valid_until(7_u64));
    update.extra.insert("enabled", true);
    mid.users().update(&mira(), &update).await.unwrap();
    server.request().await.json(json!({
        "enabled": false, "emailVerified": false,
        "credentials": [{"type": "password", "value": "hunter2hunter2", "temporary": false}],
        "attributes": {"digitaniumCreateActivation": true, "digitaniumActivationValidity": "7"},
    }));
}

#[tokio::test]
async fn update_profile_sends_what_is_set() {
    both!(
        operation("users.update_profile").replies(200, ok()),
        ["/digitanium/v4/users/mira/profile", "/auth/realms/acme/v3_user/mira/profile"],
        |mid, target, server| {
            let update =
                ProfileUpdate::new().first_name("M").last_name("O").email("m@o.example").attribute("k", "v");
            mid.users().update_profile(&mira(), &update).await.unwrap();
            server.request().await.is("PUT", target).header("authorization", "Bearer tok-1").json(
                json!({"firstName": "M", "lastName": "O", "email": "m@o.example", "attributes": {"k": "v"}}),
            );
        }
    );
    let wrong = json!({"status": "GENERAL ERROR", "message": "no"});
    let server = operation("users.update_profile").replies(400, wrong).start().await;
    let error = ssms(&server).users().update_profile(&mira(), &ProfileUpdate::new()).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (Some(code::GENERAL_ERROR), Delivery::Rejected));
    server.request().await.json(json!({}));
}

#[tokio::test]
async fn delete_deletes() {
    both!(
        operation("users.delete").replies(200, ok()),
        ["/digitanium/v4/users/mira", "/auth/realms/acme/v3_user/mira"],
        |mid, target, server| {
            mid.users().delete(&mira()).await.unwrap();
            server.request().await.is("DELETE", target).header("authorization", "Bearer tok-1").empty();
        }
    );
}

#[tokio::test]
async fn delete_of_a_missing_user_is_not_a_wrong_base_url() {
    let gone = json!({"subSystem": 5, "status": "USER_NOT_FOUND"});
    let server = operation("users.delete")
        .unlike_the_facts("the caller chooses the path")
        .replies(404, gone)
        .start()
        .await;
    assert!(ssms(&server).users().delete(&mira()).optional().await.unwrap().is_none());
    let server = operation("users.delete")
        .unlike_the_facts("the caller chooses the path")
        .replies(404, json!({"error": "HTTP 404 Not Found"}))
        .start()
        .await;
    let wrong = Client::shift(format!("{}/elsewhere", server.url()), "acme").bearer("t").build().unwrap();
    let error = wrong.users().delete(&mira()).optional().await.unwrap_err();
    assert!(error.is_route_missing());
    assert_eq!(error.delivery(), Delivery::Rejected);
    server.request().await.is("DELETE", "/elsewhere/auth/realms/acme/v3_user/mira");
}

#[tokio::test]
async fn delete_is_repeated_when_the_caller_says_so() {
    let server = operation("users.delete").replies(503, ()).start().await;
    let error = ssms(&server).users().delete(&mira()).await.unwrap_err();
    assert_eq!((error.delivery(), server.count()), (Delivery::Unknown, 1));
    assert!(ssms(&server).users().delete(&mira()).idempotent().await.is_err());
    assert!(server.count() > 2);
}

#[tokio::test]
async fn enable_says_so_in_the_body() {
    both!(
        operation("users.enable").replies(200, ok()),
        ["/digitanium/v4/users/mira/enable", "/auth/realms/acme/v3_user/mira/enable"],
        |mid, target, server| {
            mid.users().enable(&mira()).await.unwrap();
            let sent = server.request().await.is("PUT", target).header("authorization", "Bearer tok-1");
            sent.json(json!({"enabled": true}));
        }
    );
}

#[tokio::test]
async fn disable_is_for_shift() {
    let server = operation("users.disable").replies(200, ok()).start().await;
    shift(&server).users().disable(&mira()).await.unwrap();
    let sent = server.request().await.is("PUT", "/auth/realms/acme/v3_user/mira/disable");
    sent.header("authorization", "Bearer tok-1").json(json!({"enabled": false}));
    let error = ssms(&server).users().disable(&mira()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery(), server.count()), (ErrorKind::Input, Delivery::NotSent, 1));
    assert!(error.message().contains("not confirmed") && error.message().contains("users.update"), "{error}");
}

#[tokio::test]
async fn logout_is_for_ssms() {
    for (scope, target) in [
        (LogoutScope::IdpAndSsms, "/digitanium/v4/users/u-1/logout?ssms=true"),
        (LogoutScope::Idp, "/digitanium/v4/users/u-1/logout?ssms=false"),
    ] {
        let server = operation("users.logout").replies(200, ok()).start().await;
        ssms(&server).users().logout(&"u-1".into(), scope).await.unwrap();
        server.request().await.is("PUT", target).header("authorization", "Bearer tok-1").empty();
        let error = shift(&server).users().logout(&"u-1".into(), scope).await.unwrap_err();
        assert_eq!((error.kind(), server.count()), (ErrorKind::Input, 1));
    }
    let out = json!({"subSystem": 5, "status": "USER_ALREADY_LOGGED_OUT", "message": "out"});
    let server = operation("users.logout").replies(409, out).start().await;
    let error = ssms(&server).users().logout(&"u-1".into(), LogoutScope::Idp).await.unwrap_err();
    assert!(error.is_conflict());
    assert_eq!(error.code(), Some(code::USER_ALREADY_LOGGED_OUT));
}

#[tokio::test]
async fn ssms_logout_may_answer_with_a_boolean() {
    both!(
        operation("users.ssms_logout").replies(200, json!({"subSystem": 5, "status": "OK", "data": true})),
        ["/digitanium/v4/users/mira/ssms/logout", "/auth/realms/acme/v3_user/mira/ssms/logout"],
        |mid, target, server| {
            assert_eq!(mid.users().ssms_logout(&mira()).await.unwrap(), Some(true));
            server.request().await.is("PUT", target).header("authorization", "Bearer tok-1").empty();
        }
    );
    let server = operation("users.ssms_logout").replies(200, ok()).start().await;
    assert_eq!(ssms(&server).users().ssms_logout(&mira()).await.unwrap(), None);
}

#[tokio::test]
async fn otp_brute_force_unlock_unlocks_one() {
    both!(
        operation("users.otp_brute_force_unlock").replies(200, ok()),
        ["/digitanium/v4/users/mira/otp-brute-force", "/auth/realms/acme/v3_user/mira/otp-brute-force"],
        |mid, target, server| {
            mid.users().otp_brute_force_unlock(&mira()).await.unwrap();
            server.request().await.is("DELETE", target).header("authorization", "Bearer tok-1").empty();
        }
    );
}

#[tokio::test]
async fn otp_brute_force_unlock_all_unlocks_all() {
    both!(
        operation("users.otp_brute_force_unlock_all").replies(200, ok()),
        ["/digitanium/v3/users/otp-brute-force", "/auth/realms/acme/v3_user/otp-brute-force"],
        |mid, target, server| {
            mid.users().otp_brute_force_unlock_all().await.unwrap();
            server.request().await.is("DELETE", target).header("authorization", "Bearer tok-1").empty();
        }
    );
}
