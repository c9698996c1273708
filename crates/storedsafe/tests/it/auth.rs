use crate::support::{TOKEN, anonymous, builder, client, failure, success};
use portcullis_testkit::operation;
use serde_json::json;
use std::time::Duration;
use storedsafe::{Capability, Delivery, ErrorKind, Login, Secret, code};

fn login() -> Login {
    Login::new("alice", "pass-phrase", "apikey1234")
}

#[tokio::test]
async fn totp() {
    let reply = success(json!({
        "token": "new42", "fingerprint": "AB12", "userid": "179", "username": "alice@example.com",
        "fullname": "Alice Example", "userstatus": "140", "password": "pass-phrase", "timeout": 3_600_000,
        "filesupport": 1, "version": "2.5.0", "audit": {"violations": [], "warnings": {"w": "soon"}},
        "general": ["weak passphrase"],
    }));
    let contract = operation("auth.login_totp").replies(200, reply).start().await;
    let info = anonymous(&contract.url()).auth().login_totp(&login(), &"012345".into()).await.unwrap();
    contract.request().await.is("POST", "/api/1.0/auth").no_header("x-http-token").json(json!({
        "username": "alice", "passphrase": "pass-phrase", "otp": "012345", "apikey": "apikey1234", "logintype": "totp",
    }));
    assert_eq!(info.token.expose_secret(), "new42");
    assert_eq!(info.user_id.as_ref().unwrap().as_str(), "179");
    assert_eq!(info.username.as_deref(), Some("alice@example.com"));
    assert_eq!(info.fullname.as_deref(), Some("Alice Example"));
    assert_eq!(info.fingerprint.as_deref(), Some("AB12"));
    assert!(info.capabilities().unwrap().contains(Capability::Admin));
    assert_eq!(info.idle_timeout(), Some(Duration::from_secs(3600)));
    assert_eq!(info.file_templates, Some(1));
    assert_eq!(info.version, ["2.5.0"]);
    assert!(info.audit.violations.is_empty());
    assert_eq!(info.audit.warnings["w"], "soon");
    assert_eq!(info.notices, ["weak passphrase"]);
    let shown = format!("{info:?}");
    assert!(!shown.contains("new42") && !shown.contains("pass-phrase"), "{shown}");
}

#[tokio::test]
async fn a_member_of_a_login_s_reply_costs_only_itself() {
    async fn read(info: serde_json::Value) -> storedsafe::Result<storedsafe::LoginInfo> {
        let contract = operation("auth.login_totp").unlike_the_facts("members of other types");
        let contract = contract.replies(200, success(info)).start().await;
        anonymous(&contract.url()).auth().login_totp(&login(), &"012345".into()).await
    }
    let names = [
        "fingerprint",
        "userid",
        "username",
        "fullname",
        "userstatus",
        "timeout",
        "filesupport",
        "version",
        "audit",
        "general",
    ];
    for name in names {
        for other in [json!([{"x": 1}]), json!({"x": [1]}), json!(7), json!("x y"), json!(true)] {
            let info = read(json!({"token": "new42", name: other})).await;
            let info = info.unwrap_or_else(|error| panic!("{name} {other}: {error}"));
            assert_eq!(info.token.expose_secret(), "new42");
        }
    }
    for none in [json!(""), json!(null), json!(["new42"]), json!(7)] {
        let error = read(json!({"token": none})).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{none}");
    }
}

#[tokio::test]
async fn yubikey_otp() {
    let contract =
        operation("auth.login_yubikey_otp").replies(200, success(json!({"token": "new42"}))).start().await;
    let otp = Secret::from("c".repeat(44));
    let info = anonymous(&contract.url()).auth().login_yubikey_otp(&login(), &otp).await.unwrap();
    contract.request().await.is("POST", "/api/1.0/auth").no_header("x-http-token").json(json!({
        "username": "alice", "passphrase": "pass-phrase", "otp": otp.expose_secret(), "apikey": "apikey1234",
        "logintype": "yubikey_otp",
    }));
    assert_eq!(info.token.expose_secret(), "new42");
    assert!(info.capabilities().is_none() && info.idle_timeout().is_none());
}

