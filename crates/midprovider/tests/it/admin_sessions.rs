//! Sessions of the realm.

use crate::{URL, admin, refused};
use midprovider::{Client, SessionId};
use serde_json::json;

const LINE: &str = "DELETE /auth/admin/realms/acme/sessions/s-1";

fn id() -> SessionId {
    "s-1".into()
}

#[tokio::test]
async fn a_session_is_ended_and_an_offline_one_is_named_so() {
    admin("admin_sessions.delete", LINE, (204, ()), async |a| a.sessions().delete(&id()).await).await;
    let offline = format!("{LINE}?isOffline=true");
    admin("admin_sessions.delete", offline, (204, ()), async |a| a.sessions().delete_offline(&id()).await)
        .await;
}

#[tokio::test]
async fn a_session_that_has_ended_is_none() {
    let gone = (404, json!({"error": "Session not found"}));
    let optional = async |a: &midprovider::admin::Admin| a.sessions().delete(&id()).optional().await;
    assert!(admin("admin_sessions.delete", LINE, gone, optional).await.is_none());
    refused(Client::shift(URL, "acme").bearer("t"), async |c| c.admin().sessions().delete(&"".into()).await)
        .await;
}
