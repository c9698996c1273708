//! Tokens, metadata and keys of the realm: plain OpenID Connect as Keycloak implements it.

mod authorize;
mod input;
mod model;

pub use authorize::{Authorize, ImplicitTokens, ResponseMode};
pub use input::{CodeGrant, OidcClient, PasswordGrant, TokenAuth, TokenExchange, TokenHint};
pub use model::{Discovery, Introspection, Jwk, RealmInfo, TokenResponse, UserInfo};

use crate::flavour::Core;
use portcullis_core::{Call, Result, Secret, http::header::AUTHORIZATION, url::Url};

/// Tokens, metadata and keys of the realm.
///
/// The client fetches the tokens for its own calls by itself; these operations are for the tokens of other programs
/// and users. They send the credentials in their arguments and never the client's own; only
/// [`userinfo`](Self::userinfo) sends that.
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// let portal = midprovider::auth::OidcClient::public("portal");
/// let grant = midprovider::auth::PasswordGrant::new("mira", "correct horse").scope("openid");
/// let token = mid.auth().token_password(&portal, &grant).await?;
/// # drop(token); Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Auth(pub(crate) Core);

impl Auth {
    /// Returns the OpenID Connect metadata of the realm.
    ///
    /// `GET /auth/realms/{tenant_id}/.well-known/openid-configuration`
    ///
    /// Behind a proxy that is set up wrongly the URLs may name an internal host: send nothing secret to a
    /// host that is not the one you configured. A 404 means that there is no such realm, or a wrong base URL.
    ///
    /// - Operation: `auth.discovery`
    /// - Retried: also when the reply is lost
    /// - Permission: none; no credential is sent
    /// - Source: vendor's reference (developer.kobil.com/api/idp)
    #[inline]
    pub fn discovery(&self) -> Call<Discovery> {
        self.0
            .get("/auth/realms/{tenant_id}/.well-known/openid-configuration")
            .bare()
            .without_credential()
            .call()
    }

    /// Gets a token for a user name and a password.
    ///
    /// `POST /auth/realms/{tenant_id}/protocol/openid-connect/token`
    ///
    /// The client must have direct access grants. A refusal is an [`Auth`](crate::ErrorKind::Auth) error:
    /// [`INVALID_GRANT`](crate::code::INVALID_GRANT) for a wrong name or password (401) or an account that is
    /// disabled or has a required action open (400);
    /// [`UNAUTHORIZED_CLIENT`](crate::code::UNAUTHORIZED_CLIENT) or
    /// [`INVALID_CLIENT`](crate::code::INVALID_CLIENT) for the client.
    ///
    /// - Operation: `auth.token_password`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the call authenticates
    /// - Source: vendor page "Create access token: password"
    #[inline]
    pub fn token_password(&self, client: &OidcClient, grant: &PasswordGrant) -> Call<TokenResponse> {
        client
            .sign(self.0.post("/auth/realms/{tenant_id}/protocol/openid-connect/token"), Some("password"))
            .form_of(grant)
            .call()
    }

    /// Gets a token for the code with which a browser came back.
    ///
    /// `POST /auth/realms/{tenant_id}/protocol/openid-connect/token`
    ///
    /// A code is valid once, for about a minute; a second use ends the session that it was issued for.
    ///
    /// - Operation: `auth.token_authorization_code`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the call authenticates
    /// - Source: vendor page "Create access token: authorization code" and a client
    #[inline]
    pub fn token_authorization_code(&self, client: &OidcClient, grant: &CodeGrant) -> Call<TokenResponse> {
        client
            .sign(
                self.0.post("/auth/realms/{tenant_id}/protocol/openid-connect/token"),
                Some("authorization_code"),
            )
            .form_of(grant)
            .call()
    }

    /// Gets a token for a service account.
    ///
    /// `POST /auth/realms/{tenant_id}/protocol/openid-connect/token`
    ///
    /// `scope` is a list separated by blanks. Usually there is no refresh token: call this again. The account needs
    /// roles before KOBIL's operations accept its token.
    ///
    /// - Operation: `auth.token_client_credentials`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the call authenticates
    /// - Source: clients, the vendor's own tool among them
    #[inline]
    pub fn token_client_credentials(&self, client: &OidcClient, scope: Option<&str>) -> Call<TokenResponse> {
        client
            .sign(
                self.0.post("/auth/realms/{tenant_id}/protocol/openid-connect/token"),
                Some("client_credentials"),
            )
            .field("scope", scope)
            .call()
    }

