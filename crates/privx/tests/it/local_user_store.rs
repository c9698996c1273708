//! The service `local-user-store`: every operation, and the rules of its objects.

mod api_clients;
mod trusted_clients;

use crate::{
    ID, client,
    support::{
        DONE, creates, exchange, is_a_conflict, is_identified, is_limited, is_refused, keeps_the_rules,
        may_be_missing, paged, reads_the_state, sends,
    },
};
use portcullis_testkit::{Answer, full, operation, sample, sent};
use privx::{
    Client, Cursor, Delivery, Secret, SortDirection,
    local_user_store::{LocalUser, LocalUserPassword, LocalUserSearch, LocalUsers, TagSearch},
};
use serde_json::json;

const USERS: &str = "/local-user-store/api/v1/users";

/// What PrivX sets on an API client and on a trusted client.
const SERVER: &[&str] = &[
    "/id",
    "/secret",
    "/created",
    "/updated",
    "/updated_by",
    "/author",
    "/oauth_client_id",
    "/oauth_client_secret",
];

fn users(client: &Client) -> LocalUsers {
    client.local_user_store().users()
}

#[tokio::test]
async fn the_state_is_read_without_a_credential() {
    let status = async |c: &Client| c.local_user_store().status().await;
    reads_the_state("local_user_store.status", "GET /local-user-store/api/v1/status", status).await;
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| users(c).list().all().await;
    exchange("local_users.list", format!("GET {USERS}?limit=50"), full(), list).await;
    let get = async |c: &Client| users(c).get(&ID.into()).await;
    exchange("local_users.get", format!("GET {USERS}/{ID}"), full(), get).await;
    let page = async |c: &Client| users(c).tags().first_page().await;
    let line = format!("GET {USERS}/tags?limit=50");
    exchange("local_users.tags", &line, full(), page).await;
    let tags = async |c: &Client| users(c).tags().first_page().await.map(|page| page.items);
    for body in [json!(["a", "b"]), json!({ "count": 2, "items": ["a", "b"] })] {
        assert_eq!(exchange("local_users.tags", &line, (200, body), tags).await, ["a", "b"]);
    }
    let search = TagSearch::new().query("o p").sort(SortDirection::Descending);
    let found = async |c: &Client| paged(users(c).search_tags(&search)).await;
    let line = format!("GET {USERS}/tags?sortdir=DESC&query=o%20p&limit=10&offset=20");
    assert!(exchange("local_users.tags", line, (200, json!([])), found).await.items.is_empty());
}

#[tokio::test]
async fn users_are_found_by_name_and_id() {
    let search = LocalUserSearch::new().username("al ice&").id(ID);
    let list = async |c: &Client| paged(users(c).search(&search)).await;
    let line = format!("GET {USERS}?username=al%20ice%26&id={ID}&limit=10&offset=20");
    exchange("local_users.list", &line, full(), &list).await;
    let null = Answer::from((200, json!({ "count": 0, "items": null }))).unlike_the_facts("no list is null");
    assert!(exchange("local_users.list", line, null, list).await.items.is_empty());
    let list = async |c: &Client| users(c).list().starting_at(Cursor::Page(2)).all().await;
    is_refused("cursor", list).await;
}

#[tokio::test]
async fn a_repeated_page_is_no_second_one() {
    let items = json!([{ "id": ID }, { "id": "00000000-0000-4000-8000-000000000002" }]);
    let found = json!({ "count": 3, "items": items });
    let contract = operation("local_users.list").replies(200, found).start().await;
    let error = users(&client(&contract)).list().page_size(2).all().await.unwrap_err();
    assert!(error.to_string().contains("the same page twice"), "{error}");
    assert_eq!(contract.count(), 2);
}

