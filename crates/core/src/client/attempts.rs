//! The loop of one call: pace, authorize, send, judge, wait; again.

use super::{
    Client, Reply, exchange,
    exchange::{Fault, Raw},
    later,
};
use crate::{
    ApiError, Delivery, Error, ErrorKind, Refusal, Request, Result,
    auth::Credential,
    is_html,
    request::{Authorization, Class},
    retry::{Failed, retry_after},
    secret::Scrubber,
};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};
use url::Url;

/// An attempt that has less time than this left, or than a tenth of the call's bound, is not worth starting.
const LEAST_USEFUL: Duration = Duration::from_millis(500);
/// How long everybody waits after a 429 that does not say how long, or that says less.
const PAUSE_AFTER_429: Duration = Duration::from_secs(5);
/// How long one reply can stop everybody.
const LONGEST_PAUSE_AFTER_429: Duration = Duration::from_secs(300);

/// What a reply without a body counts as.
const NULL: Bytes = Bytes::from_static(b"null");

/// The loop of one call.
pub(super) struct Attempts<'a> {
    client: &'a Client,
    request: &'a Arc<Request>,
    deadline: Instant,
    least_useful: Duration,
    number: u32,
    reauthorized: bool,
    /// The worst of the attempts so far.
    delivery: Delivery,
}

/// What an attempt came to.
enum Next {
    Done(Reply),
    Resend,
    Wait(Duration),
}

impl<'a> Attempts<'a> {
    pub(super) fn new(client: &'a Client, request: &'a Arc<Request>) -> Self {
        let bound = request.timeout.unwrap_or(client.0.settings.timeout);
        Self {
            client,
            request,
            deadline: later(Instant::now(), bound),
            least_useful: LEAST_USEFUL.min(bound / 10),
            number: 0,
            reauthorized: false,
            delivery: Delivery::NotSent,
        }
    }

    pub(super) async fn run(mut self) -> Result<Reply> {
        let result = self.repeat().await;
        result.map_err(|error| {
            let delivery = self.delivery.worst(error.delivery());
            let scrubber = &self.request.secrets;
            error
                .map_texts(|text| scrubber.clean(text))
                .with_delivery(delivery)
                .at(&self.request.operation, self.number)
        })
    }

    async fn repeat(&mut self) -> Result<Reply> {
        let target = self.request.target()?;
        loop {
            match self.attempt(&target).await? {
                Next::Done(reply) => return Ok(reply),
                Next::Resend => {}
                Next::Wait(pause) => sleep(pause).await,
            }
        }
    }

    /// One attempt. Place and credential are free again when it returns: nobody holds them in a backoff.
    async fn attempt(&mut self, target: &str) -> Result<Next> {
        let client = self.client;
        // What comes later than this leaves no time to be of use.
        let last = self.deadline.checked_sub(self.least_useful).unwrap_or(self.deadline);
        // A login does not stand behind those who wait for it.
        let alone = !matches!(self.request.authorization, Authorization::Client);
        let turn = client.0.pacer.queue(last, alone)?;
        let _place = client.place(self.request, self.deadline).await?;
        let credential = self.credential().await?;
        if Instant::now() > last {
            return Err(Error::new(
                ErrorKind::Timeout,
                "the waits before sending took the call's whole bound",
            ));
        }
        // Last, so that the permit's time is the time of sending.
        turn.wait().await?;
        self.number += 1;
        let unbounded = self.request.is_transfer() && self.request.timeout.is_none();
        let end = if unbounded { later(Instant::now(), Duration::MAX) } else { self.deadline };
        let seen = exchange::run(client, self.request, target, credential.as_ref(), end).await;
        let failure = match self.judge(seen, credential.as_deref()) {
            Ok(reply) => {
                client.0.budget.reward();
                return Ok(Next::Done(reply));
            }
            Err(failure) => failure,
        };
        if self.already_done(&failure.error) {
            return Ok(Next::Done(self.empty_reply()));
        }
        self.delivery = self.delivery.worst(failure.error.delivery());
        self.after(failure, credential.as_deref())
    }

