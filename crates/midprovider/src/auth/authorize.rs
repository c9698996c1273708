//! URLs at which a browser begins.

use portcullis_core::{Error, Result, input, url::Url};
use portcullis_macros::Setters;

portcullis_core::open_enum! {
    /// How the answer comes back to the redirect URI.
    ResponseMode {
        /// In the query.
        Query = "query",
        /// In the fragment.
        Fragment = "fragment",
        /// As a form that the browser posts.
        FormPost = "form_post",
    }
}

/// Which tokens the implicit flow brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImplicitTokens {
    /// An access token.
    AccessToken,
    /// An access token and an id token.
    AccessAndIdToken,
}

/// What a browser takes along to the login page.
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct Authorize {
    /// The id of the OIDC client.
    pub client_id: String,
    /// Where the browser comes back to; registered with the client.
    pub redirect_uri: String,
    /// The scopes to ask for, separated by blanks; `openid` first.
    pub scope: Option<String>,
    /// Comes back unchanged: compare it, so that nobody can slip in an answer of their own.
    pub state: Option<String>,
    /// Comes back inside the id token: compare it too.
    pub nonce: Option<String>,
    /// How the answer comes back; the server's default unless set.
    pub response_mode: Option<ResponseMode>,
    /// The PKCE challenge: for `S256`, the SHA-256 of the verifier as base64url without padding.
    pub code_challenge: Option<String>,
    /// The PKCE method; `S256` unless set.
    pub code_challenge_method: Option<String>,
}

impl Authorize {
    /// A begin with nothing but what is required.
    pub fn new(client_id: impl Into<String>, redirect_uri: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            redirect_uri: redirect_uri.into(),
            scope: None,
            state: None,
            nonce: None,
            response_mode: None,
            code_challenge: None,
            code_challenge_method: None,
        }
    }

    pub(super) fn code_url(&self, url: Url) -> Result<Url> {
        if self.code_challenge.is_none() && self.code_challenge_method.is_some() {
            return Err(Error::input("code_challenge_method", "needs a `code_challenge`"));
        }
        self.url(url, "code")
    }

    pub(super) fn implicit_url(&self, url: Url, tokens: ImplicitTokens) -> Result<Url> {
        if self.code_challenge.is_some() || self.code_challenge_method.is_some() {
            return Err(Error::input("code_challenge", "has no place in the implicit flow"));
        }
        let response_type = match tokens {
            ImplicitTokens::AccessToken => "token",
            ImplicitTokens::AccessAndIdToken if self.nonce.is_none() => {
                return Err(Error::input("nonce", "must be given for an id token"));
            }
            ImplicitTokens::AccessAndIdToken => "id_token token",
        };
        self.url(url, response_type)
    }

    fn url(&self, mut url: Url, response_type: &str) -> Result<Url> {
        input::required("client_id", &self.client_id)?;
        input::required("redirect_uri", &self.redirect_uri)?;
        let method = self.code_challenge_method.as_deref().unwrap_or("S256");
        let options = [
            ("response_mode", self.response_mode.as_ref().map(ResponseMode::as_str)),
            ("scope", self.scope.as_deref()),
            ("state", self.state.as_deref()),
            ("nonce", self.nonce.as_deref()),
            ("code_challenge", self.code_challenge.as_deref()),
            ("code_challenge_method", self.code_challenge.as_ref().map(|_| method)),
        ];
        url.query_pairs_mut()
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("response_type", response_type)
            .extend_pairs(options.into_iter().filter_map(|(key, value)| Some((key, value?))));
        Ok(url)
    }
}
