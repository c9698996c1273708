//! A reply that is handed out while it arrives.

use super::{
    IDLE,
    ends::{Halt, Head, Sink},
    patiently,
};
use crate::{
    Error, ErrorKind, Operation, Request, Result, SecretBytes,
    call::Sending,
    decode::decode,
    reply::Accepted,
    retry::RetryPolicy,
    secret::Block,
    transport::{
        BodyStream, BoxFuture, Incoming,
        read::{self, Cut},
    },
};
use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;
use std::{
    fmt,
    future::poll_fn,
    marker::PhantomData,
    pin::{Pin, pin},
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::sync::mpsc;

/// Takes a reply apart while it arrives, for servers that put a file into the middle of something else.
pub trait Sieve: Send + 'static {
    /// Splits the next bytes of the reply into those of the file and the rest.
    ///
    /// # Errors
    /// When the file cannot be read; the download ends with this error.
    fn sift(&mut self, piece: &[u8], parts: &mut Parts<'_>) -> Result<()>;

    /// The reply has ended. What this finds wrong counts only if the rest was found good.
    ///
    /// # Errors
    /// When there was no file, or not all of it.
    fn end(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Where a [`Sieve`] puts what it found.
pub struct Parts<'a> {
    file: Block,
    rest: &'a mut Block,
    cap: usize,
    full: bool,
}

impl Parts<'_> {
    /// These are the file's next bytes.
    pub fn file(&mut self, bytes: &[u8]) {
        self.file.extend_from_slice(bytes);
    }

    /// These belong to the rest, which is judged and decoded as the reply when all of it is there.
    pub fn rest(&mut self, bytes: &[u8]) {
        self.full |= self.cap.saturating_sub(self.rest.len()) < bytes.len();
        if !self.full {
            read::append(self.rest, bytes, self.cap);
        }
    }
}

impl fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("rest", &self.rest.len()).finish_non_exhaustive()
    }
}

struct Outlet {
    chunks: mpsc::Sender<Bytes>,
    sieve: Option<fn() -> Box<dyn Sieve>>,
    limit: Option<u64>,
    idle: Duration,
    started: AtomicBool,
    declared: Arc<OnceLock<u64>>,
    /// What the sieve found wrong at the end.
    problem: Mutex<Option<Error>>,
}

impl Sink for Outlet {
    fn set_idle(&mut self, idle: Duration) {
        self.idle = idle;
    }

    fn set_limit(&mut self, bytes: u64) {
        self.limit = Some(bytes);
    }

    fn has_limit(&self) -> bool {
        self.limit.is_some()
    }

    fn idle(&self) -> Duration {
        self.idle
    }

    fn is_raw(&self) -> bool {
        self.sieve.is_none()
    }

    fn has_started(&self) -> bool {
        self.started.load(Ordering::Acquire)
    }

    fn problem(&self) -> Option<Error> {
        self.problem.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn head(&self, sending: Head) -> BoxFuture<'_, Result<Incoming, Halt>> {
        Box::pin(async move {
            let head = patiently(self.idle, sending).await.ok_or(Halt::Silent(self.idle))?;
            head.map_err(Halt::Broken)
        })
    }

    fn pump<'a>(
        &'a self,
        declared: Option<u64>,
        body: &'a mut BodyStream,
        cap: usize,
        rest: &'a mut Block,
    ) -> BoxFuture<'a, Result<(), Cut>> {
        Box::pin(self.hand_out(declared, body, cap, rest))
    }
}

