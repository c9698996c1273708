//! One attempt: the request, the reply, and the reply's token, which is stored before the caller gets the reply.

use super::{
    engine::{Caller, Engine},
    tasks::Phase,
};
use crate::{
    Delivery, Error, ErrorKind, Evidence,
    auth::credential::{Credential, Exchanged},
    clock::later,
    form::Form,
    operation::Class,
    origin, own_headers,
    parts::{Authorization, Parts},
    reply::{ERROR_CAP, foreign},
    secret,
    transfer::ends::{Abandon, Halt},
    transport::{Body, BoxFuture, Incoming, Outgoing, Pool, TransportError, read},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::{
    sync::oneshot,
    time::{Instant, timeout_at},
};

/// The HTTP client takes no longer URL, and reports one as a connection that was not made.
const LONGEST_URL: usize = 65_534;

/// A whole reply, not judged yet.
pub(super) struct Raw {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// No whole reply.
pub(super) enum Fault {
    /// The connection, before or after the status.
    Broken { error: TransportError, status: Option<StatusCode> },
    /// A timeout of the client ended it; `whole_call` if it was the call's.
    TimedOut { status: Option<StatusCode>, whole_call: bool },
    /// More bytes than the cap.
    TooLong { status: StatusCode },
    /// The reply is compressed although that was not requested.
    Encoded { status: StatusCode },
    /// The idle timeout of a transfer ended.
    Silent { idle: Duration, status: Option<StatusCode> },
    /// The caller's own stream failed while it was sent.
    Source(String, Delivery),
    /// The file in the reply cannot be read.
    Unreadable { error: Error, status: StatusCode },
    /// Nothing was tried.
    Refused(Error),
}

impl Fault {
    /// The error, and whether trying again is of no use.
    pub(super) fn into_error(self, connect_timeout: Duration) -> (Error, bool) {
        let status = self.status();
        let after = status.map_or(Evidence::NoStatus, Evidence::Status).delivery();
        let (error, delivery, permanent) = match self {
            Self::Refused(error) => return (error, true),
            Self::Broken { error, status: None } => {
                let delivery = error.evidence.delivery();
                let kind = match (delivery, error.timed_out) {
                    (Delivery::NotSent | Delivery::Rejected, _) => ErrorKind::Connect,
                    (_, true) => ErrorKind::Timeout,
                    _ => ErrorKind::Interrupted,
                };
                let text = match (kind, error.timed_out) {
                    (ErrorKind::Connect, true) => format!("no connection within {connect_timeout:?}").into(),
                    _ => error.text.clone(),
                };
                (because(Error::new(kind, text), &error), delivery, error.permanent)
            }
            Self::Broken { error, .. } => {
                (because(Error::new(ErrorKind::Interrupted, error.text.clone()), &error), after, false)
            }
            Self::TimedOut { whole_call, .. } => {
                let text =
                    if whole_call { "the call's timeout ended" } else { "the attempt's timeout ended" };
                (Error::new(ErrorKind::Timeout, text), after, whole_call)
            }
            Self::TooLong { .. } => {
                (Error::new(ErrorKind::Decode, "the reply is longer than the cap"), after, true)
            }
            Self::Silent { idle, .. } => {
                let text = format!("timeout: the server sent and read nothing for {idle:?}");
                (Error::new(ErrorKind::Timeout, text), after, false)
            }
            Self::Source(text, delivery) => {
                let error = Error::new(ErrorKind::Input, "the stream to upload failed").with_source(text);
                (error, delivery, true)
            }
            Self::Unreadable { error, .. } => (error, after, true),
            // The proxy that packed it may have made it.
            Self::Encoded { .. } => {
                let text = "the reply is compressed, which was not requested";
                (Error::new(ErrorKind::Decode, text), Delivery::Unknown, true)
            }
        };
        let error = error.with_delivery(delivery);
        (if let Some(status) = status { error.with_status(status) } else { error }, permanent)
    }

    fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Broken { status, .. } | Self::TimedOut { status, .. } | Self::Silent { status, .. } => {
                *status
            }
            Self::TooLong { status } | Self::Encoded { status } | Self::Unreadable { status, .. } => {
                Some(*status)
            }
            Self::Source(..) | Self::Refused(_) => None,
        }
    }

    fn exchanged(&self) -> Exchanged<'static> {
        match self {
            Self::Refused(_) => Exchanged::NotSent,
            Self::Broken { error, status: None } if error.evidence.delivery() == Delivery::NotSent => {
                Exchanged::NotSent
            }
            _ => Exchanged::Lost,
        }
    }
}

/// Adds the underlying failure. A transport of the user's own may give a text only.
fn because(error: Error, broken: &TransportError) -> Error {
    error.with_source(if broken.cause.is_empty() { &*broken.text } else { &*broken.cause })
}

/// What came of the wire, with as much of the body as there is.
struct Partial {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    fault: Option<Fault>,
}

