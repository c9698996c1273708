use crate::{ID, builder, client};
use portcullis_testkit::{Contract, operation};
use privx::{
    Call, Client, Cursor, Delivery, ErrorKind, Secret,
    http::StatusCode,
    local_user_store::{
        LocalUser, LocalUserId, LocalUserPassword, LocalUserSearch, LocalUsers, SortDirection, TagSearch,
        UserAttribute,
    },
};
use serde_json::{Value, json};

const BEARER: &str = "Bearer tok-0123456789";
const USERS: &str = "/local-user-store/api/v1/users";

fn id() -> LocalUserId {
    ID.into()
}

fn alice() -> Value {
    json!({
        "id": ID, "created": "2026-01-02T03:04:05.123456789Z", "updated": "2026-01-03T03:04:05Z",
        "updated_by": "Superuser", "author": "77aa", "comment": "", "tags": ["a", "b"], "username": "alice",
        "windows_account": "EX\\alice", "unix_account": "alice", "full_name": "Alice Example", "display_name": "Alice",
        "job_title": "Engineer", "company": "Example", "department": "Ops", "email": "alice@example.org",
        "telephone": "+358", "locale": "fi_FI", "password": {"password": "", "created": "2026-01-02T03:04:05Z"},
        "password_change_required": true, "attributes": [{"key": "windows_sid", "value": "S-1-5"}],
        "first_name": "Alice", "last_name": "Example", "later": {"a": 1},
    })
}

#[tokio::test]
async fn users_are_listed() {
    let body = json!({"count": 2, "items": [alice(), {"id": 7, "attributes": null, "tags": null, "username": null}]});
    let contract = operation("local_users.list")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, body)
        .start()
        .await;
    let users = client(&contract).local_users().list().all().await.unwrap();
    contract.request().await.is("GET", &format!("{USERS}?limit=50")).header("authorization", BEARER).empty();
    assert_eq!(users.len(), 2);
    let user = &users[0];
    assert_eq!((user.id.as_str(), user.username.as_deref()), (ID, Some("alice")));
    assert_eq!(user.created.as_ref().unwrap().unix_seconds(), Some(1_767_323_045));
    assert_eq!(user.tags.as_deref(), Some(&["a".to_owned(), "b".to_owned()][..]));
    assert_eq!(user.windows_account.as_deref(), Some("EX\\alice"));
    assert_eq!(user.password_change_required, Some(true));
    assert_eq!(user.attributes.as_deref(), Some(&[UserAttribute::new("windows_sid", "S-1-5")][..]));
    assert_eq!(user.extra.get("later"), Some(&json!({"a": 1})));
    assert_eq!((users[1].tags.as_ref(), users[1].attributes.as_ref()), (None, None));
}

#[tokio::test]
async fn users_are_found_by_name_and_id() {
    let contract = operation("local_users.list")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, json!({"count": 0, "items": null}))
        .start()
        .await;
    let search = LocalUserSearch::new().username("al ice&").id(ID);
    let mut found =
        client(&contract).local_users().search(&search).page_size(10).starting_at(Cursor::Offset(20));
    assert!(found.try_next().await.unwrap().is_none());
    contract.request().await.is("GET", &format!("{USERS}?username=al%20ice%26&id={ID}&limit=10&offset=20"));
}

#[tokio::test]
async fn a_cursor_of_another_vendor_is_refused() {
    let contract = operation("local_users.list").replies(200, json!([])).start().await;
    let error = client(&contract).local_users().list().starting_at(Cursor::Page(2)).all().await.unwrap_err();
    assert_eq!((error.kind(), contract.count()), (ErrorKind::Input, 0));
}

#[tokio::test]
async fn one_page_is_asked_for_after_the_other() {
    let contract = operation("local_users.list")
        .replies(200, json!({"count": 3, "items": [{"id": "00000000-0000-4000-8000-000000000001"}, {"id": "00000000-0000-4000-8000-000000000002"}]}))
        .start()
        .await;
    let users = client(&contract).local_users();
    let page = users.list().page_size(2).first_page().await.unwrap();
    assert_eq!((page.items.len(), page.next), (2, Some(Cursor::Offset(2))));
    // The server repeats itself: the listing ends where its own count says.
    let all = users.list().page_size(2).all().await.unwrap();
    assert_eq!((all.len(), contract.count()), (4, 3));
}

#[tokio::test]
async fn a_user_is_created() {
    let contract = operation("local_users.create").replies(201, json!({"id": ID})).start().await;
    let mut user = LocalUser::new("alice")
        .password(Secret::from("correct horse"))
        .password_change_required(true)
        .tags(["a".to_owned()])
        .locale("sv_SE")
        .attributes([UserAttribute::new("windows_sid", "S-1-5")]);
    user.email = Some("alice@example.org".into());
    let id = client(&contract).local_users().create(&user).await.unwrap();
    assert_eq!(id.as_str(), ID);
    contract.request().await.is("POST", USERS).header("authorization", BEARER).json(json!({
        "username": "alice", "password": {"password": "correct horse"}, "password_change_required": true, "tags": ["a"],
        "email": "alice@example.org", "locale": "sv_SE", "attributes": [{"key": "windows_sid", "value": "S-1-5"}],
    }));
}