impl Outlet {
    async fn hand_out(
        &self,
        declared: Option<u64>,
        body: &mut BodyStream,
        cap: usize,
        rest: &mut Block,
    ) -> Result<(), Cut> {
        let mut sieve = self.sieve.map(|make| make());
        if let (None, Some(length)) = (&sieve, declared) {
            let _ = self.declared.set(length);
            if self.limit.is_some_and(|limit| length > limit) {
                return Err(Cut::TooLong);
            }
        }
        let mut total = 0;
        while let Some(piece) = self.next(body).await? {
            let bytes = match &mut sieve {
                None => piece,
                Some(sieve) => {
                    // Room for all, so that it never moves; a decoder may have kept some from before.
                    let file = Block::with_capacity(piece.len() + 3);
                    let mut parts = Parts { file, rest, cap, full: false };
                    sieve.sift(&piece, &mut parts).map_err(Cut::Unreadable)?;
                    if parts.full {
                        return Err(Cut::TooLong);
                    }
                    Bytes::from_owner(parts.file)
                }
            };
            if bytes.is_empty() {
                continue;
            }
            total += bytes.len() as u64;
            if self.limit.is_some_and(|limit| total > limit) {
                return Err(Cut::TooLong);
            }
            self.started.store(true, Ordering::Release);
            self.chunks.send(bytes).await.map_err(|_| Cut::Abandoned)?;
        }
        let problem = sieve.and_then(|mut sieve| sieve.end().err());
        *self.problem.lock().unwrap_or_else(PoisonError::into_inner) = problem;
        Ok(())
    }

    /// The next piece, unless the idle timeout ends or the receiver was dropped.
    async fn next(&self, body: &mut BodyStream) -> Result<Option<Bytes>, Cut> {
        let mut gone = pin!(self.chunks.closed());
        let piece = poll_fn(|cx| match body.as_mut().poll_next(cx) {
            Poll::Ready(piece) => Poll::Ready(piece.transpose().map_err(Cut::Broken)),
            Poll::Pending => gone.as_mut().poll(cx).map(|()| Err(Cut::Abandoned)),
        });
        patiently(self.idle, piece).await.unwrap_or(Err(Cut::Silent))
    }
}

/// A file under way: a [`Stream`] of its bytes, and the rest of the reply at the end.
///
/// ```no_run
/// # async fn f(mut download: portcullis_core::Download<()>) -> Result<(), Box<dyn std::error::Error>> {
/// # let mut file = std::fs::File::create("backup")?;
/// while let Some(bytes) = download.try_next().await? {
///     std::io::Write::write_all(&mut file, &bytes)?;
/// }
/// # Ok(()) }
/// ```
///
/// Nothing is sent before the first poll. Until the first byte has come the call may be repeated as any other
/// that reads; afterwards each failure is final. It is complete only when the stream has ended without an error:
/// keep what came until then under another name.
///
/// An unfinished download holds one of the client's places for downloads, of which there are as many as of calls in flight.
/// One more waits for a place, up to its timeout or that of a call; then it fails with [`ErrorKind::Paced`].
#[must_use = "a download does nothing until it is polled"]
pub struct Download<R = ()> {
    state: State,
    operation: Operation,
    pick: Option<&'static str>,
    chunks: mpsc::Receiver<Bytes>,
    declared: Arc<OnceLock<u64>>,
    received: u64,
    about: PhantomData<fn() -> R>,
}

enum State {
    Ready(Request),
    Sending(Sending),
    /// The reply is whole; bytes may be left.
    Came(Accepted),
    /// It failed; bytes may be left.
    Failed(Error),
    Done,
}

impl<R> Download<R> {
    pub(crate) fn new(request: Request, sieve: Option<fn() -> Box<dyn Sieve>>) -> Self {
        let (sender, chunks) = mpsc::channel(1);
        let (operation, pick, declared) =
            (request.parts.operation.clone(), request.parts.reading.pick, Arc::default());
        let outlet = Outlet {
            chunks: sender,
            sieve,
            limit: None,
            idle: IDLE,
            started: AtomicBool::default(),
            declared: Arc::clone(&declared),
            problem: Mutex::default(),
        };
        let state = State::Ready(request.edit(|parts| parts.download = Some(Arc::new(outlet))));
        Self { state, operation, pick, chunks, declared, received: 0, about: PhantomData }
    }

    fn edit(mut self, edit: impl FnOnce(&mut crate::parts::Parts)) -> Self {
        // It has one owner until it is sent.
        if let State::Ready(request) = &mut self.state
            && let Some(parts) = Arc::get_mut(&mut request.parts)
        {
            edit(parts);
        }
        self
    }

