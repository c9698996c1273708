use crate::support::{Scripted, Server, Step, client, http, reply};
use portcullis_core::{Secret, SecretBytes, SecretUrl, auth::header::Header, http::HeaderName, secret};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Debug, Serialize)]
struct NewUser {
    #[serde(serialize_with = "secret::expose")]
    password: Secret,
}
impl portcullis_core::Input for NewUser {}

fn new_user() -> NewUser {
    NewUser { password: "canary-pass-word".into() }
}

#[test]
fn secrets_do_not_print_and_do_not_serialize() {
    let user = new_user();
    assert_eq!(format!("{user:?}"), "NewUser { password: Secret(..) }");
    assert!(serde_json::to_string(&user).is_err());
    assert!(serde_json::to_value(&user).is_err());
    assert_eq!(format!("{:?}", SecretBytes::from(vec![1, 2])), "SecretBytes(..)");
    let url = SecretUrl::from("https://files.example/canary?auth=canary");
    assert_eq!(format!("{url:?}"), "SecretUrl(https://files.example/..)");
}

#[test]
fn reading_a_secret_of_the_wrong_type_does_not_quote_it() {
    for json in ["48213377", "4.5", "true", "-5", "[48213377]", r#"{"48213377":1}"#] {
        let text = serde_json::from_str::<Secret>(json).unwrap_err().to_string();
        assert!(!text.contains("48213377") && !text.contains("4.5"), "{text}");
        assert!(text.contains("a string"), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_echoes_our_secrets_is_not_quoted() {
    let echo =
        json!({"code": "bad canary-pass-word", "message": "`canary-pass-word` and k3y-canary-k3y are wrong"});
    let reply = format!(
        "HTTP/1.1 400 canary-pass-word\r\nX-Echo: canary-pass-word\r\nContent-Length: {}\r\n\r\n{echo}",
        echo.to_string().len()
    );
    let server = Server::steps([Step::Send(reply.into())]);
    let auth = Header::new(HeaderName::from_static("x-key"), "k3y-canary-k3y");
    let client = portcullis_core::ClientBuilder::new(&server.url)
        .build(crate::support::Plain, Some(Arc::new(auth)))
        .unwrap();
    let error = client.post("/u").json(&new_user()).call::<Value>().await.unwrap_err();
    let text = format!("{error} {error:?} {error:#?} {:?}", error.code());
    assert!(!text.contains("canary"), "{text}");
    assert!(
        error.message().contains("*** and *** are wrong") || error.message().contains("`***`"),
        "{error}"
    );
}

#[tokio::test]
async fn no_debug_output_shows_a_header_or_a_value() {
    let wire = Scripted::new(|out, _| {
        let text = format!("{out:?}");
        assert!(text.contains("x-note") && !text.contains("canary"), "{text}");
        async { reply(200, &json!({"id": "canary-reply"})) }
    });
    let auth = Arc::new(Header::new(HeaderName::from_static("x-key"), "k3y-canary-k3y"));
    assert!(!format!("{auth:?}").contains("canary"));
    let client = wire.client(Some(auth));
    let request =
        client.get("/u/{id}").path("canary-id").query("q", "canary-q").header("x-note", "canary-note");
    assert!(!format!("{request:?} {client:?}").contains("canary"));
    let call = request.call::<Value>();
    assert!(!format!("{call:?}").contains("canary"));
    call.await.unwrap();
}

#[tokio::test]
async fn a_decode_error_shows_no_value() {
    let server = Server::steps([Step::Send(http("200 OK", r#"{"id":"canary"}"#).into())]);
    let error = client(&server.url).get("/u").pick("id").call::<u8>().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    assert!(
        error
            .to_string()
            .starts_with("GET /u: the reply does not have the expected form: expected u8 at `id`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_basic_credential_is_cut_out_in_both_spellings() {
    let secret = Secret::from("canary-client-secret");
    let echo = json!({"message": "bad Basic Y2xpZW50OmNhbmFyeS1jbGllbnQtc2VjcmV0 and canary-client-secret"});
    let server = Server::steps([Step::Send(http("401 Unauthorized", &echo.to_string()).into())]);
    let request = client(&server.url).post("/token").basic("client", &secret);
    let error = request.call::<Value>().await.unwrap_err();
    assert!(!format!("{error:?}").contains("canary") && !error.message().contains("Y2Fu"), "{error:?}");
}
