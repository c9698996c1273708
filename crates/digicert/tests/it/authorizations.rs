use crate::{KIT, client, error};
use digicert::{Client, Cursor, Delivery, ErrorKind, authorizations::Permission, code};
use portcullis_testkit::{Answer, operation};
use serde_json::json;

#[tokio::test]
async fn lists_permissions() {
    let body = json!({"authorizations": [
        {"authorized": true, "permission": "create_users"},
        {"authorized": 0, "permission": "fly"},
    ]});
    let list = async |c: &Client| c.authorizations().list().all().await;
    let reply = Answer::from((200, body)).unlike_the_facts("a flag as a number");
    let list = KIT.exchange("authorization.list", "GET /services/v2/authorization", reply, list).await;
    assert_eq!((&list[0].permission, list[0].authorized), (&Permission::CreateUsers, true));
    assert_eq!((&list[1].permission, list[1].authorized), (&Permission::Other("fly".into()), false));
}

#[tokio::test]
async fn checks_one_permission() {
    for authorized in [true, false] {
        let reply = (200, json!({"authorized": authorized, "permission": "view_users"}));
        let check = async |c: &Client| c.authorizations().check(&Permission::ViewUsers).await;
        let line = "GET /services/v2/authorization/view_users";
        assert_eq!(KIT.exchange("authorization.check", line, reply, check).await, authorized);
    }
}

#[tokio::test]
async fn lists_the_containers_of_a_permission() {
    let body = json!({"containers": [
        {"id": 5, "parent_id": "0", "name": "Top", "is_active": 1},
        {"id": "6", "parent_id": 5, "name": "Below", "is_active": false},
    ]});
    let list = async |c: &Client| c.authorizations().list_containers(&Permission::from("a/b")).all().await;
    let reply = Answer::from((200, body)).unlike_the_facts("ids as text, a flag as a number");
    let line = "GET /services/v2/authorization/a%2Fb/container";
    let list = KIT.exchange("authorization.list_containers", line, reply, list).await;
    assert_eq!((list[0].id.as_str(), list[0].parent_id.as_ref().unwrap().as_str()), ("5", "0"));
    assert_eq!((list[1].id.as_str(), list[1].name.as_deref()), ("6", Some("Below")));
    assert_eq!((list[0].is_active, list[1].is_active), (Some(true), Some(false)));
}

#[tokio::test]
async fn a_list_in_one_reply_has_no_second_page() {
    let contract = operation("authorization.list").replies(200, json!({"authorizations": []})).start().await;
    let list = client(&contract).authorizations().list().starting_at(Cursor::Offset(5));
    assert_eq!(list.all().await.unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(contract.count(), 0);
}

#[tokio::test]
async fn a_missing_permission_is_no_wrong_key() {
    let body = error(code::MISSING_PERMISSION, "Not yours");
    let contract = operation("authorization.check").replies(403, body).start().await;
    let error = client(&contract).authorizations().check(&Permission::ViewUsers).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    let (status, code) = (error.status().unwrap().as_u16(), error.code());
    assert_eq!((status, code), (403, Some("access_denied|missing_permission")));
    assert_eq!(error.message(), "Not yours");
    assert!(error.is_forbidden() && !error.is_unauthorized());
}
