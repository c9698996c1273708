//! The least that a credential can do, and what each of them shows of itself.

use crate::support::{Scripted, reply};
use portcullis_core::{
    Client, ErrorKind, Result, Secret,
    auth::{
        Authenticate, Credential, Exchanged,
        header::Header,
        oauth2::{OAuth2, Token, TokenSource},
    },
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    transport::BoxFuture,
};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::time::Instant;

const KEY: HeaderName = HeaderName::from_static("x-key");

/// All that the trait asks for.
struct Fixed;

impl Authenticate for Fixed {
    fn authorize<'a>(&'a self, _: &'a Client, _: Instant) -> BoxFuture<'a, Result<Credential>> {
        Box::pin(async { Ok(Credential::new(KEY, "k3y-canary".into())) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_has_no_other_is_presented_once_per_call() {
    let wire = Scripted::new(|_, _| async { reply(401, &json!({"message": "no"})) });
    let client = wire.client(Some(Arc::new(Fixed)));
    let error = client.get("/u").call::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), wire.count()), (ErrorKind::Auth, 1, 1));
}

struct Never;

impl TokenSource for Never {
    fn fetch(&self, _: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn what_signs_in_shows_where_it_goes_and_never_what_it_is() {
    let key = Header::new(KEY, "k3y-canary");
    assert_eq!(format!("{key:?}"), "Header(x-key)");
    let used = Credential::new(KEY, "k3y-canary".into());
    assert_eq!(format!("{used:?}"), r#"Credential { header: "x-key", generation: 0, .. }"#);
    let tokens = OAuth2::new(Never);
    tokens.replace(Token::new("canary"));
    assert_eq!(format!("{tokens:?}"), "OAuth2(authorization, generation 1)");
}

#[test]
fn what_came_back_shows_neither_header_values_nor_the_body() {
    let headers = HeaderMap::from_iter([(KEY, HeaderValue::from_static("canary"))]);
    let seen = Exchanged::Reply { status: StatusCode::OK, headers: &headers, body: b"canary", whole: false };
    assert_eq!(format!("{seen:?}"), r#"Reply { status: 200, headers: ["x-key"], length: 6, whole: false }"#);
    assert_eq!(format!("{:?} {:?}", Exchanged::Lost, Exchanged::NotSent), "Lost NotSent");
}
