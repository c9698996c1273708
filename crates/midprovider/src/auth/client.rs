//! Who asks for a token, and with what.

use portcullis_core::{
    Error, Request, Result, Secret,
    http::header::AUTHORIZATION,
    input,
    secret::{basic, expose},
};
use portcullis_macros::Setters;
use serde::Serialize;

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

    /// Puts the form and this client's credential into a request.
    pub(crate) fn sign(&self, request: Request, form: Form<'_>) -> Request {
        let request = request.bare().require(self.check());
        match (self.token_auth, &self.client_secret) {
            (TokenAuth::Basic, Some(secret)) => {
                request.authorize_with(AUTHORIZATION, basic(&self.client_id, secret)).form(&form)
            }
            (_, secret) => request.without_credential().form(&Form {
                client_id: Some(&self.client_id),
                client_secret: secret.clone(),
                ..form
            }),
        }
    }
}

/// Every field that any of the forms has; those that are `None` are not sent.
#[derive(Default, Serialize)]
pub(crate) struct Form<'a> {
    pub(crate) grant_type: Option<&'a str>,
    pub(crate) client_id: Option<&'a str>,
    #[serde(serialize_with = "expose")]
    pub(crate) client_secret: Option<Secret>,
    pub(crate) username: Option<&'a str>,
    #[serde(serialize_with = "expose")]
    pub(crate) password: Option<Secret>,
    #[serde(serialize_with = "expose")]
    pub(crate) code: Option<Secret>,
    pub(crate) redirect_uri: Option<&'a str>,
    #[serde(serialize_with = "expose")]
    pub(crate) code_verifier: Option<Secret>,
    #[serde(serialize_with = "expose")]
    pub(crate) refresh_token: Option<Secret>,
    #[serde(serialize_with = "expose")]
    pub(crate) subject_token: Option<Secret>,
    pub(crate) subject_token_type: Option<&'a str>,
    pub(crate) audience: Option<&'a str>,
    #[serde(serialize_with = "expose")]
    pub(crate) token: Option<Secret>,
    pub(crate) token_type_hint: Option<&'a str>,
    pub(crate) scope: Option<&'a str>,
}
impl portcullis_core::Input for Form<'_> {}

impl Form<'_> {
    pub(crate) fn of_token(token: &Secret, hint: Option<TokenHint>) -> Self {
        let token_type_hint = hint.map(|hint| match hint {
            TokenHint::AccessToken => "access_token",
            TokenHint::RefreshToken => "refresh_token",
        });
        Self { token: Some(token.clone()), token_type_hint, ..Self::default() }
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

    pub(super) fn form(&self) -> Form<'_> {
        Form {
            grant_type: Some("password"),
            username: Some(&self.username),
            password: Some(self.password.clone()),
            scope: self.scope.as_deref(),
            ..Form::default()
        }
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

    pub(super) fn form(&self) -> Form<'_> {
        Form {
            grant_type: Some("authorization_code"),
            code: Some(self.code.clone()),
            redirect_uri: Some(&self.redirect_uri),
            code_verifier: self.code_verifier.clone(),
            ..Form::default()
        }
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

    pub(super) fn form(&self) -> Form<'_> {
        Form {
            grant_type: Some("urn:ietf:params:oauth:grant-type:token-exchange"),
            subject_token: Some(self.subject_token.clone()),
            subject_token_type: Some("urn:ietf:params:oauth:token-type:access_token"),
            audience: self.audience.as_deref(),
            ..Form::default()
        }
    }
}
