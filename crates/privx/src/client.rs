//! The client and how it is set up.

use crate::{
    auth::Credential,
    dialect::PrivX,
    local_user_store::LocalUsers,
    oauth::{ClientCredentialsGrant, OAuth, PasswordGrant},
};
#[cfg(feature = "reqwest-0_13")]
use portcullis_core::transport::HttpClientBuilder;
use portcullis_core::{
    Error, ErrorKind, Proxy, Request, Result, RetryPolicy, Secret, Trust, http::Method, transport::Transport,
};
use std::{borrow::Cow, fmt, future::Future, sync::Arc, time::Duration};

/// A client of one PrivX deployment: cheap to clone, for use from many tasks.
#[derive(Debug, Clone)]
pub struct Client {
    core: portcullis_core::Client,
}

impl Client {
    /// Begins a client of the deployment at this URL, such as `https://privx.example.org`.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            core: portcullis_core::ClientBuilder::new(base_url).cookies(true),
            credentials: Vec::new(),
            scope: None,
        }
    }

    /// The users of the built-in directory.
    pub fn local_users(&self) -> LocalUsers {
        LocalUsers(self.core.clone())
    }

    /// The token operations, for whoever manages tokens on their own.
    pub fn oauth(&self) -> OAuth {
        OAuth(self.core.clone())
    }

    /// Begins a request that this crate has no method for.
    ///
    /// The template is appended to the base URL; placeholders in braces are filled by
    /// [`Request::path`], never by formatting.
    ///
    /// ```no_run
    /// # async fn f(privx: privx::Client) -> privx::Result<()> {
    /// use privx::http::Method;
    ///
    /// let path = "/local-user-store/api/v1/status";
    /// let status: serde_json::Value = privx.request(Method::GET, path).call().await?;
    /// # drop(status);
    /// # Ok(()) }
    /// ```
    pub fn request(&self, method: Method, template: impl Into<Cow<'static, str>>) -> Request {
        self.core.request(method, template)
    }

    /// Ends the client's work: waits for a token renewal under way and forgets the token. PrivX's session
    /// is not ended; an access token runs out within minutes.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if the work does not end within the bound.
    pub async fn close(&self, bound: Duration) -> Result<()> {
        self.core.close(bound, false).await
    }

    /// Presents the credential again although the server refused it: after it was mended there.
    pub fn reset_credentials(&self) {
        self.core.reset_credentials();
    }
}

/// Sets a [`Client`] up. Exactly one credential is needed.
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    core: portcullis_core::ClientBuilder,
    credentials: Vec<Credential>,
    scope: Option<String>,
}

impl ClientBuilder {
    /// An API client, the standard way for integrations (password grant).
    ///
    /// Both pairs are on the page "API clients" of PrivX's user interface: the OAuth client's is shared by
    /// the deployment, its id is normally `privx-external`; the API client's id is a UUID.
    pub fn api_client(
        self,
        oauth_client_id: impl Into<String>,
        oauth_client_secret: impl Into<Secret>,
        api_client_id: impl Into<String>,
        api_client_secret: impl Into<Secret>,
    ) -> Self {
        let grant = PasswordGrant::new(api_client_id, api_client_secret);
        self.credential(Credential::ApiClient(grant.oauth_client(oauth_client_id, oauth_client_secret)))
    }

    /// An API client or a trusted client without the deployment's OAuth pair. Works only where the
    /// deployment has set `privx-external.client_type` to `public`.
    pub fn client_credentials(self, client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        self.credential(Credential::ClientCredentials(ClientCredentialsGrant::new(client_id, client_secret)))
    }

    /// A user without a second factor (authorization code with PKCE); the refresh token is used from then
    /// on.
    #[cfg(feature = "pkce")]
    #[cfg_attr(docsrs, doc(cfg(feature = "pkce")))]
    pub fn user(self, username: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.credential(Credential::User { username: username.into(), password: password.into() })
    }

