use crate::{
    ID,
    support::{
        DONE, PAGE, creates, exchange, is_limited, keeps_the_rules, may_be_missing, paged, sends, sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client,
    role_store::{AuthorizedKey, AuthorizedKeySearch, AuthorizedKeys},
};

const KEYS: &str = "/role-store/api/v1/authorizedkeys";
const OF_USER: &str = "/role-store/api/v1/users/5f0a0000-0000-4000-8000-000000000001/authorizedkeys";

/// What PrivX sets on a key.
pub(crate) const SERVER: &[&str] =
    &["/id", "/fingerprints", "/created", "/updated", "/updated_by", "/author"];

fn keys(client: &Client) -> AuthorizedKeys {
    client.role_store().authorized_keys()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| keys(c).list().all().await;
    exchange("authorized_keys.list", format!("GET {KEYS}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(keys(c).list_sorted(&sort())).await;
    exchange("authorized_keys.list", format!("GET {KEYS}?{PAGE}"), full(), sorted).await;
    let search = AuthorizedKeySearch::new("alice", "ssh-ed25519 AAAA");
    let resolve = async |c: &Client| keys(c).resolve(&search).await;
    let body = r#"{"username":"alice","public_key":"ssh-ed25519 AAAA"}"#;
    exchange("authorized_keys.resolve", sent(format!("POST {KEYS}/resolve"), body), full(), resolve).await;
    let list = async |c: &Client| keys(c).list_of(&ID.into()).all().await;
    exchange("user_authorized_keys.list", format!("GET {OF_USER}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(keys(c).list_of_sorted(&ID.into(), &sort())).await;
    exchange("user_authorized_keys.list", format!("GET {OF_USER}?{PAGE}"), full(), sorted).await;
    let line = format!("GET {OF_USER}/{ID}");
    let get = async |c: &Client| keys(c).get(&ID.into(), &ID.into()).await;
    exchange("user_authorized_keys.get", line.clone(), full(), get).await;
    let get = async |c: &Client| keys(c).get(&ID.into(), &ID.into()).optional().await;
    may_be_missing("user_authorized_keys.get", &line, get).await;
}

#[tokio::test]
async fn a_key_is_written_as_a_whole() {
    let key = sample("AuthorizedKeyInput");
    let create = async |c: &Client, key: &AuthorizedKey| keys(c).create(&ID.into(), key).await;
    creates("user_authorized_keys.create", &format!("POST {OF_USER}"), key.clone(), SERVER, create).await;
    let line = format!("PUT {OF_USER}/{}", key["id"].as_str().unwrap());
    let replace = async |c: &Client, key: &AuthorizedKey| keys(c).replace(&ID.into(), &key.id, key).await;
    sends(operation("user_authorized_keys.update"), &line, key, &[], replace).await;
    let delete = async |c: &Client| keys(c).delete(&ID.into(), &ID.into()).await;
    exchange("user_authorized_keys.delete", format!("DELETE {OF_USER}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_key_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| keys(c).get(&ID.into(), &id.into()).await;
    let replace =
        async |c: &Client, id: &str, key: AuthorizedKey| keys(c).replace(&ID.into(), &id.into(), &key).await;
    keeps_the_rules(("user_authorized_keys.get", get), ("user_authorized_keys.update", replace), &[]).await;
}

#[tokio::test]
async fn a_key_has_a_name_and_a_public_half() {
    for (field, key) in [
        ("name", AuthorizedKey::new("", "ssh-ed25519 AAAA")),
        ("public_key", AuthorizedKey::new("laptop", "")),
        ("public_key", AuthorizedKey::default().name("laptop")),
    ] {
        let create = async |c: &Client| keys(c).create(&ID.into(), &key).await;
        is_limited(operation("user_authorized_keys.create"), field, create).await;
        let replace = async |c: &Client| keys(c).replace(&ID.into(), &ID.into(), &key).await;
        is_limited(operation("user_authorized_keys.update"), field, replace).await;
    }
}