    async fn credential(&self) -> Result<Option<Arc<Credential>>> {
        match (&self.request.authorization, &self.client.0.auth) {
            (Authorization::Header(name, value), _) => {
                Ok(Some(Arc::new(Credential::new(name.clone(), value.clone()))))
            }
            // No origin but the first ever sees the client's credential.
            (Authorization::Client, Some(auth)) if self.request.is_at_home() => {
                auth.authorize(self.client, self.deadline).await.map(|c| Some(Arc::new(c)))
            }
            _ => Ok(None),
        }
    }

    fn judge(&self, seen: Result<Raw, Fault>, credential: Option<&Credential>) -> Result<Reply, Failure> {
        let raw = match seen {
            Ok(raw) => raw,
            Err(fault) => {
                return Err(Failure::broken(fault, self.client.0.settings.effective_connect_timeout()));
            }
        };
        let operation = &self.request.operation;
        let Raw { status, headers, body } = raw;
        if status.is_success() && self.request.download.as_ref().is_some_and(|sink| sink.is_raw()) {
            return Ok(Reply { status, headers, body: NULL, attempts: self.number });
        }
        if status.is_redirection() && !operation.accepts(status) {
            return Err(Failure::redirect(status, &headers));
        }
        match self.client.dialect().reply(operation, status, &headers, &body) {
            Ok(json) => {
                if let Some(problem) = self.request.download.as_ref().and_then(|sink| sink.problem()) {
                    let error = problem.with_status(status).with_delivery(Delivery::Applied);
                    return Err(Failure { error, permanent: true, ..Failure::default() });
                }
                let suspicious = !operation.done && self.request.class != Class::Once && !looks_whole(&json);
                if suspicious && self.number == 1 {
                    return Err(Failure::unreadable(status, "the reply is not whole"));
                }
                Ok(Reply { status, headers, body: json, attempts: self.number })
            }
            Err(Refusal::Unreadable(text)) => {
                let mut failure = Failure::unreadable(status, text);
                if is_html(&body) {
                    // A proxy or a login portal may have answered in the vendor's place.
                    failure.error = failure.error.with_delivery(Delivery::Unknown);
                }
                Err(failure)
            }
            Err(Refusal::Api(api)) => {
                let clean = |api: ApiError| match credential {
                    Some(credential) => scrub(api, credential),
                    None => api,
                };
                let refused = api.credential_refused || status == StatusCode::UNAUTHORIZED;
                let mut error = Error::api(status, clean(api));
                if refused {
                    error = error.with_kind(ErrorKind::Auth);
                }
                let asked = retry_after(&headers);
                if let Some(asked) = asked {
                    error = error.with_retry_after(asked);
                }
                Err(Failure { error, asked, refused, ..Failure::default() })
            }
        }
    }

    /// A repeated DELETE that finds nothing, after a first try of unknown outcome, has its wish.
    fn already_done(&self, error: &Error) -> bool {
        self.request.operation.method == Method::DELETE
            && self.delivery == Delivery::Unknown
            && error.is_not_found()
    }

    fn empty_reply(&self) -> Reply {
        Reply { status: StatusCode::NO_CONTENT, headers: HeaderMap::new(), body: NULL, attempts: self.number }
    }

