//! Replies in disguise: a success status, and something that no vendor sends.

use crate::{
    Kit,
    wire::{Scripted, body_of},
};
use portcullis_core::{
    Delivery, Error, ErrorKind,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    transport::Incoming,
};
use std::fmt::Debug;

/// A reply.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::exhaustive_structs, reason = "tests make their own")]
pub struct Disguise {
    /// The HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body.
    pub body: &'static [u8],
}

const fn disguise(
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: &'static [u8],
) -> Disguise {
    Disguise { status, headers, body }
}

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const PLAIN: &[(&str, &str)] = &[("content-type", "text/plain")];
const PAGE: &[(&str, &str)] = &[("content-type", "text/html; charset=UTF-8")];

/// Begins every packed body here: its bytes must not reach a message.
pub const PACKED: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03packed-bytes\x00\x01";

/// What proxies, firewalls, portals and gateways send with a success status.
pub const DISGUISES: &[Disguise] = &[
    // Texts and scripts.
    disguise(200, PLAIN, b"Service under maintenance"),
    disguise(200, &[], b"temporarily not available, please try later"),
    disguise(201, JSON, b"\"Service under maintenance\""),
    disguise(200, JSON, b"503"),
    disguise(200, PLAIN, b"window.location.href='/login';"),
    disguise(200, &[("content-type", "application/javascript")], b"{}"),
    disguise(200, &[("content-type", "text/javascript; charset=utf-8")], b""),
    // Notices.
    disguise(200, JSON, br#"{"message":"Service under maintenance"}"#),
    disguise(202, JSON, br#" { "Message" : "later", "Code" : 7 }"#),
    disguise(200, JSON, br#"{"status":503,"message":"down","timestamp":"2031-05-06T07:08:09Z"}"#),
    disguise(
        200,
        JSON,
        br#"{"type":"about:blank","title":"Maintenance","status":503,"detail":"until noon"}"#,
    ),
    disguise(200, JSON, br#"{"maintenance":true}"#),
    disguise(200, JSON, b"\xef\xbb\xbf{\"message\":\"Service under maintenance\"}"),
    // Pages.
    disguise(200, PAGE, b"<html><body>Please log in</body></html>"),
    disguise(200, &[], b"\r\n <!DOCTYPE html><title>down</title>"),
    disguise(200, JSON, b"\xef\xbb\xbf<html>"),
    disguise(200, JSON, b"\xef\xbb\xbf\n<!doctype html>"),
    disguise(200, PAGE, b"Please log in"),
    disguise(200, PAGE, b"{}"),
    disguise(201, &[("content-type", "Text/HTML")], b"{\"id\":\"1\"}"),
    disguise(200, PAGE, b""),
    disguise(200, &[("content-type", "application/xhtml+xml")], b"null"),
    disguise(200, &[("content-type", "text/xml")], b"<?xml version=\"1.0\"?><error/>"),
    // Challenges of firewalls.
    disguise(202, &[("x-amzn-waf-action", "challenge")], b""),
    disguise(204, &[("x-amzn-waf-action", "captcha")], b""),
    disguise(200, &[("cf-mitigated", "challenge")], b""),
    disguise(200, &[("x-datadome", "blocked")], b"{}"),
    disguise(200, &[("x-datadome", "protected")], b""),
    disguise(200, &[("x-vercel-mitigated", "deny")], b"null"),
    disguise(200, &[("x-sucuri-block", "BLK"), ("content-type", "application/json")], b"{}"),
    // Other encodings.
    disguise(200, JSON, b"\xff\xfe<\0h\0t\0m\0l\0>\0"),
    disguise(200, JSON, b"\xfe\xff\0{\0}"),
    disguise(200, JSON, b"{\0\"\0m\0\"\0:\x001\0}\0"),
    disguise(200, JSON, b"\0{\0}"),
    disguise(200, &[("content-encoding", "gzip")], PACKED),
    disguise(200, &[("content-encoding", "identity, BR")], PACKED),
    disguise(200, JSON, PACKED),
];

/// Words in `Content-Encoding` that change nothing.
pub const HARMLESS_ENCODINGS: &[&str] =
    &["", "identity", "Identity", "IDENTITY", "utf-8", "UTF-8", "none", "identity, utf-8"];

impl Disguise {
    /// A transport that always gives this reply.
    ///
    /// # Panics
    /// If status or headers are not valid.
    pub fn transport(self) -> Scripted {
        replies(self.status, self.headers, self.body)
    }

    /// What is wrong with the outcome of a call that got this reply; `None` if nothing is.
    pub fn complaint<T: Debug>(&self, outcome: &Result<T, Error>) -> Option<String> {
        let wrong = match outcome {
            Ok(value) => format!("passed as {value:?}"),
            Err(error) if error.kind() != ErrorKind::Decode => format!("is no decode error: {error:?}"),
            Err(error)
                if matches!(error.delivery(), Delivery::Applied | Delivery::NotSent | Delivery::Rejected) =>
            {
                format!("claims to know what was done: {error:?}")
            }
            Err(error) if quotes(error, self.body) => format!("is quoted: {error:?}"),
            Err(_) => return None,
        };
        Some(format!("{} {:?} {:?}: {wrong}", self.status, self.headers, String::from_utf8_lossy(self.body)))
    }
}

fn quotes(error: &Error, body: &[u8]) -> bool {
    let text = format!("{error} {error:?}");
    body == PACKED && (text.contains("packed-bytes") || text.contains('\u{fffd}'))
}

fn replies(status: u16, headers: &[(&'static str, &'static str)], body: &[u8]) -> Scripted {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let (status, body) = (StatusCode::from_u16(status).expect("a status"), body.to_vec());
    Scripted::new(move |_, _| {
        let incoming = Incoming::new(status, map.clone(), body_of(body.clone()));
        async move { Ok(incoming) }
    })
}

impl<C> Kit<C> {
    /// Makes the call with every reply in disguise.
    ///
    /// # Panics
    /// If one of them counts as a success, as a proof that something was or was not done, or is quoted.
    pub async fn refuses_disguises<T: Debug>(&self, name: &str, call: impl AsyncFn(&C) -> Result<T, Error>) {
        let mut complaints = Vec::new();
        for disguise in DISGUISES {
            let outcome = call(&self.over(disguise.transport())).await;
            complaints.extend(disguise.complaint(&outcome));
        }
        assert!(complaints.is_empty(), "{name}:\n  {}", complaints.join("\n  "));
    }

    /// Makes the call with this good reply: also behind a byte-order mark, and with every word in `Content-Encoding` that
    /// changes nothing, the outcome is the same; packed, it is an error. The same reply as an error quotes no packed byte.
    ///
    /// # Panics
    /// If not.
    pub async fn reads_through_encodings<T: Debug>(
        &self,
        name: &str,
        (status, body): (u16, &str),
        call: impl AsyncFn(&C) -> Result<T, Error>,
    ) {
        let outcome = async |status: u16, headers: &[(&'static str, &'static str)], body: &[u8]| {
            call(&self.over(replies(status, headers, body))).await
        };
        let plain = outcome(status, JSON, body.as_bytes()).await;
        let plain = plain.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let same = |shown: Result<T, Error>, how: &str| {
            let shown = shown.unwrap_or_else(|error| panic!("{name}, {how}: {error:?}"));
            assert_eq!(format!("{shown:?}"), format!("{plain:?}"), "{name}, {how}");
        };
        let marked = [b"\xef\xbb\xbf", body.as_bytes()].concat();
        if !body.is_empty() {
            same(outcome(status, JSON, &marked).await, "byte-order mark");
        }
        for word in HARMLESS_ENCODINGS {
            same(outcome(status, &[("content-encoding", *word)], body.as_bytes()).await, word);
        }
        if body.is_empty() {
            same(outcome(status, &[("content-encoding", "gzip")], b"").await, "gzip without a body");
        }
        for (status, headers) in [
            (500, &[("content-encoding", "gzip")] as &[_]),
            (403, &[("content-encoding", "X-GZip, identity")]),
            (404, &[("content-type", "application/json")]),
            (401, &[]),
        ] {
            let error = outcome(status, headers, PACKED).await.expect_err("a failure");
            assert!(!quotes(&error, PACKED), "{name}: {error:?}");
            // A session that a 401 ended is an error without a status.
            let seen = error.status().map_or(401, |status| status.as_u16());
            assert_eq!(seen, status, "{name}: {error:?}");
        }
    }

    /// Makes the call with each body and this status: each is the vendor's refusal.
    ///
    /// # Panics
    /// If one is not an error of the vendor.
    pub async fn finds_failures<T: Debug>(
        &self,
        name: &str,
        bodies: &[String],
        call: impl AsyncFn(&C) -> Result<T, Error>,
    ) {
        for body in bodies {
            let outcome = call(&self.over(replies(200, JSON, body.as_bytes()))).await;
            let kind = outcome.as_ref().map_err(Error::kind);
            assert!(matches!(kind, Err(ErrorKind::Api | ErrorKind::Auth)), "{name}: {body}: {outcome:?}");
        }
    }

    /// Makes the call with each body and status 200: each lacks what makes it a reply.
    ///
    /// # Panics
    /// If one is not an error of decoding.
    pub async fn misses<T: Debug>(
        &self,
        name: &str,
        bodies: &[impl AsRef<str>],
        call: impl AsyncFn(&C) -> Result<T, Error>,
    ) {
        for body in bodies.iter().map(AsRef::as_ref) {
            let outcome = call(&self.over(replies(200, JSON, body.as_bytes()))).await;
            let kind = outcome.as_ref().map_err(Error::kind);
            assert!(matches!(kind, Err(ErrorKind::Decode)), "{name}: {body}: {outcome:?}");
        }
    }
}
