//! A body that is read while it is sent.

use super::{GRACE, IDLE};
use crate::{client::later, transport::ByteStream};
use bytes::Bytes;
use futures_core::Stream;
use std::{
    fmt, io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    sync::Notify,
    task::JoinHandle,
    time::{Instant, sleep, timeout_at},
};
use zeroize::Zeroizing;

/// How much of a file is read at a time.
const BLOCK: usize = 64 * 1024;

/// Bytes to send, taken while they are sent: they are never held as a whole.
///
/// They are sent at most once. A call whose first attempt took nothing of them (no connection, for example)
/// may try again; every other failure is final. Dropping the call stops the upload and closes its connection.
pub struct Upload {
    stream: ByteStream,
    length: Option<u64>,
    idle: Duration,
}

impl Upload {
    /// From a stream. An error of the stream ends the call with [`ErrorKind::Input`](crate::ErrorKind::Input): the
    /// server never has a complete request then.
    pub fn new(stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Self {
        Self { stream: Box::pin(stream), length: None, idle: IDLE }
    }

    /// From a reader that may block, such as a file: it is read on the runtime's threads for blocking work.
    pub fn read(reader: impl io::Read + Send + 'static) -> Self {
        Self::new(Reading { reader: Some(Box::new(reader)), busy: None })
    }

    /// From an open file, whose length is sent along.
    ///
    /// # Errors
    /// When the file's length cannot be found out.
    pub fn file(file: std::fs::File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self::read(file).length(length))
    }

    /// How many bytes there are. Without it the body goes out in chunks, which not every server and proxy
    /// takes. A stream of another length fails.
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// How long the server may take nothing, or say nothing after the last byte (30 seconds unless set).
    pub fn idle(mut self, bound: Duration) -> Self {
        self.idle = bound;
        self
    }

    /// The same bytes between these two.
    pub(super) fn between(self, before: Bytes, after: Bytes) -> Self {
        let length = self.length.map(|n| n + before.len() as u64 + after.len() as u64);
        let stream = Framed { before: Some(before), stream: Some(self.stream), after: Some(after) };
        Self { stream: Box::pin(stream), length, idle: self.idle }
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        Self::new(Framed { before: Some(bytes), stream: None, after: None }).length(length)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from_owner(Zeroizing::new(bytes)).into()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("length", &self.length)
            .field("idle", &self.idle)
            .finish_non_exhaustive()
    }
}

struct Framed {
    before: Option<Bytes>,
    stream: Option<ByteStream>,
    after: Option<Bytes>,
}

impl Stream for Framed {
    type Item = io::Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(bytes) = self.before.take() {
            return Poll::Ready(Some(Ok(bytes)));
        }
        if let Some(stream) = &mut self.stream {
            if let Some(item) = ready!(stream.as_mut().poll_next(cx)) {
                return Poll::Ready(Some(item));
            }
            self.stream = None;
        }
        Poll::Ready(self.after.take().map(Ok))
    }
}

type Reader = Box<dyn io::Read + Send>;

/// One block at a time, each on a thread where blocking does no harm.
struct Reading {
    reader: Option<Reader>,
    busy: Option<JoinHandle<(Reader, io::Result<Bytes>)>>,
}

impl Stream for Reading {
    type Item = io::Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(mut reader) = self.reader.take() {
            self.busy = Some(tokio::task::spawn_blocking(move || {
                let mut block = Zeroizing::new(vec![0; BLOCK]);
                let read = loop {
                    match reader.read(&mut block) {
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        other => break other,
                    }
                };
                let bytes = read.map(|n| {
                    block.truncate(n);
                    Bytes::from_owner(block)
                });
                (reader, bytes)
            }));
        }
        let Some(busy) = &mut self.busy else { return Poll::Ready(None) };
        let joined = ready!(Pin::new(busy).poll(cx));
        self.busy = None;
        Poll::Ready(match joined {
            Ok((_, Ok(bytes))) if bytes.is_empty() => None,
            Ok((reader, Ok(bytes))) => {
                self.reader = Some(reader);
                Some(Ok(bytes))
            }
            Ok((_, Err(error))) => Some(Err(error)),
            Err(_) => Some(Err(io::Error::other("the reader panicked"))),
        })
    }
}

/// Why an upload was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The server took and said nothing for as long as it may.
    Silent,
    /// Nobody waits for the call any more.
    Abandoned,
}

