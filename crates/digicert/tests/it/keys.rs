use crate::{KEY, KIT, attempts, client, error, refused};
use digicert::{
    Client, Delivery, ErrorKind, Retry,
    keys::{ApiKeyDetail, ApiKeySearch, ApiKeyStatus, ApiKeyUpdate, NewAcmeEab, NewApiKey},
    orders::TlsProfile,
    users::KeyRole,
};
use portcullis_testkit::{full, operation, sent};
use serde_json::json;

const EAB: &str = "POST /services/v2/key/acme-eab/tlm";
const OLD_EAB: &str = "POST /services/v2/key/acme-eab";

fn eab() -> NewAcmeEab {
    NewAcmeEab::new("web", "ssl_basic", "112233", 1u32)
}

#[tokio::test(start_paused = true)]
async fn changes_of_a_key_are_repeated() {
    assert_eq!(attempts(async |c| c.keys().get(&"77".into()).await).await, 3);
    assert_eq!(attempts(async |c| c.keys().update(&"77".into(), &ApiKeyUpdate::new("bot")).await).await, 3);
    assert_eq!(
        attempts(async |c| c.keys().update_status(&"77".into(), &ApiKeyStatus::Revoked).await).await,
        3
    );
}

#[tokio::test]
async fn lists_and_returns_keys() {
    for (search, query) in [(ApiKeySearch::new(), ""), (ApiKeySearch::new().user_id("42"), "?user_id=42")] {
        let list = async |c: &Client| c.keys().list(&search).page_size(7).all().await;
        KIT.exchange("keys.list", format!("GET /services/v2/key{query}"), full(), list).await;
    }
    let get = async |c: &Client| c.keys().get(&"77".into()).await;
    let key = KIT.exchange("keys.get", "GET /services/v2/key/77", full(), get).await;
    assert!(!key.id.as_str().is_empty());
    let reply =
        json!({"id": 77, "status": "active", "restricted_to_role_id": 102, "organization_id": "112233"});
    let key = KIT.exchange("keys.get", "GET /services/v2/key/77", (200, reply), get).await;
    assert_eq!((key.status, key.key_role), (Some(ApiKeyStatus::Active), Some(KeyRole::ViewOnly)));
    assert_eq!((key.last_used_date, key.organization_id), (None, Some("112233".into())));
}

