use crate::{client, error, sent};
use digicert::{Cursor, Delivery, ErrorKind, Role, ServiceUserSearch, UserSearch, UserStatus, UserType};
use portcullis_testkit::{Contract, operation};
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
    let contract = operation("users.list")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, recorded())
        .start()
        .await;
    let users = client(&contract).users().list(&UserSearch::new()).all().await.unwrap();
    sent(&contract, "GET", "/user").await.empty();
    let [ada, other] = users.as_slice() else { panic!("{users:?}") };
    assert_eq!(
        (ada.id.as_str(), ada.username.as_deref(), ada.account_id.as_deref()),
        ("1", Some("ada"), Some("7"))
    );
    assert_eq!((ada.job_title.as_deref(), ada.telephone.as_deref()), (Some("Analyst"), Some("555 0100")));
    assert_eq!(ada.last_login_date.as_ref().unwrap().unix_seconds(), Some(1_935_817_689));
    assert_eq!((&ada.access_roles[0].id, &ada.kind), (&Role::Administrator, &Some(UserType::Standard)));
    assert_eq!((other.id.as_str(), &other.status), ("2", &Some(UserStatus::Other("locked".into()))));
    assert_eq!((&other.job_title, &other.last_login_date, other.access_roles.len()), (&None, &None, 0));
}

#[tokio::test]
async fn lists_users_by_every_filter() {
    let contract = operation("users.list")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, recorded())
        .start()
        .await;
    let search = UserSearch::new()
        .container_id("5")
        .role(Role::Manager)
        .without_container(true)
        .search("%by ron")
        .status(UserStatus::Active)
        .sort("last_name,-id");
    client(&contract).users().list(&search).page_size(50).starting_at(Cursor::Offset(1)).all().await.unwrap();
    let target = "/user?container_id=5&access_role_id=4&without_container=true&filters%5Bsearch%5D=%25by%20ron\
                  &filters%5Bstatus%5D=active&sort=last_name%2C-id&offset=1&limit=50";
    sent(&contract, "GET", target).await.empty();
}

#[tokio::test]
async fn lists_service_users() {
    let contract = operation("users.list_service")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, recorded())
        .start()
        .await;
    let users = client(&contract).users().list_service(&ServiceUserSearch::new()).all().await.unwrap();
    sent(&contract, "GET", "/user/api-only").await.empty();
    assert_eq!(users[1].kind, Some(UserType::Other("api_only".into())));
}

#[tokio::test]
async fn lists_service_users_by_every_filter() {
    let contract = operation("users.list_service")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, recorded())
        .start()
        .await;
    let search = ServiceUserSearch::new().container_id("5").search("bot").status("inactive").sort("id");
    client(&contract).users().list_service(&search).all().await.unwrap();
    let target = "/user/api-only?container_id=5&filters%5Bsearch%5D=bot&filters%5Bstatus%5D=inactive&sort=id";
    sent(&contract, "GET", target).await.empty();
}

async fn listing(body: Value) -> Contract {
    operation("users.list").replies(200, body).start().await
}

async fn odd_listing(body: Value) -> Contract {
    let contract = operation("users.list").unlike_the_facts("other types and limits are survived");
    contract.replies(200, body).start().await
}

#[tokio::test]
async fn a_page_ends_where_its_items_end() {
    // `limit` is 0 in some answers: what counts is how many came.
    let two = [json!({"id": 1}), json!({"id": 2})];
    for (page, next) in [
        (json!({"total": 5, "limit": 0, "offset": 0}), Some(Cursor::Offset(12))),
        (json!({"total": "13"}), Some(Cursor::Offset(12))),
        (json!({"total": 12}), None),
        (json!({"total": 3}), None),
        (json!({}), Some(Cursor::Offset(12))),
    ] {
        let contract = odd_listing(json!({"users": two, "page": page})).await;
        let users = client(&contract).users();
        let first =
            users.list(&UserSearch::new()).starting_at(Cursor::Offset(10)).first_page().await.unwrap();
        let want = if page["total"] == json!(5) { None } else { next };
        assert_eq!((first.items.len(), first.next), (2, want), "{page}");
    }
    let contract = odd_listing(json!({"users": two, "page": {"total": 5, "limit": 0}})).await;
    let first = client(&contract).users().list(&UserSearch::new()).first_page().await.unwrap();
    assert_eq!(first.next, Some(Cursor::Offset(2)));
}

#[tokio::test]
async fn nothing_comes_in_several_spellings() {
    for body in
        [json!({}), json!({"users": []}), json!({"users": {}}), json!({"users": null, "page": {"total": 9}})]
    {
        let contract = odd_listing(body.clone()).await;
        assert!(client(&contract).users().list(&UserSearch::new()).all().await.unwrap().is_empty(), "{body}");
        assert_eq!(contract.count(), 1);
    }
}

#[tokio::test]
async fn a_server_that_repeats_itself_is_asked_for_more_each_time() {
    let contract = listing(json!({"users": [{"id": 1}], "page": {"total": 3}})).await;
    assert_eq!(client(&contract).users().list(&UserSearch::new()).all().await.unwrap().len(), 3);
    assert_eq!(contract.count(), 3);
}

#[tokio::test]
async fn limits_of_pages() {
    let contract = odd_listing(recorded()).await;
    for size in [0, 1001] {
        let list = client(&contract).users().list(&UserSearch::new()).page_size(size);
        let error = list.all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().starts_with("`page_size`"));
    }
    let list = client(&contract).users().list(&UserSearch::new()).starting_at(Cursor::Token("x".into()));
    assert_eq!(list.all().await.unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(contract.count(), 0);
    let lax = crate::builder(&contract).check_input(false).build().unwrap();
    lax.users().list(&UserSearch::new()).page_size(1001).all().await.unwrap();
    sent(&contract, "GET", "/user?limit=1001").await.empty();
}

#[tokio::test]
async fn a_refused_listing_ends_with_the_vendors_words() {
    let contract = operation("users.list").replies(403, error("access_denied", "No")).start().await;
    let mut list = client(&contract).users().list(&UserSearch::new());
    let error = list.try_next().await.unwrap_err();
    assert_eq!(
        (error.code(), error.message(), error.delivery()),
        (Some("access_denied"), "No", Delivery::Rejected)
    );
    assert!(error.is_forbidden());
    assert!(list.try_next().await.unwrap().is_none());
}
