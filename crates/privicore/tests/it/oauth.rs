use super::{TOKEN, client, playing};
use portcullis_testkit::{Builder, operation};
use privicore::{
    AccessToken, AuthorizationToken, Client, CodeExchange, Command, Delivery, ErrorKind, NewOAuthApplication,
    Nonce, OAuthApplicationId, OAuthClient, OAuthTokenType, Retry, SCOPE_ALL, code,
};
use serde_json::{Value, json};
use std::time::Duration;

/// base64("client-1:s3cret:hush")
const BASIC: &str = "Basic Y2xpZW50LTE6czNjcmV0Omh1c2g=";

fn app() -> OAuthClient {
    OAuthClient::new("client-1", "s3cret:hush")
}

fn token() -> AccessToken {
    AccessToken::new("T-access_-=", "R-refresh")
}

/// A client without a credential of its own: these calls bring theirs.
fn anonymous(url: &str) -> Client {
    Client::builder(url).anonymous().build().unwrap()
}

#[tokio::test]
async fn register_application() {
    let (contract, client) =
        playing(operation("oauth.register_application").replies(202, json!(["019-a"]))).await;
    let new = NewOAuthApplication::new("pay roll", "https://x.example/cb?a=b", &["data-token:read", "all"]);
    let command = client.oauth().register_application(&new).await.unwrap();
    assert_eq!(OAuthApplicationId::from(&command).as_str(), "019-a");
    contract
        .request()
        .await
        .is("POST", "/profile/oauth-application-register")
        .header("x-dpt-authorization", TOKEN)
        .form(
            "name=pay+roll&redirectUri=https%3A%2F%2Fx.example%2Fcb%3Fa%3Db&scopes=data-token%3Aread%2Call",
        );
}

#[tokio::test]
async fn retrieve_configuration() {
    let reply = json!({
        "clientId": "client-1", "clientSecret": "s3cret:hush", "applicationId": "019-a",
        "redirectUri": "https://x.example/", "scopes": ["all"], "pin": "4711",
    });
    let (contract, client) = playing(operation("oauth.retrieve_configuration").replies(200, reply)).await;
    let found = client.oauth().retrieve_configuration(&"019-a".into()).await.unwrap();
    assert_eq!(found.client_id.as_str(), "client-1");
    assert_eq!(found.client_secret.expose_secret(), "s3cret:hush");
    assert_eq!(found.application_id.as_ref().unwrap().as_str(), "019-a");
    assert_eq!(found.redirect_uri.as_deref(), Some("https://x.example/"));
    assert_eq!(
        (found.scopes.as_slice(), found.extra.get("pin")),
        (&["all".to_owned()][..], Some(&json!("4711")))
    );
    let shown = format!("{found:?} {:?}", OAuthClient::from(&found));
    assert!(!shown.contains("s3cret") && !shown.contains("4711"), "{shown}");
    contract
        .request()
        .await
        .is("POST", "/profile/retrieve-oauth-application-configuration")
        .header("x-dpt-authorization", TOKEN)
        .form("applicationId=019-a");
}

#[tokio::test]
async fn credentials_that_are_shown_once_are_read_whatever_stands_beside_them() {
    for reply in [
        json!({"clientId": "client-1", "clientSecret": "s3cret:hush"}),
        json!({"client-id": "client-1", "client-secret": "s3cret:hush", "scopes": "all, data-token:read"}),
        json!({"client_id": "client-1", "client_secret": "s3cret:hush", "scopes": {"0": 1}}),
        json!({"clientId": "client-1", "clientSecret": "s3cret:hush", "redirectUri": ["a"], "applicationId": null}),
    ] {
        let (_contract, client) = playing(
            operation("oauth.retrieve_configuration")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, reply.clone()),
        )
        .await;
        let found = client.oauth().retrieve_configuration(&"019-a".into()).await.unwrap();
        assert_eq!(
            (found.client_id.as_str(), found.client_secret.expose_secret()),
            ("client-1", "s3cret:hush")
        );
        let scopes = if reply["scopes"].is_string() { &["all", "data-token:read"][..] } else { &[] };
        assert_eq!(found.scopes, scopes, "{reply}");
    }
}

#[tokio::test]
async fn credentials_that_are_shown_once_are_asked_for_once() {
    for (status, body) in [
        (422, json!({"error": "oauth.already_retrieved"})),
        (503, json!("busy")),
        (500, Value::Null),
        (200, json!({"clientId": "client-1"})),
    ] {
        let contract = operation("oauth.retrieve_configuration")
            .unlike_the_facts("other types and shapes are read too")
            .replies(status, body)
            .start()
            .await;
        let client = Client::builder(contract.url()).token(TOKEN).retry(Retry::default()).build().unwrap();
        let error = client.oauth().retrieve_configuration(&"019-a".into()).await.unwrap_err();
        assert_eq!((contract.count(), error.attempts()), (1, 1), "{status}");
        assert_eq!(error.code(), (status == 422).then_some(code::OAUTH_ALREADY_RETRIEVED));
    }
}

