//! Applications that act for a profile with a token of their own.

pub(crate) mod basic;
mod input;
mod model;
mod nonce;

pub use input::{CodeExchange, NewOAuthApplication, OAuthClient};
pub use model::{AccessToken, AuthorizationCode, OAuthApplication, OAuthConfiguration, OAuthTokenType};
pub use nonce::Nonce;

use crate::{Command, OAuthApplicationId, OAuthClientId, dialect, members::Form as _};
use basic::Basic as _;
use input::CodeRequest;
use portcullis_core::{Call, Client, Error, input::required};

/// OAuth applications: a profile registers them, and they act for it with a token of their own.
///
/// Standard OAuth clients do not work: there is no redirect with a code, no grant type and no PKCE. The whole sequence,
/// once per application and consent:
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(client: privicore::Client) -> privicore::Result<()> {
/// use privicore::{CodeExchange, NewOAuthApplication, Nonce, OAuthApplicationId, OAuthClient, SCOPE_ALL};
///
/// let (oauth, bound) = (client.oauth(), Duration::from_secs(60));
/// let new = NewOAuthApplication::new("payroll", "https://payroll.example.com/", &[SCOPE_ALL]);
/// let command = oauth.register_application(&new).await?;
/// client.commands().wait(&command, bound).await?;
///
/// // The command's id is the application's. Its secret is shown once: store it before anything else.
/// let configuration = oauth.retrieve_configuration(&OAuthApplicationId::from(&command)).await?;
/// let app = OAuthClient::from(&configuration);
///
/// let nonce = Nonce::fresh();
/// let consent = oauth.request_authorization_code(&app.client_id, &nonce, &[SCOPE_ALL]).await?;
/// client.commands().wait(&consent, bound).await?;
/// let code = oauth.retrieve_authorization_code(&app, &consent, &nonce).await?;
/// let token = oauth.obtain_access_token(&CodeExchange::new(app, code.code)).await?;
///
/// // The token is used like one of a login, within its scopes.
/// let application = privicore::Client::builder("https://engine.example.com:9009")
///     .token(token.token.clone())
///     .build()?;
///
/// // Before it ends: the access token itself authorizes its renewal.
/// let token = application.oauth().refresh_access_token(&token).await?.following(&token);
/// application.adopt(&(&token).into());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct OAuth(pub(crate) Client);

impl OAuth {
    /// Registers an application, by a command. The id of that command is the id of the application:
    /// `OAuthApplicationId::from(&command)`.
    ///
    /// `POST /profile/oauth-application-register`
    ///
    /// That all three fields are required is likely, not certain; nothing is sent to the redirect URI.
    ///
    /// - Operation: `oauth.register_application`
    /// - Retried: only when the request was provably not sent; each call registers another application
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn register_application(&self, application: &NewOAuthApplication) -> Call<Command> {
        self.0
            .post("/profile/oauth-application-register")
            .form_of(application)
            .field("scopes", application.scopes.join(","))
            .call()
    }

    /// Returns the credentials of an application whose registration has succeeded. They are shown **once**: if this
    /// reply is lost, register the application again. So the request is never retried, unless the engine refused it
    /// without an effect (an expired token). Store the secret before anything else.
    ///
    /// `POST /profile/retrieve-oauth-application-configuration`
    ///
    /// - Operation: `oauth.retrieve_configuration`
    /// - Retried: only when the request was provably not sent; the second call is refused with 422 and
    ///   [`OAUTH_ALREADY_RETRIEVED`](crate::code::OAUTH_ALREADY_RETRIEVED)
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine
    #[inline]
    pub fn retrieve_configuration(&self, application: &OAuthApplicationId) -> Call<OAuthConfiguration> {
        self.0
            .post("/profile/retrieve-oauth-application-configuration")
            .required("applicationId", application)
            .once()
            .bare()
            .call()
    }

    /// Requests an authorization code with these scopes, by a command: the caller consents that the application acts for
    /// the profile. [`SCOPE_ALL`](crate::SCOPE_ALL) is the scope that is documented. Each request needs its own
    /// [`Nonce`], which is also required to fetch the code.
    ///
    /// `GET /profile/oauth-application-request-authorization-code`
    ///
    /// - Operation: `oauth.request_authorization_code`
    /// - Retried: only when the request was provably not sent; it creates a code, and a nonce is valid for one
    ///   request
    /// - Permission: the consenting user's token
    /// - Source: vendor page "Request OAuth app authorization code" (docs.privicore.com)
    #[inline]
    pub fn request_authorization_code(
        &self,
        client_id: &OAuthClientId,
        nonce: &Nonce,
        scopes: &[&str],
    ) -> Call<Command> {
        self.0
            .get("/profile/oauth-application-request-authorization-code")
            .query_of(&CodeRequest { client_id, nonce, scopes })
            .once()
            .call()
    }

    /// Returns the code of a request that has succeeded, by the nonce of that request.
    ///
    /// `POST /oauth-application/retrieve-authorization-code`
    ///
    /// - Operation: `oauth.retrieve_authorization_code`
    /// - Retried: only when the request was provably not sent
    /// - Permission: id and secret of the application, sent in place of the client's own token, which need
    ///   not exist
    /// - Source: vendor page "Retrieve OAuth app authorization code" (docs.privicore.com)
    #[inline]
    pub fn retrieve_authorization_code(
        &self,
        application: &OAuthClient,
        request: &Command,
        nonce: &Nonce,
    ) -> Call<AuthorizationCode> {
        self.0
            .post("/oauth-application/retrieve-authorization-code")
            .basic_client(application)
            .required("id", &request.command_id)
            .required("nonce", nonce)
            .bare()
            .call()
    }

    /// Exchanges the code, which is valid once, for an access token.
    ///
    /// `POST /oauth-application/obtain-access-token`
    ///
    /// 401 and 403 for a refused application or code, 404 for a code that is not known.
    ///
    /// - Operation: `oauth.obtain_access_token`
    /// - Retried: only when the request was provably not sent
    /// - Permission: id and secret of the application ([`CodeExchange::new`]), or the code itself
    ///   ([`CodeExchange::by_code`]): the sources disagree
    /// - Source: vendor page "Obtain OAuth app access token" (docs.privicore.com, 2025), which shows the code
    ///   in the header, and a client that got its token with id and secret
    #[inline]
    pub fn obtain_access_token(&self, exchange: &CodeExchange) -> Call<AccessToken> {
        let request = self.0.post("/oauth-application/obtain-access-token").form_of(exchange);
        let request = match &exchange.client {
            Some(client) => request.basic_client(client),
            None => request.basic_raw(&exchange.code),
        };
        request.bare().call()
    }

    /// Renews an access token by its refresh token. Do it before the access token ends, because it identifies the
    /// application. The old access token is presumably invalid at once. If the reply has no refresh token, the old one
    /// stays valid: see [`AccessToken::following`].
    ///
    /// `POST /oauth-application/refresh-access-token`
    ///
    /// 401 for an expired token and for a used refresh token. Without a refresh token nothing is sent: [`ErrorKind::Input`](crate::ErrorKind::Input).
    ///
    /// - Operation: `oauth.refresh_access_token`
    /// - Retried: only when the request was provably not sent; the reply holds the only copy of the new token
    /// - Permission: the access token, sent in place of the client's own credential
    /// - Source: vendor page "Refresh OAuth app access token" (docs.privicore.com)
    #[inline]
    pub fn refresh_access_token(&self, token: &AccessToken) -> Call<AccessToken> {
        let refresh = token.refresh_token.as_ref();
        self.0
            .post("/oauth-application/refresh-access-token")
            .check(required("token", token.token.expose_secret()))
            .require(refresh.map(|_| ()).ok_or_else(missing))
            .basic_raw(&token.token)
            .field("refresh_token", refresh)
            .bare()
            .call()
    }

    /// Lists the caller's applications, without their secrets.
    ///
    /// `GET /profile/retrieve-oauth-application-list`
    ///
    /// - Operation: `oauth.list_applications`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine; what is in an item is from a hand-written sample, so
    ///   every field is optional
    #[inline]
    pub fn list_applications(&self) -> Call<Vec<OAuthApplication>> {
        self.0.get("/profile/retrieve-oauth-application-list").bare().read_with(dialect::items).call()
    }
}

fn missing() -> Error {
    Error::input("refresh_token", "is missing")
}
