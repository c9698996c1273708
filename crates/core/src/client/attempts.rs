//! The loop of one call: pace, authorize, send, judge, wait; again.

use super::{
    echoes,
    engine::{Caller, Engine},
    exchange::{self, Fault, Raw},
    judge::{Failure, NULL, judge},
    tasks::{self, Work},
};
use crate::{
    Delivery, Error, ErrorKind, Result,
    auth::credential::Credential,
    clock::later,
    operation::Class,
    own_headers,
    parts::{Authorization, Parts},
    reply::Accepted,
    retry::Failed,
    secret::{Scrubber, Secret},
};
use http::{HeaderMap, Method, StatusCode};
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::{
    sync::SemaphorePermit,
    time::{Instant, sleep},
};

/// An attempt that has less time than this left, or than a tenth of the call's timeout, is not started.
const LEAST_USEFUL: Duration = Duration::from_millis(500);

/// The shortest value of a caller's own header that is removed from texts of the server.
const LEAST_SECRET: usize = 8;

/// The loop of one call.
pub(super) struct Attempts<'a, C> {
    caller: &'a C,
    engine: &'a Engine,
    parts: &'a Arc<Parts>,
    deadline: Instant,
    least_useful: Duration,
    number: u32,
    reauthorized: u8,
    /// The worst of the attempts so far.
    delivery: Delivery,
    /// The values of the credentials of attempts that did not succeed.
    presented: Vec<Secret>,
    /// The values of the cookies that went out or came back.
    cookies: Vec<Secret>,
}

/// What an attempt came to.
enum Next {
    Done(Accepted),
    Resend,
    Wait(Duration),
}

impl<'a, C: Caller> Attempts<'a, C> {
    pub(super) fn new(caller: &'a C, parts: &'a Arc<Parts>) -> Self {
        let engine = caller.engine();
        let bound = parts.timeout.unwrap_or(engine.settings.timeout);
        Self {
            caller,
            engine,
            parts,
            deadline: later(Instant::now(), bound),
            least_useful: LEAST_USEFUL.min(bound / 10),
            number: 0,
            reauthorized: 0,
            delivery: Delivery::NotSent,
            presented: Vec::new(),
            cookies: Vec::new(),
        }
    }

    pub(super) async fn run(mut self) -> Result<Accepted> {
        let result = self.repeat().await;
        result.map_err(|error| {
            let delivery = self.delivery.worst(error.delivery());
            echoes::sent(&self.parts.headers, &mut self.cookies);
            let scrubber = self.scrubber();
            error
                .map_texts(|text| scrubber.clean(text))
                .with_delivery(delivery)
                .at(&self.parts.operation, self.number)
        })
    }

    /// A server may return what it was sent.
    fn scrubber(&self) -> Scrubber {
        let mut scrubber = self.parts.secrets.clone();
        for value in &self.presented {
            scrubber.add_credential(value);
        }
        echoes::add(&mut scrubber, &self.cookies);
        for own in &self.engine.own_headers {
            // A shorter one may be a word of any text.
            if own.secret.expose_secret().len() >= LEAST_SECRET {
                scrubber.add(&own.secret);
            }
        }
        scrubber
    }

    async fn repeat(&mut self) -> Result<Accepted> {
        let target = self.parts.target()?;
        self.check_headers()?;
        if self.parts.timeout.unwrap_or(self.engine.settings.timeout).is_zero() {
            return Err(Error::new(ErrorKind::Timeout, "the call's timeout leaves no time to send it"));
        }
        loop {
            match self.attempt(&target).await? {
                Next::Done(reply) => return Ok(reply),
                Next::Resend => {}
                Next::Wait(pause) => self.until_closed(pin!(sleep(pause))).await?,
            }
        }
    }

    /// Waits; a client that is closed ends that.
    async fn until_closed<T>(&self, wait: Work<'_, T>) -> Result<T> {
        self.engine.tasks.until(self.caller.end(), wait).await.ok_or_else(tasks::closed)
    }

    /// The waits before an attempt: for its place and its credential.
    async fn prepare(&self) -> Result<(Option<SemaphorePermit<'a>>, Option<Arc<Credential>>)> {
        let engine = self.engine;
        // What comes later than this leaves no time to be of use.
        let last = self.deadline.checked_sub(self.least_useful).unwrap_or(self.deadline);
        // A login does not stand behind those who wait for it.
        let alone = !matches!(self.parts.authorization, Authorization::Client);
        // Before the queue: a download that waits for another's reader must not hold up the calls behind it.
        let downloading = engine.downloading(self.parts, self.deadline).await?;
        let turn = engine.pacer.queue(last, alone)?;
        let in_flight = engine.in_flight(self.parts, self.deadline).await?;
        let credential = self.credential().await?;
        if Instant::now() > last {
            return Err(Error::new(
                ErrorKind::Timeout,
                "the waits before sending took the call's whole timeout",
            ));
        }
        // Last, so that the permit's time is the time of sending.
        turn.wait().await?;
        Ok((downloading.or(in_flight), credential))
    }

