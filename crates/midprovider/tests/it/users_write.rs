//! What is done to users.

use crate::{SHIFT, SSMS, URL, both, builders, lines};
use midprovider::{
    Client, Delivery, Result, Retry, UserName, code,
    users::{
        Activation, InitialPassword, KobilUser, LogoutScope, NewUser, OnboardingType, ProfileUpdate,
        RequiredAction, UserUpdate,
    },
};
use portcullis_testkit::{
    Answer, sent,
    wire::{Scripted, lost, reply},
};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

const CREATE: [&str; 2] = ["POST /digitanium/v4/users", "POST /auth/realms/acme/v3_user"];

fn mira() -> UserName {
    "mira".into()
}

fn ok() -> (u16, Value) {
    (200, json!({"subSystem": 5, "status": "OK", "message": "done"}))
}

fn end() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000)
}

/// Sets what a creation and an update have in common.
macro_rules! everything {
    ($user:expr) => {
        $user
            .enabled(false)
            .email_verified(true)
            .first_name("Mira")
            .last_name("Olsen")
            .email("mira@firm.example")
            .required_action(RequiredAction::UpdatePassword)
            .realm_role("digitanium_user")
            .client_role("help-desk", "agent")
            .group("ks-users")
            .onboarding(OnboardingType::Letter)
            .attribute("digitaniumUserId", "")
            .attribute("tags", "a")
            .attribute("tags", "b")
            .activation(Activation::new().code("57310284").valid_until(end()).hidden(true).clear_older(true))
    };
}
const EVERYTHING: &str = r#"{"username":"mira","firstName":"Mira","lastName":"Olsen","email":"mira@firm.example","emailVerified":true,"enabled":false,"credentials":[{"type":"password","value":"S0me-long-phrase","temporary":true}],"requiredActions":["UPDATE_PASSWORD"],"realmRoles":["digitanium_user"],"clientRoles":{"help-desk":["agent"]},"attributes":{"digitaniumUserIdDelete":true,"digitaniumCreateActivation":true,"digitaniumActivationCode":"57310284","digitaniumActivationValidity":"1790000000","digitaniumActivationSecret":true,"digitaniumClearActivation":true,"digitaniumUserIdOnboardingType":"letter","groups":["ks-users"],"digitaniumUserId":"","tags":["a","b"]}}"#;

