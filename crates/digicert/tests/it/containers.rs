use crate::{KIT, client, error};
use digicert::{Client, Delivery, containers::Role};
use portcullis_testkit::{Answer, operation};
use serde_json::json;

const ROLES: &str = "GET /services/v2/container/12/role";

#[tokio::test]
async fn lists_roles() {
    let body =
        json!({"access_roles": [{"id": 1, "name": "Administrator"}, {"id": "4"}, {"id": 9, "name": "New"}]});
    let reply = Answer::from((200, body)).unlike_the_facts("an id as text");
    let list = async |c: &Client| c.containers().list_roles(&"12".into()).page_size(7).all().await;
    let roles = KIT.exchange("containers.list_roles", ROLES, reply, list).await;
    let ids: Vec<_> = roles.iter().map(|role| role.id.clone()).collect();
    assert_eq!(ids, [Role::Administrator, Role::Manager, Role::Other("9".into())]);
    assert_eq!(roles[0].name.as_deref(), Some("Administrator"));
}

#[tokio::test]
async fn an_empty_object_is_an_empty_list() {
    let list = async |c: &Client| c.containers().list_roles(&"12".into()).all().await;
    assert!(KIT.exchange("containers.list_roles", ROLES, (200, json!({})), list).await.is_empty());
}

#[tokio::test]
async fn a_missing_container_is_not_found() {
    let body = error("not_found|container", "No such container");
    let contract = operation("containers.list_roles").replies(404, body).start().await;
    let error = client(&contract).containers().list_roles(&"12".into()).all().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (404, Some("not_found|container")));
    assert_eq!((error.message(), error.delivery()), ("No such container", Delivery::Rejected));
    assert!(error.is_not_found());
}