#[tokio::test]
async fn a_consent_is_given_once_although_it_is_a_get() {
    let contract = operation("oauth.request_authorization_code").replies(503, json!("busy")).start().await;
    let nonce = Nonce::fresh();
    let call = client(&contract.url()).oauth().request_authorization_code(&"c".into(), &nonce, &[SCOPE_ALL]);
    let error = call.timeout(Duration::from_secs(20)).await.unwrap_err();
    assert_eq!((contract.count(), error.delivery()), (1, Delivery::Unknown));
}

#[tokio::test]
async fn retrieve_authorization_code() {
    let reply = json!({
        "clientId": "client-1", "nonce": "n-1", "authorizationCode": "C-hidden",
        "expiresAt": "2031-05-06T07:08:09+00:00", "pin": "4711",
    });
    let contract = operation("oauth.retrieve_authorization_code").replies(200, reply).start().await;
    let call = anonymous(&contract.url()).oauth().retrieve_authorization_code(
        &app(),
        &Command::new("019-c"),
        &"n-1".into(),
    );
    let code = call.await.unwrap();
    assert_eq!(code.code.expose_secret(), "C-hidden");
    assert_eq!(code.client_id.as_ref().unwrap().as_str(), "client-1");
    assert_eq!(code.nonce.as_ref().unwrap().as_str(), "n-1");
    assert_eq!(code.expires_at.as_ref().unwrap().unix_seconds(), Some(1_935_817_689));
    assert_eq!(code.extra.get("pin"), Some(&json!("4711")));
    assert!(!format!("{code:?}").contains("C-hidden"));
    contract
        .request()
        .await
        .is("POST", "/oauth-application/retrieve-authorization-code")
        .header("authorization", BASIC)
        .no_header("x-dpt-authorization")
        .form("id=019-c&nonce=n-1");
}

#[tokio::test]
async fn a_code_has_an_older_name() {
    let reply = json!({"authorization_code": "C-hidden", "authorizationCode": null});
    let (_contract, client) =
        playing(operation("oauth.retrieve_authorization_code").replies(200, reply)).await;
    let call = client.oauth().retrieve_authorization_code(&app(), &Command::new("019-c"), &"n-1".into());
    assert_eq!(call.await.unwrap().code.expose_secret(), "C-hidden");
}

#[tokio::test]
async fn obtain_access_token() {
    let reply = json!({
        "clientId": "client-1", "token": "T-access", "refreshToken": "R-refresh", "type": "bearer",
        "scope": "all", "expiresAt": "2031-05-06T07:08:09Z", "refreshTokenExpiresAt": "2032-05-06T07:08:09Z",
        "pin": "4711",
    });
    let contract = operation("oauth.obtain_access_token").replies(200, reply).start().await;
    let call = client(&contract.url()).oauth().obtain_access_token(&CodeExchange::new(app(), "C-hidden"));
    let token = call.await.unwrap();
    assert_eq!(token.token.expose_secret(), "T-access");
    assert_eq!(token.refresh_token.as_ref().unwrap().expose_secret(), "R-refresh");
    assert_eq!(token.client_id.as_ref().unwrap().as_str(), "client-1");
    assert_eq!(
        (token.token_type.as_ref(), token.scopes.as_slice()),
        (Some(&OAuthTokenType::Bearer), &["all".to_owned()][..])
    );
    assert_eq!(token.expires_at.as_ref().unwrap().unix_seconds(), Some(1_935_817_689));
    assert_eq!(token.refresh_token_expires_at.as_ref().unwrap().as_str(), "2032-05-06T07:08:09Z");
    let shown = format!("{token:?} {:?}", CodeExchange::new(app(), "C-hidden"));
    for secret in ["T-access", "R-refresh", "4711", "C-hidden", "s3cret"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    contract
        .request()
        .await
        .is("POST", "/oauth-application/obtain-access-token")
        .header("authorization", BASIC)
        .no_header("x-dpt-authorization")
        .form("authorization_code=C-hidden");
}

#[tokio::test]
async fn a_code_may_speak_for_itself() {
    let contract =
        operation("oauth.obtain_access_token").replies(200, json!({"token": "T-access"})).start().await;
    let call = client(&contract.url()).oauth().obtain_access_token(&CodeExchange::by_code("C-hi+dd/en=="));
    assert_eq!(call.await.unwrap().token.expose_secret(), "T-access");
    contract
        .request()
        .await
        .is("POST", "/oauth-application/obtain-access-token")
        .header("authorization", "Basic C-hi+dd/en==")
        .no_header("x-dpt-authorization")
        .form("authorization_code=C-hi%2Bdd%2Fen%3D%3D");
}

#[tokio::test]
async fn a_token_is_read_in_other_words_too() {
    for (reply, scopes, ends) in [
        (json!({"accessToken": "T-access", "tokenType": "bearer", "expiresIn": 3600}), &[][..], None),
        (json!({"token": "T-access", "scope": ["all", "x"], "type": "bearer"}), &["all", "x"], None),
        (
            json!({"token": "T-access", "scope": "a b,c", "type": "bearer", "expiresAt": {"date": 1}}),
            &["a", "b", "c"],
            None,
        ),
        (json!({"token": "T-access", "refreshToken": "", "type": "bearer", "expiresAt": 60}), &[], Some(60)),
    ] {
        let (_contract, client) = playing(
            operation("oauth.obtain_access_token")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, reply.clone()),
        )
        .await;
        let token = client.oauth().obtain_access_token(&CodeExchange::by_code("C-hidden")).await.unwrap();
        assert_eq!(token.token.expose_secret(), "T-access");
        assert_eq!(
            (token.scopes.as_slice(), token.token_type),
            (&scopes.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..], Some(OAuthTokenType::Bearer))
        );
        assert_eq!(token.expires_at.and_then(|at| at.unix_seconds()), ends, "{reply}");
        assert!(token.refresh_token.is_none());
    }
    for reply in [json!({}), json!({"token": ""}), json!({"token": 7}), json!(["T-access"])] {
        let (_contract, client) = playing(
            operation("oauth.obtain_access_token")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, reply),
        )
        .await;
        let error = client.oauth().obtain_access_token(&CodeExchange::by_code("C-hidden")).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Decode && error.delivery() >= Delivery::Unknown, "{error:?}");
        assert!(!format!("{error:?}").contains("T-access"), "{error:?}");
    }
}

