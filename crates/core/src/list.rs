//! A list is a stream.

use crate::{
    Client, Cursor, Delivery, Dialect, Error, ErrorKind, PageRequest, Request, Result, call::Sending,
    decode::decode_items, parts::Parts, reply::foreign,
};
use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;
use serde::de::DeserializeOwned;
use std::{
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
    vec,
};

/// More pages than this from one listing are a server that does not end.
const MAX_PAGES: u32 = 10_000;

const SAME_PAGE: &str = "the server gave the same page twice";

/// The pages so far.
#[derive(Default)]
struct Seen {
    count: u32,
    /// The last page, if another was requested after it. Compared as a whole: its hash costs 2,000 instructions an item.
    last: Option<Bytes>,
}

impl Seen {
    /// Whether a page is the one before it once more. The one before is not kept while this one is decoded.
    fn is_same(&mut self, body: &Bytes) -> bool {
        self.last.take().is_some_and(|last| last == *body)
    }

    /// Whether a page is the one before it once more, from a server that has no pages.
    ///
    /// # Errors
    /// For a listing that does not end, and for a repetition where the server counts more items than came.
    fn repeats(
        &mut self,
        dialect: &dyn Dialect,
        at: &Cursor,
        next: Option<&Cursor>,
        body: &Bytes,
        same: bool,
    ) -> Result<bool> {
        let error = |text| Err(Error::new(ErrorKind::Decode, text).with_delivery(Delivery::Applied));
        self.count += 1;
        if next == Some(at) {
            return error(SAME_PAGE);
        }
        if self.count >= MAX_PAGES && next.is_some() {
            return error("the listing does not end");
        }
        if self.count == 1 && next.is_none() {
            return Ok(false);
        }
        self.last = next.is_some().then(|| body.clone());
        if !same {
            return Ok(false);
        }
        if dialect.total(body).is_some() { error(SAME_PAGE) } else { Ok(true) }
    }
}

/// One page of a listing.
#[derive(Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The page's items.
    pub items: Vec<T>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<Cursor>,
}

/// A listing: a [`Stream`] of items that fetches pages as it goes and holds one at a time.
///
/// ```no_run
/// # async fn f(mut users: portcullis_core::List<serde_json::Value>) -> portcullis_core::Result<()> {
/// while let Some(user) = users.try_next().await? {
///     // ...
/// #   drop(user);
/// }
/// # Ok(()) }
/// ```
///
/// A page with fewer items than requested ends it only if the server states that no more follow: its own maximum may
/// be smaller. So a listing without a total costs one more request, whose page is empty.
///
/// A server that hands out the same position twice, or more than 10,000 pages, ends it with an error.
/// After an error the stream is at its end.
#[must_use = "a list does nothing until it is polled"]
pub struct List<T> {
    client: Client,
    parts: Arc<Parts>,
    items: &'static str,
    /// Complete in one reply: there are no further pages.
    whole: bool,
    at: Option<Cursor>,
    size: Option<u32>,
    seen: Seen,
    sending: Option<Sending>,
    buffer: vec::IntoIter<T>,
}

// Items are only moved, never pinned.
impl<T> Unpin for List<T> {}

impl<T> List<T> {
    fn new(request: Request, items: &'static str, whole: bool) -> Self {
        let Request { client, parts } = request.edit(|parts| parts.operation.lists = true);
        Self {
            client,
            parts,
            items,
            whole,
            at: Some(Cursor::Start),
            size: None,
            seen: Seen::default(),
            sending: None,
            buffer: Vec::new().into_iter(),
        }
    }

    /// How many items to request at a time; the vendor's default unless set.
    pub fn page_size(mut self, items: u32) -> Self {
        self.size = Some(items);
        self
    }

    /// Begins here instead of at the start.
    pub fn starting_at(mut self, cursor: Cursor) -> Self {
        self.at = Some(cursor);
        self
    }

    /// Bounds each page's request.
    pub fn timeout(mut self, bound: Duration) -> Self {
        if let Some(parts) = Arc::get_mut(&mut self.parts) {
            parts.timeout = Some(bound);
        }
        self
    }
}

impl<T> List<T> {
    /// Whether a page that lacks the member with the items states that there are none.
    fn is_empty(&self, body: &[u8]) -> bool {
        foreign::lacks(body, self.items) && self.client.dialect().total(body) == Some(0)
    }
}

