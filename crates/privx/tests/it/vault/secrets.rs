use crate::{
    ID,
    support::{
        DONE, exchange, is_a_conflict, is_limited, is_refused, keeps_the_rules, may_be_missing, paged, sends,
        sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client, RoleHandle, RoleId, Secret, SecretName,
    vault::{SecretData, SecretSearch, VaultSecret, VaultSecrets},
};
use serde_json::json;

const SECRETS: &str = "/vault/api/v1/secrets";

fn secrets(client: &Client) -> VaultSecrets {
    client.vault().secrets()
}

fn data() -> SecretData {
    SecretData::from_iter([("password", Secret::from("hunter2"))])
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| secrets(c).list().all().await;
    exchange("vault_secrets.list", format!("GET {SECRETS}?limit=50"), full(), list).await;
    let page = async |c: &Client| paged(secrets(c).list()).await;
    exchange("vault_secrets.list", format!("GET {SECRETS}?limit=10&offset=20"), full(), page).await;
    let search = SecretSearch::new().keywords("db,ops").filter("mine").owner_id([ID.to_owned()]).sort(sort());
    let found = async |c: &Client| paged(secrets(c).search(&search)).await;
    let body = format!(r#"{{"keywords":"db,ops","filter":"mine","owner_id":["{ID}"]}}"#);
    let line = sent(format!("POST /vault/api/v1/search/secrets?{}", crate::support::PAGE), body);
    exchange("vault_secrets.search", line, full(), found).await;
    let get = async |c: &Client| secrets(c).get(&"db1".into()).await;
    exchange("vault_secrets.get", format!("GET {SECRETS}/db1"), full(), get).await;
    let get = async |c: &Client| secrets(c).metadata(&"db1".into()).await;
    exchange("vault_secrets.metadata", "GET /vault/api/v1/metadata/secrets/db1", full(), get).await;
}

#[tokio::test]
async fn a_secret_is_written_as_a_whole() {
    const SERVER: &[&str] = &["/read_roles/0/deleted", "/write_roles/0/deleted"];
    let secret = sample("SecretRequest");
    let name = SecretName::from(secret["name"].as_str().unwrap());
    let create = async |c: &Client, secret: &VaultSecret| secrets(c).create(secret).await;
    let contract = operation("vault_secrets.create").replies(201, json!({ "name": "db1" }));
    let bytes = sends(contract, &format!("POST {SECRETS}"), secret.clone(), SERVER, create).await;
    let line = sent(format!("POST {SECRETS}"), String::from_utf8(bytes.body().to_owned()).unwrap());
    let new: VaultSecret = serde_json::from_value(secret.clone()).unwrap();
    exchange("vault_secrets.create", line, full(), async |c| secrets(c).create(&new).await).await;
    let line = format!("PUT {SECRETS}/{}", name.as_str().replace(' ', "%20"));
    let replace = async |c: &Client, secret: &VaultSecret| secrets(c).replace(&name, secret).await;
    sends(operation("vault_secrets.update"), &line, secret, SERVER, replace).await;
    let delete = async |c: &Client| secrets(c).delete(&"db1".into()).await;
    exchange("vault_secrets.delete", format!("DELETE {SECRETS}/db1"), DONE, delete).await;
}

#[tokio::test]
async fn a_secret_is_made_for_roles() {
    let secret = VaultSecret::new("db1", data()).read_roles([RoleHandle::new(RoleId::from(ID))]);
    let create = async |c: &Client| secrets(c).create(&secret).await;
    let body = format!(r#"{{"name":"db1","read_roles":[{{"id":"{ID}"}}],"data":{{"password":"hunter2"}}}}"#);
    let name = exchange("vault_secrets.create", sent(format!("POST {SECRETS}"), body), full(), create).await;
    assert!(!name.as_str().is_empty());
}

#[tokio::test]
async fn a_secret_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, name: &str| secrets(c).get(&name.into()).await;
    let replace = async |c: &Client, _: &str, secret: VaultSecret| {
        let name = secret.name.clone().unwrap_or_default();
        secrets(c).replace(&name, &secret).await
    };
    keeps_the_rules(("vault_secrets.get", get), ("vault_secrets.update", replace), &[]).await;
    let get = async |c: &Client| secrets(c).get(&"db1".into()).optional().await;
    may_be_missing("vault_secrets.get", &format!("GET {SECRETS}/db1"), get).await;
    let secret = VaultSecret::new("db1", data());
    is_a_conflict(operation("vault_secrets.create"), async |c| secrets(c).create(&secret).await).await;
}

#[tokio::test]
async fn a_secret_without_its_data_is_not_written_back() {
    let read = (200, json!({ "name": "db1", "read_roles": [] }));
    let get = async |c: &Client| secrets(c).get(&"db1".into()).await;
    let secret = exchange("vault_secrets.get", format!("GET {SECRETS}/db1"), read, get).await;
    assert!(secret.data.is_none());
    let replace = async |c: &Client| secrets(c).replace(&"db1".into(), &secret).await;
    is_limited(operation("vault_secrets.update"), "data", replace).await;
    let secret = VaultSecret::new("db1", serde_json::from_str::<SecretData>("[1]").unwrap());
    is_limited(operation("vault_secrets.create"), "data", async |c| secrets(c).create(&secret).await).await;
}

#[tokio::test]
async fn a_name_stays_one_segment_and_that_of_the_secret() {
    let get = async |c: &Client| secrets(c).get(&"db/ä b?x".into()).await;
    let found = (200, json!({ "name": "db/ä b?x" }));
    exchange("vault_secrets.get", format!("GET {SECRETS}/db%2F%C3%A4%20b%3Fx"), found, get).await;
    let secret = VaultSecret::new("db1", data());
    is_refused("name", async |c| secrets(c).replace(&"db2".into(), &secret).await).await;
    for name in ["", ".", ".."] {
        is_refused("name", async |c| secrets(c).get(&name.into()).await).await;
        is_refused("name", async |c| secrets(c).metadata(&name.into()).await).await;
        is_refused("name", async |c| secrets(c).delete(&name.into()).await).await;
    }
    let masked = VaultSecret::new("db1", serde_json::from_str::<SecretData>(r#""****""#).unwrap());
    is_refused("data", async |c| secrets(c).replace(&"db1".into(), &masked).await).await;
    let starry = VaultSecret::new("db1", SecretData::from_iter([("password", Secret::from("****"))]));
    let replace = async |c: &Client| secrets(c).replace(&"db1".into(), &starry).await;
    let line = sent(format!("PUT {SECRETS}/db1"), r#"{"name":"db1","data":{"password":"****"}}"#);
    exchange("vault_secrets.update", line, DONE, replace).await;
}
