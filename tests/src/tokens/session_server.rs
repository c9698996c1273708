//! A server whose every reply may replace the token and kill the old one, in the words of core's plain protocol or of
//! StoredSafe, and what can happen to its replies.

use super::session_protocol::{CODE, Protocol};
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

/// Replies of the API are read up to here.
pub(crate) const CAP: usize = 4 * 1024;

/// How long a login takes.
pub(crate) const LOGIN: Duration = Duration::from_secs(1);

/// Whose words the server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    Plain,
    StoredSafe,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errand {
    Login,
    Probe,
    Use,
}

/// What becomes of one exchange.
#[derive(Debug, Clone)]
pub(crate) enum Fate {
    Fine,
    /// Done, and answered in this form.
    Dressed(Dress),
    /// The request breaks off on its way; nothing is done.
    LostBefore,
    /// Done; the reply is lost.
    LostAfter,
    /// Done; the reply breaks off before its token.
    CutEarly,
    /// Done; the reply never comes.
    Stall,
    /// A 503 without a token; nothing is done.
    Busy,
    /// Nothing gets to the server.
    Unsent,
    /// The session has ended before this request.
    Killed,
}

/// The form of a reply whose token part is intact.
#[derive(Debug, Clone)]
pub(crate) struct Dress {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Makes the bytes of the body from a whole one.
    pub(crate) body: fn(Tongue, &str) -> Vec<u8>,
    pub(crate) end: End,
}

/// How a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Whole,
    Broken,
    Stalled,
}

/// What the server knows and has counted.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    valid: Option<u64>,
    /// The newest token that a reply brought home.
    known: Option<u64>,
    issued: u64,
    pub(crate) logins: usize,
    pub(crate) probes: usize,
    /// Calls with a token that is not valid.
    pub(crate) stale: usize,
    /// Exchanges after which the client cannot know what became of its token.
    pub(crate) doubts: usize,
    /// Logins although the client had been given the valid token.
    pub(crate) needless: usize,
    /// One-time codes that were presented before.
    pub(crate) codes_twice: usize,
    codes: HashSet<String>,
    pub(crate) uses: usize,
    /// Whether replies replace the token.
    pub(crate) keeps: bool,
    /// Logins are refused.
    pub(crate) refuses: bool,
}

impl Ledger {
    fn rotate(&mut self) {
        self.issued += 1;
        self.valid = Some(self.issued);
    }
}

/// The server.
#[derive(Clone)]
pub(crate) struct Vault {
    tongue: Tongue,
    wire: Scripted,
    ledger: Arc<Mutex<Ledger>>,
    codes: Arc<AtomicUsize>,
}

/// A client of either kind.
pub(crate) enum Door {
    Plain(Client),
    StoredSafe(storedsafe::Client),
}

impl Door {
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

impl Vault {
    /// The script decides what becomes of the nth request.
    pub(crate) fn new(tongue: Tongue, fate: impl Fn(Errand, usize) -> Fate + Send + Sync + 'static) -> Self {
        let ledger = Arc::new(Mutex::new(Ledger::default()));
        let kept = ledger.clone();
        let wire = Scripted::new(move |out, n| {
            let errand = Tongue::errand(&out);
            let answer = serve(tongue, &mut kept.lock().unwrap(), errand, &out, fate(errand, n));
            async move {
                sleep(if errand == Errand::Login { LOGIN } else { Duration::from_millis(10) }).await;
                answer.unwrap_or_else(|| Box::pin(std::future::pending())).await
            }
        });
        Self { tongue, wire, ledger, codes: Arc::default() }
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap()
    }

    /// How many logins and other calls arrived.
    pub(crate) fn seen(&self) -> (usize, usize) {
        let ledger = self.ledger();
        (ledger.logins, ledger.uses)
    }

    pub(crate) fn door(&self) -> Door {
        match self.tongue {
            Tongue::Plain => Door::Plain(self.panicking_client(0).0),
            Tongue::StoredSafe => {
                let codes = self.codes.clone();
                let otp = move || {
                    let code = format!("{:06}", codes.fetch_add(1, SeqCst));
                    async move { Ok(Secret::from(code)) }
                };
                let builder = storedsafe::Client::builder("https://vault.example/api/1.0");
                let builder = builder.totp("alice", "a long passphrase", "apikey1234", otp).reply_cap(CAP);
                Door::StoredSafe(builder.transport(self.wire.clone()).build().unwrap())
            }
        }
    }

