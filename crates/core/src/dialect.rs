//! How one vendor writes errors, envelopes and pages.

use crate::{ApiError, Cursor, Operation, Request};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::{self, Deserialize};

/// Why a reply gives no result.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// The vendor says no.
    Api(ApiError),
    /// The reply is not what the vendor sends: HTML, a cut body, an envelope without its parts. The text
    /// says what was expected and holds nothing of the reply.
    Unreadable(&'static str),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

/// How one vendor writes errors, envelopes and pages. Not generic: compiled once per vendor.
pub trait Dialect: Send + Sync + 'static {
    /// Turns any reply into the JSON that the call's result is read from.
    ///
    /// This is the place where failure inside a 200 is recognised, envelopes are unwrapped and ids are
    /// lifted out of headers. `operation.accepts(status)` says what counts as success by status.
    ///
    /// # Errors
    /// [`Refusal`] when the vendor refused or the reply is not the vendor's.
    fn reply(
        &self,
        operation: &Operation,
        status: StatusCode,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Result<Bytes, Refusal>;

    /// Whether the vendor's rate limiter is known to run before any work is done, so that a refused
    /// write may be sent again.
    fn limiter_runs_first(&self) -> bool {
        false
    }

    /// Puts the position of a page into a request.
    fn page(&self, request: Request, at: &Cursor, size: Option<u32>) -> Request {
        let _ = (at, size);
        request
    }

    /// The position after a page that held `items` items; `None` at the end.
    fn next(&self, at: &Cursor, size: Option<u32>, items: usize, reply: &[u8]) -> Option<Cursor> {
        let _ = (at, size, items, reply);
        None
    }
}

/// Whether a body is a page for people: a proxy, a login portal, a maintenance notice.
pub fn is_html(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

/// Reads JSON from a body as core does, from text: a second reader, from bytes, would be compiled beside it.
///
/// # Errors
/// What `serde_json` says, and that the body is not UTF-8.
pub fn from_json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> serde_json::Result<T> {
    let text = std::str::from_utf8(body).map_err(|_| de::Error::custom("not UTF-8"))?;
    serde_json::from_str(text)
}
