use crate::{
    client,
    support::{exchange, is_limited},
};
use portcullis_testkit::{form, full, operation, sent};
use privx::{
    Client, Delivery, ErrorKind,
    http::StatusCode,
    oauth::{
        Authorization, ClientCredentialsGrant, CodeGrant, Login, OAuthToken, PasswordGrant, RefreshGrant,
        TokenExchange,
    },
};
use serde_json::json;
use std::time::Duration;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// The client of the user interface.
const UI: &str = "client_id=privx-ui&redirect_uri=%2Fprivx%2Foauth-callback";
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

/// The facts allow no other credential than the one in the body.
#[tokio::test]
async fn every_field_is_read() {
    const TOKEN: &str = "POST /auth/api/v1/oauth/token";
    let grant = password().scope("privx-user");
    let token = async |c: &Client| c.oauth().token_password(&grant).await;
    let body = "grant_type=password&username=0b8c4e0e-8d2f&password=s%2Be%2Fc%3Dt&scope=privx-user";
    exchange("oauth.token_password", form(TOKEN, body), full(), token).await;
    let grant = CodeGrant::new("co/de", VERIFIER);
    let token = async |c: &Client| c.oauth().token_authorization_code(&grant).await;
    let body = format!("grant_type=authorization_code&{UI}&code=co%2Fde&code_verifier={VERIFIER}");
    exchange("oauth.token_authorization_code", form(TOKEN, body), full(), token).await;
    let token = async |c: &Client| c.oauth().token_refresh(&RefreshGrant::new("old-refresh")).await;
    let body = format!("grant_type=refresh_token&{UI}&refresh_token=old-refresh");
    exchange("oauth.token_refresh", form(TOKEN, body), full(), token).await;
    let grant = ClientCredentialsGrant::new("0b8c4e0e", "s3cret");
    let token = async |c: &Client| c.oauth().token_client_credentials(&grant).await;
    let line = "POST /auth/api/v1/oauth/clientcredentials/privx-external/token";
    let body = r#"{"grant_type":"client_credentials","client_id":"0b8c4e0e","client_secret":"s3cret"}"#;
    exchange("oauth.token_client_credentials", sent(line, body), full(), token).await;
    let login = Login::new("alice", "correct horse", &"sess/ion".into());
    let login = async |c: &Client| c.oauth().login(&login).await;
    let body = r#"{"username":"alice","password":"correct horse","token":"sess/ion"}"#;
    exchange("oauth.login", sent("POST /auth/api/v1/login", body), full(), login).await;
    let grant = TokenExchange::new("eyJ.x.y");
    let token = async |c: &Client| c.oauth().token_exchange(&grant).await;
    let line = "POST /auth/api/v1/token/login";
    exchange("oauth.token_exchange", sent(line, r#"{"token":"eyJ.x.y"}"#), full(), token).await;
    let grant = grant.clone().scope("privx-user").client_id("privx-ui");
    let token = async |c: &Client| c.oauth().token_exchange(&grant).await;
    let body = r#"{"token":"eyJ.x.y","scope":"privx-user","client_id":"privx-ui"}"#;
    exchange("oauth.token_exchange", sent(line, body), full(), token).await;
}

#[tokio::test]
async fn a_token_reply_is_read_leniently() {
    let odd = json!({"access_token": "jwt.a.b", "expires_in": "1e400", "refresh_token": null, "scope": null, "new": []});
    let contract = operation("oauth.token_password")
        .unlike_the_facts("a number as text, and no token type")
        .replies(200, odd)
        .start()
        .await;
    let token = client(&contract).oauth().token_password(&password()).await.unwrap();
    assert_eq!((token.expires_in, token.token_type, token.scope), (None, None, None));
    assert!(token.refresh_token.is_none());
}

#[tokio::test]
async fn a_member_of_a_token_reply_costs_only_itself() {
    async fn read(reply: serde_json::Value) -> privx::Result<OAuthToken> {
        let contract = operation("oauth.token_password").unlike_the_facts("members of other types");
        let contract = contract.replies(200, reply).start().await;
        client(&contract).oauth().token_password(&password()).await
    }
    for member in ["token_type", "expires_in", "refresh_token", "scope"] {
        for other in [json!(["x"]), json!({"x": 1}), json!(7), json!(true)] {
            let mut reply = tokens();
            reply[member] = other;
            let token = read(reply.clone()).await.unwrap_or_else(|error| panic!("{reply}: {error}"));
            assert_eq!(token.access_token.expose_secret(), "jwt.a.b");
            assert_eq!(token.refresh_token.is_some(), member != "refresh_token", "{reply}");
            assert_eq!(
                token.expires_in,
                (member != "expires_in" || reply[member] == 7)
                    .then(|| { Duration::from_secs(if member == "expires_in" { 7 } else { 300 }) })
            );
        }
    }
    for none in [json!(""), json!(null), json!(["jwt"]), json!(7)] {
        let mut reply = tokens();
        reply["access_token"] = none;
        assert_eq!(read(reply.clone()).await.unwrap_err().kind(), privx::ErrorKind::Decode, "{reply}");
    }
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
async fn another_reply_than_the_redirect_is_no_session() {
    let contract =
        operation("oauth.authorize").replies(302, ()).reply_header("location", "/x?token=t").start().await;
    let error = client(&contract).oauth().authorize(&Authorization::new(STATE, CHALLENGE)).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(StatusCode::FOUND)));
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

#[tokio::test]
async fn documented_limits_are_checked() {
    let limited = async |field: &str, grant: PasswordGrant| {
        is_limited(operation("oauth.token_password"), field, async |c| {
            c.oauth().token_password(&grant).await
        })
        .await;
    };
    limited("username", PasswordGrant::new("", "p").oauth_client("a", "b")).await;
    limited("password", PasswordGrant::new("u", "").oauth_client("a", "b")).await;
    limited("oauth_client_id", PasswordGrant::new("u", "p").oauth_client("", "b")).await;
    limited("oauth_client_secret", PasswordGrant::new("u", "p")).await;
    let limited = async |field: &str, grant: CodeGrant| {
        let call = async |c: &Client| c.oauth().token_authorization_code(&grant).await;
        is_limited(operation("oauth.token_authorization_code"), field, call).await;
    };
    limited("code", CodeGrant::new("", VERIFIER)).await;
    for verifier in ["short", &"a".repeat(129), &VERIFIER.replace('-', "+")] {
        limited("code_verifier", CodeGrant::new("c", verifier)).await;
    }
    let call = async |c: &Client| c.oauth().token_refresh(&RefreshGrant::new("")).await;
    is_limited(operation("oauth.token_refresh"), "refresh_token", call).await;
    for (field, id, secret) in [("client_id", "", "s"), ("client_secret", "i", "")] {
        let grant = ClientCredentialsGrant::new(id, secret);
        let call = async |c: &Client| c.oauth().token_client_credentials(&grant).await;
        is_limited(operation("oauth.token_client_credentials"), field, call).await;
    }
    let odd = CHALLENGE.replace('-', "+");
    for (field, state, challenge) in
        [("state", "short", CHALLENGE), ("code_challenge", STATE, "short"), ("code_challenge", STATE, &odd)]
    {
        let session = Authorization::new(state, challenge);
        let call = async |c: &Client| c.oauth().authorize(&session).await;
        is_limited(operation("oauth.authorize"), field, call).await;
    }
    for (field, name, password, token) in
        [("username", "", "p", "s"), ("password", "u", "", "s"), ("token", "u", "p", "")]
    {
        let login = Login::new(name, password, &token.into());
        is_limited(operation("oauth.login"), field, async |c| c.oauth().login(&login).await).await;
    }
    let call = async |c: &Client| c.oauth().token_exchange(&TokenExchange::new("")).await;
    is_limited(operation("oauth.token_exchange"), "token", call).await;
}

#[tokio::test]
async fn a_colon_in_the_oauth_clients_id_is_never_sent() {
    let contract = operation("oauth.token_password").replies(200, tokens()).start().await;
    let client = crate::builder(&contract).check_input(false).build().unwrap();
    let grant = PasswordGrant::new("u", "p").oauth_client("a:b", "c");
    let error = client.oauth().token_password(&grant).await.unwrap_err();
    assert_eq!((error.kind(), contract.count()), (ErrorKind::Input, 0));
}
