//! The one error type of the family.

mod api;

pub use api::ApiError;

use crate::{Operation, delivery::Delivery, text, transport::PROXY_AUTHENTICATION};
use http::StatusCode;
use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of thing went wrong. Coarse on purpose: match on it to decide, and on
/// [`Error::code`] for a vendor's particular case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was set up wrongly: a bad base URL, missing credentials, an unreadable certificate.
    /// Nothing was sent; mend the configuration.
    Config,
    /// A value given to the call cannot be sent: too long, empty, not allowed, or not available in this
    /// flavour of the product. Nothing was sent; the message names field and rule, never the value.
    Input,
    /// The server does not accept the credentials, or a session was lost and could not be opened again.
    /// The operation itself was not done. A refused credential is not presented again by this client.
    Auth,
    /// No connection: name not found, refused, TLS certificate not trusted, proxy. Nothing was sent.
    Connect,
    /// A timeout ended. [`Error::delivery`] returns whether the request may have been done.
    Timeout,
    /// Our own limits stopped the call before it was sent: rate plan, lane, or retry budget.
    /// [`Error::retry_after`] returns when it may be sent.
    Paced,
    /// The call could not run to its end: the connection broke, the runtime went away, the client was closed, or a
    /// finished call was polled again. [`Error::delivery`] returns whether the request may have been done.
    Interrupted,
    /// The server returned an error. [`Error::status`], [`Error::code`] and [`Error::message`]
    /// hold its words.
    Api,
    /// The server's reply cannot be read: wrong type, cut off, HTML, over the cap. [`Error::delivery`] returns
    /// whether the operation was done.
    Decode,
}

/// Where a text of an error ends.
const LONGEST: usize = 500;
/// Where one ends that a secret may still have to be found in.
const LONGEST_RAW: usize = 8192;

/// Anything that can go wrong in a Portcullis SDK.
///
/// `Display` is one line that names vendor and operation and holds the server's own words; `Debug` lists
/// everything known. Neither ever shows a secret, a body, a header, or a URL with values in it. Texts that are not
/// constant lose their control, bidirectional and invisible characters, and end after 500 characters.
///
/// Clones share one allocation.
#[derive(Clone)]
pub struct Error(
    // Dropping it is one call, where a box's fields are dropped in place: 4 kB.
    Arc<Inner>,
);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    delivery: Delivery,
    message: Cow<'static, str>,
    vendor: &'static str,
    operation: Option<Operation>,
    status: Option<StatusCode>,
    api: Option<ApiError>,
    attempts: u32,
    retry_after: Option<Duration>,
    source: Option<Cause>,
}

/// The opaque text of an underlying failure.
#[derive(Clone)]
struct Cause(String);

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Cause {}

