use crate::support::{TOKEN, builder, client, failure, success};
use portcullis_core::transport::Incoming;
use portcullis_testkit::{
    Body, Builder, operation,
    wire::{Scripted, body_of, reply},
};
use serde_json::{Value, json};
use storedsafe::{
    Delivery, Error, ErrorKind, Result,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode},
};
use tokio::time::Instant;

async fn list(status: u16, body: impl Into<Body>) -> (Result<usize>, usize) {
    listed(operation("users.list").replies(status, body)).await
}

/// A reply that no server of the vendor's sends.
async fn odd_list(status: u16, body: impl Into<Body>) -> (Result<usize>, usize) {
    let contract = operation("users.list").unlike_the_facts("no reply of the vendor's");
    listed(contract.replies(status, body)).await
}

async fn odd_error(status: u16, body: impl Into<Body>) -> Error {
    odd_list(status, body).await.0.unwrap_err()
}

async fn listed(contract: Builder) -> (Result<usize>, usize) {
    let contract = contract.start().await;
    let listing = client(&contract.url()).users().list().await;
    (listing.map(|l| l.users.len()), contract.count())
}

async fn error(status: u16, body: impl Into<Body>) -> Error {
    list(status, body).await.0.unwrap_err()
}

#[tokio::test]
async fn a_success_needs_both_statuses() {
    let users = json!({"users": []});
    assert_eq!(list(201, success(users.clone())).await.0.unwrap(), 0);
    let mut other = success(users.clone());
    other["CALLINFO"]["status"] = json!("PENDING");
    assert_eq!(error(200, other).await.kind(), ErrorKind::Api);
    let refused = error(403, success(users)).await;
    assert_eq!((refused.kind(), refused.delivery()), (ErrorKind::Api, Delivery::Rejected));
}

#[tokio::test]
async fn failure_inside_a_success_status() {
    let error = error(200, failure("2000", "Decrypt and children.")).await;
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!((error.status().unwrap().as_u16(), error.message()), (200, "Decrypt and children."));
}

#[tokio::test]
async fn a_failure_of_any_size_makes_a_short_text() {
    let long = "x".repeat(4 << 20);
    for (member, errors) in [
        ("ERRORS", json!([long])),
        ("ERRORS", json!(vec![json!({}); 1_000_000])),
        ("ERRORCODES", json!({"2000": long})),
        ("ERRORCODES", json!({long: "x"})),
    ] {
        let mut body = failure("2000", "No.");
        body[member] = errors;
        let error = odd_error(200, body).await;
        assert_eq!(error.kind(), ErrorKind::Api);
        assert!(error.to_string().len() < 1000, "{}", error.to_string().len());
    }
    // What repeats the request may be long beside a short error.
    let mut body = failure("2000", "No.");
    body["DATA"]["file"] = json!("x".repeat(1 << 20));
    let error = odd_error(200, body).await;
    assert_eq!((error.code(), error.message()), (Some("2000"), "No."));
}

#[tokio::test]
async fn errors_beside_a_success_are_a_refusal_that_may_have_been_done() {
    for (member, errors, message) in [
        ("ERRORS", json!(["No permission."]), "No permission."),
        ("ERRORS", json!({"0": "a", "1": "b"}), "a; b"),
        ("ERRORS", json!("a"), "a"),
        ("ERRORS", json!([{"deep": "x"}]), ""),
        ("ERRORCODES", json!({"2000": "x"}), "x"),
    ] {
        let mut body = success(json!({"users": []}));
        body[member] = errors;
        let (result, count) = odd_list(200, body.clone()).await;
        let error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.delivery(), count),
            (ErrorKind::Api, Delivery::NoEffect, 1),
            "{body}"
        );
        assert_eq!(error.message(), message, "{body}");
        let contract = operation("users.delete").unlike_the_facts("a success with errors");
        let contract = contract.replies(200, body).start().await;
        let error = client(&contract.url()).users().delete(&"179".into()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.delivery(), contract.count()),
            (ErrorKind::Api, Delivery::Unknown, 1)
        );
    }
    for none in [json!([]), json!({}), json!(null), json!("")] {
        let mut body = success(json!({"users": []}));
        (body["ERRORS"], body["ERRORCODES"]) = (none.clone(), none);
        assert_eq!(odd_list(200, body).await.0.unwrap(), 0);
    }
}

