//! Copies of a secret that stay in the memory of the process after all its holders are dropped. No unsafe code is
//! needed: on Linux a process can read its own memory as a file.

pub(super) mod tls;
pub(super) mod vendors;

use super::{held_core::Bare, held_core::Body};
use portcullis_core::{
    Client, ClientBuilder, Secret,
    auth::header::Header,
    bytes::Bytes,
    http::{HeaderMap, HeaderName, StatusCode},
    transport::{BoxFuture, Incoming, Outgoing, Transport, TransportError},
};
use std::{
    fmt,
    hint::black_box,
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{Arc, Mutex},
};

const MASK: u8 = 0x15;
const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz";
const LONG: usize = 160;
const BLOCK: usize = 1 << 20;

/// Random letters, stored with some bits flipped, so that this copy is not found in memory.
#[derive(Clone)]
pub(super) struct Masked(Vec<u8>);

impl Masked {
    /// New ones.
    pub(super) fn random() -> Self {
        Self((0..LONG).map(|_| LETTERS[fastrand::usize(..LETTERS.len())] ^ MASK).collect())
    }

    /// As core's `Secret`, which wipes its source text.
    pub(super) fn secret(&self) -> Secret {
        Secret::from(self.0.iter().map(|b| char::from(b ^ MASK)).fold(
            String::with_capacity(LONG),
            |mut text, c| {
                text.push(c);
                text
            },
        ))
    }

    /// Bytes around the letters, wiped when dropped.
    fn within(&self, before: &[u8], after: &[u8]) -> Wiped {
        let mut all = Vec::with_capacity(before.len() + LONG + after.len());
        all.extend_from_slice(before);
        all.extend(self.0.iter().map(|b| b ^ MASK));
        all.extend_from_slice(after);
        Wiped(all)
    }

    /// How often either half of the letters occurs in this block: a freed block loses its first bytes.
    fn count(&self, block: &[u8]) -> usize {
        let (first, second) = self.0.split_at(LONG / 2);
        occurrences(first, block).max(occurrences(second, block))
    }
}

fn occurrences(masked: &[u8], block: &[u8]) -> usize {
    let mut starts = Vec::new();
    // Half the length: every copy covers two of the sampled places.
    let step = masked.len() / 2;
    for (n, seen) in block.iter().step_by(step).enumerate() {
        if !seen.is_ascii_lowercase() {
            continue;
        }
        let (at, seen) = (n * step, seen ^ MASK);
        for (k, _) in masked.iter().enumerate().filter(|(_, m)| **m == seen) {
            let Some(found) = at.checked_sub(k).and_then(|s| block.get(s..s + masked.len())) else {
                continue;
            };
            if masked.iter().zip(found).all(|(m, b)| m ^ MASK == *b) && !starts.contains(&(at - k)) {
                starts.push(at - k);
            }
        }
    }
    starts.len()
}

struct Wiped(Vec<u8>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.fill(0);
        black_box(&self.0);
    }
}

/// How often each of these occurs in the process's writable memory; `None` if it cannot be read.
#[cfg(target_os = "linux")]
pub(super) fn copies<const N: usize>(of: [&Masked; N]) -> Option<[usize; N]> {
    use std::{
        fs::{self, File},
        os::unix::fs::FileExt as _,
    };
    let (maps, memory) = (fs::read_to_string("/proc/self/maps").ok()?, File::open("/proc/self/mem").ok()?);
    let mut block = Wiped(vec![0; BLOCK + LONG]);
    let own = block.0.as_ptr().addr();
    let mut found = [0; N];
    for line in maps.lines().filter(|l| l.split(' ').nth(1).is_some_and(|p| p.starts_with("rw"))) {
        let (from, to) = line.split(' ').next()?.split_once('-')?;
        let (from, to) = (usize::from_str_radix(from, 16).ok()?, usize::from_str_radix(to, 16).ok()?);
        let mut at = from;
        while at < to {
            // Skips the block itself, which contains what was read before.
            if (own..own + block.0.len()).contains(&at) {
                at = own + block.0.len();
                continue;
            }
            let end = if at < own { to.min(own) } else { to };
            let size = (end - at).min(BLOCK);
            let overlap = (end - at - size).min(LONG - 1);
            let part = block.0.get_mut(..size + overlap)?;
            if memory.read_exact_at(part, at as u64).is_ok() {
                found.iter_mut().zip(of).for_each(|(n, m)| *n += m.count(part));
            }
            part.fill(0);
            at += size;
        }
    }
    Some(found)
}

