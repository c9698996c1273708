//! One request, described: verb, path template, values, body, and how its answer is to be read.

mod given;

use crate::{
    Call, Client, Error, ErrorKind, Input, List, PathSegment, Result,
    builder::Origin,
    record::{self, Record},
    retry::RetryPolicy,
    secret::{self, Scrubber, Secret},
    transfer::{Sink, Source},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::{borrow::Cow, fmt, sync::Arc, time::Duration};
use url::Url;

/// Everything but the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

const JSON: &str = "application/json";

/// How often a request may reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// Changes nothing: may be repeated.
    Safe,
    /// Leaves the same state however often it is done: may be repeated.
    Idempotent,
    /// At most once, unless the first was provably not sent or was refused.
    Once,
}

/// Which operation it was: what errors and spans call it. It never holds a value from the path.
#[derive(Clone, PartialEq, Eq)]
pub struct Operation {
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
    pub(crate) accept: Option<StatusCode>,
    pub(crate) bare: bool,
    pub(crate) done: bool,
}

impl Operation {
    /// The HTTP verb.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path template, such as `/role-store/api/v1/roles/{role_id}`.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// Whether this status is a success of this operation.
    pub fn accepts(&self, status: StatusCode) -> bool {
        status.is_success() || self.accept == Some(status)
    }

    /// Whether the reply comes without the vendor's usual envelope.
    pub fn is_bare(&self) -> bool {
        self.bare
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.template)
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// With which credential a request goes out.
#[derive(Clone)]
pub(crate) enum Authorization {
    /// The client's own.
    Client,
    /// None at all: logins, health checks.
    None,
    /// This header and nothing else.
    Header(HeaderName, Secret),
}

/// One request, being described. A vendor's method ends it with [`call`](Self::call) or
/// [`list`](Self::list); so does the escape hatch [`Client::request`].
///
/// A mistake (too many path values, an unsafe one, a body that cannot be encoded) is kept and comes
/// back as an [`ErrorKind::Input`] when the call is awaited: nothing is sent then.
#[derive(Clone)]
#[must_use = "a request does nothing until it is called and awaited"]
pub struct Request {
    client: Client,
    pub(crate) operation: Operation,
    path: String,
    /// How much of the template has been copied to `path`.
    filled: usize,
    query: String,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Option<Bytes>,
    pub(crate) upload: Option<Arc<dyn Source>>,
    pub(crate) download: Option<Arc<dyn Sink>>,
    pub(crate) class: Class,
    pub(crate) pick: Option<&'static str>,
    pub(crate) authorization: Authorization,
    pub(crate) origin: Origin,
    pub(crate) given: Option<Box<Url>>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<Arc<dyn RetryPolicy>>,
    pub(crate) fresh: bool,
    pub(crate) reply_cap: Option<usize>,
    pub(crate) secrets: Scrubber,
    problem: Option<Arc<Error>>,
}

impl Request {
    pub(crate) fn new(client: Client, method: Method, template: Cow<'static, str>) -> Self {
        let class = if method.is_safe() { Class::Safe } else { Class::Once };
        Self {
            client,
            operation: Operation { method, template, accept: None, bare: false, done: false },
            path: String::new(),
            filled: 0,
            query: String::new(),
            headers: Vec::new(),
            body: None,
            upload: None,
            download: None,
            class,
            pick: None,
            authorization: Authorization::Client,
            origin: Origin::MAIN,
            given: None,
            timeout: None,
            retry: None,
            fresh: false,
            reply_cap: None,
            secrets: Scrubber::default(),
            problem: None,
        }
    }

    /// Fills the next `{placeholder}` of the path. The value becomes exactly one segment; an empty one,
    /// `.`, `..` and a word that the value's type reserves are refused.
    pub fn path(mut self, value: impl PathSegment) -> Self {
        let rest = self.operation.template.get(self.filled..).unwrap_or_default();
        let Some((before, after)) = rest.split_once('{') else {
            return self.fail(Error::new(ErrorKind::Input, "more path values than placeholders"));
        };
        let Some((name, _)) = after.split_once('}') else {
            return self.fail(Error::new(ErrorKind::Input, "the path template lacks a closing brace"));
        };
        let (value, reserved) = (value.segment(), value.reserved());
        if matches!(value, "" | "." | "..") {
            let error = Error::input(name, "must not be empty, `.` or `..`");
            return self.fail(error);
        }
        if reserved.contains(&value) {
            let error = Error::input(name, "must not be a word that leads to another operation");
            return self.fail(error);
        }
        self.filled += before.len() + name.len() + 2;
        self.path.push_str(before);
        self.path.extend(utf8_percent_encode(value, SEGMENT));
        self
    }

