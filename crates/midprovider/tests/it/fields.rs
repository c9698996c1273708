//! Every field of a full reply reaches the typed result.

use crate::{SHIFT, SSMS};
use midprovider::Client;
use portcullis_testkit::full;

#[tokio::test]
async fn users() {
    let answer = || {
        full()
            .opaque("KobilUserAttributes.digitaniumRequiredAction", "kept in the map of attributes")
            .opaque("KobilUserAttributes.digitaniumUserIdOnboardingType", "kept in the map of attributes")
    };
    let get = async |c: &Client| c.users().get(&"mira".into()).await;
    SSMS.exchange("users.get", "GET /digitanium/v4/users/mira/profile", answer(), get).await;
    SHIFT.exchange("users.get", "GET /auth/realms/acme/v3_user/mira", answer(), get).await;
    let list = async |c: &Client| c.users().list().first_page().await;
    let line = "GET /auth/realms/acme/v3_user/getusers?pageNumber=1&limit=20";
    let page = answer().opaque("UserPage.page", "its shape is not known");
    SHIFT.exchange("users.list", line, page, list).await;
    let devices = async |c: &Client| c.users().list_devices(&"mira".into()).await;
    SSMS.exchange("users.list_devices", "GET /digitanium/v4/users/mira/devices", full(), devices).await;
}

#[tokio::test]
async fn auth() {
    let certs = async |c: &Client| c.auth().certs().await;
    let line = "GET /auth/realms/acme/protocol/openid-connect/certs";
    let answer = full().opaque("Jwk.x5t#S256", "kept among the unknown members");
    SHIFT.exchange("auth.certs", line, answer, certs).await;
    let discovery = async |c: &Client| c.auth().discovery().await;
    let line = "GET /auth/realms/acme/.well-known/openid-configuration";
    SHIFT.exchange("auth.discovery", line, full(), discovery).await;
    let realm = async |c: &Client| c.auth().realm_info().await;
    SHIFT.exchange("auth.realm_info", "GET /auth/realms/acme", full(), realm).await;
    let userinfo = async |c: &Client| c.auth().userinfo().await;
    let line = "GET /auth/realms/acme/protocol/openid-connect/userinfo";
    SHIFT.exchange("auth.userinfo", line, full(), userinfo).await;
}
