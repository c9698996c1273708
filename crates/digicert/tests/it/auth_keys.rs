use crate::{KIT, attempts, client, error, never_sent};
use digicert::{AuthKeyId, Client, Delivery, code};
use portcullis_testkit::{full, operation};
use serde_json::json;

const SINGLE: &str = "/services/v2/account/auth-key";
const SECRET: &str = "S3CRETAUTHKEYOFTHEACCOUNT";

#[tokio::test]
async fn returns_every_field() {
    let list = async |c: &Client| c.auth_keys().list().page_size(7).first_page().await;
    KIT.exchange("auth_keys.list", "GET /services/v2/account/auth-keys", full(), list).await;
    let get = async |c: &Client| c.auth_keys().get(&"7a3f".into()).await;
    KIT.exchange("auth_keys.get", format!("GET {SINGLE}/7a3f"), full(), get).await;
    let single = async |c: &Client| c.auth_keys().get_single().await;
    KIT.exchange("auth_keys.get_single", format!("GET {SINGLE}"), full(), single).await;
    let create = async |c: &Client| c.auth_keys().create().await;
    KIT.exchange("auth_keys.create", format!("POST {SINGLE}"), full(), create).await;
    let create = async |c: &Client| c.auth_keys().create_with_ttl(30).await;
    KIT.exchange("auth_keys.create_with_ttl", format!("POST {SINGLE}/30"), full(), create).await;
}

#[tokio::test]
async fn a_permanent_key_has_no_expiry() {
    let body = json!({"auth_key_id": "7a3f", "auth_key": SECRET});
    let create = async |c: &Client| c.auth_keys().create().await;
    let made = KIT.exchange("auth_keys.create", format!("POST {SINGLE}"), (200, body), create).await;
    assert_eq!((made.auth_key_id.as_str(), made.auth_key.expose_secret()), ("7a3f", SECRET));
    assert_eq!(made.expiration_datetime, None);
    assert!(!format!("{made:?}").contains(SECRET));
}

#[tokio::test]
async fn a_lifetime_is_at_least_one_day() {
    let body =
        json!({"auth_key_id": "7a3f", "auth_key": SECRET, "expiration_datetime": "2031-05-06T07:08:09Z"});
    for days in [1, u32::MAX] {
        let create = async |c: &Client| c.auth_keys().create_with_ttl(days).await;
        let line = format!("POST {SINGLE}/{days}");
        let made = KIT.exchange("auth_keys.create_with_ttl", line, (200, body.clone()), create).await;
        assert_eq!(made.expiration_datetime.unwrap().unix_seconds(), Some(1_935_817_689));
    }
    let contract = operation("auth_keys.create_with_ttl").replies(200, body).start().await;
    let error = client(&contract).auth_keys().create_with_ttl(0).await.unwrap_err();
    assert_eq!((error.message(), contract.count()), ("`days` must be at least 1", 0));
}

#[tokio::test]
async fn a_second_permanent_key_is_a_conflict() {
    let refusal = error(code::AUTH_KEY_EXISTS_FOR_ACCOUNT, "There is one");
    let contract = operation("auth_keys.create").replies(400, refusal).start().await;
    let error = client(&contract).auth_keys().create().await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (Some("auth_key_exists_for_account"), Delivery::Rejected));
    assert!(error.is_conflict(), "{error:?}");
}

#[tokio::test]
async fn a_lost_creation_is_not_repeated_and_a_lost_deletion_is() {
    assert_eq!(attempts(async |c| c.auth_keys().create().await).await, 1);
    assert_eq!(attempts(async |c| c.auth_keys().create_with_ttl(1).await).await, 1);
    assert_eq!(attempts(async |c| c.auth_keys().delete(&"7a3f".into()).await).await, 3);
    assert_eq!(attempts(async |c| c.auth_keys().delete_single().await).await, 3);
    assert_eq!(attempts(async |c| c.auth_keys().list().all().await).await, 3);
}

#[tokio::test]
async fn a_deletion_has_no_result() {
    let delete = async |c: &Client| c.auth_keys().delete(&"7a3f".into()).await;
    KIT.exchange("auth_keys.delete", format!("DELETE {SINGLE}/7a3f"), (204, ()), delete).await;
    let single = async |c: &Client| c.auth_keys().delete_single().await;
    KIT.exchange("auth_keys.delete_single", format!("DELETE {SINGLE}"), (204, ()), single).await;
}

#[tokio::test]
async fn an_empty_id_never_means_the_single_key() {
    for word in ["", ".", ".."] {
        let id = &AuthKeyId::from(word);
        never_sent("auth_key_id", async |c| c.auth_keys().delete(id).await).await;
        never_sent("auth_key_id", async |c| c.auth_keys().get(id).await).await;
    }
}

#[tokio::test]
async fn several_keys_need_an_id() {
    let contract =
        operation("auth_keys.get_single").replies(400, error("bad_request", "Several")).start().await;
    let error = client(&contract).auth_keys().get_single().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.message()), (400, "Several"));
}
