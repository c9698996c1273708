//! What a whole reply means: a result, or why there is none.

use super::{
    echoes,
    exchange::{Fault, Raw},
};
use crate::{
    ApiError, Delivery, Dialect, Error, ErrorKind, Evidence, Secret, lenient,
    operation::Class,
    parts::Parts,
    reply::{self, Accepted, Members, Reading, Refusal, Reply, Shape, foreign},
    retry::retry_after,
    text,
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::value::RawValue;
use std::time::Duration;
use url::Url;
use zeroize::Zeroizing;

/// What a reply without a body counts as.
pub(super) const NULL: Bytes = Bytes::from_static(b"null");

pub(super) fn judge(
    dialect: &dyn Dialect,
    parts: &Parts,
    raw: Raw,
    attempt: u32,
    cookies: &mut Vec<Secret>,
) -> Result<Accepted, Failure> {
    let operation = &parts.operation;
    let Raw { status, headers, mut body } = raw;
    if !status.is_success() && (foreign::is_packed(&headers) || foreign::is_binary(&body)) {
        // Its bytes are no text for a message.
        body = Bytes::new();
    }
    let streamed = status.is_success() && parts.download.as_ref().is_some_and(|sink| sink.is_raw());
    if streamed && foreign::foreign_head(&headers).is_none() {
        return Ok(Accepted { status, headers, body: NULL, attempts: attempt, own: false });
    }
    if status.is_redirection() && !operation.accepts(status) {
        echoes::set(&headers, cookies);
        return Err(Failure::redirect(status, &headers));
    }
    let reply = Reply::new(operation, status, &headers, &body);
    match result(dialect, parts.reading, &reply) {
        Ok(json) => {
            if let Some(problem) = parts.download.as_ref().and_then(|sink| sink.problem()) {
                let error = problem.with_status(status).with_delivery(Delivery::Applied);
                return Err(Failure { permanent: true, ..Failure::new(error) });
            }
            let suspicious = !operation.done && parts.class != Class::Once && !looks_whole(&json);
            if suspicious && attempt == 1 {
                return Err(Failure::unreadable(status, &headers, "the reply is not whole"));
            }
            let own = dialect.is_own(&reply);
            Ok(Accepted { status, headers, body: json, attempts: attempt, own })
        }
        Err(Refusal::Unreadable(text)) => Err(Failure::unreadable(status, &headers, text)),
        Err(Refusal::Foreign(text)) => {
            let mut failure = Failure::unreadable(status, &headers, text);
            failure.error = failure.error.with_delivery(Delivery::Unknown);
            Err(failure)
        }
        Err(Refusal::Api(api)) => {
            // Its text may repeat them.
            echoes::set(&headers, cookies);
            let refused = api.credential_refused || status == StatusCode::UNAUTHORIZED;
            let mut error = Error::api(status, api);
            if refused {
                error = error.with_kind(ErrorKind::Auth);
            }
            Err(Failure { refused, ..Failure::new(error) }.asked(&headers))
        }
    }
}

/// The JSON that the result is decoded from.
pub(crate) fn result(dialect: &dyn Dialect, reading: Reading, reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    if let Some(text) = reply.foreign() {
        return Err(Refusal::Foreign(text));
    }
    match dialect.reply(reply) {
        Err(Refusal::Api(error)) if error.object_missing && reading.none_is_empty => {
            return Ok(Bytes::from_static(b"{}"));
        }
        judged => judged?,
    }
    let operation = reply.operation();
    if operation.done && !dialect.acknowledges(reply) {
        return Err(Refusal::Foreign(foreign::NO_ACKNOWLEDGEMENT));
    }
    if !operation.done && reading.read.is_none() && reply.is_notice() {
        return Err(Refusal::Foreign("expected a result, got a notice without one"));
    }
    if let Some((path, text)) = reading.missing
        && reply.member(path).is_some_and(|member| reply::is_nothing(member.get().as_bytes()))
    {
        return Err(Refusal::missing(text));
    }
    let found = if let Some(read) = reading.read {
        read(reply)?
    } else if let Some(within) = reading.within {
        const MISSING: Refusal =
            Refusal::Unreadable("expected a member that holds the result, and it is missing");
        reply.share(reply.within(within).ok_or(MISSING)?)
    } else if operation.done {
        reply.body().clone()
    } else {
        dialect.payload(reply)?
    };
    let found = match reading.shape {
        Shape::AsFound => found,
        Shape::One => one(&found)?,
        Shape::Many => many(found)?,
    };
    match reading.identity {
        Some(member) if !foreign::has_member(&found, member) => {
            Err(Refusal::Foreign("the object lacks the id or the name that was requested"))
        }
        _ => Ok(found),
    }
}

fn one(found: &Bytes) -> Result<Bytes, Refusal> {
    let list = found.trim_ascii();
    let items: Vec<&RawValue> = match list.first() {
        // The items of a long list are not collected: only one of them is a value by itself.
        Some(b'[') => {
            let inside = list.strip_prefix(b"[").and_then(|list| list.strip_suffix(b"]"));
            crate::from_json(inside.unwrap_or_default()).into_iter().collect()
        }
        Some(b'{') => match Members::of(found) {
            // Keyed by its id.
            Some(members) if members.iter().all(|(_, value)| value.get().starts_with('{')) => {
                members.iter().map(|(_, value)| value).collect()
            }
            _ => return Ok(found.clone()),
        },
        _ => return Ok(found.clone()),
    };
    match items.as_slice() {
        [item] => Ok(found.slice_ref(item.get().as_bytes())),
        _ => Err(Refusal::Unreadable("expected exactly one item")),
    }
}

fn many(found: Bytes) -> Result<Bytes, Refusal> {
    const UNREADABLE: Refusal = Refusal::Foreign("expected a list");
    match found.trim_ascii().first() {
        Some(b'[') => Ok(found),
        Some(b'{') => {
            let members = Members::of(&found).ok_or(UNREADABLE)?;
            let members: Vec<_> = members.iter().map(|(name, value)| (name, value.get())).collect();
            let mut list = lenient::list_of(&members);
            Ok(Bytes::from_owner(Zeroizing::new(std::mem::take(&mut *list).into_bytes())))
        }
        _ if reply::is_nothing(&found) => Ok(Bytes::from_static(b"[]")),
        _ => Err(UNREADABLE),
    }
}

/// Why an attempt did not succeed.
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) asked: Option<Duration>,
    pub(super) refused: bool,
    pub(super) permanent: bool,
}