    /// A client that has no way to log in but this token, which the server knows.
    pub(crate) fn door_with_token_only(&self) -> Door {
        let token = {
            let mut ledger = self.ledger();
            ledger.rotate();
            ledger.known = ledger.valid;
            format!("t{}", ledger.issued)
        };
        let builder = storedsafe::Client::builder("https://vault.example/api/1.0").token(token);
        Door::StoredSafe(builder.transport(self.wire.clone()).build().unwrap())
    }

    /// A plain client whose first so many logins panic, and the number of logins begun.
    pub(crate) fn panicking_client(&self, panics: usize) -> (Client, Arc<Mutex<usize>>) {
        let started = Arc::new(Mutex::new(0));
        let protocol = Protocol { codes: self.codes.clone(), panics, started: started.clone() };
        let session = Arc::new(Session::new(protocol, None));
        (self.wire.shaped(Some(session), |builder| builder.reply_cap(CAP)), started)
    }
}

type Saying = BoxFuture<'static, Result<Incoming, TransportError>>;

/// Does what the request asks for, unless its fate forbids; `None` is no answer, ever.
fn serve(tongue: Tongue, ledger: &mut Ledger, errand: Errand, out: &Outgoing, fate: Fate) -> Option<Saying> {
    let say = |answer: Result<Incoming, TransportError>| -> Option<Saying> {
        Some(Box::pin(std::future::ready(answer)))
    };
    if matches!(fate, Fate::Unsent) {
        return say(unsent());
    }
    match errand {
        Errand::Login => {
            ledger.logins += 1;
            ledger.needless += usize::from(ledger.valid.is_some() && ledger.valid == ledger.known);
            let fresh = tongue.code(out).is_some_and(|code| ledger.codes.insert(code));
            ledger.codes_twice += usize::from(!fresh);
        }
        Errand::Probe => ledger.probes += 1,
        Errand::Use => ledger.uses += 1,
    }
    match fate {
        Fate::LostBefore => {
            ledger.doubts += 1;
            return say(lost());
        }
        Fate::Busy => {
            ledger.doubts += usize::from(errand != Errand::Use);
            return Some(reply(503, tongue.body(None, false)));
        }
        Fate::Killed => {
            ledger.doubts += 1;
            ledger.valid = None;
        }
        _ => {}
    }
    let presented = header(out, tongue.header()).and_then(|token| token.trim_start_matches('t').parse().ok());
    let welcome = match errand {
        Errand::Login => !ledger.refuses,
        _ => ledger.valid.is_some() && presented == ledger.valid,
    };
    if !welcome {
        ledger.stale += usize::from(errand == Errand::Use);
    } else if errand == Errand::Login || !ledger.keeps {
        ledger.rotate();
    }
    match fate {
        Fate::LostAfter => {
            ledger.doubts += 1;
            return say(lost());
        }
        Fate::CutEarly => {
            ledger.doubts += 1;
            return say(Ok(Incoming::new(
                StatusCode::OK,
                HeaderMap::new(),
                chunk(b"{\"CALL".to_vec(), End::Broken),
            )));
        }
        Fate::Stall => {
            ledger.doubts += 1;
            return None;
        }
        _ => {}
    }
    if !welcome {
        return Some(reply(403, tongue.refusal()));
    }
    ledger.known = ledger.valid;
    match fate {
        Fate::Dressed(dress) if errand == Errand::Use => {
            let whole = tongue.body(ledger.valid, (200..300).contains(&dress.status));
            let mut headers = HeaderMap::new();
            let bytes = (dress.body)(tongue, &whole);
            for (name, value) in &dress.headers {
                let value = if value.is_empty() { bytes.len().to_string() } else { value.clone() };
                headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap());
            }
            let status = StatusCode::from_u16(dress.status).unwrap();
            say(Ok(Incoming::new(status, headers, chunk(bytes, dress.end))))
        }
        _ => Some(reply(200, tongue.body(ledger.valid, true))),
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

impl Tongue {
    fn errand(out: &Outgoing) -> Errand {
        match out.url.path().trim_start_matches("/api/1.0") {
            "/login" | "/auth" => Errand::Login,
            "/check" | "/auth/check" => Errand::Probe,
            _ => Errand::Use,
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

fn reply(status: u16, body: String) -> Saying {
    let status = StatusCode::from_u16(status).unwrap();
    Box::pin(std::future::ready(Ok(Incoming::new(status, HeaderMap::new(), body_of(body)))))
}
