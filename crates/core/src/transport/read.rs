//! Reads a body into one block that is wiped when dropped, and never more than the cap.

use super::{BodyStream, TransportError};
use bytes::Bytes;
use http::{HeaderMap, header};
use std::future::poll_fn;
use zeroize::Zeroizing;

/// How reading a body ended early.
pub(crate) enum Cut {
    /// The body is longer than the cap.
    TooLong,
    /// The connection failed.
    Broken(TransportError),
}

/// What was read, also when the body did not end well.
pub(crate) struct Body {
    pub(crate) bytes: Bytes,
    pub(crate) cut: Option<Cut>,
}

/// Room for bodies that do not say how long they are.
const FIRST_BLOCK: usize = 8 * 1024;
/// What a header alone may make us allocate.
const LARGEST_FIRST_BLOCK: usize = 1024 * 1024;

pub(crate) async fn body(headers: &HeaderMap, stream: &mut BodyStream, cap: usize) -> Body {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|n| n > cap as u64) {
        return Body { bytes: Bytes::new(), cut: Some(Cut::TooLong) };
    }
    let first = declared.map_or(FIRST_BLOCK, |n| usize::try_from(n).unwrap_or(cap));
    let mut block = Zeroizing::new(Vec::with_capacity(first.min(LARGEST_FIRST_BLOCK)));
    let cut = loop {
        match poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            None => break None,
            Some(Err(error)) => break Some(Cut::Broken(error)),
            Some(Ok(chunk)) => {
                let room = cap - block.len();
                let kept = chunk.get(..room.min(chunk.len())).unwrap_or_default();
                append(&mut block, kept, cap);
                if chunk.len() > room {
                    break Some(Cut::TooLong);
                }
            }
        }
    };
    Body { bytes: Bytes::from_owner(block), cut }
}

/// Grows by a new block and a wiped old one: `Vec` would leave copies in freed memory.
fn append(block: &mut Zeroizing<Vec<u8>>, chunk: &[u8], cap: usize) {
    let needed = block.len() + chunk.len();
    if needed > block.capacity() {
        let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(block.capacity() * 2).min(cap)));
        larger.extend_from_slice(block);
        *block = larger;
    }
    block.extend_from_slice(chunk);
}
