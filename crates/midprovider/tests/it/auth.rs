//! The realm's OpenID Connect operations.

use crate::{SHIFT, URL, both, builders, refused};
use midprovider::{
    Client, Delivery, ErrorKind, Result, Secret,
    auth::{CodeGrant, OidcClient, PasswordGrant, TokenAuth, TokenExchange, TokenHint},
    code,
};
use portcullis_testkit::{
    Line, form, operation,
    wire::{Scripted, header, reply},
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// The lines of an operation of the realm, which are the same in both flavours.
fn lines(verb: &str, tail: &str) -> [String; 2] {
    [(); 2].map(|()| format!("{verb} /auth/realms/acme{tail}"))
}

/// The lines of an operation with a form.
fn forms(tail: &str, fields: &str) -> [Line; 2] {
    lines("POST", &format!("/protocol/openid-connect/{tail}")).map(|line| form(line, fields))
}

fn portal() -> OidcClient {
    OidcClient::confidential("portal", "s3cret&more")
}

fn token() -> (u16, Value) {
    let token = json!({
        "access_token": "at-1", "token_type": "bearer", "expires_in": "300", "refresh_token": "rt-1",
        "refresh_expires_in": 0, "id_token": "it-1", "not-before-policy": 5, "session_state": "s-1", "scope": "openid email",
    });
    (200, token)
}

#[tokio::test]
async fn discovery_reads_lists_that_are_null() {
    let reply =
        json!({"issuer": "https://i", "scopes_supported": ["openid"], "grant_types_supported": null, "x": 1});
    let line = lines("GET", "/.well-known/openid-configuration");
    let call = async |c: &Client| c.auth().discovery().await;
    for found in both("auth.discovery", line, (200, reply.clone()), call).await {
        assert_eq!((found.scopes_supported.len(), found.grant_types_supported.len()), (1, 0));
        assert_eq!((found.issuer.as_deref(), found.extra.get("x")), (Some("https://i"), Some(&json!(1))));
    }
}

#[tokio::test]
async fn token_password_sends_the_form() {
    let fields = "grant_type=password&client_id=portal&username=mira%40x&password=p+w%26d&scope=openid+email";
    let grant = PasswordGrant::new("mira@x", "p w&d").scope("openid email");
    let call = async |c: &Client| c.auth().token_password(&OidcClient::public("portal"), &grant).await;
    for got in both("auth.token_password", forms("token", fields), token(), call).await {
        assert_eq!(got.access_token.expose_secret(), "at-1");
        assert_eq!(got.refresh_token.as_ref().map(Secret::expose_secret), Some("rt-1"));
        assert_eq!(got.id_token.as_ref().map(Secret::expose_secret), Some("it-1"));
        let numbers = (got.expires_in, got.refresh_expires_in, got.not_before_policy);
        assert_eq!(numbers, (Some(300), Some(0), Some(5)));
    }
}

#[tokio::test]
async fn a_member_of_a_token_reply_costs_only_itself() {
    async fn read(reply: Value) -> Result<midprovider::auth::TokenResponse> {
        let server = operation("auth.token_password").unlike_the_facts("members of other types");
        let server = server.replies(200, reply).start().await;
        let grant = PasswordGrant::new("mira", "p");
        crate::shift(&server).auth().token_password(&OidcClient::public("portal"), &grant).await
    }
    let names: Vec<String> = token().1.as_object().unwrap().keys().cloned().collect();
    for name in names.iter().filter(|name| *name != "access_token") {
        for other in [json!(["x"]), json!({"x": 1}), json!(7.5), json!("x y"), json!(true)] {
            let mut reply = token().1;
            reply[name] = other;
            let got = read(reply.clone()).await.unwrap_or_else(|error| panic!("{reply}: {error}"));
            assert_eq!(got.access_token.expose_secret(), "at-1");
            assert!(got.refresh_token.is_some() || name == "refresh_token", "{reply}");
        }
    }
    for none in [json!(""), json!(null), json!(["at"]), json!(7)] {
        let mut reply = token().1;
        reply["access_token"] = none;
        assert_eq!(read(reply.clone()).await.unwrap_err().kind(), midprovider::ErrorKind::Decode, "{reply}");
    }
}

#[tokio::test]
async fn token_password_reports_a_refusal() {
    let [_, line] = forms(
        "token",
        "grant_type=password&client_id=portal&client_secret=s3cret%26more&username=mira&password=hunter22",
    );
    let grant = PasswordGrant::new("mira", "hunter22");
    for (status, code) in [
        (401, code::INVALID_GRANT),
        (400, code::INVALID_GRANT),
        (401, code::INVALID_CLIENT),
        (400, code::UNAUTHORIZED_CLIENT),
    ] {
        let reply = json!({"error": code, "error_description": "no: s3cret&more"});
        let call = async |c: &Client| c.auth().token_password(&portal(), &grant).await;
        // One request: neither renewed nor repeated.
        let error = SHIFT.refusal("auth.token_password", line.clone(), (status, reply), call).await;
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::Rejected));
        assert_eq!((error.code(), error.message()), (Some(code), "no: ***"));
        assert!(error.is_unauthorized() && !error.is_not_found());
    }
}

