//! Required actions of the realm.

use crate::{SHIFT, URL, admin, builders, refused};
use midprovider::{
    ActionAlias, Client, Result,
    admin::{
        Admin,
        required_actions::{RequiredActionProvider, RequiredActions, UnregisteredAction},
    },
};
use portcullis_testkit::{Resource, full, sent};
use serde_json::{Value, json};
use std::fmt::Debug;

const ACTIONS: &str = "/auth/admin/realms/acme/authentication/required-actions";
const REGISTER: &str = "POST /auth/admin/realms/acme/authentication/register-required-action";
const MISSING: &str = r#"{"error":"Failed to find required action"}"#;

fn actions(admin: &Admin) -> RequiredActions {
    admin.required_actions()
}

fn totp() -> ActionAlias {
    "CONFIGURE_TOTP".into()
}

/// In both flavours, also if the client leaves limits to the server.
async fn refuses<T: Debug>(call: impl AsyncFn(&Client) -> Result<T>) {
    for builder in builders(URL) {
        refused(builder.check_input(false), &call).await;
    }
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Admin| actions(c).list().await;
    admin("admin_required_actions.list", format!("GET {ACTIONS}"), full(), list).await;
    let get = async |c: &Admin| actions(c).get(&totp()).await;
    admin("admin_required_actions.get", format!("GET {ACTIONS}/CONFIGURE_TOTP"), full(), get).await;
    let line = "GET /auth/admin/realms/acme/authentication/unregistered-required-actions";
    let unregistered = async |c: &Admin| actions(c).unregistered().await;
    admin("admin_required_actions.unregistered", line, full(), unregistered).await;
}

#[tokio::test]
async fn update_sends_everything() {
    let mut action = RequiredActionProvider::default()
        .name("One-time passwords")
        .provider_id("configure-totp")
        .enabled(true)
        .default_action(false)
        .priority(10)
        .config([("max".to_owned(), "3".to_owned())]);
    action.alias = totp();
    let update = async |c: &Admin| actions(c).update(&totp(), &action).await;
    let body = r#"{"alias":"CONFIGURE_TOTP","name":"One-time passwords","providerId":"configure-totp","enabled":true,"defaultAction":false,"priority":10,"config":{"max":"3"}}"#;
    let line = sent(format!("PUT {ACTIONS}/CONFIGURE_TOTP"), body);
    admin("admin_required_actions.update", line, (204, ()), update).await;
}

#[tokio::test]
async fn update_of_an_action_that_was_not_read_or_is_another_is_refused() {
    let mut other = RequiredActionProvider::default();
    other.alias = "VERIFY_EMAIL".into();
    for action in [RequiredActionProvider::default().enabled(true), other] {
        let update = async |c: &Client| actions(&c.admin()).update(&totp(), &action).await;
        refuses(update).await;
    }
}

#[tokio::test]
async fn an_action_is_written_back_as_it_was_read() {
    Resource {
        kit: SHIFT.missing(404, MISSING),
        get: ("admin_required_actions.get", async |c: &Client, id: &str| {
            actions(&c.admin()).get(&id.into()).await
        }),
        replace: (
            "admin_required_actions.update",
            async |c: &Client, _: &str, action: RequiredActionProvider| {
                actions(&c.admin()).update(&action.alias, &action).await
            },
        ),
        reserved: &[],
        except: &[],
    }
    .keeps_the_rules()
    .await;
}

#[tokio::test]
async fn delete_unregisters_one() {
    let line = format!("DELETE {ACTIONS}/CONFIGURE_TOTP");
    let delete = async |c: &Admin| actions(c).delete(&totp()).await;
    admin("admin_required_actions.delete", line.clone(), (204, ()), delete).await;
    let missing: (u16, Value) = (404, serde_json::from_str(MISSING).unwrap());
    let delete = async |c: &Admin| actions(c).delete(&totp()).optional().await;
    assert_eq!(admin("admin_required_actions.delete", line, missing, delete).await, None);
    refuses(async |c: &Client| actions(&c.admin()).delete(&"".into()).await).await;
}

#[tokio::test]
async fn register_sends_what_was_listed() {
    let body = r#"{"providerId":"configure-device","name":"Configure device"}"#;
    let action = UnregisteredAction::new("configure-device", "Configure device");
    let register = async |c: &Admin| actions(c).register(&action).await;
    admin("admin_required_actions.register", sent(REGISTER, body), (204, ()), register).await;
    let line = "GET /auth/admin/realms/acme/authentication/unregistered-required-actions";
    let listed = (200, json!([serde_json::from_str::<Value>(body).unwrap()]));
    let unregistered = async |c: &Admin| actions(c).unregistered().await;
    let listed = admin("admin_required_actions.unregistered", line, listed, unregistered).await;
    let register = async |c: &Admin| actions(c).register(&listed[0]).await;
    admin("admin_required_actions.register", sent(REGISTER, body), (204, ()), register).await;
}

#[tokio::test]
async fn register_needs_a_provider_and_a_name() {
    for (provider, name) in [("", "Configure device"), ("configure-device", " ")] {
        let action = UnregisteredAction::new(provider, name);
        let register = async |c: &Client| actions(&c.admin()).register(&action).await;
        refuses(register).await;
    }
    let register = async |c: &Client| actions(&c.admin()).register(&UnregisteredAction::default()).await;
    refuses(register).await;
}
