//! How a client is set up.

mod options;

use crate::{
    ClientIdentity, Error, Origin, Proxy, Result, Retry, RetryPolicy, Secret, Trust, origin, own_headers,
    pacing::Limit,
    secret,
    transport::{
        SocketRoute, Tls, Transport,
        cookies::{self, Cookies},
        http_client,
        proxy::Route,
    },
};
use std::{fmt, sync::Arc, time::Duration};
use url::Url;

/// What every vendor's builder has in common.
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    pub(crate) origins: Vec<Option<String>>,
    pub(crate) trust: Trust,
    pub(crate) identity: Option<ClientIdentity>,
    pub(crate) proxy: Proxy,
    pub(crate) connect_timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) timeout: Duration,
    pub(crate) retry: Arc<dyn RetryPolicy>,
    pub(crate) pacing: Vec<Limit>,
    pub(crate) in_flight: usize,
    pub(crate) user_agent: String,
    pub(crate) headers: Option<Box<dyn own_headers::Given>>,
    pub(crate) client_request_id: bool,
    pub(crate) check_input: bool,
    /// Makes the store: only who keeps cookies carries the code for it.
    pub(crate) cookies: Option<fn() -> Box<dyn Cookies>>,
    pub(crate) reply_cap: usize,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) hook: Option<http_client::Hook>,
    /// The first secret that cannot be right.
    problem: Option<Error>,
}

