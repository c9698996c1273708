//! The forms of a refusal: a list, one object, a bare entry, an HTML page, no body.

use crate::{builder, client, error, users::ada};
use digicert::{Delivery, Error, ErrorKind, Retry, code};
use portcullis_testkit::{Body, Builder, operation};
use serde_json::json;
use std::time::Duration;

async fn refusal(status: u16, body: impl Into<Body>) -> Error {
    refused(operation("users.update_service").replies(status, body)).await
}

/// A refusal in a form that the vendor does not document.
async fn odd_refusal(status: u16, body: impl Into<Body>) -> Error {
    let contract = operation("users.update_service").replies(status, body);
    refused(contract.unlike_the_facts("an error in a form that the vendor does not document")).await
}

async fn refused(contract: Builder) -> Error {
    let contract = contract.start().await;
    client(&contract).users().update_service(&"42".into(), "bot@example.com").await.unwrap_err()
}

#[tokio::test]
async fn every_form_of_an_error_is_read() {
    let entry = || json!({"code": "bad_request_format", "message": "Cannot read"});
    for body in [json!({"errors": [entry()]}), json!({"errors": entry()}), entry()] {
        let error = odd_refusal(400, body).await;
        assert_eq!((error.code(), error.message()), (Some(code::BAD_REQUEST_FORMAT), "Cannot read"));
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    }
    for (body, code, message) in [
        (json!({"errors": ["Cannot read"]}), None, "Cannot read"),
        (json!({"error": {"code": "a_code", "message": "Cannot read"}}), Some("a_code"), "Cannot read"),
        (json!({"error": "Cannot read"}), None, "Cannot read"),
        (
            json!({"title": "Bad Request", "detail": "Cannot read", "status": 400}),
            None,
            "Bad Request: Cannot read",
        ),
        (json!({"title": "Bad Request"}), None, "Bad Request"),
        (json!({"detail": "Cannot read", "title": 5, "error": 7}), None, "Cannot read"),
        (json!({"errors": [], "error": {"message": "Cannot read"}}), None, "Cannot read"),
    ] {
        let error = odd_refusal(400, body.clone()).await;
        assert_eq!((error.code(), error.message()), (code, message), "{body}");
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected), "{body}");
    }
    let error = odd_refusal(
        400,
        json!({"errors": [{"code": "a"}, 5, {}, {"message": "b"}, {"code": "c", "message": "d"}]}),
    )
    .await;
    assert_eq!((error.code(), error.message()), (Some("a"), "a; b; c: d"));
}

#[tokio::test]
async fn every_error_about_a_new_user_is_in_the_message() {
    let entry = |code: &str, message: &str| json!({"code": code, "message": message});
    let body = json!({"errors": [entry("invalid_value:username", "Taken"), entry("required_param:email", "Missing")]});
    let contract = operation("users.create").replies(400, body).start().await;
    let error = client(&contract).users().create(&ada()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (400, Some("invalid_value:username")));
    assert_eq!(error.message(), "invalid_value:username: Taken; required_param:email: Missing");
    assert_eq!(code::split(error.code().unwrap()), (code::INVALID_VALUE, Some("username")));
    assert!(!error.is_conflict());
}

#[tokio::test]
async fn a_refusal_without_an_error_body_is_an_error() {
    for body in [
        Body::Empty,
        "<html>blocked</html>".into(),
        json!([]).into(),
        json!("no").into(),
        json!({}).into(),
        Body::Text("{\"errors\":[{".into(), "application/json"),
    ] {
        let error = odd_refusal(403, body.clone()).await;
        assert_eq!(
            (error.kind(), error.status().unwrap().as_u16(), error.code()),
            (ErrorKind::Api, 403, None),
            "{body:?}"
        );
        assert!(!error.to_string().contains("blocked"), "{error}");
    }
    let error = odd_refusal(503, "<html></html>").await;
    assert_eq!((error.delivery(), error.is_forbidden()), (Delivery::Unknown, false));
    let error = odd_refusal(401, Body::Empty).await;
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(error.is_unauthorized());
}

