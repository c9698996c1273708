//! Applications that act for a profile with a token of their own.

pub(crate) mod basic;
mod model;
mod nonce;

pub use model::{
    AccessToken, AuthorizationCode, CodeExchange, NewOAuthApplication, OAuthApplication, OAuthClient,
    OAuthConfiguration, OAuthTokenType,
};
pub use nonce::Nonce;

use crate::{Command, OAuthApplicationId, OAuthClientId, profile::Revealed};
use basic::Basic as _;
use portcullis_core::{Call, Client, Error, input};
use serde::Serialize;

/// OAuth applications: registered by a profile, and given a token of their own that acts for it.
///
/// In spite of the name ordinary OAuth clients do not fit: there is no redirect that carries a code, no grant type
/// and no PKCE. The whole way, once per application and consent:
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
/// // The token is as good as one of a login, within its scopes.
/// let application = privicore::Client::builder("https://engine.example.com:9009")
///     .token(token.token.clone())
///     .build()?;
///
/// // Before it ends: the access token itself asks for the next one.
/// let token = application.oauth().refresh_access_token(&token).await?.following(&token);
/// application.adopt(&(&token).into());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct OAuth(pub(crate) Client);

impl OAuth {
    /// Registers an application, by way of a command. The id of that command is the id of the application:
    /// `OAuthApplicationId::from(&command)`.
    ///
    /// `POST /profile/oauth-application-register`
    ///
    /// Operation `oauth.register_application`. Permission: the caller's token. Not repeatable: each call registers
    /// another application. Source: a client that talks to a live engine. That all three fields are needed is
    /// likely, not certain; nothing ever goes to the redirect URI.
    pub fn register_application(&self, application: &NewOAuthApplication) -> Call<Command> {
        self.0
            .post("/profile/oauth-application-register")
            .check(application.check())
            .form(&application.wire())
            .call()
    }