impl<T: DeserializeOwned> List<T> {
    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Page<T>>>> {
        let Some(at) = self.at.clone() else { return Poll::Ready(None) };
        let client = &self.client;
        let sending = self.sending.get_or_insert_with(|| {
            let mut parts = Parts::clone(&self.parts);
            let mut request = PageRequest::new(&mut parts, client.checks_input());
            if !self.whole {
                client.dialect().page(&mut request, &at, self.size);
            } else if at != Cursor::Start {
                let rule = "must be the start: this listing has no pages";
                request.require(Err(Error::input("starting_at", rule)));
            }
            Box::pin(client.clone().execute(Arc::new(parts)))
        });
        let reply = ready!(sending.as_mut().poll(cx));
        self.sending = None;
        self.at = None;
        let page = reply.and_then(|reply| {
            let located = |e: Error| reply.unreadable(e, &self.parts.operation);
            if reply.body.trim_ascii().is_empty() && reply.status != StatusCode::NO_CONTENT {
                // Nothing is not an empty list: the connection may have ended before the first byte.
                let error = Error::new(ErrorKind::Decode, "the reply is empty where a list is due");
                return Err(located(error.with_delivery(Delivery::Applied)));
            }
            let same = self.seen.is_same(&reply.body);
            let items = self.read_items(&reply.body).map_err(located)?;
            let dialect = self.client.dialect();
            let next = if self.whole {
                None
            } else {
                dialect.next(&self.parts.operation, &at, self.size, items.len(), &reply.body)
            };
            if self.seen.repeats(dialect, &at, next.as_ref(), &reply.body, same).map_err(located)? {
                return Ok(Page { items: Vec::new(), next: None });
            }
            Ok(Page { items, next })
        });
        if let Ok(page) = &page {
            self.at.clone_from(&page.next);
        }
        Poll::Ready(Some(page))
    }

    /// The items may be a member of the reply or, from some operations of the same vendor, the whole of
    /// it.
    fn read_items(&self, body: &[u8]) -> Result<Vec<T>> {
        let whole = matches!(body.trim_ascii_start().first(), None | Some(b'[' | b'n'));
        decode_items(if whole { "" } else { self.items }, body, self.size)
            .or_else(|error| if self.is_empty(body) { Ok(Vec::new()) } else { Err(error) })
    }

    /// The listing page by page.
    pub fn pages(self) -> Pages<T> {
        Pages(self)
    }

    /// The first page alone.
    pub async fn first_page(mut self) -> Result<Page<T>> {
        match poll_fn(|cx| self.poll_page(cx)).await {
            Some(page) => page,
            None => Ok(Page { items: Vec::new(), next: None }),
        }
    }

    /// All items, in memory.
    pub async fn all(mut self) -> Result<Vec<T>> {
        let mut all = Vec::new();
        while let Some(page) = poll_fn(|cx| self.poll_page(cx)).await {
            all.extend(page?.items);
        }
        Ok(all)
    }

    /// The next item; `None` at the end. The same as `TryStreamExt::try_next`, without that import.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }
}

impl<T: DeserializeOwned> Stream for List<T> {
    type Item = Result<T>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.buffer.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            // The room of the items that were taken is not kept while the next ones are decoded.
            self.buffer = Vec::new().into_iter();
            match ready!(self.poll_page(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => self.buffer = page.items.into_iter(),
            }
        }
    }
}

/// A listing as a [`Stream`] of pages; made by [`List::pages`].
#[must_use = "a list does nothing until it is polled"]
pub struct Pages<T>(List<T>);

impl<T: DeserializeOwned> Pages<T> {
    /// The next page; `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        poll_fn(|cx| self.0.poll_page(cx)).await.transpose()
    }
}

impl<T: DeserializeOwned> Stream for Pages<T> {
    type Item = Result<Page<T>>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_page(cx)
    }
}

impl Request {
    /// Ends the description of a paged listing whose items are the member at this path.
    pub fn list<T>(self, items: &'static str) -> List<T> {
        List::new(self, items, false)
    }

    /// Ends the description of a listing that is complete in one reply: a page size has no effect.
    pub fn list_whole<T>(self, items: &'static str) -> List<T> {
        List::new(self, items, true)
    }
}

impl<T> std::fmt::Debug for List<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "List({})", self.parts.operation)
    }
}

impl<T> std::fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
