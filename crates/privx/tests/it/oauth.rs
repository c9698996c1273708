use crate::{builder, client};
use portcullis_testkit::{Contract, operation};
use privx::{
    Call, Client, Delivery, Error, ErrorKind,
    http::StatusCode,
    oauth::{
        Authorization, ClientCredentialsGrant, CodeGrant, Login, OAuth, OAuthToken, PasswordGrant,
        RefreshGrant, TokenExchange,
    },
};
use serde_json::json;
use std::time::Duration;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const STATE: &str = "state-state-state-state-state-state-1";

fn tokens() -> serde_json::Value {
    json!({"access_token": "jwt.a.b", "token_type": "bearer", "expires_in": 300, "refresh_token": "ref", "scope": "privx-user"})
}

#[track_caller]
fn are_tokens(token: &OAuthToken) {
    assert_eq!(token.access_token.expose_secret(), "jwt.a.b");
    assert_eq!(token.token_type.as_deref(), Some("bearer"));
    assert_eq!(token.expires_in, Some(Duration::from_secs(300)));
    assert_eq!(token.refresh_token.as_ref().unwrap().expose_secret(), "ref");
    assert_eq!(token.scope.as_deref(), Some("privx-user"));
}

fn password() -> PasswordGrant {
    PasswordGrant::new("0b8c4e0e-8d2f", "s+e/c=t").oauth_client("privx-external", "oauth&secret")
}

#[tokio::test]
async fn an_api_client_gets_a_token() {
    let contract = operation("oauth.token_password").replies(200, tokens()).start().await;
    are_tokens(&client(&contract).oauth().token_password(&password().scope("privx-user")).await.unwrap());
    contract
        .request()
        .await
        .is("POST", "/auth/api/v1/oauth/token")
        .header("authorization", "Basic cHJpdngtZXh0ZXJuYWw6b2F1dGgmc2VjcmV0")
        .form("grant_type=password&username=0b8c4e0e-8d2f&password=s%2Be%2Fc%3Dt&scope=privx-user");
}

#[tokio::test]
async fn a_token_reply_is_read_leniently() {
    let odd = json!({"access_token": "jwt.a.b", "expires_in": "1e400", "refresh_token": null, "scope": null, "new": []});
    let contract = operation("oauth.token_password")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, odd)
        .start()
        .await;
    let token = client(&contract).oauth().token_password(&password()).await.unwrap();
    assert_eq!((token.expires_in, token.token_type, token.scope), (None, None, None));
    assert!(token.refresh_token.is_none());
}

#[tokio::test]
async fn a_code_is_exchanged() {
    let contract = operation("oauth.token_authorization_code").replies(200, tokens()).start().await;
    let grant = CodeGrant::new("co/de", VERIFIER);
    are_tokens(&client(&contract).oauth().token_authorization_code(&grant).await.unwrap());
    contract.request().await.is("POST", "/auth/api/v1/oauth/token").no_header("authorization").form(&format!(
        "grant_type=authorization_code&client_id=privx-ui&redirect_uri=%2Fprivx%2Foauth-callback&code=co%2Fde&code_verifier={VERIFIER}"
    ));
}

#[tokio::test]
async fn a_refresh_token_is_spent() {
    let contract = operation("oauth.token_refresh").replies(200, tokens()).start().await;
    are_tokens(&client(&contract).oauth().token_refresh(&RefreshGrant::new("old-refresh")).await.unwrap());
    contract.request().await.is("POST", "/auth/api/v1/oauth/token").no_header("authorization").form(
        "grant_type=refresh_token&client_id=privx-ui&redirect_uri=%2Fprivx%2Foauth-callback&refresh_token=old-refresh",
    );
}

#[tokio::test]
async fn client_credentials_are_json() {
    let contract = operation("oauth.token_client_credentials").replies(200, tokens()).start().await;
    let grant = ClientCredentialsGrant::new("0b8c4e0e", "s3cret");
    are_tokens(&client(&contract).oauth().token_client_credentials(&grant).await.unwrap());
    contract
        .request()
        .await
        .is("POST", "/auth/api/v1/oauth/clientcredentials/privx-external/token")
        .no_header("authorization")
        .json(
            json!({"grant_type": "client_credentials", "client_id": "0b8c4e0e", "client_secret": "s3cret"}),
        );
}