#[tokio::test]
async fn yubikey_in_the_older_form() {
    let contract =
        operation("auth.login_yubikey").replies(200, success(json!({"token": "new42"}))).start().await;
    let info = anonymous(&contract.url()).auth().login_yubikey(&login(), &"ccccotp".into()).await.unwrap();
    contract.request().await.is("POST", "/api/1.0/auth").no_header("x-http-token").json(json!({
        "username": "alice", "keys": "pass-phraseapikey1234ccccotp", "apikey": "apikey1234",
    }));
    assert_eq!(info.token.expose_secret(), "new42");
}

#[tokio::test]
async fn the_parts_of_the_older_form_are_redacted_in_errors() {
    let echo = "bad pass-phrase and apikey1234 and ccccotp in pass-phraseapikey1234ccccotp";
    let contract = operation("auth.login_yubikey").replies(403, failure("2000", echo)).start().await;
    let error =
        anonymous(&contract.url()).auth().login_yubikey(&login(), &"ccccotp".into()).await.unwrap_err();
    for part in ["pass-phrase", "apikey1234", "ccccotp"] {
        assert!(!format!("{error} {error:?}").contains(part), "{error}");
    }
}

#[tokio::test]
async fn smartcard_is_sent_to_the_port_that_requires_certificates() {
    let main = operation("auth.login_smartcard").start().await;
    let mtls =
        operation("auth.login_smartcard").replies(200, success(json!({"token": "new42"}))).start().await;
    let client =
        builder(&main.url()).mtls_url(format!("{}/api/1.0", mtls.url())).anonymous().build().unwrap();
    let info = client.auth().login_smartcard(&login()).await.unwrap();
    assert_eq!((info.token.expose_secret(), main.count()), ("new42", 0));
    mtls.request().await.is("POST", "/api/1.0/auth").no_header("x-http-token").json(json!({
        "username": "alice", "passphrase": "pass-phrase", "apikey": "apikey1234", "logintype": "smartcard",
    }));
}

#[tokio::test]
async fn the_smartcard_type_has_two_names() {
    let mtls =
        operation("auth.login_smartcard").replies(200, success(json!({"token": "new42"}))).start().await;
    let client = builder("http://localhost:9")
        .mtls_url(format!("{}/api/1.0", mtls.url()))
        .anonymous()
        .build()
        .unwrap();
    client.auth().login_smartcard(&login().logintype("smc_rest")).await.unwrap();
    mtls.request().await.json(json!({
        "username": "alice", "passphrase": "pass-phrase", "apikey": "apikey1234", "logintype": "smc_rest",
    }));
    let error = anonymous(&mtls.url()).auth().login_smartcard(&login()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Config, Delivery::NotSent));
}

#[tokio::test]
async fn a_refused_login_is_an_auth_error_whatever_its_code() {
    for (status, code) in [(401, "2000"), (403, "2000"), (403, "77"), (200, "2000")] {
        let contract =
            operation("auth.login_totp").replies(status, failure(code, "Login failed.")).start().await;
        let error =
            anonymous(&contract.url()).auth().login_totp(&login(), &"012345".into()).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::Rejected), "{status}");
        assert_eq!((error.code(), error.message()), (Some(code), "Login failed."));
        assert!(error.is_unauthorized());
        assert_eq!(contract.count(), 1);
    }
}

#[tokio::test]
async fn a_login_that_could_not_be_judged_is_no_auth_error() {
    for status in [404, 408, 500, 503] {
        let contract = operation("auth.login_totp").replies(status, failure("2000", "Busy.")).start().await;
        let error =
            anonymous(&contract.url()).auth().login_totp(&login(), &"012345".into()).await.unwrap_err();
        assert_eq!((error.kind(), contract.count()), (ErrorKind::Api, 1), "{status}");
    }
}

