//! How one vendor writes errors, envelopes and pages.

use crate::{Cursor, Operation, PageRequest, Refusal, Reply};
use bytes::Bytes;
use serde::de::{self, Deserialize};

/// How one vendor writes errors, envelopes and pages. Not generic: compiled once per vendor.
///
/// What differs between operations is stated at the operation ([`Request::within`](crate::Request::within) and its
/// neighbours); a dialect holds what is the same for all of them.
pub trait Dialect: Send + Sync + 'static {
    /// The vendor's name, such as `PrivX`: for errors and spans.
    fn vendor(&self) -> &'static str {
        ""
    }

    /// The names of the headers that carry the vendor's credentials: a caller's own header must have another.
    fn credential_headers(&self) -> &'static [&'static str] {
        &[]
    }

    /// Judges whether a reply is a success.
    ///
    /// This is the place where failure inside a 200 is recognised ([`reply.reports(..)`](Reply::reports)). A page, a
    /// script and a firewall's challenge with a success status are refused before.
    /// [`reply.is_success()`](Reply::is_success) judges by status alone.
    ///
    /// # Errors
    /// [`Refusal`] when the vendor refused or the reply is not the vendor's.
    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal>;

    /// What an envelope holds, for an operation that names no place of its result. The whole body unless the vendor has
    /// envelopes, and always for a [bare](crate::Operation::is_bare) operation.
    ///
    /// # Errors
    /// [`Refusal`] when the envelope lacks what every reply has.
    fn payload(&self, reply: &Reply<'_>) -> Result<Bytes, Refusal> {
        Ok(reply.body().clone())
    }

    /// Whether a success has a form that only the vendor sends, such as its envelope.
    fn is_own(&self, reply: &Reply<'_>) -> bool {
        let _ = reply;
        false
    }

    /// Whether a success without a refusal is that of an operation without a result: the reply of a proxy must not
    /// count as one. Nothing, an object with an `id`, or a form of the vendor's own.
    fn acknowledges(&self, reply: &Reply<'_>) -> bool {
        reply.is_acknowledgement() || self.is_own(reply)
    }

    /// How many items the whole listing has, if a page states that. A page of a listing of none may lack the member
    /// that holds the items.
    fn total(&self, reply: &[u8]) -> Option<u64> {
        let _ = reply;
        None
    }

    /// Puts the position of a page into a request.
    fn page(&self, request: &mut PageRequest<'_>, at: &Cursor, size: Option<u32>) {
        let _ = (request, at, size);
    }

    /// The position after a page that held `items` items; `None` at the end. A page with fewer items than requested is
    /// the last one only if the server states that: its own maximum may be smaller. Without a
    /// [`total`](Self::total), a page that repeats the one before it is the end.
    fn next(
        &self,
        operation: &Operation,
        at: &Cursor,
        size: Option<u32>,
        items: usize,
        reply: &[u8],
    ) -> Option<Cursor> {
        let _ = (operation, at, size, items, reply);
        None
    }
}

/// Reads JSON from a body as core does, from text: a second reader, from bytes, would be compiled beside it.
///
/// # Errors
/// What `serde_json` returns, and that the body is not UTF-8.
pub fn from_json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> serde_json::Result<T> {
    let text = std::str::from_utf8(body).map_err(|_| de::Error::custom("not UTF-8"))?;
    serde_json::from_str(text)
}
