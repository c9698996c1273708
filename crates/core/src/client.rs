//! The client and its attempt loop: *build → (pace → authorize → send → judge → wait)\* → decode*.

mod attempts;
mod echoes;
mod engine;
mod exchange;
pub(crate) mod judge;
mod tasks;

use crate::{
    ClientBuilder, Dialect, Error, ErrorKind, Operation, Request, Result,
    auth::credential::{Credential, Exchanged},
    clock::later,
    origin::{self, Origin},
    parts::Parts,
    reply::Accepted,
    runtime, trace,
    transport::BoxFuture,
};
use attempts::Attempts;
use engine::{Caller, Engine};
use http::Method;
use std::{borrow::Cow, fmt, future::Future, sync::Arc, time::Duration};
use tasks::Phase;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument as _;
use url::Url;

/// How long before the end of its bound `close` cuts calls off, so that they end within it.
const CUT_BEFORE: Duration = Duration::from_millis(100);

/// The engine under a vendor's client: cheap to clone, shared by all its handles.
///
/// Users meet it through a vendor crate; [`request`](Self::request) is its escape hatch to operations
/// that the vendor crate does not have yet.
#[derive(Clone)]
pub struct Client(
    Arc<Inner>,
    /// Which phase of the client's end ends its calls.
    Phase,
);

struct Inner {
    engine: Engine,
    auth: Option<Arc<dyn Authenticate>>,
}

impl Client {
    /// Begins a request: for operations that a vendor crate does not have.
    ///
    /// The template is appended to the base URL's path; `{placeholders}` are filled by
    /// [`Request::path`], never by formatting.
    pub fn request(&self, method: Method, template: impl Into<Cow<'static, str>>) -> Request {
        Request::new(self.clone(), method, template.into())
    }

    /// Begins a GET.
    pub fn get(&self, template: &'static str) -> Request {
        self.request(Method::GET, template)
    }

    /// Begins a POST.
    pub fn post(&self, template: &'static str) -> Request {
        self.request(Method::POST, template)
    }

    /// Begins a PUT.
    pub fn put(&self, template: &'static str) -> Request {
        self.request(Method::PUT, template)
    }

    /// Begins a PATCH.
    pub fn patch(&self, template: &'static str) -> Request {
        self.request(Method::PATCH, template)
    }

    /// Begins a DELETE.
    pub fn delete(&self, template: &'static str) -> Request {
        self.request(Method::DELETE, template)
    }

    /// Closes the client and all its clones, for good.
    ///
    /// * A new call is not sent: [`ErrorKind::Interrupted`], "the client is closed". This includes the next page of a
    ///   list, and calls that wait for the rate plan, a slot, a token or another attempt.
    /// * Waits for outcomes and channels end.
    /// * Calls under way, token renewals and session exchanges go on to their end, at most until shortly before the end
    ///   of the bound: a tenth of it, at most 100 ms. Then they are cut off.
    /// * If all has ended, and if asked, it logs out, also after an earlier `close`. A lock on a session file ends.
    ///
    /// Nothing is sent after it has returned. Call it before the process ends; without it a reply under way may take
    /// the only copy of a session's next token with it. It also waits for a call, a list or a download that was begun
    /// and is neither awaited nor dropped.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if the work does not end within the bound, [`ErrorKind::Interrupted`] without a tokio runtime, or
    /// the logout's error.
    pub async fn close(&self, bound: Duration, logout: bool) -> Result<()> {
        runtime::check()?;
        let tasks = &self.0.engine.tasks;
        let deadline = later(Instant::now(), bound);
        let late = || Error::new(ErrorKind::Timeout, "the client's work did not end within the timeout");
        tasks.set(Phase::Closing);
        let cut = deadline.checked_sub(CUT_BEFORE.min(bound / 10)).unwrap_or(deadline);
        if timeout_at(cut, tasks.ended()).await.is_err() {
            tasks.set(Phase::Cut);
            // What is cut off notices that when it is polled.
            let _ = timeout_at(deadline, tasks.ended()).await;
            return Err(late());
        }
        let Some(auth) = &self.0.auth else { return Ok(()) };
        let closed = timeout_at(deadline, auth.close(&self.internal(), logout)).await;
        tasks.set(Phase::Cut);
        closed.unwrap_or_else(|_| Err(late()))
    }

    /// The first step of [`close`](Self::close): no new calls are taken.
    #[doc(hidden)]
    pub fn refuse_calls(&self) {
        if !self.is_closed() {
            self.0.engine.tasks.set(Phase::Closing);
        }
    }

