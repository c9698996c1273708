//! No secret is shown anywhere.

use midprovider::{
    Client,
    activation_codes::{ActivationCode, ActivationCredential, CodePeriod, NewActivationCode},
    admin::users::{Credential, User},
    ast_clients::AstClientList,
    auth::{CodeGrant, OidcClient, PasswordGrant, TokenExchange, TokenResponse},
    users::{Activation, InitialPassword, NewUser, UserUpdate},
};
use portcullis_testkit::operation;
use serde_json::json;

const SECRET: &str = "57310284";

fn hides(shown: &str) {
    assert!(!shown.contains(SECRET), "{shown}");
}

#[test]
fn debug_shows_none() {
    hides(&format!("{:?}", OidcClient::confidential("a", SECRET)));
    hides(&format!("{:?}", PasswordGrant::new("a", SECRET)));
    hides(&format!("{:?}", CodeGrant::new(SECRET, "b").code_verifier(SECRET)));
    hides(&format!("{:?}", TokenExchange::new(SECRET)));
    hides(&format!("{:?}", InitialPassword::permanent(SECRET)));
    hides(&format!("{:?}", Activation::new().code(SECRET)));
    let user = NewUser::new("a")
        .password(InitialPassword::temporary(SECRET))
        .activation(Activation::new().code(SECRET));
    hides(&format!("{user:?}"));
    hides(&format!("{:?}", UserUpdate::new().password(InitialPassword::temporary(SECRET))));
    let token: TokenResponse =
        serde_json::from_value(json!({"access_token": SECRET, "refresh_token": SECRET, "id_token": SECRET}))
            .unwrap();
    hides(&format!("{token:?}"));
    let url = "https://idp.example.com";
    for builder in [
        Client::shift(url, "a").bearer(SECRET),
        Client::shift(url, "a").client_credentials("c", SECRET),
        Client::ssms(url, "a").password("c", Some(SECRET.into()), "u", SECRET),
    ] {
        hides(&format!("{builder:?}"));
        let mid = builder.build().unwrap();
        hides(&format!("{mid:?} {:?} {:?}", mid.auth(), mid.users()));
        hides(&format!("{:?}", mid.users().create(&user)));
        hides(&format!(
            "{:?}",
            mid.auth().token_password(&OidcClient::public("a"), &PasswordGrant::new("u", SECRET))
        ));
    }
}

fn code() -> ActivationCredential {
    ActivationCredential::new(SECRET, CodePeriod::days(1))
}

#[test]
fn debug_shows_no_code_and_no_credential() {
    let new = NewActivationCode::new().code(SECRET);
    let mut user = User::new("a");
    user.credentials = Some(vec![Credential::password(SECRET)]);
    let mut parts = Credential::default();
    parts.secret_data = Some(SECRET.into());
    parts.credential_data = Some(SECRET.into());
    let codes: Vec<ActivationCode> =
        serde_json::from_value(json!([{"activationCode": SECRET, "qrCode": SECRET}])).unwrap();
    let apps: AstClientList =
        serde_json::from_value(json!([{"id": "a", "token": SECRET, "later": {"b": SECRET}}])).unwrap();
    hides(&format!("{:?} {new:?} {user:?} {parts:?} {codes:?} {apps:?}", code()));
    assert_eq!(codes[0].code.as_ref().unwrap().expose_secret(), SECRET);
    assert_eq!(apps.clients[0].token.as_ref().unwrap().expose_secret(), SECRET);
    let url = "https://idp.example.com";
    let mid = Client::ssms(url, "a").bearer("t").build().unwrap();
    hides(&format!("{:?}", mid.activation_codes().create(&"a".into(), &new, None)));
    let mid = Client::shift(url, "a").bearer("t").build().unwrap();
    hides(&format!("{:?}", mid.activation_codes().set_v3(&"a".into(), &code())));
    hides(&format!("{:?}", mid.activation_codes().set_admin(&"u-1".into(), &code())));
    hides(&format!("{:?}", mid.activation_codes().set_admin_with(&"u-1".into(), &code(), &user)));
    hides(&format!("{:?}", mid.admin().users().create(&user)));
}

#[test]
fn bodies_with_secrets_cannot_be_logged_as_json() {
    let password = || InitialPassword::temporary(SECRET);
    assert!(serde_json::to_string(&password()).is_err());
    assert!(serde_json::to_string(&NewUser::new("a").password(password())).is_err());
    assert!(serde_json::to_string(&NewUser::new("a").activation(Activation::new().code(SECRET))).is_err());
    assert!(serde_json::to_string(&UserUpdate::new().password(password())).is_err());
    assert!(serde_json::to_string(&NewUser::new("a")).is_ok());
    assert!(serde_json::to_string(&code()).is_err());
    assert!(serde_json::to_string(&NewActivationCode::new().code(SECRET)).is_err());
    assert!(serde_json::to_string(&Credential::password(SECRET)).is_err());
    assert!(serde_json::to_string(&User::new("a").credentials([Credential::password(SECRET)])).is_err());
}

#[tokio::test]
async fn secrets_in_a_reply_are_redacted() {
    let echo = json!({"status": "BAD_REQUEST", "message": format!("code {SECRET}, password S0me-long-phrase, token tok-123456")});
    let server = operation("users.create").replies(400, echo).start().await;
    let mid = Client::shift(server.url(), "acme").bearer("tok-123456").build().unwrap();
    let user = NewUser::new("a")
        .password(InitialPassword::temporary("S0me-long-phrase"))
        .activation(Activation::new().code(SECRET));
    let error = mid.users().create(&user).await.unwrap_err();
    assert_eq!(error.message(), "code ***, password ***, token ***");
    hides(&format!("{error} {error:?}"));
}

/// A call that sets a code.
type Set<'a> = &'a dyn Fn(&Client) -> midprovider::Call<()>;

/// The code is sent as a part of a text, and a server may return it alone.
#[tokio::test]
async fn a_code_in_a_reply_is_redacted() {
    let echo = json!({"errorMessage": format!("code {SECRET}, code {{\"code\":\"{SECRET}\"}}")});
    let user = User::default();
    let calls: [(&'static str, Set<'_>); 3] = [
        ("activation_codes.set_v3", &|c| c.activation_codes().set_v3(&"mira".into(), &code())),
        ("activation_codes.set_admin", &|c| c.activation_codes().set_admin(&"u-1".into(), &code())),
        ("activation_codes.set_admin", &|c| {
            c.activation_codes().set_admin_with(&"u-1".into(), &code(), &user)
        }),
    ];
    for (id, call) in calls {
        let server = operation(id).replies(400, echo.clone()).start().await;
        let mid = Client::shift(server.url(), "acme").bearer("tok-123456").build().unwrap();
        let error = call(&mid).await.unwrap_err();
        assert!(error.message().contains("***"), "{error}");
        hides(&format!("{error} {error:?}"));
    }
}
