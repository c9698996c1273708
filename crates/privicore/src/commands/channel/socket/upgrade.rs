//! What the reply to a websocket's handshake must be (RFC 6455, 4.1).

use super::tunnel;
use portcullis_core::ErrorKind;
use std::{fmt, io};

/// The maximum length of the head of a reply.
pub(super) const HEAD_CAP: usize = 8 * 1024;

/// Why a reply opens no websocket.
#[derive(Debug)]
pub(super) struct NoUpgrade {
    pub(super) kind: ErrorKind,
    status: Option<u16>,
    text: &'static str,
}

impl fmt::Display for NoUpgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(f, "{} (status {status})", self.text),
            None => f.write_str(self.text),
        }
    }
}

impl std::error::Error for NoUpgrade {}

impl From<NoUpgrade> for io::Error {
    fn from(reason: NoUpgrade) -> Self {
        Self::other(reason)
    }
}

fn unreadable(text: &'static str) -> NoUpgrade {
    NoUpgrade { kind: ErrorKind::Decode, status: None, text }
}

/// The head does not end.
pub(super) fn too_long() -> NoUpgrade {
    unreadable("the head of its reply is too long")
}

/// Checks a whole head, before the library parses it: it accepts a reply without the two headers of an upgrade, and
/// panics if the value of `Sec-WebSocket-Accept` is longer than a hash.
pub(super) fn check(head: &[u8]) -> Result<(), NoUpgrade> {
    match tunnel::status(head) {
        Some(101) => {}
        Some(status) => {
            let (kind, text) = match status {
                300..=399 => (ErrorKind::Api, "an unexpected redirect; redirects are not followed"),
                400.. => (ErrorKind::Api, "it returned an error"),
                _ => (ErrorKind::Decode, "its reply is not an upgrade"),
            };
            return Err(NoUpgrade { kind, status: Some(status), text });
        }
        None => return Err(unreadable("its reply is not HTTP")),
    }
    let (mut upgrades, mut connects, mut accepts) = (false, false, false);
    for line in head.split(|byte| *byte == b'\n').skip(1) {
        let line = match line {
            [line @ .., b'\r'] if !line.contains(&b'\r') => line,
            [] => continue,
            _ => return Err(unreadable("the head of its reply cannot be parsed")),
        };
        let (name, value) = line.split_at(line.iter().position(|byte| *byte == b':').unwrap_or(line.len()));
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        let has = |word: &[u8]| {
            value.split(|byte| *byte == b',').any(|part| part.trim_ascii().eq_ignore_ascii_case(word))
        };
        if name.eq_ignore_ascii_case(b"upgrade") {
            upgrades = has(b"websocket");
        } else if name.eq_ignore_ascii_case(b"connection") {
            connects |= has(b"upgrade");
        } else if name.eq_ignore_ascii_case(b"sec-websocket-accept") {
            // 20 bytes in base64.
            accepts = value.len() == 28 && value.ends_with(b"=");
            if !accepts {
                break;
            }
        }
    }
    if upgrades && connects && accepts { Ok(()) } else { Err(unreadable("its reply is not an upgrade")) }
}
