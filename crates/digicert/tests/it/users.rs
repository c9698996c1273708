use crate::{client, error, sent};
use digicert::{
    ContainerAssignments, Delivery, ErrorKind, KeyRole, NewServiceUser, NewUser, Role, UserStatus, UserType,
    UserUpdate, code,
};
use portcullis_testkit::operation;
use serde_json::{Value, json};

fn ada() -> NewUser {
    NewUser::new("ada", "Ada", "Byron", "ada@example.com", Role::StandardUser)
}

pub(crate) fn detail() -> Value {
    json!({
        "id": 42, "username": "ada", "account_id": 7, "first_name": "Ada", "last_name": "Byron",
        "email": "ada@example.com", "job_title": "Analyst", "telephone": "555 0100", "status": "active",
        "last_login_date": "2031-05-06 07:08:09", "is_cert_central": true, "is_enterprise": 0,
        "is_saml_sso_only": "false", "type": "standard", "language_id": "1", "account_language_id": 1,
        "container": {"id": 5, "public_id": "pub", "name": "Top", "parent_id": 0, "template_id": 3,
                      "ekey": "brand", "has_logo": false, "is_active": true},
        "access_roles": [{"id": 5, "name": "Standard User"}],
        "container_visibility": [{"id": "5", "name": "Top"}],
        "has_container_assignments": true, "container_assignments": [{"id": 6, "name": "Below"}],
        "theme": {"dark": true},
    })
}

#[tokio::test]
async fn creates() {
    let contract = operation("users.create").replies(201, json!({"id": 42})).start().await;
    assert_eq!(client(&contract).users().create(&ada()).await.unwrap().as_str(), "42");
    sent(&contract, "POST", "/user").await.json(json!({
        "username": "ada", "first_name": "Ada", "last_name": "Byron", "email": "ada@example.com",
        "access_roles": [{"id": 5}],
    }));
}

#[tokio::test]
async fn creates_with_everything() {
    let contract = operation("users.create")
        .unlike_the_facts("other types and shapes are read too")
        .replies(201, json!({"id": "42"}))
        .start()
        .await;
    let user = ada()
        .job_title("Analyst")
        .telephone("555 0100")
        .container("5")
        .container_assignments(vec!["5".into(), "6".into()])
        .is_saml_sso_only(true);
    assert_eq!(client(&contract).users().create(&user).await.unwrap().as_str(), "42");
    sent(&contract, "POST", "/user").await.json(json!({
        "username": "ada", "first_name": "Ada", "last_name": "Byron", "email": "ada@example.com",
        "access_roles": [{"id": 5}], "job_title": "Analyst", "telephone": "555 0100",
        "container": {"id": 5}, "container_id_assignments": ["5", "6"], "is_saml_sso_only": true,
    }));
}

#[tokio::test]
async fn reports_every_complaint_about_a_new_user() {
    let body = json!({"errors": [
        {"code": "invalid_value:username", "message": "Taken"},
        {"code": "required_param:access_roles", "message": "Missing"},
    ]});
    let contract = operation("users.create").replies(400, body).start().await;
    let error = client(&contract).users().create(&ada()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (400, Some("invalid_value:username")));
    assert_eq!(error.message(), "invalid_value:username: Taken; required_param:access_roles: Missing");
    assert_eq!(code::split(error.code().unwrap()), (code::INVALID_VALUE, Some("username")));
    assert!(!error.is_conflict());
}

#[tokio::test]
async fn a_lost_or_broken_creation_may_have_been_done() {
    let contract = operation("users.create")
        .unlike_the_facts("other types and shapes are read too")
        .replies(503, ())
        .start()
        .await;
    let error = client(&contract).users().create(&ada()).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
    let contract = operation("users.create")
        .unlike_the_facts("other types and shapes are read too")
        .replies(201, json!({}))
        .start()
        .await;
    let error = client(&contract).users().create(&ada()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery(), contract.count()), (ErrorKind::Decode, Delivery::Applied, 1));
}

