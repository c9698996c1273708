//! Texts of servers through the five vendors' clients: what is no JSON is not quoted, cookies count as secrets, and no
//! character moves, hides or reorders those beside it.

use super::echoed_secrets::texts;
use crate::{
    dialects::{self, VENDORS},
    promise::Measured,
};
use portcullis_core::{Error, Retry, http::Method};
use portcullis_testkit::wire::{Scripted, body_of, reply_with};
use serde_json::{Value, json};

const STATUSES: [u16; 10] = [200, 201, 202, 400, 401, 403, 404, 409, 500, 502];
const CANARY: &str = "Kn4rr7f3aOfCookies";

/// Bodies that no error may quote a word of.
const NO_JSON: [&str; 8] = [
    "Kn4rr7f3aOfCookies",
    "upstream sent Kn4rr7f3aOfCookies, which is too long",
    "sid=Kn4rr7f3aOfCookies; Path=/",
    "<html>Kn4rr7f3aOfCookies</html>",
    "Warning: Kn4rr7f3aOfCookies {\"error\":\"x\"}",
    "{\"error\":\"Kn4rr7f3aOfCookies",
    "[\"Kn4rr7f3aOfCookies\"",
    "error=Kn4rr7f3aOfCookies&message=Kn4rr7f3aOfCookies",
];

/// What sets a cookie.
const SET: [(&str, &str); 1] = [("set-cookie", "sid=Kn4rr7f3aOfCookies; Path=/; Secure")];

/// One of each kind: control, end of a line, direction, of no width.
const HOSTILE: [char; 14] = [
    '\0',
    '\x1b',
    '\r',
    '\n',
    '\u{7f}',
    '\u{9b}',
    '\u{ad}',
    '\u{200b}',
    '\u{200f}',
    '\u{2028}',
    '\u{202e}',
    '\u{2066}',
    '\u{feff}',
    '\u{e0041}',
];

/// The error members of all vendors in one body.
fn error_body(text: &str) -> Value {
    json!({
        "code": text, "message": text, "error": text, "error_description": text, "error_code": text,
        "error_message": text, "errorMessage": text, "details": [{"error_message": text}], "property": text,
        "field": text, "errors": [{"code": text, "message": text}], "CALLINFO": {"status": "FAIL"},
        "ERRORS": [text], "ERRORCODES": {text: text}, "title": text, "detail": text,
    })
}

/// The error of one call, if it failed.
async fn error(vendor: &str, wire: Scripted) -> Option<Error> {
    let request = dialects::client(vendor, "https://api.example", Retry::none(), Some(wire));
    request(Method::POST, "a").call::<Value>().await.err()
}

fn plain(status: u16, body: &'static str) -> Scripted {
    Scripted::new(move |_, _| {
        let reply = reply_with(status, &[("content-type", "text/plain")], &Value::Null);
        async move {
            reply.map(|reply| {
                portcullis_core::transport::Incoming::new(reply.status, reply.headers, body_of(body))
            })
        }
    })
}

fn stated(status: u16, headers: &'static [(&'static str, &'static str)], text: &str) -> Scripted {
    let body = error_body(text);
    Scripted::new(move |_, _| {
        let reply = reply_with(status, headers, &body);
        async move { reply }
    })
}

pub(super) async fn run() -> Measured {
    let (mut quoted, mut cookies, mut odd) = (Vec::new(), Vec::new(), Vec::new());
    let (mut errors, mut shown) = (0, 0);
    for (vendor, status) in VENDORS.iter().flat_map(|vendor| STATUSES.map(|status| (*vendor, status))) {
        for body in NO_JSON {
            if let Some(error) = error(vendor, plain(status, body)).await {
                errors += 1;
                if texts(&error).contains("Kn4rr") {
                    quoted.push(format!("{vendor} {status} {body}"));
                }
            }
        }
        let text = format!("no session {CANARY}, or `{CANARY}`");
        if let Some(error) = error(vendor, stated(status, &SET, &text)).await {
            errors += 1;
            if texts(&error).contains("Kn4rr") {
                cookies.push(format!("{vendor} {status}"));
            }
        }
        for hostile in HOSTILE {
            let text = format!("sh0wn{hostile}[2J");
            let Some(error) = error(vendor, stated(status, &[], &text)).await else { continue };
            errors += 1;
            shown += usize::from(error.to_string().contains("sh0wn"));
            if error.to_string().contains(hostile)
                || error.message().contains(hostile)
                || error.code().is_some_and(|code| code.contains(hostile))
            {
                odd.push(format!("{vendor} {status} {hostile:?}"));
            }
        }
    }
    let first = [&quoted, &cookies, &odd].into_iter().flatten().next();
    let first = first.map(|hit| format!(", such as {hit}")).unwrap_or_default();
    Measured::new(
        first.is_empty() && errors > 0 && shown > 0,
        format!(
            "five vendors' clients: in {errors} errors {} texts that are no JSON quoted, {} values of cookies, {} control, \
             bidirectional or invisible characters (texts shown by {shown}){first}",
            quoted.len(),
            cookies.len(),
            odd.len()
        ),
    )
}