impl Failure {
    fn new(error: Error) -> Self {
        Self { error, asked: None, refused: false, permanent: false }
    }

    pub(super) fn broken(fault: Fault, connect_timeout: Duration) -> Self {
        let (error, permanent) = fault.into_error(connect_timeout);
        Self { permanent, ..Self::new(error) }
    }

    fn unreadable(status: StatusCode, headers: &HeaderMap, text: &'static str) -> Self {
        let delivery = Evidence::Status(status).delivery();
        let error = Error::new(ErrorKind::Decode, text).with_status(status).with_delivery(delivery);
        Self::new(error).asked(headers)
    }

    /// With the time that the server named for the next attempt, if any.
    fn asked(mut self, headers: &HeaderMap) -> Self {
        self.asked = retry_after(headers);
        if let Some(asked) = self.asked {
            self.error = self.error.with_retry_after(asked);
        }
        self
    }

    fn redirect(status: StatusCode, headers: &HeaderMap) -> Self {
        let location = headers.get(http::header::LOCATION).and_then(text::of_header);
        // The host alone: path and query may hold anything, a session token included.
        let host = location.and_then(|l| Url::parse(l).ok()).and_then(|u| u.host_str().map(str::to_owned));
        let text = match host {
            Some(host) => format!("unexpected redirect to the host {host}; redirects are not followed"),
            None => "unexpected redirect; redirects are not followed".to_owned(),
        };
        Self { permanent: true, ..Self::new(Error::api(status, ApiError::new(text))) }
    }
}

/// Whether the last byte fits the first: a body that the connection cut off rarely does.
fn looks_whole(json: &[u8]) -> bool {
    let text = json.trim_ascii();
    match (text.first(), text.last()) {
        (Some(b'{'), last) => last == Some(&b'}'),
        (Some(b'['), last) => last == Some(&b']'),
        (Some(b'"'), last) => text.len() > 1 && last == Some(&b'"'),
        (Some(b'<'), _) => false,
        _ => true,
    }
}
