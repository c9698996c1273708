//! What the token operations send and return.

use super::{EXTERNAL_DOMAIN, UI_CLIENT, UI_REDIRECT};
use portcullis_core::{Error, Result, Secret, auth::oauth2::Token, input, lenient};
use portcullis_macros::{Body, Reply};
use std::time::Duration;

/// Tokens.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct OAuthToken {
    /// What is sent with each call; a JWT, to be treated as opaque. A reply without one is an error.
    #[reply(with = lenient::token)]
    pub access_token: Secret,
    /// `bearer`, in whatever case.
    #[reply(with = lenient::text_or_none)]
    pub token_type: Option<String>,
    /// The lifetime from the request on; 300 s in the vendor's samples.
    #[reply(with = lenient::seconds)]
    pub expires_in: Option<Duration>,
    /// The refresh token for the next tokens, valid once; some grants return none.
    #[reply(with = lenient::opt_token)]
    pub refresh_token: Option<Secret>,
    /// The granted scope, separated by blanks.
    #[reply(with = lenient::text_or_none)]
    pub scope: Option<String>,
}

impl From<OAuthToken> for Token {
    fn from(token: OAuthToken) -> Self {
        Self::new(token.access_token).refresh(token.refresh_token).life(token.expires_in)
    }
}

fn required(field: &str, value: &Secret) -> Result<()> {
    if value.is_empty() { Err(Error::input(field, "must not be empty")) } else { Ok(()) }
}

/// The two pairs of the password grant.
#[derive(Debug, Clone, Body)]
#[body(pairs, constant(grant_type = "password"), check, check_always)]
#[non_exhaustive]
pub struct PasswordGrant {
    /// The id of the deployment's OAuth client, usually [`EXTERNAL_DOMAIN`]; without a colon.
    #[body(skip)]
    pub oauth_client_id: String,
    /// The secret of the OAuth client.
    #[body(skip)]
    pub oauth_client_secret: Secret,
    /// The id of the API client, or the name of a local user.
    pub username: String,
    /// The secret of the API client, or the password of the local user.
    pub password: Secret,
    /// The wanted scope, separated by blanks; the vendor's own clients send none.
    pub scope: Option<String>,
}

impl PasswordGrant {
    /// Makes a grant for an API client or a local user; the OAuth client comes by [`oauth_client`](Self::oauth_client).
    pub fn new(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            oauth_client_id: EXTERNAL_DOMAIN.to_owned(),
            oauth_client_secret: Secret::from(""),
            username: username.into(),
            password: password.into(),
            scope: None,
        }
    }

    /// Sets the pair of the deployment's OAuth client.
    #[must_use]
    pub fn oauth_client(mut self, id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.oauth_client_id = id.into();
        self.oauth_client_secret = secret.into();
        self
    }

    /// A colon would end the id in the header: the rest would count as secret.
    fn check_always(&self) -> Result<()> {
        input::characters("oauth_client_id", &self.oauth_client_id, "characters other than a colon", |c| {
            c != ':'
        })
    }

    fn check(&self) -> Result<()> {
        input::required("oauth_client_id", &self.oauth_client_id)?;
        required("oauth_client_secret", &self.oauth_client_secret)?;
        input::required("username", &self.username)?;
        required("password", &self.password)
    }
}

/// The code of a login, to be exchanged.
#[derive(Debug, Clone, Body)]
#[body(pairs, constant(grant_type = "authorization_code"), check)]
#[non_exhaustive]
pub struct CodeGrant {
    /// The OAuth client of the login; [`UI_CLIENT`] unless set.
    pub client_id: String,
    /// The redirect URI of the login; [`UI_REDIRECT`] unless set.
    pub redirect_uri: String,
    /// The code that the login returned.
    pub code: Secret,
    /// The text whose hash was the login's challenge.
    pub code_verifier: Secret,
}

impl CodeGrant {
    /// Makes a grant of a login's code and of the text whose hash was its challenge.
    pub fn new(code: impl Into<Secret>, code_verifier: impl Into<Secret>) -> Self {
        Self {
            client_id: UI_CLIENT.to_owned(),
            redirect_uri: UI_REDIRECT.to_owned(),
            code: code.into(),
            code_verifier: code_verifier.into(),
        }
    }

    fn check(&self) -> Result<()> {
        required("code", &self.code)?;
        let verifier = self.code_verifier.expose_secret();
        input::length("code_verifier", verifier, 43..=128)?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        input::characters("code_verifier", verifier, "letters, digits and `-._~`", allowed)
    }
}