#[tokio::test]
async fn token_authorization_code_sends_the_form_once() {
    let grant = CodeGrant::new("c-1", "https://app.example/back?x=1").code_verifier("ver-1");
    let fields = "grant_type=authorization_code&client_id=portal&client_secret=s3cret%26more&code=c-1\
                  &redirect_uri=https%3A%2F%2Fapp.example%2Fback%3Fx%3D1&code_verifier=ver-1";
    let call = async |c: &Client| c.auth().token_authorization_code(&portal(), &grant).await;
    both("auth.token_authorization_code", forms("token", fields), token(), call).await;
    let [_, line] = forms("token", fields);
    let error = SHIFT.refusal("auth.token_authorization_code", line, (503, ()), call).await;
    assert_eq!(error.delivery(), Delivery::Unknown);
}

#[tokio::test]
async fn the_other_grants_send_their_form() {
    let fields = "grant_type=client_credentials&client_id=portal&client_secret=s3cret%26more";
    let call = async |c: &Client| c.auth().token_client_credentials(&portal(), None).await;
    both("auth.token_client_credentials", forms("token", fields), token(), call).await;
    let basic = portal().token_auth(TokenAuth::Basic);
    let fields = "grant_type=client_credentials&scope=openid";
    let call = async |c: &Client| c.auth().token_client_credentials(&basic, Some("openid")).await;
    both("auth.token_client_credentials", forms("token", fields), token(), call).await;
    let fields = "grant_type=refresh_token&client_id=app&refresh_token=rt-0";
    let call = async |c: &Client| c.auth().token_refresh(&OidcClient::public("app"), &"rt-0".into()).await;
    both("auth.token_refresh", forms("token", fields), token(), call).await;
    let fields = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&client_id=portal&client_secret=s3cret%26more\
                  &subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&subject_token=at-0&audience=chat";
    let exchange = TokenExchange::new("at-0").audience("chat");
    let call = async |c: &Client| c.auth().token_exchange(&portal(), &exchange).await;
    let reply = json!({"access_token": "at-2", "token_type": "Bearer", "issued_token_type": "urn:x"});
    for got in both("auth.token_exchange", forms("token", fields), (200, reply.clone()), call).await {
        assert_eq!((got.issued_token_type.as_deref(), got.expires_in), (Some("urn:x"), None));
    }
}

#[tokio::test]
async fn an_oidc_client_that_cannot_be_sent_is_refused() {
    for client in [
        OidcClient::public(""),
        OidcClient::confidential("a", ""),
        OidcClient::public("a").token_auth(TokenAuth::Basic),
        OidcClient::confidential("a:b", "s").token_auth(TokenAuth::Basic),
        OidcClient::confidential("a", "s%s").token_auth(TokenAuth::Basic),
    ] {
        let [ssms, _] = builders(URL);
        refused(ssms, async |c| c.auth().token_client_credentials(&client, None).await).await;
    }
}

/// The header with the credential that a call sends.
async fn credential<T>(call: impl AsyncFn(&Client) -> Result<T>) -> Option<String> {
    let found = Arc::new(Mutex::new(None));
    let note = found.clone();
    let wire = Scripted::new(move |request, _| {
        *note.lock().unwrap() = header(&request, "authorization").map(str::to_owned);
        async { reply(200, &json!({"access_token": "at-1", "sub": "u-1", "keys": [], "id": "u-1"})) }
    });
    let [ssms, _] = builders(URL);
    let result = call(&ssms.transport(wire.clone()).build().unwrap()).await;
    assert!(result.is_ok() && wire.count() == 1);
    found.lock().unwrap().take()
}

