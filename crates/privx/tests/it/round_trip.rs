//! A user that is read, changed and written back loses nothing on the way.

use crate::{ID, builder, client};
use portcullis_testkit::{Contract, operation};
use privx::{Error, ErrorKind, Secret, local_user_store::LocalUser};
use serde_json::{Value, json};

fn read(user: &Value) -> LocalUser {
    serde_json::from_value(user.clone()).unwrap()
}

async fn writes(user: &Value, change: impl Fn(LocalUser) -> LocalUser) -> (Contract, Result<(), Error>) {
    const ODD: &str = "unknown members, and members of other types, survive";
    let contract = operation("local_users.update").unlike_the_facts(ODD).start().await;
    let reading = operation("local_users.get").unlike_the_facts(ODD).replies(200, user.clone()).start().await;
    let update = change(client(&reading).local_user_store().users().get(&ID.into()).await.unwrap());
    let result = client(&contract).local_user_store().users().replace(&ID.into(), &update).await;
    (contract, result)
}

/// What goes out for a user that came in.
async fn becomes(user: &Value, change: impl Fn(LocalUser) -> LocalUser, wanted: Value) {
    let (contract, result) = writes(user, change).await;
    result.unwrap();
    contract.request().await.is("PUT", &format!("/local-user-store/api/v1/users/{ID}")).json(wanted);
}

/// Nothing goes out, because of this field.
async fn is_refused(user: &Value, field: &str) {
    let (contract, result) = writes(user, |user| user).await;
    let error = result.unwrap_err();
    assert!(error.kind() == ErrorKind::Input && error.message().contains(&format!("`{field}`")), "{error}");
    assert_eq!(contract.count(), 0);
}

#[tokio::test]
async fn what_is_not_known_or_of_another_type_goes_back_as_it_came() {
    let mut user = json!({
        "id": ID, "created": "2026-01-02T03:04:05.123456789Z", "updated": null, "updated_by": "Superuser", "author": "",
        "comment": null, "tags": [], "username": "alice", "windows_account": "", "full_name": null, "locale": "",
        "unix_account": 7, "password_change_required": "true", "job_title": {"odd": null}, "new_null": null,
        "attributes": [
            {"key": "a", "value": null, "later": {"deep": null, "list": [null, 1.5, {"x": null}]}, "null": null},
            {"value": "", "key": null},
            {},
        ],
        "password": {"password": "{hash}abc", "created": null, "later": {"n": null}, "null": null},
        "later": {"a": {"b": [1, null]}, "null": null}, "number": 12_345_678_901_234_567_890_u64, "float": 0.1,
    });
    becomes(&user, |user| user, user.clone()).await;
    for odd in [
        json!({"attributes": null, "tags": null, "password": null}),
        json!({"attributes": {"a": 1}, "tags": "a", "password": "x"}),
        json!({"attributes": [null, 3], "tags": [1, null], "password": []}),
        json!({"attributes": [{"key": "a", "later": [1.5]}, 3, {}], "tags": ["a", 1, "b"], "password": true}),
        json!({"id": 5, "created": 5, "password_change_required": 1}),
    ] {
        user = odd;
        user["username"] = "alice".into();
        if user["id"].is_null() {
            user["id"] = ID.into();
        }
        becomes(&user, |user| user, user.clone()).await;
    }
}

