//! The realm's OpenID Connect operations.

use crate::both;
use midprovider::{
    CodeGrant, Delivery, ErrorKind, OidcClient, PasswordGrant, Secret, TokenAuth, TokenExchange, TokenHint,
    code,
};
use portcullis_testkit::operation;
use serde_json::{Value, json};

const TOKEN: &str = "/auth/realms/acme/protocol/openid-connect/token";

fn portal() -> OidcClient {
    OidcClient::confidential("portal", "s3cret&more")
}

fn token() -> Value {
    json!({
        "access_token": "at-1", "token_type": "bearer", "expires_in": "300", "refresh_token": "rt-1",
        "refresh_expires_in": 0, "id_token": "it-1", "not-before-policy": 5, "session_state": "s-1", "scope": "openid email",
    })
}

#[tokio::test]
async fn discovery_needs_no_credential() {
    let target = "/auth/realms/acme/.well-known/openid-configuration";
    let reply = json!({"issuer": "https://i", "jwks_uri": "https://i/c", "scopes_supported": ["openid"], "grant_types_supported": null, "x": 1});
    both!(
        operation("auth.discovery").replies(200, reply.clone()),
        [target, target],
        |mid, target, server| {
            let found = mid.auth().discovery().await.unwrap();
            assert_eq!(
                (found.issuer.as_deref(), found.jwks_uri.as_deref()),
                (Some("https://i"), Some("https://i/c"))
            );
            assert_eq!((found.scopes_supported.len(), found.grant_types_supported.len()), (1, 0));
            assert_eq!(found.extra.get("x"), Some(&json!(1)));
            server.request().await.is("GET", target).no_header("authorization").empty();
        }
    );
}

#[tokio::test]
async fn token_password_sends_the_form() {
    both!(operation("auth.token_password").replies(200, token()), [TOKEN, TOKEN], |mid, target, server| {
        let grant = PasswordGrant::new("mira@x", "p w&d").scope("openid email");
        let got = mid.auth().token_password(&OidcClient::public("portal"), &grant).await.unwrap();
        assert_eq!(got.access_token.expose_secret(), "at-1");
        assert_eq!(got.refresh_token.as_ref().map(Secret::expose_secret), Some("rt-1"));
        assert_eq!(got.id_token.as_ref().map(Secret::expose_secret), Some("it-1"));
        assert_eq!(
            (got.expires_in, got.refresh_expires_in, got.not_before_policy),
            (Some(300), Some(0), Some(5))
        );
        assert_eq!((got.session_state.as_deref(), got.scope.as_deref()), (Some("s-1"), Some("openid email")));
        let sent = server.request().await.is("POST", target).no_header("authorization");
        sent.form(
            "grant_type=password&client_id=portal&username=mira%40x&password=p+w%26d&scope=openid+email",
        );
    });
}

#[tokio::test]
async fn token_password_tells_a_refusal() {
    for (status, code) in [
        (401, code::INVALID_GRANT),
        (400, code::INVALID_GRANT),
        (401, code::INVALID_CLIENT),
        (400, code::UNAUTHORIZED_CLIENT),
    ] {
        let reply = json!({"error": code, "error_description": "no: s3cret&more"});
        let server = operation("auth.token_password").replies(status, reply).start().await;
        let grant = PasswordGrant::new("mira", "hunter22");
        let error = crate::ssms(&server).auth().token_password(&portal(), &grant).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::Rejected));
        assert_eq!((error.code(), error.message()), (Some(code), "no: ***"));
        assert!(error.is_unauthorized() && !error.is_not_found());
        assert_eq!(server.count(), 1, "neither renewed nor repeated");
    }
}

