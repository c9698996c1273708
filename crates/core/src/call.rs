//! A call is a future.

use crate::{
    Client, Error, ErrorKind, Request, Result, decode::decode, operation::Class, parts::Parts,
    reply::Accepted, retry::RetryPolicy,
};
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

pub(crate) type Sending = Pin<Box<dyn Future<Output = Result<Accepted>> + Send>>;

/// One operation, ready to be sent: add options, then `.await` it.
///
/// Nothing is sent before it is first polled. Dropping it stops the waiting, not always the work: a
/// request that has been written may still be done by the server.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T> {
    state: State,
    output: PhantomData<fn() -> T>,
}

enum State {
    Ready(Client, Arc<Parts>),
    Sending(Arc<Parts>, Sending),
    Done,
}

impl<T> Call<T> {
    pub(crate) fn new(request: Request) -> Self {
        let Request { client, parts } = request;
        Self { state: State::Ready(client, parts), output: PhantomData }
    }

    fn edit(mut self, edit: impl FnOnce(&mut Parts)) -> Self {
        // It has one owner until it is sent.
        if let State::Ready(_, parts) = &mut self.state
            && let Some(parts) = Arc::get_mut(parts)
        {
            edit(parts);
        }
        self
    }

    /// Bounds the whole call: waiting for the rate limit, token and connection, all attempts, reading. A timeout
    /// shorter than the client's connect timeout may end while connecting; the delivery of a write is then `Unknown`.
    pub fn timeout(self, bound: Duration) -> Self {
        self.edit(|parts| parts.timeout = Some(bound))
    }

    /// Another retry policy for this call; [`Retry::none`](crate::Retry::none) sends it once.
    pub fn retry(self, policy: impl RetryPolicy) -> Self {
        self.edit(|parts| parts.retry = Some(Arc::new(policy)))
    }

    /// Adds a header; not for secrets. What [`Request::header`] refuses is refused here, too.
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.edit(|parts| parts.header(name.as_ref(), value.as_ref()))
    }

    /// May be repeated: you know that doing this twice does no harm.
    pub fn idempotent(self) -> Self {
        self.edit(|parts| parts.class = Class::Idempotent)
    }

    /// Uses a connection of its own.
    pub fn fresh(self) -> Self {
        self.edit(|parts| parts.fresh = true)
    }

    /// Refuses replies over this many bytes (8 MiB unless set).
    pub fn reply_cap(self, bytes: usize) -> Self {
        self.edit(|parts| parts.reply_cap = Some(bytes))
    }

    /// `None` when the server proves that the object does not exist. Every other error stays an error,
    /// a 404 without that proof too.
    pub fn optional(self) -> Optional<T> {
        Optional(self)
    }

    /// The value together with status, headers and number of attempts.
    pub fn full(self) -> Full<T> {
        Full(self)
    }
}

impl State {
    /// Not generic: compiled once, here.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(Arc<Parts>, Accepted)>> {
        if let Self::Ready(..) = self
            && let Self::Ready(client, parts) = std::mem::replace(self, Self::Done)
        {
            *self = Self::Sending(parts.clone(), Box::pin(client.execute(parts)));
        }
        let Self::Sending(parts, future) = self else {
            return Poll::Ready(Err(Error::new(ErrorKind::Interrupted, "the call was polled after its end")));
        };
        let result = ready!(future.as_mut().poll(cx));
        let parts = parts.clone();
        *self = Self::Done;
        Poll::Ready(result.map(|reply| (parts, reply)))
    }
}

impl<T: DeserializeOwned> Call<T> {
    fn poll_full(&mut self, cx: &mut Context<'_>) -> Poll<Result<FullReply<T>>> {
        let (parts, reply) = ready!(self.state.poll(cx))?;
        let operation = &parts.operation;
        let (path, body) =
            if operation.done { (None, &b"null"[..]) } else { (parts.reading.pick, &*reply.body) };
        Poll::Ready(match decode(path, body) {
            Ok(value) => Ok(FullReply {
                value,
                status: reply.status,
                headers: reply.headers,
                attempts: reply.attempts,
            }),
            Err(error) => Err(reply.unreadable(error, operation)),
        })
    }
}

impl<T: DeserializeOwned> Future for Call<T> {
    type Output = Result<T>;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_full(cx).map_ok(|full| full.value)
    }
}

/// A call whose missing object is `None`; made by [`Call::optional`].
#[must_use = "a call does nothing until it is awaited"]
pub struct Optional<T>(Call<T>);

impl<T: DeserializeOwned> Future for Optional<T> {
    type Output = Result<Option<T>>;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(self.0.poll_full(cx)) {
            Ok(full) => Ok(Some(full.value)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        })
    }
}

/// A call whose result comes with the reply's head; made by [`Call::full`].
#[must_use = "a call does nothing until it is awaited"]
pub struct Full<T>(Call<T>);

impl<T: DeserializeOwned> Future for Full<T> {
    type Output = Result<FullReply<T>>;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll_full(cx)
    }
}

/// A value with the head of the reply that brought it.
///
/// `Debug` names the headers and shows none of their values: some vendors put secrets there.
#[non_exhaustive]
pub struct FullReply<T> {
    /// The result.
    pub value: T,
    /// The HTTP status.
    pub status: StatusCode,
    /// The reply's headers.
    pub headers: HeaderMap,
    /// How many times the request was sent.
    pub attempts: u32,
}

impl<T: std::fmt::Debug> std::fmt::Debug for FullReply<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FullReply")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("attempts", &self.attempts)
            .finish()
    }
}

impl<T> std::fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.state {
            State::Ready(_, parts) => write!(f, "Call({})", parts.operation),
            State::Sending(parts, _) => write!(f, "Call({}, sent)", parts.operation),
            State::Done => f.write_str("Call(ended)"),
        }
    }
}