#[tokio::test]
async fn messages_and_codes_have_several_spellings() {
    for (extra, code, message) in [
        (json!({"ERRORS": ["a", "b"], "ERRORCODES": {"7": "x", "3": "y"}}), Some("7"), "a; b"),
        (json!({"ERRORS": {"0": "a"}, "ERRORCODES": []}), None, "a"),
        (json!({"ERRORS": "a"}), None, "a"),
        (json!({"ERRORS": [], "ERRORCODES": {"7": "x"}}), Some("7"), "x"),
        (json!({"ERRORS": [], "ERRORCODES": null}), None, ""),
        (json!({"ERRORS": [{"deep": "x"}], "ERRORCODES": "odd"}), None, "odd"),
        (json!({}), None, ""),
    ] {
        let mut body = json!({"CALLINFO": {"status": "FAIL"}, "DATA": {"passphrase": "hunter22"}});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let text = body.to_string();
        // `serde_json` sorts; the wire does not.
        let text = text.replace(r#"{"3":"y","7":"x"}"#, r#"{"7":"x","3":"y"}"#);
        let error = odd_error(403, Body::Text(text, "application/json")).await;
        assert_eq!((error.code(), error.message()), (code, message), "{body}");
        assert!(!format!("{error:?}").contains("hunter22"));
    }
}

#[tokio::test]
async fn what_is_no_envelope_is_unreadable() {
    for body in [
        "<html>Login</html>",
        " \n<!doctype html>",
        "",
        "{}",
        "[]",
        "null",
        r#"{"CALLINFO":{}}"#,
        r#"{"CALLINFO":[]}"#,
        r#"{"CALLINFO":{"status":"SUCCESS"},"CALLINFO":{"status":"SUCCESS"}}"#,
        r#"{"CALLINFO":{"status":"SUCCESS","users":["#,
    ] {
        let (result, count) = odd_list(200, body).await;
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect), "{body}");
        assert_eq!(count, 2, "a read gets one more chance: {body}");
    }
}

#[tokio::test]
async fn errors_without_an_envelope_keep_their_status_and_quote_nothing() {
    let page = || Body::Text("<html>hunter22</html>".into(), "text/html");
    for (status, body, kind) in [
        (403, page(), ErrorKind::Api),
        (404, page(), ErrorKind::Api),
        (429, page(), ErrorKind::Api),
        (502, page(), ErrorKind::Api),
        (503, page(), ErrorKind::Api),
        (502, Body::Text("hunter22".into(), "text/plain"), ErrorKind::Api),
        (404, Body::Json(json!({"message": "hunter22"})), ErrorKind::Api),
    ] {
        let error = odd_error(status, body).await;
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (kind, status));
        assert!(!format!("{error} {error:?}").contains("hunter22"), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_retry_after_of_a_page_counts() {
    for status in [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE] {
        let wire = Scripted::new(move |_, n| async move {
            if n > 0 {
                return reply(200, &success(json!({"users": []})));
            }
            let headers = [("content-type", "text/html"), ("retry-after", "3")]
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            Ok(Incoming::new(status, HeaderMap::from_iter(headers), body_of("<html>Maintenance</html>")))
        });
        let client = builder("https://vault.example").token(TOKEN).transport(wire.clone()).build().unwrap();
        let start = Instant::now();
        client.users().list().await.unwrap();
        let waited = start.elapsed().as_secs_f64();
        assert!(
            (3.0..6.0).contains(&waited) && wire.count() == 2,
            "{status}: {waited} s, {} requests",
            wire.count()
        );
    }
}

#[tokio::test]
async fn a_byte_order_mark_and_escaped_keys_are_read() {
    let body = "\u{feff}{\"\\u0043ALLINFO\":{\"status\":\"SUCCESS\",\"users\":[{\"id\":\"1\"}]}}";
    assert_eq!(odd_list(200, Body::Text(body.into(), "application/json")).await.0.unwrap(), 1);
}

#[tokio::test]
async fn the_escape_hatch_shows_no_echo_unless_asked() {
    let mut reply = success(json!({"password": "hunter22"}));
    reply["VAULTS"] = json!([{"id": "31"}]);
    let contract = operation("users.list")
        .unlike_the_facts("the caller chooses the path")
        .replies(200, reply)
        .start()
        .await;
    let client = client(&contract.url());
    let value: Value = client.request(Method::GET, "/vault/31/news").call().await.unwrap();
    contract.request().await.is("GET", "/api/1.0/vault/31/news").header("x-http-token", TOKEN);
    assert_eq!(value["VAULTS"][0]["id"], "31");
    assert_eq!(value["CALLINFO"]["handler"], "AnyHandler");
    let text = value.to_string();
    for secret in [TOKEN, "echoed-passphrase", "hunter22", "DATA", "HEADERS"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let raw: Value = client.request(Method::GET, "/vault/31/news").bare().call().await.unwrap();
    assert_eq!(raw["DATA"]["token"], TOKEN);
}