    /// Adds a query pair.
    pub fn query(mut self, key: &str, value: impl fmt::Display) -> Self {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.extend(utf8_percent_encode(key, SEGMENT));
        self.query.push('=');
        self.query.extend(utf8_percent_encode(&value.to_string(), SEGMENT));
        self
    }

    /// Adds a query pair if there is a value.
    pub fn query_opt(self, key: &str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.query(key, value),
            None => self,
        }
    }

    /// Adds the members of this as query pairs: a struct of plain values; a list repeats its key; `None` is left out.
    /// Checked as every [`Input`].
    pub fn query_of<T: Input + Serialize + ?Sized>(mut self, search: &T) -> Self {
        self = self.checked(search);
        match secret::encode_form(search) {
            Ok(encoded) => {
                for secret in &encoded.secrets {
                    self.secrets.add(secret);
                }
                url::form_urlencoded::parse(&encoded.bytes)
                    .fold(self, |request, (key, value)| request.query(&key, value))
            }
            Err(text) => self.fail(Error::new(ErrorKind::Input, text)),
        }
    }

    /// Sends this as JSON, checked as every [`Input`]. Fields that are secrets are revealed here and nowhere else.
    pub fn json<T: Input + Serialize + ?Sized>(self, body: &T) -> Self {
        self.checked(body).encoded(JSON, secret::encode_json(body))
    }

    /// Sends this as `application/x-www-form-urlencoded`, checked as every [`Input`]: a struct of plain values; a list
    /// repeats its key (name it `scope[]` for PHP servers); `None` is left out.
    pub fn form<T: Input + Serialize + ?Sized>(self, body: &T) -> Self {
        self.checked(body).encoded("application/x-www-form-urlencoded", secret::encode_form(body))
    }

    /// Sends a new object as JSON, without what the server sets, at any depth. Checked as every [`Input`]; masked
    /// values (`***`) are refused.
    pub fn create<T: Record>(self, record: &T) -> Self {
        self.checked(record).encoded(JSON, secret::encode_json(&record::new(record)))
    }

    /// Fills the next `{placeholder}` with an object's id and sends the whole object as JSON in its place. Checked as
    /// every [`Input`]; masked values (`***`) are refused, and so is an object whose own id is another.
    pub fn replace<T: Record>(mut self, id: impl PathSegment, record: &T) -> Self {
        let own = record.own_id();
        if !own.is_empty() && own != id.segment() {
            let rest = self.operation.template.get(self.filled..).unwrap_or_default();
            let name = rest
                .split_once('{')
                .and_then(|(_, rest)| rest.split_once('}'))
                .map_or("id", |(name, _)| name);
            let error = Error::input(name, "must be that of the object that was read");
            self = self.fail(error);
        }
        self.path(id).json(record)
    }

    fn checked<T: Input + ?Sized>(self, input: &T) -> Self {
        let request = self.require(input.check_always());
        if request.client.checks_input() { request.require(input.check()) } else { request }
    }

    fn encoded(mut self, content_type: &'static str, encoded: Result<secret::Encoded, String>) -> Self {
        match encoded {
            Ok(encoded) => {
                for secret in &encoded.secrets {
                    self.secrets.add(secret);
                }
                self.body = Some(encoded.bytes);
                self.set_header(header::CONTENT_TYPE, HeaderValue::from_static(content_type))
            }
            Err(text) => self.fail(Error::new(ErrorKind::Input, text)),
        }
    }

