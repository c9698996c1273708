//! Values of cookies count as secrets: a server may repeat them in the text of an error.

use crate::support::{Scripted, client, http, reply_with};
use portcullis_core::{Error, Retry};
use portcullis_testkit::{Server, Step};
use serde_json::{Value, json};

const SESSION: &str = "eyJcanary7f3a%3D";

/// The error of a second call; the first one got the cookie.
async fn second(headers: &'static [(&'static str, &'static str)], echo: &'static str) -> Error {
    let wire = Scripted::new(move |_, number| {
        let set =
            [("set-cookie", "sid=eyJcanary7f3a%3D; Path=/; Secure; HttpOnly"), ("set-cookie", "lang=en")];
        let (status, headers) = if number == 0 { (200, &set[..]) } else { (400, headers) };
        let reply = reply_with(status, headers, &json!({"id": 1, "code": echo, "message": echo}));
        async move { reply }
    });
    let client = wire.shaped(None, |b| b.cookies(true));
    client.get("/u").call::<Value>().await.unwrap();
    client.get("/u").call::<Value>().retry(Retry::none()).await.unwrap_err()
}

fn is_redacted(error: &Error) {
    let text = format!("{error} {error:?}");
    assert!(!text.contains("canary") && text.contains("***"), "{text}");
}

#[tokio::test]
async fn a_cookie_that_was_sent_is_redacted() {
    for echo in ["no session eyJcanary7f3a%3D", "no session eyJcanary7f3a=", "sid=eyJcanary7f3a%3D; lang=en"]
    {
        is_redacted(&second(&[], echo).await);
    }
    let error = second(&[("set-cookie", "sid=; Max-Age=0; Path=/")], "eyJcanary7f3a%3D has ended").await;
    is_redacted(&error);
}

#[tokio::test]
async fn a_cookie_that_the_reply_sets_is_redacted_with_and_without_a_jar() {
    let reply = ("set-cookie", "sid=\"new-canary-1\"; Path=/; Domain=other.example");
    let body = json!({"code": "no", "message": "session new-canary-1 of new"}).to_string();
    let wire = Scripted::new(move |_, _| {
        let reply = reply_with(400, &[reply], &serde_json::from_str(&body).unwrap());
        async move { reply }
    });
    for keep in [true, false] {
        let client = wire.shaped(None, |b| b.cookies(keep));
        is_redacted(&client.get("/u").call::<Value>().retry(Retry::none()).await.unwrap_err());
    }
}

#[tokio::test]
async fn a_cookie_of_an_earlier_attempt_or_of_the_caller_is_redacted() {
    let body = |text: &str| json!({"code": "no", "message": text}).to_string();
    let first = http("503 Busy", &body("wait")).replacen(
        "\r\n",
        "\r\nSet-Cookie: sid=first-canary\r\nRetry-After: 0\r\n",
        1,
    );
    let then = http("400 No", &body("first-canary"));
    let server = Server::steps([Step::SendAndClose(first.into()), Step::SendAndClose(then.into())]);
    let error = client(&server.url).get("/u").call::<Value>().await.unwrap_err();
    assert_eq!(error.attempts(), 2);
    is_redacted(&error);
    let server = Server::steps([Step::Send(http("400 No", &body(SESSION)).into())]);
    let call = client(&server.url).get("/u").call::<Value>().header("cookie", format!("a=b; sid={SESSION}"));
    is_redacted(&call.await.unwrap_err());
}

#[tokio::test]
async fn a_short_value_takes_no_text_with_it() {
    let error = second(&[], "language en is unknown").await;
    assert_eq!(error.message(), "language en is unknown");
}
