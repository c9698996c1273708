//! `admin_realms`.

use crate::{SHIFT, SSMS, URL, admin, builders, refused, ssms, tries};
use midprovider::{
    Client, ErrorKind, Result,
    admin::{
        Admin,
        realms::{BruteForceStrategy, ClientSessionStats, Realm, Realms},
    },
};
use portcullis_testkit::{Answer, Resource, full, operation, sample, sent};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const REALMS: &str = "/auth/admin/realms";
const TAKEN: &str = r#"{"errorMessage":"Conflict detected. See logs for details"}"#;

fn realms(client: &Client) -> Realms {
    client.admin().realms()
}

/// A realm with all members that the facts have, under the name of the tests' realm.
fn whole() -> Value {
    let mut value = sample("RealmRepresentation");
    value["realm"] = "acme".into();
    value
}

fn read() -> Realm {
    serde_json::from_value(whole()).unwrap()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Admin| c.realms().list().await;
    admin("admin_realms.list", format!("GET {REALMS}"), full(), list).await;
    let brief = async |c: &Admin| c.realms().list_brief().await;
    admin("admin_realms.list", format!("GET {REALMS}?briefRepresentation=true"), full(), brief).await;
    let get = async |c: &Admin| c.realms().get().await;
    admin("admin_realms.get", format!("GET {REALMS}/acme"), full(), get).await;
    let logout = async |c: &Admin| c.realms().logout_all().await;
    admin("admin_realms.logout_all", format!("POST {REALMS}/acme/logout-all"), full(), logout).await;
    let push = async |c: &Admin| c.realms().push_revocation().await;
    admin("admin_realms.push_revocation", format!("POST {REALMS}/acme/push-revocation"), full(), push).await;
    let stats = async |c: &Admin| c.realms().client_session_stats().await;
    let line = format!("GET {REALMS}/acme/client-session-stats");
    admin("admin_realms.client_session_stats", line, full(), stats).await;
}

#[tokio::test]
async fn the_counts_of_sessions_are_numbers() {
    let stats = async |c: &Admin| c.realms().client_session_stats().await;
    let line = format!("GET {REALMS}/acme/client-session-stats");
    let some = json!([{"id": "c-1", "clientId": "shop", "active": "2", "offline": "0"}]);
    let found = admin("admin_realms.client_session_stats", line, (200, some), stats).await;
    assert_eq!((found[0].active_sessions(), found[0].offline_sessions()), (Some(2), Some(0)));
    assert_eq!(ClientSessionStats::default().active_sessions(), None);
}

#[tokio::test]
async fn a_realm_is_read_changed_and_written_back() {
    for kit in [SSMS, SHIFT] {
        let get = async |c: &Client, id: &str| c.admin_of(id).realms().get().await;
        // The id is another than the name.
        let update = async |c: &Client, _: &str, realm: Realm| {
            c.admin_of(realm.realm.clone().unwrap()).realms().update(&realm).await
        };
        let (get, replace) = (("admin_realms.get", get), ("admin_realms.update", update));
        Resource { kit, get, replace, reserved: &[], except: &[] }.written_back().await;
    }
}