#[tokio::test]
async fn creates_a_service_user() {
    let body = json!({"id": 43, "api_key": "S3CRETAPIKEYOFTHEBOT"});
    let contract = operation("users.create_service").replies(201, body).start().await;
    let bot = NewServiceUser::new("bot", "bot@example.com")
        .key_role(KeyRole::UserManagement)
        .container_assignments(ContainerAssignments::Unrestricted);
    let made = client(&contract).users().create_service(&bot).await.unwrap();
    assert_eq!((made.id.as_str(), made.api_key.expose_secret()), ("43", "S3CRETAPIKEYOFTHEBOT"));
    sent(&contract, "POST", "/user").await.json(json!({
        "is_api_only": true, "api_name": "bot", "email": "bot@example.com", "restricted_to_role_id": 103,
        "container_id_assignments": [],
    }));
}

#[tokio::test]
async fn creates_a_plain_service_user() {
    let body = json!({"id": 43, "api_key": "S3CRETAPIKEYOFTHEBOT"});
    let contract = operation("users.create_service").replies(201, body).start().await;
    client(&contract).users().create_service(&NewServiceUser::new("bot", "bot@example.com")).await.unwrap();
    let body = json!({"is_api_only": true, "api_name": "bot", "email": "bot@example.com"});
    sent(&contract, "POST", "/user").await.json(body);
}

#[tokio::test]
async fn gets() {
    let contract = operation("users.get")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, detail())
        .start()
        .await;
    let user = client(&contract).users().get(&"42".into()).await.unwrap();
    sent(&contract, "GET", "/user/42").await.empty();
    assert_eq!((user.id.as_str(), user.account_id.as_deref()), ("42", Some("7")));
    assert_eq!((user.status, user.kind), (Some(UserStatus::Active), Some(UserType::Standard)));
    assert_eq!(user.last_login_date.unwrap().as_str(), "2031-05-06 07:08:09");
    assert_eq!(
        (user.is_cert_central, user.is_enterprise, user.is_saml_sso_only),
        (Some(true), Some(false), Some(false))
    );
    assert_eq!((user.language_id, user.account_language_id), (Some(1), Some(1)));
    let container = user.container.unwrap();
    assert_eq!((container.id.as_str(), container.parent_id.unwrap().as_str()), ("5", "0"));
    assert_eq!((container.template_id.as_deref(), container.has_logo), (Some("3"), Some(false)));
    assert_eq!(
        (&user.access_roles[0].id, user.container_assignments[0].id.as_str()),
        (&Role::StandardUser, "6")
    );
    assert_eq!((user.has_container_assignments, user.container_visibility.len()), (Some(true), 1));
    assert_eq!(user.extra.get("theme"), Some(&json!({"dark": true})));
}

#[tokio::test]
async fn gets_a_user_of_whom_little_is_known() {
    let body =
        json!({"id": "42", "access_roles": {}, "container_assignments": null, "last_login_date": null});
    let contract = operation("users.get")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, body)
        .start()
        .await;
    let user = client(&contract).users().get(&"42".into()).await.unwrap();
    assert!(user.access_roles.is_empty() && user.last_login_date.is_none() && user.email.is_none());
}

#[tokio::test]
async fn a_user_who_is_gone_is_none() {
    let body = error("not_found|user", "The user was not found");
    let contract = operation("users.get").replies(404, body).start().await;
    let digicert = client(&contract);
    let error = digicert.users().get(&"42".into()).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("not_found|user"), "The user was not found"));
    assert_eq!(error.delivery(), Delivery::Rejected);
    assert!(error.is_not_found() && !error.is_route_missing());
    assert_eq!(error.to_string(), "GET /user/{user_id}: 404 not_found|user: The user was not found");
    assert!(digicert.users().get(&"42".into()).optional().await.unwrap().is_none());
    assert!(digicert.users().delete(&"42".into()).optional().await.unwrap().is_none());
}

#[tokio::test]
async fn gets_the_owner_of_the_key() {
    let contract = operation("users.me")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, detail())
        .start()
        .await;
    assert_eq!(client(&contract).users().me().await.unwrap().username.as_deref(), Some("ada"));
    sent(&contract, "GET", "/user/me").await.empty();
}

