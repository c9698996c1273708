use super::{TOKEN, client, engine::Engine, playing};
use portcullis_testkit::operation;
use privicore::{
    AuthorizationToken, Client, Command, Delivery, ErrorKind, LoginAttempt, PasswordChange, QrToken,
    Reauthorized, SCOPE_ALL, Secret,
};
use serde_json::{Value, json};

#[tokio::test]
async fn register() {
    let (contract, client) = playing(operation("profile.register").replies(202, json!(["019-a"]))).await;
    let command = client.profile().register("ada@example.com", &"pass wörd".into()).await.unwrap();
    assert_eq!(command, Command::new("019-a"));
    contract
        .request()
        .await
        .is("POST", "/profile/register-profile")
        .no_header("x-dpt-authorization")
        .form("username=ada%40example.com&password=pass+w%C3%B6rd");
}

#[tokio::test]
async fn authenticate() {
    let reply = json!({"authorizationToken": "T-new", "expiresAt": "2031-05-06T07:08:09+00:00"});
    let (contract, client) = playing(operation("profile.authenticate").replies(200, reply)).await;
    let token = client.profile().authenticate("ada", &"secret".into()).await.unwrap();
    assert_eq!(token.token.expose_secret(), "T-new");
    assert_eq!(token.expires_at.unwrap().unix_seconds(), Some(1_935_817_689));
    contract
        .request()
        .await
        .is("POST", "/profile/authenticate")
        .no_header("x-dpt-authorization")
        .form("username=ada&password=secret");
}

#[tokio::test]
async fn a_wrong_password_is_refused_credentials() {
    let (contract, client) =
        playing(operation("profile.authenticate").replies(401, json!("invalid credentials"))).await;
    let error = client.profile().authenticate("ada", &"secret".into()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Auth, Delivery::Rejected));
    assert_eq!(error.message(), "invalid credentials");
    assert!(error.is_unauthorized());
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn retrieve_id() {
    let (contract, client) =
        playing(operation("profile.retrieve_id").replies(200, json!({"profileId": "prf-1"}))).await;
    assert_eq!(client.profile().retrieve_id().await.unwrap().as_str(), "prf-1");
    contract
        .request()
        .await
        .is("GET", "/profile/retrieve-profile-id")
        .header("x-dpt-authorization", TOKEN)
        .no_header("authorization")
        .empty();
}

#[tokio::test]
async fn an_id_may_come_bare() {
    for body in [json!("prf-1"), json!(["prf-1"])] {
        let (_contract, client) = playing(operation("profile.retrieve_id").replies(200, body)).await;
        assert_eq!(client.profile().retrieve_id().await.unwrap().as_str(), "prf-1");
    }
}

#[tokio::test]
async fn change_password() {
    let (contract, client) =
        playing(operation("profile.change_password").replies(202, json!({"commandId": "019-a"}))).await;
    let command = client.profile().change_password(&PasswordChange::new("old", "new")).await.unwrap();
    assert_eq!(command.command_id.as_str(), "019-a");
    contract
        .request()
        .await
        .is("POST", "/profile/change-password")
        .header("x-dpt-authorization", TOKEN)
        .form("currentPassword=old&newPassword=new");
}

#[tokio::test]
async fn a_change_of_password_may_have_more_fields() {
    let (contract, client) = playing(operation("profile.change_password").replies(202, json!("019-a"))).await;
    let change = PasswordChange::new("old", "new").confirm_password("new").field("totp", "123 456");
    client.profile().change_password(&change).await.unwrap();
    let form = "currentPassword=old&newPassword=new&confirmPassword=new&totp=123+456";
    contract.request().await.is("POST", "/profile/change-password").form(form);
    assert!(!format!("{change:?}").contains("123"));
}

#[tokio::test]
async fn generate_qr_token() {
    let reply = json!({"qrToken": "qr-secret", "expiresAt": "2031-05-06T07:08:09Z", "pin": "1234"});
    let (contract, client) = playing(operation("profile.generate_qr_token").replies(200, reply)).await;
    let qr = client.profile().generate_qr_token().await.unwrap();
    assert_eq!(qr.token.as_ref().unwrap().expose_secret(), "qr-secret");
    assert_eq!(qr.extra.get("pin"), Some(&json!("1234")));
    let shown = format!("{qr:?}");
    assert!(!shown.contains("qr-secret") && !shown.contains("1234"), "{shown}");
    contract
        .request()
        .await
        .is("POST", "/profile/generate-token-qr")
        .header("x-dpt-authorization", TOKEN)
        .form("");
    assert!(QrToken::default().token.is_none());
}

#[tokio::test]
async fn reauthorize_token() {
    let reply = json!({"authorizationToken": "T-next", "expiresAt": "2031-05-06T07:08:09Z"});
    let (contract, client) = playing(operation("profile.reauthorize_token").replies(200, reply)).await;
    match client.profile().reauthorize_token(86_400).await.unwrap() {
        Reauthorized::Token(token) => assert_eq!(token.token.expose_secret(), "T-next"),
        other => panic!("{other:?}"),
    }
    contract
        .request()
        .await
        .is("POST", "/profile/reauthorize-authorization-token")
        .header("x-dpt-authorization", TOKEN)
        .form("ttl=86400");
}

