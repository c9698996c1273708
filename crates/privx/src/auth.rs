//! The credentials of a client, each as a source of tokens.

use crate::oauth::{ClientCredentialsGrant, OAuth, PasswordGrant, RefreshGrant, TokenExchange, UI_CLIENT};
#[cfg(feature = "pkce")]
use crate::oauth::{Login, Pkce};
use portcullis_core::{
    Client, Error, ErrorKind, Result, Secret,
    auth::{
        Authenticate,
        header::Header,
        oauth2::{OAuth2, Token, TokenSource},
    },
    transport::BoxFuture,
};
use std::{sync::Arc, time::Duration};

/// A function that gives a fresh JWT.
pub(crate) type Jwt = Arc<dyn Fn() -> BoxFuture<'static, Result<Secret>> + Send + Sync>;

/// Who the client is.
pub(crate) enum Credential {
    ApiClient(PasswordGrant),
    ClientCredentials(ClientCredentialsGrant),
    #[cfg(feature = "pkce")]
    User {
        username: String,
        password: Secret,
    },
    ExternalJwt(Jwt),
    Bearer(Secret),
    Anonymous,
}

impl Credential {
    /// Checks it and makes it sign requests in.
    pub(crate) fn authenticator(self, scope: Option<String>) -> Result<Option<Arc<dyn Authenticate>>> {
        if scope.is_some() && matches!(self, Self::ClientCredentials(_) | Self::Bearer(_) | Self::Anonymous) {
            return Err(Error::new(ErrorKind::Config, "this credential takes no scope"));
        }
        let auth: Arc<dyn Authenticate> = match self {
            Self::ApiClient(mut grant) => {
                config(grant.require().and_then(|()| grant.check()))?;
                grant.scope = scope;
                Arc::new(OAuth2::new(ApiClient(grant)))
            }
            Self::ClientCredentials(grant) => {
                config(grant.check())?;
                Arc::new(OAuth2::new(ClientCredentials(grant)))
            }
            #[cfg(feature = "pkce")]
            Self::User { username, password } => {
                config(Login::new(&*username, password.clone(), &"-".into()).check())?;
                Arc::new(OAuth2::new(User { username, password, scope }))
            }
            Self::ExternalJwt(jwt) => Arc::new(OAuth2::new(External { jwt, scope })),
            Self::Bearer(token) if token.is_empty() => {
                return Err(Error::new(ErrorKind::Config, "the bearer token must not be empty"));
            }
            Self::Bearer(token) => Arc::new(Header::bearer(&token)),
            Self::Anonymous => return Ok(None),
        };
        Ok(Some(auth))
    }
}

/// A credential that no call could use is a mistake of the configuration.
fn config(checked: Result<()>) -> Result<()> {
    checked.map_err(|error| Error::new(ErrorKind::Config, error.message()))
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
            // The client that a refresh will name.
            let mut exchange = TokenExchange::new(jwt().await?).client_id(UI_CLIENT);
            exchange.scope = scope;
            Ok(OAuth(client).token_exchange(&exchange).await?.into())
        })
    }

    // Each presentation is another assertion; a rejected one says little about the next.
    fn refusal_lasts(&self) -> Option<Duration> {
        Some(Duration::from_secs(30))
    }
}