#[tokio::test]
async fn only_userinfo_sends_the_clients_own_credential() {
    let grant = PasswordGrant::new("mira", "hunter22");
    assert_eq!(credential(async |c| c.auth().userinfo().await).await.as_deref(), Some("Bearer tok-1"));
    let other = credential(async |c| c.auth().userinfo_of(&"at-9".into()).await).await;
    assert_eq!(other.as_deref(), Some("Bearer at-9"));
    let basic = portal().token_auth(TokenAuth::Basic);
    let by_header = credential(async |c| c.auth().token_client_credentials(&basic, None).await).await;
    assert_eq!(by_header.as_deref(), Some("Basic cG9ydGFsOnMzY3JldCZtb3Jl"));
    for none in [
        credential(async |c| c.auth().discovery().await).await,
        credential(async |c| c.auth().certs().await).await,
        credential(async |c| c.auth().realm_info().await).await,
        credential(async |c| c.auth().token_password(&portal(), &grant).await).await,
        credential(async |c| {
            c.auth().token_authorization_code(&portal(), &CodeGrant::new("c", "app:/b")).await
        })
        .await,
        credential(async |c| c.auth().token_client_credentials(&portal(), None).await).await,
        credential(async |c| c.auth().token_refresh(&portal(), &"rt-0".into()).await).await,
        credential(async |c| c.auth().token_exchange(&portal(), &TokenExchange::new("at-0")).await).await,
        credential(async |c| c.auth().logout(&portal(), &"rt-0".into()).await).await,
        credential(async |c| c.auth().introspect(&portal(), &"at-0".into(), None).await).await,
        credential(async |c| c.auth().revoke(&portal(), &"rt-0".into(), None).await).await,
    ] {
        assert_eq!(none, None);
    }
}

#[tokio::test]
async fn userinfo_reads_claims() {
    let reply = json!({"sub": "u-1", "preferred_username": "mira", "email_verified": "true", "dept": 4});
    let reply = portcullis_testkit::Answer::from((200, reply)).unlike_the_facts("other types are read too");
    let call = async |c: &Client| c.auth().userinfo().await;
    for info in both("auth.userinfo", lines("GET", "/protocol/openid-connect/userinfo"), reply, call).await {
        assert_eq!((info.sub.as_str(), info.preferred_username), ("u-1", Some("mira".into())));
        assert_eq!((info.email_verified, info.extra.get("dept")), (Some(true), Some(&json!(4))));
    }
}

#[tokio::test]
async fn sessions_and_tokens_end_by_their_form() {
    let client = "client_id=portal&client_secret=s3cret%26more";
    let line = forms("logout", &format!("{client}&refresh_token=rt-0"));
    let call = async |c: &Client| c.auth().logout(&portal(), &"rt-0".into()).await;
    both("auth.logout", line, (204, ()), call).await;
    let line = forms("revoke", &format!("{client}&token=rt-0&token_type_hint=refresh_token"));
    let call =
        async |c: &Client| c.auth().revoke(&portal(), &"rt-0".into(), Some(TokenHint::RefreshToken)).await;
    both("auth.revoke", line, (200, ()), call).await;
    let line = forms("token/introspect", &format!("{client}&token=at-0&token_type_hint=access_token"));
    let call =
        async |c: &Client| c.auth().introspect(&portal(), &"at-0".into(), Some(TokenHint::AccessToken)).await;
    for found in both("auth.introspect", line, (200, json!({"active": true, "sub": "u-1"})), call).await {
        assert_eq!((found.active, found.claims.get("sub")), (true, Some(&json!("u-1"))));
    }
    let server = operation("auth.introspect").replies(503, ()).start().await;
    assert!(crate::ssms(&server).auth().introspect(&portal(), &"at-0".into(), None).await.is_err());
    assert!(server.count() > 1, "a question may be repeated");
}

#[tokio::test]
async fn certs_and_realm_info_are_read_in_both_flavours() {
    let reply =
        json!({"keys": [{"kid": "k", "use": "sig", "x5c": ["MII"], "x5t#S256": "t", "crv": "P-256"}]});
    let call = async |c: &Client| c.auth().certs().await;
    for keys in
        both("auth.certs", lines("GET", "/protocol/openid-connect/certs"), (200, reply.clone()), call).await
    {
        assert_eq!((keys[0].usage.as_deref(), keys[0].x5c.len()), (Some("sig"), 1));
        assert_eq!(
            (keys[0].x5t_s256.as_deref(), keys[0].extra.get("crv")),
            (Some("t"), Some(&json!("P-256")))
        );
    }
    let call = async |c: &Client| c.auth().realm_info().await;
    for info in both(
        "auth.realm_info",
        lines("GET", ""),
        (200, json!({"realm": "acme", "tokens-not-before": 0})),
        call,
    )
    .await
    {
        assert_eq!((info.realm.as_deref(), info.tokens_not_before), (Some("acme"), Some(0)));
    }
    let none = (404, json!({"error": "Realm does not exist"}));
    let call = async |c: &Client| c.auth().realm_info().optional().await;
    let error = SHIFT.refusal("auth.realm_info", lines("GET", "")[1].as_str(), none, call).await;
    assert_eq!(
        (error.is_route_missing(), error.message(), error.code()),
        (true, "Realm does not exist", None)
    );
}
