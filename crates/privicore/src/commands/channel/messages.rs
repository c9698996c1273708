//! All messages of the channel, as a stream.

use super::{message::Message, state::ChannelState};
use crate::Client;
use futures_util::Stream;
use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

/// The channel's messages from now on, in the order in which they come; made by [`Client::messages`].
///
/// All readers of a client share one buffer of 256 messages and 512 KiB (a longer message is kept alone). A slow reader
/// misses the oldest messages, and [`Message::Missed`] contains their number. The stream keeps the client and its
/// channel open, and ends when the client is closed.
#[must_use = "messages are dropped unless they are read"]
pub struct Messages {
    state: Arc<ChannelState>,
    key: u64,
    next: u64,
    closed: u64,
    /// The channel ends with the last clone of the client.
    _client: Client,
}

impl Messages {
    pub(super) fn new(client: Client, state: Arc<ChannelState>) -> Self {
        let mut inner = state.lock();
        let (key, next, closed) = (inner.key(), inner.feed.next(), inner.closed);
        inner.readers.insert(key, None);
        drop(inner);
        Self { state, key, next, closed, _client: client }
    }

    /// Returns the next message; `None` when the client is closed. The same as `StreamExt::next`, without that import.
    /// Nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<Message> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for Messages {
    type Item = Message;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        let this = &mut *self;
        let mut inner = this.state.lock();
        let oldest = inner.feed.since(this.next).next().map(|entry| (entry.number, entry.message.clone()));
        if let Some((number, message)) = oldest {
            let missed = number - this.next;
            if missed > 0 {
                this.next = number;
                return Poll::Ready(Some(Message::Missed(missed)));
            }
            this.next = number + 1;
            return Poll::Ready(Some(message));
        }
        if inner.closed != this.closed {
            return Poll::Ready(None);
        }
        inner.readers.insert(this.key, Some(cx.waker().clone()));
        Poll::Pending
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").field("next", &self.next).finish_non_exhaustive()
    }
}

impl Drop for Messages {
    fn drop(&mut self) {
        let mut inner = self.state.lock();
        inner.readers.remove(self.key);
        if inner.readers.is_empty() {
            inner.feed.clear();
        }
    }
}
