//! R5: invalid bodies.

use super::samples::{SAMPLES, Sample, WRITES, Wire};
use crate::promise::{Measured, Scale};
use bytes::Bytes;
use portcullis_core::{
    Delivery, ErrorKind,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    transport::Incoming,
};
use portcullis_testkit::{
    disguises::{DISGUISES, HARMLESS_ENCODINGS},
    wire::{body_of, reply_with},
};
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
struct User {
    name: String,
    age: u8,
}

const JSON: &str = "application/json";

/// Status, content type, body, and a part of the error text (`None`: the call succeeds).
type Row = (u16, &'static str, &'static [u8], Option<&'static str>);

const ROWS: [Row; 32] = [
    (200, JSON, br#"{"name":"a","age":1}"#, None),
    (200, JSON, b"", Some("empty")),
    (200, JSON, b" \r\n\t ", Some("empty")),
    (204, "", b"", Some("empty")),
    (205, "", b"", Some("empty")),
    (202, JSON, b"null", Some("empty")),
    (200, "text/html", b"<html><body>Please log in</body></html>", Some("HTML page")),
    (200, JSON, b"\n\n <!DOCTYPE html><title>down</title>", Some("HTML page")),
    (200, "text/xml", b"<?xml version=\"1.0\"?><user/>", Some("HTML page")),
    (200, JSON, b"\xef\xbb\xbf{\"name\":\"a\",\"age\":1}", None),
    (200, JSON, b"\xef\xbb\xbf<html>", Some("HTML page")),
    (200, JSON, b"\xff\xfe{\0}\0", Some("UTF-16")),
    (200, JSON, b"{\"name\":\"\xe9\",\"age\":1}", Some("UTF-8")),
    (200, "text/plain", b"everything is fine", Some("not JSON")),
    (200, "text/html", br#"{"name":"a","age":1}"#, Some("HTML page")),
    (200, JSON, b"[]", Some("expected form")),
    (200, JSON, br#"[{"name":"a","age":1}]"#, Some("expected form")),
    (200, JSON, b"\"\"", Some("expected form")),
    (200, JSON, b"true", Some("expected form")),
    (200, JSON, b"42", Some("expected form")),
    (200, JSON, b"{}", Some("expected form")),
    (200, JSON, br#"{"name":"a","age":1}}"#, Some("not JSON")),
    (200, JSON, br#"{"name":"a","age":1}{"name":"b","age":2}"#, Some("not JSON")),
    (200, JSON, br#"{"name":"a","age":NaN}"#, Some("not JSON")),
    (200, JSON, br#"{"name":"a","age":1e400}"#, Some("")),
    (200, JSON, br#"{"name":"a","age":256}"#, Some("expected form")),
    (200, JSON, br#"{"name":"a","age":1,"age":2}"#, Some("expected form")),
    (200, JSON, br#"{"name":"a","age":"#, Some("")),
    (200, JSON, br"{'name':'a','age':1}", Some("not JSON")),
    (200, JSON, br#"{"name":"a","age":1,}"#, Some("not JSON")),
    (200, JSON, br#"{"name":"a", /* one */ "age":1}"#, Some("not JSON")),
    (200, JSON, b"\0\0\0\0", Some("not JSON")),
];

/// R5.
pub async fn bodies(_: Scale) -> Measured {
    let nested = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    let mut rows: Vec<_> = ROWS.iter().map(|(s, c, b, w)| (*s, *c, Bytes::from_static(b), *w)).collect();
    rows.push((200, JSON, Bytes::from(nested), Some("")));
    let (mut errors, mut wrong) = (0, Vec::new());
    for (number, (status, kind, body, wanted)) in rows.iter().enumerate() {
        // By GET and by POST: a GET whose reply cannot be decoded is retried once, a POST never.
        for write in [false, true] {
            let (status, kind, body) = (*status, *kind, body.clone());
            let wire = Wire::new(move |_, _| {
                let mut headers = HeaderMap::new();
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
                let status = StatusCode::from_u16(status).unwrap_or_default();
                let body = body_of(body.clone());
                async move { Ok(Incoming::new(status, headers, body)) }
            });
            let client = wire.client(None);
            let call = if write { client.post("/u").call::<User>() } else { client.get("/u").call() };
            let outcome = call.await;
            let good = match (&outcome, wanted) {
                (Ok(user), None) => user.name == "a" && user.age == 1,
                (Err(error), Some(text)) => {
                    errors += 1;
                    // What is of another form may come from a proxy, before the request reached the vendor; a
                    // read changes nothing.
                    let done = match *text {
                        _ if !write => error.delivery() == Delivery::NoEffect,
                        "empty" => error.delivery() == Delivery::Applied,
                        "HTML page" | "UTF-8" | "UTF-16" | "not JSON" => {
                            error.delivery() == Delivery::Unknown
                        }
                        _ => error.delivery() >= Delivery::Unknown,
                    };
                    error.kind() == ErrorKind::Decode
                        && done
                        && error.status().map(|s| s.as_u16()) == Some(status)
                        && (error.message().contains(text) || error.message().contains("not whole"))
                        && wire.count() <= if write { 1 } else { 2 }
                }
                _ => false,
            };
            if !good {
                wrong.push((number, write, outcome.map_or_else(|e| e.to_string(), |u| format!("{u:?}"))));
            }
        }
    }
    let (calls, disguised, marked, mut passed) = vendors().await;
    passed.extend(without_members().await);
    Measured::new(
        wrong.is_empty() && errors >= 50 && passed.is_empty() && calls >= 35,
        format!(
            "{} bodies, by GET and by POST: {errors} typed errors; results that differ from the table: {wrong:?}; \
             {calls} calls of the five vendors: {disguised} replies that no vendor sends (texts, scripts, notices, \
             pages, challenges of firewalls, other encodings) and {marked} good ones behind a byte-order mark or a \
             word for no encoding, and {} without their list, id or name, {} of them with another outcome than a \
             decode error and the value: {passed:?}",
            rows.len(),
            WITHOUT.len(),
            passed.len()
        ),
    )
}

/// Every call of the samples with replies that its vendor does not send, and with its own in other clothes.
async fn vendors() -> (usize, usize, usize, Vec<String>) {
    let (mut calls, mut disguised, mut marked, mut wrong) = (0, 0, 0, Vec::new());
    for sample in SAMPLES.iter().chain(WRITES).filter(|sample| sample.status < 300) {
        calls += 1;
        // Any number may be the state of a command.
        let state = sample.name.ends_with("status") || sample.name.ends_with("health");
        for disguise in DISGUISES.iter().filter(|disguise| !state || disguise.body != b"503") {
            disguised += 1;
            let complaint = disguise.complaint(&(sample.call)(disguise.transport()).await);
            wrong.extend(complaint.map(|complaint| format!("{}: {complaint}", sample.name)));
        }
        let plain = (sample.call)(clothed(sample, &[], b"")).await;
        let marks = [b"\xef\xbb\xbf" as &[u8], b"\xef\xbb\xbf \n"].map(|mark| ("application/json", mark));
        let words = HARMLESS_ENCODINGS.iter().map(|word| (*word, b"" as &[u8]));
        for (word, mark) in marks.into_iter().chain(words) {
            marked += 1;
            let name = if mark.is_empty() { "content-encoding" } else { "content-type" };
            let same = (sample.call)(clothed(sample, &[(name, word)], mark)).await;
            if format!("{same:?}") != format!("{plain:?}") || same.is_err() {
                wrong.push(format!("{}, {word:?}, {mark:?}: {same:?}", sample.name));
            }
        }
    }
    (calls, disguised, marked, wrong)
}

/// A sample, and the member of its reply without which it is not the reply that was asked for.
const WITHOUT: [(&str, &str, &str); 14] = [
    ("privx list", "", "items"),
    ("privx get", "", "id"),
    ("privx tags", "", "items"),
    ("privicore token", "", "authorizationToken"),
    ("privicore id", "", "profileId"),
    ("storedsafe list", "/CALLINFO", "users"),
    ("storedsafe get", "/CALLINFO", "users"),
    ("storedsafe get", "/CALLINFO/users/0", "id"),
    ("digicert list", "", "users"),
    ("digicert get", "", "id"),
    ("digicert roles", "", "access_roles"),
    ("mid list", "/data", "userList"),
    ("mid get", "/data/0", "username"),
    ("mid certs", "", "keys"),
];

/// The samples' own replies without that member, but with another.
async fn without_members() -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, parent, member) in WITHOUT {
        let sample = SAMPLES.iter().find(|sample| sample.name == name).unwrap();
        let mut body = (sample.body)();
        let parent = body.pointer_mut(parent).and_then(Value::as_object_mut).unwrap();
        parent.remove(member).unwrap();
        parent.insert("later".into(), 1.into());
        let wire = Wire::new(move |_, _| {
            let incoming = reply_with(sample.status, sample.headers, &body);
            async move { incoming }
        });
        let outcome = (sample.call)(wire).await;
        if !outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::Decode) {
            wrong.push(format!("{name} without {member}: {outcome:?}"));
        }
    }
    wrong
}

/// A sample's own reply with these headers more, behind this mark.
fn clothed(sample: &'static Sample, more: &[(&'static str, &'static str)], mark: &'static [u8]) -> Wire {
    let headers = [sample.headers, more].concat();
    Wire::new(move |_, _| {
        let body = (sample.body)();
        let mut incoming = reply_with(sample.status, &headers, &body);
        if let Ok(incoming) = &mut incoming {
            let text = if body.is_null() { String::new() } else { body.to_string() };
            let mark = if text.is_empty() { b"" } else { mark };
            incoming.body = body_of([mark, text.as_bytes()].concat());
        }
        async move { incoming }
    })
}
