//! The service `vault`: every operation, and the rules of its objects.

mod data;
mod sandbox;
mod secrets;

use crate::{
    ID,
    support::{exchange, is_identified, reads_the_state},
};
use privx::Client;
use serde_json::json;

const VAULT: &str = "/vault/api/v1";

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.vault().status().await;
    reads_the_state("vault.status", "GET /vault/api/v1/status", status).await;
}

#[tokio::test]
async fn schemas_are_read_whatever_their_form() {
    for schemas in [json!({ "password": { "type": "object" } }), json!([{ "title": "a" }])] {
        let get = async |c: &Client| c.vault().schemas().await;
        let found = exchange("vault.schemas", "GET /vault/api/v1/schemas", (200, schemas.clone()), get).await;
        assert_eq!(found, schemas);
    }
}

#[tokio::test]
async fn a_secret_without_a_name_is_refused() {
    let get = async |c: &Client| c.vault().secrets().get(&"db1".into()).await;
    is_identified("vault_secrets.get", format!("GET {VAULT}/secrets/db1"), get).await;
    let get = async |c: &Client| c.vault().secrets().metadata(&"db1".into()).await;
    is_identified("vault_secrets.metadata", format!("GET {VAULT}/metadata/secrets/db1"), get).await;
    let get = async |c: &Client| c.vault().user_secrets().get(&ID.into(), &"db1".into()).await;
    is_identified("user_secrets.get", format!("GET {VAULT}/user/{ID}/secrets/db1"), get).await;
    let get = async |c: &Client| c.vault().user_secrets().metadata(&ID.into(), &"db1".into()).await;
    is_identified("user_secrets.metadata", format!("GET {VAULT}/user/{ID}/metadata/secrets/db1"), get).await;
}
