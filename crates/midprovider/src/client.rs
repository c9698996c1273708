//! The client and its builder.

use crate::{
    Flavour, Secret, TenantName,
    activation_codes::ActivationCodes,
    admin::Admin,
    ast_clients::AstClients,
    ast_tms::AstTms,
    auth::{Auth, OidcClient, TokenAuth},
    devices::Devices,
    dialect::{Kobil, VENDOR},
    flavour::{AST, Core, MEDIA, MPOWER},
    mpower::Mpower,
    session::{Grant, Login},
    tenants::Tenants,
    tms::Tms,
    users::Users,
};
use portcullis_core::{
    Error, ErrorKind, Origin, Request, Result,
    auth::{Authenticate, header::Header},
    http::Method,
};
use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

/// A client of one tenant: cheap to clone, shared by all its handles.
#[derive(Debug, Clone)]
pub struct Client {
    core: Core,
}

impl Client {
    /// Configures a client of an mID Server (SSMS) tenant, at a base URL such as
    /// `https://tenant.idp.example.com`: the tenant is its sub-domain.
    pub fn ssms(base_url: impl Into<String>, tenant: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(Flavour::Ssms, base_url.into(), tenant.into())
    }

    /// Configures a client of a KOBIL Shift (AST) tenant, at a base URL such as `https://idp.example.com`:
    /// the tenant is a part of the path.
    pub fn shift(base_url: impl Into<String>, tenant: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(Flavour::Shift, base_url.into(), tenant.into())
    }

    /// Returns the operations on tokens, metadata and keys of the realm.
    pub fn auth(&self) -> Auth {
        Auth(self.core.clone())
    }

    /// Returns the operations on users.
    pub fn users(&self) -> Users {
        Users(self.core.clone())
    }

    /// Returns the operations on activation codes, with which a user registers an app.
    pub fn activation_codes(&self) -> ActivationCodes {
        ActivationCodes(self.core.clone())
    }

    /// Returns the operations on second-factor devices.
    pub fn devices(&self) -> Devices {
        Devices(self.core.clone())
    }

    /// Returns the operations on transactions that a user confirms in the app.
    pub fn tms(&self) -> Tms {
        Tms(self.core.clone())
    }

    /// Returns the operations on transactions, by the AST services.
    pub fn ast_tms(&self) -> AstTms {
        AstTms(self.core.clone())
    }

    /// Returns the operations on app instances, by the AST services.
    pub fn ast_clients(&self) -> AstClients {
        AstClients(self.core.clone())
    }

    /// Returns the operations on tenants.
    pub fn tenants(&self) -> Tenants {
        Tenants(self.core.clone())
    }

    /// Returns the operations on chat messages.
    pub fn mpower(&self) -> Mpower {
        Mpower(self.core.clone())
    }

    /// Returns Keycloak's admin API of this client's realm.
    pub fn admin(&self) -> Admin {
        Admin(self.core.clone())
    }

    /// Returns Keycloak's admin API of another realm. The token stays that of this client's realm, which must be
    /// `master`.
    pub fn admin_of(&self, realm: impl Into<TenantName>) -> Admin {
        Admin(self.core.of_realm(realm.into().as_str()))
    }

    /// Returns the flavour.
    pub fn flavour(&self) -> Flavour {
        self.core.flavour()
    }

    /// Returns the tenant, which is the name of the realm.
    pub fn tenant(&self) -> &str {
        self.core.tenant()
    }

    /// Begins a request to an operation that this crate does not have, with this client's credential.
    ///
    /// The template begins with `/auth/…` or `/digitanium/…`; [`Request::path`] fills each
    /// `{placeholder}`, the tenant's too. The envelope is unwrapped unless the request is
    /// [`bare`](Request::bare).
    pub fn request(&self, method: Method, template: impl Into<Cow<'static, str>>) -> Request {
        self.core.engine().request(method, template)
    }

    /// Closes the client: [`Client::close`](portcullis_core::Client::close) states what that means. The token is
    /// discarded; the server's session is not ended.
    ///
    /// # Errors
    /// `Timeout` if the work does not end within the bound.
    pub async fn close(&self, bound: Duration) -> Result<()> {
        self.core.engine().close(bound, false).await
    }

