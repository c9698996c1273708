use super::SERVER;
use crate::{
    ID,
    support::{
        DONE, PAGE, creates, exchange, is_a_conflict, is_limited, keeps_the_rules, may_be_missing, paged,
        sends, sort,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client, RoleHandle, SortDirection,
    local_user_store::{ApiClient, ApiClientSearch, ApiClients},
};
use serde_json::json;

const CLIENTS: &str = "/local-user-store/api/v1/api-clients";

fn clients(client: &Client) -> ApiClients {
    client.local_user_store().api_clients()
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| clients(c).list().all().await;
    exchange("api_clients.list", format!("GET {CLIENTS}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(clients(c).list_sorted(&sort())).await;
    exchange("api_clients.list", format!("GET {CLIENTS}?{PAGE}"), full(), sorted).await;
}

#[tokio::test]
async fn the_order_of_a_search_is_sent_in_query_and_body() {
    let search = ApiClientSearch::new().keywords("a b").sort(sort());
    let found = async |c: &Client| paged(clients(c).search(&search)).await;
    let body = r#"{"keywords":"a b","sortdir":"DESC","sortkey":"name"}"#;
    let line = sent(format!("POST {CLIENTS}/search?{PAGE}"), body);
    exchange("api_clients.search", line, full(), found).await;
    let search = ApiClientSearch::new().sort_direction(SortDirection::Ascending).limit(5).offset(10);
    let found = async |c: &Client| clients(c).search(&search).first_page().await;
    let line = sent(
        format!("POST {CLIENTS}/search?sortdir=ASC&limit=50"),
        r#"{"sortdir":"ASC","limit":5,"offset":10}"#,
    );
    exchange("api_clients.search", line, full(), found).await;
}

#[tokio::test]
async fn a_client_is_written_as_a_whole() {
    let server = [SERVER, &["/roles/0/deleted"]].concat();
    let body = sample("ApiClientInput");
    let create = async |c: &Client, one: &ApiClient| clients(c).create(one).await;
    creates("api_clients.create", &format!("POST {CLIENTS}"), body.clone(), &server, create).await;
    let line = format!("PUT {CLIENTS}/{}", body["id"].as_str().unwrap());
    let replace = async |c: &Client, one: &ApiClient| clients(c).replace(&one.id, one).await;
    sends(operation("api_clients.update"), &line, body, &[], replace).await;
    let delete = async |c: &Client| clients(c).delete(&ID.into()).await;
    exchange("api_clients.delete", format!("DELETE {CLIENTS}/{ID}"), DONE, delete).await;
    let new = ApiClient::new("backup", [RoleHandle::new(ID)]);
    let create = async |c: &Client| clients(c).create(&new).await;
    let line =
        sent(format!("POST {CLIENTS}"), json!({ "name": "backup", "roles": [{ "id": ID }] }).to_string());
    exchange("api_clients.create", line, full(), create).await;
}

#[tokio::test]
async fn a_client_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| clients(c).get(&id.into()).await;
    let replace = async |c: &Client, id: &str, one: ApiClient| clients(c).replace(&id.into(), &one).await;
    keeps_the_rules(("api_clients.get", get), ("api_clients.update", replace), &["search"]).await;
    let get = async |c: &Client| clients(c).get(&ID.into()).optional().await;
    may_be_missing("api_clients.get", &format!("GET {CLIENTS}/{ID}"), get).await;
    let delete = async |c: &Client| clients(c).delete(&ID.into()).optional().await;
    may_be_missing("api_clients.delete", &format!("DELETE {CLIENTS}/{ID}"), delete).await;
}

#[tokio::test]
async fn documented_limits_are_checked() {
    for (field, odd) in [
        ("name", ApiClient::new("", [])),
        ("name", ApiClient::default()),
        ("roles.id", ApiClient::new("a", [RoleHandle::new("")])),
        ("roles.id", ApiClient::new("a", [RoleHandle::default()])),
    ] {
        let create = async |c: &Client| clients(c).create(&odd).await;
        is_limited(operation("api_clients.create"), field, create).await;
        let replace = async |c: &Client| clients(c).replace(&ID.into(), &odd).await;
        is_limited(operation("api_clients.update"), field, replace).await;
    }
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let one = ApiClient::new("backup", []);
    is_a_conflict(operation("api_clients.create"), async |c| clients(c).create(&one).await).await;
    is_a_conflict(operation("api_clients.update"), async |c| clients(c).replace(&ID.into(), &one).await)
        .await;
}