    /// Fetches the credentials of an application whose registration has succeeded. They are shown **once**: if this
    /// reply is lost, the application has to be registered anew. So the request is never repeated by itself, unless
    /// the engine refused it undone (an ended token), and the secret should be stored before anything else is done.
    ///
    /// `POST /profile/retrieve-oauth-application-configuration`
    ///
    /// Operation `oauth.retrieve_configuration`. Permission: the caller's token. Not repeatable: the second call is
    /// refused with 422 and [`OAUTH_ALREADY_RETRIEVED`](crate::code::OAUTH_ALREADY_RETRIEVED). Source: a client that
    /// talks to a live engine.
    pub fn retrieve_configuration(&self, application: &OAuthApplicationId) -> Call<OAuthConfiguration> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Fetch<'a> {
            application_id: &'a OAuthApplicationId,
        }
        impl portcullis_core::Input for Fetch<'_> {}
        self.0
            .post("/profile/retrieve-oauth-application-configuration")
            .check(input::required("applicationId", application.as_str()))
            .form(&Fetch { application_id: application })
            .once()
            .bare()
            .call()
    }

    /// Lets an application act for the caller, who is the consenting user: asks for an authorization code with these
    /// scopes, by way of a command. [`SCOPE_ALL`](crate::SCOPE_ALL) is the scope that is documented. Each request
    /// needs a [`Nonce`] of its own, which is needed once more to fetch the code.
    ///
    /// `GET /profile/oauth-application-request-authorization-code`
    ///
    /// Operation `oauth.request_authorization_code`. Permission: the consenting user's token. Not repeatable,
    /// although it is a GET: it creates a code, and a nonce is good for one request. Source: vendor page "Request
    /// OAuth app authorization code" (docs.privicore.com).
    pub fn request_authorization_code(
        &self,
        client_id: &OAuthClientId,
        nonce: &Nonce,
        scopes: &[&str],
    ) -> Call<Command> {
        let request = self
            .0
            .get("/profile/oauth-application-request-authorization-code")
            .check(input::required("client_id", client_id.as_str()))
            .check(input::required("nonce", nonce.as_str()))
            .check(scopes.iter().try_for_each(|scope| input::required("scope", scope)))
            .check(input::required("scope", scopes.first().copied().unwrap_or_default()))
            .once()
            .query("client_id", client_id)
            .query("nonce", nonce);
        scopes.iter().fold(request, |request, scope| request.query("scope[]", scope)).call()
    }

    /// Fetches the code that a succeeded request made, with the nonce of that request.
    ///
    /// `POST /oauth-application/retrieve-authorization-code`
    ///
    /// Operation `oauth.retrieve_authorization_code`. Permission: id and secret of the application, sent in place of
    /// the client's own token, which need not exist. Not repeatable. Source: vendor page "Retrieve OAuth app
    /// authorization code" (docs.privicore.com).
    pub fn retrieve_authorization_code(
        &self,
        application: &OAuthClient,
        request: &Command,
        nonce: &Nonce,
    ) -> Call<AuthorizationCode> {
        #[derive(Serialize)]
        struct Fetch<'a> {
            id: &'a str,
            nonce: &'a Nonce,
        }
        impl portcullis_core::Input for Fetch<'_> {}
        self.0
            .post("/oauth-application/retrieve-authorization-code")
            .check(application.check())
            .check(input::required("id", request.command_id.as_str()))
            .check(input::required("nonce", nonce.as_str()))
            .basic_client(application)
            .form(&Fetch { id: request.command_id.as_str(), nonce })
            .bare()
            .call()
    }

    /// Exchanges the code, which is good for once, for an access token.
    ///
    /// `POST /oauth-application/obtain-access-token`
    ///
    /// Operation `oauth.obtain_access_token`. Permission: id and secret of the application
    /// ([`CodeExchange::new`]), or the code itself ([`CodeExchange::by_code`]): the sources disagree. Not
    /// repeatable. 401 and 403 for a refused application or code, 404 for a code that is not known. Source: vendor
    /// page "Obtain OAuth app access token" (docs.privicore.com, 2025), which shows the code in the header, and a
    /// client that got its token with id and secret.
    pub fn obtain_access_token(&self, exchange: &CodeExchange) -> Call<AccessToken> {
        let request = self.0.post("/oauth-application/obtain-access-token").check(exchange.check());
        let request = match &exchange.client {
            Some(client) => request.basic_client(client),
            None => request.basic_raw(&exchange.code),
        };
        request.form(exchange).bare().call()
    }

    /// Swaps an access token for the next one, by its refresh token. Do it before the access token ends: the engine
    /// finds the application by it. The old one is said to be dead at once. A reply without a refresh token means
    /// that the old one stays: see [`AccessToken::following`].
    ///
    /// `POST /oauth-application/refresh-access-token`
    ///
    /// Operation `oauth.refresh_access_token`. Permission: the access token, sent in place of the client's own
    /// credential. Not repeatable: the reply holds the only copy of the new token. 401 for a token that has ended
    /// and for a refresh token that was used before. Without a refresh token nothing is sent:
    /// [`ErrorKind::Input`](crate::ErrorKind::Input). Source: vendor page "Refresh OAuth app access token"
    /// (docs.privicore.com).
    pub fn refresh_access_token(&self, token: &AccessToken) -> Call<AccessToken> {
        #[derive(Serialize)]
        struct Refresh<'a> {
            refresh_token: Option<Revealed<'a>>,
        }
        impl portcullis_core::Input for Refresh<'_> {}
        let refresh = token.refresh_token.as_ref();
        self.0
            .post("/oauth-application/refresh-access-token")
            .check(input::required("token", token.token.expose_secret()))
            .require(refresh.map(|_| ()).ok_or_else(missing))
            .basic_raw(&token.token)
            .form(&Refresh { refresh_token: refresh.map(Revealed) })
            .bare()
            .call()
    }

    /// Lists the caller's applications, without their secrets.
    ///
    /// `GET /profile/retrieve-oauth-application-list`
    ///
    /// Operation `oauth.list_applications`. Permission: the caller's token. Repeatable. Source: a client that talks
    /// to a live engine; what is in an item is from a hand-written sample, so every field is optional.
    pub fn list_applications(&self) -> Call<Vec<OAuthApplication>> {
        self.0.get("/profile/retrieve-oauth-application-list").bare().call()
    }
}

fn missing() -> Error {
    Error::input("refresh_token", "is missing")
}
