//! Every field of a full reply reaches the typed result.

use crate::KIT;
use digicert::{Client, ServiceUserSearch, UserSearch};
use portcullis_testkit::full;

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
}

#[tokio::test]
async fn containers_and_permissions() {
    let roles = async |c: &Client| c.containers().list_roles(&"5".into()).first_page().await;
    KIT.exchange("containers.list_roles", "GET /services/v2/container/5/role", full(), roles).await;
    let list = async |c: &Client| c.authorizations().list().first_page().await;
    KIT.exchange("authorization.list", "GET /services/v2/authorization", full(), list).await;
}