#[tokio::test]
async fn a_reauthorization_may_be_a_command() {
    let contract = operation("profile.reauthorize_token")
        .unlike_the_facts("an empty reply is survived")
        .replies(202, ())
        .reply_header("X-DPT-CAB-ID", "019-a")
        .start()
        .await;
    match client(&contract.url()).profile().reauthorize_token(60).await.unwrap() {
        Reauthorized::Command(command) => assert_eq!(command.command_id.as_str(), "019-a"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_is_read_although_a_command_id_stands_in_the_header() {
    let contract = operation("profile.reauthorize_token")
        .replies(200, json!({"token": "T-next"}))
        .reply_header("X-DPT-CAB-ID", "019-a")
        .start()
        .await;
    let reply = client(&contract.url()).profile().reauthorize_token(60).await.unwrap();
    assert!(matches!(reply, Reauthorized::Token(_)));
    assert!(!format!("{reply:?}").contains("T-next"));
}

#[tokio::test]
async fn revoke_token() {
    for body in [json!([]), Value::Null, json!("revoked")] {
        let (contract, client) = playing(operation("profile.revoke_token").replies(200, body)).await;
        client.profile().revoke_token().await.unwrap();
        contract
            .request()
            .await
            .is("POST", "/profile/revoke-authorization-token")
            .header("x-dpt-authorization", TOKEN)
            .form("");
    }
}

#[tokio::test]
async fn token_expiry() {
    let (contract, client) = playing(
        operation("profile.token_expiry").replies(200, json!({"expiresAt": "2031-05-06T07:08:09+00:00"})),
    )
    .await;
    assert_eq!(client.profile().token_expiry().await.unwrap().as_str(), "2031-05-06T07:08:09+00:00");
    contract
        .request()
        .await
        .is("POST", "/profile/authorization-token/expiry")
        .header("x-dpt-authorization", TOKEN)
        .form("");
}

#[tokio::test]
async fn legacy_attempt_authentication() {
    let (contract, client) =
        playing(operation("profile.legacy_attempt_authentication").replies(200, json!(["019-key"]))).await;
    let attempt = client.profile().legacy_attempt_authentication("ada", &"secret".into()).await.unwrap();
    assert_eq!(attempt.command().command_id.as_str(), "019-key");
    assert!(!format!("{attempt:?}").contains("019-key"));
    contract
        .request()
        .await
        .is("POST", "/profile/attempt-authentication")
        .no_header("x-dpt-authorization")
        .form("username=ada&password=secret");
}

#[tokio::test]
async fn legacy_retrieve_temp_token() {
    for reply in [json!({"token": "T-temp"}), json!("T-temp"), json!(["T-temp"])] {
        let (contract, client) =
            playing(operation("profile.legacy_retrieve_temp_token").replies(202, reply)).await;
        let attempt: LoginAttempt = serde_json::from_value(json!(["019-key"])).unwrap();
        let token = client.profile().legacy_retrieve_temp_token(&attempt).await.unwrap();
        assert_eq!(token.expose_secret(), "T-temp");
        contract
            .request()
            .await
            .is("POST", "/profile/retrieve-temp-token")
            .no_header("x-dpt-authorization")
            .form("id=019-key");
    }
}

#[tokio::test]
async fn legacy_request_authorization_token() {
    let (contract, client) =
        playing(operation("profile.legacy_request_authorization_token").replies(202, json!(["019-b"]))).await;
    let scopes = [SCOPE_ALL, "data-token:read"];
    let command =
        client.profile().legacy_request_authorization_token(&"T-temp".into(), &scopes).await.unwrap();
    assert_eq!(command.command_id.as_str(), "019-b");
    contract
        .request()
        .await
        .is("POST", "/profile/request-authorization-token")
        .header("x-dpt-authorization", "T-temp")
        .form("scope[]=all&scope[]=data-token%3Aread");
}

#[tokio::test]
async fn legacy_retrieve_authorization_token() {
    for reply in
        [json!({"token": "T-full"}), json!({"authorizationToken": "T-full", "token": "x"}), json!("T-full")]
    {
        let (contract, client) =
            playing(operation("profile.legacy_retrieve_authorization_token").replies(200, reply)).await;
        let call =
            client.profile().legacy_retrieve_authorization_token(&"T-temp".into(), &Command::new("019-b"));
        assert_eq!(call.await.unwrap().token.expose_secret(), "T-full");
        contract
            .request()
            .await
            .is("POST", "/profile/retrieve-authorization-token")
            .header("x-dpt-authorization", "T-temp")
            .form("request_auth_token_command_id=019-b");
    }
}

#[tokio::test]
async fn required_values_are_checked_unless_told_otherwise() {
    let (contract, checking) = playing(operation("profile.register").replies(202, json!("019-a"))).await;
    let (none, some) = (Secret::from(""), Secret::from("s"));
    let profile = checking.profile();
    for (error, field) in [
        (profile.register("", &some).await.unwrap_err(), "username"),
        (profile.register("u", &none).await.unwrap_err(), "password"),
        (profile.authenticate("", &some).await.unwrap_err(), "username"),
        (profile.authenticate("u", &none).await.unwrap_err(), "password"),
        (profile.legacy_attempt_authentication("", &some).await.unwrap_err(), "username"),
        (profile.legacy_attempt_authentication("u", &none).await.unwrap_err(), "password"),
        (profile.legacy_request_authorization_token(&some, &[]).await.unwrap_err(), "scope"),
        (profile.legacy_request_authorization_token(&some, &["all", ""]).await.unwrap_err(), "scope"),
        (profile.change_password(&PasswordChange::new("", "n")).await.unwrap_err(), "currentPassword"),
        (profile.change_password(&PasswordChange::new("o", "")).await.unwrap_err(), "newPassword"),
    ] {
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.message().contains(field), "{error}");
    }
    assert_eq!(contract.count(), 0);
    let trusting = Client::builder(contract.url()).token(TOKEN).check_input(false).build().unwrap();
    trusting.profile().register("", &none).await.unwrap();
    assert_eq!(contract.count(), 1);
    // A field that comes twice would be wrong on any engine.
    for name in ["currentPassword", "newPassword", "confirmPassword"] {
        let twice = PasswordChange::new("o", "n").field(name, "x");
        let error = trusting.profile().change_password(&twice).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{name}");
    }
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn no_token_shows() {
    let token: AuthorizationToken =
        serde_json::from_value(json!({"authorizationToken": "T-hidden", "expiresAt": "soon"})).unwrap();
    assert!(!format!("{token:?} {:?}", Reauthorized::Token(token.clone())).contains("T-hidden"));
    for body in [
        json!({}),
        json!({"authorizationToken": ""}),
        json!("T-hidden"),
        json!({"authorizationToken": ["T-hidden"]}),
        json!({"authorizationToken": 7}),
    ] {
        let (_contract, client) = playing(
            operation("profile.authenticate")
                .unlike_the_facts("other types and shapes are read too")
                .replies(200, body),
        )
        .await;
        let error = client.profile().authenticate("ada", &"secret".into()).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Decode && error.delivery() >= Delivery::Unknown, "{error:?}");
        assert!(!format!("{error} {error:?}").contains("T-hidden"), "{error:?}");
    }
}

#[tokio::test]
async fn a_token_under_one_name_is_not_lost_because_of_the_other() {
    for other in [json!(["x"]), json!({"x": 1}), json!(7), json!(""), json!(null)] {
        for [good, odd] in [["authorizationToken", "token"], ["token", "authorizationToken"]] {
            let reply = json!({good: "T-new", odd: other});
            let contract = operation("profile.authenticate").unlike_the_facts("members of other types");
            let (_contract, client) = playing(contract.replies(200, reply.clone())).await;
            let token = client.profile().authenticate("ada", &"secret".into()).await;
            let token = token.unwrap_or_else(|error| panic!("{reply}: {error}"));
            assert_eq!(token.token.expose_secret(), "T-new", "{reply}");
        }
        let reply = json!({"authorizationToken": other, "token": other});
        let contract = operation("profile.authenticate").unlike_the_facts("members of other types");
        let (_contract, client) = playing(contract.replies(200, reply.clone())).await;
        let error = client.profile().authenticate("ada", &"secret".into()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{reply}");
    }
}

#[tokio::test]
async fn a_token_is_not_lost_because_its_end_cannot_be_read() {
    // As PHP writes a point in time that nobody formatted.
    let at = json!({"date": "2031-05-06 07:08:09.000000", "timezone_type": 3, "timezone": "UTC"});
    let reply = json!({"authorizationToken": "T-new", "expiresAt": at});
    let (_contract, client) = playing(
        operation("profile.authenticate")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, reply.clone()),
    )
    .await;
    let token = client.profile().authenticate("ada", &"secret".into()).await.unwrap();
    assert_eq!((token.token.expose_secret(), token.expires_at), ("T-new", None));
    let engine = Engine::start(move |_| (200, reply.to_string()));
    let client = super::client(&engine.url);
    for _ in 0..2 {
        let next = client.profile().reauthorize_token(60).await.unwrap();
        let Reauthorized::Token(next) = next else { panic!("{next:?}") };
        assert_eq!((next.token.expose_secret(), next.expires_at), ("T-new", None));
    }
    let sent: Vec<_> = engine.seen().into_iter().map(|asked| asked.token.unwrap()).collect();
    assert_eq!(sent, [TOKEN, "T-new"]);
    let reply = json!({"qrToken": "qr-secret", "expiresAt": at});
    let (_contract, client) = playing(
        operation("profile.generate_qr_token")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, reply),
    )
    .await;
    assert_eq!(
        client.profile().generate_qr_token().await.unwrap().token.unwrap().expose_secret(),
        "qr-secret"
    );
}