pub(super) async fn run<C: Caller>(
    caller: &C,
    parts: &Arc<Parts>,
    target: &str,
    credential: Option<&Arc<Credential>>,
    deadline: Instant,
) -> Result<Raw, Fault> {
    let engine = caller.engine();
    let outgoing = build(engine, parts, target, credential.map(|c| &**c)).map_err(Fault::Refused)?;
    let settings = &engine.settings;
    let bound = if parts.is_transfer() { Duration::MAX } else { settings.attempt_timeout };
    let attempt_end = later(Instant::now(), bound);
    let used = credential.filter(|_| matches!(parts.authorization, Authorization::Client)).cloned();
    let held = used.clone().filter(|credential| credential.detached);
    // The caller's timeout ends the caller's wait, not a detached exchange: its reply may hold the next token.
    let end = if held.is_some() {
        (attempt_end, false)
    } else {
        (deadline.min(attempt_end), deadline <= attempt_end)
    };
    // Boxed, so that it is compiled once for both ways of waiting: this saves 10 kB of a program.
    let exchange: BoxFuture<'static, _> =
        Box::pin(observed(caller.clone(), parts.clone(), outgoing, end, used));
    let Some(held) = held else { return finish(exchange.await) };
    // An upload alone stops half-way.
    let _abandon = parts.upload.clone().map(Abandon);
    let (sender, receiver) = oneshot::channel();
    engine.detach(async move {
        let _ = sender.send(exchange.await);
        drop(held);
    });
    match timeout_at(deadline, receiver).await {
        Ok(Ok(outcome)) => finish(outcome),
        Ok(Err(_)) => Err(interrupted("the runtime ended during the exchange", None)),
        Err(_) => Err(Fault::TimedOut { status: None, whole_call: true }),
    }
}

/// An exchange whose reply the client's authentication reads first.
async fn observed<C: Caller>(
    caller: C,
    parts: Arc<Parts>,
    outgoing: Outgoing,
    end: (Instant, bool),
    used: Option<Arc<Credential>>,
) -> Result<Partial, Fault> {
    let engine = caller.engine();
    let outcome = match engine.tasks.until(Phase::Cut, pin!(send(engine, &parts, outgoing, end))).await {
        Some(outcome) => outcome,
        None => Err(interrupted("the client was closed", None)),
    };
    if let Some(used) = used {
        let exchanged = match &outcome {
            Err(fault) => fault.exchanged(),
            Ok(partial) => Exchanged::Reply {
                status: partial.status,
                headers: &partial.headers,
                body: &partial.body,
                whole: partial.fault.is_none(),
            },
        };
        caller.observe(&used, &parts.operation, exchanged).await;
    }
    outcome
}

fn finish(outcome: Result<Partial, Fault>) -> Result<Raw, Fault> {
    let Partial { status, headers, body, fault } = outcome?;
    match fault {
        // What an error body holds is welcome, and not having all of it is no reason to hide the status.
        Some(_) if !status.is_success() && !status.is_redirection() => Ok(Raw { status, headers, body }),
        Some(fault) => Err(fault),
        None => Ok(Raw { status, headers, body }),
    }
}

async fn send(
    engine: &Engine,
    parts: &Parts,
    outgoing: Outgoing,
    (end, whole_call): (Instant, bool),
) -> Result<Partial, Fault> {
    // Only a jar needs it after the request is gone.
    let home = engine.cookies.as_ref().filter(|_| parts.is_at_home()).map(|jar| (jar, outgoing.url.clone()));
    let mut incoming = match timeout_at(end, head(engine, parts, outgoing)).await {
        Err(_) => return Err(Fault::TimedOut { status: None, whole_call }),
        Ok(incoming) => incoming?,
    };
    let (status, headers) = (incoming.status, std::mem::take(&mut incoming.headers));
    if let Some((jar, url)) = &home {
        jar.store(url, &headers);
    }
    let packed = foreign::is_packed(&headers);
    let settings = &engine.settings;
    let cap = parts.reply_cap.unwrap_or(settings.reply_cap);
    let cap = if status.is_success() { cap } else { cap.min(ERROR_CAP) };
    // The block outlives the timeout, so that what came of a rotated token is still seen.
    let mut block = secret::Block::default();
    let sink = parts
        .download
        .as_ref()
        .filter(|_| status.is_success() && !packed && foreign::foreign_head(&headers).is_none());
    let reply_end = later(Instant::now(), settings.attempt_timeout);
    let (end, whole_call) =
        if sink.is_some() || end <= reply_end { (end, whole_call) } else { (reply_end, false) };
    let reading = async {
        match sink {
            Some(sink) => sink.pump(read::declared(&headers), &mut incoming.body, cap, &mut block).await,
            None => read::body(&headers, &mut incoming.body, cap, &mut block).await,
        }
    };
    let fault = match timeout_at(end, reading).await {
        Err(_) => Some(Fault::TimedOut { status: Some(status), whole_call }),
        Ok(Ok(())) if packed && !block.is_empty() => Some(Fault::Encoded { status }),
        Ok(Ok(())) => None,
        Ok(Err(cut)) => Some(match cut {
            read::Cut::TooLong => Fault::TooLong { status },
            read::Cut::Broken(error) => Fault::Broken { error, status: Some(status) },
            read::Cut::Silent => {
                Fault::Silent { idle: sink.map(|sink| sink.idle()).unwrap_or_default(), status: Some(status) }
            }
            read::Cut::Abandoned => abandoned(Some(status)),
            read::Cut::Unreadable(error) => Fault::Unreadable { error, status },
        }),
    };
    let body = without_mark(Bytes::from_owner(block));
    Ok(Partial { status, headers, body, fault })
}

