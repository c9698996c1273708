//! Transactions, by the AST services.

use crate::{
    AST, URL, refused,
    tms::{EVERYTHING, everything},
    tries,
};
use midprovider::{
    Client, Delivery, ErrorKind,
    ast_tms::{NewAstTms, TmsPush},
    tms::{NewTms, TmsData},
};
use portcullis_testkit::{Answer, full, sent};
use serde_json::json;

const ID: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

#[tokio::test]
async fn each_operation_sends_what_the_facts_describe() {
    let tms = NewAstTms::new("u-1", everything()).push(TmsPush::new().skip(true));
    let body = format!(r#"{{"userId":"u-1",{EVERYTHING},"push":{{"skip":true}}}}"#);
    let create = async |c: &Client| c.ast_tms().create(&tms).await;
    AST.exchange("ast_tms.create", sent("POST /v1/tenants/acme/tms", body.as_str()), full(), create).await;
    let wrapped = (200, json!({"info": {"id": ID, "status": "ACCEPTED"}}));
    let created = AST
        .exchange("ast_tms.create", sent("POST /v1/tenants/acme/tms", body.as_str()), wrapped, create)
        .await;
    assert_eq!(created.id, ID.into());
    let path = format!("/v1/tenants/acme/tms/{ID}");
    let status = async |c: &Client| c.ast_tms().status(&ID.into()).await;
    AST.exchange("ast_tms.status", format!("GET {path}/status").as_str(), full(), status).await;
    let result = async |c: &Client| c.ast_tms().result(&ID.into()).await;
    AST.exchange("ast_tms.result", format!("GET {path}/result").as_str(), full(), result).await;
    let cancel = async |c: &Client| c.ast_tms().cancel(&ID.into()).await;
    AST.exchange("ast_tms.cancel", format!("DELETE {path}").as_str(), (200, ()), cancel).await;
}

#[tokio::test]
async fn a_state_without_an_id_is_not_read() {
    let tms = NewAstTms::new("u-1", NewTms::new(TmsData::new("a")));
    let body = r#"{"userId":"u-1","tmsData":{"text":"a"}}"#;
    let create = async |c: &Client| c.ast_tms().create(&tms).await;
    for reply in [
        json!({}),
        json!({"id": ""}),
        json!({"id": 1}),
        json!({"info": {"status": "ACCEPTED"}}),
        json!({"info": null}),
    ] {
        let line = sent("POST /v1/tenants/acme/tms", body);
        let answer = Answer::from((200, reply)).unlike_the_facts("no id on purpose");
        let error = AST.refusal("ast_tms.create", line, answer, create).await;
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied), "{error:?}");
    }
}

#[tokio::test]
async fn limits_are_those_of_a_transaction() {
    for tms in [
        NewAstTms::new("", NewTms::new(TmsData::new("a"))),
        NewAstTms::new("u-1", NewTms::new(TmsData::new("a".repeat(4097)))),
        NewAstTms::new("u-1", NewTms::new(TmsData::new("a")).tms_timeout(86401)),
        NewAstTms::new("u-1", NewTms::new(TmsData::new("a")).require_freshness_of_authentication(0)),
    ] {
        let ast = Client::shift(URL, "acme").bearer("t").ast_url("https://asts.example");
        refused(ast, async |c| c.ast_tms().create(&tms).await).await;
    }
}

#[tokio::test]
async fn a_transaction_is_started_once() {
    let ast = || Client::shift(URL, "acme").bearer("t").ast_url("https://asts.example");
    let tms = NewAstTms::new("u-1", everything());
    assert_eq!(tries(ast(), async |c| c.ast_tms().create(&tms).await).await, 1);
    assert_eq!(tries(ast(), async |c| c.ast_tms().status(&ID.into()).await).await, 2);
    assert_eq!(tries(ast(), async |c| c.ast_tms().result(&ID.into()).await).await, 2);
    assert_eq!(tries(ast(), async |c| c.ast_tms().cancel(&ID.into()).await).await, 2);
}
