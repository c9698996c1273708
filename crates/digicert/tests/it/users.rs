use crate::{KIT, builder, client, error};
use digicert::{
    Client, Delivery, ErrorKind, Retry, UserId,
    containers::Role,
    users::{ContainerAssignments, KeyRole, NewServiceUser, NewUser, UserDetail, UserProfile},
};
use portcullis_testkit::{Answer, operation, sent};
use serde_json::json;

const CREATE: &str = "POST /services/v2/user";

pub(crate) fn ada() -> NewUser {
    NewUser::new("ada", "Ada", "Byron", "ada@example.com", Role::StandardUser)
}

#[tokio::test]
async fn creates_with_everything() {
    let user = ada().job_title("Analyst").telephone("555 0100").container("5").is_saml_sso_only(true);
    let user = user.container_assignments(vec!["5".into(), "6".into()]);
    let body = concat!(
        r#"{"username":"ada","first_name":"Ada","last_name":"Byron","email":"ada@example.com","access_roles":[{"id":5}],"#,
        r#""job_title":"Analyst","telephone":"555 0100","container":{"id":5},"container_id_assignments":["5","6"],"#,
        r#""is_saml_sso_only":true}"#,
    );
    let create = async |c: &Client| c.users().create(&user).await;
    let id = KIT.exchange("users.create", sent(CREATE, body), (201, json!({"id": 42})), create).await;
    assert_eq!(id.as_str(), "42");
    let bot = NewServiceUser::new("bot", "bot@example.com").key_role(KeyRole::UserManagement);
    let bot = bot.container_assignments(ContainerAssignments::Unrestricted);
    let body = r#"{"is_api_only":true,"api_name":"bot","email":"bot@example.com","restricted_to_role_id":103,"container_id_assignments":[]}"#;
    let reply = (201, json!({"id": 43, "api_key": "S3CRETAPIKEYOFTHEBOT"}));
    let create = async |c: &Client| c.users().create_service(&bot).await;
    let made = KIT.exchange("users.create_service", sent(CREATE, body), reply, create).await;
    assert_eq!((made.id.as_str(), made.api_key.expose_secret()), ("43", "S3CRETAPIKEYOFTHEBOT"));
}

#[tokio::test]
async fn a_lost_creation_may_be_applied_and_one_without_an_id_is() {
    let contract = operation("users.create").replies(503, ()).start().await;
    let error = client(&contract).users().create(&ada()).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
    let contract = operation("users.create").unlike_the_facts("the id is missing").replies(201, json!({}));
    let contract = contract.start().await;
    let error = client(&contract).users().create(&ada()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery(), contract.count()), (ErrorKind::Decode, Delivery::Applied, 1));
}

#[tokio::test]
async fn other_types_are_read_as_the_same_user() {
    let plain = json!({
        "id": 42, "account_id": 7, "is_enterprise": false, "is_saml_sso_only": true, "language_id": 1,
        "container": {"id": 5, "parent_id": 0}, "access_roles": [], "theme": {"dark": true},
        "last_login_date": "2031-05-06 07:08:09", "container_assignments": [],
    });
    let odd = json!({
        "id": "42", "account_id": "7", "is_enterprise": 0, "is_saml_sso_only": "true", "language_id": "1",
        "container": {"id": "5", "parent_id": "0"}, "access_roles": {}, "theme": {"dark": true},
        "last_login_date": "2031-05-06 07:08:09", "container_assignments": null,
    });
    let odd =
        Answer::from((200, odd)).unlike_the_facts("ids as text, flags as number and text, `{}` for a list");
    let get = async |c: &Client| c.users().get(&"42".into()).await;
    let user = KIT.exchange("users.get", "GET /services/v2/user/42", (200, plain), get).await;
    let same = KIT.exchange("users.get", "GET /services/v2/user/42", odd, get).await;
    assert_eq!(format!("{user:?}"), format!("{same:?}"));
    assert_eq!((user.id.as_str(), user.account_id.as_deref()), ("42", Some("7")));
    assert_eq!(user.last_login_date.unwrap().as_str(), "2031-05-06 07:08:09");
    assert_eq!(user.extra.get("theme"), Some(&json!({"dark": true})));
}