impl Error {
    /// An error of this kind: for implementers of this crate's traits and for tests of code that
    /// handles errors. Nothing was sent, unless [`with_delivery`](Self::with_delivery) sets another delivery.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self::of(kind, message.into())
    }

    // Not inlined: this saves 3 kB of a program.
    #[inline(never)]
    fn of(kind: ErrorKind, mut message: Cow<'static, str>) -> Self {
        if let Cow::Owned(made) = &mut message {
            // It may hold a text of the server: the name in a certificate, a path of its reply.
            *made = text::shown(made, LONGEST);
        }
        Self(Arc::new(Inner {
            kind,
            delivery: Delivery::NotSent,
            message,
            vendor: "",
            operation: None,
            status: None,
            api: None,
            attempts: 0,
            retry_after: None,
            source: None,
        }))
    }

    fn inner(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }

    /// An input error: `field` breaks `rule`.
    pub fn input(field: &str, rule: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Input, format!("`{field}` {rule}"))
    }

    /// An error that the server returned.
    pub fn api(status: StatusCode, api: ApiError) -> Self {
        let mut error = Self::new(ErrorKind::Api, "");
        let inner = error.inner();
        inner.delivery = crate::delivery::Evidence::Status(status).delivery();
        if inner.delivery == Delivery::Applied {
            // A failure inside a success status: the server did not do it.
            inner.delivery = Delivery::Rejected;
        }
        inner.delivery = api.delivery.unwrap_or(inner.delivery);
        inner.status = Some(status);
        inner.api = Some(api.shown(LONGEST_RAW));
        error
    }

    /// An error that the server reported outside an HTTP reply: on a websocket, in a status that was
    /// asked for later. It was not done.
    pub fn refused(api: ApiError) -> Self {
        let mut error = Self::new(ErrorKind::Api, "").with_delivery(Delivery::Rejected);
        error.inner().api = Some(api.shown(LONGEST));
        error
    }

    /// Sets what became of the request.
    pub fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.inner().delivery = delivery;
        self
    }

    /// Sets the status that was seen.
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.inner().status = Some(status);
        self
    }

    /// Sets when to try again.
    pub fn with_retry_after(mut self, after: Duration) -> Self {
        self.inner().retry_after = Some(after);
        self
    }

    /// Sets the text of the underlying failure; it must hold no secret and no URL.
    pub fn with_source(mut self, text: impl Into<String>) -> Self {
        self.inner().source = Some(Cause(text::shown(&text.into(), LONGEST * 2)));
        self
    }

    /// Sets the name of the vendor whose client it is, for errors that no call returned.
    pub fn with_vendor(mut self, vendor: &'static str) -> Self {
        self.inner().vendor = vendor;
        self
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.inner().kind = kind;
        self
    }

    pub(crate) fn at(mut self, operation: &Operation, attempts: u32) -> Self {
        let inner = self.inner();
        inner.operation.get_or_insert_with(|| operation.clone());
        if inner.vendor.is_empty() {
            inner.vendor = operation.vendor;
        }
        if operation.reads {
            inner.delivery = inner.delivery.of_read();
        }
        inner.attempts = inner.attempts.max(attempts);
        self
    }

    pub(crate) fn map_texts(mut self, clean: impl Fn(&str) -> String) -> Self {
        if let Some(api) = &mut self.inner().api {
            api.message = clean(&api.message);
            api.code = api.code.as_deref().map(&clean);
            api.request_id = api.request_id.as_deref().map(&clean);
        }
        self
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the request was sent and done.
    pub fn delivery(&self) -> Delivery {
        self.0.delivery
    }

    /// The name of the vendor, such as `PrivX`; `None` for an error that belongs to no client.
    pub fn vendor(&self) -> Option<&'static str> {
        Some(self.0.vendor).filter(|name| !name.is_empty())
    }

    /// The operation, as verb and path template. `None` for errors of the configuration.
    pub fn operation(&self) -> Option<&Operation> {
        self.0.operation.as_ref()
    }

    /// The HTTP status, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The vendor's code, if the server returned one; each vendor crate lists the known ones in `code`.
    pub fn code(&self) -> Option<&str> {
        self.0.api.as_ref()?.code.as_deref()
    }

    /// The server's text, or this crate's where there is no reply.
    pub fn message(&self) -> &str {
        self.0.api.as_ref().map_or(&self.0.message, |a| &a.message)
    }

    /// The id of the request, for support: the vendor's if it sends one, otherwise the one that the client sent as
    /// `X-Request-Id` ([`ClientBuilder::client_request_id`](crate::ClientBuilder::client_request_id), or a header of the
    /// call).
    pub fn request_id(&self) -> Option<&str> {
        let vendors = self.0.api.as_ref().and_then(|api| api.request_id.as_deref());
        vendors.or_else(|| self.0.operation.as_ref()?.request_id.as_deref())
    }

    /// How many times the request was sent, or tried to be.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long to wait before the next attempt, by the server or by the rate plan.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the same read may succeed a little later: no connection, a busy server, a reply that was cut off. For
    /// methods of the vendors' crates that read until a state is there.
    #[doc(hidden)]
    pub fn is_transient(&self) -> bool {
        match (self.kind(), self.status().map(|status| status.as_u16())) {
            // The same credential again can lock the proxy's account.
            (ErrorKind::Connect, _) => self.message() != PROXY_AUTHENTICATION,
            (ErrorKind::Api, Some(408 | 425 | 429 | 500..)) => true,
            (kind, _) => {
                matches!(
                    kind,
                    ErrorKind::Timeout | ErrorKind::Paced | ErrorKind::Interrupted | ErrorKind::Decode
                )
            }
        }
    }

    /// The server proved that the object does not exist. A 404 without that proof is not enough: it
    /// may be a wrong base URL; see [`is_route_missing`](Self::is_route_missing).
    pub fn is_not_found(&self) -> bool {
        self.0.api.as_ref().is_some_and(|a| a.object_missing)
    }

    /// A 404 (or 405) without proof that the object is missing: most likely a wrong base URL, a proxy,
    /// or a server version without this operation.
    pub fn is_route_missing(&self) -> bool {
        matches!(self.status(), Some(StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED))
            && !self.is_not_found()
    }

    /// The object exists already, or is in a state that forbids the operation.
    pub fn is_conflict(&self) -> bool {
        self.status() == Some(StatusCode::CONFLICT) || self.0.api.as_ref().is_some_and(|a| a.conflict)
    }

    /// The credential or session is not accepted.
    pub fn is_unauthorized(&self) -> bool {
        self.0.kind == ErrorKind::Auth
            || self.status() == Some(StatusCode::UNAUTHORIZED)
            || self.0.api.as_ref().is_some_and(|a| a.credential_refused)
    }

    /// The credential is good but may not do this.
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN) && !self.is_unauthorized()
    }

    /// The server or the rate plan limits the rate.
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS) || self.0.kind == ErrorKind::Paced
    }

    /// A timeout ended.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if let Some(vendor) = self.vendor() {
            write!(f, "{vendor}: ")?;
        }
        if let Some(operation) = &inner.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(api) = &inner.api {
            if inner.kind == ErrorKind::Auth {
                f.write_str("the credentials were not accepted: ")?;
            }
            let status = inner.status.map(|s| s.as_u16().to_string());
            let mut before = "";
            for part in [status.as_deref(), api.code.as_deref()].into_iter().flatten() {
                write!(f, "{before}{part}")?;
                before = " ";
            }
            if !api.message.is_empty() && Some(&api.message) != api.code.as_ref() {
                let colon = if before.is_empty() { "" } else { ": " };
                write!(f, "{colon}{}", api.message)?;
            } else if api.code.is_none() {
                let reason = inner.status.and_then(|s| s.canonical_reason());
                write!(f, " {}", reason.unwrap_or("without a reason"))?;
            }
            if let Some(advice) = api.advice {
                write!(f, " ({advice})")?;
            }
        } else {
            f.write_str(&inner.message)?;
        }
        match (inner.kind, inner.delivery) {
            (ErrorKind::Config | ErrorKind::Input | ErrorKind::Paced, _) | (_, Delivery::Rejected) => Ok(()),
            (_, Delivery::NotSent) => f.write_str(" (not sent)"),
            (_, Delivery::NoEffect) => f.write_str(" (nothing was changed)"),
            (_, Delivery::Unknown) => f.write_str(" (it may have been done)"),
            (_, Delivery::Applied) => f.write_str(" (it was done)"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let i = &self.0;
        f.debug_struct("Error")
            .field("kind", &i.kind)
            .field("delivery", &i.delivery)
            .field("vendor", &self.vendor())
            .field("operation", &i.operation)
            .field("status", &i.status)
            .field("code", &self.code())
            .field("message", &self.message())
            .field("request_id", &self.request_id())
            .field("attempts", &i.attempts)
            .field("retry_after", &i.retry_after)
            .field("source", &i.source)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|c| c as _)
    }
}

#[cfg(test)]
mod tests;