#[tokio::test]
async fn refresh_access_token() {
    let reply = json!({"token": "T-next", "type": "bearer"});
    let contract = operation("oauth.refresh_access_token").replies(200, reply).start().await;
    let next = client(&contract.url()).oauth().refresh_access_token(&token()).await.unwrap();
    assert_eq!(next.token.expose_secret(), "T-next");
    assert!(next.refresh_token.is_none());
    assert_eq!(next.following(&token()).refresh_token.unwrap().expose_secret(), "R-refresh");
    contract
        .request()
        .await
        .is("POST", "/oauth-application/refresh-access-token")
        .header("authorization", "Basic T-access_-=")
        .no_header("x-dpt-authorization")
        .form("refresh_token=R-refresh");
}

#[tokio::test]
async fn a_new_refresh_token_takes_the_place_of_the_old_one() {
    let reply = json!({"token": "T-next", "refreshToken": "R-next"});
    let (_contract, client) = playing(operation("oauth.refresh_access_token").replies(200, reply)).await;
    let next = client.oauth().refresh_access_token(&token()).await.unwrap().following(&token());
    assert_eq!(next.refresh_token.unwrap().expose_secret(), "R-next");
}

#[tokio::test]
async fn list_applications() {
    let item = json!({
        "applicationId": "019-a", "name": "payroll", "scopes": ["all"],
        "createdAt": "2031-05-06T07:08:09Z", "owner": "prf-1",
    });
    for reply in [json!([item]), json!({"items": [item], "meta": {"count": 1}})] {
        let (contract, client) = playing(operation("oauth.list_applications").replies(200, reply)).await;
        let found = client.oauth().list_applications().await.unwrap();
        let [app] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(app.application_id.as_ref().unwrap().as_str(), "019-a");
        assert_eq!((app.name.as_deref(), app.scopes.as_slice()), (Some("payroll"), &["all".to_owned()][..]));
        assert_eq!(app.created_at.as_ref().unwrap().as_str(), "2031-05-06T07:08:09Z");
        assert_eq!(app.extra.get("owner"), Some(&json!("prf-1")));
        contract
            .request()
            .await
            .is("GET", "/profile/retrieve-oauth-application-list")
            .header("x-dpt-authorization", TOKEN)
            .no_header("authorization")
            .empty();
    }
    for reply in [json!([]), json!({"items": []})] {
        let (_contract, client) = playing(operation("oauth.list_applications").replies(200, reply)).await;
        assert!(client.oauth().list_applications().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_was_shown_to_the_engine_is_in_no_error() {
    let echo = json!({
        "message": "refused: Basic Y2xpZW50LTE6czNjcmV0Omh1c2g= of client-1 with s3cret:hush",
        "errors": {"code": ["C-hidden is spent"], "token": ["T-access_-= and R-refresh"], "plain": ["Y2xpZW50LTE6czNjcmV0Omh1c2g="]},
    });
    let start = |id| operation(id).replies(401, echo.clone());
    let play = async |contract: Builder| {
        let contract = contract.start().await;
        (client(&contract.url()).oauth(), contract)
    };
    let mut errors = Vec::new();
    let (oauth, _contract) = play(start("oauth.retrieve_authorization_code")).await;
    errors.push((
        oauth.retrieve_authorization_code(&app(), &Command::new("019-c"), &"n-1".into()).await.unwrap_err(),
        &["Y2xp", "client-1", "s3cret"][..],
    ));
    let (oauth, _contract) = play(start("oauth.obtain_access_token")).await;
    errors.push((
        oauth.obtain_access_token(&CodeExchange::new(app(), "C-hidden")).await.unwrap_err(),
        &["Y2xp", "client-1", "s3cret", "C-hidden"],
    ));
    errors.push((
        oauth.obtain_access_token(&CodeExchange::by_code("C-hidden")).await.unwrap_err(),
        &["C-hidden"],
    ));
    let (oauth, _contract) = play(start("oauth.refresh_access_token")).await;
    errors.push((oauth.refresh_access_token(&token()).await.unwrap_err(), &["T-access", "R-refresh"]));
    for (error, hidden) in errors {
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Auth, 1));
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("refused"), "{shown}");
        for secret in hidden {
            assert!(!shown.contains(secret), "{secret}: {shown}");
        }
    }
}

