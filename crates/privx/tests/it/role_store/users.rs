use crate::{
    ID,
    support::{DONE, PAGE, exchange, is_refused, keeps_the_rules, may_be_missing, paged, sends, sort},
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client, Cursor,
    role_store::{Role, UserSearch, UserSettings, Users},
};
use serde_json::json;

const USERS: &str = "/role-store/api/v1/users";

fn users(client: &Client) -> Users {
    client.role_store().users()
}

#[tokio::test]
async fn every_field_is_read() {
    let search = UserSearch::new().keywords("alice,ops").source(ID).user_id([ID.into()]).sort(sort());
    let body = format!(r#"{{"keywords":"alice,ops","source":"{ID}","user_id":["{ID}"]}}"#);
    let found = async |c: &Client| paged(users(c).search(&search)).await;
    let line = sent(format!("POST {USERS}/search?{PAGE}"), &body);
    exchange("users.search", line, full(), found).await;
    let found = async |c: &Client| users(c).search_external(&search).all().await;
    let line = sent(format!("POST {USERS}/search/external"), &body);
    exchange("users.search_external", line, full(), found).await;
    let get = async |c: &Client| users(c).get(&ID.into()).await;
    exchange("users.get", format!("GET {USERS}/{ID}"), full(), get).await;
    let resolve = async |c: &Client| users(c).resolve(&ID.into()).await;
    exchange("users.resolve", format!("GET {USERS}/{ID}/resolve"), full(), resolve).await;
    let roles = async |c: &Client| users(c).roles(&ID.into()).all().await;
    exchange("users.roles_get", format!("GET {USERS}/{ID}/roles"), full(), roles).await;
    let get = async |c: &Client| users(c).get(&ID.into()).optional().await;
    may_be_missing("users.get", &format!("GET {USERS}/{ID}"), get).await;
}

#[tokio::test]
async fn a_search_without_conditions_finds_all() {
    let search = async |c: &Client| users(c).search(&UserSearch::new()).first_page().await;
    let found = (200, json!({ "count": 60, "items": [{ "id": ID }] }));
    let page =
        exchange("users.search", sent(format!("POST {USERS}/search?limit=50"), "{}"), found, search).await;
    assert_eq!((page.items.len(), page.next), (1, Some(Cursor::Offset(1))));
}

#[tokio::test]
async fn roles_are_written_as_they_were_read() {
    let line = format!("PUT {USERS}/{ID}/roles");
    let set = async |c: &Client, roles: &Vec<Role>| users(c).set_roles(&ID.into(), roles).await;
    sends(operation("users.roles_set"), &line, json!([sample("RoleGrant")]), &[], set).await;
    let set = async |c: &Client| users(c).set_roles(&ID.into(), &[Role::granted(ID, "ops")]).await;
    let body = format!(r#"[{{"id":"{ID}","name":"ops","explicit":true,"grant_type":"PERMANENT"}}]"#);
    exchange("users.roles_set", sent(line, body), DONE, set).await;
}

#[tokio::test]
async fn multi_factor_authentication_is_set_for_several_users() {
    let body = format!(r#"["{ID}"]"#);
    let line = |action: &str| sent(format!("POST {USERS}/mfa/{action}"), &body);
    let enable = async |c: &Client| users(c).enable_mfa(&[ID.into()]).await;
    exchange("users.mfa_enable", line("enable"), DONE, enable).await;
    let disable = async |c: &Client| users(c).disable_mfa(&[ID.into()]).await;
    exchange("users.mfa_disable", line("disable"), DONE, disable).await;
    let reset = async |c: &Client| users(c).reset_mfa(&[ID.into()]).await;
    exchange("users.mfa_reset", line("reset"), DONE, reset).await;
}

#[tokio::test]
async fn settings_keep_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| users(c).settings(&id.into()).await;
    let replace = async |c: &Client, id: &str, settings: UserSettings| {
        users(c).set_settings(&id.into(), &settings).await
    };
    keeps_the_rules(
        ("users.settings_get", get),
        ("users.settings_set", replace),
        &["current", "mfa", "search"],
    )
    .await;
    let line = format!("PUT {USERS}/{ID}/settings");
    let set = async |c: &Client, settings: &UserSettings| users(c).set_settings(&ID.into(), settings).await;
    sends(operation("users.settings_set"), &line, sample("UserSettings"), &[], set).await;
    let get = async |c: &Client| users(c).settings(&ID.into()).await;
    exchange("users.settings_get", format!("GET {USERS}/{ID}/settings"), full(), get).await;
}

#[tokio::test]
async fn an_id_cannot_become_another_operation() {
    for id in ["", ".", "..", "current", "mfa", "search"] {
        is_refused("user_id", async |c| users(c).get(&id.into()).await).await;
        is_refused("user_id", async |c| users(c).set_roles(&id.into(), &[]).await).await;
        is_refused("user_id", async |c| c.role_store().authorized_keys().list_of(&id.into()).all().await)
            .await;
    }
}