#[tokio::test]
async fn create_and_update_send_everything() {
    let password = "S0me-long-phrase";
    let user = everything!(NewUser::new("mira").replace_existing_user_and_devices(true));
    let user = user.password(InitialPassword::temporary(password));
    let create = async |c: &Client| c.users().create(&user).await;
    let accepted = (202, json!({"status": "Accepted"}));
    both("users.create", CREATE.map(|line| sent(line, EVERYTHING)), accepted.clone(), create).await;
    let mut update = everything!(UserUpdate::new().username("mira"));
    update.password = Some(InitialPassword::permanent(password));
    update.extra.insert("enabled", true);
    let update = async |c: &Client| c.users().update(&mira(), &update).await;
    let body = EVERYTHING
        .replace(r#""digitaniumUserIdDelete":true,"#, "")
        .replace(r#""temporary":true"#, r#""temporary":false"#);
    let lines = lines("PUT", "/update").map(|line| sent(line, body.as_str()));
    both("users.update", lines, accepted, update).await;
}

#[tokio::test]
async fn create_sends_what_has_a_dangerous_default_and_is_sent_once() {
    let body = r#"{"username":"aZ9é$@(.)-*_[]~!&+","enabled":true,"attributes":{"digitaniumUserIdDelete":false,"digitaniumCreateActivation":false}}"#;
    let [ssms, shift] = CREATE.map(|line| sent(line, body));
    let create = async |c: &Client| c.users().create(&NewUser::new("aZ9é$@(.)-*_[]~!&+")).await;
    both("users.create", [ssms.clone(), shift.clone()], (202, ok().1), create).await;
    let taken = (409, json!({"subSystem": 5, "status": "CONFLICT", "message": "exists"}));
    let error = SHIFT.refusal("users.create", shift, taken, create).await;
    assert!(error.is_conflict() && error.delivery() == Delivery::Rejected);
    assert_eq!((error.code(), error.message()), (Some(code::CONFLICT), "exists"));
    let error = SSMS.refusal("users.create", ssms, (500, json!({"error": "unknown_error"})), create).await;
    assert_eq!((error.delivery(), error.code()), (Delivery::Unknown, Some(code::UNKNOWN_ERROR)));
}

#[tokio::test]
async fn update_writes_back_what_was_read_and_no_command() {
    let read: KobilUser = serde_json::from_value(json!({
        "id": "u-1", "username": "mira", "firstName": "Mira", "enabled": false, "emailVerified": true, "admin": true,
        "requiredActions": [],
        "attributes": {
            "digitaniumUserIdOnboardingType": ["letter"], "digitaniumRequiredAction": ["kobil-2fa-required-action"],
            "digitaniumCreateActivation": ["true"], "digitaniumUserIdDelete": ["true"],
            "DigitaniumClearActivation": ["true"], "groups": ["ks-users", "x"],
            "note": [null], "tags": ["a", null], "none": [],
        },
        "newer": {"a": null, "b": [1, {"c": null}]}, "nothing": null,
    }))
    .unwrap();
    let body = r#"{"username":"mira","firstName":"Mira","emailVerified":true,"enabled":false,"requiredActions":[],"attributes":{"digitaniumCreateActivation":false,"digitaniumUserIdOnboardingType":"letter","groups":["ks-users","x"],"digitaniumRequiredAction":"kobil-2fa-required-action","none":[],"note":null,"tags":["a",null]},"newer":{"a":null,"b":[1,{"c":null}]},"nothing":null}"#;
    let lines = lines("PUT", "/update").map(|line| sent(line, body));
    let reply = Answer::from(ok()).unlike_the_facts("unknown members are written back");
    let call = async |c: &Client| c.users().update(&mira(), &UserUpdate::from(read.clone())).await;
    both("users.update", lines, reply, call).await;
}

#[tokio::test]
async fn update_profile_sends_what_is_set() {
    let update = ProfileUpdate::new().first_name("M").last_name("O").email("m@o.example").attribute("k", "v");
    let body = r#"{"firstName":"M","lastName":"O","email":"m@o.example","attributes":{"k":"v"}}"#;
    let call = async |c: &Client| c.users().update_profile(&mira(), &update).await;
    both("users.update_profile", lines("PUT", "/profile").map(|line| sent(line, body)), ok(), call).await;
    let [ssms, _] = lines("PUT", "/profile").map(|line| sent(line, "{}"));
    let wrong = (400, json!({"status": "GENERAL ERROR", "message": "no"}));
    let call = async |c: &Client| c.users().update_profile(&mira(), &ProfileUpdate::new()).await;
    let error = SSMS.refusal("users.update_profile", ssms, wrong, call).await;
    assert_eq!((error.code(), error.delivery()), (Some(code::GENERAL_ERROR), Delivery::Rejected));
}

#[tokio::test]
async fn the_other_writes_send_their_path_and_no_more() {
    let delete = async |c: &Client| c.users().delete(&mira()).await;
    both("users.delete", lines("DELETE", ""), ok(), delete).await;
    let gone = (404, json!({"subSystem": 5, "status": "USER_NOT_FOUND"}));
    let optional = async |c: &Client| c.users().delete(&mira()).optional().await;
    assert_eq!(both("users.delete", lines("DELETE", ""), gone, optional).await, [None, None]);
    let nowhere = (404, json!({"error": "HTTP 404 Not Found"}));
    let error = SHIFT.refusal("users.delete", lines("DELETE", "")[1].as_str(), nowhere, optional).await;
    assert_eq!((error.is_route_missing(), error.delivery()), (true, Delivery::Rejected));
    let enabled = lines("PUT", "/enable").map(|line| sent(line, r#"{"enabled":true}"#));
    both("users.enable", enabled, ok(), async |c| c.users().enable(&mira()).await).await;
    let [_, disabled] = lines("PUT", "/disable").map(|line| sent(line, r#"{"enabled":false}"#));
    SHIFT.exchange("users.disable", disabled, ok(), async |c| c.users().disable(&mira()).await).await;
    let unlock = async |c: &Client| c.users().otp_brute_force_unlock(&mira()).await;
    both("users.otp_brute_force_unlock", lines("DELETE", "/otp-brute-force"), ok(), unlock).await;
    let all =
        ["/digitanium/v3/users", "/auth/realms/acme/v3_user"].map(|p| format!("DELETE {p}/otp-brute-force"));
    let unlock = async |c: &Client| c.users().otp_brute_force_unlock_all().await;
    both("users.otp_brute_force_unlock_all", all, ok(), unlock).await;
    let logout = async |c: &Client| c.users().ssms_logout(&mira()).await;
    assert_eq!(both("users.ssms_logout", lines("PUT", "/ssms/logout"), ok(), logout).await, [None, None]);
    for (scope, ssms) in [(LogoutScope::IdpAndSsms, true), (LogoutScope::Idp, false)] {
        let line = format!("PUT /digitanium/v4/users/u-1/logout?ssms={ssms}");
        let logout = async |c: &Client| c.users().logout(&"u-1".into(), scope).await;
        SSMS.exchange("users.logout", line.as_str(), ok(), logout).await;
        let out = (409, json!({"subSystem": 5, "status": "USER_ALREADY_LOGGED_OUT", "message": "out"}));
        let error = SSMS.refusal("users.logout", line, out, logout).await;
        assert_eq!((error.is_conflict(), error.code()), (true, Some(code::USER_ALREADY_LOGGED_OUT)));
    }
}

/// How many requests a call sends if the reply to the first is lost, in each flavour.
async fn attempts(call: impl AsyncFn(&Client) -> Result<()>) -> [usize; 2] {
    let mut sent = Vec::new();
    for builder in builders(URL) {
        let wire = Scripted::new(|_, n| async move { if n == 0 { lost() } else { reply(200, &json!({})) } });
        let retry = Retry::default().base(Duration::from_millis(1));
        let _ = call(&builder.transport(wire.clone()).retry(retry).build().unwrap()).await;
        sent.push(wire.count());
    }
    sent.try_into().unwrap()
}

#[tokio::test]
async fn an_update_is_retried_unless_it_makes_a_code() {
    let update = UserUpdate::new().enabled(true).email_verified(true);
    let code = update.clone().activation(Activation::new());
    assert_eq!(attempts(async |c| c.users().update(&mira(), &update).await).await, [2, 2]);
    assert_eq!(attempts(async |c| c.users().update(&mira(), &code).await).await, [1, 1]);
}

#[tokio::test]
async fn what_may_be_done_twice_is_retried_and_a_creation_is_not() {
    assert_eq!(attempts(async |c| c.users().delete(&mira()).await).await, [2, 2]);
    assert_eq!(attempts(async |c| c.users().enable(&mira()).await).await, [2, 2]);
    // On SSMS its path is not confirmed, so nothing is sent.
    assert_eq!(attempts(async |c| c.users().disable(&mira()).await).await, [0, 2]);
    assert_eq!(attempts(async |c| c.users().create(&NewUser::new("mira")).await).await, [1, 1]);
}
