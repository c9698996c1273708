//! A body that is read while it is sent.

mod source;

use super::{IDLE, ends::Source};
use crate::transport::ByteStream;
use bytes::Bytes;
use futures_core::Stream;
use source::Shared;
use std::{
    fmt, io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

/// How much of a file is read at a time.
const BLOCK: usize = 64 * 1024;

/// Bytes to send, read while they are sent: they are never held as a whole.
///
/// They are sent at most once. A call whose first attempt took nothing of them (no connection, for example)
/// may try again; every other failure is final. Dropping the call stops the upload and closes its connection.
///
/// The last bytes are sent only when the source has ended without an error and with the length that was given.
/// Otherwise the request is cut off, and the call ends with [`ErrorKind::Input`](crate::ErrorKind::Input).
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

    /// From an open file, whose length is sent along. The upload fails if the file grows or shrinks meanwhile, and
    /// for files of `/proc` and the like, which have another length than they state.
    ///
    /// # Errors
    /// When the file's length cannot be found out: a pipe, a device or a folder. Use [`read`](Self::read) for a pipe.
    pub fn file(file: std::fs::File) -> io::Result<Self> {
        let about = file.metadata()?;
        if !about.is_file() {
            let text = "not a regular file: it has no length; use `Upload::read`";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        Ok(Self::read(file).length(about.len()))
    }

    /// How many bytes there are. Without it the body goes out in chunks, which not every server and proxy
    /// takes. A stream of another length fails. It is read to its end: of a source that stays open, such as a
    /// socket, give the part that is meant ([`Read::take`](io::Read::take)).
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
        Arc::new(Shared::new(self.stream, self.length, self.idle))
    }

    /// The same bytes between these two.
    pub(super) fn between(self, before: Bytes, after: Bytes) -> Self {
        // What is longer than any body is longer than this one.
        let more = before.len() as u64 + after.len() as u64;
        let length = self.length.map(|n| n.saturating_add(more));
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

#[derive(Default)]
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
