//! The service `role-store`: every operation, and the rules of its objects.

mod authorized_keys;
mod aws_roles;
mod current_user;
mod grants;
mod identity_providers;
mod log_collectors;
mod principal_keys;
mod roles;
mod sandbox;
mod sources;
mod users;

use crate::{
    ID,
    support::{is_identified, reads_the_state},
};
use portcullis_testkit::sent;
use privx::{Client, role_store::AuthorizedKeySearch};

const STORE: &str = "/role-store/api/v1";

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.role_store().status().await;
    reads_the_state("role_store.status", "GET /role-store/api/v1/status", status).await;
}

#[tokio::test]
async fn an_object_without_an_id_is_refused() {
    let get = async |c: &Client| c.role_store().roles().get(&ID.into()).await;
    is_identified("roles.get", format!("GET {STORE}/roles/{ID}"), get).await;
    let get = async |c: &Client| c.role_store().users().get(&ID.into()).await;
    is_identified("users.get", format!("GET {STORE}/users/{ID}"), get).await;
    let get = async |c: &Client| c.role_store().users().resolve(&ID.into()).await;
    is_identified("users.resolve", format!("GET {STORE}/users/{ID}/resolve"), get).await;
    let get = async |c: &Client| c.role_store().current_user().get().await;
    is_identified("current_user.get", format!("GET {STORE}/users/current"), get).await;
    let get = async |c: &Client| c.role_store().current_user().authorized_key(&ID.into()).await;
    is_identified(
        "current_user.authorized_keys_get",
        format!("GET {STORE}/users/current/authorizedkeys/{ID}"),
        get,
    )
    .await;
    let get = async |c: &Client| c.role_store().authorized_keys().get(&ID.into(), &ID.into()).await;
    is_identified("user_authorized_keys.get", format!("GET {STORE}/users/{ID}/authorizedkeys/{ID}"), get)
        .await;
    let get = async |c: &Client| c.role_store().sources().get(&ID.into()).await;
    is_identified("sources.get", format!("GET {STORE}/sources/{ID}"), get).await;
    let get = async |c: &Client| c.role_store().aws_roles().get(&ID.into()).await;
    is_identified("aws_roles.get", format!("GET {STORE}/awsroles/{ID}"), get).await;
    let get = async |c: &Client| c.role_store().identity_providers().get(&ID.into()).await;
    is_identified("identity_providers.get", format!("GET {STORE}/identity-providers/{ID}"), get).await;
    let get = async |c: &Client| c.role_store().log_collectors().get(&ID.into()).await;
    is_identified("log_collectors.get", format!("GET {STORE}/logconf/collectors/{ID}"), get).await;
    let get = async |c: &Client| c.role_store().principal_keys().get(&ID.into(), &ID.into()).await;
    is_identified("role_principal_keys.get", format!("GET {STORE}/roles/{ID}/principalkeys/{ID}"), get).await;
    let search = AuthorizedKeySearch::new("alice", "ssh-ed25519 AAAA");
    let resolve = async |c: &Client| c.role_store().authorized_keys().resolve(&search).await;
    let body = r#"{"username":"alice","public_key":"ssh-ed25519 AAAA"}"#;
    is_identified(
        "authorized_keys.resolve",
        sent(format!("POST {STORE}/authorizedkeys/resolve"), body),
        resolve,
    )
    .await;
}
