//! The fault matrix as scripts: faults of one exchange, each with the outcomes that the client may report.

mod connect;
mod invalid_replies;
mod status;

use super::{Act, PortState, Script};
use bytes::Bytes;
use std::time::Duration;

/// The outcome of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// A result.
    Done,
    /// An error; the server never received a complete request.
    NotSent,
    /// An error; the server rejected the request.
    Rejected,
    /// An error; the delivery is unknown.
    Unknown,
    /// An error; the request was applied.
    Applied,
}

/// One kind of fault of a `OnceOnly` request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Kind {
    /// The name.
    pub name: &'static str,
    /// How connections are handled.
    pub port_state: PortState,
    /// Whether the port opens after the first failed attempt.
    pub opens: bool,
    /// What the nth connection does; the last is repeated.
    pub scripts: Vec<Script>,
    /// A call before the measured one leaves a connection in the pool.
    pub warm: bool,
    /// How long the client waits between the two.
    pub rest: Duration,
    /// How many bytes the request's body has in addition to its frame.
    pub padding: usize,
    /// The credential can be renewed after a 401.
    pub renews: bool,
    /// A timeout of the client ends it.
    pub slow: bool,
    /// Whether the server reads before any other step, so that as many requests arrive as are sent.
    pub arrives: bool,
    /// The outcomes that the matrix allows.
    pub allowed: &'static [Outcome],
}

impl Kind {
    /// The first connection fails like this; later ones are served.
    fn new(name: &'static str, allowed: &'static [Outcome], first: Script) -> Self {
        Self {
            name,
            port_state: PortState::Open,
            opens: false,
            scripts: vec![first, fine()],
            warm: false,
            rest: Duration::ZERO,
            padding: 10,
            renews: false,
            slow: false,
            arrives: true,
            allowed,
        }
    }

    fn slow(mut self) -> Self {
        self.slow = true;
        self
    }

    fn warm(mut self) -> Self {
        self.warm = true;
        self
    }

    fn padded(mut self, bytes: usize) -> Self {
        self.padding = bytes;
        self
    }

    fn blind(mut self) -> Self {
        self.arrives = false;
        self
    }
}

/// All kinds.
pub fn all() -> Vec<Kind> {
    [connect::kinds(), invalid_replies::kinds(), status::kinds()].concat()
}

/// A JSON reply with this status line and these header lines, each with its line end.
pub fn http(status: &str, headers: &str, body: &str) -> Bytes {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into()
}

/// A good reply.
pub fn good() -> Bytes {
    http("200 OK", "", r#"{"id":1}"#)
}

/// Serves every request.
pub fn fine() -> Script {
    vec![Act::Request, Act::Write(good()), Act::Again]
}

/// Reads a request, writes these bytes, closes.
fn answer(bytes: impl Into<Bytes>) -> Script {
    vec![Act::Request, Act::Write(bytes.into())]
}

/// Reads a request, writes these bytes, and then stalls.
fn answer_and_stall(bytes: impl Into<Bytes>) -> Script {
    vec![Act::Request, Act::Write(bytes.into()), Act::Stall]
}

/// Like `answer`, with bytes that reject the request.
fn reject(bytes: impl Into<Bytes>) -> Script {
    vec![Act::Request, Act::Refuse, Act::Write(bytes.into())]
}

#[cfg(test)]
mod tests {
    use super::all;
    use std::collections::HashSet;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        let kinds = all();
        let names: HashSet<_> = kinds.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), kinds.len());
        assert!(kinds.len() >= 40, "{}", kinds.len());
    }
}
