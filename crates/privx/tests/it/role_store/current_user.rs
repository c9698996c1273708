use crate::{
    ID,
    support::{DONE, PAGE, creates, exchange, keeps_the_rules, may_be_missing, paged, sends, sort},
};
use portcullis_testkit::{full, operation, sample};
use privx::{
    Client,
    role_store::{AuthorizedKey, CurrentUser, UserSettings},
};

const ME: &str = "/role-store/api/v1/users/current";

fn me(client: &Client) -> CurrentUser {
    client.role_store().current_user()
}

#[tokio::test]
async fn every_field_is_read() {
    let get = async |c: &Client| me(c).get().await;
    exchange("current_user.get", format!("GET {ME}"), full(), get).await;
    let roles = async |c: &Client| me(c).aws_roles().all().await;
    exchange("current_user.aws_roles", format!("GET {ME}/awsroles"), full(), roles).await;
    let settings = async |c: &Client| me(c).settings().await;
    exchange("current_user.settings_get", format!("GET {ME}/settings"), full(), settings).await;
    let line = format!("GET {ME}/authorizedkeys?limit=50");
    let keys = async |c: &Client| me(c).authorized_keys().all().await;
    exchange("current_user.authorized_keys_list", line, full(), keys).await;
    let line = format!("GET {ME}/authorizedkeys?{PAGE}");
    let keys = async |c: &Client| paged(me(c).authorized_keys_sorted(&sort())).await;
    exchange("current_user.authorized_keys_list", line, full(), keys).await;
    let line = format!("GET {ME}/authorizedkeys/{ID}");
    let key = async |c: &Client| me(c).authorized_key(&ID.into()).await;
    exchange("current_user.authorized_keys_get", line.clone(), full(), key).await;
    let key = async |c: &Client| me(c).authorized_key(&ID.into()).optional().await;
    may_be_missing("current_user.authorized_keys_get", &line, key).await;
}

#[tokio::test]
async fn settings_are_written_as_they_were_read() {
    let set = async |c: &Client, settings: &UserSettings| me(c).set_settings(settings).await;
    let line = format!("PUT {ME}/settings");
    sends(operation("current_user.settings_set"), &line, sample("UserSettings"), &[], set).await;
}

#[tokio::test]
async fn a_key_of_the_caller_is_written_as_a_whole() {
    let keys = format!("{ME}/authorizedkeys");
    let key = sample("AuthorizedKeyInput");
    let create = async |c: &Client, key: &AuthorizedKey| me(c).create_authorized_key(key).await;
    let server = super::authorized_keys::SERVER;
    creates("current_user.authorized_keys_create", &format!("POST {keys}"), key.clone(), server, create)
        .await;
    let line = format!("PUT {keys}/{}", key["id"].as_str().unwrap());
    let replace = async |c: &Client, key: &AuthorizedKey| me(c).replace_authorized_key(&key.id, key).await;
    sends(operation("current_user.authorized_keys_update"), &line, key, &[], replace).await;
    let delete = async |c: &Client| me(c).delete_authorized_key(&ID.into()).await;
    exchange("current_user.authorized_keys_delete", format!("DELETE {keys}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_key_of_the_caller_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| me(c).authorized_key(&id.into()).await;
    let replace =
        async |c: &Client, id: &str, key: AuthorizedKey| me(c).replace_authorized_key(&id.into(), &key).await;
    keeps_the_rules(
        ("current_user.authorized_keys_get", get),
        ("current_user.authorized_keys_update", replace),
        &[],
    )
    .await;
}