#[tokio::test]
async fn an_update_sends_what_changes() {
    let change = Realm::default()
        .access_token_lifespan(300)
        .brute_force_strategy(BruteForceStrategy::Multiple)
        .smtp_server(BTreeMap::from([("password".to_owned(), "mail-pw".into())]));
    let update = async |c: &Admin| c.realms().update(&change).await;
    let body =
        r#"{"accessTokenLifespan":300,"bruteForceStrategy":"MULTIPLE","smtpServer":{"password":"mail-pw"}}"#;
    let line = || sent(format!("PUT {REALMS}/acme"), body);
    admin("admin_realms.update", line(), (204, ()), update).await;
    assert!(!format!("{change:?}").contains("mail-pw"));

    let update = async |c: &Client| realms(c).update(&change).await;
    let taken: Value = serde_json::from_str(TAKEN).unwrap();
    assert!(SSMS.refusal("admin_realms.update", line(), (409, taken), update).await.is_conflict());
    let gone = (404, json!({"error": "Realm not found."}));
    let error = SHIFT.refusal("admin_realms.update", line(), gone, update).await;
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn a_masked_password_is_not_written_back() {
    let mut value = json!({"realm": "acme", "smtpServer": {"host": "mail", "password": "**********"}});
    let masked: Realm = serde_json::from_value(value.clone()).unwrap();
    for builder in builders(URL) {
        let error = refused(builder, async |c| realms(c).update(&masked).await).await;
        assert!(error.to_string().contains("smtp_server"), "{error}");
    }
    for config in [
        json!({"identityProviders": [{"config": {"clientSecret": "**********"}}]}),
        json!({"components": {"keys": [{"config": {"privateKey": ["**********"]}}]}}),
        json!({"authenticatorConfig": [{"config": {"key": "**********"}}]}),
        json!({"userFederationProviders": [{"config": {"bindCredential": "**********"}}]}),
        json!({"applications": [{"secret": "**********"}]}),
        json!({"privateKey": "**********"}),
    ] {
        let masked: Realm = serde_json::from_value(config).unwrap();
        for builder in builders(URL) {
            refused(builder, async |c| realms(c).update(&masked).await).await;
        }
    }
    value["smtpServer"]["password"] = "***".into();
    let kept = serde_json::from_value::<Realm>(value).unwrap().drop_masked();
    let update = async |c: &Admin| c.realms().update(&kept).await;
    let line = sent(format!("PUT {REALMS}/acme"), r#"{"realm":"acme","smtpServer":{"host":"mail"}}"#);
    admin("admin_realms.update", line, (204, ()), update).await;
}

#[tokio::test]
async fn a_realm_is_not_written_to_another_one() {
    let mut other = whole();
    other["realm"] = "globex".into();
    let other: Realm = serde_json::from_value(other).unwrap();
    for builder in builders(URL) {
        let unchecked = builder.check_input(false);
        let error = refused(unchecked, async |c| realms(c).update(&other).await).await;
        assert!(error.to_string().contains("must be the realm of this handle"), "{error}");
    }
    let own = Realm::new("acme").enabled(true);
    let update = async |c: &Admin| c.realms().update(&own).await;
    let line = sent(format!("PUT {REALMS}/acme"), r#"{"realm":"acme","enabled":true}"#);
    admin("admin_realms.update", line, (204, ()), update).await;
}

#[tokio::test]
async fn a_created_realm_has_the_name_of_the_location() {
    let realm = Realm::new("globex").display_name("Globex").enabled(true);
    let body = r#"{"realm":"globex","displayName":"Globex","enabled":true}"#;
    let line = || sent(format!("POST {REALMS}"), body);
    let create = async |c: &Admin| c.realms().create(&realm).await;
    let made = Answer::from((201, ())).header("location", "http://inner:8080/auth/admin/realms/globex");
    assert_eq!(admin("admin_realms.create", line(), made, create).await.as_str(), "globex");

    let taken: Value = serde_json::from_str(TAKEN).unwrap();
    let create = async |c: &Client| realms(c).create(&realm).await;
    assert!(SSMS.refusal("admin_realms.create", line(), (409, taken), create).await.is_conflict());
    let nowhere = Answer::from((201, ()));
    let error = SHIFT.refusal("admin_realms.create", line(), nowhere, create).await;
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}

#[tokio::test]
async fn a_whole_realm_is_imported_without_what_the_server_sets() {
    let json = whole();
    let realm: Realm = serde_json::from_value(json.clone()).unwrap();
    let contract = operation("admin_realms.create")
        .replies(201, ())
        .reply_header("location", "/auth/admin/realms/acme")
        .start()
        .await;
    ssms(&contract).admin().realms().create(&realm).await.unwrap();
    let sent_body: Value = serde_json::from_slice(contract.request().await.body()).unwrap();
    for name in json.as_object().unwrap().keys() {
        let by_server = ["id", "keycloakVersion"].contains(&name.as_str());
        assert_eq!(sent_body.get(name).is_none(), by_server, "{name}");
    }
    for part in
        ["/identityProviders/0/internalId", "/organizations/0/members/0/id", "/authenticationFlows/0/id"]
    {
        assert!(json.pointer(part).is_some() && sent_body.pointer(part).is_none(), "{part}");
    }
}

#[tokio::test]
async fn a_realm_without_a_usable_name_is_not_created() {
    for name in ["", ".", "..", "settings", "status", "a/b", "a%2Fb", "a\\b", "a;b"] {
        for builder in builders(URL) {
            let unchecked = builder.check_input(false);
            refused(unchecked, async |c| realms(c).create(&Realm::new(name)).await).await;
        }
    }
    for builder in builders(URL) {
        let unchecked = builder.check_input(false);
        refused(unchecked, async |c| realms(c).create(&Realm::default().enabled(true)).await).await;
    }
}

#[tokio::test]
async fn a_realm_is_deleted_by_its_own_name_only() {
    let delete = async |c: &Admin| c.realms().delete(&"acme".into()).await;
    admin("admin_realms.delete", format!("DELETE {REALMS}/acme"), (204, ()), delete).await;
    for name in ["globex", "", "Acme", "acme ", "master"] {
        for builder in builders(URL) {
            let unchecked = builder.check_input(false);
            let error = refused(unchecked, async |c| realms(c).delete(&name.into()).await).await;
            assert!(error.to_string().contains("`realm` must"), "{error}");
        }
    }
    for name in ["master", "Master"] {
        for builder in builders(URL) {
            let call = async |c: &Client| c.admin_of(name).realms().delete(&name.into()).await;
            let error = refused(builder, call).await;
            assert!(error.to_string().contains("must not be `master`"), "{error}");
        }
    }
    let gone = (404, json!({"error": "Realm not found."}));
    let delete = async |c: &Client| realms(c).delete(&"acme".into()).await;
    let error = SSMS.refusal("admin_realms.delete", format!("DELETE {REALMS}/acme"), gone, delete).await;
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn caches_are_emptied() {
    let clear = async |c: &Admin| c.realms().clear_realm_cache().await;
    let line = format!("POST {REALMS}/acme/clear-realm-cache");
    admin("admin_realms.clear_realm_cache", line, (204, ()), clear).await;
    let clear = async |c: &Admin| c.realms().clear_user_cache().await;
    let line = format!("POST {REALMS}/acme/clear-user-cache");
    admin("admin_realms.clear_user_cache", line, (204, ()), clear).await;
    let clear = async |c: &Admin| c.realms().clear_keys_cache().await;
    let line = || format!("POST {REALMS}/acme/clear-keys-cache");
    admin("admin_realms.clear_keys_cache", line(), (204, ()), clear).await;

    let absent = (404, json!({"error": "Unable to find matching target resource method"}));
    let clear = async |c: &Client| realms(c).clear_keys_cache().await;
    let error = SSMS.refusal("admin_realms.clear_keys_cache", line(), absent, clear).await;
    assert!(error.is_route_missing(), "{error}");
}

/// How many requests a call sends if the reply to the first is lost.
async fn attempts(call: impl AsyncFn(&Realms) -> Result<()>) -> usize {
    let [_, shift] = builders(URL);
    tries(shift, async |mid: &Client| call(&realms(mid)).await).await
}

#[tokio::test]
async fn what_may_be_done_twice_is_retried_and_a_creation_is_not() {
    assert_eq!(attempts(async |r| r.update(&read()).await).await, 2);
    assert_eq!(attempts(async |r| r.delete(&"acme".into()).await).await, 2);
    assert_eq!(attempts(async |r| r.create(&read()).await.map(drop)).await, 1);
    assert_eq!(attempts(async |r| r.logout_all().await.map(drop)).await, 1);
    assert_eq!(attempts(async |r| r.push_revocation().await.map(drop)).await, 1);
    assert_eq!(attempts(async |r| r.clear_realm_cache().await).await, 1);
    assert_eq!(attempts(async |r| r.clear_user_cache().await).await, 1);
    assert_eq!(attempts(async |r| r.clear_keys_cache().await).await, 1);
}