    /// A JWT of an identity provider that PrivX trusts (token exchange). The function is called for each
    /// login, since such tokens are short-lived; refresh tokens are used in between.
    ///
    /// After a JWT that PrivX refuses, or an [`ErrorKind::Auth`] from the function itself, it is not asked again
    /// for 30 seconds; [`Client::reset_credentials`] ends that pause.
    pub fn external_jwt<F>(self, jwt: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Secret>> + Send + 'static,
    {
        self.credential(Credential::ExternalJwt(Arc::new(move || Box::pin(jwt()))))
    }

    /// A token that somebody else renews. A 401 is then final.
    pub fn bearer(self, token: impl Into<Secret>) -> Self {
        self.credential(Credential::Bearer(token.into()))
    }

    /// No credential: for [`Client::oauth`] and the operations that need none.
    pub fn anonymous(self) -> Self {
        self.credential(Credential::Anonymous)
    }

    fn credential(mut self, credential: Credential) -> Self {
        self.credentials.push(credential);
        self
    }

    /// The scope to ask for, separated by blanks; for [`api_client`](Self::api_client), `user` and
    /// [`external_jwt`](Self::external_jwt).
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Whether cookies are kept (yes): load balancers in front of PrivX remember by one which node knows
    /// the session. They go to PrivX only, live as long as the client, and are never shown.
    pub fn cookies(self, keep: bool) -> Self {
        self.core(|core| core.cookies(keep))
    }

    /// Whose certificates to accept. PrivX usually has a CA of its own, which its page "API clients" shows
    /// as "TLS Trust Anchor": give that to [`Trust::only_pem`].
    pub fn trust(self, trust: Trust) -> Self {
        self.core(|core| core.trust(trust))
    }

    /// Through which proxy to go.
    pub fn proxy(self, proxy: Proxy) -> Self {
        self.core(|core| core.proxy(proxy))
    }

    /// Bounds name lookup, TCP, proxy and TLS of one connection (5 s).
    pub fn connect_timeout(self, bound: Duration) -> Self {
        self.core(|core| core.connect_timeout(bound))
    }

    /// Bounds one attempt, from the connection to the last byte of the reply (20 s).
    pub fn attempt_timeout(self, bound: Duration) -> Self {
        self.core(|core| core.attempt_timeout(bound))
    }

    /// Bounds a whole call: every wait, every attempt, reading (60 s).
    pub fn timeout(self, bound: Duration) -> Self {
        self.core(|core| core.timeout(bound))
    }

    /// When to send again, where that is safe.
    pub fn retry(self, policy: impl RetryPolicy) -> Self {
        self.core(|core| core.retry(policy))
    }

    /// How many requests may be in flight at a time (16).
    pub fn in_flight(self, most: usize) -> Self {
        self.core(|core| core.in_flight(most))
    }

    /// Put before this library's own name in `User-Agent`.
    pub fn user_agent(self, name: &str) -> Self {
        self.core(|core| core.user_agent(name))
    }

    /// Whether documented limits are checked before anything is sent (yes). Off, PrivX judges.
    pub fn check_input(self, check: bool) -> Self {
        self.core(|core| core.check_input(check))
    }

    /// Another way to send bytes.
    pub fn transport(self, transport: impl Transport) -> Self {
        self.core(|core| core.transport(transport))
    }

    /// Shapes the connection pools; this crate's own settings are applied after it.
    #[cfg(feature = "reqwest-0_13")]
    #[cfg_attr(docsrs, doc(cfg(feature = "reqwest-0_13")))]
    pub fn reqwest_0_13(
        self,
        shape: impl Fn(HttpClientBuilder) -> HttpClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.core(|core| core.reqwest_0_13(shape))
    }

    fn core(
        self,
        change: impl FnOnce(portcullis_core::ClientBuilder) -> portcullis_core::ClientBuilder,
    ) -> Self {
        Self { core: change(self.core), ..self }
    }

    /// Builds the client. No runtime is needed and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] for no credential, several, an empty one, or a base URL or TLS settings that
    /// cannot work.
    pub fn build(mut self) -> Result<Client> {
        let config = |text: &str| Error::new(ErrorKind::Config, text);
        let credential = self.credentials.pop().ok_or_else(|| {
            config("a credential is missing: api_client, client_credentials, user, external_jwt, bearer or anonymous")
        })?;
        if !self.credentials.is_empty() {
            return Err(config("more than one credential is given"));
        }
        let auth = credential.authenticator(self.scope)?;
        Ok(Client { core: self.core.build(PrivX, auth)? })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ClientBuilder").field(&self.core).finish()
    }
}
