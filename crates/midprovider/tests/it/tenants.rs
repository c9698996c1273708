//! Tenants and their settings.

use crate::{SHIFT, SSMS, URL, both, refused};
use midprovider::{
    Client, ClientBuilder, Delivery, ErrorKind, Result, Retry, TenantName, code,
    tenants::{NewTenant, TenantRequiredAction, TenantSettings, TenantStatus, TenantType, TenantUpdate},
    users::RequiredAction,
};
use portcullis_testkit::{
    Answer, Kit, Line, full, sent,
    wire::{Scripted, lost, reply},
};
use serde_json::{Value, json};
use std::{fmt::Debug, time::Duration};

const LISTS: [&str; 2] = ["/digitanium/v4/tenants", "/auth/realms/master/v4_realm"];
const NORTHWIND: [&str; 2] = ["/digitanium/v4/tenants/northwind", "/auth/realms/master/v3_realm/northwind"];
const SETTINGS: [&str; 2] = ["/digitanium/v4/tenants/settings", "/auth/realms/acme/v3_realm/settings"];
const STATUS: [&str; 2] = ["/digitanium/v4/tenants/status", "/auth/realms/acme/v4_realm/status"];

/// Clients of the realm `master`.
const SSMS_MASTER: Kit<Client> = Kit::new(|transport| {
    Client::ssms("https://master.idp.example", "master").bearer("tok-1").transport(transport).build().unwrap()
});
const SHIFT_MASTER: Kit<Client> =
    Kit::new(|transport| Client::shift(URL, "master").bearer("tok-1").transport(transport).build().unwrap());

/// As `both`, by clients of the realm `master`.
async fn masters<T: Debug>(
    id: &'static str,
    [ssms, shift]: [impl Into<Line>; 2],
    answer: impl Into<Answer>,
    call: impl AsyncFn(&Client) -> Result<T>,
) -> [T; 2] {
    let answer = answer.into();
    [
        SSMS_MASTER.exchange(id, ssms, answer.clone(), &call).await,
        SHIFT_MASTER.exchange(id, shift, answer, &call).await,
    ]
}

fn northwind() -> TenantName {
    "northwind".into()
}

fn ok() -> (u16, Value) {
    (200, json!({"subSystem": 1, "status": "OK", "message": "done"}))
}

fn lines(verb: &str, paths: [&str; 2]) -> [String; 2] {
    paths.map(|path| format!("{verb} {path}"))
}

/// Sets what a creation and a change have in common.
macro_rules! everything {
    ($tenant:expr) => {
        $tenant
            .tenant_id("northwind-1")
            .enabled(true)
            .kind(TenantType::Ssms)
            .login_theme("l")
            .account_theme("c")
            .admin_theme("a")
            .email_theme("e")
            .admin_username("first.admin")
            .admin_password("An0ther-long-phrase")
            .admin_email("first.admin@firm.example")
            .admin_first_name("Mira")
            .admin_last_name("Olsen")
            .brute_force_protected(true)
            .otp_brute_force_protected(false)
            .action_token_generated_by_admin_lifespan(86400)
            .settings(TenantSettings::from([("someKey", "some value")]))
            .required_actions(vec![
                TenantRequiredAction::new()
                    .alias(RequiredAction::KobilRegistrationStatus)
                    .name("Registration")
                    .provider_id("p")
                    .enabled(true)
                    .default_action(false)
                    .priority(40),
            ])
    };
}
const EVERYTHING: &str = r#"{"realm":"northwind","tenantid":"northwind-1","enabled":true,"type":"SSMS","loginTheme":"l","accountTheme":"c","adminTheme":"a","emailTheme":"e","adminUsername":"first.admin","adminPassword":"An0ther-long-phrase","adminEmail":"first.admin@firm.example","adminFirstName":"Mira","adminLastName":"Olsen","bruteForceProtected":true,"otpBruteForceProtected":false,"actionTokenGeneratedByAdminLifespan":86400,"settings":{"someKey":"some value"},"requiredActions":[{"alias":"kobil-reg-status-required-action","name":"Registration","providerId":"p","enabled":true,"defaultAction":false,"priority":40}]}"#;