#[tokio::test]
async fn a_new_key_comes_with_its_text() {
    for (key, body) in [
        (NewApiKey::new("renewals"), r#"{"name":"renewals"}"#),
        (
            NewApiKey::new("renewals").key_role(KeyRole::Orders),
            r#"{"name":"renewals","restricted_to_role_id":100}"#,
        ),
    ] {
        let create = async |c: &Client| c.keys().create(&"42".into(), &key).await;
        KIT.exchange("keys.create", sent("POST /services/v2/key/user/42", body), full(), create).await;
    }
    let reply = json!({"id": 78, "api_key": "S3CRETAPIKEYOFTHEBOT"});
    let contract = operation("keys.create").replies(201, reply).start().await;
    let made = client(&contract).keys().create(&"42".into(), &NewApiKey::new("renewals")).await.unwrap();
    assert_eq!((made.id.as_str(), made.api_key.expose_secret()), ("78", "S3CRETAPIKEYOFTHEBOT"));
    assert!(!format!("{made:?}").contains("S3CRET"));
}

#[tokio::test]
async fn a_lost_creation_may_be_applied_and_is_not_repeated() {
    let contract = operation("keys.create").replies(503, ()).start().await;
    let digicert = crate::builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.keys().create(&"42".into(), &NewApiKey::new("bot")).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn an_update_contains_the_role_that_its_absence_might_remove() {
    let read: ApiKeyDetail =
        serde_json::from_value(json!({"id": 77, "name": "old", "restricted_to_role_id": 102})).unwrap();
    let mut copied = ApiKeyUpdate::from(&read);
    copied.name = "new".into();
    let bare = ApiKeyUpdate::new("new");
    let lifted = ApiKeyUpdate::new("new").key_role(KeyRole::Unrestricted);
    for (update, body) in [
        (copied, r#"{"name":"new","restricted_to_role_id":102}"#),
        (lifted, r#"{"name":"new","restricted_to_role_id":0}"#),
        (bare, r#"{"name":"new"}"#),
    ] {
        let call = async |c: &Client| c.keys().update(&"77".into(), &update).await;
        KIT.exchange("keys.update", sent("PUT /services/v2/key/77", body), (204, ()), call).await;
    }
    let item: digicert::keys::ApiKey =
        serde_json::from_value(json!({"id": 77, "name": "old", "restricted_to_role_id": 103})).unwrap();
    let update = ApiKeyUpdate::from(&item);
    assert_eq!((update.name.as_str(), update.key_role), ("old", Some(KeyRole::UserManagement)));
}

#[tokio::test]
async fn a_key_is_revoked_and_made_active_again() {
    for status in [ApiKeyStatus::Revoked, ApiKeyStatus::Active] {
        let body = format!(r#"{{"status":"{status}"}}"#);
        let update = async |c: &Client| c.keys().update_status(&"77".into(), &status).await;
        let line = sent("PUT /services/v2/key/77/status", body);
        KIT.exchange("keys.update_status", line, (204, ()), update).await;
    }
    let contract = operation("keys.update_status")
        .replies(403, error("access_denied|access_denied_invalid_key", "The key is not valid"));
    let contract = contract.start().await;
    let error =
        client(&contract).keys().update_status(&"77".into(), &ApiKeyStatus::Revoked).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Auth, Some(digicert::code::INVALID_KEY)));
}

#[tokio::test]
async fn credentials_for_acme_come_with_their_secret() {
    let all = eab().validity_days(90u32).profile_option(TlsProfile::HttpSignedExchange);
    for (new, body) in [
        (
            eab(),
            r#"{"name":"web","product_name_id":"ssl_basic","organization_id":112233,"validity_years":1}"#,
        ),
        (
            all,
            r#"{"name":"web","product_name_id":"ssl_basic","organization_id":112233,"validity_years":1,"validity_days":90,"profile_option":"http_signed_exchange"}"#,
        ),
    ] {
        let create = async |c: &Client| c.keys().create_acme_eab(&new).await;
        let made = KIT.exchange("keys.create_acme_eab", sent(EAB, body), full(), create).await;
        assert!(!format!("{made:?}").contains(made.ext_act_hmac.expose_secret()));
        let create = async |c: &Client| c.keys().create_acme_eab_legacy(&new).await;
        KIT.exchange("keys.create_acme_eab_legacy", sent(OLD_EAB, body), full(), create).await;
    }
    // Without the HMAC key the credentials are lost, although they exist.
    let reply = json!({"acme_directory_url": "https://acme.example/", "ext_act_kid": "kid"});
    let contract =
        operation("keys.create_acme_eab").unlike_the_facts("the HMAC key is missing").replies(201, reply);
    let contract = contract.start().await;
    let error = client(&contract).keys().create_acme_eab(&eab()).await.unwrap_err();
    assert_eq!((error.kind(), contract.count()), (ErrorKind::Decode, 1));
    assert!(error.delivery() != Delivery::NotSent && error.delivery() != Delivery::Rejected);
}

#[tokio::test]
async fn limits_of_keys() {
    for (field, key) in
        [("name", NewApiKey::new("")), ("key_role", NewApiKey::new("bot").key_role(KeyRole::from("all")))]
    {
        refused(field, async |c| c.keys().create(&"42".into(), &key).await).await;
    }
    for (field, key) in
        [("name", ApiKeyUpdate::new("")), ("key_role", ApiKeyUpdate::new("bot").key_role(KeyRole::from("")))]
    {
        refused(field, async |c| c.keys().update(&"77".into(), &key).await).await;
    }
    let with = |edit: fn(&mut NewAcmeEab)| {
        let mut new = eab();
        edit(&mut new);
        new
    };
    for (field, new) in [
        ("name", with(|new| new.name.clear())),
        ("product_name_id", with(|new| new.product_name_id = "".into())),
        ("organization_id", with(|new| new.organization_id = "acme".into())),
        ("validity_years", with(|new| new.validity_years = 0)),
        ("validity_years", with(|new| new.validity_years = 4)),
    ] {
        refused(field, async |c| c.keys().create_acme_eab(&new).await).await;
        refused(field, async |c| c.keys().create_acme_eab_legacy(&new).await).await;
    }
    let longest = with(|new| new.validity_years = 3);
    let body = r#"{"name":"web","product_name_id":"ssl_basic","organization_id":112233,"validity_years":3}"#;
    let create = async |c: &Client| c.keys().create_acme_eab(&longest).await;
    KIT.exchange("keys.create_acme_eab", sent(EAB, body), full(), create).await;
}

#[tokio::test]
async fn the_words_of_other_routes_are_no_keys() {
    for word in ["acme-eab", "user"] {
        let error =
            digicert::Client::us().api_key(KEY).build().unwrap().keys().get(&word.into()).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent));
    }
}

#[tokio::test]
async fn what_the_vendor_did_not_send_is_no_success() {
    let new = NewApiKey::new("bot");
    KIT.refuses_disguises("create", async |c| c.keys().create(&"42".into(), &new).await).await;
    KIT.refuses_disguises("eab", async |c| c.keys().create_acme_eab(&eab()).await).await;
    KIT.refuses_disguises("get", async |c| c.keys().get(&"77".into()).await).await;
    KIT.refuses_disguises("list", async |c| c.keys().list(&ApiKeySearch::new()).all().await).await;
    let revoke = async |c: &Client| c.keys().update_status(&"77".into(), &ApiKeyStatus::Revoked).await;
    KIT.refuses_disguises("revoke", revoke).await;
    let rule = digicert::ip_restrictions::NewIpRule::new("192.0.2.1", "192.0.2.1");
    let create = async |c: &Client| c.ip_restrictions().create(&"5".into(), &rule).await;
    KIT.refuses_disguises("create_rule", create).await;
    KIT.refuses_disguises("limits", async |c| c.containers().product_limits(&"5".into()).await).await;
    KIT.refuses_disguises("balance", async |c| c.finance().balance(None).await).await;
    KIT.refuses_disguises("codes", async |c| c.vouchers().list_codes(&"9".into()).all().await).await;
}
