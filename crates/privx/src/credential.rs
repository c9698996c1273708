//! The credentials of a client, each as a source of tokens.

use crate::oauth::{ClientCredentialsGrant, OAuth, PasswordGrant, RefreshGrant, TokenExchange, UI_CLIENT};
#[cfg(feature = "pkce")]
use crate::oauth::{Login, Pkce};
use portcullis_core::{
    Client, Error, ErrorKind, Input, Result, Secret,
    auth::{
        Authenticate,
        header::Header,
        oauth2::{OAuth2, Token, TokenSource},
    },
    secret,
    transport::BoxFuture,
};
use std::{sync::Arc, time::Duration};

/// A function that returns a fresh JWT.
pub(crate) type Jwt = Arc<dyn Fn() -> BoxFuture<'static, Result<Secret>> + Send + Sync>;

/// Checks a credential and makes it sign requests in, with the requested scope. A function, so that a program
/// links the code of its own credential only.
pub(crate) type Credential =
    Box<dyn FnOnce(Option<String>) -> Result<Option<Arc<dyn Authenticate>>> + Send + Sync>;

pub(crate) fn api_client(mut grant: PasswordGrant) -> Credential {
    Box::new(move |scope| {
        config(&grant)?;
        grant.scope = scope;
        Ok(Some(oauth2(ApiClient(grant))))
    })
}

pub(crate) fn client_credentials(grant: ClientCredentialsGrant) -> Credential {
    Box::new(move |scope| {
        scopeless(scope.as_ref())?;
        config(&grant)?;
        Ok(Some(oauth2(ClientCredentials(grant))))
    })
}

#[cfg(feature = "pkce")]
pub(crate) fn user(username: String, password: Secret) -> Credential {
    Box::new(move |scope| {
        config(&Login::new(&*username, password.clone(), &"-".into()))?;
        Ok(Some(oauth2(User { username, password, scope })))
    })
}

pub(crate) fn external_jwt(jwt: Jwt) -> Credential {
    Box::new(move |scope| Ok(Some(oauth2(External { jwt, scope }))))
}

pub(crate) fn bearer(token: Secret) -> Credential {
    Box::new(move |scope| {
        scopeless(scope.as_ref())?;
        Ok(Some(Arc::new(Header::bearer(&token))))
    })
}

pub(crate) fn anonymous() -> Credential {
    Box::new(|scope| scopeless(scope.as_ref()).map(|()| None))
}

fn oauth2(source: impl TokenSource) -> Arc<dyn Authenticate> {
    Arc::new(OAuth2::new(source))
}

fn scopeless(scope: Option<&String>) -> Result<()> {
    match scope {
        Some(_) => Err(Error::new(ErrorKind::Config, "this credential has no scope")),
        None => Ok(()),
    }
}

/// A credential that no call could use is a mistake of the configuration.
fn config(credential: &impl Input) -> Result<()> {
    let checked = credential.check_always().and_then(|()| credential.check());
    checked.map_err(|error| Error::new(ErrorKind::Config, error.message().to_owned()))
}

/// The standard way. The vendor's own clients log in again rather than refresh, and so does this.
struct ApiClient(PasswordGrant);

impl TokenSource for ApiClient {
    fn fetch(&self, client: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let call = OAuth(client).token_password(&self.0);
        Box::pin(async move { Ok(Token::from(call.await?).refresh(None)) })
    }
}

struct ClientCredentials(ClientCredentialsGrant);

impl TokenSource for ClientCredentials {
    fn fetch(&self, client: Client, _: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let call = OAuth(client).token_client_credentials(&self.0);
        Box::pin(async move { Ok(Token::from(call.await?).refresh(None)) })
    }
}

fn refresh(client: Client, token: Secret) -> BoxFuture<'static, Result<Token>> {
    let call = OAuth(client).token_refresh(&RefreshGrant::new(token));
    Box::pin(async move { call.await.map(Token::from) })
}

#[cfg(feature = "pkce")]
struct User {
    username: String,
    password: Secret,
    scope: Option<String>,
}

#[cfg(feature = "pkce")]
impl TokenSource for User {
    fn fetch(&self, client: Client, token: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        if let Some(token) = token {
            return refresh(client, token);
        }
        let (username, password, scope) = (self.username.clone(), self.password.clone(), self.scope.clone());
        Box::pin(async move {
            let oauth = OAuth(client);
            let pkce = Pkce::generate()?;
            let mut authorization = pkce.authorization().user_agent("portcullis");
            authorization.scope = scope;
            let session = oauth.authorize(&authorization).await?;
            let login = oauth.login(&Login::new(username, password, &session)).await?;
            Ok(oauth.token_authorization_code(&pkce.grant(&login)?).await?.into())
        })
    }
}

struct External {
    jwt: Jwt,
    scope: Option<String>,
}

impl TokenSource for External {
    fn fetch(&self, client: Client, token: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        if let Some(token) = token {
            return refresh(client, token);
        }
        let (jwt, scope) = (self.jwt.clone(), self.scope.clone());
        Box::pin(async move {
            // The client of a later refresh.
            let jwt = jwt().await?;
            secret::check("external_jwt", &jwt)?;
            let mut exchange = TokenExchange::new(jwt).client_id(UI_CLIENT);
            exchange.scope = scope;
            Ok(OAuth(client).token_exchange(&exchange).await?.into())
        })
    }

    // Each presentation is another assertion; a rejected one is no evidence about the next.
    fn refusal_lasts(&self) -> Option<Duration> {
        Some(Duration::from_secs(30))
    }
}
