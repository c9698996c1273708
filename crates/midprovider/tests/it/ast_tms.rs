//! Transactions, by the AST services.

use crate::{
    AST, URL, refused,
    tms::{EVERYTHING, everything},
};
use midprovider::{
    Client,
    ast_tms::{NewAstTms, TmsPush},
};
use portcullis_testkit::{full, sent};
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
    let ssms = Client::ssms(URL, "acme").bearer("t").ast_url("https://asts.example");
    refused(ssms, cancel).await;
}
