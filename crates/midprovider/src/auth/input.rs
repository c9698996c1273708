//! OIDC clients and the grants that they present.

use portcullis_core::{Error, Request, Result, Secret, input};
use portcullis_macros::Body;

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

/// An OIDC client of the realm: the program that requests tokens.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OidcClient {
    /// The id.
    pub client_id: String,
    /// The secret; a public client has none.
    pub client_secret: Option<Secret>,
    /// How id and secret are sent.
    pub token_auth: TokenAuth,
}

impl OidcClient {
    /// Creates a client with a secret.
    pub fn confidential(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: Some(client_secret.into()),
            token_auth: TokenAuth::default(),
        }
    }

    /// Creates a client without a secret: an app, a page.
    pub fn public(client_id: impl Into<String>) -> Self {
        Self { client_id: client_id.into(), client_secret: None, token_auth: TokenAuth::default() }
    }

    /// Sets how id and secret are sent (in the form).
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
        // RFC 6749 requires both parts to be form-encoded first, which not all clients and servers do: only text that
        // is the same in both forms is safe.
        if self.client_id.contains([':', '%', '+']) || secret.contains(['%', '+']) {
            return Err(Error::input(
                "client_id",
                "and secret must not hold `%`, `+` or, in the id, `:` for `TokenAuth::Basic`: use `TokenAuth::Form`",
            ));
        }
        Ok(())
    }

    /// Adds the grant's type and this client's credential to a request, before the other fields of the grant.
    pub(crate) fn sign(&self, request: Request, grant_type: Option<&str>) -> Request {
        let request = request.bare().checks_credential().require(self.check());
        match (self.token_auth, &self.client_secret) {
            (TokenAuth::Basic, Some(secret)) => {
                request.basic(&self.client_id, secret).field("grant_type", grant_type)
            }
            (_, secret) => request
                .without_credential()
                .field("grant_type", grant_type)
                .field("client_id", &self.client_id)
                .field("client_secret", secret),
        }
    }
}

/// The kind of a token: a hint for the server, which searches there first.
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
#[derive(Debug, Clone, Body)]
#[body(pairs, new(username, password))]
#[non_exhaustive]
pub struct PasswordGrant {
    /// The login name.
    pub username: String,
    /// The password.
    pub password: Secret,
    /// The scopes to request, separated by blanks; `openid` adds an id token.
    pub scope: Option<String>,
}

/// The code with which the browser came back.
#[derive(Debug, Clone, Body)]
#[body(pairs, new(code, redirect_uri))]
#[non_exhaustive]
pub struct CodeGrant {
    /// The code.
    pub code: Secret,
    /// The redirect URI, the same text as in the URL at which the browser began.
    pub redirect_uri: String,
    /// The PKCE verifier whose challenge was in that URL.
    pub code_verifier: Option<Secret>,
}

/// An access token to be exchanged.
#[derive(Debug, Clone, Body)]
#[body(
    pairs,
    new(subject_token),
    constant(subject_token_type = "urn:ietf:params:oauth:token-type:access_token")
)]
#[non_exhaustive]
pub struct TokenExchange {
    /// The access token to be exchanged.
    pub subject_token: Secret,
    /// The client that the new token is for.
    pub audience: Option<String>,
}
