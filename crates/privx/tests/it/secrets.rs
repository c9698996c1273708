//! What opens something is never shown, and serialized only while a request is being sent.

use privx::{
    Client, Secret,
    local_user_store::{LocalUser, LocalUserPassword},
    oauth::{
        Authorization, ClientCredentialsGrant, CodeGrant, Login, LoginCode, OAuthToken, PasswordGrant,
        RefreshGrant, TokenExchange,
    },
};
use serde_json::json;

const HIDDEN: &str = "hunter2-hunter2";

#[test]
fn nothing_shows_a_secret() {
    let token: OAuthToken =
        serde_json::from_value(json!({"access_token": HIDDEN, "refresh_token": HIDDEN})).unwrap();
    let code: LoginCode = serde_json::from_value(json!({"code": HIDDEN, "state": HIDDEN})).unwrap();
    let user: LocalUser = serde_json::from_value(
        json!({"password": {"password": HIDDEN, "later": HIDDEN}, "later": HIDDEN, "attributes": [{"later": HIDDEN}]}),
    )
    .unwrap();
    let odd: LocalUser = serde_json::from_value(json!({"password": HIDDEN})).unwrap();
    let builder = Client::builder("https://privx.example").api_client("a", HIDDEN, "b", HIDDEN);
    let jwt = Client::builder("https://privx.example").external_jwt(|| async { Ok(Secret::from(HIDDEN)) });
    let shown = [
        format!("{token:?} {code:?} {user:?} {odd:?}"),
        format!("{:?}", PasswordGrant::new("a", HIDDEN).oauth_client("b", HIDDEN)),
        format!("{:?} {:?}", CodeGrant::new(HIDDEN, HIDDEN), RefreshGrant::new(HIDDEN)),
        format!(
            "{:?} {:?}",
            ClientCredentialsGrant::new("a", HIDDEN),
            Login::new("a", HIDDEN, &HIDDEN.into())
        ),
        format!("{:?} {:?}", TokenExchange::new(HIDDEN), Authorization::new(HIDDEN, "c")),
        format!(
            "{:?} {:?}",
            LocalUser::new("a").password(Secret::from(HIDDEN)),
            LocalUserPassword::new(HIDDEN)
        ),
        format!("{builder:?} {jwt:?}"),
        format!("{:?} {:?}", builder.build().unwrap(), jwt.build().unwrap()),
        format!("{:?}", Client::builder("https://privx.example").bearer(HIDDEN).build().unwrap().oauth()),
    ];
    for text in shown {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn requests_are_serialized_by_a_call_alone() {
    let refused = [
        serde_json::to_string(&LocalUser::new("a").password(Secret::from(HIDDEN))),
        serde_json::to_string(&LocalUserPassword::new(HIDDEN)),
        serde_json::to_string(&ClientCredentialsGrant::new("a", HIDDEN)),
        serde_json::to_string(&Login::new("a", HIDDEN, &HIDDEN.into())),
        serde_json::to_string(&TokenExchange::new(HIDDEN)),
    ];
    for result in refused {
        assert!(!result.unwrap_err().to_string().contains("hunter2"));
    }
    assert_eq!(serde_json::to_string(&LocalUser::new("a")).unwrap(), r#"{"username":"a"}"#);
}