    /// Sends the credential again although the server refused it: call this after it was corrected on the server.
    pub fn reset_credentials(&self) {
        self.core.engine().reset_credentials();
    }
}

/// Checks a credential and makes the authentication of requests from it and the other settings. A function, so that a
/// program links the code of its own credential only.
type Credential = Box<dyn FnOnce(Settings) -> Result<Option<Arc<dyn Authenticate>>> + Send + Sync>;

/// The settings that a credential may use.
struct Settings {
    tenant: Arc<str>,
    token_auth: Option<TokenAuth>,
    scope: Option<String>,
}

impl Settings {
    fn without_login(&self) -> Result<()> {
        if self.token_auth.is_some() || self.scope.is_some() {
            return Err(config("`token_auth` and `scope` belong to `client_credentials` and `password`"));
        }
        Ok(())
    }
}

fn log_in_with(mut client: OidcClient, grant: Grant) -> Credential {
    Box::new(move |settings| {
        client.token_auth = settings.token_auth.unwrap_or_default();
        client.check().map_err(|error| Error::new(ErrorKind::Config, error.message().to_owned()))?;
        if let Grant::Password { username, .. } = &grant
            && username.is_empty()
        {
            return Err(config("the user name must not be empty"));
        }
        let login = Login { tenant: settings.tenant, client, grant, scope: settings.scope };
        Ok(Some(Arc::new(login.into_auth())))
    })
}

/// Configures a [`Client`].
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    core: portcullis_core::ClientBuilder,
    flavour: Flavour,
    tenant: String,
    credentials: Vec<Credential>,
    token_auth: Option<TokenAuth>,
    scope: Option<String>,
}

impl ClientBuilder {
    fn edit(
        mut self,
        edit: impl FnOnce(portcullis_core::ClientBuilder) -> portcullis_core::ClientBuilder,
    ) -> Self {
        self.core = edit(self.core);
        self
    }

    fn new(flavour: Flavour, base_url: String, tenant: String) -> Self {
        Self {
            core: portcullis_core::ClientBuilder::new(base_url),
            flavour,
            tenant,
            credentials: Vec::new(),
            token_auth: None,
            scope: None,
        }
    }

    /// Signs in as a service account of the tenant's realm.
    pub fn client_credentials(
        mut self,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Self {
        let client_secret = client_secret.into();
        self.core.check_secret("client_secret", &client_secret);
        let client = OidcClient::confidential(client_id, client_secret);
        self.credentials.push(log_in_with(client, Grant::ClientCredentials));
        self
    }

    /// Signs in as an administrator of the tenant's realm, through a client with direct access grants.
    /// The account must have no open required action.
    pub fn password(
        mut self,
        client_id: impl Into<String>,
        client_secret: Option<Secret>,
        username: impl Into<String>,
        password: impl Into<Secret>,
    ) -> Self {
        let client = match client_secret {
            Some(secret) => {
                self.core.check_secret("client_secret", &secret);
                OidcClient::confidential(client_id, secret)
            }
            None => OidcClient::public(client_id),
        };
        let password = password.into();
        self.core.check_secret("password", &password);
        let grant = Grant::Password { username: username.into(), password };
        self.credentials.push(log_in_with(client, grant));
        self
    }

    /// Sends an access token that another program renews.
    pub fn bearer(mut self, token: impl Into<Secret>) -> Self {
        let token = token.into();
        self.core.check_secret("bearer", &token);
        self.credentials.push(Box::new(move |settings| {
            settings.without_login()?;
            if !token.expose_secret().bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(config("`bearer` must not hold blanks, line breaks or other than ASCII"));
            }
            Ok(Some(Arc::new(Header::bearer(&token))))
        }));
        self
    }

    /// Uses no credential: sufficient for the operations of [`Auth`] that have one in their arguments.
    pub fn anonymous(mut self) -> Self {
        self.credentials.push(Box::new(|settings| settings.without_login().map(|()| None)));
        self
    }