#[test]
fn the_last_of_several_members_of_one_name_counts() {
    let read = |text: &str| serde_json::from_str::<LocalUser>(text);
    let user = read(r#"{"comment":"a","comment":null,"later":1,"later":2}"#).unwrap();
    assert_eq!((user.comment.as_deref(), user.extra.get("comment")), (None, Some(&Value::Null)));
    assert_eq!(user.extra.get("later"), Some(&json!(2)));
    let user = read(r#"{"comment":null,"comment":"a"}"#).unwrap();
    assert_eq!((user.comment.as_deref(), user.extra.is_empty()), (Some("a"), true));
    assert!(read("[]").is_err() && read("7").is_err());
}

#[tokio::test]
async fn a_change_wins_over_what_was_read() {
    let user = json!({"id": ID, "username": "alice", "comment": null, "company": "Example", "later": 1});
    let change = |mut user: LocalUser| {
        user.company = None;
        user.extra.insert("later", 2);
        user.comment("moved").tags(["x".to_owned()])
    };
    let wanted = json!({"id": ID, "username": "alice", "comment": "moved", "tags": ["x"], "later": 2});
    becomes(&user, change, wanted).await;
}

#[tokio::test]
async fn a_password_without_a_value_is_left_out() {
    for password in
        [json!({"password": "", "created": "2026-01-02T03:04:05Z"}), json!({"created": null}), json!({})]
    {
        let user = json!({"id": ID, "username": "alice", "password": password});
        becomes(&user, |user| user, json!({"id": ID, "username": "alice"})).await;
    }
}

#[tokio::test]
async fn a_mask_is_never_written_back() {
    for (field, hidden) in [
        ("password", json!({"password": {"password": "******", "created": "x"}})),
        ("attributes", json!({"attributes": [{"key": "a", "value": "****"}]})),
        ("attributes", json!({"attributes": [{"key": "a", "value": "b", "later": ["***"]}]})),
        ("extra", json!({"later": {"a": [{"b": "*****"}]}})),
        ("password", json!({"password": {"password": "hash", "later": "***"}})),
    ] {
        let mut user = hidden;
        user["username"] = "alice".into();
        user["id"] = ID.into();
        is_refused(&user, field).await;
        let (contract, result) = writes(&user, LocalUser::drop_masked).await;
        result.unwrap();
        contract.request().await;
    }
    // Not even when the checks of limits are off.
    let contract = operation("local_users.update").start().await;
    let unchecked = builder(&contract).check_input(false).build().unwrap().local_user_store().users();
    let masked = LocalUser::new("a").password(Secret::from("***"));
    for error in [
        unchecked.replace(&ID.into(), &masked).await.unwrap_err(),
        unchecked.create(&masked).await.unwrap_err(),
    ] {
        assert!(error.kind() == ErrorKind::Input && error.message().contains("drop_masked"), "{error}");
    }
    assert_eq!(contract.count(), 0);
}

#[tokio::test]
async fn a_mask_gives_way_to_a_value_or_is_dropped() {
    // A note of `***` is a note.
    let user = json!({
        "id": ID, "username": "alice", "comment": "***", "password": {"password": "******", "created": "x"},
        "attributes": [{"key": "a", "value": "b"}], "later": {"keep": 1},
    });
    let mut wanted = user.clone();
    wanted["password"] = json!({"password": "new-pass-1"});
    becomes(&user, |user| user.password(Secret::from("new-pass-1")), wanted.clone()).await;
    wanted.as_object_mut().unwrap().remove("password");
    becomes(&user, LocalUser::drop_masked, wanted).await;
}

#[tokio::test]
async fn a_user_is_created_without_what_the_server_sets() {
    let mut user = json!({
        "id": "5f0a", "created": "2026-01-02T03:04:05Z", "updated": null, "updated_by": "Superuser", "author": 7,
        "username": "alice", "password": {"password": "new-pass-1", "created": "x", "later": 1}, "later": {"a": 1},
        "comment": null,
    });
    let contract = operation("local_users.create").unlike_the_facts("unknown members survive");
    let contract = contract.replies(201, json!({"id": ID})).start().await;
    client(&contract).local_user_store().users().create(&read(&user)).await.unwrap();
    let members = user.as_object_mut().unwrap();
    members.retain(|name, _| !["id", "created", "updated", "updated_by", "author"].contains(&name.as_str()));
    members["password"].as_object_mut().unwrap().remove("created");
    contract.request().await.json(user);
}

#[test]
fn a_user_without_a_secret_is_serialized() {
    let user =
        json!({"id": "5f0a", "username": "alice", "created": "x", "tags": ["a"], "later": {"a": null}});
    assert_eq!(serde_json::to_value(read(&user)).unwrap(), user);
}
