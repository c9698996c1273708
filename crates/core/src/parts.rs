//! What is known of one request, apart from the client that sends it.

use crate::{
    Error, ErrorKind, Result, Secret,
    form::{FieldValue, Form},
    operation::{Class, Operation},
    origin::Origin,
    own_headers::{self, REQUEST_ID},
    reply::Reading,
    retry::RetryPolicy,
    secret::{Encoded, Scrubber},
    text,
    transfer::ends::{Sink, Source},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::{borrow::Cow, fmt, sync::Arc, time::Duration};
use url::Url;

/// Everything but the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

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

/// Verb, path template, values, body and options of one request.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) operation: Operation,
    path: String,
    /// How much of the template has been copied to `path`.
    filled: usize,
    query: String,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Option<Bytes>,
    pub(crate) form: Option<Form>,
    pub(crate) upload: Option<Arc<dyn Source>>,
    pub(crate) download: Option<Arc<dyn Sink>>,
    pub(crate) class: Class,
    pub(crate) reading: Reading,
    pub(crate) authorization: Authorization,
    pub(crate) origin: Origin,
    /// Whether the client's credential goes to another origin than the first.
    pub(crate) trusted: bool,
    /// Where it goes in place of one of the client's servers.
    pub(crate) target_url: Option<Box<Url>>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<Arc<dyn RetryPolicy>>,
    pub(crate) fresh: bool,
    pub(crate) reply_cap: Option<usize>,
    pub(crate) secrets: Scrubber,
    problem: Option<Error>,
}

impl Parts {
    pub(crate) fn new(method: Method, template: Cow<'static, str>) -> Self {
        let class = if method.is_safe() { Class::Safe } else { Class::Once };
        Self {
            operation: Operation::new(method, template),
            path: String::new(),
            filled: 0,
            query: String::new(),
            headers: Vec::new(),
            body: None,
            form: None,
            upload: None,
            download: None,
            class,
            reading: Reading::default(),
            authorization: Authorization::Client,
            origin: Origin::MAIN,
            trusted: false,
            target_url: None,
            timeout: None,
            retry: None,
            fresh: false,
            reply_cap: None,
            secrets: Scrubber::default(),
            problem: None,
        }
    }

    /// The name of the placeholder that the next path value fills.
    pub(crate) fn next_placeholder(&self) -> Option<&str> {
        let (_, after) = self.operation.template.get(self.filled..)?.split_once('{')?;
        after.split_once('}').map(|(name, _)| name)
    }

    pub(crate) fn path(&mut self, value: &str, reserved: &[&str]) {
        let rest = self.operation.template.get(self.filled..).unwrap_or_default();
        let Some((before, after)) = rest.split_once('{') else {
            return self.fail(Error::new(ErrorKind::Input, "more path values than placeholders"));
        };
        let Some((name, _)) = after.split_once('}') else {
            return self.fail(Error::new(ErrorKind::Input, "the path template lacks a closing brace"));
        };
        if value.is_empty() || is_dot_segment(value.as_bytes()) {
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
    }

    pub(crate) fn query(&mut self, key: &str, value: &str) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.extend(utf8_percent_encode(key, SEGMENT));
        self.query.push('=');
        self.query.extend(utf8_percent_encode(value, SEGMENT));
    }

    /// Adds a pair for each text of a value.
    pub(crate) fn query_field(&mut self, name: &str, value: &dyn FieldValue) {
        value.each(&mut |text, secret| {
            self.query(name, text);
            if let Some(secret) = secret {
                self.secrets.add(secret);
            }
        });
    }

    pub(crate) fn json(&mut self, encoded: Result<Encoded, String>) {
        match encoded {
            Ok(encoded) => {
                for secret in &encoded.secrets {
                    self.secrets.add(secret);
                }
                (self.body, self.form) = (Some(encoded.bytes), None);
                self.set_header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            }
            Err(text) => self.fail(Error::new(ErrorKind::Input, text)),
        }
    }

    /// The form that is the body; it takes the place of any other.
    pub(crate) fn form(&mut self) -> &mut Form {
        if self.form.is_none() {
            self.body = None;
            let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
            self.set_header(header::CONTENT_TYPE, content_type);
        }
        self.form.get_or_insert_default()
    }

    pub(crate) fn field(&mut self, name: &str, value: &dyn FieldValue) {
        self.form();
        value.each(&mut |text, secret| {
            self.form().pair(name, text);
            if let Some(secret) = secret {
                self.secrets.add(secret);
            }
        });
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        match (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            (Ok(name), Ok(_)) if own_headers::is_framing(name.as_str()) => {
                self.fail(own_headers::is_taken(name.as_str(), ErrorKind::Input));
            }
            (Ok(name), Ok(value)) => {
                if name == REQUEST_ID {
                    self.operation.request_id = text::of_header(&value).map(Into::into);
                }
                self.set_header(name, value);
            }
            _ => self.fail(Error::input("header", "must be a valid HTTP header")),
        }
    }

    fn set_header(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
    }

    /// Keeps the first error; it is returned in place of sending the request.
    pub(crate) fn fail(&mut self, error: Error) {
        self.problem.get_or_insert(error);
    }

    /// Whether it goes to the one server that cookies and headers of the caller's own are for.
    pub(crate) fn is_at_home(&self) -> bool {
        self.target_url.is_none() && self.origin == Origin::MAIN
    }

    /// Whether its bytes are delivered as they arrive, without a limit on the whole time.
    pub(crate) fn is_transfer(&self) -> bool {
        self.upload.is_some() || self.download.is_some()
    }

    /// Bytes were consumed or delivered that cannot be produced again.
    pub(crate) fn is_spent(&self) -> bool {
        self.upload.as_ref().is_some_and(|source| source.is_spent())
            || self.download.as_ref().is_some_and(|sink| sink.has_started())
    }

    /// Path and query, checked.
    pub(crate) fn target(&self) -> Result<String> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
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
            || target.as_bytes().split(|b| matches!(b, b'/' | b';')).any(is_dot_segment);
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

/// Whether URL parsers and servers read this as `.` or `..`: percent-encoded dots are dots to them.
fn is_dot_segment(mut segment: &[u8]) -> bool {
    let mut dots = 0;
    while let [b'.', rest @ ..] | [b'%', b'2', b'e' | b'E', rest @ ..] = segment {
        (segment, dots) = (rest, dots + 1);
    }
    segment.is_empty() && matches!(dots, 1 | 2)
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Parts").field(&self.operation).finish()
    }
}
