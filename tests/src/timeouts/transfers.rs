//! Transfers with slow readers and sources, and with servers that stop sending.

use super::fixtures::{Sessions, SlowBody, ms, on_paused_time, secs};
use crate::promise::{Campaign, Measured, Scale};
use bytes::Bytes;
use portcullis_core::{
    Client, Error, ErrorKind, Result, Upload,
    auth::session::Session,
    http::{HeaderMap, StatusCode},
    transfer::{Parts, Sieve},
    transport::{Body, ByteStream, Incoming},
};
use portcullis_testkit::wire::{Scripted, body_of, reply};
use serde_json::{Value, json};
use std::{
    future::{pending, poll_fn},
    io,
    ops::Range,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep};

/// How long the reader of a download, or the source of an upload, pauses between two pieces.
const PAUSE: Duration = secs(60);
/// The idle timeout.
const IDLE: Duration = secs(30);
const OFF: Duration = secs(1);
const PIECES: usize = 5;

#[derive(Default)]
struct Tally {
    slow: usize,
    false_timeouts: usize,
    stalled: usize,
    off: usize,
    earliest: Option<Duration>,
    latest: Duration,
}

impl Tally {
    fn silent(&mut self, since: Instant, error: &Error) {
        let took = since.elapsed();
        self.stalled += 1;
        self.earliest = Some(self.earliest.map_or(took, |e| e.min(took)));
        self.latest = self.latest.max(took);
        let near = took + OFF >= IDLE && took <= IDLE + OFF;
        self.off += usize::from(!near || error.kind() != ErrorKind::Timeout);
    }
}

/// Extracts everything after the first byte.
struct AllButOne(bool);

impl Sieve for AllButOne {
    fn sift(&mut self, piece: &[u8], parts: &mut Parts<'_>) -> Result<()> {
        let first = usize::from(!std::mem::replace(&mut self.0, true)).min(piece.len());
        parts.rest(if first == 1 { b"1" } else { b"" });
        parts.file(&piece[first..]);
        Ok(())
    }
}

pub(super) fn all_but_one() -> Box<dyn Sieve> {
    Box::new(AllButOne(false))
}

/// A source with a pause before each piece.
struct Slow {
    left: usize,
    pause: Duration,
    sleep: Pin<Box<Sleep>>,
}

/// Some pieces, with a pause before each.
pub(super) fn slow_upload(pause: Duration) -> Upload {
    Upload::new(Slow { left: PIECES, pause, sleep: Box::pin(sleep(pause)) })
}

impl futures_core::Stream for Slow {
    type Item = io::Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        std::task::ready!(self.sleep.as_mut().poll(cx));
        let next = Instant::now() + self.pause;
        self.sleep.as_mut().reset(next);
        self.left -= 1;
        Poll::Ready(Some(Ok(Bytes::from_static(b"piece"))))
    }
}

pub(super) async fn next(body: &mut ByteStream) -> Option<io::Result<Bytes>> {
    poll_fn(|cx| body.as_mut().poll_next(cx)).await
}

/// How the server treats a transfer.
#[derive(Clone, Copy)]
enum Server {
    Serves,
    /// Sends nothing.
    NoHead,
    /// Stops after this many pieces.
    Stops(usize),
}

fn wire(server: Server) -> Scripted {
    Scripted::new(move |out, _| async move {
        if out.url.path() != "/f" {
            return reply(200, &json!({"token": "t1"}));
        }
        sleep(ms(fastrand::u64(0..20_000))).await;
        let stops = match server {
            Server::NoHead => pending().await,
            Server::Stops(after) => Some(after),
            Server::Serves => None,
        };
        if let Some(Body::Stream { mut stream, .. }) = out.body {
            let mut taken = 0;
            while stops.is_none_or(|after| taken < after) && next(&mut stream).await.is_some() {
                taken += 1;
                sleep(ms(fastrand::u64(0..20_000))).await;
            }
            if stops.is_some() {
                // The stream stays open, like a connection that the server does not read from.
                let _stream = stream;
                return pending().await;
            }
            return Ok(Incoming::new(StatusCode::OK, HeaderMap::new(), body_of("{}")));
        }
        let body_stream = SlowBody::new("piece", ms(fastrand::u64(0..25_000)), stops.unwrap_or(PIECES));
        let body: portcullis_core::transport::BodyStream = match stops {
            Some(_) => Box::pin(Stalled(body_stream)),
            None => Box::pin(body_stream),
        };
        Ok(Incoming::new(StatusCode::OK, HeaderMap::new(), body))
    })
}

