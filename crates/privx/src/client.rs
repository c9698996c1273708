//! The client and how it is set up.

use crate::{
    api_proxy::ApiProxy,
    auth::Auth,
    authorizer::Authorizer,
    connection_manager::ConnectionManager,
    credential::{self, Credential},
    db_proxy::DbProxy,
    dialect::{PrivX, VENDOR},
    host_store::HostStore,
    license_manager::LicenseManager,
    local_user_store::LocalUserStore,
    monitor::Monitor,
    network_access_manager::NetworkAccessManager,
    oauth::{ClientCredentialsGrant, OAuth, PasswordGrant},
    role_store::RoleStore,
    secrets_manager::SecretsManager,
    settings::Settings,
    ssh_proxy::SshProxy,
    trail_index::TrailIndex,
    vault::Vault,
    workflow_engine::WorkflowEngine,
};
use portcullis_core::{Error, ErrorKind, Request, Result, Secret, http::Method};
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

    /// Returns the operations on users of the built-in directory.
    pub fn local_user_store(&self) -> LocalUserStore {
        LocalUserStore(self.core.clone())
    }

    /// Returns the operations on roles, on users of every directory, and on who has which role.
    pub fn role_store(&self) -> RoleStore {
        RoleStore(self.core.clone())
    }

    /// Returns the operations on passwords of accounts that PrivX manages and rotates.
    pub fn secrets_manager(&self) -> SecretsManager {
        SecretsManager(self.core.clone())
    }

    /// Returns the operations on API targets and client credentials.
    pub fn api_proxy(&self) -> ApiProxy {
        ApiProxy(self.core.clone())
    }

    /// Returns the operations on sessions, devices and identity provider clients.
    pub fn auth(&self) -> Auth {
        Auth(self.core.clone())
    }

    /// Returns the operations on certificate authorities, certificates, access groups and account secrets.
    pub fn authorizer(&self) -> Authorizer {
        Authorizer(self.core.clone())
    }

    /// Returns the operations on connections, audit trails and UEBA.
    pub fn connection_manager(&self) -> ConnectionManager {
        ConnectionManager(self.core.clone())
    }

    /// Returns the operations on the database proxy.
    pub fn db_proxy(&self) -> DbProxy {
        DbProxy(self.core.clone())
    }

    /// Returns the operations on hosts and command whitelists.
    pub fn host_store(&self) -> HostStore {
        HostStore(self.core.clone())
    }

    /// Returns the operations on the license and the mobile gateway.
    pub fn license_manager(&self) -> LicenseManager {
        LicenseManager(self.core.clone())
    }

    /// Returns the operations on audit events and component status.
    pub fn monitor(&self) -> Monitor {
        Monitor(self.core.clone())
    }

    /// Returns the operations on network targets.
    pub fn network_access_manager(&self) -> NetworkAccessManager {
        NetworkAccessManager(self.core.clone())
    }

    /// Returns the operations on settings.
    pub fn settings(&self) -> Settings {
        Settings(self.core.clone())
    }

    /// Returns the operations on the SSH proxy.
    pub fn ssh_proxy(&self) -> SshProxy {
        SshProxy(self.core.clone())
    }

    /// Returns the operations on the index of audit trails.
    pub fn trail_index(&self) -> TrailIndex {
        TrailIndex(self.core.clone())
    }

    /// Returns the operations on secrets of roles and users.
    pub fn vault(&self) -> Vault {
        Vault(self.core.clone())
    }

    /// Returns the operations on workflows and access requests.
    pub fn workflow_engine(&self) -> WorkflowEngine {
        WorkflowEngine(self.core.clone())
    }

    /// Returns the token operations, for programs that manage tokens themselves.
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

    /// Closes the client: [`Client::close`](portcullis_core::Client::close) states what that means. The token is
    /// discarded; PrivX's session is not ended, and an access token expires within minutes.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if the work does not end within the bound.
    pub async fn close(&self, bound: Duration) -> Result<()> {
        self.core.close(bound, false).await
    }

    /// Sends the credential again after the server refused it: for one that was corrected at the server.
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
    /// Signs in as an API client, the standard way for integrations (password grant).
    ///
    /// Both pairs are on the page "API clients" of PrivX's user interface: the OAuth client's is shared by
    /// the deployment, its id is normally `privx-external`; the API client's id is a UUID.
    pub fn api_client(
        mut self,
        oauth_client_id: impl Into<String>,
        oauth_client_secret: impl Into<Secret>,
        api_client_id: impl Into<String>,
        api_client_secret: impl Into<Secret>,
    ) -> Self {
        let (shared, own) = (oauth_client_secret.into(), api_client_secret.into());
        self.core.check_secret("oauth_client_secret", &shared);
        self.core.check_secret("api_client_secret", &own);
        let grant = PasswordGrant::new(api_client_id, own);
        self.credential(credential::api_client(grant.oauth_client(oauth_client_id, shared)))
    }

    /// Signs in as an API client or a trusted client without the deployment's OAuth pair. Works only where the
    /// deployment has set `privx-external.client_type` to `public`.
    pub fn client_credentials(
        mut self,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Self {
        let secret = client_secret.into();
        self.core.check_secret("client_secret", &secret);
        self.credential(credential::client_credentials(ClientCredentialsGrant::new(client_id, secret)))
    }

    /// Signs in as a user without a second factor (authorization code with PKCE); the refresh token is used from
    /// then on.
    #[cfg(feature = "pkce")]
    #[cfg_attr(docsrs, doc(cfg(feature = "pkce")))]
    pub fn user(mut self, username: impl Into<String>, password: impl Into<Secret>) -> Self {
        let password = password.into();
        self.core.check_secret("password", &password);
        self.credential(credential::user(username.into(), password))
    }

    /// Signs in with a JWT of an identity provider that PrivX trusts (token exchange). The function is called for
    /// each login, since such tokens are short-lived; refresh tokens are used in between.
    ///
    /// After a JWT that PrivX refuses, or an [`ErrorKind::Auth`] from the function itself, it is not called
    /// again for 30 seconds; [`Client::reset_credentials`] ends that pause.
    pub fn external_jwt<F>(self, jwt: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Secret>> + Send + 'static,
    {
        self.credential(credential::external_jwt(Arc::new(move || Box::pin(jwt()))))
    }

    /// Uses a token that another program renews. A 401 is then final.
    pub fn bearer(mut self, token: impl Into<Secret>) -> Self {
        let token = token.into();
        self.core.check_secret("bearer", &token);
        self.credential(credential::bearer(token))
    }

    /// Uses no credential: for [`Client::oauth`] and the operations that need none.
    pub fn anonymous(self) -> Self {
        self.credential(credential::anonymous())
    }

    fn credential(mut self, credential: Credential) -> Self {
        self.credentials.push(credential);
        self
    }

    /// Sets the scope to request, separated by blanks; for [`api_client`](Self::api_client), `user` and
    /// [`external_jwt`](Self::external_jwt).
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Sets whether cookies are kept (yes): load balancers in front of PrivX select the node of the session by
    /// one. They go to PrivX only, live as long as the client, and are never shown.
    pub fn cookies(self, keep: bool) -> Self {
        self.core(|core| core.cookies(keep))
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
    /// [`ErrorKind::Config`] for no credential, several, an empty one, one that ends in a line break or holds other
    /// control characters, or a base URL or TLS settings that cannot work.
    pub fn build(self) -> Result<Client> {
        self.assemble().map_err(|error| error.with_vendor(VENDOR))
    }

    fn assemble(mut self) -> Result<Client> {
        self.core.checked_secrets()?;
        let config = |text: &'static str| Error::new(ErrorKind::Config, text);
        let credential = self.credentials.pop().ok_or_else(|| {
            config("a credential is missing: api_client, client_credentials, user, external_jwt, bearer or anonymous")
        })?;
        if !self.credentials.is_empty() {
            return Err(config("more than one credential is given"));
        }
        let auth = credential(self.scope)?;
        Ok(Client { core: self.core.build(PrivX, auth)? })
    }
}

portcullis_core::client_options!(ClientBuilder);
portcullis_core::connection_options!(ClientBuilder);

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ClientBuilder").field(&self.core).finish()
    }
}
