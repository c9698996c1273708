//! A body that is read while it is sent.

use super::{
    GRACE, IDLE,
    ends::{Halt, Head, Source},
};
use crate::{
    clock::later,
    transport::{BoxFuture, ByteStream, Incoming},
};
use bytes::Bytes;
use futures_core::Stream;
use std::{
    fmt,
    future::poll_fn,
    io,
    pin::{Pin, pin},
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

/// Bytes to send, read while they are sent: they are never held as a whole.
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

    /// The idle timeout: how long the server may read nothing, or send nothing after the last byte (30
    /// seconds unless set).
    pub fn idle(mut self, bound: Duration) -> Self {
        self.idle = bound;
        self
    }

    /// The bytes and how many they are: for a vendor's crate that sends them in another form.
    #[doc(hidden)]
    pub fn into_parts(self) -> (ByteStream, Option<u64>) {
        (self.stream, self.length)
    }

    pub(super) fn source(self) -> Arc<dyn Source> {
        let state = State {
            stream: Some(self.stream),
            with_caller: false,
            since: Instant::now(),
            ended: false,
            abandoned: false,
            failure: None,
        };
        let state = Mutex::new(state);
        Arc::new(Shared { length: self.length, idle: self.idle, state, left: Notify::new() })
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
enum Stop {
    Silent,
    Abandoned,
}

/// What the attempts of a call have in common.
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

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves when the upload has to be stopped.
    async fn watch(&self) -> Stop {
        let idle = self.idle;
        loop {
            let until = {
                let state = self.state();
                if state.abandoned && !state.ended {
                    return Stop::Abandoned;
                }
                later(if state.with_caller { Instant::now() } else { state.since }, idle)
            };
            if timeout_at(until, self.left.notified()).await.is_err() && self.is_silent() {
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
        !state.with_caller && later(state.since, self.idle) <= Instant::now()
    }
}

impl Source for Shared {
    fn take(self: Arc<Self>) -> Option<(ByteStream, Option<u64>)> {
        let mut state = self.state();
        let stream = state.stream.take()?;
        state.since = Instant::now();
        state.abandoned = false;
        drop(state);
        let length = self.length;
        let feed = Feed { source: self, stream: Some(stream), sent: 0, touched: false };
        Some((Box::pin(feed), length))
    }

    fn is_spent(&self) -> bool {
        self.state().stream.is_none()
    }

    fn head(&self, mut sending: Head) -> BoxFuture<'_, Result<Incoming, Halt>> {
        Box::pin(async move {
            let mut stop = pin!(self.watch());
            let head = poll_fn(|cx| match sending.as_mut().poll(cx) {
                Poll::Ready(head) => Poll::Ready(Ok(head)),
                Poll::Pending => stop.as_mut().poll(cx).map(Err),
            });
            match head.await {
                Ok(head) => {
                    let failure = || self.state().failure.clone();
                    head.map_err(|error| failure().map_or(Halt::Broken(error), Halt::Source))
                }
                Err(Stop::Silent) => Err(Halt::Silent(self.idle)),
                Err(Stop::Abandoned) => Err(Halt::Abandoned),
            }
        })
    }

    fn abandon(&self) {
        self.state().abandoned = true;
        self.left.notify_one();
    }
}

/// The stream as one attempt sees it. One of which nothing was asked is put back.
struct Feed {
    source: Arc<Shared>,
    stream: Option<ByteStream>,
    sent: u64,
    touched: bool,
}

impl Feed {
    fn next(&mut self, item: Option<io::Result<Bytes>>) -> Option<io::Result<Bytes>> {
        let wrong = |text: &str| Some(Err(io::Error::new(io::ErrorKind::InvalidData, text)));
        let length = self.source.length;
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