    /// Adds a header. Not for secrets: see [`authorize_with`](Self::authorize_with).
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        match (HeaderName::try_from(name.as_ref()), HeaderValue::from_str(value.as_ref())) {
            (Ok(name), Ok(value)) => self.set_header(name, value),
            _ => self.fail(Error::input("header", "must be a valid HTTP header")),
        }
    }

    fn set_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
        self
    }

    /// May be repeated: the vendor's facts say that doing it twice leaves the same state.
    pub fn idempotent(mut self) -> Self {
        self.class = Class::Idempotent;
        self
    }

    /// Must not be repeated, although the verb looks safe: a GET that changes something.
    pub fn once(mut self) -> Self {
        self.class = Class::Once;
        self
    }

    /// This status is a success too.
    pub fn accept(mut self, status: u16) -> Self {
        self.operation.accept = StatusCode::from_u16(status).ok();
        self
    }

    /// The result is this member of the reply, given as a path such as `CALLINFO.objectid`.
    pub fn pick(mut self, path: &'static str) -> Self {
        self.pick = Some(path);
        self
    }

    /// The reply comes without the vendor's usual envelope.
    pub fn bare(mut self) -> Self {
        self.operation.bare = true;
        self
    }

    /// The operation has no result: the reply is judged for errors and never decoded.
    pub fn done(mut self) -> Call<()> {
        self.operation.done = true;
        self.call()
    }

    /// Sends no credential.
    pub fn without_credential(mut self) -> Self {
        self.authorization = Authorization::None;
        self
    }

    /// Sends this header as the credential, in place of the client's own.
    pub fn authorize_with(mut self, name: HeaderName, value: Secret) -> Self {
        self.secrets.add(&value);
        self.authorization = Authorization::Header(name, value);
        self
    }

    /// Keeps this secret out of every text that the server answers with, although it is sent only as a
    /// part of another value.
    pub fn confide(mut self, secret: &Secret) -> Self {
        self.secrets.add(secret);
        self
    }

    /// Which operation it is.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Goes to one of the client's other origins.
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Uses a connection of its own: for operations that cost money.
    pub fn fresh(mut self) -> Self {
        self.fresh = true;
        self
    }

    /// Keeps the outcome of a check of documented limits, unless the client leaves them to the server
    /// ([`ClientBuilder::check_input`](crate::ClientBuilder::check_input)).
    pub fn check(self, checked: Result<()>) -> Self {
        match checked {
            Err(error) if self.client.checks_input() => self.fail(error),
            _ => self,
        }
    }

    /// Keeps the outcome of a check without which the request would be dangerous to send.
    pub fn require(self, checked: Result<()>) -> Self {
        match checked {
            Err(error) => self.fail(error),
            Ok(()) => self,
        }
    }

    fn fail(mut self, error: Error) -> Self {
        self.problem.get_or_insert_with(|| Arc::new(error));
        self
    }

    /// Ends the description; the type of the result comes from the method's signature.
    pub fn call<T>(self) -> Call<T> {
        Call::new(self)
    }

    /// Ends the description of a paged listing whose items are the member at this path.
    pub fn list<T>(self, items: &'static str) -> List<T> {
        List::new(self, items)
    }

    /// The client that sends it.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Path and query, checked.
    pub(crate) fn target(&self) -> Result<String> {
        if let Some(problem) = &self.problem {
            return Err(problem.shared());
        }
        let rest = self.operation.template.get(self.filled..).unwrap_or_default();
        if rest.contains(['{', '}']) {
            return Err(Error::new(ErrorKind::Input, "fewer path values than placeholders"));
        }
        let mut target = [self.path.as_str(), rest].concat();
        // A template comes from a crate or, through the escape hatch, from a caller: it must stay inside
        // the origin and inside the path.
        let unsafe_path = !target.starts_with('/')
            || target.starts_with("//")
            || target.bytes().any(|b| matches!(b, b'\\' | b'?' | b'#'))
            || (!target.bytes().all(|b| b.is_ascii_graphic())
                && target.contains(|c: char| c.is_control() || c.is_whitespace()))
            || target.as_bytes().split(|b| *b == b'/').any(|s| matches!(s, b"." | b".."));
        if unsafe_path {
            return Err(Error::input(
                "path",
                "must begin with exactly one `/` and hold no query, backslash or dot segment",
            ));
        }
        if !self.query.is_empty() {
            target.push('?');
            target.push_str(&self.query);
        }
        Ok(target)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request").field(&self.operation).finish()
    }
}
