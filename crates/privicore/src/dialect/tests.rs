//! Replies and errors in each form.

use super::*;
use portcullis_core::{
    ClientBuilder,
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
