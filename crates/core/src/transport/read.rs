//! Reads a body into one block that is wiped when dropped, and never more than the cap.

use super::{BodyStream, TransportError};
use crate::{Error, secret::Block, text};
use http::{HeaderMap, header};
use std::{future::poll_fn, time::Duration};
use tokio::time::timeout;

/// How reading a body ended early.
pub(crate) enum Cut {
    /// The body is longer than the cap.
    TooLong,
    /// The connection failed.
    Broken(TransportError),
    /// Nothing came for as long as the peer may be silent.
    Silent,
    /// The receiver was dropped.
    Abandoned,
    /// What came cannot be parsed.
    Unreadable(Error),
}

/// Room for bodies of unknown length.
const FIRST_BLOCK: usize = 8 * 1024;
/// How much of a reply that announces more than the cap is read.
const BEGINNING: usize = 64 * 1024;
/// What a header alone may make us allocate.
const LARGEST_FIRST_BLOCK: usize = 1024 * 1024;

/// How long is waited for that beginning.
const PATIENCE: Duration = Duration::from_millis(500);

/// Fills the block; what came stays in it, also when the reading is given up half-way.
pub(crate) async fn body(
    headers: &HeaderMap,
    stream: &mut BodyStream,
    cap: usize,
    block: &mut Block,
) -> Result<(), Cut> {
    let declared = declared(headers);
    if declared.is_some_and(|n| n > cap as u64) {
        // It is not read to its end, but its beginning may hold a session's next token.
        let beginning = fill(stream, cap.min(BEGINNING), block);
        let _ = timeout(PATIENCE, beginning).await;
        return Err(Cut::TooLong);
    }
    let first = declared.map_or(FIRST_BLOCK, |n| usize::try_from(n).unwrap_or(cap));
    *block = Block::with_capacity(first.min(LARGEST_FIRST_BLOCK));
    fill(stream, cap, block).await
}

/// The body's length by the head.
pub(crate) fn declared(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH).and_then(|value| text::of_header(value)?.parse().ok())
}

async fn fill(stream: &mut BodyStream, cap: usize, block: &mut Block) -> Result<(), Cut> {
    loop {
        match poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            None => return Ok(()),
            Some(Err(error)) => return Err(Cut::Broken(error)),
            Some(Ok(chunk)) => {
                let room = cap - block.len();
                let kept = chunk.get(..room.min(chunk.len())).unwrap_or_default();
                append(block, kept, cap);
                if chunk.len() > room {
                    return Err(Cut::TooLong);
                }
            }
        }
    }
}

/// Grows by a new block and a wiped old one: `Vec` would leave copies in freed memory.
pub(crate) fn append(block: &mut Block, chunk: &[u8], cap: usize) {
    let needed = block.len() + chunk.len();
    if needed > block.capacity() {
        let mut larger = Block::with_capacity(needed.max(block.capacity() * 2).min(cap));
        larger.extend_from_slice(block);
        *block = larger;
    }
    block.extend_from_slice(chunk);
}