    /// Gets the next token for a refresh token.
    ///
    /// `POST /auth/realms/{tenant_id}/protocol/openid-connect/token`
    ///
    /// The reply may hold a new refresh token, which invalidates the old one: store the new one before anything
    /// else. If the outcome stays unknown, log in again: a second use of an old token may end the session.
    ///
    /// - Operation: `auth.token_refresh`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the call authenticates
    /// - Source: the vendor's own tool
    #[inline]
    pub fn token_refresh(&self, client: &OidcClient, refresh_token: &Secret) -> Call<TokenResponse> {
        client
            .sign(
                self.0.post("/auth/realms/{tenant_id}/protocol/openid-connect/token"),
                Some("refresh_token"),
            )
            .field("refresh_token", refresh_token)
            .call()
    }

    /// Exchanges an access token for one with another audience.
    ///
    /// `POST /auth/realms/{tenant_id}/protocol/openid-connect/token`
    ///
    /// The server returns 400 or 403 if the client lacks the permission or if the feature is switched off.
    ///
    /// - Operation: `auth.token_exchange`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the call authenticates
    /// - Source: a client
    #[inline]
    pub fn token_exchange(&self, client: &OidcClient, exchange: &TokenExchange) -> Call<TokenResponse> {
        client
            .sign(
                self.0.post("/auth/realms/{tenant_id}/protocol/openid-connect/token"),
                Some("urn:ietf:params:oauth:grant-type:token-exchange"),
            )
            .form_of(exchange)
            .call()
    }