/// A byte-order mark before a text is no part of it.
fn without_mark(body: Bytes) -> Bytes {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    if body.starts_with(MARK) { body.slice(MARK.len()..) } else { body }
}

/// Until the reply's head is there.
async fn head(engine: &Engine, parts: &Parts, outgoing: Outgoing) -> Result<Incoming, Fault> {
    let transport = &engine.transport;
    let broken = |error| Fault::Broken { error, status: None };
    let patient = match (&parts.upload, &parts.download) {
        (Some(source), _) => {
            // Nothing is sent before the source asks for it.
            let transport = transport.clone();
            source.head(Box::pin(async move { transport.send(outgoing).await }))
        }
        (None, Some(sink)) => sink.head(transport.send(outgoing)),
        (None, None) => return transport.send(outgoing).await.map_err(broken),
    };
    patient.await.map_err(|halt| match halt {
        Halt::Broken(error) => broken(error),
        Halt::Silent(idle) => Fault::Silent { idle, status: None },
        Halt::Abandoned => abandoned(None),
        Halt::Source(text, delivery) => Fault::Source(text, delivery),
    })
}

fn abandoned(status: Option<StatusCode>) -> Fault {
    interrupted("the transfer was cancelled", status)
}

fn interrupted(text: &'static str, status: Option<StatusCode>) -> Fault {
    Fault::Broken { error: TransportError::new(Evidence::NoStatus, text), status }
}

fn build(
    engine: &Engine,
    parts: &Parts,
    target: &str,
    credential: Option<&Credential>,
) -> Result<Outgoing, Error> {
    let url = match &parts.target_url {
        Some(url) => (**url).clone(),
        None => origin::append(engine.url(parts.origin)?, target)?,
    };
    if url.as_str().len() > LONGEST_URL {
        return Err(Error::input("url", "must have at most 65,534 bytes: its path or its query is too long"));
    }
    let mut headers = Vec::with_capacity(parts.headers.len() + 5);
    headers.extend_from_slice(&parts.headers);
    if !headers.iter().any(|(known, _)| *known == header::ACCEPT) {
        headers.push((header::ACCEPT, HeaderValue::from_static("application/json")));
    }
    headers.push((header::USER_AGENT, engine.user_agent.clone()));
    // They may authorize at a gateway: no other server gets them.
    if parts.is_at_home() {
        for own in &engine.own_headers {
            if !headers.iter().any(|(known, _)| *known == own.name) {
                headers.push((own.name.clone(), own.value.clone()));
            }
        }
    }
    if let Some(credential) = credential {
        if headers.iter().any(|(known, _)| *known == credential.header) {
            return Err(own_headers::is_taken(credential.header.as_str(), ErrorKind::Input));
        }
        let value = secret::header_value(credential.value.clone()).ok_or_else(|| {
            Error::new(ErrorKind::Config, "the credential holds characters that no header can carry")
        })?;
        headers.push((credential.header.clone(), value));
    }
    if let (true, Some(jar)) = (parts.is_at_home(), &engine.cookies)
        && let Some(cookies) = jar.header(url.path())
    {
        headers.push((header::COOKIE, cookies));
    }
    let body = match &parts.upload {
        Some(source) => {
            let spent = || Error::new(ErrorKind::Interrupted, "the upload has been sent before");
            let (stream, length) = source.clone().take().ok_or_else(spent)?;
            Some(Body::Stream { stream, length })
        }
        None => parts.form.as_ref().map(Form::bytes).or_else(|| parts.body.clone()).map(Body::Whole),
    };
    // Servers that require a length require it for empty bodies too.
    if body.is_none() && !parts.operation.method.is_safe() && parts.operation.method != http::Method::DELETE {
        headers.push((header::CONTENT_LENGTH, HeaderValue::from_static("0")));
    }
    let pool = match (parts.fresh, parts.class) {
        _ if parts.target_url.is_some() => Pool::Link,
        (true, _) => Pool::Fresh,
        (_, Class::Safe) => Pool::Read,
        _ => Pool::Write,
    };
    Ok(Outgoing { method: parts.operation.method.clone(), url, headers, body, pool })
}
