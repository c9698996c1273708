//! What is refused before anything is sent.

use crate::{builders, shift, ssms};
use midprovider::{
    Activation, Client, ErrorKind, LogoutScope, NewUser, ProfileUpdate, Result, UserName, UserUpdate,
    http::Method,
};
use portcullis_testkit::operation;
use serde_json::json;

async fn every_call_by_name(mid: &Client, name: &UserName) -> Vec<Result<()>> {
    let users = mid.users();
    let update = UserUpdate::new().enabled(true).email_verified(true);
    vec![
        users.get(name).await.map(drop),
        users.update(name, &update).await,
        users.update_profile(name, &ProfileUpdate::new()).await,
        users.delete(name).await,
        users.enable(name).await,
        users.disable(name).await,
        users.ssms_logout(name).await.map(drop),
        users.list_devices(name).await.map(drop),
        users.otp_brute_force_status(name).await.map(drop),
        users.otp_brute_force_unlock(name).await,
        users.status_admin(name).await.map(drop),
    ]
}

#[tokio::test]
async fn names_that_lead_elsewhere_are_always_refused() {
    let server = operation("users.delete").replies(200, json!({})).start().await;
    let anywhere = ["", ".", "..", " ", "a/b", "/", "a%2fb", "%2e%2e", "a\\b", "devices;x=1", "a\nb"];
    let on_shift = ["getusers", "devices", "tms", "otp-brute-force", "OTP-Brute-Force", " devices"];
    for (at, builder) in builders(&server.url()).into_iter().enumerate() {
        let mid = builder.check_input(false).build().unwrap();
        let names = anywhere.iter().chain(on_shift.iter().filter(|_| at == 1));
        for name in names {
            for outcome in every_call_by_name(&mid, &UserName::from(*name)).await {
                assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Input, "{name}");
            }
        }
    }
    let error = ssms(&server).users().logout(&"..".into(), LogoutScope::Idp).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert_eq!(server.count(), 0);
    // Plain names on SSMS, whose paths have no such words.
    ssms(&server).users().delete(&"devices".into()).await.unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn documented_limits_are_checked_unless_left_to_the_server() {
    let code = |code: &str| NewUser::new("a").activation(Activation::new().code(code));
    for (user, field) in [
        (NewUser::new(""), "username"),
        (NewUser::new("a b"), "username"),
        (NewUser::new("a/b"), "username"),
        (NewUser::new("getusers"), "username"),
        (code(""), "activation.code"),
        (code("12a4"), "activation.code"),
    ] {
        let server = operation("users.create")
            .unlike_the_facts("limits are left to the server")
            .replies(202, json!({"status": "Accepted"}))
            .start()
            .await;
        let error = shift(&server).users().create(&user).await.unwrap_err();
        assert_eq!((error.kind(), server.count()), (ErrorKind::Input, 0));
        assert!(error.message().contains(field) && !error.message().contains("12a4"), "{error}");
        let [_, lax] = builders(&server.url());
        lax.check_input(false).build().unwrap().users().create(&user).await.unwrap();
        assert_eq!(server.count(), 1);
    }
    let server = operation("users.update").replies(200, ()).start().await;
    let update = UserUpdate::new().enabled(true).email_verified(true).activation(Activation::new().code("x"));
    let error = shift(&server).users().update(&"a".into(), &update).await.unwrap_err();
    assert_eq!((error.kind(), server.count()), (ErrorKind::Input, 0));
}

#[tokio::test]
async fn the_documented_characters_pass() {
    let server = operation("users.create").replies(202, json!({"status": "Accepted"})).start().await;
    ssms(&server).users().create(&NewUser::new("aZ9é$@(.)-*_[]~!&+")).await.unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn commands_cannot_be_slipped_in_as_attributes() {
    let server = operation("users.create").replies(202, json!({"status": "Accepted"})).start().await;
    let [ssms, _] = builders(&server.url());
    let mid = ssms.check_input(false).build().unwrap();
    for key in ["digitaniumUserIdDelete", "DIGITANIUMUSERIDDELETE", "digitaniumActivationCode", "groups"] {
        let outcomes = [
            mid.users().create(&NewUser::new("a").attribute(key, "true")).await,
            mid.users()
                .update(
                    &"a".into(),
                    &UserUpdate::new().enabled(true).email_verified(true).attribute(key, "true"),
                )
                .await,
            mid.users().update_profile(&"a".into(), &ProfileUpdate::new().attribute(key, "true")).await,
        ];
        for outcome in outcomes {
            assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Input, "{key}");
        }
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn other_operations_are_in_reach() {
    let server = operation("devices.get")
        .replies(200, json!({"subSystem": 6, "data": {"deviceId": "d"}}))
        .start()
        .await;
    let any: serde_json::Value =
        ssms(&server).request(Method::GET, "/digitanium/v4/devices/{id}").path("d").call().await.unwrap();
    assert_eq!(any, json!({"deviceId": "d"}));
    server.request().await.is("GET", "/digitanium/v4/devices/d").header("authorization", "Bearer tok-1");
}
