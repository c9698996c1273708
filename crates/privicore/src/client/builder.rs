//! The builder of a client.

use super::{Client, POLLS, Shared};
#[cfg(feature = "websocket")]
use crate::commands::channel::{Channel, Endpoint};
use crate::{
    auth::{Access, Session},
    commands::Poller,
    data_tokens::{DOWNSTREAM, UPSTREAM},
    dialect::{Privicore, VENDOR},
};
use portcullis_core::{Error, ErrorKind, Result, Secret, auth::Authenticate};
use std::{fmt, sync::Arc};
use tokio::sync::{Mutex, Semaphore};

/// Builds a [`Client`]: the engine's URL, one login method, and options.
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    core: portcullis_core::ClientBuilder,
    access: Vec<Access>,
    #[cfg(feature = "websocket")]
    ws_url: Option<String>,
}

impl ClientBuilder {
    pub(super) fn new(api_url: impl Into<String>) -> Self {
        Self {
            core: portcullis_core::ClientBuilder::new(api_url),
            access: Vec::new(),
            #[cfg(feature = "websocket")]
            ws_url: None,
        }
    }

    /// The engine's websocket server, such as `wss://engine.example.com:8083`, never derived from the API's
    /// URL. With it outcomes of commands arrive by websocket; without it they are polled. `wss` only (`ws` on loopback).
    /// Trust, client certificate, proxy and connect timeout are those of the calls.
    #[cfg(feature = "websocket")]
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    pub fn ws_url(mut self, url: impl Into<String>) -> Self {
        self.ws_url = Some(url.into());
        self
    }

    /// The server that receives streamed payloads, such as `https://upstream.example.com:8010`, never derived from the
    /// API's URL. Needed only if the engine returns a token for an upload in place of a URL.
    pub fn upstream_url(mut self, url: impl Into<String>) -> Self {
        self.core = self.core.origin(UPSTREAM, Some(url.into()));
        self
    }

    /// The server that returns streamed payloads, such as `https://downstream.example.com:8011`. Needed only if
    /// the engine returns a token for a download in place of a URL.
    pub fn downstream_url(mut self, url: impl Into<String>) -> Self {
        self.core = self.core.origin(DOWNSTREAM, Some(url.into()));
        self
    }

    /// Logs in with the name and password of a profile: the current way.
    pub fn login(mut self, username: impl Into<String>, password: impl Into<Secret>) -> Self {
        let password = password.into();
        self.core.check_secret("password", &password);
        self.access(Access::login(username.into(), password))
    }

    /// Logs in by the four steps of older engines, for these scopes; [`SCOPE_ALL`](crate::SCOPE_ALL) allows
    /// everything.
    pub fn legacy_login(
        mut self,
        username: impl Into<String>,
        password: impl Into<Secret>,
        scopes: &[&str],
    ) -> Self {
        let password = password.into();
        self.core.check_secret("password", &password);
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.access(Access::legacy(username.into(), password, scopes))
    }

    /// Uses an existing token until it ends.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        let token = token.into();
        self.core.check_secret("token", &token);
        self.access(Access::token(token))
    }

    /// Uses no credentials: for health, registering a profile, logging in by hand and waiting for commands.
    /// [`Client::adopt`] may set a token later.
    pub fn anonymous(self) -> Self {
        self.access(Access::anonymous())
    }

    fn access(mut self, access: Access) -> Self {
        self.access.push(access);
        self
    }

    /// Builds the client. No runtime is needed and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] without exactly one login method (or [`anonymous`](Self::anonymous)), for an empty
    /// name, password or token, for a password or token that ends in a line break or holds other control characters,
    /// for URLs that are not safe, and for a proxy that is not usable or, with a URL, for a server without TLS.
    pub fn build(self) -> Result<Client> {
        self.assemble().map_err(|error| error.with_vendor(VENDOR))
    }

    fn assemble(mut self) -> Result<Client> {
        self.core.checked_secrets()?;
        let config = |text: &'static str| Error::new(ErrorKind::Config, text);
        let access = self.access.pop().ok_or_else(|| {
            config("credentials are missing: call one of `login`, `legacy_login`, `token` and `anonymous`")
        })?;
        if !self.access.is_empty() {
            return Err(config("only one of `login`, `legacy_login`, `token` and `anonymous` can be used"));
        }
        if access.empty {
            return Err(config("the user name and the scopes must not be empty"));
        }
        #[cfg(feature = "websocket")]
        let channel = match &self.ws_url {
            Some(url) => Some(Channel::new(Endpoint::new(self.core.socket(url)?))),
            None => None,
        };
        let session = Arc::new(Session::new(access));
        let core = self.core.build(Privicore, Some(session.clone() as Arc<dyn Authenticate>))?;
        let shared = Shared {
            session,
            poller: Poller::default(),
            polls: Semaphore::new(POLLS),
            renewing: Arc::new(Mutex::new(())),
            #[cfg(feature = "websocket")]
            channel,
        };
        Ok(Client { core, shared: Arc::new(shared) })
    }
}

portcullis_core::client_options!(ClientBuilder);
portcullis_core::connection_options!(ClientBuilder);

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("core", &self.core).finish_non_exhaustive()
    }
}
