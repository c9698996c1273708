//! What is refused before anything is sent.

use crate::{SSMS, URL, lines, refused};
use midprovider::{
    Client, ClientBuilder, Delivery, Error, ErrorKind, Result, UserId, UserName,
    http::Method,
    users::{Activation, LogoutScope, NewUser, ProfileUpdate, UserUpdate},
};
use portcullis_testkit::wire::{Scripted, reply};
use serde_json::{Value, json};

fn ssms() -> ClientBuilder {
    Client::ssms(URL, "acme").bearer("t")
}

fn shift() -> ClientBuilder {
    Client::shift(URL, "acme").bearer("t")
}

fn update() -> UserUpdate {
    UserUpdate::new().enabled(true).email_verified(true)
}

/// Makes every call that names a user.
async fn every_call_by_name(mid: &Client, name: &UserName) -> Vec<Result<()>> {
    let users = mid.users();
    vec![
        users.get(name).await.map(drop),
        users.update(name, &update()).await,
        users.update_profile(name, &ProfileUpdate::new()).await,
        users.delete(name).await,
        users.enable(name).await,
        users.disable(name).await,
        users.ssms_logout(name).await.map(drop),
        users.list_devices(name).await.map(drop),
        users.otp_brute_force_status(name).await.map(drop),
        users.otp_brute_force_unlock(name).await,
        users.status_admin(name).await.map(drop),
        users.logout(&name.as_str().into(), LogoutScope::Idp).await,
    ]
}

#[tokio::test]
async fn names_that_lead_elsewhere_are_always_refused() {
    let anywhere = ["", ".", "..", " ", "a/b", "/", "a%2fb", "%2e%2e", "a\\b", "devices;x=1", "a\nb"];
    let on_shift = ["getusers", "devices", "tms", "otp-brute-force", "OTP-Brute-Force", " devices"];
    for (at, builder) in [ssms(), shift()].into_iter().enumerate() {
        let every = async |mid: &Client| {
            for name in anywhere.iter().chain(on_shift.iter().filter(|_| at == 1)) {
                for outcome in every_call_by_name(mid, &UserName::from(*name)).await {
                    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Input, "{name}");
                }
            }
            mid.users().delete(&"".into()).await
        };
        refused(builder.check_input(false), every).await;
    }
    // The paths of SSMS have no such words.
    let [line, _] = lines("DELETE", "").map(|line| line.replace("mira", "devices"));
    let delete = async |c: &Client| c.users().delete(&"devices".into()).await;
    SSMS.exchange("users.delete", line, (200, json!({})), delete).await;
}

#[tokio::test]
async fn an_operation_that_a_flavour_lacks_is_refused() {
    let (name, id, idp) = (UserName::from("mira"), UserId::from("u"), LogoutScope::Idp);
    let lacks = |error: Error, flavour: &str, reason: &str| {
        assert!(error.message().contains(flavour) && error.message().contains(reason), "{error}");
        assert_eq!(error.delivery(), Delivery::NotSent);
    };
    lacks(refused(ssms(), async |c| c.users().find("mira", 5).await).await, "SSMS", "use `search`");
    lacks(refused(ssms(), async |c| c.users().disable(&name).await).await, "SSMS", "not confirmed");
    lacks(refused(shift(), async |c| c.users().logout(&id, idp).await).await, "SHIFT", "on SSMS only");
    lacks(
        refused(shift(), async |c| c.users().list_devices(&name).await).await,
        "SHIFT",
        "SSMS back ends only",
    );
    lacks(refused(shift(), async |c| c.users().status_admin(&name).await).await, "SHIFT", "use `users.otp");
}

#[tokio::test]
async fn documented_limits_are_checked_unless_left_to_the_server() {
    let code = |code: &str| NewUser::new("a").activation(Activation::new().code(code));
    let names = ["", "a b", "a/b", "getusers"].map(|name| (NewUser::new(name), "username"));
    for (user, field) in names.into_iter().chain(["", "12a4"].map(|text| (code(text), "activation.code"))) {
        let error = refused(shift(), async |c| c.users().create(&user).await).await;
        assert!(error.message().contains(field) && !error.message().contains("12a4"), "{error}");
        let wire = Scripted::new(|_, _| async { reply(202, &json!({})) });
        let lax = shift().check_input(false).transport(wire).build().unwrap();
        lax.users().create(&user).await.unwrap();
    }
    let update = update().activation(Activation::new().code("x"));
    refused(shift(), async |c| c.users().update(&"a".into(), &update).await).await;
}

#[tokio::test]
async fn dangerous_updates_and_commands_as_attributes_are_always_refused() {
    let lax = || shift().check_input(false);
    let (no_flag, no_address) = (UserUpdate::new().email_verified(true), UserUpdate::new().enabled(true));
    for (update, field) in [(no_flag, "enabled"), (no_address, "email_verified")] {
        let error = refused(lax(), async |c| c.users().update(&"a".into(), &update).await).await;
        assert!(error.message().contains(field), "{error}");
    }
    for key in ["digitaniumUserIdDelete", "DIGITANIUMUSERIDDELETE", "digitaniumActivationCode", "groups"] {
        let (user, update) = (NewUser::new("a").attribute(key, "true"), update().attribute(key, "true"));
        let profile = ProfileUpdate::new().attribute(key, "true");
        refused(lax(), async |c| c.users().create(&user).await).await;
        refused(lax(), async |c| c.users().update(&"a".into(), &update).await).await;
        refused(lax(), async |c| c.users().update_profile(&"a".into(), &profile).await).await;
    }
}

#[tokio::test]
async fn other_operations_are_in_reach() {
    let raw = async |c: &Client| {
        c.request(Method::GET, "/digitanium/v4/devices/{id}").path("d").call::<Value>().await
    };
    let reply = (200, json!({"subSystem": 6, "data": {"deviceId": "d"}}));
    let any = SSMS.exchange("devices.get", "GET /digitanium/v4/devices/d", reply, raw).await;
    assert_eq!(any, json!({"deviceId": "d"}));
}
