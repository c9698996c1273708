//! Every field of a full reply reaches the typed result.

use crate::{SHIFT, SSMS, both, lines};
use midprovider::{
    Client, UserName,
    auth::{CodeGrant, OidcClient, PasswordGrant, TokenExchange},
};
use portcullis_testkit::{form, full};

const REALM: &str = "/auth/realms/acme/protocol/openid-connect";

fn mira() -> UserName {
    "mira".into()
}

#[tokio::test]
async fn users() {
    let [ssms, _] = lines("GET", "/profile");
    let [_, shift] = lines("GET", "");
    both("users.get", [ssms, shift], full(), async |c| c.users().get(&mira()).await).await;
    let lists = ["/digitanium/v4/users", "/auth/realms/acme/v3_user/getusers"];
    let pages = lists.map(|path| format!("GET {path}?pageNumber=1&limit=20"));
    both("users.list", pages, full(), async |c| c.users().list().first_page().await).await;
    let line = "GET /auth/realms/acme/v3_user/getusers?search=mi%20ra&max=5";
    SHIFT.exchange("users.list", line, full(), async |c| c.users().find("mi ra", 5).await).await;
    let [line, _] = lines("GET", "/devices");
    SSMS.exchange("users.list_devices", line, full(), async |c| c.users().list_devices(&mira()).await).await;
    let status = async |c: &Client| c.users().otp_brute_force_status(&mira()).await;
    let locks = lines("GET", "/otp-brute-force").map(|line| line.replace("digitanium/v4", "digitanium/v3"));
    both("users.otp_brute_force_status", locks, full(), status).await;
    let line = "GET /auth/admin/realms/acme/attack-detection/otp-brute-force/users/mira";
    SSMS.exchange("users.status_admin", line, full(), async |c| c.users().status_admin(&mira()).await).await;
    let logout = async |c: &Client| c.users().ssms_logout(&mira()).await;
    both("users.ssms_logout", lines("PUT", "/ssms/logout"), full(), logout).await;
}

#[tokio::test]
async fn realm() {
    let certs = async |c: &Client| c.auth().certs().await;
    SHIFT.exchange("auth.certs", format!("GET {REALM}/certs"), full(), certs).await;
    let discovery = async |c: &Client| c.auth().discovery().await;
    let line = "GET /auth/realms/acme/.well-known/openid-configuration";
    SHIFT.exchange("auth.discovery", line, full(), discovery).await;
    let realm = async |c: &Client| c.auth().realm_info().await;
    SHIFT.exchange("auth.realm_info", "GET /auth/realms/acme", full(), realm).await;
    let userinfo = async |c: &Client| c.auth().userinfo().await;
    SHIFT.exchange("auth.userinfo", format!("GET {REALM}/userinfo"), full(), userinfo).await;
    let line = form(format!("POST {REALM}/token/introspect"), "client_id=c&client_secret=s&token=t");
    let introspect = async |c: &Client| c.auth().introspect(&portal(), &"t".into(), None).await;
    SHIFT.exchange("auth.introspect", line, full(), introspect).await;
}

fn portal() -> OidcClient {
    OidcClient::confidential("c", "s")
}

#[tokio::test]
async fn tokens() {
    let line = |fields: &str| form(format!("POST {REALM}/token"), fields);
    let password = async |c: &Client| c.auth().token_password(&portal(), &PasswordGrant::new("u", "p")).await;
    let fields = "grant_type=password&client_id=c&client_secret=s&username=u&password=p";
    SHIFT.exchange("auth.token_password", line(fields), full(), password).await;
    let code =
        async |c: &Client| c.auth().token_authorization_code(&portal(), &CodeGrant::new("1", "app:/b")).await;
    let fields = "grant_type=authorization_code&client_id=c&client_secret=s&code=1&redirect_uri=app%3A%2Fb";
    SHIFT.exchange("auth.token_authorization_code", line(fields), full(), code).await;
    let client = async |c: &Client| c.auth().token_client_credentials(&portal(), Some("openid")).await;
    let fields = "grant_type=client_credentials&client_id=c&client_secret=s&scope=openid";
    SHIFT.exchange("auth.token_client_credentials", line(fields), full(), client).await;
    let refresh = async |c: &Client| c.auth().token_refresh(&portal(), &"r".into()).await;
    let fields = "grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=r";
    SHIFT.exchange("auth.token_refresh", line(fields), full(), refresh).await;
    let exchange = async |c: &Client| c.auth().token_exchange(&portal(), &TokenExchange::new("a")).await;
    let fields = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&client_id=c&client_secret=s&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&subject_token=a";
    SHIFT.exchange("auth.token_exchange", line(fields), full(), exchange).await;
}