/// What a request keeps of its upload, shared by its attempts and whoever watches them.
#[derive(Clone)]
pub(crate) struct Source(Arc<Shared>);

struct Shared {
    length: Option<u64>,
    idle: Duration,
    state: Mutex<State>,
    left: Notify,
}

struct State {
    stream: Option<ByteStream>,
    /// It is the caller's stream that is waited for, not the server.
    with_caller: bool,
    /// Since when the server is waited for.
    since: Instant,
    ended: bool,
    abandoned: bool,
    failure: Option<String>,
}

impl Source {
    pub(crate) fn new(upload: Upload) -> Self {
        let state = State {
            stream: Some(upload.stream),
            with_caller: false,
            since: Instant::now(),
            ended: false,
            abandoned: false,
            failure: None,
        };
        Self(Arc::new(Shared {
            length: upload.length,
            idle: upload.idle,
            state: Mutex::new(state),
            left: Notify::new(),
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The body of one attempt; `None` when an earlier one has begun to send it.
    pub(crate) fn take(&self) -> Option<(ByteStream, Option<u64>)> {
        let mut state = self.state();
        let stream = state.stream.take()?;
        state.since = Instant::now();
        state.abandoned = false;
        let feed = Feed { source: self.clone(), stream: Some(stream), sent: 0, touched: false };
        Some((Box::pin(feed), self.0.length))
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.state().stream.is_none()
    }

    /// Why the caller's stream failed, if it did.
    pub(crate) fn failure(&self) -> Option<String> {
        self.state().failure.clone()
    }

    pub(crate) fn idle(&self) -> Duration {
        self.0.idle
    }

    /// Resolves when the upload has to be stopped.
    pub(crate) async fn watch(&self) -> Stop {
        let idle = self.0.idle;
        loop {
            let until = {
                let state = self.state();
                if state.abandoned && !state.ended {
                    return Stop::Abandoned;
                }
                later(if state.with_caller { Instant::now() } else { state.since }, idle)
            };
            if timeout_at(until, self.0.left.notified()).await.is_err() && self.is_silent() {
                // See `GRACE`.
                sleep(GRACE).await;
                if self.is_silent() {
                    return Stop::Silent;
                }
            }
        }
    }

    fn is_silent(&self) -> bool {
        let state = self.state();
        !state.with_caller && later(state.since, self.0.idle) <= Instant::now()
    }

    /// Tells the watch, when dropped, that nobody waits any more.
    pub(crate) fn abandon_on_drop(&self) -> impl Drop + use<> {
        Abandon(self.clone())
    }
}

struct Abandon(Source);

impl Drop for Abandon {
    fn drop(&mut self) {
        self.0.state().abandoned = true;
        self.0.0.left.notify_one();
    }
}

/// The stream as one attempt sees it. One of which nothing was asked is put back.
struct Feed {
    source: Source,
    stream: Option<ByteStream>,
    sent: u64,
    touched: bool,
}

impl Feed {
    fn next(&mut self, item: Option<io::Result<Bytes>>) -> Option<io::Result<Bytes>> {
        let wrong = |text: &str| Some(Err(io::Error::new(io::ErrorKind::InvalidData, text)));
        let length = self.source.0.length;
        match &item {
            Some(Ok(bytes)) => {
                self.sent += bytes.len() as u64;
                if length.is_some_and(|n| self.sent > n) {
                    return wrong("the stream is longer than the length that was given");
                }
            }
            None if length.is_some_and(|n| self.sent < n) => {
                return wrong("the stream is shorter than the length that was given");
            }
            _ => {}
        }
        item
    }
}

impl Stream for Feed {
    type Item = io::Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.touched = true;
        let Some(stream) = &mut self.stream else { return Poll::Ready(None) };
        let polled = stream.as_mut().poll_next(cx);
        let mut state = self.source.state();
        state.with_caller = polled.is_pending();
        state.since = Instant::now();
        drop(state);
        let item = self.next(ready!(polled));
        if !matches!(item, Some(Ok(_))) {
            self.stream = None;
            let mut state = self.source.state();
            state.ended = item.is_none();
            state.failure = item.as_ref().and_then(|i| i.as_ref().err()).map(ToString::to_string);
        }
        Poll::Ready(item)
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        if !self.touched {
            self.source.state().stream = self.stream.take();
        }
    }
}