    fn edit_sink(self, edit: impl FnOnce(&mut dyn Sink)) -> Self {
        self.edit(|parts| {
            if let Some(sink) = parts.download.as_mut().and_then(Arc::get_mut) {
                edit(sink);
            }
        })
    }

    /// Bounds the whole download, waits of its reader included; none unless set.
    pub fn timeout(self, bound: Duration) -> Self {
        self.edit(|parts| parts.timeout = Some(bound))
    }

    /// The idle timeout: how long the server may send nothing (30 seconds unless set). The reader's
    /// own pauses do not count.
    pub fn idle(self, bound: Duration) -> Self {
        self.edit_sink(|sink| sink.set_idle(bound))
    }

    /// Refuses a file of more than this many bytes; none unless set.
    pub fn limit(self, bytes: u64) -> Self {
        self.edit_sink(|sink| sink.set_limit(bytes))
    }

    /// Another retry policy, for the time before the first byte.
    pub fn retry(self, policy: impl RetryPolicy) -> Self {
        self.edit(|parts| parts.retry = Some(Arc::new(policy)))
    }

    /// Adds a header; not for secrets. What [`Request::header`] refuses is refused here, too.
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.edit(|parts| parts.header(name.as_ref(), value.as_ref()))
    }

    /// How many bytes have been handed out.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// How many bytes the file has, once the first came and if the server sent the length.
    pub fn length(&self) -> Option<u64> {
        self.declared.get().copied()
    }

    /// The next bytes; `None` at the end. The same as `TryStreamExt::try_next`, without that import.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// All bytes, in memory that is wiped when the last copy is dropped; at most 8 MiB unless
    /// [`limit`](Self::limit) sets another.
    pub async fn bytes(self) -> Result<SecretBytes> {
        const MOST: u64 = 8 * 1024 * 1024;
        let mut download = self.edit_sink(|sink| {
            if !sink.has_limit() {
                sink.set_limit(MOST);
            }
        });
        let mut all = Block::default();
        while let Some(bytes) = download.try_next().await? {
            read::append(&mut all, &bytes, usize::MAX);
        }
        Ok(std::mem::take(&mut *all).into())
    }
}

impl<R: DeserializeOwned> Download<R> {
    /// Reads on to the end, drops what was not read, and returns the rest of the reply.
    pub async fn finish(mut self) -> Result<R> {
        while self.try_next().await?.is_some() {}
        let State::Came(reply) = &self.state else {
            return Err(Error::new(ErrorKind::Interrupted, "the download has failed before"));
        };
        decode(self.pick, &reply.body).map_err(|error| reply.unreadable(error, &self.operation))
    }
}

impl<R> Download<R> {
    fn drive(&mut self, cx: &mut Context<'_>) {
        if let State::Ready(_) = self.state
            && let State::Ready(request) = std::mem::replace(&mut self.state, State::Done)
        {
            let Request { client, parts } = request;
            self.state = State::Sending(Box::pin(client.execute(parts)));
        }
        if let State::Sending(sending) = &mut self.state
            && let Poll::Ready(outcome) = sending.as_mut().poll(cx)
        {
            self.state = outcome.map_or_else(State::Failed, State::Came);
        }
    }
}

impl<R> Stream for Download<R> {
    type Item = Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            self.drive(cx);
            match self.chunks.poll_recv(cx) {
                Poll::Ready(Some(bytes)) => {
                    self.received += bytes.len() as u64;
                    return Poll::Ready(Some(Ok(bytes)));
                }
                Poll::Ready(None) | Poll::Pending => {}
            }
            return match &self.state {
                State::Came(_) | State::Done => Poll::Ready(None),
                State::Failed(_) => match std::mem::replace(&mut self.state, State::Done) {
                    State::Failed(error) => Poll::Ready(Some(Err(error))),
                    _ => continue,
                },
                State::Ready(_) | State::Sending(_) => Poll::Pending,
            };
        }
    }
}

impl<R> fmt::Debug for Download<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Download({}, {} bytes)", self.operation, self.received)
    }
}
