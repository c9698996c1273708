use super::{client, playing};
use portcullis_testkit::operation;
use privicore::{Command, CommandState, ErrorKind};
use serde_json::{Value, json};

#[tokio::test]
async fn health() {
    let (contract, client) = playing(operation("utility.health").replies(200, json!({"status": "ok"}))).await;
    assert_eq!(client.utility().health().await.unwrap().status.as_deref(), Some("ok"));
    contract.request().await.is("GET", "/health").no_header("x-dpt-authorization").empty();
}

#[tokio::test]
async fn any_success_is_healthy() {
    for body in [Value::Null, json!("OK"), json!([]), json!({"status": 1})] {
        let (_contract, client) = playing(
            operation("utility.health")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, body),
        )
        .await;
        client.utility().health().await.unwrap();
    }
    let contract = operation("utility.health")
        .unlike_the_facts("other types and shapes are read too")
        .replies(204, ())
        .start()
        .await;
    client(&contract.url()).utility().health().await.unwrap();
}

#[tokio::test]
async fn an_unhealthy_engine_is_an_error_in_its_own_words() {
    let contract =
        operation("utility.health").replies(503, json!({"detail": "engine.starting"})).start().await;
    let client = privicore::Client::builder(contract.url())
        .anonymous()
        .retry(privicore::Retry::none())
        .build()
        .unwrap();
    let error = client.utility().health().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Api, Some("engine.starting")));
    assert_eq!(error.status().unwrap().as_u16(), 503);
}

#[tokio::test]
async fn command_status() {
    let reply = json!({"commandId": "019/a b", "command_status": 3, "body": "profile.not_an_owner"});
    let (contract, client) = playing(operation("utility.command_status").replies(200, reply)).await;
    let status = client.utility().command_status(&Command::new("019/a b")).await.unwrap();
    assert_eq!(status.state, CommandState::Rejected);
    assert_eq!(status.body, Some(json!("profile.not_an_owner")));
    contract
        .request()
        .await
        .is("GET", "/request-status/019%2Fa%20b")
        .no_header("x-dpt-authorization")
        .empty();
}

#[tokio::test]
async fn command_status_post() {
    let (contract, client) =
        playing(operation("utility.command_status_post").replies(200, json!(["started"]))).await;
    let status = client.utility().command_status_post(&Command::new("019-a")).await.unwrap();
    assert_eq!(status.state, CommandState::Pending);
    contract
        .request()
        .await
        .is("POST", "/request-status/019-a")
        .json(json!({}))
        .no_header("x-dpt-authorization");
}

#[tokio::test]
async fn a_state_may_be_told_by_the_status_alone() {
    for (status, state) in
        [(200, CommandState::Succeeded), (202, CommandState::Pending), (404, CommandState::NotFound)]
    {
        let contract = operation("utility.command_status")
            .unlike_the_facts("an empty reply is survived")
            .replies(status, ())
            .start()
            .await;
        let status = client(&contract.url()).utility().command_status(&Command::new("a")).await.unwrap();
        assert_eq!(status.state, state);
    }
}

#[tokio::test]
async fn a_portal_is_no_state() {
    let contract = operation("utility.command_status")
        .unlike_the_facts("an HTML page of a proxy")
        .replies(404, "<html>no</html>")
        .start()
        .await;
    let error =
        client(&contract.url()).utility().command_status(&Command::new("a")).optional().await.unwrap_err();
    assert!(error.is_route_missing(), "{error}");
}

#[tokio::test]
async fn an_empty_id_is_not_sent() {
    let (contract, client) =
        playing(operation("utility.command_status").replies(200, json!("started"))).await;
    for id in ["", ".", ".."] {
        let error = client.utility().command_status(&Command::new(id)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
    }
    assert_eq!(contract.count(), 0);
}
