use crate::{client, error, sent};
use digicert::{Delivery, Role};
use portcullis_testkit::operation;
use serde_json::json;

#[tokio::test]
async fn lists_roles() {
    let body =
        json!({"access_roles": [{"id": 1, "name": "Administrator"}, {"id": "4"}, {"id": 9, "name": "New"}]});
    let contract = operation("containers.list_roles")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, body)
        .start()
        .await;
    let roles = client(&contract).containers().list_roles(&"12".into()).page_size(7).all().await.unwrap();
    sent(&contract, "GET", "/container/12/role").await.empty();
    let ids: Vec<_> = roles.iter().map(|role| role.id.clone()).collect();
    assert_eq!(ids, [Role::Administrator, Role::Manager, Role::Other("9".into())]);
    assert_eq!(roles[0].name.as_deref(), Some("Administrator"));
}

#[tokio::test]
async fn an_empty_object_is_an_empty_list() {
    let contract = operation("containers.list_roles").replies(200, json!({})).start().await;
    assert!(client(&contract).containers().list_roles(&"12".into()).all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_missing_container_is_told_apart() {
    let body = error("not_found|container", "No such container");
    let contract = operation("containers.list_roles").replies(404, body).start().await;
    let error = client(&contract).containers().list_roles(&"12".into()).all().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (404, Some("not_found|container")));
    assert_eq!((error.message(), error.delivery()), ("No such container", Delivery::Rejected));
    assert!(error.is_not_found());
}
