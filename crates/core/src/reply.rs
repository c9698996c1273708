//! One reply: its JSON is parsed at most once, and its result is found in what was parsed.

pub(crate) mod foreign;
mod members;

pub use members::Members;

use crate::{ApiError, Delivery, Error, Operation, text};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::value::RawValue;
use std::{cell::OnceCell, fmt};

/// Error bodies are read up to here.
pub(crate) const ERROR_CAP: usize = 64 * 1024;

/// Why a reply gives no result.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// The vendor refused.
    Api(ApiError),
    /// The reply is not what the vendor sends: HTML, a cut body, an envelope without its parts. The text
    /// names what was expected and holds nothing of the reply.
    Unreadable(&'static str),
    /// A success that the vendor did not send: a proxy or a firewall did, and the request may never have reached the
    /// vendor. The text holds nothing of the reply.
    Foreign(&'static str),
}

impl Refusal {
    /// A success status that proves that the object does not exist.
    pub fn missing(what: &str) -> Self {
        let mut error = ApiError::new(what);
        error.object_missing = true;
        Self::Api(error)
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

/// A reply that was found good, and what its result is read from.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
    /// Whether its form shows that the vendor sent it.
    pub(crate) own: bool,
}

impl Accepted {
    /// The error of a result that cannot be decoded.
    pub(crate) fn unreadable(&self, error: Error, operation: &Operation) -> Error {
        let error = if self.own { error.with_delivery(Delivery::Applied) } else { error };
        error.with_status(self.status).at(operation, self.attempts)
    }
}

/// Where in a reply the result is.
#[derive(Clone, Copy, Default)]
pub(crate) struct Reading {
    pub(crate) within: Option<Within>,
    /// The member at this path of what was found.
    pub(crate) pick: Option<&'static str>,
    pub(crate) shape: Shape,
    /// A member that is empty where the object does not exist, and the text of the error.
    pub(crate) missing: Option<(&'static str, &'static str)>,
    /// An object that does not exist is an empty result.
    pub(crate) none_is_empty: bool,
    /// The member without which the result is not the object that was requested.
    pub(crate) identity: Option<Within>,
    pub(crate) read: Option<ReadResult>,
}

/// Reads the result of an operation from its reply.
pub type ReadResult = fn(&Reply<'_>) -> Result<Bytes, Refusal>;

/// In which form the result was found.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    #[default]
    AsFound,
    /// Alone, or as the only item of a list or of an object keyed by id.
    One,
    /// A list; one object counts as a list of one, and nothing as an empty list.
    Many,
}

/// Which member of a reply wraps the result; see [`one_of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within(pub(crate) Names);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    One(&'static str),
    OneOf(&'static [&'static str]),
}

/// The first of these members that is there, each given as a path such as `CALLINFO.users`.
pub const fn one_of(names: &'static [&'static str]) -> Within {
    Within(Names::OneOf(names))
}

impl From<&'static str> for Within {
    fn from(name: &'static str) -> Self {
        Self(Names::One(name))
    }
}

/// What a body is, as far as it was parsed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Json<'a> {
    /// There is no body.
    Empty,
    /// An object.
    Object(Members<'a>),
    /// A list, a text, a number, a boolean or `null`.
    Other(&'a RawValue),
    /// No JSON, or not all of it.
    Invalid,
}

/// One reply, before it is judged.
pub struct Reply<'a> {
    operation: &'a Operation,
    status: StatusCode,
    headers: &'a HeaderMap,
    body: &'a Bytes,
    json: OnceCell<Json<'a>>,
}

impl<'a> Reply<'a> {
    /// A reply to this operation; made by the client, and by tests of a [`Dialect`](crate::Dialect).
    pub fn new(
        operation: &'a Operation,
        status: StatusCode,
        headers: &'a HeaderMap,
        body: &'a Bytes,
    ) -> Self {
        Self { operation, status, headers, body, json: OnceCell::new() }
    }

    /// The operation that was requested.
    pub fn operation(&self) -> &'a Operation {
        self.operation
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &'a HeaderMap {
        self.headers
    }

    /// The text of a header, unless it is empty.
    pub fn header(&self, name: impl http::header::AsHeaderName) -> Option<&'a str> {
        text::of_header(self.headers.get(name)?).filter(|text| !text.is_empty())
    }

    /// The body, without a byte-order mark.
    pub fn body(&self) -> &'a Bytes {
        self.body
    }

    /// Whether the status is a success of this operation.
    pub fn is_success(&self) -> bool {
        self.operation.accepts(self.status)
    }

    /// Whether the body is an HTML page: from a proxy, a login portal, a maintenance notice.
    pub fn is_html(&self) -> bool {
        is_html(self.body)
    }

    /// The body's JSON, parsed at the first use: the members of an object, each unread.
    pub fn json(&self) -> &Json<'a> {
        self.json.get_or_init(|| {
            let body: &'a [u8] = self.body;
            let Ok(text) = std::str::from_utf8(body.trim_ascii()) else { return Json::Invalid };
            match text.as_bytes().first() {
                None => Json::Empty,
                Some(b'{') => Members::parse(text).map_or(Json::Invalid, Json::Object),
                _ => serde_json::from_str(text).map_or(Json::Invalid, Json::Other),
            }
        })
    }

    /// The members of the body, if it is an object.
    pub fn members(&self) -> Option<&Members<'a>> {
        match self.json() {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The members that may hold words about a failure: without those over 64 KiB, which is also where the body of a
    /// failure is cut. A success that is a failure may be as long as any reply.
    pub fn words(&self) -> Option<Members<'a>> {
        Some(self.members()?.short(ERROR_CAP))
    }

    /// The member at a path such as `CALLINFO.users`.
    pub fn member(&self, path: &str) -> Option<&'a RawValue> {
        self.members()?.at(path)
    }

    /// Whether the member at this path is there and holds something.
    pub fn holds(&self, path: &str) -> bool {
        self.member(path).is_some_and(|value| !is_nothing(value.get().as_bytes()))
    }

    /// The first of these members that is there.
    pub(crate) fn within(&self, within: Within) -> Option<&'a RawValue> {
        match within.0 {
            Names::One(name) => self.member(name),
            Names::OneOf(names) => names.iter().find_map(|name| self.member(name)),
        }
    }

    /// These bytes of the body, shared with it.
    ///
    /// `part` must come from this reply; another text is copied.
    pub fn share(&self, part: &RawValue) -> Bytes {
        let (body, part) = (self.body.as_ptr_range(), part.get().as_bytes());
        let range = part.as_ptr_range();
        if body.start <= range.start && range.end <= body.end {
            self.body.slice_ref(part)
        } else {
            Bytes::copy_from_slice(part)
        }
    }
}

impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("length", &self.body.len())
            .finish()
    }
}

/// Whether a body is an HTML page.
fn is_html(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

/// Whether JSON is one of the ways in which servers write that there is nothing.
pub(crate) fn is_nothing(json: &[u8]) -> bool {
    let json = json.trim_ascii();
    let inside = |open: &[u8], close| json.strip_prefix(open).and_then(|json| json.strip_suffix(close));
    let empty = |inside: &[u8]| inside.trim_ascii().is_empty();
    matches!(json, b"null" | b"false" | br#""""#)
        || inside(b"[", b"]").is_some_and(empty)
        || inside(b"{", b"}").is_some_and(empty)
}