    /// Whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        self.0.engine.tasks.is_in(Phase::Closing)
    }

    /// Resolves when [`close`](Self::close) is called.
    #[doc(hidden)]
    pub async fn closing(&self) {
        self.0.engine.tasks.reached(Phase::Closing).await;
    }

    /// Resolves when no call, renewal and exchange runs: for tests.
    #[doc(hidden)]
    pub async fn idle(&self) {
        self.0.engine.tasks.ended().await;
    }

    /// For the requests of the authentication: calls under way need them after `close`.
    pub(crate) fn internal(&self) -> Self {
        Self(self.0.clone(), Phase::Cut)
    }

    /// Presents the credential again although the server refused it: after it was mended there.
    pub fn reset_credentials(&self) {
        if let Some(auth) = &self.0.auth {
            auth.reset();
        }
    }

    /// The base URL of an origin.
    pub fn url(&self, origin: Origin) -> Result<&Url> {
        self.0.engine.url(origin)
    }

    pub(crate) fn dialect(&self) -> &dyn Dialect {
        &*self.0.engine.dialect
    }

    pub(crate) fn checks_input(&self) -> bool {
        self.0.engine.settings.check_input
    }

    pub(crate) fn sends_request_id(&self) -> bool {
        self.0.engine.settings.client_request_id
    }

    /// Runs work that must not end with its caller; [`close`](Self::close) waits for it.
    #[doc(hidden)]
    pub fn detach(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.engine.detach(work);
    }

    // Shared, not borrowed: a detached exchange keeps it too.
    pub(crate) async fn execute(self, parts: Arc<Parts>) -> Result<Accepted> {
        runtime::check().map_err(|e| e.at(&parts.operation, 0))?;
        let _running = self.0.engine.tasks.begin(self.1).map_err(|e| e.at(&parts.operation, 0))?;
        let origin = self.0.engine.server(&parts).map_err(|e| e.at(&parts.operation, 0))?;
        let span = trace::span(&parts.operation, origin);
        let outcome = Attempts::new(&self, &parts).run().instrument(span.clone()).await;
        trace::record(&span, &outcome);
        outcome
    }
}

impl Caller for Client {
    fn engine(&self) -> &Engine {
        &self.0.engine
    }

    fn end(&self) -> Phase {
        self.1
    }

    fn has_credential(&self) -> bool {
        self.0.auth.is_some()
    }

    fn authorize(&self, deadline: Instant) -> BoxFuture<'_, Result<Credential>> {
        match &self.0.auth {
            Some(auth) => auth.authorize(self, deadline),
            None => Box::pin(async { Err(Error::new(ErrorKind::Config, "the client has no credential")) }),
        }
    }

    fn refused(&self, used: &Credential, operation: &Operation) -> bool {
        self.0.auth.as_ref().is_some_and(|auth| auth.refused(used, operation))
    }

    fn accepted(&self, used: &Credential, operation: &Operation) {
        if let Some(auth) = &self.0.auth {
            auth.accepted(used, operation);
        }
    }

    fn observe<'a>(
        &'a self,
        used: &'a Credential,
        operation: &'a Operation,
        exchanged: Exchanged<'a>,
    ) -> BoxFuture<'a, ()> {
        match &self.0.auth {
            Some(auth) => auth.observe(used, operation, exchanged),
            None => Box::pin(async {}),
        }
    }
}

impl ClientBuilder {
    /// Builds the client. No runtime is needed and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] for a base URL that is not `https` (loopback excepted), has a query, credentials
    /// or `//` in its path, for a secret that cannot be right, for a proxy URL that is not usable, a
    /// [`Proxy::Url`](crate::Proxy) for a server without TLS, or for TLS settings that cannot work.
    pub fn build(self, dialect: impl Dialect, auth: Option<Arc<dyn Authenticate>>) -> Result<Client> {
        self.build_with(Box::new(dialect), auth)
    }

    fn build_with(self, dialect: Box<dyn Dialect>, auth: Option<Arc<dyn Authenticate>>) -> Result<Client> {
        let vendor = dialect.vendor();
        self.connect(dialect, auth).map_err(|error| error.with_vendor(vendor))
    }

    fn connect(mut self, dialect: Box<dyn Dialect>, auth: Option<Arc<dyn Authenticate>>) -> Result<Client> {
        self.checked_secrets()?;
        let origins = self
            .origins
            .iter()
            .map(|origin| origin.as_deref().map(origin::base_url).transpose())
            .collect::<Result<Vec<_>>>()?;
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => self.own_transport(&origins)?,
        };
        let engine = Engine::new(self, origins, transport, dialect)?;
        Ok(Client(Arc::new(Inner { engine, auth }), Phase::Closing))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url(Origin::MAIN).ok().and_then(Url::host_str);
        f.debug_struct("Client").field("host", &host).finish_non_exhaustive()
    }
}

/// Gives requests their credentials.
pub trait Authenticate: Send + Sync + 'static {
    /// The credential for the next attempt; may log in or renew a token. It must come back before the
    /// deadline, and a caller who goes away must not harm the others.
    fn authorize<'a>(&'a self, client: &'a Client, deadline: Instant) -> BoxFuture<'a, Result<Credential>>;

    /// The server did not accept this credential. `true` if another attempt with a new one may help.
    fn refused(&self, used: &Credential, operation: &Operation) -> bool {
        let _ = (used, operation);
        false
    }

    /// The server processed a request with this credential: it is good, and may do this operation.
    fn accepted(&self, used: &Credential, operation: &Operation) {
        let _ = (used, operation);
    }

    /// Looks at every exchange before its reply is judged; the place to adopt a rotated token.
    fn observe<'a>(
        &'a self,
        used: &'a Credential,
        operation: &'a Operation,
        exchanged: Exchanged<'a>,
    ) -> BoxFuture<'a, ()> {
        let _ = (used, operation, exchanged);
        Box::pin(async {})
    }

    /// Ends the session, if there is one.
    fn close<'a>(&'a self, client: &'a Client, logout: bool) -> BoxFuture<'a, Result<()>> {
        let _ = (client, logout);
        Box::pin(async { Ok(()) })
    }

    /// Forgets that the server refused the credential, so that it is presented again.
    fn reset(&self) {}
}
