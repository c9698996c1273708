//! A server whose replies may replace the token and invalidate the old one, with core's plain protocol or StoredSafe's,
//! and faults of its replies.

use super::session_protocol::{CODE, PlainProtocol};
use futures_util::{StreamExt as _, stream};
use portcullis_core::{
    Client, Evidence, Request, Result, Secret,
    auth::session::Session,
    bytes::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode},
    transport::{BodyStream, BoxFuture, Incoming, Outgoing, TransportError},
};
use portcullis_testkit::wire::{Scripted, body_of, header, lost, unsent};
use serde_json::Value;
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::time::sleep;

/// The size cap of replies.
pub(crate) const CAP: usize = 4 * 1024;

/// How long a login takes.
pub(crate) const LOGIN: Duration = Duration::from_secs(1);

/// The protocol of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Plain,
    StoredSafe,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Login,
    Probe,
    Use,
}

/// The fault of one exchange.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    None,
    /// Applied, and answered in this form.
    Reply(ReplyForm),
    /// The connection breaks before the request arrives; nothing is applied.
    LostBefore,
    /// Applied; the reply is lost.
    LostAfter,
    /// Applied; the reply breaks off before its token.
    CutEarly,
    /// Applied; the reply never arrives.
    Stall,
    /// A 503 without a token; nothing is applied.
    Busy,
    /// Nothing is sent.
    Unsent,
    /// The session ends before this request.
    Killed,
}

/// The form of a reply whose token part is intact.
#[derive(Debug, Clone)]
pub(crate) struct ReplyForm {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Makes the bytes of the body from a whole one.
    pub(crate) body: fn(Protocol, &str) -> Vec<u8>,
    pub(crate) end: End,
}

/// How a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Whole,
    Broken,
    Stalled,
}

/// The state and the counts of the server.
#[derive(Debug, Default)]
pub(crate) struct Log {
    valid: Option<u64>,
    /// The newest token that reached the client.
    known: Option<u64>,
    issued: u64,
    pub(crate) logins: usize,
    pub(crate) probes: usize,
    /// Calls with a token that is not valid.
    pub(crate) stale: usize,
    /// Exchanges after which the client cannot know whether its token is valid.
    pub(crate) doubts: usize,
    /// Logins although the client had the valid token.
    pub(crate) needless: usize,
    /// One-time codes that were sent before.
    pub(crate) codes_twice: usize,
    codes: HashSet<String>,
    pub(crate) uses: usize,
    /// Replies keep the token.
    pub(crate) keeps: bool,
    /// Logins are refused.
    pub(crate) refuses: bool,
}

impl Log {
    fn rotate(&mut self) {
        self.issued += 1;
        self.valid = Some(self.issued);
    }
}

/// The server.
#[derive(Clone)]
pub(crate) struct SessionServer {
    protocol: Protocol,
    wire: Scripted,
    log: Arc<Mutex<Log>>,
    codes: Arc<AtomicUsize>,
}

/// A client of either kind.
pub(crate) enum AnyClient {
    Plain(Client),
    StoredSafe(storedsafe::Client),
}

impl AnyClient {
    pub(crate) fn request(&self, method: Method) -> Request {
        match self {
            Self::Plain(client) => client.request(method, "/u"),
            Self::StoredSafe(client) => client.request(method, "/user"),
        }
    }

    pub(crate) fn reset(&self) {
        match self {
            Self::Plain(client) => client.reset_credentials(),
            Self::StoredSafe(client) => client.reset_credentials(),
        }
    }
}

impl SessionServer {
    /// `fault` returns the fault of the nth request.
    pub(crate) fn new(
        protocol: Protocol,
        fault: impl Fn(Purpose, usize) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let log = Arc::new(Mutex::new(Log::default()));
        let kept = log.clone();
        let wire = Scripted::new(move |out, n| {
            let purpose = Protocol::purpose(&out);
            let answer = serve(protocol, &mut kept.lock().unwrap(), purpose, &out, fault(purpose, n));
            async move {
                sleep(if purpose == Purpose::Login { LOGIN } else { Duration::from_millis(10) }).await;
                answer.unwrap_or_else(|| Box::pin(std::future::pending())).await
            }
        });
        Self { protocol, wire, log, codes: Arc::default() }
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap()
    }

