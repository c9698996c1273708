//! URLs at which a browser begins.

use portcullis_core::{Error, Pairs as _, Result, input, url::Url};
use portcullis_macros::Body;

portcullis_core::open_enum! {
    /// How the result comes back to the redirect URI.
    ResponseMode {
        /// In the query.
        Query = "query",
        /// In the fragment.
        Fragment = "fragment",
        /// As a form that the browser posts.
        FormPost = "form_post",
    }
}

/// Which tokens the implicit flow returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImplicitTokens {
    /// An access token.
    AccessToken,
    /// An access token and an id token.
    AccessAndIdToken,
}

/// The parameters of the URL at which a browser begins.
#[derive(Debug, Clone, Body)]
#[body(pairs, new(client_id, redirect_uri))]
#[non_exhaustive]
pub struct Authorize {
    /// The id of the OIDC client.
    pub client_id: String,
    /// Where the browser comes back to; registered with the client.
    pub redirect_uri: String,
    /// How the result comes back; the server's default unless set.
    pub response_mode: Option<ResponseMode>,
    /// The scopes to request, separated by blanks; `openid` first.
    pub scope: Option<String>,
    /// Comes back unchanged: compare it, so that nobody can inject a result of another request.
    pub state: Option<String>,
    /// Comes back inside the id token: compare it too.
    pub nonce: Option<String>,
    /// The PKCE challenge: for `S256`, the SHA-256 of the verifier as base64url without padding.
    pub code_challenge: Option<String>,
    /// The PKCE method; `S256` unless set.
    pub code_challenge_method: Option<String>,
}

impl Authorize {
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
                return Err(Error::input("nonce", "must be set for an id token"));
            }
            ImplicitTokens::AccessAndIdToken => "id_token token",
        };
        self.url(url, response_type)
    }

    fn url(&self, mut url: Url, response_type: &str) -> Result<Url> {
        input::required("client_id", &self.client_id)?;
        input::required("redirect_uri", &self.redirect_uri)?;
        let mut query = url.query_pairs_mut();
        query.append_pair("response_type", response_type);
        self.pairs(&mut |name, value| {
            value.each(&mut |text, _| {
                query.append_pair(name, text);
            });
        });
        if self.code_challenge.is_some() && self.code_challenge_method.is_none() {
            query.append_pair("code_challenge_method", "S256");
        }
        drop(query);
        Ok(url)
    }
}