/// A body that stalls where the inner one ends.
struct Stalled(SlowBody);

impl futures_core::Stream for Stalled {
    type Item = <SlowBody as futures_core::Stream>::Item;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match Pin::new(&mut self.0).poll_next(cx) {
            Poll::Ready(None) => Poll::Pending,
            other => other,
        }
    }
}

fn client(wire: &Scripted, number: usize) -> Client {
    match number % 2 {
        0 => wire.client(None),
        _ => wire.client(Some(Arc::new(Session::new(Sessions, None)))),
    }
}

/// How a download ended, and when its last piece came.
async fn download(client: &Client, sifted: bool, pause: Duration) -> (usize, Instant, Option<Error>) {
    let request = client.get("/f");
    let mut download = if sifted { request.sifted::<()>(all_but_one) } else { request.download() };
    let (mut bytes, mut last) = (0, Instant::now());
    loop {
        match download.try_next().await {
            Ok(Some(piece)) => bytes += piece.len(),
            Ok(None) => return (bytes, last, None),
            Err(error) => return (bytes, last, Some(error)),
        }
        last = Instant::now();
        sleep(pause).await;
    }
}

async fn part(numbers: Range<usize>) -> Tally {
    let mut tally = Tally::default();
    for n in numbers {
        let sifted = n % 3 == 0;
        let (bytes, _, error) = download(&client(&wire(Server::Serves), n), sifted, PAUSE).await;
        tally.slow += 1;
        let whole = bytes + usize::from(sifted) == PIECES * b"piece".len();
        tally.false_timeouts += usize::from(error.is_some() || !whole);

        let client = |server| client(&wire(server), n);
        let call = client(Server::Serves).post("/f").upload("text/plain", slow_upload(PAUSE)).call::<Value>();
        let sent = call.await;
        tally.slow += 1;
        tally.false_timeouts += usize::from(sent.is_err());

        let (_, last, error) = download(&client(Server::Stops(1 + n % 4)), sifted, secs(0)).await;
        tally.silent(last, &error.unwrap());

        // The idle time begins with the last piece, after the server's own pause.
        let client = client(Server::NoHead);
        let start = Instant::now();
        let upload = Upload::from(vec![0; 10]);
        let error = client.post("/f").upload("text/plain", upload).call::<Value>().await.unwrap_err();
        tally.silent(start, &error);
        let (_, start, error) = download(&client, sifted, secs(0)).await;
        // Without a head the call may be retried, like every read.
        let error = error.unwrap();
        let each = start.elapsed() / error.attempts();
        let near = each + OFF >= IDLE && each <= IDLE + secs(5);
        tally.stalled += 1;
        tally.off += usize::from(!near || error.kind() != ErrorKind::Timeout);
    }
    tally
}

pub(super) fn t4(scale: Scale) -> Campaign {
    Box::pin(async move {
        let mut all = Tally::default();
        for part in on_paused_time(scale.pick(1_000, 30), part) {
            all.slow += part.slow;
            all.false_timeouts += part.false_timeouts;
            all.stalled += part.stalled;
            all.off += part.off;
            all.earliest = all.earliest.into_iter().chain(part.earliest).min();
            all.latest = all.latest.max(part.latest);
        }
        Measured::new(
            all.false_timeouts == 0 && all.off == 0 && all.stalled > 0,
            format!(
                "{} downloads and uploads with pauses of 60 s at the client: {} false timeouts; {} with a \
                 silent server, before the head, after pieces, at the end of an upload: {} not ended in time \
                 (between {:.1?} and {:.1?} after the last activity)",
                all.slow,
                all.false_timeouts,
                all.stalled,
                all.off,
                all.earliest.unwrap_or_default(),
                all.latest
            ),
        )
    })
}