    /// One attempt. Place and credential are free again when it returns: they are not held during a backoff.
    async fn attempt(&mut self, target: &str) -> Result<Next> {
        let engine = self.engine;
        let (_place, credential) = self.until_closed(pin!(self.prepare())).await??;
        self.number += 1;
        let unbounded = self.parts.is_transfer() && self.parts.timeout.is_none();
        let end = if unbounded { later(Instant::now(), Duration::MAX) } else { self.deadline };
        if let Some(jar) = &engine.cookies {
            // Before the reply, which may drop a cookie that its text repeats.
            jar.values(&mut self.cookies);
        }
        let exchanged = exchange::run(self.caller, self.parts, target, credential.as_ref(), end).await;
        let failure = match self.judge(exchanged) {
            Ok(reply) => {
                engine.budget.reward();
                self.accepted(credential.as_deref());
                return Ok(Next::Done(reply));
            }
            Err(failure) => failure,
        };
        if failure.error.is_not_found() || failure.error.is_conflict() {
            self.accepted(credential.as_deref());
        }
        if self.already_done(&failure.error) {
            return Ok(Next::Done(self.empty_reply()));
        }
        self.delivery = self.delivery.worst(failure.error.delivery());
        // Not the credential itself: it holds a place in a lane.
        self.presented.extend(credential.as_ref().map(|used| used.value.clone()));
        self.after(failure, credential.as_deref())
    }

    /// Refuses a header of the caller's in the place of a credential.
    fn check_headers(&self) -> Result<()> {
        let replaced = match &self.parts.authorization {
            Authorization::Header(name, _) => Some(name.as_str()),
            _ if self.caller.has_credential() => None,
            _ => return Ok(()),
        };
        let credentials = self.engine.dialect.credential_headers();
        let is_credential =
            |name: &str| name == "authorization" || Some(name) == replaced || credentials.contains(&name);
        match self.parts.headers.iter().find(|(name, _)| is_credential(name.as_str())) {
            Some((name, _)) => Err(own_headers::is_taken(name.as_str(), ErrorKind::Input)),
            None => Ok(()),
        }
    }

    async fn credential(&self) -> Result<Option<Arc<Credential>>> {
        match &self.parts.authorization {
            Authorization::Header(name, value) => {
                Ok(Some(Arc::new(Credential::new(name.clone(), value.clone()))))
            }
            // The client's credential goes to no other origin, unless the vendor's crate names it for this operation.
            Authorization::Client
                if (self.parts.is_at_home() || self.parts.trusted) && self.caller.has_credential() =>
            {
                self.caller.authorize(self.deadline).await.map(|credential| Some(Arc::new(credential)))
            }
            _ => Ok(None),
        }
    }

    fn accepted(&self, credential: Option<&Credential>) {
        if let (Some(used), Authorization::Client) = (credential, &self.parts.authorization) {
            self.caller.accepted(used, &self.parts.operation);
        }
    }

    fn judge(&mut self, exchanged: Result<Raw, Fault>) -> Result<Accepted, Failure> {
        match exchanged {
            Ok(raw) => judge(&*self.engine.dialect, self.parts, raw, self.number, &mut self.cookies),
            Err(fault) => Err(Failure::broken(fault, self.engine.settings.effective_connect_timeout())),
        }
    }

    /// A repeated DELETE that finds nothing, after a first try of unknown outcome, has its wish.
    fn already_done(&self, error: &Error) -> bool {
        self.parts.operation.method == Method::DELETE
            && self.delivery == Delivery::Unknown
            && error.is_not_found()
    }

    fn empty_reply(&self) -> Accepted {
        Accepted {
            status: StatusCode::NO_CONTENT,
            headers: HeaderMap::new(),
            body: NULL,
            attempts: self.number,
            own: false,
        }
    }

    fn after(&mut self, failure: Failure, credential: Option<&Credential>) -> Result<Next> {
        let Failure { error, asked, refused, permanent, .. } = failure;
        let spent = self.parts.is_spent();
        if self.engine.tasks.is_in(self.caller.end()) {
            return Err(error);
        }
        if refused {
            // Once, or twice if the credential is not fresh: a token of another process may be old, and the server may
            // have forgotten one that has worked.
            let most = if credential.is_some_and(|used| !used.fresh) { 2 } else { 1 };
            if let (false, Some(used), Authorization::Client) =
                (self.reauthorized >= most || spent, credential, &self.parts.authorization)
                && self.caller.refused(used, &self.parts.operation)
            {
                self.reauthorized += 1;
                return Ok(Next::Resend);
            }
            return Err(error);
        }
        let status = error.status().map(|s| s.as_u16());
        let throttled = status == Some(429);
        let least = if throttled { self.engine.pacer.throttled(asked) } else { asked.unwrap_or_default() };
        if permanent || spent || !self.may_repeat(&error, status) {
            return Err(error);
        }
        let policy = self.parts.retry.as_ref().unwrap_or(&self.engine.settings.retry);
        let failed = Failed { attempt: self.number, throttled, retry_after: asked };
        let Some(pause) = policy.delay(&failed) else { return Err(error) };
        let pause = pause.max(least);
        let over = later(Instant::now(), pause.saturating_add(self.least_useful)) > self.deadline;
        if over || !self.engine.budget.take(throttled) {
            return Err(error);
        }
        Ok(Next::Wait(pause))
    }

    fn may_repeat(&self, error: &Error, status: Option<u16>) -> bool {
        let broke_off = matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::Timeout);
        // These replies mean that the server did nothing.
        if matches!(status, Some(421 | 425 | 429)) {
            return true;
        }
        match self.parts.class {
            // A success that broke off half-way counts as no reply at all.
            Class::Safe | Class::Idempotent if broke_off => true,
            Class::Safe | Class::Idempotent => match status {
                None | Some(408 | 500..=599) => true,
                // A reply that cannot be read gets one more chance.
                Some(_) => error.kind() == ErrorKind::Decode && self.number == 1,
            },
            Class::Once => status.is_none() && error.delivery() == Delivery::NotSent,
        }
    }
}
