//! A whole reply without a success status.

use super::{
    Kind,
    Outcome::{self, Done, Rejected, Unknown},
    answer, fine, good, http, reject,
};
use crate::faults::Act;

const SLOW_DOWN: &str = r#"{"code":"slow","message":"slow down"}"#;

pub(super) fn kinds() -> Vec<Kind> {
    let mut kinds = redirects();
    kinds.extend(refusals());
    kinds.extend(limits());
    kinds.extend(failures());
    kinds
}

fn redirects() -> Vec<Kind> {
    let to = "Location: http://127.0.0.1:9/elsewhere/x\r\n";
    let unknown = |name, status| Kind::new(name, &[Unknown], answer(http(status, to, "")));
    let rejected = |name, status| Kind::new(name, &[Rejected], reject(http(status, to, "")));
    vec![
        unknown("300", "300 Multiple Choices"),
        unknown("301", "301 Moved Permanently"),
        unknown("302", "302 Found"),
        unknown("303", "303 See Other"),
        unknown("304", "304 Not Modified"),
        rejected("307", "307 Temporary Redirect"),
        rejected("308", "308 Permanent Redirect"),
    ]
}

/// Rejects once, then serves the next request on the same connection, so that no close races it.
fn once(name: &'static str, status: &str, headers: &str) -> Kind {
    let reply = http(status, headers, r#"{"code":"no","message":"no"}"#);
    Kind::new(name, &[Done], [reject(reply), vec![Act::Request, Act::Write(good()), Act::Stall]].concat())
}

fn refusals() -> Vec<Kind> {
    let refused = |name, status, allowed: &'static [Outcome]| {
        Kind::new(name, allowed, reject(http(status, "", r#"{"code":"no","message":"no"}"#)))
    };
    vec![
        refused("400", "400 Bad Request", &[Rejected]),
        refused("401", "401 Unauthorized", &[Rejected]),
        Kind { renews: true, ..once("401 to a credential that is renewed", "401 Unauthorized", "") },
        Kind {
            renews: true,
            scripts: vec![[reject(http("401 Unauthorized", "", "{}")), vec![Act::Again]].concat()],
            ..refused("401 again and again", "401 Unauthorized", &[Rejected])
        },
        refused("403", "403 Forbidden", &[Rejected]),
        refused("404", "404 Not Found", &[Rejected]),
        refused("408", "408 Request Timeout", &[Rejected]),
        refused("409", "409 Conflict", &[Rejected]),
        once("421", "421 Misdirected Request", ""),
        once("425", "425 Too Early", ""),
        Kind::new(
            "413 before the body was read",
            &[Rejected, Unknown],
            vec![
                Act::Head,
                Act::write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\n{}"),
                Act::HalfClose,
                Act::Stall,
            ],
        )
        .padded(1024 * 1024),
        Kind::new(
            "400 with an HTML page",
            &[Rejected],
            reject("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>"),
        ),
    ]
}

fn limits() -> Vec<Kind> {
    let many = "429 Too Many Requests";
    let now = "Retry-After: 0\r\n";
    let rejected = |headers| reject(http(many, headers, SLOW_DOWN));
    vec![
        once("429", many, ""),
        once("429 with seconds", many, now),
        once("429 with a date", many, "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
        once("429 with nonsense", many, "Retry-After: -1\r\nRetry-After: soon\r\n"),
        Kind::new("429 for a year", &[Rejected], rejected("Retry-After: 31536000\r\n")),
        Kind {
            scripts: vec![[rejected(""), vec![Act::Again]].concat()],
            ..Kind::new("429 again and again", &[Rejected], Vec::new())
        },
        Kind::new(
            "429 with seconds five times",
            &[Done],
            [rejected(now), rejected(now), rejected(now), rejected(now), rejected(now), fine()].concat(),
        ),
        Kind::new(
            "429, and no reply to the second attempt",
            &[Unknown],
            [rejected(now), vec![Act::Request, Act::Reset]].concat(),
        ),
    ]
}

fn failures() -> Vec<Kind> {
    let failed =
        |name, status, headers| Kind::new(name, &[Unknown], answer(http(status, headers, SLOW_DOWN)));
    vec![
        failed("500", "500 Internal Server Error", ""),
        failed("501", "501 Not Implemented", ""),
        failed("502", "502 Bad Gateway", ""),
        failed("503", "503 Service Unavailable", ""),
        failed("503 with seconds", "503 Service Unavailable", "Retry-After: 0\r\n"),
        failed(
            "503 with a date",
            "503 Service Unavailable",
            "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
        ),
        failed("503 for a year", "503 Service Unavailable", "Retry-After: 31536000\r\n"),
        failed("504", "504 Gateway Timeout", ""),
        failed("507", "507 Insufficient Storage", ""),
        failed("599", "599 Nobody Knows", ""),
    ]
}