    /// How many logins and other calls arrived.
    pub(crate) fn seen(&self) -> (usize, usize) {
        let log = self.log();
        (log.logins, log.uses)
    }

    pub(crate) fn client(&self) -> AnyClient {
        match self.protocol {
            Protocol::Plain => AnyClient::Plain(self.panicking_client(0).0),
            Protocol::StoredSafe => {
                let codes = self.codes.clone();
                let otp = move || {
                    let code = format!("{:06}", codes.fetch_add(1, SeqCst));
                    async move { Ok(Secret::from(code)) }
                };
                let builder = storedsafe::Client::builder("https://vault.example/api/1.0");
                let builder = builder.totp("alice", "a long passphrase", "apikey1234", otp).reply_cap(CAP);
                AnyClient::StoredSafe(builder.transport(self.wire.clone()).build().unwrap())
            }
        }
    }

    /// A client whose only credential is this valid token.
    pub(crate) fn client_with_token_only(&self) -> AnyClient {
        let token = {
            let mut log = self.log();
            log.rotate();
            log.known = log.valid;
            format!("t{}", log.issued)
        };
        let builder = storedsafe::Client::builder("https://vault.example/api/1.0").token(token);
        AnyClient::StoredSafe(builder.transport(self.wire.clone()).build().unwrap())
    }

    /// A plain client whose first `panics` logins panic, and the number of logins started.
    pub(crate) fn panicking_client(&self, panics: usize) -> (Client, Arc<Mutex<usize>>) {
        let started = Arc::new(Mutex::new(0));
        let protocol = PlainProtocol { codes: self.codes.clone(), panics, started: started.clone() };
        let session = Arc::new(Session::new(protocol, None));
        (self.wire.shaped(Some(session), |builder| builder.reply_cap(CAP)), started)
    }
}

type PendingReply = BoxFuture<'static, Result<Incoming, TransportError>>;

/// Applies the request, unless its fault prevents it; `None` means that no reply is ever sent.
fn serve(
    protocol: Protocol,
    log: &mut Log,
    purpose: Purpose,
    out: &Outgoing,
    fault: Fault,
) -> Option<PendingReply> {
    let ready = |answer: Result<Incoming, TransportError>| -> Option<PendingReply> {
        Some(Box::pin(std::future::ready(answer)))
    };
    if matches!(fault, Fault::Unsent) {
        return ready(unsent());
    }
    match purpose {
        Purpose::Login => {
            log.logins += 1;
            log.needless += usize::from(log.valid.is_some() && log.valid == log.known);
            let fresh = protocol.code(out).is_some_and(|code| log.codes.insert(code));
            log.codes_twice += usize::from(!fresh);
        }
        Purpose::Probe => log.probes += 1,
        Purpose::Use => log.uses += 1,
    }
    match fault {
        Fault::LostBefore => {
            log.doubts += 1;
            return ready(lost());
        }
        Fault::Busy => {
            log.doubts += usize::from(purpose != Purpose::Use);
            return Some(reply(503, protocol.body(None, false)));
        }
        Fault::Killed => {
            log.doubts += 1;
            log.valid = None;
        }
        _ => {}
    }
    let presented =
        header(out, protocol.header()).and_then(|token| token.trim_start_matches('t').parse().ok());
    let accepted = match purpose {
        Purpose::Login => !log.refuses,
        _ => log.valid.is_some() && presented == log.valid,
    };
    if !accepted {
        log.stale += usize::from(purpose == Purpose::Use);
    } else if purpose == Purpose::Login || !log.keeps {
        log.rotate();
    }
    match fault {
        Fault::LostAfter => {
            log.doubts += 1;
            return ready(lost());
        }
        Fault::CutEarly => {
            log.doubts += 1;
            return ready(Ok(Incoming::new(
                StatusCode::OK,
                HeaderMap::new(),
                chunk(b"{\"CALL".to_vec(), End::Broken),
            )));
        }
        Fault::Stall => {
            log.doubts += 1;
            return None;
        }
        _ => {}
    }
    if !accepted {
        return Some(reply(403, protocol.refusal()));
    }
    log.known = log.valid;
    match fault {
        Fault::Reply(form) if purpose == Purpose::Use => {
            let whole = protocol.body(log.valid, (200..300).contains(&form.status));
            let mut headers = HeaderMap::new();
            let bytes = (form.body)(protocol, &whole);
            for (name, value) in &form.headers {
                let value = if value.is_empty() { bytes.len().to_string() } else { value.clone() };
                headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap());
            }
            let status = StatusCode::from_u16(form.status).unwrap();
            ready(Ok(Incoming::new(status, headers, chunk(bytes, form.end))))
        }
        _ => Some(reply(200, protocol.body(log.valid, true))),
    }
}

