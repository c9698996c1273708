//! Every form of an error.

use crate::shift;
use midprovider::{Delivery, ErrorKind, users::NewUser};
use portcullis_testkit::{Body, operation};
use serde_json::json;

#[tokio::test]
async fn every_shape_is_read() {
    let cases: [(Body, Option<&str>, &str); 19] = [
        (
            json!({"subSystem": 5, "status": "BAD_REQUEST", "message": "m", "data": null}).into(),
            Some("BAD_REQUEST"),
            "m",
        ),
        (json!({"subSystem": "5", "status": "BAD_REQUEST", "message": null}).into(), Some("BAD_REQUEST"), ""),
        (json!({"error": "unknown_error"}).into(), Some("unknown_error"), "unknown_error"),
        (json!({"error": "invalid_request", "error_description": "d"}).into(), Some("invalid_request"), "d"),
        (json!({"error": "HTTP 400 Bad Request"}).into(), None, "HTTP 400 Bad Request"),
        (json!({"errorMessage": "Password policy not met"}).into(), None, "Password policy not met"),
        (
            json!({"errorMessage": "error-user-attribute-required", "field": "email", "params": ["email"]})
                .into(),
            Some("error-user-attribute-required"),
            "error-user-attribute-required (field email)",
        ),
        (
            json!({"errors": [
                {"field": "username", "errorMessage": "error-invalid-length", "params": ["username", 3, 255]},
                {"field": "email", "errorMessage": "error-invalid-email", "params": ["email"]},
                {"field": 5, "errorMessage": "A sentence", "params": {"a": 1}, "errors": "x"},
                7, "text", {},
            ]})
            .into(),
            Some("error-invalid-length"),
            "error-invalid-length (field username: 3, 255); error-invalid-email (field email); A sentence (field 5)",
        ),
        (
            json!({"errorMessage": "error-number-out-of-range", "field": "age", "params": ["age", 18, 120, null, [1]]})
                .into(),
            Some("error-number-out-of-range"),
            "error-number-out-of-range (field age: 18, 120)",
        ),
        (
            json!({"errorMessage": "first", "errors": [{"errorMessage": "first"}, {"errorMessage": "second"}]}).into(),
            Some("first"),
            "first; second",
        ),
        (json!({"title": "Bad Request", "detail": "No realm", "status": 400}).into(), None, "No realm"),
        (json!({"title": "Bad Request", "errors": 5, "params": 5}).into(), None, "Bad Request"),
        (json!({"timestamp": 1, "status": 400, "error": "Bad Request"}).into(), None, "Bad Request"),
        (json!({"error": ["x"], "message": {"a": 1}, "errorMessage": "m"}).into(), Some("m"), "m"),
        (json!([1]).into(), None, ""),
        (json!("a text").into(), None, ""),
        (Body::Text("session=7f3a9c: no".into(), "text/plain"), None, ""),
        (Body::Text(r#"{"error":"cut"#.into(), "application/json"), None, ""),
        (Body::Empty, None, ""),
    ];
    for (body, code, message) in cases {
        let server = operation("users.create")
            .unlike_the_facts("other types and shapes are read too")
            .replies(400, body.clone())
            .start()
            .await;
        let error = shift(&server).users().create(&NewUser::new("a")).await.unwrap_err();
        assert_eq!((error.code(), error.message()), (code, message), "{body:?}");
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
        assert_eq!(error.operation().unwrap().template(), "/auth/realms/{tenant_id}/v3_user");
    }
}

#[tokio::test]
async fn an_html_page_is_never_success() {
    let server = operation("users.create")
        .unlike_the_facts("an HTML page of a proxy")
        .replies(200, "<!doctype html><p>log in</p>")
        .start()
        .await;
    let error = shift(&server).users().create(&NewUser::new("a")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(server.count(), 1);
    let server = operation("auth.discovery")
        .unlike_the_facts("an HTML page of a proxy")
        .replies(200, "<html></html>")
        .start()
        .await;
    assert_eq!(shift(&server).auth().discovery().await.unwrap_err().kind(), ErrorKind::Decode);
    let server = operation("users.create")
        .unlike_the_facts("an HTML page of a proxy")
        .replies(502, "<html>secret sauce</html>")
        .start()
        .await;
    let error = shift(&server).users().create(&NewUser::new("a")).await.unwrap_err();
    assert!(error.message().contains("HTML") && !error.message().contains("sauce"), "{error}");
}

#[tokio::test]
async fn a_missing_permission_is_distinguished() {
    let server = operation("users.get").replies(403, json!({"error": "unknown_error"})).start().await;
    let error = shift(&server).users().get(&"a".into()).await.unwrap_err();
    assert!(error.is_forbidden() && !error.is_unauthorized() && !error.is_not_found());
}

#[tokio::test]
async fn an_empty_result_where_a_user_is_expected_is_an_error() {
    for data in [json!(null), json!([]), json!([{"username": "a"}, {"username": "b"}])] {
        let server = operation("users.get")
            .replies(200, json!({"status": "Success", "data": data.clone()}))
            .start()
            .await;
        let error = shift(&server).users().get(&"a".into()).optional().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{data}");
    }
}