/// A refresh token, to be exchanged.
#[derive(Debug, Clone, Body)]
#[body(pairs, constant(grant_type = "refresh_token"), check)]
#[non_exhaustive]
pub struct RefreshGrant {
    /// The OAuth client that got the refresh token; [`UI_CLIENT`] unless set.
    pub client_id: String,
    /// The redirect URI of that client; [`UI_REDIRECT`] unless set.
    pub redirect_uri: String,
    /// The refresh token of the last reply.
    pub refresh_token: Secret,
}

impl RefreshGrant {
    /// Makes a grant of the refresh token of the last reply.
    pub fn new(refresh_token: impl Into<Secret>) -> Self {
        Self {
            client_id: UI_CLIENT.to_owned(),
            redirect_uri: UI_REDIRECT.to_owned(),
            refresh_token: refresh_token.into(),
        }
    }

    fn check(&self) -> Result<()> {
        required("refresh_token", &self.refresh_token)
    }
}

/// The pair of the client credentials grant.
#[derive(Debug, Clone, Body)]
#[body(constant(grant_type = "client_credentials"), check)]
#[non_exhaustive]
pub struct ClientCredentialsGrant {
    /// The OAuth domain; only [`EXTERNAL_DOMAIN`] is known to work.
    #[body(skip)]
    pub domain: String,
    /// The id of an API client or a trusted client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
}

impl ClientCredentialsGrant {
    /// Makes a grant of the pair of an API client or a trusted client.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self {
            domain: EXTERNAL_DOMAIN.to_owned(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
        }
    }

    fn check(&self) -> Result<()> {
        input::required("client_id", &self.client_id)?;
        required("client_secret", &self.client_secret)
    }
}

/// A login session to be opened.
#[derive(Debug, Clone, Body)]
#[body(pairs, constant(response_type = "code", code_challenge_method = "S256"), check)]
#[non_exhaustive]
pub struct Authorization {
    /// The OAuth client; [`UI_CLIENT`] unless set.
    pub client_id: String,
    /// The redirect URI; [`UI_REDIRECT`] unless set. Nothing is sent there.
    pub redirect_uri: String,
    /// A random text of at least 32 bytes, which the login repeats.
    pub state: Secret,
    /// The SHA-256 hash of the verifier in base64url without padding.
    pub code_challenge: String,
    /// The client's name in PrivX's list of sessions.
    pub user_agent: Option<String>,
    /// The wanted scope, separated by blanks.
    pub scope: Option<String>,
    /// The OIDC directory to log in through.
    pub oidc_id: Option<String>,
}

impl Authorization {
    /// Makes a session of this random state and this hash of the verifier.
    pub fn new(state: impl Into<Secret>, code_challenge: impl Into<String>) -> Self {
        Self {
            client_id: UI_CLIENT.to_owned(),
            redirect_uri: UI_REDIRECT.to_owned(),
            state: state.into(),
            code_challenge: code_challenge.into(),
            user_agent: None,
            scope: None,
            oidc_id: None,
        }
    }

    fn check(&self) -> Result<()> {
        if self.state.expose_secret().len() < 32 {
            return Err(Error::input("state", "must have at least 32 characters"));
        }
        input::length("code_challenge", &self.code_challenge, 43..=43)?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        input::characters("code_challenge", &self.code_challenge, "the characters of base64url", allowed)
    }
}

/// A user who logs in.
#[derive(Debug, Clone, Body)]
#[body(check)]
#[non_exhaustive]
pub struct Login {
    /// The user's name.
    pub username: String,
    /// The user's password.
    pub password: Secret,
    /// The session token that [`OAuth::authorize`](super::OAuth::authorize) returned.
    pub token: Secret,
}

impl Login {
    /// Makes a login of a user, by name and password, inside a session.
    pub fn new(username: impl Into<String>, password: impl Into<Secret>, session_token: &Secret) -> Self {
        Self { username: username.into(), password: password.into(), token: session_token.clone() }
    }

    fn check(&self) -> Result<()> {
        input::required("username", &self.username)?;
        required("password", &self.password)?;
        required("token", &self.token)
    }
}

/// The result of a login.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct LoginCode {
    /// The code, good for one exchange.
    pub code: Secret,
    /// The state that was sent; another one means that this is not the reply to that login.
    pub state: Secret,
}

/// A JWT of another issuer.
#[derive(Debug, Clone, Body)]
#[body(new(token), check)]
#[non_exhaustive]
pub struct TokenExchange {
    /// The signed JWT.
    pub token: Secret,
    /// The wanted scope, separated by blanks, such as `privx-user connections-manual`.
    pub scope: Option<String>,
    /// The OAuth client that the tokens are for; a later refresh must name the same.
    pub client_id: Option<String>,
}

impl TokenExchange {
    fn check(&self) -> Result<()> {
        required("token", &self.token)
    }
}
