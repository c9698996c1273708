//! A reply that breaks off, violates HTTP, or never ends.

use super::{
    Kind,
    Outcome::{self, Applied, Done, Rejected, Unknown},
    answer, answer_and_stall, http, reject,
};
use crate::faults::{Act, Script};
use std::time::Duration;

const HALF: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"id\":";
const HALF_CHUNK: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n{\"id\":";
const TICK: Duration = Duration::from_millis(10);

/// Reads a request and writes the same bytes until the client closes.
fn repeat(first: &'static str, again: impl Into<bytes::Bytes>, times: usize, each: Duration) -> Script {
    vec![Act::Request, Act::write(first), Act::Repeat(again.into(), times, each), Act::Stall]
}

const UNREAD: &[Outcome] = &[Unknown];
const APPLIED: &[Outcome] = &[Applied];
/// On a busy machine the timeout expires before the status is read.
const LATE: &[Outcome] = &[Applied, Unknown];

pub(super) fn kinds() -> Vec<Kind> {
    [cut(), malformed(), endless(), unusable()].concat()
}

fn cut() -> Vec<Kind> {
    let reset = |bytes: &'static str| vec![Act::Request, Act::write(bytes), Act::Pause(TICK), Act::Reset];
    vec![
        Kind::new("cut in the status line", UNREAD, answer("HTTP/1.1 20")),
        Kind::new("reset amid the headers", UNREAD, reset("HTTP/1.1 200 OK\r\nContent-Le")),
        Kind::new("cut amid the headers", UNREAD, answer("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n")),
        Kind::new("reset amid the body", APPLIED, reset(HALF)),
        Kind::new("body shorter than declared", APPLIED, answer(HALF)),
        Kind::new(
            "error body shorter than declared",
            &[Rejected],
            reject("HTTP/1.1 400 Bad Request\r\nContent-Length: 100\r\n\r\n{\"mess"),
        ),
        Kind::new(
            "500 whose body is shorter than declared",
            UNREAD,
            answer("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 100\r\n\r\n{\"mess"),
        ),
        Kind::new("no framing, cut", APPLIED, answer("HTTP/1.1 200 OK\r\n\r\n{\"id\":")),
        Kind::new("no framing, whole", &[Done], answer("HTTP/1.1 200 OK\r\n\r\n{\"id\":1}")),
        Kind::new("cut inside a chunk", APPLIED, answer(HALF_CHUNK)),
    ]
}

fn malformed() -> Vec<Kind> {
    vec![
        Kind::new(
            "a chunk size that is no number",
            APPLIED,
            answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
        ),
        Kind::new(
            "two lengths that differ",
            UNREAD,
            answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 8\r\n\r\n{\"id\":1}"),
        ),
        Kind::new(
            "a length that is no number",
            UNREAD,
            answer("HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}"),
        ),
        Kind::new("another protocol", UNREAD, answer("SSH-2.0-OpenSSH_9.9\r\n")),
        Kind::new("a TLS alert in plain text", UNREAD, answer(&b"\x15\x03\x03\x00\x02\x02\x46"[..])),
        Kind::new("a header without a colon", UNREAD, answer("HTTP/1.1 200 OK\r\nnonsense\r\n\r\n{}")),
    ]
}

fn endless() -> Vec<Kind> {
    vec![
        Kind::new(
            "endless headers",
            UNREAD,
            repeat("HTTP/1.1 200 OK\r\n", format!("X-More: {}\r\n", "x".repeat(4000)), 1000, Duration::ZERO),
        ),
        Kind::new(
            "two hundred headers",
            UNREAD,
            repeat("HTTP/1.1 200 OK\r\n", "X-More: x\r\n".repeat(200) + "\r\n", 1, Duration::ZERO),
        ),
        Kind::new(
            "one endless header",
            UNREAD,
            repeat("HTTP/1.1 200 OK\r\nX-More: ", "x".repeat(16 * 1024), 250, Duration::ZERO),
        ),
        Kind::new(
            "endless 100",
            UNREAD,
            repeat("", "HTTP/1.1 100 Continue\r\n\r\n", 500, Duration::from_millis(5)),
        )
        .slow(),
        Kind::new(
            "102 and 103, then nothing",
            UNREAD,
            answer_and_stall("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
        )
        .slow(),
        Kind::new(
            "101 to a protocol that was not requested",
            UNREAD,
            answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
        ),
        Kind::new(
            "a head byte by byte",
            UNREAD,
            vec![Act::Request, Act::Trickle(super::good(), TICK), Act::Stall],
        )
        .slow(),
        Kind::new(
            "a body byte by byte",
            LATE,
            vec![
                Act::Request,
                Act::write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
                Act::Trickle("\"".repeat(1000).into(), TICK),
            ],
        )
        .slow(),
        Kind::new("stalled amid the head", UNREAD, answer_and_stall("HTTP/1.1 200 OK\r\nContent-")).slow(),
        Kind::new(
            "stalled after the head",
            LATE,
            answer_and_stall("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n"),
        )
        .slow(),
        Kind::new("stalled amid the body", LATE, answer_and_stall(HALF)).slow(),
        Kind::new("stalled amid a chunk", LATE, answer_and_stall(HALF_CHUNK)).slow(),
    ]
}

fn unusable() -> Vec<Kind> {
    vec![
        Kind::new(
            "over the cap, declared",
            APPLIED,
            answer_and_stall("HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n{"),
        ),
        Kind::new(
            "over the cap, endless chunks",
            APPLIED,
            repeat(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                format!("1000\r\n{}\r\n", "x".repeat(4096)),
                1000,
                Duration::ZERO,
            ),
        ),
        // A proxy may have sent these in place of the vendor.
        Kind::new(
            "compressed without being requested",
            &[Unknown],
            answer(http("200 OK", "Content-Encoding: gzip\r\n", r#"{"id":1}"#)),
        ),
        Kind::new("success that is not JSON", &[Unknown], answer(http("200 OK", "", "done."))),
        Kind::new("an HTML page", &[Unknown], answer(page("200 OK"))),
        Kind::new("an HTML page, 502", UNREAD, answer(page("502 Bad Gateway"))),
        Kind::new("success without a body", APPLIED, answer(http("200 OK", "", ""))),
        Kind::new("204 where data is due", APPLIED, answer("HTTP/1.1 204 No Content\r\n\r\n")),
        Kind::new(
            "JSON under another type",
            &[Done],
            answer("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\n{\"id\":1}"),
        ),
    ]
}

fn page(status: &str) -> String {
    let text = "<html><body>Sign in</body></html>";
    format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{text}", text.len())
}
