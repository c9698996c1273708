//! A stream that is read in small chunks, the first of which must hold the head of an upgrade.

use super::upgrade::{self, HEAD_CAP};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf, Take};

/// The maximum length of one read.
const CHUNK: u64 = 16 * 1024;

/// Limits each read, whatever the size of the buffer. Without a limit the websocket's buffer, once as large as the longest
/// message, is filled with the following ones and doubles again and again.
pub(super) struct ChunkedReader<S> {
    stream: Take<S>,
    head: Option<Head>,
}

/// The first bytes, until all of them have been read from here.
#[derive(Default)]
struct Head {
    bytes: Vec<u8>,
    is_checked: bool,
    read: usize,
}

impl<S: AsyncRead> ChunkedReader<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream: stream.take(CHUNK), head: Some(Head::default()) }
    }
}

impl Head {
    /// Appends the next bytes, and checks the head when it is there.
    fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        const END: &[u8] = b"\r\n\r\n";
        let from = self.bytes.len().saturating_sub(END.len() - 1);
        self.bytes.extend_from_slice(bytes);
        let new = self.bytes.get(from..).unwrap_or_default();
        match new.windows(END.len()).position(|window| window == END) {
            Some(end) => {
                upgrade::check(self.bytes.get(..from + end + END.len()).unwrap_or_default())?;
                self.is_checked = true;
                Ok(())
            }
            None if self.bytes.len() >= HEAD_CAP => Err(upgrade::too_long().into()),
            None => Ok(()),
        }
    }
}

impl<S: AsyncRead + Unpin> ChunkedReader<S> {
    /// Hands out nothing before the head is checked.
    fn poll_head(&mut self, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        const PIECE: usize = 1024;
        let Some(head) = &mut self.head else { return Poll::Ready(Ok(())) };
        while !head.is_checked {
            let mut piece = [0; PIECE];
            let mut piece = ReadBuf::new(&mut piece);
            ready!(Pin::new(self.stream.get_mut()).poll_read(cx, &mut piece))?;
            if piece.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            head.push(piece.filled())?;
        }
        let rest = head.bytes.get(head.read..).unwrap_or_default();
        let next = rest.get(..into.remaining()).unwrap_or(rest);
        into.put_slice(next);
        head.read += next.len();
        if head.read == head.bytes.len() {
            self.head = None;
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for ChunkedReader<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.head.is_some() {
            return self.poll_head(cx, into);
        }
        self.stream.set_limit(CHUNK);
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for ChunkedReader<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(self.stream.get_mut()).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(self.stream.get_mut()).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.get_ref().is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.get_mut()).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.get_mut()).poll_shutdown(cx)
    }
}