#[tokio::test]
async fn a_user_is_written_as_a_whole() {
    let mut user = sample("LocalUserInput");
    user["locale"] = "sv_SE".into();
    user["password"]["password"] = "correct horse".into();
    let server = &["/id", "/created", "/updated", "/updated_by", "/author", "/password/created"];
    let create = async |c: &Client, user: &LocalUser| users(c).create(user).await;
    creates("local_users.create", &format!("POST {USERS}"), user.clone(), server, create).await;
    let line = format!("PUT {USERS}/{}", user["id"].as_str().unwrap());
    let replace = async |c: &Client, user: &LocalUser| users(c).replace(&user.id, user).await;
    sends(operation("local_users.update"), &line, user, &[], replace).await;
    let user = LocalUser::new("alice").password(Secret::from("correct horse")).locale("");
    let create = async |c: &Client| users(c).create(&user).await;
    let body = r#"{"username":"alice","locale":"","password":{"password":"correct horse"}}"#;
    let location = Answer::from((201, ())).header("location", &format!("{USERS}/{ID}"));
    let location = location.unlike_the_facts("the id is in the header alone");
    let id = exchange("local_users.create", sent(format!("POST {USERS}"), body), location, create).await;
    assert_eq!(id.as_str(), ID);
    let delete = async |c: &Client| users(c).delete(&ID.into()).await;
    exchange("local_users.delete", format!("DELETE {USERS}/{ID}"), DONE, delete).await;
    let password = async |c: &Client| users(c).set_password(&ID.into(), &"new-pass-1".into()).await;
    let line = sent(format!("PUT {USERS}/{ID}/password"), r#"{"password":"new-pass-1"}"#);
    exchange("local_users.set_password", line, DONE, password).await;
}

#[tokio::test]
async fn a_user_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| users(c).get(&id.into()).await;
    let replace = async |c: &Client, id: &str, user: LocalUser| users(c).replace(&id.into(), &user).await;
    keeps_the_rules(("local_users.get", get), ("local_users.update", replace), &["tags"]).await;
    let get = async |c: &Client| users(c).get(&ID.into()).optional().await;
    may_be_missing("local_users.get", &format!("GET {USERS}/{ID}"), get).await;
    let delete = async |c: &Client| users(c).delete(&ID.into()).optional().await;
    may_be_missing("local_users.delete", &format!("DELETE {USERS}/{ID}"), delete).await;
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let user = LocalUser::new("alice");
    is_a_conflict(operation("local_users.create"), async |c| users(c).create(&user).await).await;
}

#[tokio::test]
async fn a_failed_creation_is_not_repeated() {
    let contract = operation("local_users.create").replies(503, ()).start().await;
    let client = Client::builder(contract.url()).bearer("tok-0123456789").build().unwrap();
    let error = users(&client).create(&LocalUser::new("alice")).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn details_are_shown_and_the_password_in_them_is_not() {
    let body = json!({"error_code": "INVALID_REQUEST_DATA", "error_message": "bad user", "details": [
        {"error_code": "VALUE_INCORRECT_FORMAT", "error_message": "new-pass-1 is weak", "property": "password"}, null]});
    let contract = operation("local_users.update").replies(400, body).start().await;
    let user = LocalUser::new("alice").password(Secret::from("new-pass-1"));
    let error = users(&client(&contract)).replace(&ID.into(), &user).await.unwrap_err();
    assert_eq!(error.message(), "bad user; password: VALUE_INCORRECT_FORMAT (*** is weak)");
    assert!(!format!("{error} {error:?}").contains("new-pass-1"));
}

#[tokio::test]
async fn an_id_cannot_become_another_operation() {
    for id in ["", ".", "..", "tags"] {
        is_refused("user_id", async |c| users(c).delete(&id.into()).await).await;
        is_refused("user_id", async |c| users(c).get(&id.into()).await).await;
        is_refused("user_id", async |c| users(c).replace(&id.into(), &LocalUser::new("a")).await).await;
        is_refused("user_id", async |c| users(c).set_password(&id.into(), &"new-pass-1".into()).await).await;
    }
    let delete = async |c: &Client| users(c).delete(&"5f0a/1".into()).await;
    let odd = Answer::from(DONE).unlike_the_facts("an id that is no UUID");
    exchange("local_users.delete", format!("DELETE {USERS}/5f0a%2F1"), odd, delete).await;
}

#[tokio::test]
async fn documented_limits_are_checked() {
    let mut odd = vec![("username", LocalUser::new("")), ("username", LocalUser::default())];
    odd.push(("password.password", LocalUser::new("a").password(LocalUserPassword::new(""))));
    for locale in ["sv", "sv-SE", "SV_se", "swe_SE", "sv_SWE", "s1_SE", "sv_S1"] {
        odd.push(("locale", LocalUser::new("a").locale(locale)));
    }
    for (field, user) in &odd {
        let create = async |c: &Client| users(c).create(user).await;
        is_limited(operation("local_users.create"), field, create).await;
        let replace = async |c: &Client| users(c).replace(&ID.into(), user).await;
        is_limited(operation("local_users.update"), field, replace).await;
    }
    let set = async |c: &Client| users(c).set_password(&ID.into(), &"".into()).await;
    is_limited(operation("local_users.set_password"), "password", set).await;
}

#[tokio::test]
async fn an_object_without_an_id_is_refused() {
    let get = async |c: &Client| users(c).get(&ID.into()).await;
    is_identified("local_users.get", format!("GET {USERS}/{ID}"), get).await;
    let get = async |c: &Client| c.local_user_store().api_clients().get(&ID.into()).await;
    is_identified("api_clients.get", format!("GET /local-user-store/api/v1/api-clients/{ID}"), get).await;
    let get = async |c: &Client| c.local_user_store().trusted_clients().get(&ID.into()).await;
    is_identified("trusted_clients.get", format!("GET /local-user-store/api/v1/trusted-clients/{ID}"), get)
        .await;
}
