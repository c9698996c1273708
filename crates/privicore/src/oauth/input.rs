//! What is sent about OAuth applications.

use super::Nonce;
use crate::OAuthClientId;
use portcullis_core::{Error, Result, Secret, input};
use portcullis_macros::Body;

/// An application to register.
#[derive(Debug, Clone, Body)]
#[body(check, pairs)]
#[non_exhaustive]
pub struct NewOAuthApplication {
    /// The display name.
    pub name: String,
    /// A redirect URI. It is required, although nothing of this flow is sent there.
    #[body(name = "redirectUri")]
    pub redirect_uri: String,
    /// The scopes that the application may request; [`SCOPE_ALL`](crate::SCOPE_ALL) and `data-token:read` were seen.
    #[body(skip)]
    pub scopes: Vec<String>,
}

impl NewOAuthApplication {
    /// Makes an application with these scopes.
    pub fn new(name: impl Into<String>, redirect_uri: impl Into<String>, scopes: &[&str]) -> Self {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        Self { name: name.into(), redirect_uri: redirect_uri.into(), scopes }
    }

    fn check(&self) -> Result<()> {
        input::required("name", &self.name)?;
        input::required("redirectUri", &self.redirect_uri)?;
        if self.scopes.is_empty() {
            return Err(Error::input("scopes", "must not be empty"));
        }
        self.scopes.iter().try_for_each(|scope| {
            input::required("scopes", scope)?;
            // They are sent as one text, separated by commas.
            if scope.contains(',') { Err(Error::input("scopes", "must not contain commas")) } else { Ok(()) }
        })
    }
}

/// The credentials of an application, with which it authorizes its own calls.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OAuthClient {
    /// The client id.
    pub client_id: OAuthClientId,
    /// The secret.
    pub client_secret: Secret,
}

impl OAuthClient {
    /// Makes the application with these stored credentials.
    pub fn new(client_id: impl Into<OAuthClientId>, client_secret: impl Into<Secret>) -> Self {
        Self { client_id: client_id.into(), client_secret: client_secret.into() }
    }

    pub(super) fn check(&self) -> Result<()> {
        input::required("client_id", self.client_id.as_str())?;
        input::required("client_secret", self.client_secret.expose_secret())
    }
}

/// A request for an authorization code.
#[derive(Body)]
#[body(check, pairs)]
pub(super) struct CodeRequest<'a> {
    pub(super) client_id: &'a OAuthClientId,
    pub(super) nonce: &'a Nonce,
    #[body(name = "scope[]")]
    pub(super) scopes: &'a [&'a str],
}

impl CodeRequest<'_> {
    fn check(&self) -> Result<()> {
        input::required("client_id", self.client_id.as_str())?;
        input::required("nonce", self.nonce.as_str())?;
        input::required("scope", self.scopes.first().copied().unwrap_or_default())?;
        self.scopes.iter().try_for_each(|scope| input::required("scope", scope))
    }
}

/// The exchange of a code for a token, with its authorization, about which the sources disagree.
#[derive(Debug, Clone, Body)]
#[body(check, pairs)]
#[non_exhaustive]
pub struct CodeExchange {
    /// The code.
    #[body(name = "authorization_code")]
    pub code: Secret,
    // Sent in a header.
    #[body(skip)]
    pub(super) client: Option<OAuthClient>,
}

impl CodeExchange {
    /// Makes an exchange that is authorized by id and secret of the application, which was seen to work.
    pub fn new(client: OAuthClient, code: impl Into<Secret>) -> Self {
        Self { code: code.into(), client: Some(client) }
    }

    /// Makes an exchange that is authorized by the code itself, as on the vendor's pages: for engines that refuse
    /// [`CodeExchange::new`].
    pub fn by_code(code: impl Into<Secret>) -> Self {
        Self { code: code.into(), client: None }
    }

    fn check(&self) -> Result<()> {
        input::required("authorization_code", self.code.expose_secret())
    }
}
