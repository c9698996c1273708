use crate::{
    ID,
    support::{DONE, exchange, is_limited, is_refused, keeps_the_rules, may_be_missing, sends},
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client, Secret,
    secrets_manager::{AccountSecret, HostSecret, HostSecretMetadata, HostSecrets},
};
use serde_json::json;

const SECRET: &str = "/secrets-manager/api/v1/host-secret";

fn secrets(client: &Client) -> HostSecrets {
    client.secrets_manager().host_secrets()
}

#[tokio::test]
async fn a_secret_is_written_as_a_whole() {
    const SERVER: &[&str] = &[
        "/metadata/created",
        "/metadata/created_by",
        "/metadata/updated",
        "/metadata/updated_by",
        "/metadata/password_policy_id",
        "/metadata/winrm_main_account_password",
        "/accounts/0/created",
        "/accounts/0/created_by",
    ];
    let create = async |c: &Client, one: &HostSecretMetadata| secrets(c).create(&ID.into(), one).await;
    for status in [200, 201] {
        let made = operation("host_secrets.create").replies(status, sample("HostSecretMetadata"));
        let body = sample("HostSecretMetadataInput");
        sends(made, &format!("POST {SECRET}/{ID}"), body, SERVER, create).await;
    }
    let delete = async |c: &Client| secrets(c).delete(&ID.into()).await;
    exchange("host_secrets.delete", format!("DELETE {SECRET}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_secret_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| secrets(c).get(&id.into()).await;
    let create =
        async |c: &Client, id: &str, one: HostSecretMetadata| secrets(c).create(&id.into(), &one).await;
    keeps_the_rules(("host_secrets.get", get), ("host_secrets.create", create), &[]).await;
    let get = async |c: &Client| secrets(c).get(&ID.into()).await;
    exchange("host_secrets.get", format!("GET {SECRET}/{ID}"), full(), get).await;
    let get = async |c: &Client| secrets(c).get(&ID.into()).optional().await;
    may_be_missing("host_secrets.get", &format!("GET {SECRET}/{ID}"), get).await;
}

#[tokio::test]
async fn every_field_of_a_new_secret_is_read() {
    let account = AccountSecret::new("root").initial_password(Secret::from("correct horse"));
    let secret = HostSecretMetadata::new(HostSecret::new(ID), [account]);
    let create = async |c: &Client| secrets(c).create(&ID.into(), &secret).await;
    let body = format!(
        r#"{{"metadata":{{"host_id":"{ID}"}},"accounts":[{{"account":"root","initial_password":"correct horse"}}]}}"#
    );
    let line = sent(format!("POST {SECRET}/{ID}"), body);
    exchange("host_secrets.create", line, full(), create).await;
}

#[tokio::test]
async fn what_is_required_is_checked() {
    let read = |value| serde_json::from_value(value).unwrap();
    for (field, odd) in [
        ("metadata", read(json!({ "accounts": [] }))),
        ("accounts", read(json!({ "metadata": {} }))),
        ("account", HostSecretMetadata::new(HostSecret::new(ID), [AccountSecret::new("")])),
    ] {
        let create = async |c: &Client| secrets(c).create(&ID.into(), &odd).await.map(drop);
        is_limited(operation("host_secrets.create"), field, create).await;
    }
}

#[tokio::test]
async fn an_account_is_one_segment_of_the_path() {
    let rotate = async |c: &Client| secrets(c).rotate(&ID.into(), r"CORP\svc/a b").await;
    let line = format!("POST /secrets-manager/api/v1/rotate/{ID}/CORP%5Csvc%2Fa%20b");
    exchange("host_secrets.rotate", line, DONE, rotate).await;
    for account in ["", ".", ".."] {
        is_refused("account", async |c| secrets(c).rotate(&ID.into(), account).await).await;
    }
    is_refused("host_id", async |c| secrets(c).rotate(&"".into(), "root").await).await;
}