#[tokio::test]
async fn create_and_update_send_everything() {
    let tenant = everything!(NewTenant::new("northwind"));
    let create = async |c: &Client| c.tenants().create(&tenant).await;
    let posts = || lines("POST", LISTS).map(|line| sent(line, EVERYTHING));
    assert_eq!(masters("tenants.create", posts(), ok(), create).await, [None, None]);
    let update = everything!(TenantUpdate::new().realm("northwind"));
    let update = async |c: &Client| c.tenants().update(&northwind(), &update).await;
    let puts = || lines("PUT", NORTHWIND).map(|line| sent(line, EVERYTHING));
    assert_eq!(masters("tenants.update", puts(), ok(), update).await, [None, None]);
    // The shape of what the server returns is not known.
    let data = json!({"id": 7, "x": [null]});
    let reply = (200, json!({"subSystem": 1, "status": "OK", "data": data}));
    let returned = [Some(data.clone()), Some(data)];
    assert_eq!(masters("tenants.create", posts(), reply.clone(), create).await, returned);
    assert_eq!(masters("tenants.update", puts(), reply, update).await, returned);
    let empty = Answer::from((201, ())).unlike_the_facts("a success without a body");
    assert_eq!(masters("tenants.create", posts(), empty, create).await, [None, None]);
}