#[tokio::test]
async fn a_session_is_opened_and_the_redirect_not_followed() {
    let contract = operation("oauth.authorize")
        .replies(307, ())
        .reply_header("location", "/auth/login?token=sess%2Fion&x=1")
        .start()
        .await;
    let session = Authorization::new(STATE, CHALLENGE).user_agent("job 1").scope("privx-user").oidc_id("o1");
    let token = client(&contract).oauth().authorize(&session).await.unwrap();
    assert_eq!(token.expose_secret(), "sess/ion");
    contract
        .request()
        .await
        .is(
            "GET",
            &format!(
                "/auth/api/v1/oauth/authorize?response_type=code&code_challenge_method=S256&client_id=privx-ui&redirect_uri=%2Fprivx%2Foauth-callback\
                 &state={STATE}&code_challenge={CHALLENGE}&user_agent=job%201\
                 &scope=privx-user&oidc_id=o1"
            ),
        )
        .no_header("authorization")
        .empty();
}

#[tokio::test]
async fn another_answer_than_the_redirect_gives_no_session() {
    let contract =
        operation("oauth.authorize").replies(302, ()).reply_header("location", "/x?token=t").start().await;
    let error = client(&contract).oauth().authorize(&Authorization::new(STATE, CHALLENGE)).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(StatusCode::FOUND)));
}

#[tokio::test]
async fn a_user_logs_in() {
    let contract =
        operation("oauth.login").replies(200, json!({"code": "c-1", "state": STATE})).start().await;
    let login = Login::new("alice", "correct horse", &"sess/ion".into());
    let code = client(&contract).oauth().login(&login).await.unwrap();
    assert_eq!((code.code.expose_secret(), code.state.expose_secret()), ("c-1", STATE));
    contract
        .request()
        .await
        .is("POST", "/auth/api/v1/login")
        .no_header("authorization")
        .json(json!({"username": "alice", "password": "correct horse", "token": "sess/ion"}));
}

#[tokio::test]
async fn a_second_factor_is_an_error_of_the_credential() {
    let contract = operation("oauth.login").replies(200, json!({"mfa": "totp"})).start().await;
    let error = client(&contract)
        .oauth()
        .login(&Login::new("alice", "pw-123456", &"sess/ion".into()))
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::Rejected));
    assert!(error.message().contains("more than a password"), "{error}");
}

#[tokio::test]
async fn a_jwt_is_exchanged() {
    let contract = operation("oauth.token_exchange").replies(200, tokens()).start().await;
    let exchange = TokenExchange::new("eyJ.x.y").scope("privx-user").client_id("privx-ui");
    are_tokens(&client(&contract).oauth().token_exchange(&exchange).await.unwrap());
    contract
        .request()
        .await
        .is("POST", "/auth/api/v1/token/login")
        .no_header("authorization")
        .json(json!({"token": "eyJ.x.y", "scope": "privx-user", "client_id": "privx-ui"}));

    let contract = operation("oauth.token_exchange").replies(200, tokens()).start().await;
    client(&contract).oauth().token_exchange(&TokenExchange::new("eyJ.x.y")).await.unwrap();
    contract.request().await.json(json!({"token": "eyJ.x.y"}));
}

#[tokio::test]
async fn refusals_are_of_kind_auth_and_show_no_secret() {
    for (status, error) in [(400, "invalid_grant"), (401, "invalid_client"), (400, "invalid_client")] {
        let body = json!({"error": error, "error_description": "bad pair 0b8c4e0e-8d2f/s+e/c=t"});
        let contract = operation("oauth.token_password").replies(status, body).start().await;
        let failed = client(&contract).oauth().token_password(&password()).await.unwrap_err();
        assert_eq!((failed.kind(), failed.delivery()), (ErrorKind::Auth, Delivery::Rejected));
        assert_eq!(failed.status().unwrap().as_u16(), status);
        assert_eq!((failed.code(), failed.message()), (Some(error), "bad pair 0b8c4e0e-8d2f/***"));
        assert!(failed.is_unauthorized() && failed.attempts() == 1);
    }
    let body = json!({"error": "invalid_scope"});
    let contract = operation("oauth.token_exchange").replies(400, body).start().await;
    let failed = client(&contract).oauth().token_exchange(&TokenExchange::new("eyJ.x.y")).await.unwrap_err();
    assert_eq!((failed.kind(), failed.code()), (ErrorKind::Api, Some(privx::code::INVALID_SCOPE)));
}

