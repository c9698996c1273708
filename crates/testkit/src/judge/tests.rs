//! Each class of deviation is found.

use super::*;
use crate::server::Received;
use portcullis_core::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

const ID: &str = "5f0a0000-0000-4000-8000-000000000001";

/// A request of PrivX's `local_users.create` or `.update`, and its reply.
struct Exchange {
    id: &'static str,
    verb: &'static str,
    target: String,
    headers: Vec<(&'static str, &'static str)>,
    body: Value,
    reply: Reply,
}

fn reply(status: u16, body: impl Into<Body>) -> Reply {
    Reply { status, headers: Vec::new(), body: body.into() }
}

fn create() -> Exchange {
    Exchange {
        id: "local_users.create",
        verb: "POST",
        target: "/local-user-store/api/v1/users".into(),
        headers: vec![("authorization", "Bearer t"), ("content-type", "application/json")],
        body: json!({"username": "alice", "password": {"password": "secret-1"}}),
        reply: reply(201, json!({"id": ID})),
    }
}

fn get() -> Exchange {
    Exchange {
        id: "local_users.get",
        verb: "GET",
        target: format!("/local-user-store/api/v1/users/{ID}"),
        headers: vec![("authorization", "Bearer t")],
        body: Value::Null,
        reply: reply(200, json!({"id": ID, "username": "alice"})),
    }
}

fn list() -> Exchange {
    Exchange {
        id: "local_users.list",
        verb: "GET",
        target: "/local-user-store/api/v1/users?limit=50".into(),
        reply: reply(200, json!({"count": 0, "items": []})),
        ..get()
    }
}

/// What the judge finds.
fn found(exchange: &Exchange) -> Vec<String> {
    let body = if exchange.body.is_null() { Vec::new() } else { exchange.body.to_string().into_bytes() };
    let headers = exchange
        .headers
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    let request = Received {
        verb: exchange.verb.to_owned(),
        target: exchange.target.clone(),
        headers: headers.collect::<HeaderMap>(),
        body,
        raw: Vec::new(),
        cut: false,
    };
    let facts = Facts::of("privx").unwrap();
    let judge = Judge { facts, id: exchange.id.to_owned(), unlike: None, found: Arc::default() };
    judge.exchange(&Message::from(&request), &exchange.reply);
    let found = judge.found.lock().unwrap();
    assert_eq!(found.exchanges, 1);
    found.deviations.clone()
}

#[track_caller]
fn is_found(exchange: &Exchange, what: &[&str]) {
    let found = found(exchange);
    let [only] = found.as_slice() else { panic!("{what:?}: {found:?}") };
    assert!(what.iter().all(|what| only.contains(what)), "{what:?}: {only}");
}

#[test]
fn what_the_facts_know_has_no_deviation() {
    for exchange in [create(), get(), list()] {
        let found = found(&exchange);
        assert!(found.is_empty(), "{}: {found:?}", exchange.id);
    }
}

#[test]
fn an_unknown_path_is_found() {
    let target = "/local-user-store/api/v1/persons".into();
    is_found(&Exchange { target, ..create() }, &["the facts know no POST", "persons"]);
}

#[test]
fn an_unknown_operation_is_found() {
    is_found(&Exchange { id: "local_users.invent", ..create() }, &["no operation of this id"]);
}

#[test]
fn a_wrong_path_value_is_found() {
    let target = "/local-user-store/api/v1/users/5f0a".into();
    is_found(&Exchange { target, ..get() }, &["path parameter", "uuid"]);
}

#[test]
fn an_unknown_query_name_and_a_wrong_query_value_are_found() {
    let with = |query: &str| Exchange { target: format!("/local-user-store/api/v1/users?{query}"), ..list() };
    is_found(&with("limits=50"), &["unknown query parameter", "limits"]);
    is_found(&with("limit=many"), &["query parameter \"limit\"", "integer"]);
}

#[test]
fn a_missing_credential_is_found() {
    let headers = vec![("content-type", "application/json")];
    is_found(&Exchange { headers, ..create() }, &["the credential is missing"]);
}

#[test]
fn a_wrong_content_type_is_found() {
    let headers = vec![("authorization", "Bearer t"), ("content-type", "text/plain")];
    is_found(&Exchange { headers, ..create() }, &["content type", "text/plain"]);
}

#[test]
fn an_unknown_member_is_found() {
    let body = json!({"username": "alice", "nickname": "al"});
    is_found(&Exchange { body, ..create() }, &["unknown member", "nickname"]);
}

#[test]
fn a_member_of_a_wrong_type_is_found() {
    let body = json!({"username": 7});
    is_found(&Exchange { body, ..create() }, &["request: body", "/username", "string"]);
}

#[test]
fn a_missing_body_and_a_body_where_none_is_known_are_found() {
    is_found(&Exchange { body: Value::Null, ..create() }, &["the body is missing"]);
    let headers = create().headers;
    is_found(&Exchange { body: json!({"a": 1}), headers, ..get() }, &["a body", "where none is known"]);
}

#[test]
fn a_reply_of_another_type_status_or_content_type_is_found() {
    let with = |reply| Exchange { reply, ..get() };
    is_found(&with(reply(200, json!({"id": ID, "username": 7}))), &["reply", "/username", "string"]);
    is_found(&with(reply(207, json!({"id": ID}))), &["reply", "207"]);
    is_found(&with(reply(200, "<html>")), &["reply", "content type", "text/html"]);
    is_found(&with(reply(200, ())), &["reply", "an empty reply"]);
}

#[test]
fn a_deviation_fails_the_test_unless_there_is_a_reason() {
    let judge = |unlike| {
        let facts = Facts::of("privx").unwrap();
        let deviations = vec!["odd".to_owned()];
        let found = Arc::new(Mutex::new(Found { exchanges: 1, deviations }));
        Judge { facts, id: "local_users.get".to_owned(), unlike, found }
    };
    judge(Some("on purpose")).sentence();
    let failed = std::panic::catch_unwind(|| judge(None).sentence()).unwrap_err();
    let text = failed.downcast_ref::<String>().unwrap();
    assert_eq!(text, "local_users.get: unlike the facts:\n  odd");
}
