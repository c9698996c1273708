//! Where a request ends.

use super::Received;
use portcullis_core::http::{HeaderMap, HeaderName, HeaderValue};
use tokio::{io::AsyncReadExt as _, net::TcpStream};

/// How much must have come before the script is asked.
#[derive(Debug)]
pub(super) enum End {
    /// The whole request.
    OfRequest,
    /// These bytes, or all until the client closes.
    Bytes(&'static [u8]),
}

/// The next request of a connection. `None` where the client closes in between.
pub(super) async fn read(socket: &mut TcpStream, bytes: &mut Vec<u8>, end: &End) -> Option<Received> {
    let mut framing: Option<Framing> = None;
    loop {
        if let End::Bytes(wanted) = end
            && found(bytes, wanted)
        {
            return Some(received(std::mem::take(bytes), None));
        }
        if let End::OfRequest = end {
            if framing.is_none() {
                framing = bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| {
                    let (_, headers) = parse(&bytes[..at]);
                    Framing::of(&headers, at + 4)
                });
            }
            if let Some(length) = framing.as_mut().and_then(|framing| framing.whole(bytes)) {
                let rest = bytes.split_off(length);
                return Some(received(std::mem::replace(bytes, rest), framing));
            }
        }
        bytes.reserve(64 * 1024);
        if socket.read_buf(bytes).await.unwrap_or(0) == 0 {
            if bytes.is_empty() {
                return None;
            }
            let mut request = received(std::mem::take(bytes), None);
            request.cut = matches!(end, End::OfRequest);
            return Some(request);
        }
    }
}

/// Whether these bytes are near the beginning or at the end: what is between may be megabytes.
fn found(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.ends_with(wanted) || bytes.windows(wanted.len()).take(4096).any(|window| window == wanted)
}

/// How the body ends.
struct Framing {
    /// Where the body begins.
    body: usize,
    /// `None`: in chunks.
    length: Option<usize>,
    /// How far the chunks are read.
    at: usize,
    /// What they hold.
    content: Vec<u8>,
}

impl Framing {
    fn of(headers: &HeaderMap, body: usize) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let chunked = text("transfer-encoding").is_some_and(|coding| coding.ends_with("chunked"));
        let length = text("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        Self { body, length: (!chunked).then_some(length), at: body, content: Vec::new() }
    }

    /// The length of the whole request if all of it is there.
    fn whole(&mut self, bytes: &[u8]) -> Option<usize> {
        if let Some(length) = self.length {
            let end = self.body.saturating_add(length);
            return (bytes.len() >= end).then_some(end);
        }
        loop {
            let rest = bytes.get(self.at..)?;
            let line = rest.windows(2).position(|two| two == b"\r\n")?;
            let size = std::str::from_utf8(&rest[..line]).ok()?.split(';').next()?.trim();
            let size = usize::from_str_radix(size, 16).ok()?;
            let begin = self.at + line + 2;
            let chunk = bytes.get(begin..begin + size + 2)?;
            self.content.extend_from_slice(&chunk[..size]);
            self.at = begin + size + 2;
            if size == 0 {
                return Some(self.at);
            }
        }
    }
}

fn received(raw: Vec<u8>, framing: Option<Framing>) -> Received {
    let at = raw.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(raw.len());
    let ((verb, target), headers) = parse(&raw[..at]);
    let body = match framing {
        Some(Framing { length: None, content, .. }) => content,
        _ => raw.get(at + 4..).unwrap_or_default().to_vec(),
    };
    Received { verb, target, headers, body, raw, cut: false }
}

/// Verb, target and headers of a head.
fn parse(head: &[u8]) -> ((String, String), HeaderMap) {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let line = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((HeaderName::try_from(name).ok()?, HeaderValue::from_str(value.trim()).ok()?))
    };
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(header) {
        headers.append(name, value);
    }
    (line, headers)
}
