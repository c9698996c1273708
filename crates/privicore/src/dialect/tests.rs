//! Replies and errors in each form.

use super::{errors::MESSAGE_CAP, *};
use portcullis_core::{
    ApiError, ClientBuilder,
    http::{HeaderMap, Method},
};
use serde_json::json;

#[test]
fn every_shape_of_an_error_is_read() {
    for (body, message, code) in [
        (json!("invalid token"), "invalid token", None),
        (json!(["invalid token"]), "invalid token", None),
        (json!({"message": "no", "detail": "way"}), "no: way", None),
        (
            json!({"error": "oauth.already_retrieved"}),
            "oauth.already_retrieved",
            Some("oauth.already_retrieved"),
        ),
        (
            json!({"message": "gone", "error": "oauth.already_retrieved"}),
            "gone",
            Some("oauth.already_retrieved"),
        ),
        (json!({"errors": ["a", "b"]}), "a: b", None),
        (
            json!({"message": "Parameter Error", "errors": {"username": ["is required"]}}),
            "Parameter Error: username is required",
            None,
        ),
        (
            json!({"message": "Parameter Error", "errors": {"id": ["oauth.already_retrieved"]}}),
            "Parameter Error: id oauth.already_retrieved",
            Some("oauth.already_retrieved"),
        ),
        (json!({"detail": "profile.not_an_owner"}), "profile.not_an_owner", Some("profile.not_an_owner")),
        (json!("Profile.Not"), "Profile.Not", None),
        (json!(["a.", "b"]), "a.: b", None),
        (json!([]), "", None),
        (json!(7), "", None),
    ] {
        let api = reason(&body);
        assert_eq!((api.message.as_str(), api.code.as_deref()), (message, code), "{body}");
    }
    assert_eq!(reason(&json!("ä".repeat(5000))).message.chars().count(), MESSAGE_CAP);
}

fn refused(status: u16, body: String) -> ApiError {
    let (client, path) = (ClientBuilder::new("https://engine.example").build(Privicore, None).unwrap(), "/");
    let request = client.request(Method::GET, path);
    let status = StatusCode::from_u16(status).unwrap();
    match request.result_of(&Privicore, status, &HeaderMap::new(), &Bytes::from(body)) {
        Err(Refusal::Api(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_no_json_is_not_quoted() {
    for body in
        ["", "upstream connect error", "session=7f3a9c", "[\"cut", "{\"message\":\"cut", "no \u{202e}"]
    {
        let error = refused(502, body.to_owned());
        assert_eq!((error.message.as_str(), error.code), ("", None), "{body}");
    }
    assert_eq!(refused(400, "\"invalid token\"".to_owned()).message, "invalid token");
}

#[test]
fn a_failure_of_any_size_makes_a_short_text() {
    let long = "x".repeat(8 << 20);
    let many = format!("[{}{{}}]", "{},".repeat(2_800_000));
    let names = format!("{{\"{}\":[{}\"\"]}}", "n".repeat(5000), "\"\",".repeat(15_000));
    for errors in [format!("\"{long}\""), format!("[\"{long}\"]"), many, names] {
        let error = refused(200, format!("{{\"message\":\"no\",\"errors\":{errors}}}"));
        assert!(error.message.starts_with("no"), "{}", error.message);
        assert!(error.message.len() <= 64 << 10, "{}", error.message.len());
    }
    let tree = json!({"errors": vec![json!({}); 100_000], "message": "no"});
    assert_eq!(reason(&tree).message, "no");
    let texts = json!({"n".repeat(2000): vec![json!("t"); 100_000]});
    assert!(reason(&json!({"errors": texts})).message.len() <= 64 << 10);
}

#[test]
fn a_text_becomes_json_and_a_cut_body_does_not() {
    let (client, path) = (ClientBuilder::new("https://engine.example").build(Privicore, None).unwrap(), "/");
    let operation = client.request(Method::GET, path).operation().clone();
    let read = |body: &'static str| {
        let (headers, body) = (HeaderMap::new(), Bytes::from_static(body.as_bytes()));
        as_json(&Reply::new(&operation, StatusCode::OK, &headers, &body))
    };
    assert_eq!(&read(" 019-abc \n").unwrap()[..], b"\"019-abc\"");
    assert_eq!(&read("[\"a\"]").unwrap()[..], b"[\"a\"]");
    assert_eq!(&read("").unwrap()[..], b"");
    for cut in ["[\"a", "{\"commandId\":", "\"a"] {
        assert!(matches!(read(cut), Err(Refusal::Unreadable(_))), "{cut}");
    }
}
