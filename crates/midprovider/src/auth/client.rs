//! Who asks for a token, and with what.

use portcullis_core::{Error, Request, Result, Secret, http::header::AUTHORIZATION, input, secret::basic};
use portcullis_macros::Setters;

/// How an OIDC client authenticates at the token endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenAuth {
    /// Id and secret go into the form.
    #[default]
    Form,
    /// Id and secret go into the header `Authorization: Basic …`.
    Basic,
}

/// An OIDC client of the realm: the program that asks for tokens.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OidcClient {
    /// Its id.
    pub client_id: String,
    /// Its secret; a public client has none.
    pub client_secret: Option<Secret>,
    /// Where both go.
    pub token_auth: TokenAuth,
}

impl OidcClient {
    /// A client with a secret.
    pub fn confidential(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: Some(client_secret.into()),
            token_auth: TokenAuth::default(),
        }
    }

    /// A client without a secret: an app, a page.
    pub fn public(client_id: impl Into<String>) -> Self {
        Self { client_id: client_id.into(), client_secret: None, token_auth: TokenAuth::default() }
    }

    /// Where id and secret go (into the form).
    #[must_use]
    pub fn token_auth(mut self, token_auth: TokenAuth) -> Self {
        self.token_auth = token_auth;
        self
    }

    pub(crate) fn check(&self) -> Result<()> {
        input::required("client_id", &self.client_id)?;
        let secret = self.client_secret.as_ref().map(Secret::expose_secret);
        if secret == Some("") {
            return Err(Error::input("client_secret", "must not be empty"));
        }
        if self.token_auth == TokenAuth::Form {
            return Ok(());
        }
        let Some(secret) = secret else {
            return Err(Error::input("client_secret", "is needed for `TokenAuth::Basic`"));
        };
        // The standard wants both parts form-encoded first, clients and servers in the field do not all:
        // text that reads the same either way is safe.
        if self.client_id.contains([':', '%', '+']) || secret.contains(['%', '+']) {
            return Err(Error::input(
                "client_id",
                "and secret must not hold `%`, `+` or, in the id, `:` for `TokenAuth::Basic`: use `TokenAuth::Form`",
            ));
        }
        Ok(())
    }

    /// Puts the grant's type and this client's credential into a request, before the other fields of the grant.
    pub(crate) fn sign(&self, request: Request, grant_type: Option<&str>) -> Request {
        let request = request.bare().checks_credential().require(self.check());
        match (self.token_auth, &self.client_secret) {
            (TokenAuth::Basic, Some(secret)) => request
                .authorize_with(AUTHORIZATION, basic(&self.client_id, secret))
                .field("grant_type", grant_type),
            (_, secret) => request
                .without_credential()
                .field("grant_type", grant_type)
                .field("client_id", &self.client_id)
                .field("client_secret", secret),
        }
    }
}

/// What a token is, so that the server looks in the right place first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenHint {
    /// An access token.
    AccessToken,
    /// A refresh token.
    RefreshToken,
}

impl TokenHint {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::RefreshToken => "refresh_token",
        }
    }
}

/// A user's name and password.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct PasswordGrant {
    /// The login name.
    pub username: String,
    /// The password.
    pub password: Secret,
    /// The scopes to ask for, separated by blanks; `openid` adds an id token.
    pub scope: Option<String>,
}

impl PasswordGrant {
    /// A grant without a scope.
    pub fn new(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { username: username.into(), password: password.into(), scope: None }
    }

    pub(super) fn sign(&self, client: &OidcClient, request: Request) -> Request {
        client
            .sign(request, Some("password"))
            .field("username", &self.username)
            .field("password", &self.password)
            .field("scope", &self.scope)
    }
}

/// The code that a browser brought back.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct CodeGrant {
    /// The code.
    pub code: Secret,
    /// The redirect URI, letter by letter as it was in the URL that the browser began with.
    pub redirect_uri: String,
    /// The PKCE verifier whose challenge was in that URL.
    pub code_verifier: Option<Secret>,
}

impl CodeGrant {
    /// A grant without PKCE.
    pub fn new(code: impl Into<Secret>, redirect_uri: impl Into<String>) -> Self {
        Self { code: code.into(), redirect_uri: redirect_uri.into(), code_verifier: None }
    }

    pub(super) fn sign(&self, client: &OidcClient, request: Request) -> Request {
        client
            .sign(request, Some("authorization_code"))
            .field("code", &self.code)
            .field("redirect_uri", &self.redirect_uri)
            .field("code_verifier", &self.code_verifier)
    }
}

/// An access token to be exchanged.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct TokenExchange {
    /// The access token at hand.
    pub subject_token: Secret,
    /// The client that the new token is for.
    pub audience: Option<String>,
}

impl TokenExchange {
    /// An exchange without an audience.
    pub fn new(subject_token: impl Into<Secret>) -> Self {
        Self { subject_token: subject_token.into(), audience: None }
    }

    pub(super) fn sign(&self, client: &OidcClient, request: Request) -> Request {
        client
            .sign(request, Some("urn:ietf:params:oauth:grant-type:token-exchange"))
            .field("subject_token", &self.subject_token)
            .field("subject_token_type", "urn:ietf:params:oauth:token-type:access_token")
            .field("audience", &self.audience)
    }
}
