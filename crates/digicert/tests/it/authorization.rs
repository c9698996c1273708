use crate::{client, error, sent};
use digicert::{Cursor, Delivery, ErrorKind, Permission, code};
use portcullis_testkit::operation;
use serde_json::json;

#[tokio::test]
async fn lists_permissions() {
    let body = json!({"authorizations": [
        {"authorized": true, "permission": "create_users"},
        {"authorized": 0, "permission": "fly"},
    ]});
    let contract = operation("authorization.list")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, body)
        .start()
        .await;
    let list = client(&contract).authorizations().list().all().await.unwrap();
    sent(&contract, "GET", "/authorization").await.empty();
    assert_eq!((&list[0].permission, list[0].authorized), (&Permission::CreateUsers, true));
    assert_eq!((&list[1].permission, list[1].authorized), (&Permission::Other("fly".into()), false));
}

#[tokio::test]
async fn checks_one_permission() {
    for answer in [true, false] {
        let body = json!({"authorized": answer, "permission": "view_users"});
        let contract = operation("authorization.check").replies(200, body).start().await;
        assert_eq!(client(&contract).authorizations().check(&Permission::ViewUsers).await.unwrap(), answer);
        sent(&contract, "GET", "/authorization/view_users").await.empty();
    }
}

#[tokio::test]
async fn lists_the_containers_of_a_permission() {
    let body = json!({"containers": [
        {"id": 5, "parent_id": "0", "name": "Top", "is_active": 1},
        {"id": "6", "parent_id": 5, "name": "Below", "is_active": false},
    ]});
    let contract = operation("authorization.list_containers")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, body)
        .start()
        .await;
    let permission = Permission::from("a/b");
    let list = client(&contract).authorizations().list_containers(&permission).all().await.unwrap();
    sent(&contract, "GET", "/authorization/a%2Fb/container").await.empty();
    assert_eq!((list[0].id.as_str(), list[0].parent_id.as_ref().unwrap().as_str()), ("5", "0"));
    assert_eq!(
        (list[1].name.as_deref(), list[1].is_active, list[0].is_active),
        (Some("Below"), Some(false), Some(true))
    );
}

#[tokio::test]
async fn a_listing_in_one_answer_has_no_second_page() {
    let contract = operation("authorization.list").replies(200, json!({"authorizations": []})).start().await;
    let list = client(&contract).authorizations().list().starting_at(Cursor::Offset(5));
    assert_eq!(list.all().await.unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(contract.count(), 0);
}

#[tokio::test]
async fn a_missing_right_is_not_a_bad_key() {
    let body = error(code::MISSING_PERMISSION, "Not yours");
    let contract = operation("authorization.check").replies(403, body).start().await;
    let error = client(&contract).authorizations().check(&Permission::ViewUsers).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!(
        (error.status().unwrap().as_u16(), error.code()),
        (403, Some("access_denied|missing_permission"))
    );
    assert_eq!(error.message(), "Not yours");
    assert!(error.is_forbidden() && !error.is_unauthorized());
}