#[tokio::test]
async fn an_access_token_is_a_token_of_a_client() {
    let (contract, _) =
        playing(operation("profile.retrieve_id").replies(200, json!({"profileId": "prf-1"}))).await;
    let application = Client::builder(contract.url()).token(token().token).build().unwrap();
    application.profile().retrieve_id().await.unwrap();
    contract.request().await.header("x-dpt-authorization", "T-access_-=").no_header("authorization");
    let adopted = AuthorizationToken::from(&token());
    assert!(adopted.token.ct_eq(&token().token));
}

#[tokio::test]
async fn required_values_are_checked_unless_told_otherwise() {
    let contract = operation("oauth.register_application").replies(202, json!("019-a")).start().await;
    let oauth = client(&contract.url()).oauth();
    let new = |name: &str, uri: &str, scopes: &[&str]| {
        oauth.register_application(&NewOAuthApplication::new(name, uri, scopes))
    };
    let consent = |id: &str, nonce: &str, scopes: &[&str]| {
        oauth.request_authorization_code(&id.into(), &nonce.into(), scopes)
    };
    let code = |client: &OAuthClient, id: &str, nonce: &str| {
        oauth.retrieve_authorization_code(client, &Command::new(id), &nonce.into())
    };
    let (no_id, no_secret) = (OAuthClient::new("", "s"), OAuthClient::new("c", ""));
    let mut unfit = token();
    unfit.refresh_token = None;
    for (error, field) in [
        (new("", "u", &["all"]).await.unwrap_err(), "name"),
        (new("n", "", &["all"]).await.unwrap_err(), "redirectUri"),
        (new("n", "u", &[]).await.unwrap_err(), "scopes"),
        (new("n", "u", &["all", ""]).await.unwrap_err(), "scopes"),
        (new("n", "u", &["all,none"]).await.unwrap_err(), "scopes"),
        (oauth.retrieve_configuration(&"".into()).await.unwrap_err(), "applicationId"),
        (consent("", "n", &["all"]).await.unwrap_err(), "client_id"),
        (consent("c", "", &["all"]).await.unwrap_err(), "nonce"),
        (consent("c", "n", &[]).await.unwrap_err(), "scope"),
        (consent("c", "n", &["all", ""]).await.unwrap_err(), "scope"),
        (code(&no_id, "i", "n").await.unwrap_err(), "client_id"),
        (code(&no_secret, "i", "n").await.unwrap_err(), "client_secret"),
        (code(&app(), "", "n").await.unwrap_err(), "id"),
        (code(&app(), "i", "").await.unwrap_err(), "nonce"),
        (oauth.obtain_access_token(&CodeExchange::by_code("")).await.unwrap_err(), "authorization_code"),
        (oauth.obtain_access_token(&CodeExchange::new(no_id, "c")).await.unwrap_err(), "client_id"),
        (oauth.refresh_access_token(&AccessToken::new("", "r")).await.unwrap_err(), "token"),
        (oauth.refresh_access_token(&unfit).await.unwrap_err(), "refresh_token"),
    ] {
        assert_eq!(error.kind(), ErrorKind::Input, "{error}");
        assert!(error.message().starts_with(&format!("`{field}`")), "{error}");
    }
    assert_eq!(contract.count(), 0);
    let trusting = Client::builder(contract.url()).token(TOKEN).check_input(false).build().unwrap();
    trusting.oauth().register_application(&NewOAuthApplication::new("", "", &[])).await.unwrap();
    assert_eq!(contract.count(), 1);
}
