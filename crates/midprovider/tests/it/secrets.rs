//! No secret is shown anywhere.

use midprovider::{
    Client,
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

#[test]
fn bodies_with_secrets_cannot_be_logged_as_json() {
    let password = || InitialPassword::temporary(SECRET);
    assert!(serde_json::to_string(&password()).is_err());
    assert!(serde_json::to_string(&NewUser::new("a").password(password())).is_err());
    assert!(serde_json::to_string(&NewUser::new("a").activation(Activation::new().code(SECRET))).is_err());
    assert!(serde_json::to_string(&UserUpdate::new().password(password())).is_err());
    assert!(serde_json::to_string(&NewUser::new("a")).is_ok());
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
