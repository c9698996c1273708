//! The client's own credential: the fetching of its tokens.

use crate::auth::OidcClient;
use portcullis_core::{
    Client, Request, Result, Secret,
    auth::oauth2::{OAuth2, Token, TokenReply, TokenSource},
    transport::BoxFuture,
};
use std::{sync::Arc, time::Duration};

/// The lifetime of a token without `expires_in`: a little less than the 300 s that SHIFT documents.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(280);

/// The grant for the first token, and for each one without a refresh token.
#[derive(Clone)]
pub(crate) enum Grant {
    ClientCredentials,
    Password { username: String, password: Secret },
}

/// Fetches tokens of the tenant's own realm.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) tenant: Arc<str>,
    pub(crate) client: OidcClient,
    pub(crate) grant: Grant,
    pub(crate) scope: Option<String>,
}

impl Login {
    /// Renews 20 seconds, or a quarter of the lifetime if that is less, before the expiry.
    pub(crate) fn into_auth(self) -> OAuth2 {
        OAuth2::new(self).margin(|life| (life / 4).min(Duration::from_secs(20)))
    }

    fn sign(&self, request: Request, refresh: Option<Secret>) -> Request {
        if refresh.is_some() {
            return self.client.sign(request, Some("refresh_token")).field("refresh_token", refresh);
        }
        match &self.grant {
            Grant::ClientCredentials => {
                self.client.sign(request, Some("client_credentials")).field("scope", &self.scope)
            }
            Grant::Password { username, password } => self
                .client
                .sign(request, Some("password"))
                .field("username", username)
                .field("password", password)
                .field("scope", &self.scope),
        }
    }
}

impl TokenSource for Login {
    /// `POST /auth/realms/{tenant_id}/protocol/openid-connect/token`
    fn fetch(&self, client: Client, refresh: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let request =
            client.post("/auth/realms/{tenant_id}/protocol/openid-connect/token").path(&*self.tenant);
        let call = self.sign(request, refresh).call::<TokenReply>();
        Box::pin(async move {
            let token = Token::from(call.await?);
            let life = token.life.or(Some(DEFAULT_LIFETIME));
            Ok(token.life(life))
        })
    }
}
