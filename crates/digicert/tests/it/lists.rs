use crate::{KIT, client, error, never_sent, refused, sent};
use digicert::{
    Client, Cursor, Delivery,
    containers::Role,
    users::{ServiceUserSearch, UserSearch, UserStatus, UserType},
};
use portcullis_testkit::{Answer, Contract, operation};
use serde_json::{Value, json};

fn recorded() -> Value {
    json!({
        "users": [
            {"id": 1, "username": "ada", "account_id": 7, "first_name": "Ada", "last_name": "Byron",
             "email": "ada@example.com", "job_title": "Analyst", "telephone": "555 0100", "status": "active",
             "last_login_date": "2031-05-06T07:08:09+00:00", "container": {"id": 5, "name": "Top"},
             "access_roles": [{"id": 1, "name": "Administrator"}], "type": "standard",
             "has_container_assignments": false},
            {"id": "2", "status": "locked", "type": "api_only", "access_roles": {}},
        ],
        "page": {"total": 2, "limit": 1000, "offset": 0},
    })
}

#[tokio::test]
async fn lists_users() {
    let list = async |c: &Client| c.users().list(&UserSearch::new()).all().await;
    let reply = Answer::from((200, recorded())).unlike_the_facts("an id as text, and `{}` for an empty list");
    let users = KIT.exchange("users.list", "GET /services/v2/user", reply, list).await;
    let [ada, other] = users.as_slice() else { panic!("{users:?}") };
    assert_eq!((ada.id.as_str(), ada.account_id.as_deref()), ("1", Some("7")));
    assert_eq!(ada.last_login_date.as_ref().unwrap().unix_seconds(), Some(1_935_817_689));
    assert_eq!((&ada.access_roles[0].id, &ada.kind), (&Role::Administrator, &Some(UserType::Standard)));
    assert_eq!((&ada.status, ada.has_container_assignments), (&Some(UserStatus::Active), Some(false)));
    assert_eq!((other.id.as_str(), &other.status), ("2", &Some(UserStatus::Other("locked".into()))));
    assert_eq!(other.kind, Some(UserType::Other("api_only".into())));
    assert_eq!((&other.job_title, &other.last_login_date, other.access_roles.len()), (&None, &None, 0));
}

#[tokio::test]
async fn filters_are_query_pairs() {
    let empty = || (200, json!({"users": [], "page": {"total": 0}}));
    let search = UserSearch::new().container_id("5").role(Role::Manager).without_container(true);
    let search = search.search("%by ron&a=b+é").status(UserStatus::Active).sort("last_name,-id");
    let target = "GET /services/v2/user?container_id=5&access_role_id=4&without_container=true\
                  &filters%5Bsearch%5D=%25by%20ron%26a%3Db%2B%C3%A9&filters%5Bstatus%5D=active&sort=last_name%2C-id\
                  &offset=1&limit=50";
    let list =
        async |c: &Client| c.users().list(&search).page_size(50).starting_at(Cursor::Offset(1)).all().await;
    KIT.exchange("users.list", target, empty(), list).await;
    let search = ServiceUserSearch::new().container_id("5").search("bot").status("inactive").sort("id");
    let target = "GET /services/v2/user/api-only?container_id=5&filters%5Bsearch%5D=bot\
                  &filters%5Bstatus%5D=inactive&sort=id&offset=1&limit=50";
    let list = async |c: &Client| {
        c.users().list_service(&search).page_size(50).starting_at(Cursor::Offset(1)).all().await
    };
    KIT.exchange("users.list_service", target, empty(), list).await;
}