#[tokio::test]
async fn a_wrong_key_is_told_apart() {
    let body = error(code::INVALID_KEY, "Invalid key");
    let contract = operation("users.me").replies(403, body).start().await;
    let error = client(&contract).users().me().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery(), contract.count()), (ErrorKind::Auth, Delivery::Rejected, 1));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (403, Some(code::INVALID_KEY)));
    assert!(error.is_unauthorized() && !error.is_forbidden());
}

#[tokio::test]
async fn an_update_carries_what_its_absence_would_remove() {
    let contract = operation("users.update").replies(204, ()).start().await;
    let user = serde_json::from_value(detail()).unwrap();
    let update = UserUpdate::from(&user).last_name("Lovelace").email("lovelace@example.com");
    client(&contract).users().update(&"42".into(), &update).await.unwrap();
    sent(&contract, "PUT", "/user/42").await.json(json!({
        "username": "ada", "first_name": "Ada", "last_name": "Lovelace", "email": "lovelace@example.com",
        "job_title": "Analyst", "telephone": "555 0100", "is_saml_sso_only": false,
    }));
}

#[tokio::test]
async fn an_update_from_nothing_holds_the_address_alone() {
    let contract = operation("users.update").replies(204, ()).start().await;
    let update = UserUpdate::replacing("ada@example.com");
    client(&contract).users().update(&"42".into(), &update).await.unwrap();
    sent(&contract, "PUT", "/user/42").await.json(json!({"email": "ada@example.com"}));
}

#[tokio::test]
async fn updates_a_service_user() {
    let contract = operation("users.update_service").replies(204, ()).start().await;
    client(&contract).users().update_service(&"43".into(), "bot@example.org").await.unwrap();
    sent(&contract, "PUT", "/user/43").await.json(json!({"email": "bot@example.org"}));
}

#[tokio::test]
async fn updates_the_role() {
    let contract = operation("users.update_role").replies(204, ()).start().await;
    client(&contract).users().update_role(&"42".into(), &Role::Manager).await.unwrap();
    sent(&contract, "PUT", "/user/42/role").await.json(json!({"access_roles": [{"id": 4}]}));
}

#[tokio::test]
async fn confines_a_user_to_containers() {
    let contract = operation("users.update_container_assignments").replies(204, ()).start().await;
    let only = ContainerAssignments::Only(vec!["5".into(), "6".into()]);
    client(&contract).users().update_container_assignments(&"42".into(), &only).await.unwrap();
    let body = json!({"container_id_assignments": ["5", "6"]});
    sent(&contract, "PUT", "/user/42/container-assignments").await.json(body);
}

#[tokio::test]
async fn lifting_every_restriction_is_said_aloud() {
    let contract = operation("users.update_container_assignments").replies(204, ()).start().await;
    let all = ContainerAssignments::Unrestricted;
    client(&contract).users().update_container_assignments(&"42".into(), &all).await.unwrap();
    let body = json!({"container_id_assignments": []});
    sent(&contract, "PUT", "/user/42/container-assignments").await.json(body);
}

#[tokio::test]
async fn deletes() {
    let contract = operation("users.delete").replies(204, ()).start().await;
    assert!(client(&contract).users().delete(&"42".into()).optional().await.unwrap().is_some());
    sent(&contract, "DELETE", "/user/42").await.empty();
}

#[tokio::test]
async fn resends_the_invitation_once() {
    for status in [200, 204] {
        let contract = operation("users.resend_create_email").replies(status, ()).start().await;
        client(&contract).users().resend_create_email(&"42".into()).await.unwrap();
        sent(&contract, "GET", "/user/42/resend-create-email").await.empty();
    }
    let contract = operation("users.resend_create_email").replies(503, ()).start().await;
    let digicert = crate::builder(&contract).retry(digicert::Retry::default()).build().unwrap();
    let error = digicert.users().resend_create_email(&"42".into()).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn checks_a_user_name() {
    for answer in [true, false] {
        let body = json!({"available": answer});
        let contract = operation("users.check_username").replies(200, body).start().await;
        let free = client(&contract).users().check_username("ada+1@example.com").await.unwrap();
        assert_eq!(free, answer);
        sent(&contract, "GET", "/user/availability/ada%2B1%40example.com").await.empty();
    }
}
