//! The client's own credential: how it gets its tokens.

use crate::auth::{Form, OidcClient};
use portcullis_core::{
    Client, Result, Secret,
    auth::oauth2::{OAuth2, Token, TokenReply, TokenSource},
    transport::BoxFuture,
};
use std::{sync::Arc, time::Duration};

/// The life of a token that does not tell its own: a little less than the 300 s that SHIFT documents.
const USUAL_LIFE: Duration = Duration::from_secs(280);

/// What is presented for the first token, and whenever there is no refresh token.
#[derive(Clone)]
pub(crate) enum Grant {
    ClientCredentials,
    Password { username: String, password: Secret },
}

/// Gets tokens of the tenant's own realm.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) tenant: Arc<str>,
    pub(crate) client: OidcClient,
    pub(crate) grant: Grant,
    pub(crate) scope: Option<String>,
}

impl Login {
    /// Renews 20 seconds, or a quarter of the life if that is less, before the end.
    pub(crate) fn into_auth(self) -> OAuth2 {
        OAuth2::new(self).margin(|life| (life / 4).min(Duration::from_secs(20)))
    }

    fn form(&self, refresh: Option<Secret>) -> Form<'_> {
        if refresh.is_some() {
            return Form { grant_type: Some("refresh_token"), refresh_token: refresh, ..Form::default() };
        }
        let scope = self.scope.as_deref();
        match &self.grant {
            Grant::ClientCredentials => {
                Form { grant_type: Some("client_credentials"), scope, ..Form::default() }
            }
            Grant::Password { username, password } => Form {
                grant_type: Some("password"),
                username: Some(username),
                password: Some(password.clone()),
                scope,
                ..Form::default()
            },
        }
    }
}

impl TokenSource for Login {
    /// `POST /auth/realms/{tenant_id}/protocol/openid-connect/token`
    fn fetch(&self, client: Client, refresh: Option<Secret>) -> BoxFuture<'static, Result<Token>> {
        let request =
            client.post("/auth/realms/{tenant_id}/protocol/openid-connect/token").path(&*self.tenant);
        let call = self.client.sign(request, self.form(refresh)).call::<TokenReply>();
        Box::pin(async move {
            let token = Token::from(call.await?);
            let life = token.life.or(Some(USUAL_LIFE));
            Ok(token.life(life))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_token_takes_the_place_of_the_password() {
        let login = Login {
            tenant: "acme".into(),
            client: OidcClient::public("cli"),
            grant: Grant::Password { username: "u".into(), password: "p".into() },
            scope: Some("openid".into()),
        };
        let first = login.form(None);
        assert_eq!(
            (first.grant_type, first.username, first.scope),
            (Some("password"), Some("u"), Some("openid"))
        );
        assert!(first.password.is_some() && first.refresh_token.is_none());
        let next = login.form(Some("r".into()));
        assert_eq!((next.grant_type, next.username, next.scope), (Some("refresh_token"), None, None));
        assert!(next.password.is_none() && next.refresh_token.is_some());
    }
}
