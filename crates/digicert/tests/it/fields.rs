//! Every field of a full reply reaches the typed result.

use crate::KIT;
use digicert::{
    Client,
    authorizations::Permission,
    containers::Role,
    users::{NewServiceUser, NewUser, ServiceUserSearch, UserSearch},
};
use portcullis_testkit::{full, sent};

#[tokio::test]
async fn users() {
    let get = async |c: &Client| c.users().get(&"42".into()).await;
    KIT.exchange("users.get", "GET /services/v2/user/42", full(), get).await;
    let me = async |c: &Client| c.users().me().await;
    KIT.exchange("users.me", "GET /services/v2/user/me", full(), me).await;
    let list = async |c: &Client| c.users().list(&UserSearch::new()).first_page().await;
    KIT.exchange("users.list", "GET /services/v2/user", full(), list).await;
    let list = async |c: &Client| c.users().list_service(&ServiceUserSearch::new()).first_page().await;
    KIT.exchange("users.list_service", "GET /services/v2/user/api-only", full(), list).await;
    let line = "GET /services/v2/user/availability/ada%2B1%40example.com";
    let check = async |c: &Client| c.users().check_username("ada+1@example.com").await;
    KIT.exchange("users.check_username", line, full(), check).await;
}

#[tokio::test]
async fn created_users() {
    let body = r#"{"username":"ada","first_name":"Ada","last_name":"Byron","email":"ada@example.com","access_roles":[{"id":5}]}"#;
    let new = NewUser::new("ada", "Ada", "Byron", "ada@example.com", Role::StandardUser);
    let create = async |c: &Client| c.users().create(&new).await;
    KIT.exchange("users.create", sent("POST /services/v2/user", body), full(), create).await;
    let body = r#"{"is_api_only":true,"api_name":"bot","email":"bot@example.com"}"#;
    let bot = NewServiceUser::new("bot", "bot@example.com");
    let create = async |c: &Client| c.users().create_service(&bot).await;
    KIT.exchange("users.create_service", sent("POST /services/v2/user", body), full(), create).await;
}

#[tokio::test]
async fn containers_and_permissions() {
    let roles = async |c: &Client| c.containers().list_roles(&"5".into()).first_page().await;
    KIT.exchange("containers.list_roles", "GET /services/v2/container/5/role", full(), roles).await;
    let list = async |c: &Client| c.authorizations().list().first_page().await;
    KIT.exchange("authorization.list", "GET /services/v2/authorization", full(), list).await;
    let check = async |c: &Client| c.authorizations().check(&Permission::ViewUsers).await;
    KIT.exchange("authorization.check", "GET /services/v2/authorization/view_users", full(), check).await;
    let line = "GET /services/v2/authorization/view_users/container";
    let list =
        async |c: &Client| c.authorizations().list_containers(&Permission::ViewUsers).first_page().await;
    KIT.exchange("authorization.list_containers", line, full(), list).await;
}