/// See above.
#[cfg(not(target_os = "linux"))]
pub(super) fn copies<const N: usize>(_: [&Masked; N]) -> Option<[usize; N]> {
    None
}

/// Copies left of a secret in a header, in a request's body, in a reply.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Left {
    /// Of the header's.
    pub(super) header: usize,
    /// Of the body's.
    pub(super) request: usize,
    /// Of the reply's.
    pub(super) reply: usize,
}

/// How the secret of the reply arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// From a transport that keeps no copy: any copy left is made by the client.
    Memory,
    /// The same, with an escape before the secret: serde_json would unescape it into another buffer.
    Escaped,
    /// Over plain HTTP.
    Socket,
    /// Over TLS.
    Tls,
}

impl Left {
    /// The larger of each.
    pub(super) fn worst(self, other: Self) -> Self {
        Self {
            header: self.header.max(other.header),
            request: self.request.max(other.request),
            reply: self.reply.max(other.reply),
        }
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "header {}, request {}, reply {}", self.header, self.request, self.reply)
    }
}

/// Holds the request until it is dropped, and answers with the letters, without a copy of them.
struct Direct {
    reply: Masked,
    before: Vec<u8>,
    after: &'static str,
    outgoing: Arc<Mutex<Option<Outgoing>>>,
}

impl Direct {
    /// The letters are placed between these two.
    fn new(reply: &Masked, before: Vec<u8>, after: &'static str) -> Self {
        Self { reply: reply.clone(), before, after, outgoing: Arc::default() }
    }
}

impl Transport for Direct {
    fn send(&self, out: Outgoing) -> BoxFuture<'static, Result<Incoming, TransportError>> {
        *self.outgoing.lock().unwrap() = Some(out);
        let body = Bytes::from_owner(self.reply.within(&self.before, self.after.as_bytes()));
        Box::pin(async { Ok(Incoming::new(StatusCode::OK, HeaderMap::new(), Box::pin(Once(Some(body))))) })
    }
}

struct Once(Option<Bytes>);

impl futures_core::Stream for Once {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

/// Makes one exchange and counts the copies left.
pub(super) async fn exchange(source: Source) -> Option<Left> {
    let (header, request, reply) = (Masked::random(), Masked::random(), Masked::random());
    let before = if source == Source::Escaped { "{\"password\":\"\\n" } else { "{\"password\":\"" };
    let direct = Direct::new(&reply, before.into(), "\"}");
    let outgoing = direct.outgoing.clone();
    let peer = if source == Source::Tls { Some(tls::Peer::start(&reply)?) } else { None };
    let builder = match (source, &peer) {
        (Source::Socket, _) => ClientBuilder::new(server(reply.clone())),
        (_, Some(peer)) => peer.client()?,
        _ => ClientBuilder::new("https://api.example").transport(direct),
    };
    let auth = Arc::new(Header::new(HeaderName::from_static("x-key"), header.secret()));
    let client: Client = builder.build(Bare, Some(auth)).ok()?;
    let body = Body { password: request.secret() };
    let token: Body = client.post("/u").json(&body).call().await.ok()?;
    let came = token.password.expose_secret().len() >= LONG;
    // The search must find them before the drop: otherwise it proves nothing.
    let live = copies([&header, &request, &reply])?.iter().all(|n| *n > 0);
    drop((token, body, client));
    // The connection's task ends with its pool.
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    (came && live).then_some(())?;
    drop(peer);
    // Dropped last, so that its memory is not yet overwritten.
    drop(outgoing);
    let [header, request, reply] = copies([&header, &request, &reply])?;
    Some(Left { header, request, reply })
}

/// A server of one exchange that keeps no copy of its bytes.
fn server(reply: Masked) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut block = Wiped(vec![0; 1 << 16]);
        let mut got = 0;
        while let Ok(n @ 1..) = socket.read(&mut block.0[got..]) {
            got += n;
            if block.0[..got].ends_with(b"\"}") {
                break;
            }
        }
        let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", LONG + 15);
        let _ = socket.write_all(
            reply.within([head.as_bytes(), b"{\"password\":\""].concat().as_slice(), b"\"}").as_ref(),
        );
    });
    url
}
