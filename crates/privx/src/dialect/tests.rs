use super::*;
use portcullis_core::{
    Client, ClientBuilder, Request,
    http::{HeaderMap, HeaderValue, Method},
};
use serde_json::json;

fn client() -> Client {
    ClientBuilder::new("https://privx.example").build(PrivX, None).unwrap()
}

fn at(method: Method, template: &'static str) -> Request {
    client().request(method, template)
}

fn answer(request: &Request, status: u16, location: Option<&str>, body: &str) -> Result<String, Refusal> {
    let mut headers = HeaderMap::new();
    if let Some(location) = location {
        headers.insert(header::LOCATION, HeaderValue::from_str(location).unwrap());
    }
    let body = Bytes::from(body.to_owned());
    let bytes = request.result_of(&PrivX, StatusCode::from_u16(status).unwrap(), &headers, &body)?;
    Ok(String::from_utf8(bytes.to_vec()).unwrap())
}

fn api(request: &Request, status: u16, body: &str) -> ApiError {
    match answer(request, status, None, body) {
        Err(Refusal::Api(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn users() -> Request {
    at(Method::GET, "/local-user-store/api/v1/users")
}

#[test]
fn details_are_shown_in_one_line() {
    let message = |body: &str| api(&users(), 400, body).message;
    let nested = r#"{"error_code":"INVALID_REQUEST_DATA","error_message":"bad role","property":"","details":
        [{"error_code":"REQUIRED_VALUE_MISSING","error_message":"","property":"name","details":null}]}"#;
    assert_eq!(message(nested), "bad role; name: REQUIRED_VALUE_MISSING");
    assert_eq!(api(&users(), 400, nested).code.as_deref(), Some("INVALID_REQUEST_DATA"));
    let deep = r#"{"error_code":"X","details":[null,{"details":[{"error_code":"A","error_message":"b","property":"c"}]},7]}"#;
    assert_eq!(message(deep), "c: A (b)");
    assert_eq!(
        message(r#"{"error_code":"X","error_message":"taken","property":"username","details":[null]}"#),
        "username: taken"
    );
    assert_eq!(message(r#"{"error_code":"X","property":"username"}"#), "username");
    assert_eq!(message(r#"{"error":"invalid_scope","error_description":"no such scope"}"#), "no such scope");
    let many: Vec<_> = (0..500).map(|n| json!({"error_code": format!("E{n}")})).collect();
    let message = message(&json!({"error_code": "X", "details": many}).to_string());
    assert!(message.ends_with("E19; E20") || message.ends_with("; E19"), "{message}");
}

#[test]
fn what_is_no_object_of_json_is_not_quoted() {
    for body in [
        "",
        "<html><body>Bad gateway</body></html>",
        "upstream connect error\n",
        "session=7f3a9c; Path=/",
        "[]",
        "\"odd\"",
        r#"{"error_code":"X","error_message":"cut"#,
        r#"{"error_code":7,"details":"x"}"#,
    ] {
        let error = api(&users(), 502, body);
        assert_eq!((error.message.as_str(), error.code), ("", None), "{body}");
    }
    let deep = "{\"details\":[".repeat(300);
    assert!(!api(&users(), 400, &deep).object_missing);
    let depth = 100_000;
    let deep = format!("{}{}", "{\"details\":[".repeat(depth), "]}".repeat(depth));
    assert_eq!(api(&users(), 400, &deep).message, "");
}

/// A failure in a success, which may be as long as any reply.
#[test]
fn a_failure_of_any_size_makes_a_short_text() {
    let long = "x".repeat(8 << 20);
    let many = format!("[{}{{}}]", "{},".repeat(2_800_000));
    for (body, code) in [
        (format!(r#"{{"error_code":"E","error_message":"{long}"}}"#), Some("E")),
        (format!(r#"{{"error_code":"E","details":[{{"error_message":"{long}"}}]}}"#), Some("E")),
        (format!(r#"{{"error_code":"E","details":{many}}}"#), Some("E")),
        (format!(r#"{{"error_code":"{long}"}}"#), None),
    ] {
        let error = api(&users(), 200, &body);
        assert_eq!(error.code.as_deref(), code);
        assert!(error.message.len() <= 64 << 10, "{}", error.message.len());
    }
}

#[test]
fn only_a_code_proves_that_the_object_is_missing() {
    for code in ["OBJECT_NOT_FOUND", "NOT_FOUND", "CONNECTION_NOT_FOUND"] {
        assert!(api(&users(), 404, &json!({"error_code": code}).to_string()).object_missing);
    }
    let nested =
        json!({"error_code": "INVALID_REQUEST_DATA", "details": [{"error_code": "OBJECT_NOT_FOUND"}]});
    for body in ["", "404 page not found", r#"{"error_code":"BAD_REQUEST"}"#, &nested.to_string()] {
        assert!(!api(&users(), 404, body).object_missing, "{body}");
    }
}

#[test]
fn a_duplicate_is_a_conflict_at_any_depth() {
    let nested = json!({"error_code": "INVALID_REQUEST_DATA", "details": [{"details": [{"error_code": "VALUE_DUPLICATE"}]}]});
    assert!(api(&users(), 400, &nested.to_string()).conflict);
    assert!(api(&users(), 400, r#"{"error_code":"VALUE_DUPLICATE"}"#).conflict);
    assert!(!api(&users(), 400, r#"{"error_code":"VALUE_OUT_OF_BOUNDS"}"#).conflict);
}

#[test]
fn the_problem_document_of_a_gateway_is_read() {
    for (body, text) in [
        (r#"{"title":"Bad Gateway","detail":"no backend","status":502}"#, "no backend"),
        (r#"{"title":"Bad Gateway"}"#, "Bad Gateway"),
        (r#"{"error_code":"A","error_message":"words","detail":"other"}"#, "words"),
    ] {
        assert_eq!(api(&users(), 502, body).message, text, "{body}");
    }
}

#[test]
fn a_refused_credential_differs_from_a_missing_permission() {
    let (token, denied) = (
        at(Method::POST, "/auth/api/v1/oauth/token").checks_credential(),
        r#"{"error_code":"PERMISSION_DENIED"}"#,
    );
    for code in ["invalid_grant", "invalid_client"] {
        assert!(api(&token, 400, &json!({"error": code}).to_string()).credential_refused);
    }
    for code in ["invalid_request", "invalid_scope", "unauthorized_client"] {
        assert!(!api(&token, 400, &json!({"error": code}).to_string()).credential_refused);
    }
    assert!(api(&at(Method::POST, "/auth/api/v1/login").checks_credential(), 403, denied).credential_refused);
    // Perhaps the reply of a proxy, which proves nothing about the credential.
    assert!(!api(&at(Method::POST, "/auth/api/v1/login").checks_credential(), 403, "").credential_refused);
    assert!(!api(&users(), 403, denied).credential_refused);
}

#[test]
fn a_login_without_a_result_is_a_refusal() {
    let login = at(Method::POST, "/auth/api/v1/login").checks_credential().read_with(login_code);
    assert!(api(&login, 200, r#"{"challenge":"push"}"#).credential_refused);
    assert!(api(&login, 200, r#"{"code":null}"#).credential_refused);
    assert!(
        api(&login, 200, r#"{"error_code":"PERMISSION_DENIED","error_message":"no"}"#).credential_refused
    );
    assert!(
        api(
            &at(Method::POST, "/auth/api/v1/oauth/token").checks_credential(),
            200,
            r#"{"error":"invalid_grant"}"#
        )
        .credential_refused
    );
    assert!(answer(&login, 200, None, r#"{"code":"c","state":"s"}"#).is_ok());
    assert_eq!(answer(&login, 200, None, "").unwrap(), "");
}

#[test]
fn the_session_token_is_read_from_the_redirect() {
    let session = at(Method::GET, "/auth/api/v1/oauth/authorize").accept(307).read_with(session_token);
    let lifted = |location| answer(&session, 307, location, "");
    assert_eq!(lifted(Some("/auth/login?x=1&token=a%2Bb%22#top")).unwrap(), r#"{"token":"a+b\""}"#);
    assert_eq!(lifted(Some("https://privx.example/auth/?token=t")).unwrap(), r#"{"token":"t"}"#);
    for location in [None, Some("/auth/login"), Some("/auth/login?token="), Some("/auth/#/login?token=t")] {
        assert!(matches!(lifted(location), Err(Refusal::Unreadable(_))), "{location:?}");
    }
    match lifted(Some("/privx/oauth-callback?error=invalid_scope&error_description=no+such")) {
        Err(Refusal::Api(error)) => {
            assert_eq!((error.code.as_deref(), error.message.as_str()), (Some("invalid_scope"), "no such"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_id_comes_from_the_location_where_the_body_has_none() {
    let create = at(Method::POST, "/local-user-store/api/v1/users");
    let path = Some("/local-user-store/api/v1/users/u-1");
    assert_eq!(answer(&create, 201, path, "").unwrap(), r#"{"id":"u-1"}"#);
    assert_eq!(answer(&create, 201, path, "{}").unwrap(), r#"{"id":"u-1"}"#);
    assert_eq!(answer(&create, 201, path, r#"{"id":"u-2"}"#).unwrap(), r#"{"id":"u-2"}"#);
    assert_eq!(answer(&create, 201, Some("/users/a%2Fb"), "").unwrap(), "");
    assert_eq!(answer(&create, 201, None, "").unwrap(), "");
    assert_eq!(answer(&create, 200, path, "").unwrap(), "");
}

#[test]
fn an_html_page_is_no_result() {
    assert!(matches!(answer(&users(), 200, None, " <!doctype html>"), Err(Refusal::Foreign(_))));
    assert_eq!(answer(&users(), 204, None, "").unwrap(), "");
}

#[test]
fn a_listing_ends_by_its_count_or_by_an_empty_page() {
    let next = |at: Cursor, size, items, reply: &str| {
        PrivX.next(users().operation(), &at, size, items, reply.as_bytes())
    };
    let offset = Cursor::Offset;
    assert_eq!(next(Cursor::Start, None, 50, r#"{"count":51}"#), Some(offset(50)));
    assert_eq!(next(offset(50), None, 1, r#"{"count":51}"#), None);
    assert_eq!(next(Cursor::Start, Some(10), 7, r#"{"items":[],"count":"20"}"#), Some(offset(7)));
    assert_eq!(next(offset(7), Some(10), 0, r#"{"count":20}"#), None);
    assert_eq!(next(Cursor::Start, None, 1, r#"{"count":0}"#), None);
    assert_eq!(next(offset(u64::MAX), None, 1, r#"{"count":5}"#), None);
    // Reading ends at the count.
    assert_eq!(next(Cursor::Start, Some(10), 7, r#"{"count":20,"items":[],"count":1}"#), Some(offset(7)));
    assert_eq!(next(Cursor::Start, Some(10), 7, r#"{"items":[{"count":7}],"count":20}"#), Some(offset(7)));
    // Wherever in a long page it stands.
    for long in 990..1040 {
        let name = "ü,".repeat(long / 3) + &"x".repeat(long % 3);
        let page = format!(r#"{{"name":"{name}","count":100000,"items":[{{"id":"a"}},{{"id":"b"}}]}}"#);
        assert_eq!(next(offset(90_000), Some(10), 7, &page), Some(offset(90_007)), "{long}");
    }
    // Without a count.
    assert_eq!(next(Cursor::Start, Some(2), 2, r#"["7","8"]"#), Some(offset(2)));
    assert_eq!(next(offset(2), Some(2), 1, r#"["9"]"#), Some(offset(3)));
    assert_eq!(next(offset(3), Some(2), 0, "[]"), None);
    assert_eq!(next(Cursor::Start, Some(500), 100, "[]"), Some(offset(100)), "the server's maximum");
    assert_eq!(next(Cursor::Start, None, 50, "[]"), Some(offset(50)));
    assert_eq!(next(Cursor::Start, None, 90, "[]"), None);
    assert_eq!(next(Cursor::Start, Some(1), 1, r#"{"items":[1],"count":null}"#), Some(offset(1)));
}
