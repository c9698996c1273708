//! App instances, by the AST services.

use crate::{AST, URL, refused};
use midprovider::{Client, ast_clients::DisplayMessage};
use portcullis_testkit::{full, sent};
use serde_json::json;

const ID: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const LIST: &str = "GET /v1/tenants/acme/astclients?userId=u-1";

#[tokio::test]
async fn each_operation_sends_what_the_facts_describe() {
    let list = async |c: &Client| c.ast_clients().list(&"u-1".into()).await;
    AST.exchange("ast_clients.list", LIST, full(), list).await;
    let path = format!("/v1/tenants/acme/astclients/{ID}");
    let get = async |c: &Client| c.ast_clients().get(&ID.into()).await;
    AST.exchange("ast_clients.get", format!("GET {path}").as_str(), full(), get).await;
    let delete = async |c: &Client| c.ast_clients().delete(&ID.into()).await;
    AST.exchange("ast_clients.delete", format!("DELETE {path}").as_str(), (200, ()), delete).await;
    let unlink = async |c: &Client| c.ast_clients().unlink(&"u-1".into(), &ID.into()).await;
    let body = format!(r#"{{"userId":"u-1","astClientId":"{ID}"}}"#);
    AST.exchange(
        "ast_clients.unlink",
        sent("POST /v1/tenants/acme/unlink", body.as_str()),
        (204, ()),
        unlink,
    )
    .await;
    let message = DisplayMessage::new("u-1", "Hello");
    let show = async |c: &Client| c.ast_clients().display_message(&message).await;
    let line = || sent("POST /v1/tenants/acme/display-message", r#"{"userId":"u-1","text":"Hello"}"#);
    AST.exchange("ast_clients.display_message", line(), full(), show).await;
    assert!(AST.exchange("ast_clients.display_message", line(), (204, ()), show).await.is_none());
}

#[tokio::test]
async fn a_list_has_three_names_or_none() {
    let list = async |c: &Client| c.ast_clients().list(&"u-1".into()).await;
    let row = json!({"astClientId": ID, "riskbits": 3});
    for (body, complete) in [
        (json!({"data": [row], "totalCount": 1}), true),
        (json!({"content": [row], "totalElements": 1}), true),
        (json!({"apps": [row], "totalCount": 2}), false),
        (json!({"data": [row], "totalCount": 1, "nextCursor": "x"}), false),
        (json!({"data": [row], "totalCount": 1, "last": false}), false),
        (json!([row]), false),
    ] {
        let found = AST.exchange("ast_clients.list", LIST, (200, body), list).await;
        assert_eq!((found.clients[0].id.as_str(), found.is_complete()), (ID, complete));
        assert_eq!(found.clients[0].risk_bits, Some(json!(3)));
    }
}

#[tokio::test]
async fn texts_have_limits() {
    for text in [String::new(), "a".repeat(10_001)] {
        let message = DisplayMessage::new("u-1", text);
        let show = async |c: &Client| c.ast_clients().display_message(&message).await;
        refused(Client::shift(URL, "acme").bearer("t").ast_url("https://a.example"), show).await;
    }
}
