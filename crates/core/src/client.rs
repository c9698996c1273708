//! The client and its attempt loop: *build → (pace → authorize → send → judge → wait)\* → decode*.

mod attempts;
mod authenticate;
mod exchange;
mod judge;
mod tasks;

pub use authenticate::Authenticate;

use crate::{
    ClientBuilder, Dialect, Error, ErrorKind, Request, Result,
    clock::later,
    origin::{self, Origin},
    pacing::Pacer,
    parts::{Authorization, Parts},
    reply::Accepted,
    retry::Budget,
    trace,
    transport::{Transport, cookies::Cookies},
};
use attempts::Attempts;
use http::{HeaderValue, Method};
use std::{borrow::Cow, fmt, future::Future, sync::Arc, time::Duration};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};
use tracing::Instrument as _;
use url::Url;

/// The engine under a vendor's client: cheap to clone, shared by all its handles.
///
/// Users meet it through a vendor crate; [`request`](Self::request) is its escape hatch to operations
/// that the vendor crate does not have yet.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    origins: Vec<Option<Url>>,
    transport: Arc<dyn Transport>,
    dialect: Box<dyn Dialect>,
    auth: Option<Arc<dyn Authenticate>>,
    settings: ClientBuilder,
    pacer: Pacer,
    in_flight: Semaphore,
    budget: Budget,
    cookies: Option<Box<dyn Cookies>>,
    user_agent: HeaderValue,
    tasks: tasks::Tasks,
}

impl Client {
    pub(crate) fn new(
        settings: ClientBuilder,
        origins: Vec<Option<Url>>,
        transport: Arc<dyn Transport>,
        dialect: impl Dialect,
        auth: Option<Arc<dyn Authenticate>>,
    ) -> Result<Self> {
        if settings.pacing.iter().any(|limit| limit.count == 0) {
            return Err(Error::new(ErrorKind::Config, "a rate limit of zero lets nothing through"));
        }
        let user_agent = HeaderValue::from_str(&settings.user_agent).map_err(|_| {
            Error::new(ErrorKind::Config, "the user agent holds characters that no header can carry")
        })?;
        Ok(Self(Arc::new(Inner {
            origins,
            user_agent,
            transport,
            dialect: Box::new(dialect),
            auth,
            pacer: Pacer::new(&settings.pacing),
            in_flight: Semaphore::new(settings.in_flight.min(Semaphore::MAX_PERMITS)),
            budget: Budget::new(),
            cookies: settings.cookies.map(|make| make()),
            tasks: tasks::Tasks::default(),
            settings,
        })))
    }

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

    /// Ends the client's work: waits for token renewals and session exchanges that still run, then, if
    /// asked, logs out. Call it before the process ends; without it a reply under way may take the only
    /// copy of a session's next token with it.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if the work does not end within the bound, or what the logout says.
    pub async fn close(&self, bound: Duration, logout: bool) -> Result<()> {
        let deadline = later(Instant::now(), bound);
        let late = |_| Error::new(ErrorKind::Timeout, "the client's work did not end within the bound");
        timeout_at(deadline, self.0.tasks.ended()).await.map_err(late)?;
        match &self.0.auth {
            Some(auth) => timeout_at(deadline, auth.close(self, logout)).await.map_err(late)?,
            None => Ok(()),
        }
    }

    /// Presents the credential again although the server refused it: after it was mended there.
    pub fn reset_credentials(&self) {
        if let Some(auth) = &self.0.auth {
            auth.reset();
        }
    }

    /// The base URL of an origin.
    pub fn url(&self, origin: Origin) -> Result<&Url> {
        self.0.origins.get(origin.0).and_then(Option::as_ref).ok_or_else(|| {
            Error::new(ErrorKind::Config, "this operation needs a server whose URL was not given")
        })
    }

    pub(crate) fn dialect(&self) -> &dyn Dialect {
        &*self.0.dialect
    }

    pub(crate) fn checks_input(&self) -> bool {
        self.0.settings.check_input
    }

    /// Runs work that must not end with its caller; [`close`](Self::close) waits for it.
    #[doc(hidden)]
    pub fn detach(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.tasks.spawn(Box::pin(work));
    }

    /// The server that a request goes to.
    fn server<'a>(&'a self, parts: &'a Parts) -> Result<&'a Url> {
        parts.target_url.as_deref().map_or_else(|| self.url(parts.origin), Ok)
    }

    // Shared, not borrowed: a detached exchange keeps it too.
    pub(crate) async fn execute(self, parts: Arc<Parts>) -> Result<Accepted> {
        if tokio::runtime::Handle::try_current().is_err() {
            let error = Error::new(ErrorKind::Interrupted, "a call needs a tokio runtime");
            return Err(error.at(&parts.operation, 0));
        }
        let origin = self.server(&parts).map_err(|e| e.at(&parts.operation, 0))?;
        let span = trace::span(&parts.operation, origin);
        let outcome = Attempts::new(&self, &parts).run().instrument(span.clone()).await;
        trace::record(&span, &outcome);
        outcome
    }

    /// A place among the calls in flight.
    async fn in_flight(&self, parts: &Parts, deadline: Instant) -> Result<Option<SemaphorePermit<'_>>> {
        // A token request is made while others hold their places and wait for it.
        if !matches!(parts.authorization, Authorization::Client) {
            return Ok(None);
        }
        match timeout_at(deadline, self.0.in_flight.acquire()).await {
            Ok(permit) => Ok(permit.ok()),
            Err(_) => Err(Error::new(ErrorKind::Paced, "too many calls in flight for this call's timeout")),
        }
    }
}

impl ClientBuilder {
    /// Builds the client. No runtime is needed and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] for a base URL that is not `https` (loopback excepted), has a query or
    /// credentials in it, or for TLS settings that cannot work.
    pub fn build(mut self, dialect: impl Dialect, auth: Option<Arc<dyn Authenticate>>) -> Result<Client> {
        let origins = self
            .origins
            .iter()
            .map(|origin| origin.as_deref().map(origin::base_url).transpose())
            .collect::<Result<Vec<_>>>()?;
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => self.own_transport(&origins)?,
        };
        Client::new(self, origins, transport, dialect, auth)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url(Origin::MAIN).ok().and_then(Url::host_str);
        f.debug_struct("Client").field("host", &host).finish_non_exhaustive()
    }
}
