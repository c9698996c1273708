//! The client and how it is set up.

use crate::{Authorizations, Containers, Users, dialect::CertCentral};
use portcullis_core::{
    Error, ErrorKind, Request, Result, Secret,
    auth::header::Header,
    http::{HeaderName, HeaderValue, Method},
    pacing::Limit,
};
use std::{borrow::Cow, sync::Arc, time::Duration};

/// The base URL of CertCentral US, where most accounts are.
pub const US: &str = "https://www.digicert.com/services/v2";

/// The base URL of CertCentral Europe.
pub const EU: &str = "https://certcentral.digicert.eu/services/v2";

const API_KEY: HeaderName = HeaderName::from_static("x-dc-devkey");

/// Nine tenths of what the vendor allows in 5 seconds, and of the strictest figure that it gives for some
/// minutes (1000 in 5; newer pages say in 3).
const PACE: [Limit; 2] = [Limit::new(90, Duration::from_secs(5)), Limit::new(900, Duration::from_secs(300))];

/// A client of one CertCentral account. Clones share connections and rate plan.
#[derive(Debug, Clone)]
pub struct Client {
    core: Api,
}

impl Client {
    /// Begins a client of the service at this base URL: [`US`], [`EU`], or a proxy or test server.
    ///
    /// The base ends where an operation's path begins, so the vendor's own end in `/services/v2`. Any path
    /// is accepted and none is added.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder { core: portcullis_core::ClientBuilder::new(base_url).pacing(PACE), key: None }
    }

    /// Begins a client of CertCentral [`US`].
    pub fn us() -> ClientBuilder {
        Self::builder(US)
    }

    /// Begins a client of CertCentral Europe, [`EU`].
    pub fn eu() -> ClientBuilder {
        Self::builder(EU)
    }

    /// Users, ordinary and service.
    pub fn users(&self) -> Users {
        Users(self.core.clone())
    }

    /// Containers, which the console calls divisions.
    pub fn containers(&self) -> Containers {
        Containers(self.core.clone())
    }

    /// What the API key's owner may do.
    pub fn authorizations(&self) -> Authorizations {
        Authorizations(self.core.clone())
    }

    /// Begins a request that this crate has no method for, with the client's key, pace and error reading.
    ///
    /// The template is appended to the base URL; [`Request::path`] fills its `{placeholders}`. Every verb but
    /// GET and HEAD is sent at most once unless the request says otherwise.
    pub fn request(&self, method: Method, template: impl Into<Cow<'static, str>>) -> Request {
        self.core.request(method, template)
    }

    /// Waits for the client's work to end, at most this long. There is no session to close.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if it does not end in time.
    pub async fn close(&self, bound: Duration) -> Result<()> {
        self.core.0.close(bound, false).await
    }

    /// Presents the API key again although the server refused it: after it was mended there.
    pub fn reset_credentials(&self) {
        self.core.0.reset_credentials();
    }
}

/// Core's client; every request says `Content-Type: application/json`, also where there is no body: the
/// vendor answers in the form that it names.
#[derive(Debug, Clone)]
pub(crate) struct Api(portcullis_core::Client);

impl Api {
    fn request(&self, method: Method, template: impl Into<Cow<'static, str>>) -> Request {
        self.0.request(method, template).header("content-type", "application/json")
    }

    pub(crate) fn get(&self, template: &'static str) -> Request {
        self.request(Method::GET, template)
    }

    pub(crate) fn post(&self, template: &'static str) -> Request {
        self.request(Method::POST, template)
    }

    pub(crate) fn put(&self, template: &'static str) -> Request {
        self.request(Method::PUT, template)
    }

    pub(crate) fn delete(&self, template: &'static str) -> Request {
        self.request(Method::DELETE, template)
    }
}

/// How a [`Client`] is set up.
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    core: portcullis_core::ClientBuilder,
    key: Option<Secret>,
}

impl ClientBuilder {
    fn edit(
        mut self,
        edit: impl FnOnce(portcullis_core::ClientBuilder) -> portcullis_core::ClientBuilder,
    ) -> Self {
        self.core = edit(self.core);
        self
    }

    /// The API key, sent as `X-DC-DEVKEY`. Required.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The rate plan, in place of 90 requests in 5 seconds and 900 in 300 seconds. The server counts for each
    /// key: programs that share one must share the plan out among themselves.
    pub fn pacing(self, limits: impl IntoIterator<Item = Limit>) -> Self {
        self.edit(|core| core.pacing(limits))
    }

    /// Builds the client. No runtime is needed and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] without an API key, with one that no header can carry, or for a base URL that is
    /// not `https` (loopback excepted).
    pub fn build(self) -> Result<Client> {
        let config = |text: &str| Error::new(ErrorKind::Config, text);
        let key = self.key.ok_or_else(|| config("no API key was given"))?;
        let text = key.expose_secret();
        if text.is_empty() || text.contains(char::is_whitespace) || HeaderValue::from_str(text).is_err() {
            return Err(config("the API key is empty or holds characters that no header can carry"));
        }
        let auth = Arc::new(Header::new(API_KEY, key).refusal_is_final());
        Ok(Client { core: Api(self.core.build(CertCentral, Some(auth))?) })
    }
}

portcullis_core::client_options!(ClientBuilder);
portcullis_core::connection_options!(ClientBuilder);