#[tokio::test]
async fn a_login_is_not_sent_twice() {
    let contract = operation("oauth.token_password").replies(503, ()).start().await;
    let client = Client::builder(contract.url()).anonymous().build().unwrap();
    let error = client.oauth().token_password(&password()).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

/// The call is refused unsent; with the check switched off it goes out.
async fn is_limited<T: serde::de::DeserializeOwned>(
    contract: &Contract,
    field: &str,
    call: impl Fn(&OAuth) -> Call<T>,
) {
    let error: Error = call(&client(contract).oauth()).await.err().unwrap();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent), "{field}");
    assert!(error.message().contains(&format!("`{field}`")), "{field}: {error}");
    assert_eq!(contract.count(), 0, "{field}");
    let unchecked = builder(contract).check_input(false).build().unwrap();
    drop(call(&unchecked.oauth()).await);
    contract.request().await;
}

#[tokio::test]
async fn documented_limits_are_checked() {
    let start = || {
        operation("oauth.token_password")
            .unlike_the_facts("limits are left to the server")
            .replies(200, tokens())
            .start()
    };
    is_limited(&start().await, "username", |o| {
        o.token_password(&PasswordGrant::new("", "p").oauth_client("a", "b"))
    })
    .await;
    is_limited(&start().await, "password", |o| {
        o.token_password(&PasswordGrant::new("u", "").oauth_client("a", "b"))
    })
    .await;
    is_limited(&start().await, "oauth_client_id", |o| {
        o.token_password(&PasswordGrant::new("u", "p").oauth_client("", "b"))
    })
    .await;
    is_limited(&start().await, "oauth_client_secret", |o| o.token_password(&PasswordGrant::new("u", "p")))
        .await;
    is_limited(&start().await, "code", |o| o.token_authorization_code(&CodeGrant::new("", VERIFIER))).await;
    for verifier in ["short", &"a".repeat(129), &VERIFIER.replace('-', "+")] {
        is_limited(&start().await, "code_verifier", |o| {
            o.token_authorization_code(&CodeGrant::new("c", verifier))
        })
        .await;
    }
    is_limited(&start().await, "refresh_token", |o| o.token_refresh(&RefreshGrant::new(""))).await;
    is_limited(&start().await, "client_id", |o| {
        o.token_client_credentials(&ClientCredentialsGrant::new("", "s"))
    })
    .await;
    is_limited(&start().await, "client_secret", |o| {
        o.token_client_credentials(&ClientCredentialsGrant::new("i", ""))
    })
    .await;
    is_limited(&start().await, "state", |o| o.authorize(&Authorization::new("short", CHALLENGE))).await;
    for challenge in ["short", &CHALLENGE.replace('-', "+")] {
        is_limited(&start().await, "code_challenge", |o| o.authorize(&Authorization::new(STATE, challenge)))
            .await;
    }
    is_limited(&start().await, "username", |o| o.login(&Login::new("", "p", &"s".into()))).await;
    is_limited(&start().await, "password", |o| o.login(&Login::new("u", "", &"s".into()))).await;
    is_limited(&start().await, "token", |o| o.login(&Login::new("u", "p", &"".into()))).await;
    is_limited(&start().await, "token", |o| o.token_exchange(&TokenExchange::new(""))).await;
}

#[tokio::test]
async fn a_colon_in_the_oauth_clients_id_is_never_sent() {
    let contract = operation("oauth.token_password").replies(200, tokens()).start().await;
    let client = builder(&contract).check_input(false).build().unwrap();
    let grant = PasswordGrant::new("u", "p").oauth_client("a:b", "c");
    let error = client.oauth().token_password(&grant).await.unwrap_err();
    assert_eq!((error.kind(), contract.count()), (ErrorKind::Input, 0));
}
