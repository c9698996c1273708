//! Before the first byte of a reply: no connection, a broken one, one without a reply.

use super::{
    Kind,
    Outcome::{Done, NotSent, Unknown},
    answer, fine, good,
};
use crate::faults::{Act, PortState};
use std::time::Duration;

/// More than the kernel buffers at once.
const LONG: usize = 1024 * 1024;

pub(super) fn kinds() -> Vec<Kind> {
    let closed = |name, opens, allowed| Kind {
        port_state: PortState::Closed,
        opens,
        scripts: vec![fine()],
        ..Kind::new(name, allowed, Vec::new())
    };
    let full = |name, opens, allowed| Kind { port_state: PortState::Full, ..closed(name, opens, allowed) };
    vec![
        closed("connection refused", false, &[NotSent]).blind(),
        closed("connection refused, then accepted", true, &[Done]).blind(),
        full("no answer to the connection", false, &[NotSent]).blind(),
        full("no answer to the connection, then accepted", true, &[Done]).blind(),
        Kind::new("reset on accept", &[Unknown, Done], vec![Act::Reset]).blind(),
        Kind::new("closed on accept", &[Unknown, Done], Vec::new()).blind(),
        Kind::new("reset after the first bytes", &[Unknown], vec![Act::Read, Act::Reset]),
        Kind::new("reset after the head, body under way", &[Unknown], vec![Act::Head, Act::Reset])
            .padded(LONG),
        Kind::new("closed after the head, body under way", &[Unknown], vec![Act::Head]).padded(LONG),
        Kind::new("reset after the request", &[Unknown], vec![Act::Request, Act::Reset]),
        Kind::new("closed without a reply", &[Unknown], vec![Act::Request]),
        Kind::new("half-closed without a reply", &[Unknown], vec![Act::Request, Act::HalfClose, Act::Stall]),
        Kind::new("never read, then closed", &[Unknown], vec![Act::Pause(Duration::from_millis(150))])
            .slow()
            .blind(),
        Kind::new(
            "stalled in the middle of the body",
            &[Unknown],
            vec![Act::Head, Act::Pause(Duration::from_millis(150))],
        )
        .padded(LONG)
        .slow(),
        Kind::new("stalled after the request", &[Unknown], vec![Act::Request, Act::Stall]).slow(),
        Kind::new(
            "reused connection closed on the second request",
            &[Unknown],
            vec![Act::Request, Act::Write(good()), Act::Request],
        )
        .warm(),
        Kind::new(
            "reused connection reset on the second request",
            &[Unknown],
            vec![Act::Request, Act::Write(good()), Act::Request, Act::Reset],
        )
        .warm(),
        Kind::new(
            "reused connection reset amid the second request",
            &[Unknown],
            vec![Act::Request, Act::Write(good()), Act::Head, Act::Reset],
        )
        .warm()
        .padded(LONG),
        Kind::new("closed after the reply", &[Done, Unknown], answer(good())).warm().blind(),
        Kind {
            rest: Duration::from_millis(20),
            ..Kind::new("closed while idle", &[Done], answer(good())).warm()
        },
        Kind {
            rest: Duration::from_millis(20),
            ..Kind::new("reset while idle", &[Done], vec![Act::Request, Act::Write(good()), Act::Reset])
                .warm()
                .blind()
        },
        Kind::new(
            "closed after a reply with keep-alive",
            &[Done],
            answer(super::http("200 OK", "Connection: keep-alive\r\n", r#"{"id":1}"#)),
        ),
        Kind {
            rest: Duration::from_millis(20),
            ..Kind::new(
                "an unsolicited second reply",
                &[Done],
                answer([good(), super::http("201 Created", "", r#"{"id":"stale"}"#)].concat()),
            )
            .warm()
        },
    ]
}
