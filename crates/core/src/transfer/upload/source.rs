//! The stream of an upload as the attempts of a call see it.

use super::Framed;
use crate::{
    Delivery, Evidence,
    clock::later,
    transfer::{
        GRACE,
        ends::{Halt, Head, Source},
    },
    transport::{BoxFuture, ByteStream, Incoming, TransportError},
};
use bytes::Bytes;
use futures_core::Stream;
use std::{
    future::poll_fn,
    io,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout_at},
};

/// Why an upload was stopped.
enum Stop {
    Silent,
    Abandoned,
}

/// What the attempts of a call have in common.
pub(super) struct Shared {
    length: Option<u64>,
    idle: Duration,
    state: Mutex<State>,
    left: Notify,
    /// The stream has ended or failed, or the transport has dropped it.
    moved: Notify,
}

struct State {
    stream: Option<ByteStream>,
    /// It is the caller's stream that is waited for, not the server.
    with_caller: bool,
    /// Since when the server is waited for.
    since: Instant,
    /// All of it was read, and its length is right.
    ended: bool,
    /// The transport takes no more of it.
    dropped: bool,
    abandoned: bool,
    failure: Option<String>,
}

impl Shared {
    pub(super) fn new(stream: ByteStream, length: Option<u64>, idle: Duration) -> Self {
        let state = State {
            stream: Some(stream),
            with_caller: false,
            since: Instant::now(),
            ended: false,
            dropped: false,
            abandoned: false,
            failure: None,
        };
        Self { length, idle, state: Mutex::new(state), left: Notify::new(), moved: Notify::new() }
    }

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

    /// A body without bytes is complete with the request's head, and no transport reads it: its stream is read before.
    async fn read_empty(&self) -> Result<(), Halt> {
        let stream = if self.length == Some(0) { self.state().stream.take() } else { None };
        let Some(mut stream) = stream else { return Ok(()) };
        self.state().with_caller = true;
        let item = poll_fn(|cx| {
            loop {
                match ready!(stream.as_mut().poll_next(cx)) {
                    Some(Ok(bytes)) if bytes.is_empty() => {}
                    other => return Poll::Ready(other),
                }
            }
        });
        let failure = match item.await {
            None => None,
            Some(Ok(_)) => Some(LONGER.to_owned()),
            Some(Err(error)) => Some(error.to_string()),
        };
        let mut state = self.state();
        (state.with_caller, state.since, state.ended) = (false, Instant::now(), failure.is_none());
        if let Some(text) = failure {
            return Err(Halt::Source(text, Delivery::NotSent));
        }
        state.stream = Some(nothing());
        Ok(())
    }

    /// A success counts only when all of the stream was read: a server may reply before that.
    async fn judge(&self, reply: Result<Incoming, TransportError>) -> Result<Incoming, Halt> {
        let success = reply.as_ref().is_ok_and(|head| head.status.is_success());
        loop {
            {
                let state = self.state();
                match &state.failure {
                    Some(text) if success => return Err(Halt::Source(text.clone(), Delivery::Unknown)),
                    Some(text) if reply.is_err() => {
                        // The request was cut off before its end: no server can have done it.
                        return Err(Halt::Source(text.clone(), Delivery::NotSent));
                    }
                    _ if !success || state.ended => return reply.map_err(Halt::Broken),
                    _ if state.dropped => {
                        let text = "the server replied before the end of the upload and read no more";
                        return Err(Halt::Broken(TransportError::new(Evidence::NoStatus, text)));
                    }
                    _ => {}
                }
            }
            self.moved.notified().await;
        }
    }
}

/// A stream that has ended.
fn nothing() -> ByteStream {
    Box::pin(Framed::default())
}

impl Source for Shared {
    fn take(self: Arc<Self>) -> Option<(ByteStream, Option<u64>)> {
        let mut state = self.state();
        let stream = state.stream.take()?;
        state.since = Instant::now();
        (state.abandoned, state.dropped) = (false, false);
        let length = self.length;
        if length == Some(0) {
            state.stream = Some(stream);
            return Some((nothing(), length));
        }
        drop(state);
        let feed = Feed { source: self, stream: Some(stream), last: None, sent: 0, touched: false };
        Some((Box::pin(feed), length))
    }

    fn is_spent(&self) -> bool {
        self.state().stream.is_none()
    }

    fn head(&self, sending: Head) -> BoxFuture<'_, Result<Incoming, Halt>> {
        Box::pin(async move {
            let mut stop = pin!(self.watch());
            let mut reply = pin!(async {
                self.read_empty().await?;
                self.judge(sending.await).await
            });
            let head = poll_fn(|cx| match reply.as_mut().poll(cx) {
                Poll::Ready(head) => Poll::Ready(Ok(head)),
                Poll::Pending => stop.as_mut().poll(cx).map(Err),
            });
            match head.await {
                Ok(head) => head,
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
    /// The last bytes of the length that was given: they complete the request, so they wait for the stream's end.
    last: Option<Bytes>,
    sent: u64,
    touched: bool,
}

const LONGER: &str = "the stream is longer than the length that was given";
const SHORTER: &str = "the stream is shorter than the length that was given";

impl Feed {
    /// Refuses another length than the one that was given.
    fn check(&mut self, item: Option<io::Result<Bytes>>) -> io::Result<Option<Bytes>> {
        let item = item.transpose()?;
        self.sent += item.as_ref().map_or(0, Bytes::len) as u64;
        match self.source.length {
            Some(length) if self.sent > length => Err(wrong(LONGER)),
            Some(length) if item.is_none() && self.sent < length => Err(wrong(SHORTER)),
            _ => Ok(item),
        }
    }
}

fn wrong(text: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}

impl Stream for Feed {
    type Item = io::Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.touched = true;
        while let Some(stream) = &mut self.stream {
            let polled = stream.as_mut().poll_next(cx);
            let mut state = self.source.state();
            state.with_caller = polled.is_pending();
            state.since = Instant::now();
            drop(state);
            let item = match self.check(ready!(polled)) {
                Ok(Some(bytes)) if bytes.is_empty() => continue,
                Ok(Some(bytes)) if self.source.length == Some(self.sent) => {
                    self.last = Some(bytes);
                    continue;
                }
                Ok(Some(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Ok(None) => self.last.take().map(Ok),
                Err(error) => Some(Err(error)),
            };
            self.stream = None;
            let failure = item.as_ref().and_then(|item| item.as_ref().err()).map(ToString::to_string);
            let mut state = self.source.state();
            (state.ended, state.failure) = (failure.is_none(), failure);
            drop(state);
            self.source.moved.notify_one();
            return Poll::Ready(item);
        }
        Poll::Ready(None)
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        let mut state = self.source.state();
        state.dropped = true;
        if !self.touched {
            state.stream = self.stream.take();
        }
        drop(state);
        self.source.moved.notify_one();
    }
}
