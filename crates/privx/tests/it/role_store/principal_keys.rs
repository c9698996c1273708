use crate::{
    ID,
    support::{DONE, exchange, is_limited, may_be_missing},
};
use portcullis_testkit::{full, operation, sent};
use privx::{Client, Secret, role_store::PrincipalKeys};

const KEYS: &str = "/role-store/api/v1/roles/5f0a0000-0000-4000-8000-000000000001/principalkeys";

fn keys(client: &Client) -> PrincipalKeys {
    client.role_store().principal_keys()
}

#[tokio::test]
async fn keys_are_made_read_and_deleted() {
    let list = async |c: &Client| keys(c).list(&ID.into()).all().await;
    exchange("role_principal_keys.list", format!("GET {KEYS}"), full(), list).await;
    let generate = async |c: &Client| keys(c).generate(&ID.into()).await;
    exchange("role_principal_keys.generate", format!("POST {KEYS}/generate"), full(), generate).await;
    let import = async |c: &Client| keys(c).import(&ID.into(), &Secret::from("-----BEGIN")).await;
    let line = sent(format!("POST {KEYS}/import"), r#"{"private_key":"-----BEGIN"}"#);
    exchange("role_principal_keys.import", line, full(), import).await;
    let get = async |c: &Client| keys(c).get(&ID.into(), &ID.into()).await;
    exchange("role_principal_keys.get", format!("GET {KEYS}/{ID}"), full(), get).await;
    let get = async |c: &Client| keys(c).get(&ID.into(), &ID.into()).optional().await;
    may_be_missing("role_principal_keys.get", &format!("GET {KEYS}/{ID}"), get).await;
    let delete = async |c: &Client| keys(c).delete(&ID.into(), &ID.into()).await;
    exchange("role_principal_keys.delete", format!("DELETE {KEYS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn an_empty_private_key_is_refused() {
    let import = async |c: &Client| keys(c).import(&ID.into(), &Secret::from("")).await;
    is_limited(operation("role_principal_keys.import"), "private_key", import).await;
}