#[tokio::test]
async fn every_request_has_key_and_content_type() {
    let contract = operation("users.list").replies(200, json!({"users": []})).start().await;
    client(&contract).users().list(&UserSearch::new()).all().await.unwrap();
    sent(&contract, "GET", "/user").await.empty();
    let contract = operation("users.delete").replies(204, ()).start().await;
    client(&contract).users().delete(&"42".into()).await.unwrap();
    sent(&contract, "DELETE", "/user/42").await.empty();
    let contract = operation("users.update_service").replies(204, ()).start().await;
    client(&contract).users().update_service(&"42".into(), "a@b.example").await.unwrap();
    sent(&contract, "PUT", "/user/42").await.json(json!({"email": "a@b.example"}));
}

async fn listing(body: Value) -> Contract {
    operation("users.list").replies(200, body).start().await
}

async fn odd_listing(body: Value) -> Contract {
    let contract = operation("users.list").unlike_the_facts("a total as text, `{}` or nothing for a list");
    contract.replies(200, body).start().await
}

#[tokio::test]
async fn a_page_ends_where_its_items_end() {
    // `limit` is 0 in some replies: the number of items counts.
    let two = [json!({"id": 1}), json!({"id": 2})];
    for (page, next) in [
        (json!({"total": 5, "limit": 0, "offset": 0}), None),
        (json!({"total": 13, "limit": 0, "offset": 0}), Some(Cursor::Offset(12))),
        (json!({"total": "13"}), Some(Cursor::Offset(12))),
        (json!({"total": 12}), None),
        (json!({"total": 3}), None),
        (json!({}), Some(Cursor::Offset(12))),
    ] {
        let contract = odd_listing(json!({"users": two, "page": page})).await;
        let list = client(&contract).users().list(&UserSearch::new()).starting_at(Cursor::Offset(10));
        let first = list.first_page().await.unwrap();
        assert_eq!((first.items.len(), first.next), (2, next), "{page}");
    }
    let contract = listing(json!({"users": two, "page": {"total": 5, "limit": 0}})).await;
    let first = client(&contract).users().list(&UserSearch::new()).first_page().await.unwrap();
    assert_eq!(first.next, Some(Cursor::Offset(2)));
}

#[tokio::test]
async fn an_empty_list_has_several_forms() {
    for body in
        [json!({}), json!({"users": []}), json!({"users": {}}), json!({"users": null, "page": {"total": 9}})]
    {
        let contract = odd_listing(body.clone()).await;
        assert!(client(&contract).users().list(&UserSearch::new()).all().await.unwrap().is_empty(), "{body}");
        assert_eq!(contract.count(), 1);
    }
}

#[tokio::test]
async fn a_repeated_page_is_no_second_one() {
    let contract = listing(json!({"users": [{"id": 1}], "page": {"total": 3}})).await;
    let error = client(&contract).users().list(&UserSearch::new()).all().await.unwrap_err();
    assert!(error.to_string().contains("the same page twice"), "{error}");
    assert_eq!(contract.count(), 2);
}

#[tokio::test]
async fn limits_of_pages() {
    let all = &UserSearch::new();
    for size in [0, 1001] {
        refused("page_size", async |c| c.users().list(all).page_size(size).all().await).await;
    }
    let contract = operation("users.list").unlike_the_facts("a page size over the limit");
    let contract = contract.replies(200, json!({"users": []})).start().await;
    let lax = crate::builder(&contract).check_input(false).build().unwrap();
    lax.users().list(all).page_size(1001).all().await.unwrap();
    sent(&contract, "GET", "/user?limit=1001").await.empty();
    let token = || Cursor::Token("x".into());
    never_sent("starting_at", async |c| c.users().list(all).starting_at(token()).all().await).await;
}

#[tokio::test]
async fn a_refused_list_ends_with_the_vendors_error() {
    let contract = operation("users.list").replies(403, error("access_denied", "No")).start().await;
    let mut list = client(&contract).users().list(&UserSearch::new());
    let error = list.try_next().await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("access_denied"), "No"));
    assert!(error.delivery() == Delivery::Rejected && error.is_forbidden());
    assert!(list.try_next().await.unwrap().is_none());
}