    /// Sets how the OIDC client authenticates at the token endpoint (in the form).
    pub fn token_auth(mut self, token_auth: TokenAuth) -> Self {
        self.token_auth = Some(token_auth);
        self
    }

    /// Sets the scopes to request, separated by blanks; [`Auth::userinfo`] needs `openid`.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Sets the base URL of the AST services, such as `https://asts.example.com`: for [`AstTms`] and [`AstClients`].
    /// None is known unless set.
    ///
    /// **The access token goes to this server, too**, with these operations and no others.
    pub fn ast_url(self, url: impl Into<String>) -> Self {
        self.edit(|core| core.origin(AST, Some(url.into())))
    }

    /// Sets the base URL of the server for [chats](Mpower), such as `https://mercury.example.com`, which newer environments
    /// have. Unless set, chats are at the client's own server.
    ///
    /// **The access token goes to this server, too**, with the operations of [`Mpower`] that send a message, and no others.
    pub fn mpower_url(self, url: impl Into<String>) -> Self {
        self.edit(|core| core.origin(MPOWER, Some(url.into())))
    }

    /// Sets the base URL of the server that files of chats are fetched from, such as `https://pay.example.com`. None is
    /// known unless set, and [`Mpower::download_media`] is an error of the kind [`Config`](ErrorKind::Config) then.
    ///
    /// **The access token goes to this server, too**, with this operation and no others.
    pub fn media_url(self, url: impl Into<String>) -> Self {
        self.edit(|core| core.origin(MEDIA, Some(url.into())))
    }

    /// Builds the client. No runtime is needed and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] for a base URL that is not valid (also one that ends in `/auth`: the paths begin with
    /// it), a tenant that cannot be part of a path, and credentials that are missing, empty, more than one, or
    /// that end in a line break or hold other control characters.
    pub fn build(self) -> Result<Client> {
        self.assemble().map_err(|error| error.with_vendor(VENDOR))
    }

    fn assemble(mut self) -> Result<Client> {
        self.core.checked_secrets()?;
        check_tenant(&self.tenant)?;
        let tenant: Arc<str> = self.tenant.as_str().into();
        let auth = self.take_auth(&tenant)?;
        let core = self.core.build(Kobil, auth)?;
        let path = core.url(Origin::MAIN)?.path();
        if path.ends_with("/auth") || path.contains("/auth/realms") {
            return Err(config(
                "the base URL must not hold `/auth`: the paths of the operations begin with it",
            ));
        }
        Ok(Client { core: Core::new(core, self.flavour, tenant) })
    }

    fn take_auth(&mut self, tenant: &Arc<str>) -> Result<Option<Arc<dyn Authenticate>>> {
        let credential = match (self.credentials.pop(), self.credentials.is_empty()) {
            (Some(credential), true) => credential,
            (None, _) => {
                return Err(config(
                    "a credential is needed: `client_credentials`, `password`, `bearer` or `anonymous`",
                ));
            }
            _ => {
                return Err(config(
                    "only one of `client_credentials`, `password`, `bearer` and `anonymous` can be used",
                ));
            }
        };
        credential(Settings { tenant: tenant.clone(), token_auth: self.token_auth, scope: self.scope.take() })
    }
}

fn config(text: &'static str) -> Error {
    Error::new(ErrorKind::Config, text)
}

fn check_tenant(tenant: &str) -> Result<()> {
    let forbidden = |c: char| "/%\\;".contains(c) || c.is_control() || c.is_whitespace();
    if matches!(tenant, "" | "." | "..") || tenant.contains(forbidden) {
        return Err(config(
            "the tenant must be the name of a realm: not empty, without `/`, `%`, `\\`, `;` and blanks",
        ));
    }
    Ok(())
}

portcullis_core::client_options!(ClientBuilder);
portcullis_core::connection_options!(ClientBuilder);

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("flavour", &self.flavour)
            .field("tenant", &self.tenant)
            .field("core", &self.core)
            .finish_non_exhaustive()
    }
}