    fn after(&mut self, failure: Failure, credential: Option<&Credential>) -> Result<Next> {
        let Failure { error, asked, refused, permanent, .. } = failure;
        let spent = self.request.is_spent();
        if refused {
            if let (false, Some(auth), Some(used), Authorization::Client) =
                (self.reauthorized || spent, &self.client.0.auth, credential, &self.request.authorization)
                && auth.refused(used, &self.request.operation)
            {
                self.reauthorized = true;
                return Ok(Next::Resend);
            }
            return Err(error);
        }
        let status = error.status().map(|s| s.as_u16());
        let throttled = status == Some(429);
        let gate = asked.unwrap_or_default().clamp(PAUSE_AFTER_429, LONGEST_PAUSE_AFTER_429);
        if throttled {
            self.client.0.pacer.pause(gate);
        }
        if permanent || spent || !self.may_repeat(&error, status) {
            return Err(error);
        }
        let policy = self.request.retry.as_ref().unwrap_or(&self.client.0.settings.retry);
        let failed = Failed { attempt: self.number, throttled, retry_after: asked };
        let Some(mut pause) = policy.delay(&failed) else { return Err(error) };
        if let Some(asked) = asked {
            pause = pause.max(asked);
        }
        if throttled {
            pause = pause.max(gate);
        }
        let over = later(Instant::now(), pause.saturating_add(self.least_useful)) > self.deadline;
        if over || !self.client.0.budget.take(throttled) {
            return Err(error);
        }
        Ok(Next::Wait(pause))
    }

    fn may_repeat(&self, error: &Error, status: Option<u16>) -> bool {
        let broke_off = matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::Timeout);
        match self.request.class {
            // A success that broke off half-way counts as no reply at all.
            Class::Safe | Class::Idempotent if broke_off => true,
            Class::Safe | Class::Idempotent => match status {
                None | Some(408 | 421 | 425 | 429 | 500..=599) => true,
                // A reply that cannot be read gets one more chance.
                Some(_) => error.kind() == ErrorKind::Decode && self.number == 1,
            },
            Class::Once => match status {
                Some(421 | 425) => true,
                Some(429) => self.client.dialect().limiter_runs_first(),
                Some(_) => false,
                None => error.delivery() == Delivery::NotSent,
            },
        }
    }
}

/// Why an attempt did not succeed.
struct Failure {
    error: Error,
    asked: Option<Duration>,
    refused: bool,
    permanent: bool,
}

impl Default for Failure {
    fn default() -> Self {
        Self { error: Error::new(ErrorKind::Interrupted, ""), asked: None, refused: false, permanent: false }
    }
}

impl Failure {
    fn broken(fault: Fault, connect_timeout: Duration) -> Self {
        let (error, permanent) = fault.into_error(connect_timeout);
        Self { error, permanent, ..Self::default() }
    }

    fn unreadable(status: StatusCode, text: &str) -> Self {
        let delivery = crate::Evidence::Status(status).delivery();
        let error = Error::new(ErrorKind::Decode, text).with_status(status).with_delivery(delivery);
        Self { error, ..Self::default() }
    }

    fn redirect(status: StatusCode, headers: &HeaderMap) -> Self {
        let location = headers.get(http::header::LOCATION).and_then(|l| l.to_str().ok());
        // The host alone: path and query may hold anything, a session token included.
        let host = location.and_then(|l| Url::parse(l).ok()).and_then(|u| u.host_str().map(str::to_owned));
        let text = match host {
            Some(host) => format!("unexpected redirect to the host {host}; redirects are not followed"),
            None => "unexpected redirect; redirects are not followed".to_owned(),
        };
        Self { error: Error::api(status, ApiError::new(text)), permanent: true, ..Self::default() }
    }
}

/// A server may echo the credential that it was sent, in whole or in part.
fn scrub(mut api: ApiError, credential: &Credential) -> ApiError {
    use base64::Engine as _;
    let mut scrubber = Scrubber::default();
    scrubber.add(&credential.value);
    if let Some((scheme, bare)) = credential.value.expose_secret().split_once(' ') {
        scrubber.add(&bare.into());
        let pair = base64::engine::general_purpose::STANDARD.decode(bare).ok().filter(|_| scheme == "Basic");
        if let Some((_, password)) =
            pair.and_then(|p| String::from_utf8(p).ok()).as_deref().and_then(|p| p.split_once(':'))
        {
            scrubber.add(&password.into());
        }
    }
    api.message = scrubber.clean(&api.message);
    api.code = api.code.map(|code| scrubber.clean(&code));
    api.request_id = api.request_id.map(|id| scrubber.clean(&id));
    api
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