impl ClientBuilder {
    /// A client of the API at this base URL. Paths are appended to the base's own path.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            origins: vec![Some(base_url.into())],
            trust: Trust::system(),
            identity: None,
            proxy: Proxy::default(),
            connect_timeout: Duration::from_secs(5),
            attempt_timeout: Duration::from_secs(20),
            timeout: Duration::from_secs(60),
            retry: Arc::new(Retry::default()),
            pacing: Vec::new(),
            in_flight: 16,
            user_agent: concat!("portcullis/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: None,
            client_request_id: false,
            check_input: true,
            cookies: None,
            reply_cap: 8 * 1024 * 1024,
            transport: None,
            hook: None,
            problem: None,
        }
    }

    /// Names another server; requests go there with [`Request::at`](crate::Request::at) and carry no
    /// credential of the client's.
    pub fn origin(mut self, origin: Origin, url: Option<String>) -> Self {
        if self.origins.len() <= origin.0 {
            self.origins.resize(origin.0 + 1, None);
        }
        if let Some(place) = self.origins.get_mut(origin.0) {
            *place = url;
        }
        self
    }

    /// Whose certificates to accept.
    pub fn trust(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }

    /// The certificate to present when a server asks for one.
    pub fn identity(mut self, identity: ClientIdentity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Through which proxy to go.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        if let Proxy::Url(url) = &proxy {
            self.check_secret("proxy", url);
        }
        self.proxy = proxy;
        self
    }

    /// Bounds name lookup, TCP, proxy and TLS of one connection (5 s, and at most three quarters of an attempt's
    /// bound, so that a connection that fails is known not to have sent anything).
    pub fn connect_timeout(mut self, bound: Duration) -> Self {
        self.connect_timeout = bound;
        self
    }

    /// Bounds one attempt, from the connection to the last byte of the reply (20 s).
    pub fn attempt_timeout(mut self, bound: Duration) -> Self {
        self.attempt_timeout = bound;
        self
    }

    /// Bounds a whole call: every wait, every attempt, reading (60 s).
    pub fn timeout(mut self, bound: Duration) -> Self {
        self.timeout = bound;
        self
    }

    /// When to send again.
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Arc::new(policy);
        self
    }

    /// A rate plan: all of these limits hold.
    pub fn pacing(mut self, limits: impl IntoIterator<Item = Limit>) -> Self {
        self.pacing = limits.into_iter().collect();
        self
    }

    /// How many requests may be in flight at a time (16), and as many downloads beside them.
    pub fn in_flight(mut self, most: usize) -> Self {
        self.in_flight = most.max(1);
        self
    }

    /// Put before this library's own name in `User-Agent`.
    pub fn user_agent(mut self, name: &str) -> Self {
        self.user_agent = format!("{name} portcullis/{}", env!("CARGO_PKG_VERSION"));
        self
    }

    /// Adds a header to every request to the first origin, for a gateway for example. Its value is shown nowhere. A header
    /// that this library sets is an error of `build`.
    pub fn header(mut self, name: &str, value: impl Into<Secret>) -> Self {
        let headers = self.headers.get_or_insert_with(|| Box::new(own_headers::Headers::default()));
        headers.add(name, value.into());
        self
    }

    /// Whether each request has a random `X-Request-Id` (no), which [`Error::request_id`](crate::Error::request_id)
    /// returns if the vendor sends no id. The attempts of a call have the same, and so have the pages of a listing.
    pub fn client_request_id(mut self, send: bool) -> Self {
        self.client_request_id = send;
        self
    }

    /// Whether documented limits of input are checked before anything is sent (yes). Off, the server
    /// judges.
    pub fn check_input(mut self, check: bool) -> Self {
        self.check_input = check;
        self
    }

    /// Whether the cookies of the first origin are kept: for load balancers with sticky sessions.
    pub fn cookies(mut self, keep: bool) -> Self {
        self.cookies = keep.then_some(cookies::jar);
        self
    }

    /// The longest reply that is read (8 MiB).
    pub fn reply_cap(mut self, bytes: usize) -> Self {
        self.reply_cap = bytes;
        self
    }

    /// Another way to send bytes; see [`Transport`] for what it must then guarantee.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Checks a secret of the client by [`secret::check`]: every builder of a vendor passes each of its secrets here.
    pub fn check_secret(&mut self, setting: &str, secret: &Secret) {
        if self.problem.is_none() {
            self.problem = secret::check(setting, secret).err();
        }
    }

    /// Returns the error of the first secret that did not pass its check.
    pub fn checked_secrets(&mut self) -> Result<()> {
        self.problem.take().map_or(Ok(()), Err)
    }

    /// Connecting must end before the attempt does: only then is it proved that nothing was sent.
    pub(crate) fn effective_connect_timeout(&self) -> Duration {
        self.connect_timeout.min(self.attempt_timeout / 4 * 3).min(self.timeout / 4 * 3)
    }

    pub(crate) fn own_transport(&self, origins: &[Option<Url>]) -> Result<Arc<dyn Transport>> {
        let servers: Vec<&Url> = origins.iter().flatten().collect();
        let tls = if servers.iter().any(|url| url.scheme() == "https") {
            Tls::new(&self.trust, self.identity.as_ref())?
        } else {
            Tls::unused()?
        };
        let settings = http_client::Settings {
            tls,
            route: Route::new(&self.proxy, &servers)?,
            connect_timeout: self.effective_connect_timeout(),
            hook: self.hook.clone(),
        };
        Ok(Arc::new(http_client::Pools::new(&settings)?))
    }

    /// Whether a client certificate is set.
    #[doc(hidden)]
    pub fn has_identity(&self) -> bool {
        self.identity.is_some()
    }

    /// How a websocket at this URL is reached: as the calls are.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) as for a base URL.
    #[doc(hidden)]
    pub fn socket(&self, url: &str) -> Result<SocketRoute> {
        let url = origin::socket_url(url)?;
        let tls = match url.scheme() {
            "wss" => Some(Arc::new(crate::transport::client_config(&self.trust, self.identity.as_ref())?)),
            _ => None,
        };
        let proxy = Route::new(&self.proxy, &[&url])?.and_then(|route| route.hop(&url));
        Ok(SocketRoute { url, tls, proxy, connect_timeout: self.connect_timeout })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("trust", &self.trust)
            .field("proxy", &self.proxy)
            .field("timeout", &self.timeout)
            .field("headers", &self.headers.as_ref().map(|headers| headers.names()))
            .finish_non_exhaustive()
    }
}