/// A body of one chunk, and then its end.
fn chunk(bytes: Vec<u8>, end: End) -> BodyStream {
    let first = stream::iter([Ok(Bytes::from(bytes))]);
    match end {
        End::Whole => Box::pin(first),
        End::Broken => {
            let broken = TransportError::new(Evidence::NoStatus, "the connection broke");
            Box::pin(first.chain(stream::iter([Err(broken)])))
        }
        End::Stalled => Box::pin(first.chain(stream::pending())),
    }
}

impl Protocol {
    fn purpose(out: &Outgoing) -> Purpose {
        match out.url.path().trim_start_matches("/api/1.0") {
            "/login" | "/auth" => Purpose::Login,
            "/check" | "/auth/check" => Purpose::Probe,
            _ => Purpose::Use,
        }
    }

    fn header(self) -> &'static str {
        match self {
            Self::Plain => "x-token",
            Self::StoredSafe => "x-http-token",
        }
    }

    fn code(self, out: &Outgoing) -> Option<String> {
        match self {
            Self::Plain => header(out, CODE.as_str()).map(str::to_owned),
            Self::StoredSafe => {
                let body: Value = serde_json::from_slice(out.body.as_ref()?.whole()?).ok()?;
                body["otp"].as_str().map(str::to_owned)
            }
        }
    }

    /// A success or a failure with this token in it, if any.
    fn body(self, token: Option<u64>, success: bool) -> String {
        let token = token.map(|n| format!("\"token\":\"t{n}\",")).unwrap_or_default();
        match (self, success) {
            (Self::Plain, true) => format!("{{{token}\"id\":1}}"),
            (Self::Plain, false) => format!("{{{token}\"code\":\"odd\",\"message\":\"no\"}}"),
            (Self::StoredSafe, true) => {
                format!("{{\"CALLINFO\":{{{token}\"status\":\"SUCCESS\",\"handler\":\"UserHandler\"}}}}")
            }
            (Self::StoredSafe, false) => format!(
                "{{\"CALLINFO\":{{{token}\"status\":\"FAIL\",\"handler\":\"UserHandler\"}},\"ERRORS\":[\"No.\"],\
                 \"ERRORCODES\":{{\"2000\":\"No.\"}}}}"
            ),
        }
    }

    fn refusal(self) -> String {
        match self {
            Self::Plain => r#"{"code":"bad_key","message":"token"}"#.into(),
            Self::StoredSafe => {
                r#"{"CALLINFO":{"status":"FAIL"},"ERRORS":["Not logged in"],"ERRORCODES":{"1200":"Not logged in"}}"#
                    .into()
            }
        }
    }
}

fn reply(status: u16, body: String) -> PendingReply {
    let status = StatusCode::from_u16(status).unwrap();
    Box::pin(std::future::ready(Ok(Incoming::new(status, HeaderMap::new(), body_of(body)))))
}