#[tokio::test]
async fn token_authorization_code_sends_the_form_once() {
    both!(
        operation("auth.token_authorization_code").replies(200, token()),
        [TOKEN, TOKEN],
        |mid, target, server| {
            let grant = CodeGrant::new("c-1", "https://app.example/back?x=1").code_verifier("ver-1");
            mid.auth().token_authorization_code(&portal(), &grant).await.unwrap();
            server.request().await.is("POST", target).no_header("authorization").form(
                "grant_type=authorization_code&client_id=portal&client_secret=s3cret%26more&code=c-1\
             &redirect_uri=https%3A%2F%2Fapp.example%2Fback%3Fx%3D1&code_verifier=ver-1",
            );
        }
    );
    let server = operation("auth.token_authorization_code").replies(503, ()).start().await;
    let grant = CodeGrant::new("c-1", "https://app.example");
    let error = crate::ssms(&server).auth().token_authorization_code(&portal(), &grant).await.unwrap_err();
    assert_eq!((error.delivery(), server.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn token_client_credentials_by_form_and_by_header() {
    both!(
        operation("auth.token_client_credentials").replies(200, token()),
        [TOKEN, TOKEN],
        |mid, target, server| {
            mid.auth().token_client_credentials(&portal(), None).await.unwrap();
            let sent = server.request().await.is("POST", target).no_header("authorization");
            sent.form("grant_type=client_credentials&client_id=portal&client_secret=s3cret%26more");
        }
    );
    let server = operation("auth.token_client_credentials").replies(200, token()).start().await;
    let basic = portal().token_auth(TokenAuth::Basic);
    crate::shift(&server).auth().token_client_credentials(&basic, Some("openid")).await.unwrap();
    let sent =
        server.request().await.is("POST", TOKEN).header("authorization", "Basic cG9ydGFsOnMzY3JldCZtb3Jl");
    sent.form("grant_type=client_credentials&scope=openid");
}

#[tokio::test]
async fn an_oidc_client_that_cannot_be_sent_is_refused() {
    let server = operation("auth.token_client_credentials").replies(200, token()).start().await;
    for client in [
        OidcClient::public(""),
        OidcClient::confidential("a", ""),
        OidcClient::public("a").token_auth(TokenAuth::Basic),
        OidcClient::confidential("a:b", "s").token_auth(TokenAuth::Basic),
        OidcClient::confidential("a", "s%s").token_auth(TokenAuth::Basic),
    ] {
        let error = crate::ssms(&server).auth().token_client_credentials(&client, None).await.unwrap_err();
        assert_eq!((error.kind(), server.count()), (ErrorKind::Input, 0), "{client:?}");
    }
}

#[tokio::test]
async fn token_refresh_sends_the_form() {
    both!(operation("auth.token_refresh").replies(200, token()), [TOKEN, TOKEN], |mid, target, server| {
        let got = mid.auth().token_refresh(&OidcClient::public("app"), &"rt-0".into()).await.unwrap();
        assert_eq!(got.refresh_token.as_ref().map(Secret::expose_secret), Some("rt-1"));
        let sent = server.request().await.is("POST", target).no_header("authorization");
        sent.form("grant_type=refresh_token&client_id=app&refresh_token=rt-0");
    });
}

#[tokio::test]
async fn token_exchange_sends_the_form() {
    let reply = json!({"access_token": "at-2", "token_type": "Bearer", "issued_token_type": "urn:x"});
    both!(
        operation("auth.token_exchange").replies(200, reply.clone()),
        [TOKEN, TOKEN],
        |mid, target, server| {
            let got = mid
                .auth()
                .token_exchange(&portal(), &TokenExchange::new("at-0").audience("chat"))
                .await
                .unwrap();
            assert_eq!((got.issued_token_type.as_deref(), got.expires_in), (Some("urn:x"), None));
            server.request().await.is("POST", target).no_header("authorization").form(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&client_id=portal&client_secret=s3cret%26more\
             &subject_token=at-0&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&audience=chat",
        );
        }
    );
}

#[tokio::test]
async fn userinfo_uses_the_clients_token_or_another() {
    let target = "/auth/realms/acme/protocol/openid-connect/userinfo";
    let reply = json!({"sub": "u-1", "preferred_username": "mira", "email_verified": "true", "dept": 4});
    both!(
        operation("auth.userinfo")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, reply.clone()),
        [target, target],
        |mid, target, server| {
            let info = mid.auth().userinfo().await.unwrap();
            assert_eq!((info.sub.as_str(), info.preferred_username), ("u-1", Some("mira".into())));
            assert_eq!((info.email_verified, info.extra.get("dept")), (Some(true), Some(&json!(4))));
            server.request().await.is("GET", target).header("authorization", "Bearer tok-1").empty();
        }
    );
    let server = operation("auth.userinfo")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, reply)
        .start()
        .await;
    crate::ssms(&server).auth().userinfo_of(&"at-9".into()).await.unwrap();
    server.request().await.is("GET", target).header("authorization", "Bearer at-9");
}

#[tokio::test]
async fn logout_sends_the_form() {
    let target = "/auth/realms/acme/protocol/openid-connect/logout";
    both!(operation("auth.logout").replies(204, ()), [target, target], |mid, target, server| {
        mid.auth().logout(&portal(), &"rt-0".into()).await.unwrap();
        let sent = server.request().await.is("POST", target).no_header("authorization");
        sent.form("client_id=portal&client_secret=s3cret%26more&refresh_token=rt-0");
    });
}

#[tokio::test]
async fn introspect_reads_the_claims() {
    let target = "/auth/realms/acme/protocol/openid-connect/token/introspect";
    let reply = json!({"active": true, "sub": "u-1"});
    both!(
        operation("auth.introspect").replies(200, reply.clone()),
        [target, target],
        |mid, target, server| {
            let found =
                mid.auth().introspect(&portal(), &"at-0".into(), Some(TokenHint::AccessToken)).await.unwrap();
            assert_eq!((found.active, found.claims.get("sub")), (true, Some(&json!("u-1"))));
            let sent = server.request().await.is("POST", target).no_header("authorization");
            sent.form("client_id=portal&client_secret=s3cret%26more&token=at-0&token_type_hint=access_token");
        }
    );
    let server = operation("auth.introspect").replies(503, ()).start().await;
    assert!(crate::ssms(&server).auth().introspect(&portal(), &"at-0".into(), None).await.is_err());
    assert!(server.count() > 1, "a question may be repeated");
}

#[tokio::test]
async fn revoke_sends_the_form() {
    let target = "/auth/realms/acme/protocol/openid-connect/revoke";
    both!(operation("auth.revoke").replies(200, ()), [target, target], |mid, target, server| {
        mid.auth().revoke(&portal(), &"rt-0".into(), Some(TokenHint::RefreshToken)).await.unwrap();
        let sent = server.request().await.is("POST", target).no_header("authorization");
        sent.form("client_id=portal&client_secret=s3cret%26more&token=rt-0&token_type_hint=refresh_token");
    });
}

#[tokio::test]
async fn certs_reads_the_keys() {
    let target = "/auth/realms/acme/protocol/openid-connect/certs";
    let reply = json!({"keys": [{"kid": "k", "kty": "RSA", "use": "sig", "n": "AQ", "e": "AQAB", "x5c": ["MII"], "x5t#S256": "t"}]});
    both!(operation("auth.certs").replies(200, reply.clone()), [target, target], |mid, target, server| {
        let keys = mid.auth().certs().await.unwrap();
        assert_eq!(
            (keys[0].kid.as_deref(), keys[0].usage.as_deref(), keys[0].x5c.len()),
            (Some("k"), Some("sig"), 1)
        );
        assert_eq!(keys[0].extra.get("x5t#S256"), Some(&json!("t")));
        server.request().await.is("GET", target).no_header("authorization").empty();
    });
}

#[tokio::test]
async fn realm_info_tells_whether_the_realm_is_there() {
    let target = "/auth/realms/acme";
    let reply = json!({"realm": "acme", "public_key": "MII", "token-service": "https://t", "account-service": "https://a", "tokens-not-before": 0});
    both!(
        operation("auth.realm_info").replies(200, reply.clone()),
        [target, target],
        |mid, target, server| {
            let info = mid.auth().realm_info().await.unwrap();
            assert_eq!((info.realm.as_deref(), info.tokens_not_before), (Some("acme"), Some(0)));
            assert_eq!(
                (info.token_service_url.as_deref(), info.account_service_url.as_deref()),
                (Some("https://t"), Some("https://a"))
            );
            server.request().await.is("GET", target).no_header("authorization").empty();
        }
    );
    let server =
        operation("auth.realm_info").replies(404, json!({"error": "Realm does not exist"})).start().await;
    let error = crate::shift(&server).auth().realm_info().optional().await.unwrap_err();
    assert_eq!(
        (error.is_route_missing(), error.message(), error.code()),
        (true, "Realm does not exist", None)
    );
}
