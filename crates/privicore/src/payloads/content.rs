//! The plaintext of payloads that are sent.

use super::{PayloadCipher, PayloadPieces};
use crate::dialect::failure;
use futures_core::Stream;
use portcullis_core::{Error, ErrorKind, Result, SecretBytes, Upload, bytes::Bytes, transport::ByteStream};
use std::{
    fmt, io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};
use zeroize::Zeroizing;

/// The block size of the encryption.
const BLOCK: usize = 64 * 1024;
/// Room for what a cipher adds.
const MORE: usize = 64;

/// The plaintext of a payload, which is encrypted while it is sent: bytes, a file, a reader or a stream. For encrypted data
/// use an [`Upload`].
pub struct Content {
    stream: ByteStream,
    pub(super) length: Option<u64>,
}

impl Content {
    /// Makes a content from a stream. An error of the stream ends the call with [`ErrorKind::Input`].
    pub fn new(stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Self {
        Self::of(Upload::new(stream))
    }

    /// Makes a content from a reader that may block: it is read on the runtime's threads for blocking work.
    pub fn read(reader: impl io::Read + Send + 'static) -> Self {
        Self::of(Upload::read(reader))
    }

    /// Makes a content from an open file, whose length is known.
    ///
    /// # Errors
    /// When the file's length cannot be determined.
    pub fn file(file: std::fs::File) -> io::Result<Self> {
        Upload::file(file).map(Self::of)
    }

    /// Declares the length in bytes. A content that is known to be short need not be streamed. A content of another length
    /// fails.
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// Uses the readers of an upload.
    fn of(upload: Upload) -> Self {
        let (stream, length) = upload.into_parts();
        Self { stream, length }
    }

    pub(super) fn encrypted(self, cipher: &dyn PayloadCipher) -> Result<Encrypted> {
        Ok(Encrypted {
            stream: self.stream,
            pieces: Some(cipher.encrypt()?),
            rest: Bytes::new(),
            length: self.length,
            overhead: cipher.overhead(),
            read: Arc::default(),
        })
    }
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self::of(bytes.into())
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self::of(bytes.into())
    }
}

impl From<&[u8]> for Content {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl From<SecretBytes> for Content {
    fn from(bytes: SecretBytes) -> Self {
        struct Owner(SecretBytes);
        impl AsRef<[u8]> for Owner {
            fn as_ref(&self) -> &[u8] {
                self.0.expose_secret()
            }
        }
        Bytes::from_owner(Owner(bytes)).into()
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("length", &self.length).finish_non_exhaustive()
    }
}

/// A content that is encrypted block by block.
pub(super) struct Encrypted {
    stream: ByteStream,
    /// Until the end.
    pieces: Option<Box<dyn PayloadPieces>>,
    /// Bytes of the source that are not encrypted yet.
    rest: Bytes,
    length: Option<u64>,
    overhead: Option<u64>,
    read: Arc<AtomicU64>,
}

impl Encrypted {
    /// The number of bytes of plaintext that were read.
    pub(super) fn counter(&self) -> Arc<AtomicU64> {
        self.read.clone()
    }

    pub(super) fn upload(self) -> Upload {
        let whole = self.length.zip(self.overhead).map(|(length, more)| length.saturating_add(more));
        let upload = Upload::new(self);
        match whole {
            Some(length) => upload.length(length),
            None => upload,
        }
    }

    /// All of it, in memory.
    pub(super) async fn collect(mut self) -> Result<Zeroizing<Vec<u8>>> {
        let room = self.length.unwrap_or_default().saturating_add(self.overhead.unwrap_or(MORE as u64));
        let mut all = Zeroizing::new(Vec::new());
        all.try_reserve_exact(usize::try_from(room).unwrap_or(usize::MAX))
            .map_err(|_| Error::input("content", "has a length that fits into no memory"))?;
        while let Some(bytes) = std::future::poll_fn(|cx| Pin::new(&mut self).poll_next(cx)).await {
            let failed = |error: io::Error| {
                failure(ErrorKind::Input, "the content cannot be read").with_source(error.to_string())
            };
            all.extend_from_slice(&bytes.map_err(failed)?);
        }
        Ok(all)
    }

    /// Counts the bytes, and refuses more than the declared length.
    fn count(&self, bytes: usize) -> io::Result<()> {
        let read = self.read.fetch_add(bytes as u64, Ordering::AcqRel) + bytes as u64;
        match self.length {
            Some(length) if read > length => Err(wrong("the content is longer than the declared length")),
            _ => Ok(()),
        }
    }

    fn end(&mut self) -> io::Result<Bytes> {
        if self.length.is_some_and(|length| self.read.load(Ordering::Acquire) < length) {
            return Err(wrong("the content is shorter than the declared length"));
        }
        let mut out = Zeroizing::new(Vec::with_capacity(MORE));
        if let Some(pieces) = self.pieces.take() {
            pieces.end(&mut out).map_err(|error| wrong(error.message()))?;
        }
        Ok(Bytes::from_owner(out))
    }

    fn next(&mut self) -> io::Result<Bytes> {
        let piece = self.rest.split_to(self.rest.len().min(BLOCK));
        self.count(piece.len())?;
        let mut out = Zeroizing::new(Vec::with_capacity(piece.len() + MORE));
        if let Some(pieces) = &mut self.pieces {
            pieces.piece(&piece, &mut out).map_err(|error| wrong(error.message()))?;
        }
        Ok(Bytes::from_owner(out))
    }
}

fn wrong(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}

impl Stream for Encrypted {
    type Item = io::Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while self.pieces.is_some() {
            let out = if self.rest.is_empty() {
                match ready!(self.stream.as_mut().poll_next(cx)).transpose() {
                    Ok(Some(bytes)) => {
                        self.rest = bytes;
                        continue;
                    }
                    Ok(None) => self.end(),
                    Err(error) => Err(error),
                }
            } else {
                self.next()
            };
            if out.is_err() {
                self.pieces = None;
            }
            if !out.as_ref().is_ok_and(Bytes::is_empty) {
                return Poll::Ready(Some(out));
            }
        }
        Poll::Ready(None)
    }
}