#[tokio::test]
async fn every_field_of_a_new_user_is_sent_under_its_name() {
    let contract = operation("local_users.create")
        .unlike_the_facts("limits are left to the server")
        .replies(201, json!({"id": ID}))
        .start()
        .await;
    let user = LocalUser::new("a").comment("b").windows_account("c").unix_account("d").full_name("e");
    let user = user.display_name("f").first_name("g").last_name("h").job_title("i").company("j");
    let user = user.department("k").email("l").telephone("m").locale("");
    client(&contract).local_users().create(&user).await.unwrap();
    contract.request().await.json(json!({
        "username": "a", "comment": "b", "windows_account": "c", "unix_account": "d", "full_name": "e",
        "display_name": "f", "first_name": "g", "last_name": "h", "job_title": "i", "company": "j", "department": "k",
        "email": "l", "telephone": "m", "locale": "",
    }));
}

#[tokio::test]
async fn the_new_id_may_be_in_the_location_alone() {
    let contract = operation("local_users.create")
        .unlike_the_facts("an empty reply is survived")
        .replies(201, ())
        .reply_header("location", &format!("/local-user-store/api/v1/users/{ID}"))
        .start()
        .await;
    assert_eq!(client(&contract).local_users().create(&LocalUser::new("a")).await.unwrap().as_str(), ID);
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let body = json!({"error_code": "VALUE_DUPLICATE", "error_message": "taken", "property": "username", "details": null});
    let contract = operation("local_users.create").replies(400, body).start().await;
    let error = client(&contract).local_users().create(&LocalUser::new("alice")).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!(
        (error.status(), error.code()),
        (Some(StatusCode::BAD_REQUEST), Some(privx::code::VALUE_DUPLICATE))
    );
    assert_eq!(error.message(), "username: taken");
    assert!(error.is_conflict() && !error.is_not_found());
}

#[tokio::test]
async fn a_failed_creation_is_not_repeated() {
    let contract = operation("local_users.create").replies(503, ()).start().await;
    let client = Client::builder(contract.url()).bearer("tok-0123456789").build().unwrap();
    let error = client.local_users().create(&LocalUser::new("alice")).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn a_user_is_read() {
    let contract = operation("local_users.get").replies(200, alice()).start().await;
    let user = client(&contract).local_users().get(&id()).await.unwrap();
    contract.request().await.is("GET", &format!("{USERS}/{ID}")).header("authorization", BEARER).empty();
    assert_eq!((user.department.as_deref(), user.locale.as_deref()), (Some("Ops"), Some("fi_FI")));
    assert_eq!(user.password.unwrap().created.unwrap().as_str(), "2026-01-02T03:04:05Z");
}

#[tokio::test]
async fn a_missing_user_is_told_from_a_wrong_url() {
    for status in [404, 400] {
        let body = json!({"error_code": "OBJECT_NOT_FOUND", "error_message": "Object not found"});
        let contract = operation("local_users.get").replies(status, body).start().await;
        let users = client(&contract).local_users();
        assert!(users.get(&id()).optional().await.unwrap().is_none());
        assert!(users.get(&id()).await.unwrap_err().is_not_found());
        assert!(users.delete(&id()).optional().await.unwrap().is_none());
    }
    let contract = operation("local_users.delete")
        .unlike_the_facts("an HTML page of a proxy")
        .replies(404, "<html>404</html>")
        .start()
        .await;
    let users = client(&contract).local_users();
    for error in
        [users.get(&id()).optional().await.unwrap_err(), users.delete(&id()).optional().await.unwrap_err()]
    {
        assert_eq!(
            (error.kind(), error.is_not_found(), error.is_route_missing()),
            (ErrorKind::Api, false, true)
        );
    }
}

#[tokio::test]
async fn a_user_is_replaced() {
    let contract = operation("local_users.update").replies(200, ()).start().await;
    let update = LocalUser::new("alice").department("Ops").password(LocalUserPassword::new("new-pass-1"));
    client(&contract).local_users().replace(&id(), &update).await.unwrap();
    contract
        .request()
        .await
        .is("PUT", &format!("{USERS}/{ID}"))
        .header("authorization", BEARER)
        .json(json!({"username": "alice", "department": "Ops", "password": {"password": "new-pass-1"}}));
}

#[tokio::test]
async fn details_are_told_and_the_password_in_them_is_not() {
    let body = json!({"error_code": "INVALID_REQUEST_DATA", "error_message": "bad user", "details": [
        {"error_code": "VALUE_INCORRECT_FORMAT", "error_message": "new-pass-1 is weak", "property": "password"}, null]});
    let contract = operation("local_users.update").replies(400, body).start().await;
    let update = LocalUser::new("alice").password(Secret::from("new-pass-1"));
    let error = client(&contract).local_users().replace(&id(), &update).await.unwrap_err();
    assert_eq!(error.message(), "bad user; password: VALUE_INCORRECT_FORMAT (*** is weak)");
    assert!(!format!("{error} {error:?}").contains("new-pass-1"));
}

#[tokio::test]
async fn a_user_is_deleted() {
    let contract = operation("local_users.delete").replies(200, ()).start().await;
    client(&contract).local_users().delete(&id()).await.unwrap();
    contract.request().await.is("DELETE", &format!("{USERS}/{ID}")).header("authorization", BEARER).empty();
}

#[tokio::test]
async fn a_missing_permission_is_no_lost_session() {
    let body = json!({"error_code": "PERMISSION_DENIED", "error_message": "Permission denied"});
    let contract = operation("local_users.delete").replies(403, body).start().await;
    let error = client(&contract).local_users().delete(&id()).await.unwrap_err();
    assert!(error.is_forbidden() && error.kind() == ErrorKind::Api && error.delivery() == Delivery::Rejected);
}

#[tokio::test]
async fn a_password_is_set() {
    let contract = operation("local_users.set_password").replies(200, ()).start().await;
    client(&contract).local_users().set_password(&id(), &"new-pass-1".into()).await.unwrap();
    contract
        .request()
        .await
        .is("PUT", &format!("{USERS}/{ID}/password"))
        .header("authorization", BEARER)
        .json(json!({"password": "new-pass-1"}));
}

#[tokio::test]
async fn tags_are_listed() {
    for body in [json!(["a", "b"]), json!({"count": 2, "items": ["a", "b"]})] {
        let contract = operation("local_users.tags").replies(200, body).start().await;
        assert_eq!(client(&contract).local_users().tags().all().await.unwrap(), ["a", "b"]);
        contract
            .request()
            .await
            .is("GET", &format!("{USERS}/tags?limit=50"))
            .header("authorization", BEARER)
            .empty();
    }
    let contract = operation("local_users.tags").replies(200, json!([])).start().await;
    let search = TagSearch::new().query("o p").sort(SortDirection::Descending);
    assert!(
        client(&contract).local_users().search_tags(&search).page_size(5).all().await.unwrap().is_empty()
    );
    contract.request().await.is("GET", &format!("{USERS}/tags?sortdir=DESC&query=o%20p&limit=5"));
}

#[tokio::test]
async fn an_id_cannot_become_another_operation() {
    let contract = operation("local_users.delete").replies(200, ()).start().await;
    let users = builder(&contract).check_input(false).build().unwrap().local_users();
    for id in ["", ".", "..", "tags"].map(LocalUserId::from) {
        for error in [
            users.delete(&id).await.unwrap_err(),
            users.get(&id).await.unwrap_err(),
            users.replace(&id, &LocalUser::new("a")).await.unwrap_err(),
            users.set_password(&id, &"new-pass-1".into()).await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Input, "{id}");
            assert!(error.message().contains("`user_id`"), "{error}");
        }
    }
    assert_eq!(contract.count(), 0);
}

