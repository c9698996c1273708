//! What the attempts of all calls of one client share.

use super::tasks::{Phase, Tasks};
use crate::{
    ClientBuilder, Dialect, Error, ErrorKind, Operation, Result,
    auth::credential::{Credential, Exchanged},
    origin::Origin,
    own_headers::OwnHeader,
    pacing::Pacer,
    parts::{Authorization, Parts},
    retry::Budget,
    transport::{BoxFuture, Transport, cookies::Cookies},
};
use http::HeaderValue;
use std::{future::Future, sync::Arc};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};
use url::Url;

/// What the attempts of all calls share.
pub(super) struct Engine {
    origins: Vec<Option<Url>>,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) dialect: Box<dyn Dialect>,
    pub(super) settings: ClientBuilder,
    pub(super) pacer: Pacer,
    in_flight: Semaphore,
    /// As many again: how long a download takes is up to its reader.
    downloads: Semaphore,
    pub(super) budget: Budget,
    pub(super) cookies: Option<Box<dyn Cookies>>,
    pub(super) user_agent: HeaderValue,
    pub(super) own_headers: Vec<OwnHeader>,
    pub(super) tasks: Tasks,
}

impl Engine {
    pub(super) fn new(
        mut settings: ClientBuilder,
        origins: Vec<Option<Url>>,
        transport: Arc<dyn Transport>,
        dialect: Box<dyn Dialect>,
    ) -> Result<Self> {
        if settings.pacing.iter().any(|limit| limit.count == 0) {
            return Err(Error::new(ErrorKind::Config, "a rate limit of zero lets nothing through"));
        }
        let places = settings.in_flight.min(Semaphore::MAX_PERMITS);
        let user_agent = HeaderValue::from_str(&settings.user_agent).map_err(|_| {
            Error::new(ErrorKind::Config, "the user agent holds characters that no header can carry")
        })?;
        let own_headers = match settings.headers.take() {
            Some(given) => given.check(dialect.credential_headers(), settings.client_request_id)?,
            None => Vec::new(),
        };
        Ok(Self {
            origins,
            user_agent,
            own_headers,
            transport,
            dialect,
            pacer: Pacer::new(&settings.pacing),
            in_flight: Semaphore::new(places),
            downloads: Semaphore::new(places),
            budget: Budget::new(),
            cookies: settings.cookies.map(|make| make()),
            tasks: Tasks::default(),
            settings,
        })
    }

    /// The base URL of an origin.
    pub(super) fn url(&self, origin: Origin) -> Result<&Url> {
        self.origins.get(origin.0).and_then(Option::as_ref).ok_or_else(|| {
            Error::new(ErrorKind::Config, "this operation needs a server whose URL was not given")
        })
    }

    /// The server that a request goes to.
    pub(super) fn server<'a>(&'a self, parts: &'a Parts) -> Result<&'a Url> {
        parts.target_url.as_deref().map_or_else(|| self.url(parts.origin), Ok)
    }

    /// Runs work that must not end with its caller.
    pub(super) fn detach(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(Box::pin(work));
    }

    /// A place among the calls in flight.
    pub(super) async fn in_flight(
        &self,
        parts: &Parts,
        deadline: Instant,
    ) -> Result<Option<SemaphorePermit<'_>>> {
        // A token request is made while others hold their places and wait for it.
        if parts.download.is_some() || !matches!(parts.authorization, Authorization::Client) {
            return Ok(None);
        }
        place(&self.in_flight, deadline, "too many calls in flight for this call's timeout").await
    }

    /// A place among the downloads, if this is one.
    pub(super) async fn downloading(
        &self,
        parts: &Parts,
        deadline: Instant,
    ) -> Result<Option<SemaphorePermit<'_>>> {
        if parts.download.is_none() {
            return Ok(None);
        }
        place(&self.downloads, deadline, "too many unfinished downloads for this download's timeout").await
    }
}

async fn place<'a>(
    places: &'a Semaphore,
    deadline: Instant,
    late: &'static str,
) -> Result<Option<SemaphorePermit<'a>>> {
    match timeout_at(deadline, places.acquire()).await {
        Ok(permit) => Ok(permit.ok()),
        Err(_) => Err(Error::new(ErrorKind::Paced, late)),
    }
}

/// Makes the attempts of a call: the engine, and the credential if the client has one.
pub(super) trait Caller: Clone + Send + Sync + 'static {
    fn engine(&self) -> &Engine;

    /// The phase of the client's end that ends its calls.
    fn end(&self) -> Phase;

    /// Whether requests get a credential.
    fn has_credential(&self) -> bool;

    fn authorize(&self, deadline: Instant) -> BoxFuture<'_, Result<Credential>>;

    /// The server did not accept this credential. `true` if another attempt with a new one may help.
    fn refused(&self, used: &Credential, operation: &Operation) -> bool;

    /// The server processed a request with this credential.
    fn accepted(&self, used: &Credential, operation: &Operation);

    /// Looks at an exchange before its reply is judged.
    fn observe<'a>(
        &'a self,
        used: &'a Credential,
        operation: &'a Operation,
        exchanged: Exchanged<'a>,
    ) -> BoxFuture<'a, ()>;
}
