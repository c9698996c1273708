//! App instances, by the AST services.

use crate::{AST, URL, refused, tms::everything, tries};
use midprovider::{
    Client, ErrorKind, Result, Secret,
    activation_codes::{ActivationCredential, CodePeriod},
    ast_clients::DisplayMessage,
    ast_tms::NewAstTms,
};
use portcullis_testkit::{
    full, sent,
    wire::{Scripted, header, reply, unsent},
};
use serde_json::json;
use std::sync::{Arc, Mutex};

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

#[tokio::test]
async fn the_longest_text_is_sent() {
    for text in ["a".to_owned(), "\u{e9}".repeat(10_000)] {
        let body = format!(r#"{{"userId":"u-1","text":"{text}"}}"#);
        let message = DisplayMessage::new("u-1", text);
        let show = async |c: &Client| c.ast_clients().display_message(&message).await;
        let line = sent("POST /v1/tenants/acme/display-message", body);
        AST.exchange("ast_clients.display_message", line, (200, json!({"id": "m-1"})), show).await;
    }
}

#[tokio::test]
async fn nothing_is_sent_without_an_id() {
    let ast = || Client::shift(URL, "acme").bearer("t").ast_url("https://asts.example").check_input(false);
    let message = DisplayMessage::new("", "Hello");
    refused(ast(), async |c| c.ast_clients().display_message(&message).await).await;
    refused(ast(), async |c| c.ast_clients().list(&"".into()).await).await;
    refused(ast(), async |c| c.ast_clients().get(&"".into()).await).await;
    refused(ast(), async |c| c.ast_clients().delete(&"..".into()).await).await;
    refused(ast(), async |c| c.ast_clients().unlink(&"".into(), &ID.into()).await).await;
    refused(ast(), async |c| c.ast_clients().unlink(&"u-1".into(), &"".into()).await).await;
}

#[tokio::test]
async fn only_what_may_be_done_twice_is_retried() {
    let ast = || Client::shift(URL, "acme").bearer("t").ast_url("https://asts.example");
    let message = DisplayMessage::new("u-1", "Hello");
    assert_eq!(tries(ast(), async |c| c.ast_clients().list(&"u-1".into()).await).await, 2);
    assert_eq!(tries(ast(), async |c| c.ast_clients().get(&ID.into()).await).await, 2);
    assert_eq!(tries(ast(), async |c| c.ast_clients().delete(&ID.into()).await).await, 2);
    assert_eq!(tries(ast(), async |c| c.ast_clients().unlink(&"u-1".into(), &ID.into()).await).await, 1);
    assert_eq!(tries(ast(), async |c| c.ast_clients().display_message(&message).await).await, 1);
}

/// Every operation of the AST services.
async fn each(mid: &Client) -> Vec<Result<()>> {
    let (clients, transactions) = (mid.ast_clients(), mid.ast_tms());
    vec![
        clients.list(&"u-1".into()).await.map(drop),
        clients.get(&ID.into()).await.map(drop),
        clients.delete(&ID.into()).await,
        clients.unlink(&"u-1".into(), &ID.into()).await,
        clients.display_message(&DisplayMessage::new("u-1", "Hello")).await.map(drop),
        transactions.create(&NewAstTms::new("u-1", everything())).await.map(drop),
        transactions.status(&ID.into()).await.map(drop),
        transactions.result(&ID.into()).await.map(drop),
        transactions.cancel(&ID.into()).await,
    ]
}

#[tokio::test]
async fn the_token_goes_to_the_host_of_the_ast_services_with_these_and_no_others() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let wire = {
        let seen = Arc::clone(&seen);
        Scripted::new(move |out, _| {
            let host = out.url.host_str().unwrap_or_default().to_owned();
            assert_eq!(header(&out, "authorization"), Some("Bearer tok-1"), "{host}");
            let data = if host == "idp.example" { json!({"info": {"id": ID}}) } else { json!([]) };
            seen.lock().unwrap().push(host);
            async move { reply(200, &json!({"id": ID, "info": {"id": ID}, "data": data})) }
        })
    };
    let build = Client::shift(URL, "acme").bearer("tok-1").ast_url("https://asts.example");
    let mid = build.transport(wire).build().unwrap();
    assert!(each(&mid).await.iter().all(Result::is_ok));
    assert_eq!(*seen.lock().unwrap(), ["asts.example"; 9]);
    seen.lock().unwrap().clear();
    let code = ActivationCredential::new("57310284", CodePeriod::days(1));
    mid.tms().start(&"u-1".into(), &everything()).await.unwrap();
    mid.tms().result(&ID.into()).await.unwrap();
    mid.activation_codes().set_v3(&"mira".into(), &code).await.unwrap();
    mid.activation_codes().set_admin(&"u-1".into(), &code).await.unwrap();
    mid.admin().users().delete(&"u-1".into()).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), ["idp.example"; 5]);
}

#[tokio::test]
async fn nothing_is_sent_on_ssms_or_without_the_url() {
    let wire = Scripted::new(|_, _| async { unsent() });
    let ssms = Client::ssms(URL, "acme").bearer("t").ast_url("https://asts.example");
    for result in each(&ssms.transport(wire.clone()).build().unwrap()).await {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().contains("SSMS: the AST services belong to SHIFT"), "{error}");
    }
    for result in each(&Client::shift(URL, "acme").bearer("t").transport(wire.clone()).build().unwrap()).await
    {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.message().contains("whose URL was not given"), "{error:?}");
    }
    assert_eq!(wire.count(), 0);
}

#[tokio::test]
async fn a_token_is_shown_by_nothing() {
    let get = async |c: &Client| c.ast_clients().get(&ID.into()).await;
    let line = format!("GET /v1/tenants/acme/astclients/{ID}");
    for (token, held) in [(json!("tok-9-tok-9"), Some("tok-9-tok-9")), (json!({"a": "tok-9-tok-9"}), None)] {
        let reply = (200, json!({"id": ID, "token": token}));
        let client = AST.exchange("ast_clients.get", line.as_str(), reply, get).await;
        assert_eq!(client.token.as_ref().map(Secret::expose_secret), held);
        assert!(!format!("{client:?}").contains("tok-9"), "{client:?}");
    }
}
