//! The plaintext of retrieved payloads.

use super::PayloadPieces;
use crate::dialect::failure;
use futures_core::Stream;
use portcullis_core::{Delivery, Download, ErrorKind, Result, SecretBytes, bytes::Bytes};
use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};
use zeroize::Zeroizing;

/// The default limit of `bytes`.
const MOST: u64 = 8 * 1024 * 1024;
/// Room for what a cipher holds back.
const MORE: usize = 64;

/// A retrieved payload: a [`Stream`] of its plaintext.
///
/// A payload in one message is decrypted and verified as a whole. A download is decrypted while it arrives, and verified
/// at its end: the payload is complete only when the stream ends without an error. Until then store it under another
/// name, and do not use it; [`bytes`](Self::bytes) returns nothing before that.
///
/// ```no_run
/// # async fn example(mut payload: privicore::Retrieved) -> Result<(), Box<dyn std::error::Error>> {
/// use std::io::Write as _;
///
/// let mut file = std::fs::File::create("invoice.part")?;
/// while let Some(bytes) = payload.try_next().await? {
///     file.write_all(&bytes)?;
/// }
/// std::fs::rename("invoice.part", "invoice.pdf")?;
/// # Ok(()) }
/// ```
#[must_use = "a payload is read only when the stream is polled"]
pub struct Retrieved {
    context: Option<String>,
    /// Decrypted and not returned yet.
    ready: Option<Bytes>,
    download: Option<(Download, Box<dyn PayloadPieces>)>,
    limit: Option<u64>,
    received: u64,
}

impl Retrieved {
    pub(super) fn whole(bytes: Zeroizing<Vec<u8>>) -> Self {
        let ready = Some(Bytes::from_owner(bytes));
        Self { context: None, ready, download: None, limit: None, received: 0 }
    }

    pub(super) fn streamed(download: Download, pieces: Box<dyn PayloadPieces>) -> Self {
        Self { context: None, ready: None, download: Some((download, pieces)), limit: None, received: 0 }
    }

    #[cfg(feature = "websocket")]
    pub(super) fn with_context(self, context: Option<String>) -> Self {
        Self { context, ..self }
    }

    /// Reads the first bytes, because links expire soon.
    #[cfg(feature = "websocket")]
    pub(super) async fn begun(mut self) -> Result<Self> {
        if self.ready.is_none() {
            self.ready = poll_fn(|cx| self.poll_piece(cx)).await.transpose()?;
        }
        Ok(self)
    }

    /// Returns the context of the reservation, if the engine repeats it.
    pub fn context(&self) -> Option<&str> {
        self.context.as_deref()
    }

    /// Refuses a payload of more than this many bytes; none unless set.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// Returns the next bytes; `None` at the end. The same as `TryStreamExt::try_next`, without that import.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] at the end of a payload that was changed, cut or encrypted with another key, and the
    /// errors of [`Download`]. Earlier bytes must not be used then.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Returns the whole payload, verified, in memory that is wiped when the last copy is dropped; at most 8 MiB unless
    /// [`limit`](Self::limit) is set.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next).
    pub async fn bytes(mut self) -> Result<SecretBytes> {
        self.limit.get_or_insert(MOST);
        let mut all = Zeroizing::new(Vec::new());
        while let Some(bytes) = self.try_next().await? {
            append(&mut all, &bytes);
        }
        Ok(std::mem::take(&mut *all).into())
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        while let Some((download, pieces)) = &mut self.download {
            let bytes = ready!(Pin::new(download).poll_next(cx)).transpose();
            let mut out = Zeroizing::new(Vec::with_capacity(MORE));
            let done = match bytes {
                Ok(Some(bytes)) => {
                    out.reserve(bytes.len());
                    pieces.piece(&bytes, &mut out)
                }
                Ok(None) => match self.download.take() {
                    Some((_, pieces)) => pieces.end(&mut out),
                    None => Ok(()),
                },
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                self.download = None;
                return Poll::Ready(Some(Err(error)));
            }
            if !out.is_empty() {
                return Poll::Ready(Some(Ok(Bytes::from_owner(out))));
            }
        }
        Poll::Ready(None)
    }
}

/// Appends without leaving a copy when the allocation grows.
fn append(all: &mut Zeroizing<Vec<u8>>, bytes: &[u8]) {
    let needed = all.len() + bytes.len();
    if needed > all.capacity() {
        let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * all.capacity())));
        larger.extend_from_slice(all);
        *all = larger;
    }
    all.extend_from_slice(bytes);
}

impl Stream for Retrieved {
    type Item = Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = match self.ready.take() {
            Some(bytes) => Some(Ok(bytes)),
            None => ready!(self.poll_piece(cx)),
        };
        if let Some(Ok(bytes)) = &next {
            self.received += bytes.len() as u64;
            if self.limit.is_some_and(|limit| self.received > limit) {
                self.download = None;
                let error = failure(ErrorKind::Decode, "the payload is longer than the limit");
                return Poll::Ready(Some(Err(error.with_delivery(Delivery::Applied))));
            }
        }
        Poll::Ready(next)
    }
}

impl fmt::Debug for Retrieved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retrieved")
            .field("context", &self.context)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}
