//! Tokens: every way of the service `auth` to get one.
//!
//! A client that was built with credentials gets, keeps and renews its token by itself. These operations
//! are for programs that manage tokens themselves.

mod model;
#[cfg(feature = "pkce")]
mod pkce;

pub use model::{
    Authorization, ClientCredentialsGrant, CodeGrant, Login, LoginCode, OAuthToken, PasswordGrant,
    RefreshGrant, TokenExchange,
};
#[cfg(feature = "pkce")]
pub use pkce::Pkce;

use crate::dialect;
use portcullis_core::{Call, Client, Secret};

/// The OAuth client of PrivX's own user interface: public, without a secret.
pub const UI_CLIENT: &str = "privx-ui";
/// The redirect URI of [`UI_CLIENT`]. Nothing is ever sent there.
pub const UI_REDIRECT: &str = "/privx/oauth-callback";
/// The OAuth domain of integrations, and the usual id of their OAuth client.
pub const EXTERNAL_DOMAIN: &str = "privx-external";

/// The token operations; made by [`Client::oauth`](crate::Client::oauth).
///
/// None of them sends the client's own token, and none is sent twice once a server may have seen it: a
/// failed login is an event in PrivX's audit log and may lock the account. A refusal of the credential is
/// an [`ErrorKind::Auth`](crate::ErrorKind::Auth).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::oauth::TokenExchange;
///
/// let token = privx.oauth().token_exchange(&TokenExchange::new("eyJ...").scope("privx-user")).await?;
/// println!("good for {:?}", token.expires_in);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct OAuth(pub(crate) Client);

impl OAuth {
    /// Gets a token for an API client, or for a local user, by id and secret.
    ///
    /// `POST /auth/api/v1/oauth/token`
    ///
    /// Two pairs are needed: the OAuth client's, shared by the deployment, goes into a Basic header; the
    /// API client's goes into the form. Tokens live 300 s in every sample of the vendor's.
    ///
    /// - Operation: `oauth.token_password`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the call authenticates
    /// - Source: vendor page "API client integration" (privx.docs.ssh.com); that a local user's pair works
    ///   too is an inference
    #[inline]
    pub fn token_password(&self, grant: &PasswordGrant) -> Call<OAuthToken> {
        self.0
            .post("/auth/api/v1/oauth/token")
            .basic(&grant.oauth_client_id, &grant.oauth_client_secret)
            .checks_credential()
            .form_of(grant)
            .call()
    }

    /// Exchanges the code of a login for tokens.
    ///
    /// `POST /auth/api/v1/oauth/token`
    ///
    /// A code is good once and not for long. No `Authorization` header is sent: the verifier is the
    /// proof. Limit: a verifier has 43 to 128 of the characters `A-Z a-z 0-9 - . _ ~` (RFC 7636).
    ///
    /// - Operation: `oauth.token_authorization_code`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the call authenticates
    /// - Source: vendor page on the service `auth`
    #[inline]
    pub fn token_authorization_code(&self, grant: &CodeGrant) -> Call<OAuthToken> {
        self.0.post("/auth/api/v1/oauth/token").without_credential().checks_credential().form_of(grant).call()
    }

    /// Gets new tokens for a refresh token.
    ///
    /// `POST /auth/api/v1/oauth/token`
    ///
    /// The reply holds the next refresh token; the one that was sent is spent, also when the reply is lost.
    ///
    /// - Operation: `oauth.token_refresh`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the call authenticates
    /// - Source: the vendor's Go SDK; not on its pages
    #[inline]
    pub fn token_refresh(&self, grant: &RefreshGrant) -> Call<OAuthToken> {
        self.0.post("/auth/api/v1/oauth/token").without_credential().checks_credential().form_of(grant).call()
    }

    /// Gets a token for an API client or a trusted client, without an OAuth client's pair.
    ///
    /// `POST /auth/api/v1/oauth/clientcredentials/{domain}/token`
    ///
    /// Works only where the deployment has set `privx-external.client_type` to `public`; elsewhere the
    /// server refuses. Since v42.
    ///
    /// - Operation: `oauth.token_client_credentials`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the call authenticates
    /// - Source: vendor page on the service `auth`, whose sample is JSON, not a form
    #[inline]
    pub fn token_client_credentials(&self, grant: &ClientCredentialsGrant) -> Call<OAuthToken> {
        self.0
            .post("/auth/api/v1/oauth/clientcredentials/{domain}/token")
            .path(&grant.domain)
            .without_credential()
            .checks_credential()
            .json(grant)
            .call()
    }

    /// Opens a login session and returns its token, for [`login`](Self::login).
    ///
    /// `GET /auth/api/v1/oauth/authorize`
    ///
    /// The server returns 307; the redirect is not followed, the session token is read out of its
    /// `Location`. Limits: the state has at least 32 characters, the challenge is the 43 characters of a
    /// SHA-256 hash in base64url without padding.
    ///
    /// - Operation: `oauth.authorize`
    /// - Retried: also when the reply is lost; each call opens a session of its own
    /// - Permission: none; the call authenticates
    /// - Source: vendor page on the service `auth`
    #[inline]
    pub fn authorize(&self, session: &Authorization) -> Call<Secret> {
        self.0
            .get("/auth/api/v1/oauth/authorize")
            .without_credential()
            .query_of(session)
            .accept(307)
            .read_with(dialect::session_token)
            .pick("token")
            .call()
    }

    /// Logs a user in inside the session that [`authorize`](Self::authorize) opened.
    ///
    /// `POST /auth/api/v1/login`
    ///
    /// Compare the state of the reply with the one that was sent, and give up if they differ. A user with
    /// a second factor gets an undocumented reply without a code: that is an
    /// [`ErrorKind::Auth`](crate::ErrorKind::Auth) here.
    ///
    /// - Operation: `oauth.login`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the call authenticates
    /// - Source: the vendor's Go SDK; not on its pages
    #[inline]
    pub fn login(&self, login: &Login) -> Call<LoginCode> {
        self.0
            .post("/auth/api/v1/login")
            .without_credential()
            .checks_credential()
            .json(login)
            .read_with(dialect::login_code)
            .call()
    }

    /// Exchanges a JWT of another issuer for tokens of PrivX.
    ///
    /// `POST /auth/api/v1/token/login`
    ///
    /// An administrator must have registered the issuer as an identity provider. The JWT names the user in
    /// `sub`; send `aud` as one text, not as a list, and keep it short-lived. Since v43 in the vendor's SDKs.
    ///
    /// - Operation: `oauth.token_exchange`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the call authenticates
    /// - Source: vendor page on the service `auth`
    #[inline]
    pub fn token_exchange(&self, exchange: &TokenExchange) -> Call<OAuthToken> {
        self.0.post("/auth/api/v1/token/login").without_credential().checks_credential().json(exchange).call()
    }
}