    /// Builds the URL at which a browser begins the authorization code flow; sends nothing.
    ///
    /// `GET /auth/realms/{tenant_id}/protocol/openid-connect/auth`
    ///
    /// The browser comes back to the redirect URI with `code`, `state` and `session_state`, or with `error`
    /// and `error_description`.
    ///
    /// - Operation: `auth.authorize_code`
    /// - Retried: never; the method sends nothing
    /// - Permission: none; the user signs in
    /// - Source: vendor page "Authorization code request" for the parameters; verb and query from the vendor's
    ///   own tool
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) without a client id or a redirect URI.
    #[inline]
    pub fn authorize_code(&self, authorize: &Authorize) -> Result<Url> {
        authorize.code_url(self.0.realm_url(&["protocol", "openid-connect", "auth"])?)
    }

    /// Builds the URL at which a browser begins the implicit flow; sends nothing.
    ///
    /// `GET /auth/realms/{tenant_id}/protocol/openid-connect/auth`
    ///
    /// Discouraged: the tokens are in the URL that the browser comes back with. The client must have the implicit
    /// flow enabled.
    ///
    /// - Operation: `auth.authorize_implicit`
    /// - Retried: never; the method sends nothing
    /// - Permission: none; the user signs in
    /// - Source: vendor page "Create access token: implicit"
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) without a client id or a redirect URI, with a PKCE
    /// challenge (there is no code to protect), or for an id token without a nonce.
    #[inline]
    pub fn authorize_implicit(&self, authorize: &Authorize, tokens: ImplicitTokens) -> Result<Url> {
        authorize.implicit_url(self.0.realm_url(&["protocol", "openid-connect", "auth"])?, tokens)
    }

    /// Returns the claims about the user of this client's own token.
    ///
    /// `GET /auth/realms/{tenant_id}/protocol/openid-connect/userinfo`
    ///
    /// The token needs the scope `openid` ([`ClientBuilder::scope`](crate::ClientBuilder::scope)); newer
    /// servers return 403 without it.
    ///
    /// - Operation: `auth.userinfo`
    /// - Retried: also when the reply is lost
    /// - Permission: a token with the scope `openid`
    /// - Source: a client
    #[inline]
    pub fn userinfo(&self) -> Call<UserInfo> {
        self.0
            .get("/auth/realms/{tenant_id}/protocol/openid-connect/userinfo")
            .bare()
            .identified_by("sub")
            .call()
    }

    /// Returns the claims about the user of another access token.
    ///
    /// `GET /auth/realms/{tenant_id}/protocol/openid-connect/userinfo`
    ///
    /// - Operation: `auth.userinfo`
    /// - Retried: also when the reply is lost
    /// - Permission: a token with the scope `openid`
    /// - Source: a client
    #[inline]
    pub fn userinfo_of(&self, access_token: &Secret) -> Call<UserInfo> {
        self.0
            .get("/auth/realms/{tenant_id}/protocol/openid-connect/userinfo")
            .bare()
            .authorize_with(AUTHORIZATION, bearer(access_token))
            .call()
    }

    /// Ends the session of a refresh token.
    ///
    /// `POST /auth/realms/{tenant_id}/protocol/openid-connect/logout`
    ///
    /// A token that is no longer valid is [`INVALID_GRANT`](crate::code::INVALID_GRANT).
    ///
    /// - Operation: `auth.logout`
    /// - Retried: only when the request was provably not sent
    /// - Permission: none; the refresh token is the proof
    /// - Source: the reference of stock Keycloak; KOBIL has confirmed none of it
    #[inline]
    pub fn logout(&self, client: &OidcClient, refresh_token: &Secret) -> Call<()> {
        client
            .sign(self.0.post("/auth/realms/{tenant_id}/protocol/openid-connect/logout"), None)
            .field("refresh_token", refresh_token)
            .done()
    }

    /// Returns whether a token is valid, and its claims.
    ///
    /// `POST /auth/realms/{tenant_id}/protocol/openid-connect/token/introspect`
    ///
    /// - Operation: `auth.introspect`
    /// - Retried: also when the reply is lost
    /// - Permission: a confidential client
    /// - Source: the reference of stock Keycloak; KOBIL has confirmed none of it
    #[inline]
    pub fn introspect(
        &self,
        client: &OidcClient,
        token: &Secret,
        hint: Option<TokenHint>,
    ) -> Call<Introspection> {
        client
            .sign(self.0.post("/auth/realms/{tenant_id}/protocol/openid-connect/token/introspect"), None)
            .field("token", token)
            .field("token_type_hint", hint.map(TokenHint::as_str))
            .read_only()
            .call()
    }

    /// Revokes an access or a refresh token.
    ///
    /// `POST /auth/realms/{tenant_id}/protocol/openid-connect/revoke`
    ///
    /// - Operation: `auth.revoke`
    /// - Retried: also when the reply is lost
    /// - Permission: the client that got the token
    /// - Source: the reference of stock Keycloak; KOBIL has confirmed none of it
    #[inline]
    pub fn revoke(&self, client: &OidcClient, token: &Secret, hint: Option<TokenHint>) -> Call<()> {
        client
            .sign(self.0.post("/auth/realms/{tenant_id}/protocol/openid-connect/revoke"), None)
            .field("token", token)
            .field("token_type_hint", hint.map(TokenHint::as_str))
            .idempotent()
            .done()
    }

    /// Returns the keys with which the realm signs tokens.
    ///
    /// `GET /auth/realms/{tenant_id}/protocol/openid-connect/certs`
    ///
    /// [`discovery`](Self::discovery) names the server's own path in `jwks_uri`.
    ///
    /// - Operation: `auth.certs`
    /// - Retried: also when the reply is lost
    /// - Permission: none; no credential is sent
    /// - Source: the reference of stock Keycloak; KOBIL has confirmed none of it
    #[inline]
    pub fn certs(&self) -> Call<Vec<Jwk>> {
        self.0
            .get("/auth/realms/{tenant_id}/protocol/openid-connect/certs")
            .bare()
            .without_credential()
            .pick("keys")
            .call()
    }

    /// Returns the public facts of the realm: a check of base URL and tenant without a credential.
    ///
    /// `GET /auth/realms/{tenant_id}`
    ///
    /// - Operation: `auth.realm_info`
    /// - Retried: also when the reply is lost
    /// - Permission: none; no credential is sent
    /// - Source: the reference of stock Keycloak; KOBIL has confirmed none of it
    #[inline]
    pub fn realm_info(&self) -> Call<RealmInfo> {
        self.0.get("/auth/realms/{tenant_id}").bare().without_credential().call()
    }
}

fn bearer(token: &Secret) -> Secret {
    ["Bearer ", token.expose_secret()].concat().into()
}
