//! The client's own token.

use midprovider::{Client, Delivery, ErrorKind, UserName, auth::TokenAuth};
use portcullis_testkit::{Contract, operation};
use serde_json::{Value, json};
use std::time::Duration;

const TOKEN: &str = "/auth/realms/acme/protocol/openid-connect/token";

fn mira() -> UserName {
    "mira".into()
}

fn token(refresh: Option<&str>) -> Value {
    json!({"access_token": "at-1", "token_type": "Bearer", "expires_in": 300, "refresh_token": refresh, "refresh_expires_in": 0})
}

fn service(contract: &Contract) -> Client {
    Client::shift(contract.url(), "acme").client_credentials("job", "s3cret-s3cret").build().unwrap()
}

#[tokio::test]
async fn the_own_grant_is_sent() {
    let build = |contract: &Contract| Client::ssms(contract.url(), "acme");
    let server = operation("auth.token_client_credentials").replies(500, ()).start().await;
    assert!(
        build(&server)
            .client_credentials("job", "s 1")
            .scope("openid")
            .build()
            .unwrap()
            .users()
            .get(&mira())
            .await
            .is_err()
    );
    let sent = server.request().await.is("POST", TOKEN).no_header("authorization");
    sent.form("grant_type=client_credentials&client_id=job&client_secret=s+1&scope=openid");

    let server = operation("auth.token_client_credentials").replies(500, ()).start().await;
    let mid = build(&server).client_credentials("job", "s").token_auth(TokenAuth::Basic).build().unwrap();
    assert!(mid.users().get(&mira()).await.is_err());
    let sent = server.request().await.is("POST", TOKEN).header("authorization", "Basic am9iOnM=");
    sent.form("grant_type=client_credentials");

    let server = operation("auth.token_password").replies(500, ()).start().await;
    let mid = build(&server).password("cli", Some("cs".into()), "admin", "p&w").build().unwrap();
    assert!(mid.users().get(&mira()).await.is_err());
    let sent = server.request().await.is("POST", TOKEN).no_header("authorization");
    sent.form("grant_type=password&client_id=cli&client_secret=cs&username=admin&password=p%26w");
}

#[tokio::test]
async fn one_token_serves_many_calls() {
    let server = operation("users.delete")
        .aside("POST", TOKEN, 200, token(None))
        .replies(200, json!({}))
        .start()
        .await;
    let mid = service(&server);
    mid.users().delete(&mira()).await.unwrap();
    server
        .request()
        .await
        .is("DELETE", "/auth/realms/acme/v3_user/mira")
        .header("authorization", "Bearer at-1");
    mid.users().delete(&mira()).await.unwrap();
    mid.close(Duration::from_secs(5)).await.unwrap();
}

// 401 is what an account without the role gets: one renewal, one repetition, then it is final.
#[tokio::test]
async fn a_401_leads_to_one_repetition() {
    let body = json!({"error": "HTTP 401 Unauthorized"});
    let server =
        operation("users.create").aside("POST", TOKEN, 200, token(None)).replies(401, body).start().await;
    let mid = service(&server);
    let error = mid.users().enable(&mira()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::Rejected));
    assert_eq!((error.message(), server.count()), ("HTTP 401 Unauthorized", 2));
    assert!(error.is_unauthorized() && !error.is_forbidden());
    assert!(mid.users().enable(&mira()).await.unwrap_err().is_unauthorized());
    assert_eq!(server.count(), 3, "final for the life of the token");
}

#[tokio::test]
async fn a_refused_credential_is_presented_once() {
    let body = json!({"error": "invalid_client", "error_description": "Invalid client or Invalid client credentials"});
    let server = operation("auth.token_client_credentials").replies(401, body).start().await;
    let mid = service(&server);
    for _ in 0..5 {
        let error = mid.users().get(&mira()).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Auth, Some("invalid_client")));
        assert_eq!(error.delivery(), Delivery::NotSent, "{error:?}");
    }
    assert_eq!(server.count(), 1);
    mid.reset_credentials();
    assert!(mid.users().get(&mira()).await.is_err());
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_400_of_the_token_endpoint_is_a_refusal_too() {
    let body = json!({"error": "invalid_grant", "error_description": "Account disabled"});
    let server = operation("auth.token_password").replies(400, body).start().await;
    let mid = Client::shift(server.url(), "acme").password("cli", None, "admin", "pw-pw-pw").build().unwrap();
    for _ in 0..3 {
        assert_eq!(mid.users().get(&mira()).await.unwrap_err().kind(), ErrorKind::Auth);
    }
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn anonymous_sends_no_credential() {
    let server =
        operation("users.get").unlike_the_facts("no credential on purpose").replies(401, ()).start().await;
    let mid = Client::shift(server.url(), "acme").anonymous().build().unwrap();
    assert!(mid.users().get(&mira()).await.unwrap_err().is_unauthorized());
    server.request().await.no_header("authorization");
}
