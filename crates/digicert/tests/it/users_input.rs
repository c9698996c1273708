use crate::{builder, client};
use digicert::{
    Call, Client, ContainerAssignments, ErrorKind, KeyRole, NewServiceUser, NewUser, Role, UserDetail,
    UserUpdate,
};
use portcullis_testkit::operation;
use serde_json::{Value, json};

fn ada() -> NewUser {
    NewUser::new("ada", "Ada", "Byron", "ada@example.com", Role::StandardUser)
}

/// Refused with the field's name and nothing sent; sent when the server is to judge.
async fn refused<T: serde::de::DeserializeOwned>(
    id: &'static str,
    field: &str,
    reply: Value,
    call: impl Fn(&Client) -> Call<T>,
) {
    let contract = operation(id).unlike_the_facts("limits are left to the server");
    let contract = contract.replies(200, reply).start().await;
    let Err(error) = call(&client(&contract)).await else { panic!("{id} {field}: sent") };
    assert_eq!(error.kind(), ErrorKind::Input, "{id} {field}");
    assert!(error.message().starts_with(&format!("`{field}`")), "{id} {field}: {error}");
    assert_eq!(contract.count(), 0);
    let lax = builder(&contract).check_input(false).build().unwrap();
    assert!(call(&lax).await.is_ok(), "{id} {field}");
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn limits_of_a_new_user() {
    let with = |edit: fn(&mut NewUser)| {
        let mut user = ada();
        edit(&mut user);
        user
    };
    let cases: [(&str, NewUser); 15] = [
        ("username", with(|u| u.username = String::new())),
        ("username", with(|u| u.username = "ada byron".into())),
        ("username", with(|u| u.username = "ada/byron".into())),
        ("first_name", with(|u| u.first_name = String::new())),
        ("first_name", with(|u| u.first_name = "ä".repeat(129))),
        ("last_name", with(|u| u.last_name = String::new())),
        ("last_name", with(|u| u.last_name = "x".repeat(129))),
        ("email", with(|u| u.email = String::new())),
        ("email", with(|u| u.email = "ada".into())),
        ("email", with(|u| u.email = format!("{}@example.com", "x".repeat(244)))),
        ("role", with(|u| u.role = Role::Other("boss".into()))),
        ("job_title", with(|u| u.job_title = Some("x".repeat(65)))),
        ("telephone", with(|u| u.telephone = Some("x".repeat(65)))),
        ("container", with(|u| u.container = Some("top".into()))),
        ("container", with(|u| u.container = Some("".into()))),
    ];
    for (field, user) in cases {
        refused("users.create", field, json!({"id": 1}), |digicert| digicert.users().create(&user)).await;
    }
}

#[tokio::test]
async fn the_longest_allowed_values_go_out() {
    let contract = operation("users.create").replies(201, json!({"id": 1})).start().await;
    let email = format!("{}@example.com", "x".repeat(243));
    let names = ("A1@-_+.", "ä".repeat(128), "x".repeat(128));
    let user = NewUser::new(names.0, names.1, names.2, email, Role::LimitedUser)
        .job_title("x".repeat(64))
        .telephone("x".repeat(64));
    client(&contract).users().create(&user).await.unwrap();
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn limits_of_a_service_user() {
    let reply = || json!({"id": 1, "api_key": "k"});
    for (field, user) in [
        ("api_name", NewServiceUser::new("", "bot@example.com")),
        ("email", NewServiceUser::new("bot", "bot")),
        ("key_role", NewServiceUser::new("bot", "bot@example.com").key_role(KeyRole::Other("all".into()))),
    ] {
        refused("users.create_service", field, reply(), |digicert| digicert.users().create_service(&user))
            .await;
    }
    let id = "43".into();
    refused("users.update_service", "email", json!({}), |digicert| {
        digicert.users().update_service(&id, "bot")
    })
    .await;
}

#[tokio::test]
async fn limits_of_an_update() {
    let id = "42".into();
    let base = || UserUpdate::replacing("ada@example.com");
    for (field, update) in [
        ("username", base().username("ada byron")),
        ("first_name", base().first_name("")),
        ("last_name", base().last_name("x".repeat(129))),
        ("email", UserUpdate::from(&UserDetail::default())),
        ("job_title", base().job_title("x".repeat(65))),
        ("telephone", base().telephone("x".repeat(65))),
    ] {
        refused("users.update", field, json!({}), |digicert| digicert.users().update(&id, &update)).await;
    }
    let role = Role::from("");
    refused("users.update_role", "role", json!({}), |digicert| digicert.users().update_role(&id, &role))
        .await;
}

#[tokio::test]
async fn limits_of_a_user_name() {
    let reply = || json!({"available": true});
    refused("users.check_username", "username", reply(), |digicert| digicert.users().check_username("a b"))
        .await;
}

#[tokio::test]
async fn an_accidental_empty_set_of_containers_is_never_sent() {
    let contract = operation("users.update_container_assignments").replies(204, ()).start().await;
    let lax = builder(&contract).check_input(false).build().unwrap();
    for ids in [vec![], vec!["5".into(), "".into()]] {
        let only = ContainerAssignments::Only(ids);
        for digicert in [&lax, &client(&contract)] {
            let users = digicert.users();
            let bot = NewServiceUser::new("bot", "bot@example.com").container_assignments(only.clone());
            for error in [
                users.update_container_assignments(&"42".into(), &only).await.unwrap_err(),
                users.create(&ada().container_assignments(only.clone())).await.unwrap_err(),
                users.create_service(&bot).await.unwrap_err(),
            ] {
                assert_eq!(error.kind(), ErrorKind::Input);
                assert!(error.message().starts_with("`container_assignments`"), "{error}");
            }
        }
    }
    assert_eq!(contract.count(), 0);
}

#[tokio::test]
async fn an_id_stays_inside_its_segment() {
    let contract = operation("users.delete")
        .unlike_the_facts("an id that no server gives")
        .replies(204, ())
        .start()
        .await;
    let digicert = client(&contract);
    for id in ["", ".", ".."] {
        assert_eq!(digicert.users().delete(&id.into()).await.unwrap_err().kind(), ErrorKind::Input);
    }
    digicert.users().delete(&"4/../2?x=1".into()).await.unwrap();
    contract.request().await.is("DELETE", "/services/v2/user/4%2F..%2F2%3Fx%3D1");
}