#[tokio::test]
async fn a_login_without_a_part_is_not_sent() {
    let contract = operation("auth.login_totp").replies(200, success(json!({}))).start().await;
    let auth = anonymous(&contract.url()).auth();
    for (login, otp, field) in [
        (Login::new("", "p", "a"), "1", "username"),
        (Login::new("u", "", "a"), "1", "passphrase"),
        (Login::new("u", "p", ""), "1", "apikey"),
        (Login::new("u", "p", "a"), "", "otp"),
    ] {
        for call in [
            auth.login_totp(&login, &otp.into()),
            auth.login_yubikey_otp(&login, &otp.into()),
            auth.login_yubikey(&login, &otp.into()),
        ] {
            let error = call.await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input);
            assert!(error.to_string().contains(field), "{error}");
        }
    }
    assert_eq!(contract.count(), 0);
}

#[tokio::test]
async fn check() {
    let contract = operation("auth.check").replies(200, success(json!({}))).start().await;
    client(&contract.url()).auth().check().await.unwrap();
    contract.request().await.is("POST", "/api/1.0/auth/check").header("x-http-token", TOKEN).empty();
}

#[tokio::test]
async fn check_of_an_ended_session() {
    for status in [401, 403] {
        let contract = operation("auth.check").replies(status, failure("1200", "No.")).start().await;
        let error = client(&contract.url()).auth().check().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::Rejected), "{status}");
        // The call, and one probe.
        assert_eq!(contract.count(), 2);
    }
}

#[tokio::test]
async fn logout() {
    let contract =
        operation("auth.logout").replies(200, success(json!({"logout": "Bye bye!"}))).start().await;
    let farewell = client(&contract.url()).auth().logout().await.unwrap();
    contract.request().await.is("GET", "/api/1.0/auth/logout").header("x-http-token", TOKEN).empty();
    assert_eq!(farewell.as_deref(), Some("Bye bye!"));

    let contract = operation("auth.logout").replies(200, success(json!({}))).start().await;
    assert_eq!(client(&contract.url()).auth().logout().await.unwrap(), None);
}

#[tokio::test]
async fn a_failed_logout_is_not_repeated() {
    for (status, code) in [(503, code::GENERIC), (401, code::NOT_LOGGED_IN)] {
        let contract = operation("auth.logout").replies(status, failure(code, "No.")).start().await;
        let error = client(&contract.url()).auth().logout().await.unwrap_err();
        assert_eq!((error.code(), contract.count()), (Some(code), 1));
    }
}

#[tokio::test]
async fn a_session_is_opened_by_the_first_call() {
    async fn otp() -> storedsafe::Result<Secret> {
        Ok("012345".into())
    }
    let with_otp = |kind| {
        json!({
            "username": "alice", "passphrase": "pass-phrase", "otp": "012345", "apikey": "apikey1234",
            "logintype": kind,
        })
    };
    let legacy = json!({"username": "alice", "keys": "pass-phraseapikey1234012345", "apikey": "apikey1234"});
    for (way, body) in [(0, with_otp("totp")), (1, with_otp("yubikey_otp")), (2, legacy)] {
        let contract = operation("auth.login_totp")
            .replies(200, success(json!({"token": "new42"})))
            .aside("POST", "/api/1.0/auth/check", 200, success(json!({"token": "new42"})))
            .start()
            .await;
        let builder = builder(&contract.url());
        let (user, passphrase, apikey) = ("alice", "pass-phrase", "apikey1234");
        let client = match way {
            0 => builder.totp(user, passphrase, apikey, otp),
            1 => builder.yubikey_otp(user, passphrase, apikey, otp),
            _ => builder.yubikey_legacy(user, passphrase, apikey, otp),
        };
        client.build().unwrap().auth().check().await.unwrap();
        contract.request().await.is("POST", "/api/1.0/auth").no_header("x-http-token").json(body);
    }
}