/// A failure in a success, which may be as long as any reply.
#[tokio::test]
async fn a_failure_of_any_size_makes_a_short_text() {
    let long = "x".repeat(4 << 20);
    let many = vec![json!({}); 1_000_000];
    for body in [
        json!({"errors": [{"code": "a", "message": long}]}),
        json!({"errors": many}),
        json!({"errors": [{"code": "a", "message": "b"}], "x": many}),
        json!({"error": long}),
    ] {
        let error = odd_refusal(200, body).await;
        assert_eq!(error.kind(), ErrorKind::Api);
        assert!(error.to_string().len() < 1000, "{}", error.to_string().len());
    }
    let short = json!({"errors": [{"code": "a", "message": "b"}], "x": vec![json!({}); 1_000_000]});
    assert_eq!(odd_refusal(200, short).await.message(), "b");
}

#[tokio::test]
async fn only_a_code_that_names_an_object_proves_that_it_is_missing() {
    for code in ["not_found|user", "not_found|order", "not_found|verified_contact"] {
        assert!(refusal(404, error(code, "")).await.is_not_found(), "{code}");
    }
    for code in [
        "not_found",
        "not_found|route",
        "not_found|",
        "not_found|No route",
        "not_found:user",
        "caa_not_found|user",
    ] {
        let error = refusal(404, error(code, "not found")).await;
        assert!(!error.is_not_found() && error.is_route_missing(), "{code}");
    }
    let both = json!({"errors": [{"code": "not_found|user"}, {"code": "not_found|route"}]});
    assert!(!refusal(404, both).await.is_not_found());
    assert!(!refusal(400, error("not_found|user", "")).await.is_not_found());
}

#[tokio::test]
async fn a_code_for_an_object_that_exists_is_a_conflict() {
    for code in [
        code::AUTH_KEY_EXISTS_FOR_ACCOUNT,
        code::WEBHOOK_CONFIGURED_ALREADY,
        "duplicate|username",
        "username_exists",
    ] {
        assert!(refusal(400, error(code, "")).await.is_conflict(), "{code}");
    }
    assert!(refusal(409, Body::Empty).await.is_conflict());
    for code in [code::CONTACT_TYPE_DUPLICATE, "invalid_value:already", "user_not_exists", "access_denied"] {
        assert!(!refusal(400, error(code, "exists already")).await.is_conflict(), "{code}");
    }
}

#[tokio::test]
async fn an_error_inside_a_success_is_an_error() {
    let found = odd_refusal(200, "<html>log in</html>").await;
    assert_eq!((found.kind(), found.delivery()), (ErrorKind::Decode, Delivery::Unknown));
    let found = odd_refusal(200, error("access_denied", "No")).await;
    assert_eq!((found.kind(), found.code()), (ErrorKind::Api, Some("access_denied")));
    for body in [Body::Empty, json!({"errors": []}).into()] {
        let contract = operation("users.delete")
            .unlike_the_facts("a 200 in place of the 204, with a body")
            .replies(200, body)
            .start()
            .await;
        client(&contract).users().delete(&"42".into()).await.unwrap();
    }
}

#[tokio::test]
async fn a_write_is_sent_again_after_429_and_after_nothing_else() {
    let contract = operation("users.create")
        .replies(429, error(code::REQUEST_LIMIT_EXCEEDED, "Slow down"))
        .start()
        .await;
    let digicert =
        builder(&contract).retry(Retry::default()).timeout(Duration::from_secs(8)).build().unwrap();
    let error = digicert.users().create(&ada()).await.unwrap_err();
    assert!(contract.count() > 1, "{error:?}");
    assert!(error.is_rate_limited());
    let contract = operation("users.create").replies(500, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    assert_eq!(digicert.users().create(&ada()).await.unwrap_err().delivery(), Delivery::Unknown);
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn a_repeatable_write_is_repeated() {
    let contract = operation("users.update_role").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    let error =
        digicert.users().update_role(&"42".into(), &digicert::containers::Role::Manager).await.unwrap_err();
    assert_eq!((error.attempts(), contract.count()), (3, 3));
}

#[test]
fn a_code_is_split_at_the_first_mark() {
    for (text, parts) in [
        ("access_denied", ("access_denied", None)),
        ("not_found|user", ("not_found", Some("user"))),
        ("required_param:certificate.signature_hash", ("required_param", Some("certificate.signature_hash"))),
        ("caa_check_failed|a:b|c", ("caa_check_failed", Some("a:b|c"))),
        ("", ("", None)),
    ] {
        assert_eq!(code::split(text), parts);
    }
}