/// The call is refused unsent; with the check switched off it goes out.
async fn is_limited<T: serde::de::DeserializeOwned>(field: &str, call: impl Fn(&LocalUsers) -> Call<T>) {
    let contract: Contract = operation("local_users.create")
        .unlike_the_facts("limits are left to the server")
        .replies(201, json!({"id": "00000000-0000-4000-8000-000000000001"}))
        .start()
        .await;
    let error = call(&client(&contract).local_users()).await.err().unwrap();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent), "{field}");
    assert!(error.message().contains(&format!("`{field}`")), "{field}: {error}");
    assert_eq!(contract.count(), 0, "{field}");
    let unchecked = builder(&contract).check_input(false).build().unwrap();
    drop(call(&unchecked.local_users()).await);
    contract.request().await;
}

#[tokio::test]
async fn documented_limits_are_checked() {
    is_limited("username", |users| users.create(&LocalUser::new(""))).await;
    is_limited("username", |users| users.replace(&id(), &LocalUser::default())).await;
    for locale in ["sv", "sv-SE", "SV_se", "swe_SE", "sv_SWE", "s1_SE", "sv_S1"] {
        is_limited("locale", |users| users.create(&LocalUser::new("a").locale(locale))).await;
        is_limited("locale", |users| users.replace(&id(), &LocalUser::new("a").locale(locale))).await;
    }
    is_limited("password.password", |users| users.create(&LocalUser::new("a").password(Secret::from(""))))
        .await;
    is_limited("password.password", |users| {
        users.replace(&id(), &LocalUser::new("a").password(LocalUserPassword::new("")))
    })
    .await;
    is_limited("password", |users| users.set_password(&id(), &"".into())).await;
}

#[tokio::test]
async fn an_id_stays_inside_its_segment() {
    let contract = operation("local_users.delete")
        .unlike_the_facts("an id that is no UUID")
        .replies(200, ())
        .start()
        .await;
    client(&contract).local_users().delete(&"5f0a/1".into()).await.unwrap();
    contract.request().await.is("DELETE", &format!("{USERS}/5f0a%2F1"));
}