#[tokio::test]
async fn a_user_who_does_not_exist_is_none() {
    let refusal = error("not_found|user", "The user was not found");
    let contract = operation("users.get").replies(404, refusal).start().await;
    let users = client(&contract).users();
    let error = users.get(&"42".into()).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("not_found|user"), "The user was not found"));
    assert!(error.delivery() == Delivery::Rejected && error.is_not_found() && !error.is_route_missing());
    assert_eq!(
        error.to_string(),
        "DigiCert: GET /user/{user_id}: 404 not_found|user: The user was not found"
    );
    assert!(users.get(&"42".into()).optional().await.unwrap().is_none());
    assert!(users.delete(&"42".into()).optional().await.unwrap().is_none());
}

#[tokio::test]
async fn a_profile_contains_what_its_absence_would_remove() {
    let body = r#"{"username":"ada","first_name":"Ada","last_name":"Lovelace","email":"a@b.example","job_title":"Analyst","telephone":"555 0100","is_saml_sso_only":false}"#;
    let mut read: UserDetail = serde_json::from_str(&body.replacen('{', r#"{"id":42,"#, 1)).unwrap();
    (read.last_name, read.email) = (Some("Byron".into()), Some("ada@example.com".into()));
    let profile = UserProfile::from(&read).last_name("Lovelace").email("a@b.example");
    let bare = UserProfile::new("a@b.example");
    for (profile, body) in [(profile, body), (bare, r#"{"email":"a@b.example"}"#)] {
        let replace = async |c: &Client| c.users().replace(&"42".into(), &profile).await;
        KIT.exchange("users.update", sent("PUT /services/v2/user/42", body), (204, ()), replace).await;
    }
}

#[tokio::test]
async fn changes_parts_of_a_user_and_deletes_one() {
    let put = |rest: &str, body: &str| sent(format!("PUT /services/v2/user/42{rest}"), body);
    let id = &UserId::from("42");
    let email = async |c: &Client| c.users().update_service(id, "bot@example.org").await;
    KIT.exchange("users.update_service", put("", r#"{"email":"bot@example.org"}"#), (204, ()), email).await;
    let role = async |c: &Client| c.users().update_role(id, &Role::Manager).await;
    KIT.exchange("users.update_role", put("/role", r#"{"access_roles":[{"id":4}]}"#), (204, ()), role).await;
    let only = ContainerAssignments::Only(vec!["5".into(), "6".into()]);
    for (set, ids) in [(only, r#"["5","6"]"#), (ContainerAssignments::Unrestricted, "[]")] {
        let line = put("/container-assignments", &format!(r#"{{"container_id_assignments":{ids}}}"#));
        let update = async |c: &Client| c.users().update_container_assignments(id, &set).await;
        KIT.exchange("users.update_container_assignments", line, (204, ()), update).await;
    }
    let delete = async |c: &Client| c.users().delete(id).optional().await;
    assert!(KIT.exchange("users.delete", "DELETE /services/v2/user/42", (204, ()), delete).await.is_some());
}

#[tokio::test]
async fn sends_the_invitation_again_once() {
    for status in [200, 204] {
        let resend = async |c: &Client| c.users().resend_create_email(&"42".into()).await;
        let line = "GET /services/v2/user/42/resend-create-email";
        KIT.exchange("users.resend_create_email", line, (status, ()), resend).await;
    }
    let contract = operation("users.resend_create_email").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.users().resend_create_email(&"42".into()).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn a_user_name_is_free_or_taken() {
    for free in [true, false] {
        let (line, reply) = ("GET /services/v2/user/availability/ada", (200, json!({"available": free})));
        let check = async |c: &Client| c.users().check_username("ada").await;
        assert_eq!(KIT.exchange("users.check_username", line, reply, check).await, free);
    }
}