#[tokio::test]
async fn what_is_not_set_is_not_sent() {
    let create = async |c: &Client| c.tenants().create(&NewTenant::new("northwind")).await;
    let posts = lines("POST", LISTS).map(|line| sent(line, r#"{"realm":"northwind"}"#));
    masters("tenants.create", posts, ok(), create).await;
    let update = TenantUpdate::new().kind(TenantType::Ast);
    let update = async |c: &Client| c.tenants().update(&northwind(), &update).await;
    let puts = lines("PUT", NORTHWIND).map(|line| sent(line, r#"{"type":"AST"}"#));
    masters("tenants.update", puts, ok(), update).await;
}

#[tokio::test]
async fn list_reads_every_field() {
    let list = async |c: &Client| c.tenants().list().await;
    masters("tenants.list", lines("GET", LISTS), full(), list).await;
    let status = json!({"status": "REQUESTED", "iamStatus": "ACTIVE"});
    let tenants = json!([
        {"name": "a", "enabled": "true", "userCount": "12", "adminUsername": null, "realmCreationStatus": "ACTIVE"},
        {"name": "b", "realmCreationStatus": status},
        {"name": "c", "type": "AST", "realmCreationStatus": "NEWER"},
    ]);
    let reply = (200, json!({"subSystem": 1, "status": "OK", "data": tenants}));
    for found in masters("tenants.list", lines("GET", LISTS), reply, list).await {
        let creations = found.iter().map(|tenant| tenant.creation.as_ref().and_then(|it| it.status.clone()));
        let expected = [TenantStatus::Active, TenantStatus::Requested, TenantStatus::Other("NEWER".into())];
        assert!(creations.eq(expected.map(Some)), "{found:?}");
        assert_eq!((found[0].enabled, found[0].user_count), (Some(true), Some(12)));
        assert_eq!(found[1].creation.as_ref().unwrap().iam_status.as_deref(), Some("ACTIVE"));
        assert_eq!(found[2].kind, Some(TenantType::Ast));
    }
    for none in [json!([]), json!(null)] {
        let none = Answer::from((200, json!({"data": none})));
        for found in masters("tenants.list", lines("GET", LISTS), none, list).await {
            assert!(found.is_empty());
        }
    }
    let one = Answer::from((200, json!({"data": {"name": "a", "realmCreationStatus": null}})));
    let one = one.unlike_the_facts("one object for a list");
    for found in masters("tenants.list", lines("GET", LISTS), one, list).await {
        assert!(found.len() == 1 && found[0].creation.is_none());
    }
    let no_list = [r#"{"subSystem":1,"status":"OK"}"#, r#"{"status":"OK","message":null}"#, "7"];
    for kit in [SSMS_MASTER, SHIFT_MASTER] {
        kit.misses("list", &no_list, list).await;
    }
}

#[tokio::test]
async fn delete_removes_one_tenant() {
    let delete = async |c: &Client| c.tenants().delete(&northwind()).await;
    masters("tenants.delete", lines("DELETE", NORTHWIND), ok(), delete).await;
    let gone = (404, json!({"subSystem": 1, "status": "TENANT_NOT_FOUND", "message": "none"}));
    let optional = async |c: &Client| c.tenants().delete(&northwind()).optional().await;
    let lines_of = || lines("DELETE", NORTHWIND);
    assert_eq!(masters("tenants.delete", lines_of(), gone.clone(), optional).await, [None, None]);
    let error = SSMS_MASTER.refusal("tenants.delete", lines_of()[0].as_str(), gone.clone(), delete).await;
    assert_eq!((error.code(), error.is_not_found()), (Some(code::TENANT_NOT_FOUND), true));
    let update = async |c: &Client| c.tenants().update(&northwind(), &TenantUpdate::new()).optional().await;
    let puts = lines("PUT", NORTHWIND).map(|line| sent(line, "{}"));
    assert_eq!(masters("tenants.update", puts, gone, update).await, [None, None]);
    let failed = (400, json!({"subSystem": 1, "status": "BAD_REQUEST", "message": "failed"}));
    let create = async |c: &Client| c.tenants().create(&NewTenant::new("a")).await;
    let [_, post] = lines("POST", LISTS).map(|line| sent(line, r#"{"realm":"a"}"#));
    let error = SHIFT_MASTER.refusal("tenants.create", post, failed, create).await;
    assert_eq!((error.code(), error.delivery()), (Some(code::BAD_REQUEST), Delivery::Rejected));
}

#[tokio::test]
async fn settings_are_texts_by_key() {
    let get = async |c: &Client| c.tenants().settings_get().await;
    both("tenants.settings_get", lines("GET", SETTINGS), full(), get).await;
    let reply = json!({"subSystem": 1, "data": {"a": "x", "n": 7, "f": false, "t": true, "none": null}});
    let reply = Answer::from((200, reply));
    let read = [("a", "x"), ("f", "false"), ("n", "7"), ("t", "true")];
    for settings in both("tenants.settings_get", lines("GET", SETTINGS), reply, get).await {
        assert_eq!(settings, TenantSettings::from(read));
        assert_eq!((settings.get("n"), settings.get("none")), (Some("7"), None));
    }
    let gone = (404, json!({"subSystem": 1, "status": "TENANT_NOT_FOUND"}));
    let optional = async |c: &Client| c.tenants().settings_get().optional().await;
    assert_eq!(both("tenants.settings_get", lines("GET", SETTINGS), gone, optional).await, [None, None]);
    let new = TenantSettings::from([("b", "2"), ("a\u{e9}", "")]);
    let update = async |c: &Client| c.tenants().settings_update(&new).await;
    let posts = lines("POST", SETTINGS).map(|line| sent(line, "{\"a\u{e9}\":\"\",\"b\":\"2\"}"));
    both("tenants.settings_update", posts, ok(), update).await;
    let delete = async |c: &Client| c.tenants().settings_delete("some+Key &").await;
    let line = lines("DELETE", SETTINGS).map(|line| format!("{line}?key=some%2BKey%20%26"));
    both("tenants.settings_delete", line.clone(), ok(), delete).await;
    let absent = (400, json!({"subSystem": 1, "status": "BAD_REQUEST", "message": "no such key"}));
    let error = SSMS.refusal("tenants.settings_delete", line[0].as_str(), absent, delete).await;
    assert_eq!((error.code(), error.message()), (Some(code::BAD_REQUEST), "no such key"));
}

#[tokio::test]
async fn the_creation_status_comes_without_an_envelope() {
    let status = async |c: &Client| c.tenants().creation_status().await;
    both("tenants.creation_status", lines("GET", STATUS), full(), status).await;
    let no_status = ["{}", r#"{"status":null}"#, r#"{"data":{"status":"ACTIVE"}}"#, "null"];
    for kit in [SSMS, SHIFT] {
        kit.misses("creation_status", &no_status, status).await;
    }
}

fn clients() -> [ClientBuilder; 2] {
    [Client::ssms(URL, "master").bearer("t"), Client::shift(URL, "master").bearer("t")]
        .map(|builder| builder.check_input(false))
}

#[tokio::test]
async fn what_would_be_another_operation_is_always_refused() {
    let names = ["", " ", ".", "..", "settings", "STATUS", " status", "a/b", "a%2fb", "a\\b", "a;b", "a\nb"];
    for name in names.map(TenantName::from) {
        for builder in clients() {
            let every = async |c: &Client| {
                let tenants = c.tenants();
                let update = TenantUpdate::new();
                let renamed = TenantUpdate::new().realm(name.clone());
                for outcome in [
                    tenants.update(&name, &update).await.map(drop),
                    tenants.update(&northwind(), &renamed).await.map(drop),
                    tenants.create(&NewTenant::new(name.clone())).await.map(drop),
                ] {
                    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Input, "{name:?}");
                }
                tenants.delete(&name).await
            };
            refused(builder, every).await;
        }
    }
    for master in ["master", "Master", " master "] {
        for builder in clients() {
            let error = refused(builder, async |c| c.tenants().delete(&master.into()).await).await;
            assert!(error.message().contains("must not be `master`"), "{error}");
        }
    }
    for key in ["", " "] {
        for builder in clients() {
            let error = refused(builder, async |c| c.tenants().settings_delete(key).await).await;
            assert!(error.message().contains("key"), "{error}");
        }
    }
    // Words of other paths are names of tenants as any other.
    let path = "DELETE /auth/realms/master/v3_realm/devices";
    let delete = async |c: &Client| c.tenants().delete(&"devices".into()).await;
    SHIFT_MASTER.exchange("tenants.delete", path, ok(), delete).await;
}

/// How many requests a call sends if the reply to the first is lost, in each flavour.
async fn attempts<T>(call: impl AsyncFn(&Client) -> Result<T>) -> [usize; 2] {
    let mut sent = Vec::new();
    for builder in clients() {
        let wire = Scripted::new(|_, n| async move { if n == 0 { lost() } else { reply(200, &json!({})) } });
        let retry = Retry::default().base(Duration::from_millis(1));
        let _ = call(&builder.transport(wire.clone()).retry(retry).build().unwrap()).await;
        sent.push(wire.count());
    }
    sent.try_into().unwrap()
}

#[tokio::test]
async fn a_creation_is_sent_once_and_the_rest_may_be_repeated() {
    let settings = TenantSettings::from([("a", "b")]);
    assert_eq!(attempts(async |c| c.tenants().create(&NewTenant::new("a")).await).await, [1, 1]);
    assert_eq!(
        attempts(async |c| c.tenants().update(&northwind(), &TenantUpdate::new()).await).await,
        [2, 2]
    );
    assert_eq!(attempts(async |c| c.tenants().delete(&northwind()).await).await, [2, 2]);
    assert_eq!(attempts(async |c| c.tenants().settings_update(&settings).await).await, [2, 2]);
    assert_eq!(attempts(async |c| c.tenants().settings_delete("a").await).await, [2, 2]);
    assert_eq!(attempts(async |c| c.tenants().list().await).await, [2, 2]);
}

#[test]
fn the_password_is_not_shown() {
    let shown = format!("{:?}", NewTenant::new("a").admin_password("An0ther-long-phrase"));
    assert!(!shown.contains("long"), "{shown}");
    assert!(serde_json::to_string(&NewTenant::new("a").admin_password("x")).is_err());
    assert!(serde_json::to_string(&TenantUpdate::new().admin_password("x")).is_err());
}
